"""The mission and the end of studies: each reason whole, at the day and at the mark where it turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sceau.core.decision import Decision
from sceau.core.final_work import ComponentFacts, MissionFacts, ThesisFacts
from sceau.core.question import FactImpossible, ask
from sceau.core.rule import Absence, Duration, Moment
from sceau.core.rulebook import Rulebook
from sceau.core.tables.studies import PlaceRow, WeightRow
from tests.cast import law_of, table, told

FEBRUARY, MAY, JULY = date(2026, 2, 1), date(2026, 5, 31), date(2026, 7, 31)
COMPANY = PlaceRow("company", places=frozenset({"company"}))
ABROAD = PlaceRow("abroad", places=frozenset({"laboratory"}), requires=frozenset({"international"}))
MISSION_LAW = law_of(
    {
        "mission_duration": Duration(4, "months"),
        "mission_maximum_duration": Duration(6, "months"),
        "mission_places": table(COMPANY, ABROAD),
    }
)
PARTS = frozenset({"mission", "thesis", "defence"})
WEIGHTS = table(WeightRow("thesis", weight=Decimal(2)), WeightRow("defence", weight=Decimal(1)))


def mission(starts_on: date, ends_on: date, place: str, *qualities: str, rules: Rulebook = MISSION_LAW) -> Decision:
    facts = MissionFacts(starts_on, ends_on, place, frozenset(qualities))
    return ask(question="studies.mission_conforms", facts=facts, rules=rules)


def part(code: str, mark: str | int | None = None, validated: bool | None = None) -> ComponentFacts:
    return ComponentFacts(code, Decimal(10), validated, None if mark is None else Decimal(mark))


def thesis(*components: ComponentFacts, law: dict[str, Any], **facts: Any) -> Decision:
    rules = law_of({"final_components": PARTS, **law})
    return ask(question="studies.thesis_result", facts=ThesisFacts(components, **facts), rules=rules)


# ---- the mission -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends_on", "long_enough", "not_too_long", "days"),
    [
        (date(2026, 5, 30), False, True, 119),
        (MAY, True, True, 120),
        (JULY, True, True, 181),
        (date(2026, 8, 1), True, False, 182),
    ],
)
def test_a_mission_is_counted_from_its_first_day_to_its_last(
    ends_on: date, long_enough: bool, not_too_long: bool, days: int
) -> None:
    decision = mission(FEBRUARY, ends_on, "company")

    outcome = "conforms" if long_enough and not_too_long else "does_not_conform"
    assert (decision.outcome, decision.figures) == (outcome, {"days": days})
    assert sorted(told(decision)) == [
        ("mission_is_long_enough", long_enough, "mission_duration", (4, "months"), (FEBRUARY, ends_on), "", None),
        (
            "mission_is_not_too_long",
            not_too_long,
            "mission_maximum_duration",
            (6, "months"),
            (FEBRUARY, ends_on),
            "",
            None,
        ),
        (
            "mission_place_is_allowed",
            True,
            "mission_places",
            ("company", "laboratory"),
            "company",
            "",
            COMPANY,
        ),
    ]


@pytest.mark.parametrize(
    ("place", "qualities", "holds", "row"),
    [
        ("laboratory", ("international",), True, ABROAD),
        ("laboratory", (), False, ABROAD),
        ("school", (), False, None),
    ],
)
def test_a_place_names_the_line_that_speaks_of_it_whether_it_opens_it_or_not(
    place: str, qualities: tuple[str, ...], holds: bool, row: PlaceRow | None
) -> None:
    decision = mission(FEBRUARY, MAY, place, *qualities)

    assert [one for one in told(decision) if one[0] == "mission_place_is_allowed"] == [
        ("mission_place_is_allowed", holds, "mission_places", ("company", "laboratory"), place, "", row)
    ]


def test_where_the_texts_say_nothing_of_missions_what_was_found_is_still_told() -> None:
    decision = mission(FEBRUARY, FEBRUARY, "school", rules=law_of({}))

    assert (decision.outcome, decision.figures) == ("conforms", {"days": 1})
    assert told(decision) == [
        ("mission_is_long_enough", True, "mission_duration", None, (FEBRUARY, FEBRUARY), "", None),
        ("mission_place_is_allowed", True, "mission_places", None, "school", "", None),
    ]
    assert {reason.rule.absence for reason in decision.reasons} == {Absence.SILENT}


def test_facts_of_the_end_of_studies_may_be_at_their_least() -> None:
    one_day = MissionFacts(FEBRUARY, FEBRUARY, "company")
    nothing = ComponentFacts("thesis", Decimal(0), mark=Decimal(0))

    assert (one_day.ends_on, nothing.mark, ThesisFacts((nothing,), defences_held=0).defences_held) == (
        FEBRUARY,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: MissionFacts(MAY, FEBRUARY, "company"),
            "ends_on: the mission ends on 2026-02-01, before it starts on 2026-05-31; correct the days",
        ),
        (
            lambda: ComponentFacts("memoir", Decimal(1)),
            "code: «memoir» is no part of the end of studies, write one of: mission, thesis, defence",
        ),
        (lambda: ComponentFacts("thesis", Decimal(-1)), "ects: credits and marks are not below zero, correct them"),
        (lambda: ThesisFacts((), defences_held=-1), "defences_held: it is not below zero, correct -1"),
    ],
)
def test_what_cannot_be_of_the_end_of_studies_is_refused_in_these_words(build: Any, message: str) -> None:
    with pytest.raises(ValueError, match=r"^\w+: ") as error:
        build()

    assert str(error.value) == message


# ---- the thesis ------------------------------------------------------------------------------------------------------


def test_each_component_is_told_with_its_mark_or_the_verdict_of_its_assessors() -> None:
    decision = thesis(
        part("mission", validated=True),
        part("thesis", "9.99"),
        part("defence", 10, validated=False),
        law={"thesis_pass_mark": 10},
    )

    assert (decision.outcome, decision.figures) == ("not_validated", {"credits": 0})
    assert told(decision) == [
        ("component_reaches_the_pass_mark", False, "thesis_pass_mark", 10, Decimal("9.99"), "thesis", None),
        ("component_is_validated", False, "final_components", "defence", False, "defence", None),
        ("component_is_validated", True, "final_components", "mission", True, "mission", None),
        ("component_reaches_the_pass_mark", True, "thesis_pass_mark", 10, 10, "defence", None),
    ]


def test_a_mark_that_the_law_sets_no_pass_mark_for_leaves_the_verdict_to_the_assessors() -> None:
    decision = thesis(part("mission", 3, validated=True), part("thesis", 19), law={})

    assert (decision.outcome, decision.figures) == ("not_finished", {"credits": 0})
    assert told(decision) == [
        ("component_is_validated", None, "final_components", "thesis", None, "thesis", None),
        ("component_is_validated", None, "final_components", "defence", None, "defence", None),
        ("component_is_validated", True, "final_components", "mission", True, "mission", None),
    ]


def test_a_mark_may_be_the_highest_of_its_scale_and_no_higher() -> None:
    law = {"final_components": frozenset({"thesis"}), "thesis_pass_mark": 10}

    assert thesis(part("thesis", 20), law=law).outcome == "validated"
    with pytest.raises(FactImpossible) as error:
        thesis(part("thesis", "20.5"), law=law)
    assert str(error.value) == "thesis: 20.5 lies above the scale /20; correct the mark"


@pytest.mark.parametrize(
    ("marks", "mean", "holds"),
    [((9, 12), 10, True), ((9, 11), Fraction(29, 3), False), ((9, None), None, None)],
)
def test_marks_that_the_law_weighs_together_are_told_by_their_mean(
    marks: tuple[int, int | None], mean: Any, holds: bool | None
) -> None:
    law = {
        "final_components": frozenset({"thesis", "defence"}),
        "final_weights": WEIGHTS,
        "thesis_pass_mark": 10,
    }
    decision = thesis(part("thesis", marks[0], validated=True), part("defence", marks[1], validated=True), law=law)

    reason = next(one for one in told(decision) if one[0] == "weighted_mean_of_the_end_reaches_the_pass_mark")
    assert reason == (reason[0], holds, "thesis_pass_mark", 10, mean, "", None)
    assert decision.figures == ({} if mean is None else {"mean": mean}) | {"credits": 20 if holds else 0}
    assert sorted(one[5] for one in told(decision) if one[0] == "component_is_validated") == ["defence", "thesis"]


def test_a_mark_that_is_weighed_and_not_given_leaves_the_mean_open() -> None:
    law = {"final_components": frozenset({"thesis"}), "final_weights": WEIGHTS, "thesis_pass_mark": 10}

    decision = thesis(part("thesis", 9), law=law)

    assert (decision.outcome, decision.figures) == ("not_finished", {"credits": 0})


def test_without_a_pass_mark_a_mean_is_a_figure_and_no_reason() -> None:
    law = {"final_components": frozenset({"thesis"}), "final_weights": WEIGHTS}
    decision = thesis(part("thesis", 9, validated=True), part("defence", 12), law=law)

    assert (decision.outcome, decision.figures) == ("validated", {"mean": 10, "credits": 20})
    assert [one[0] for one in told(decision)] == ["component_is_validated"]


def test_another_defence_is_told_with_how_many_are_allowed_and_were_held() -> None:
    failed = tuple(part(code, validated=False) for code in ("mission", "thesis", "defence"))
    law = {"defences_allowed": 2}

    once, twice = (thesis(*failed, law=law, defences_held=held) for held in (1, 2))

    assert (once.outcome, told(once)[-1]) == (
        "not_finished",
        ("a_defence_remains", True, "defences_allowed", 2, 1, "defence", None),
    )
    assert (twice.outcome, told(twice)[-1]) == (
        "not_validated",
        ("a_defence_remains", False, "defences_allowed", 2, 2, "defence", None),
    )


@pytest.mark.parametrize(("allowed", "remains", "outcome"), [(2, None, "not_finished"), (0, False, "not_validated")])
def test_whether_a_defence_remains_is_not_known_where_nobody_has_told_how_many_were_held(
    allowed: int, remains: bool | None, outcome: str
) -> None:
    failed = tuple(part(code, validated=False) for code in ("mission", "thesis", "defence"))

    decision = thesis(*failed, law={"defences_allowed": allowed})

    assert (decision.outcome, [one for one in told(decision) if one[0] == "a_defence_remains"]) == (
        outcome,
        [("a_defence_remains", remains, "defences_allowed", allowed, None, "defence", None)],
    )


WHOLE = ThesisFacts(tuple(part(code, validated=True) for code in ("mission", "thesis", "defence")))


def handed_in(on: date, law: dict[str, Any], **facts: Any) -> Decision:
    whole = replace(WHOLE, handed_in_on=on, **facts)
    return ask(question="studies.thesis_result", facts=whole, rules=law_of({"final_components": PARTS, **law}))


@pytest.mark.parametrize(("on", "in_time"), [(MAY, True), (date(2026, 6, 1), False)])
def test_a_thesis_is_handed_in_by_the_day_set(on: date, in_time: bool) -> None:
    decision = handed_in(on, {"late_thesis_leads_to": "refused"}, due_on=MAY)

    assert decision.outcome == ("validated" if in_time else "not_validated")
    assert [one for one in told(decision) if one[5] == "thesis" and one[0] != "component_is_validated"] == [
        ("thesis_is_handed_in_on_time", in_time, "late_thesis_leads_to", MAY, on, "thesis", None)
    ]


def test_the_day_may_be_set_by_the_law_and_counted_from_the_defence() -> None:
    fortnight = Moment(delay=Duration(15, "days"), side="before", event="defence")
    law = {"late_thesis_leads_to": "refused", "thesis_due": fortnight}

    assert handed_in(MAY, law, defence_on=date(2026, 6, 15)).outcome == "validated"
    assert handed_in(MAY, law, defence_on=date(2026, 6, 14)).outcome == "not_validated"
    assert handed_in(MAY, law).outcome == "validated"


def test_the_day_may_be_one_of_the_year_asked_about() -> None:
    law = {"late_thesis_leads_to": "refused", "thesis_due": Moment(day=31, month=5, year="next")}

    assert [handed_in(on, law).outcome for on in (MAY, date(2026, 6, 1))] == ["validated", "not_validated"]


def test_where_no_text_says_what_a_late_thesis_leads_to_it_only_warns() -> None:
    late, in_time = (handed_in(on, {}, due_on=MAY) for on in (date(2026, 6, 1), MAY))

    assert (late.outcome, [one.check for one in late.warnings]) == ("validated", ["thesis_is_handed_in_on_time"])
    assert "thesis_is_handed_in_on_time" not in {one[0] for one in told(in_time)}
