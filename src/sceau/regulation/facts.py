"""Read the facts of a question from TOML into the dataclasses of ``core``, with every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import ValidationError

import sceau.core  # noqa: F401 - registers the questions
from sceau.core.closed_lists import (
    ACCREDITORS,
    ACTIVITIES,
    ACTORS,
    ACTS,
    CEFR_LEVELS,
    COMPONENTS,
    CONTRACTS,
    DEGREE_FAMILIES,
    EDUCATION,
    EVALUATORS,
    EVENTS,
    EXPERIENCE_NATURES,
    IDENTITY,
    JOB_CONTRACTS,
    LABEL_CHANGES,
    LANGUAGE_TESTS,
    LEAVING_FORMS,
    MEASURES,
    MISSION_PLACES,
    OBSERVED,
    OPINIONS,
    PACES,
    PAYERS,
    REGISTERS,
    REQUESTS,
    ROLES,
    TEACHING_KINDS,
    THIRD_PARTY_PAYS,
    VALIDATIONS,
    WORLDS,
)
from sceau.core.marking import scale_of
from sceau.core.marks import Mark
from sceau.core.question import QUESTIONS
from sceau.core.rule import Duration
from sceau.core.rulebook import Rulebook
from sceau.regulation.fault import Fault, faults_of, joined, made_of, nearest
from sceau.regulation.files import adapter
from sceau.regulation.values import duration, duration_fault
from sceau.regulation.words_in_hand import words_in_hand
from sceau.regulation.written import miswritten, several


class FactsFaulty(ValueError):
    """The facts do not have the shape of the question; ``faults`` says everything that is wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


def read_facts(
    question: str,
    given: Mapping[str, Any],
    file: str = "facts",
    qualities: Collection[str] | None = None,
    rules: Rulebook | None = None,
) -> Any:
    """Return the facts of a question; raises ``FactsFaulty`` and, for an unknown question, ``KeyError``.

    With the ``qualities`` that the law declares, any other is a fault: it would fit no line. With the ``rules`` in
    hand, so is any other word than those that they use.
    """
    kind = QUESTIONS[question].facts
    known = WORDS if qualities is None else {**WORDS, "qualities": tuple(qualities)}
    known = known if rules is None else {**known, **words_in_hand(question, rules)}
    read, faults = _with_durations(kind, given, file)
    faults += [*miswritten(kind, read, file, ""), *_unknown_words(kind, given, known, file, "")]
    try:
        facts = adapter(kind).validate_python(read)
    except ValidationError as error:
        faults = joined(faults, faults_of(error, file, "", kind))
    if faults:
        raise FactsFaulty(faults)
    return facts


def marks_over_the_scale(facts: Any, rules: Rulebook, file: str, at: str = "") -> Iterator[Fault]:
    """Return a fault for each mark that says no scale of its own and lies above the one of the school."""
    if isinstance(facts, Mark):
        scale = scale_of(rules)
        if facts.mark is not None and facts.scale is None and facts.mark > scale:
            what = f"{facts.mark} lies above the scale of this school, which is {scale}; correct the mark"
            yield Fault(file, f"{at}mark", what)
        return
    for field in fields(facts):
        for place, one in several(getattr(facts, field.name), f"{at}{field.name}"):
            if is_dataclass(one):
                yield from marks_over_the_scale(one, rules, file, f"{place}.")


def _with_durations(kind: type, given: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return facts whose durations are read from ``{ months = 4 }``, as the law writes them, and the faulty ones."""
    hints = get_type_hints(kind)
    named = [name for name in given if Duration in made_of(hints.get(name))]
    read = {name: duration(given[name]) for name in named}
    faults = [duration_fault(given[name], file, name) for name in named if not isinstance(read[name], Duration)]
    return {**given, **read}, faults


WORDS = {
    "payer": PAYERS,
    "education": ("", *EDUCATION),
    "contract": CONTRACTS,
    "third_party_pays": THIRD_PARTY_PAYS,
    "register": REGISTERS,
    "form": LEAVING_FORMS,
    "family": DEGREE_FAMILIES,
    "evaluated_by": ("", *EVALUATORS),
    "nature": EXPERIENCE_NATURES,
    "place": MISSION_PLACES,
    "missing_identity": IDENTITY,
    "events": EVENTS,
    "validations": VALIDATIONS,
    "test": ("", *LANGUAGE_TESTS),
    "cefr": ("", *CEFR_LEVELS),
    "jury_outcome": QUESTIONS["jury.proposal"].outcomes,
    "teaching_kind": TEACHING_KINDS,
    "paces": PACES,
    "components": COMPONENTS,
    "role": ROLES,
    "signed_by": ROLES,
    "act": ACTS,
    "filed_with": ACCREDITORS,
    "request": REQUESTS,
    "opinion": ("", *OPINIONS),
    "refused_with": OPINIONS,
    "decided_by": ACTORS,
    "opinion_by": ("", *ACTORS),
    "world": WORLDS,
    "measure": MEASURES,
    "observed": OBSERVED,
    "removed": ("", *OBSERVED),
    "whole": ("", *OBSERVED),
    "activities": ACTIVITIES,
    "change": LABEL_CHANGES,
    "job_contract": ("", *JOB_CONTRACTS),
}
"""The fields of facts that take their words from a closed list, whatever the question."""


def _unknown_words(
    kind: Any, given: Mapping[str, Any], known: Mapping[str, tuple[str, ...]], file: str, at: str
) -> Iterator[Fault]:
    """Return a fault for each word that no list holds: answered, it would only fit no line.

    What is said of another programme may be in the words of that one: its routes are its own.
    """
    if given.get("programme"):
        known = {name: words for name, words in known.items() if name != "route"}
    for name, hint in get_type_hints(kind).items():
        inner = next((one for one in made_of(hint) if is_dataclass(one)), None)
        for place, one in several(given.get(name), f"{at}{name}"):
            if inner is not None and isinstance(one, Mapping):
                yield from _unknown_words(inner, one, known, file, f"{place}.")
                continue
            for word in one if isinstance(one, Mapping) else (one,):  # of the days of events, their names
                if name in known and isinstance(word, str) and word not in known[name]:
                    yield Fault(file, place, f"«{word}» is not known, {nearest(word, known[name])}")


def shape_of(kind: Any) -> Any:
    """Return the shape of the facts of a question: the type of each field; a «?» marks what may be left out."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return {f.name + ("" if _required(f) else "?"): shape_of(hints[f.name]) for f in fields(kind)}
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (tuple, frozenset):
        return [shape_of(inner[0])]
    if origin is Union or str(origin) == "<class 'types.UnionType'>":
        return shape_of(next(one for one in inner if one is not type(None)))
    if hasattr(kind, "__members__"):
        return "|".join(member.value for member in kind)
    if inner:
        return {"…": shape_of(inner[-1])}
    return getattr(kind, "__name__", str(kind))


def left_out(kind: Any, at: str = "") -> dict[str, Any]:
    """Return what each fact that may be left out stands for then, by its place; None where it is not known."""
    hints, stands_for = get_type_hints(kind), {}
    for field in fields(kind):
        place = f"{at}{field.name}"
        if not _required(field):
            default = field.default if field.default_factory is MISSING else field.default_factory()
            stands_for[place] = None if default == "" else default
        inner = next((one for one in made_of(hints[field.name]) if is_dataclass(one)), None)
        if inner is not None:
            stands_for |= left_out(inner, f"{place}.")
    return stands_for


def _required(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
