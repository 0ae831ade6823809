"""What the papers say of a unit, of its block and of the totals is one and the same, under each reading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from sceau.core.decision import Decision
from sceau.core.marking import scale_of
from sceau.core.rulebook import Rulebook
from sceau.jury.deliberation import Deliberation, deliberate
from sceau.jury.dossier import decisions_json
from sceau.jury.papers import Papers
from sceau.jury.transcript import transcript_of
from sceau.regulation import Regulation
from sceau.studies.promotion import Promotion, Student, UnitLine
from sceau.studies.workbook import read_promotion
from sceau.wording import language
from tests.cast import CITE, EXAMPLES, alice, bernards_law, contested, example_laws, the_law
from tests.core.test_blocks import law, two
from tests.jury.promotion import module_line, three

SHIPPED = {
    "imt-nord-europe": (EXAMPLES.parent / "promotion.xlsx", "CSE"),
    "ecole-des-alizes": (EXAMPLES / "ecole-des-alizes" / "promotion.xlsx", "NEG"),
    "institut-des-marches": (EXAMPLES / "institut-des-marches" / "promotion.xlsx", "RAIL"),
}
LEFT_OPEN = {
    "as it is": ("unit_pass_mark", ()),
    "the pass mark of a unit": ("unit_pass_mark", (40, 70)),
    "the pass mark of a block": ("block_pass_mark", (40, 70)),
    "the credits that a block keeps": ("block_keeps_credits", ("none", "validated_units")),
}
"""By school out of a hundred: of the others, the same over five."""


@cache
def shipped(school: str) -> tuple[Promotion, Rulebook]:
    path, programme = SHIPPED[school]
    whole: Regulation = example_laws().get(EXAMPLES / school) or the_law()
    dated = whole.rulebook(school=school, programme=programme, on=date(2026, 12, 31))
    promotion = read_promotion(path, scale=scale_of(dated))
    return promotion, whole.rulebook(school=school, programme=programme, on=promotion.intake_starts_on)


def each_reading(decision: Decision, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Decision]]:
    """A decision under each reading of each rule that is open in it."""
    for reading in decision.readings:
        if reading.key != decision.readings[0].key:  # a rule that is open within the first reading, told there too
            continue
        yield from each_reading(reading.decision, (*path, (reading.key, reading.name)))
    if not decision.readings:
        yield path, decision


def under(path: tuple[Any, ...], decision: Decision) -> Decision:
    """A decision under some readings; one that they do not change has none."""
    found = (reading.decision for reading in decision.readings if (reading.key, reading.name) in path)
    chosen = next(found, None)
    return decision if chosen is None else under(path, chosen)


@pytest.mark.parametrize("left_open", LEFT_OPEN)
@pytest.mark.parametrize("school", SHIPPED)
def test_the_credits_of_the_units_add_up_to_those_of_teaching_under_each_reading(school: str, left_open: str) -> None:
    promotion, rules = shipped(school)
    key, values = LEFT_OPEN[left_open]
    if values:
        part = Decimal(100) / scale_of(rules)
        own = tuple(value / part if isinstance(value, int) else value for value in values)
        unit = rules.ladders["unit_pass_mark"][-1].unit
        open_rule = contested(rules, key, *own)
        ladder = tuple(replace(rule, unit=unit if key.endswith("mark") else "") for rule in open_rule.ladders[key])
        rules = replace(open_rule, ladders={**open_rule.ladders, key: ladder}, _known={}, _beside={})

    pairs = [
        (one.student.number, sum(under(path, unit).figures["credits"] for unit in one.units.values()), read)
        for one in deliberate(promotion=promotion, rules=rules).students
        for path, read in each_reading(one.proposal)
    ]

    assert pairs
    assert [(number, found) for number, found, _ in pairs] == [
        (number, read.figures["teaching"]) for number, _, read in pairs
    ]


def of_two(rules: Rulebook, *marks: int) -> Papers:
    """One student with two units of one block, before the jury of a law."""
    promotion = three()
    lines = tuple(
        UnitLine(f"U{n}", f"Unité {n}", Decimal(ects), Decimal(1), (module_line(f"M{n}", f"Module {n}"),), "B1")
        for n, ects in ((1, 22), (2, 23))
    )
    facts = alice(units=two(*marks))
    alone = replace(promotion, units=lines, students=(Student("25-1", "Étienne", "Alice", facts),))
    deliberation: Deliberation = deliberate(promotion=alone, rules=replace(rules, school=bernards_law().school))
    texts = {**the_law().texts, CITE.text: the_law().texts["imtne-notice-2025"]}
    return Papers(deliberation, replace(the_law(), texts=texts), language("fr"), date(2026, 10, 6))


@pytest.mark.parametrize(
    ("key", "marks", "teaching", "credits"),
    [
        ("block_pass_mark", (15, 6), "45 ≠ 22", ["22", "23 ≠ 0"]),
        ("unit_pass_mark", (15, 11), "45", ["22", "23"]),
    ],
)
def test_a_transcript_gives_each_unit_the_credits_that_its_block_leaves_it_under_each_reading(
    key: str, marks: tuple[int, int], teaching: str, credits: list[str]
) -> None:
    papers = of_two(contested(law(), key, 10, 12), *marks)

    transcript = transcript_of(papers.deliberation.students[0], papers)

    assert transcript["totals"]["teaching"] == teaching
    assert [unit["credits"] for unit in transcript["units"]] == credits
    assert [unit["result"] for unit in transcript["units"]] == ["validated", "contested"]


def test_components_have_their_credits_under_each_reading_as_their_total_has() -> None:
    parts = frozenset({"mission", "thesis", "defence"})
    rules = contested(law(), "final_components", parts, parts - {"defence"})
    papers = of_two(rules, 12, 12)
    one = papers.deliberation.students[0]
    assert one.student.facts.thesis is not None
    undefended = replace(one.student.facts.thesis, components=one.student.facts.thesis.components[:2])
    student = replace(one.student, facts=replace(one.student.facts, thesis=undefended))
    promotion = replace(papers.deliberation.promotion, students=(student,))
    again = replace(papers, deliberation=deliberate(promotion=promotion, rules=rules))

    transcript = transcript_of(again.deliberation.students[0], again)

    assert transcript["totals"]["mission"] == "0 ≠ 20"
    assert [component["credits"] for component in transcript["components"]] == ["0 ≠ 10", "0 ≠ 10", "0"]


def test_the_decision_on_a_compensated_unit_carries_the_reason_of_its_block() -> None:
    promotion, rules = shipped("ecole-des-alizes")

    document = json.loads(decisions_json(deliberate(promotion=promotion, rules=rules), {}))

    unit = next(one for one in document["students"] if one["number"] == "A02")["units"]["U2"]
    assert (unit["outcome"], [reason["check"] for reason in unit["reasons"] if not reason["holds"]]) == (
        "compensated",
        [],
    )
    assert "unit_is_compensated_in_its_block" in [reason["check"] for reason in unit["reasons"]]
