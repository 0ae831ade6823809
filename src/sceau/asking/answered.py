"""What does the law answer to what was typed? A decision in words, or everything that bars one, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sceau.asking.given import Given, given_of
from sceau.asking.labels import say
from sceau.asking.shapes import Field, Kind
from sceau.asking.typed import MOST_ROWS, Read, Typed
from sceau.core.decision import Decision
from sceau.core.question import FactImpossible, ask
from sceau.core.rule import RuleError
from sceau.core.rulebook import Rulebook
from sceau.regulation import Regulation
from sceau.regulation.facts import FactsFaulty, marks_over_the_scale, read_facts
from sceau.regulation.fault import Fault
from sceau.wording import Language, Said, say_decision
from sceau.wording.faults import say_fault

NUMBERED = re.compile(r"\[([0-9]+)\]")
"""How a fault counts what stands at a place: ``degrees[1].family``."""
WHOLE = ""
"""Where a fault speaks of all the facts together."""

Faults = dict[str, list[str]]
"""What is wrong, in words, by the place of the fact."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a question: a decision, or why there is none."""

    given: Mapping[str, Any]
    """The facts as a file would give them, as far as they could be read."""
    faults: Faults = field(default_factory=dict)
    decision: Decision | None = None
    barred: str = ""
    """Why the law has no answer to facts that are all there."""


def answer(
    question: str, fields: Sequence[Field], read: Read, law: Regulation, rules: Rulebook, lang: Language
) -> Answered:
    """Put a question to the law with what was typed; everything that is wrong is told at once."""
    given = given_of(fields, read.typed)
    faults = _unreadable(given, read)
    try:
        facts, found = _facts(question, given, law, rules)
        if faults or found:
            return Answered(given.facts, _placed(_together(faults, found, lang), fields, read.typed))
        return Answered(given.facts, decision=ask(question=question, facts=facts, rules=rules))
    except (RuleError, FactImpossible) as why:
        return Answered(given.facts, _placed(faults, fields, read.typed), barred=say_fault(str(why), lang))


def _unreadable(given: Given, read: Read) -> Faults:
    """Return what of a page says no fact, by its place."""
    faults: Faults = {wrong.place: [say(f"faults.{wrong.why}")] for wrong in given.wrong}
    for name in read.unknown:
        faults.setdefault(WHOLE, []).append(say("faults.unknown", name=name))
    for place in read.crowded:
        faults.setdefault(place, []).append(say("faults.crowded", n=MOST_ROWS))
    return faults


def _facts(question: str, given: Given, law: Regulation, rules: Rulebook) -> tuple[Any, Sequence[Fault]]:
    """Return facts as ``core`` takes them, or everything that is wrong with them."""
    try:
        facts = read_facts(question, given.facts, "", law.qualities, rules)
    except FactsFaulty as faulty:
        return None, faulty.faults
    return facts, tuple(marks_over_the_scale(facts, rules, ""))


def _together(own: Faults, found: Sequence[Fault], lang: Language) -> Faults:
    """Return what could not be read with what is wrong with the facts; of one place the first alone is told."""
    told = {place: list(faults) for place, faults in own.items()}
    for fault in found:
        place = NUMBERED.sub(r".\1", fault.key).strip("—")
        if not any(place == known or place.startswith(f"{known}.") for known in own if known):
            told.setdefault(place, []).append(say_fault(fault.what, lang))
    return told


def _placed(faults: Faults, fields: Sequence[Field], typed: Typed) -> Faults:
    """Return faults at the places that a page draws: what lies within one stands at it."""
    drawn = set(places_of(fields, typed))
    placed: Faults = {}
    for place, told in faults.items():
        at = place
        while at and at not in drawn:
            at = at.rpartition(".")[0]
        placed.setdefault(at, []).extend(told)
    return placed


def places_of(fields: Sequence[Field], typed: Typed, at: str = "") -> Iterator[str]:
    """Yield the place of each fact, each row and each event that a page draws."""
    for one in fields:
        place, held = f"{at}{one.name}", typed.get(one.name)
        yield place
        match one.kind:
            case Kind.PART if one.required or held is not None:
                yield from places_of(one.inner, held or {}, f"{place}.")
            case Kind.ROWS:
                for rank, row in enumerate(held or (), 1):
                    yield f"{place}.{rank}"
                    yield from places_of(one.inner, row, f"{place}.{rank}.")
            case Kind.DAYS:
                yield from (f"{place}.{name}" for name in held or ())


def said_of(decision: Decision, law: Regulation, lang: Language) -> Said:
    """Return a decision in words."""
    qualities = {name: quality.title for name, quality in law.qualities.items()}
    return say_decision(decision, lang, law.texts, qualities)
