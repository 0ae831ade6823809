"""Each layer of a key, what becomes of what it says, and which value applies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sceau.core.rule import Bound, Entry, Force, Layer, Rule, Variant, Words
from sceau.core.rulebook import Rulebook, School
from sceau.regulation.ladder import VERDICTS, ladder_of
from tests.cast import CITE, WORDS, bernards_law, rule_of

DAY, LATER = date(2025, 9, 1), date(2027, 9, 1)
SCHOOL = School("eve", "Ève", Words("d'Ève", "of Ève"))
READINGS = tuple(Variant(name, Decimal(number), CITE, WORDS) for name, number in (("low", 60), ("high", 75)))


def book(*rules: Rule, school: School | None = SCHOOL) -> Rulebook:
    return Rulebook(on=date(2026, 1, 1), ladders={"programme_ects": rules} if rules else {}, school=school)


def label(value: Any = 75, *, bound: Bound = Bound.FLOOR, **entry: Any) -> Rule:
    return rule_of("programme_ects", value, layer=Layer.LABEL, bound=bound, **entry)


def school(value: Any = 90, **entry: Any) -> Rule:
    return rule_of("programme_ects", value, **entry)


def raised(rule: Rule, value: int) -> Rule:
    """A rule with a second value, from a later day."""
    second = Entry(since=date(2025, 12, 1), cite=CITE, says=WORDS, value=Decimal(value))
    return replace(rule, entries=(*rule.entries, second))


@pytest.mark.parametrize(
    ("rules", "verdicts"),
    [
        ((), ["silent", "silent", "silent"]),
        ((label(),), ["silent", "set", "silent"]),
        ((school(),), ["silent", "silent", "set"]),
        ((school(since=LATER),), ["silent", "silent", "not_begun"]),
        ((school(None, none=True),), ["silent", "silent", "nothing_due"]),
        ((label(), school(75)), ["silent", "set", "repeated"]),
        ((label(), school(90)), ["silent", "set", "tightened"]),
        ((label(bound=Bound.OPEN), school(60)), ["silent", "set", "replaced"]),
        ((label(force=Force.USUAL), school(60)), ["silent", "set", "replaced"]),
        ((raised(label(), 120), school(90)), ["silent", "set", "stricter_above"]),
        ((label(), school(None, repealed=True)), ["silent", "set", "repealed"]),
        ((label(None, repealed=True), school(60)), ["silent", "repealed", "set"]),
        ((label(), school(60, contradicts=Layer.LABEL)), ["silent", "set", "contradicts"]),
        ((label(None, variants=READINGS), school(None, chooses="high")), ["silent", "contested", "chosen"]),
        ((label(None, variants=READINGS), school(90)), ["silent", "contested", "tightened"]),
        ((label(None, variants=READINGS), school(70)), ["silent", "contested", "stricter_under_one"]),
        ((label(None, variants=READINGS), school(50)), ["silent", "contested", "stricter_above"]),
    ],
)
def test_what_becomes_of_each_layer(rules: tuple[Rule, ...], verdicts: list[str]) -> None:
    steps = ladder_of("programme_ects", book(*rules))

    assert [step.verdict for step in steps] == verdicts
    assert {step.verdict for step in steps} <= set(VERDICTS)


def test_what_applies_at_the_last_step_is_what_the_rulebook_answers() -> None:
    law = book(label(None, variants=READINGS), school(70))

    last = ladder_of("programme_ects", law)[-1]

    assert [(v.reading, v.value, v.layer) for v in last.applies] == [
        (v.reading, v.value, v.layer) for v in law.readings("programme_ects")
    ]
    assert [value.value for value in last.applies] == [70, 75]


def test_only_the_layers_that_may_speak_are_shown() -> None:
    assert [step.layer for step in ladder_of("programme_ects", book(label(), school=None))] == [
        Layer.STATE,
        Layer.LABEL,
    ]
    assert [step.layer for step in ladder_of("unit_pass_mark", bernards_law())] == list(Layer)
