"""What would be decided again? A past decision from what was recorded of it: its question, facts and edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sceau.core.decision import Decision
from sceau.core.question import QUESTIONS, ask
from sceau.core.rule import Bound, Citation, Duration, Entry, Layer, Moment, Row, Rule, Words
from sceau.core.rulebook import Programme, Rulebook, School, expired_on
from sceau.core.vocabulary import RULES, Shape
from sceau.regulation.edition import SCALE, Edition
from sceau.regulation.plain import from_plain

KINDS: Mapping[str, Any] = {
    "number": Decimal,
    "yes_no": bool,
    "choice": str,
    "set": frozenset[str],
    "duration": Duration,
    "moment": Moment,
    "text": Words,
}
UNSAID = Words("", "")
OF_THE_RULE = ("layer", "bound", "unit", "title")
"""What an edition says of a rule beside the entry that is in force."""


def replay(*, question: str, facts: Mapping[str, Any], edition: Edition) -> Decision:
    """Judge again what was judged: ``facts`` are those of the question as ``plain`` made them JSON.

    With the same code it is the same decision. Raises ``KeyError`` for a question or a rule that is no more.
    """
    return judge_again(question=question, facts=facts, rules=rulebook_of(edition))


def judge_again(*, question: str, facts: Mapping[str, Any], rules: Rulebook) -> Decision:
    """Judge again under the law of an edition: for who judges many, and reads each edition once."""
    return ask(question=question, facts=from_plain(QUESTIONS[question].facts, facts), rules=rules)


def rulebook_of(edition: Edition) -> Rulebook:
    """Return the law that an edition holds: it answers every question as the rulebook did of which it was made."""
    of = edition.of
    on = date.fromisoformat(of["on"])
    ladders = {key: _ladder(key, steps, edition) for key, steps in edition.values.items()}
    return Rulebook(
        on=on,
        ladders=ladders,
        label=of["label"],
        school=from_plain(School, of["school"]),
        programme=from_plain(Programme, of["programme"]),
        chosen=of["chosen"],
        outlived=from_plain(Mapping[str, date], of["outlived"]),
        expired=expired_on(on, ladders),
    )


def _ladder(key: str, steps: list[dict[str, Any]], edition: Edition) -> tuple[Rule, ...]:
    """Return what the layers say of a key, each by the entry in force; of a rule to come nothing but its first day."""
    rules = tuple(_rule(key, step) for step in steps if "begins" not in step)
    scale = edition.of["scale"] if key == SCALE else ""
    if rules and scale in ("", rules[-1].unit):
        return rules
    begins = next((step["begins"] for step in steps if "begins" in step), date.max.isoformat())
    entry = Entry(date.fromisoformat(begins), Citation("", ""), UNSAID)
    to_come = Rule(key, RULES[key].stage, UNSAID, scale, Bound.OPEN, Layer.PROGRAMME, "", (entry,))
    return (*rules, to_come)


def _rule(key: str, step: Mapping[str, Any]) -> Rule:
    shape = RULES[key]
    said = from_plain(Entry, {name: one for name, one in step.items() if name not in OF_THE_RULE})
    variants = tuple(replace(one, value=_value(shape, one.value)) for one in said.variants)
    entry = replace(said, value=_value(shape, said.value), variants=variants)
    layer, bound = Layer[step["layer"].upper()], Bound(step["bound"])
    return Rule(key, shape.stage, from_plain(Words, step["title"]), step["unit"], bound, layer, "", (entry,))


def _value(shape: Shape, said: Any) -> Any:
    if shape.kind == "table" and said is not None:
        return tuple(from_plain(shape.row or Row, line) for line in said)
    return from_plain(KINDS.get(shape.kind), said)
