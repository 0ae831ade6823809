"""Resits, caps and rounding of units, where no case of the invented schools says it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sceau.core.blocks import UnitInBlock
from sceau.core.decision import Decision
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.question import FactImpossible, ask
from sceau.core.rule import RuleMissing
from sceau.core.tables.studies import ResitRow
from tests.cast import module, table
from tests.core.test_blocks import law

GAP = table(ResitRow("gap", trigger="module_gap"))


def result(*modules: ModuleFacts, silent: str = "", **changes: Any) -> Decision:
    """Judge a unit under a law that may say nothing under one key."""
    rules = law(compensation="within_unit", **changes)
    rules = replace(rules, ladders={key: ladder for key, ladder in rules.ladders.items() if key != silent}, _known={})
    return ask(question="studies.unit_result", facts=UnitInBlock("U1", Decimal(10), modules), rules=rules)


def resat(code: str, first: int, second: int) -> ModuleFacts:
    return module(code, first, resits=(second,))


@pytest.mark.parametrize(
    ("changes", "mean"),
    [
        ({"resit_cap_mark": 11, "resit_cap_on": "unit_mean"}, "11"),
        ({"rounded_means": frozenset({"unit"}), "rounding_decimals": 0}, "13"),
    ],
)
def test_the_mean_of_a_unit_is_capped_without_being_rounded_and_rounded_without_being_capped(
    changes: dict[str, Any], mean: str
) -> None:
    assert result(resat("M1", 4, 13), module("M2", 12), **changes).figures["mean"] == Decimal(mean)


def test_a_resit_that_is_left_out_leaves_another_that_was_due() -> None:
    decision = result(resat("M1", 4, 12), resat("M2", 12, 4), undue_resits_count=False)

    assert (decision.outcome, decision.figures["mean"]) == ("validated", 12)


def test_modules_to_resit_are_told_in_their_order_whatever_bars_them() -> None:
    lacking = ModuleFacts("M1", (Mark("E1", standing=MarkStanding.ABSENT),))
    rows = table(ResitRow("gap", trigger="module_gap"), ResitRow("none", trigger="no_mark"))

    decision = result(lacking, module("M2", 3), module_gap_mark=5, resits=rows)

    assert decision.figures["resits"] == ("M1", "M2")


def test_a_resit_that_no_text_provides_for_says_in_which_case_and_of_which_module() -> None:
    decision = result(module("M1", 3), module("M2", 15), module_gap_mark=5)

    assert checked(decision, "a_resit_is_provided_for") == [(False, "module_gap", "M1", "M1")]


@pytest.mark.parametrize(
    ("counts", "check", "told"),
    [
        (True, "a_resit_was_due", (True, True, None, "M2")),
        (False, "an_undue_resit_is_left_out", (True, False, None, "M2")),
    ],
)
def test_a_resit_that_nothing_gave_rise_to_is_told_with_what_the_law_makes_of_it(
    counts: bool, check: str, told: tuple[Any, ...]
) -> None:
    decision = result(module("M1", 12), resat("M2", 12, 14), undue_resits_count=counts)

    assert checked(decision, check) == [told]


def test_a_law_that_allows_no_resit_leaves_none() -> None:
    decision = result(module("M1", 3), module("M2", 15), module_gap_mark=5, resits=GAP, resits_allowed=0)

    assert decision.outcome == "failed"
    assert checked(decision, "a_resit_remains") == [(False, 0, 0, "M1")]


@pytest.mark.parametrize(
    ("bears_on", "told"),
    [
        ("assessment", ("a_resit_of_an_assessment_remains", "M1-1")),
        ("module", ("a_resit_remains", "M1")),
    ],
)
def test_what_is_resat_alone_is_told_as_an_assessment_and_what_is_resat_whole_as_a_module(
    bears_on: str, told: tuple[str, str]
) -> None:
    decision = result(module("M1", 3), module("M2", 15), module_gap_mark=5, resits=GAP, resit_bears_on=bears_on)

    assert [(one.check, one.subject) for one in decision.reasons if one.check in REMAINS] == [told]


def test_a_law_without_a_pass_mark_names_the_rule_that_lacks() -> None:
    with pytest.raises(RuleMissing) as lacking:
        result(module("M1", 12), silent="unit_pass_mark")

    assert lacking.value.key == "unit_pass_mark"


def test_a_law_that_provides_for_resits_says_how_many() -> None:
    with pytest.raises(RuleMissing, match="resits_allowed: no layer sets it"):
        result(module("M1", 12), silent="resits_allowed")


def test_as_many_resits_count_as_are_allowed_where_no_text_says_what_gives_rise_to_them() -> None:
    decision = result(module("M1", 4, resits=(12, 14)), silent="resits", resits_allowed=1)

    assert decision.figures["mean"] == 12


# ---- a resit of one assessment

EXAM, PROJECT = Mark("EXAM", Decimal(4), coefficient=Decimal(3)), Mark("PROJECT", Decimal(16))
ABSENT, EXEMPT = ({"mark": None, "standing": standing} for standing in (MarkStanding.ABSENT, MarkStanding.EXEMPT))
FLOOR_AND_GAP = table(
    *(ResitRow(name, trigger=name) for name in ("assessment_floor", "module_gap", "no_mark", "unit_below_pass_mark"))
)


def of_the(*resits: tuple[str, int], **marks: dict[str, Any]) -> ModuleFacts:
    """A module of an exam at 4 and a project at 16 that weighs a third of it, some of them resat."""
    given = tuple(replace(one, **marks.get(one.assessment.lower(), {})) for one in (EXAM, PROJECT))
    return ModuleFacts("M1", given, resits=tuple(Mark(name, Decimal(mark)) for name, mark in resits))


def alone(*modules: ModuleFacts, **changes: Any) -> Decision:
    """Judge a unit under a law where each assessment is resat by itself."""
    return result(*modules, **{"resit_bears_on": "assessment", "resits": FLOOR_AND_GAP, **changes})


def checked(decision: Decision, *checks: str) -> list[tuple[Any, ...]]:
    """What some checks say: holds, required, found, subject."""
    return [(one.holds, one.required, one.found, one.subject) for one in decision.every_reason() if one.check in checks]


REMAINS = ("a_resit_remains", "a_resit_of_an_assessment_remains")


@pytest.mark.parametrize(
    ("resit", "changes", "mean"),
    [
        (12, {}, 13),
        (12, {"resit_counts": "best_of"}, 13),
        (2, {"resit_counts": "best_of"}, 7),
        (12, {"resit_counts": "weighted", "resit_weight": Decimal("0.75")}, "11.5"),
        (12, {"resit_cap_mark": 10, "resit_cap_on": "mark"}, "11.5"),
        (12, {"resit_cap_mark": 10, "resit_cap_on": "unit_mean"}, 10),
        (12, {"rounded_means": frozenset({"module"}), "rounding_decimals": 0, "resit_cap_mark": 9}, 13),
    ],
)
def test_a_resit_of_an_assessment_takes_its_place_with_its_coefficient_and_the_others_are_kept(
    resit: int, changes: dict[str, Any], mean: int | str
) -> None:
    decision = alone(of_the(("EXAM", resit)), **{"resit_cap_on": "general_mean", **changes})

    assert (decision.figures["mean"], decision.warnings) == (Decimal(mean), ())
    assert checked(decision, "a_resit_bears_on_what_the_texts_say") == [(True, "assessment", "EXAM", "M1")]


def test_where_the_texts_do_not_say_so_a_resit_that_names_an_assessment_is_of_the_module_and_is_warned_of() -> None:
    said, unsaid = (result(of_the(("EXAM", 12), ("EXAM", 13)), **law) for law in ({"resit_bears_on": "module"}, {}))

    check = "a_resit_bears_on_what_the_texts_say"
    assert [(one.figures["mean"], checked(one, check)) for one in (said, unsaid)] == [
        (12, [(True, "module", "EXAM", "M1")]),
        (12, [(False, "module", "EXAM", "M1")]),
    ]
    assert [one.check for one in unsaid.warnings] == [check]
    asked = ask(question="studies.module_mean", facts=of_the(("EXAM", 12)), rules=law())
    assert checked(asked, check) == [(False, "module", "EXAM", "M1")]


def test_a_resit_of_a_module_of_one_assessment_is_of_that_one_whatever_it_is_called() -> None:
    assert alone(resat("M1", 4, 12)).figures["mean"] == 12


def test_a_resit_of_no_assessment_of_its_module_is_refused_where_each_is_resat_by_itself() -> None:
    expected = "M1/R1: this resit is of none of the assessments of M1; name the one that was resat: EXAM, PROJECT"
    with pytest.raises(FactImpossible, match=expected):
        alone(of_the(("M1/R1", 12)))


def test_as_many_resits_of_each_assessment_count_as_are_allowed() -> None:
    decision = alone(of_the(("EXAM", 8), ("PROJECT", 12), ("EXAM", 20)))

    assert decision.figures["mean"] == 9


def test_an_assessment_that_has_no_mark_is_resat_alone() -> None:
    missed = of_the(("EXAM", 12), exam=ABSENT)
    still = of_the(("EXAM", 12), exam=ABSENT, project=ABSENT)

    decision = alone(still, individual_evaluation=True)

    assert alone(missed).figures["mean"] == 13
    assert decision.outcome == "resit_due"
    assert checked(decision, "module_has_been_assessed") == [(False, True, (("PROJECT", MarkStanding.ABSENT),), "M1")]
    assert checked(decision, *REMAINS) == [(True, 1, 0, "PROJECT")]
    assert checked(decision, "a_resit_is_provided_for") == [(True, "no_mark", "PROJECT", "M1")]


def test_a_mark_that_is_awaited_of_one_assessment_leaves_its_unit_waiting() -> None:
    pending = Mark("PROJECT", standing=MarkStanding.PENDING)
    facts = of_the(("EXAM", 12))

    decision = alone(replace(facts, resits=(*facts.resits, pending)))

    assert decision.outcome == "pending"
    assert checked(decision, "module_has_been_assessed") == [(None, None, (("PROJECT", MarkStanding.PENDING),), "M1")]


def test_an_assessment_that_stays_below_its_floor_fails_its_unit_whatever_else_may_still_be_resat() -> None:
    decision = alone(of_the(("EXAM", 5)), assessment_floor_mark=6, unit_pass_mark=5)

    assert decision.outcome == "failed"
    assert checked(decision, "assessment_is_above_the_floor") == [(False, 6, 5, "EXAM"), (True, 6, 16, "PROJECT")]
    assert checked(decision, *REMAINS) == [(False, 1, 1, "EXAM")]
    asked = ask(
        question="studies.module_mean",
        facts=of_the(("EXAM", 5)),
        rules=law(resit_bears_on="assessment", assessment_floor_mark=6),
    )
    assert checked(asked, "assessment_is_above_the_floor") == [(False, 6, 5, "EXAM"), (True, 6, 16, "PROJECT")]


@pytest.mark.parametrize(
    ("facts", "outcome", "remains"),
    [
        (of_the(("EXAM", 5)), "resit_due", [(True, 1, 0, "PROJECT")]),
        (of_the(("EXAM", 5), ("PROJECT", 6)), "failed", [(False, 1, 1, "EXAM"), (False, 1, 1, "PROJECT")]),
        (of_the(("EXAM", 5), project=EXEMPT), "failed", [(False, 1, 1, "EXAM")]),
        (of_the(), "resit_due", [(True, 1, 0, "M1")]),
    ],
)
def test_a_unit_too_low_is_mended_by_an_assessment_that_may_still_be_resat(
    facts: ModuleFacts, outcome: str, remains: list[tuple[Any, ...]]
) -> None:
    decision = alone(facts, exemptions_allowed=True, unit_pass_mark=12)

    assert decision.outcome == outcome
    if outcome == "resit_due":
        assert (decision.figures["resits"], checked(decision, *REMAINS)) == (("M1",), remains)
    gap = alone(facts, exemptions_allowed=True, unit_pass_mark=1, module_gap_mark=12)
    assert (gap.outcome, checked(gap, *REMAINS)) == (outcome, remains)


def test_a_module_of_assessments_that_are_all_exempt_stays_exempt_after_a_resit_that_was_not_sat() -> None:
    facts = of_the(exam=EXEMPT, project=EXEMPT)
    unsat = replace(facts, resits=(Mark("EXAM", standing=MarkStanding.ABSENT),))

    assert alone(unsat, exemptions_allowed=True).figures == {"credits": 10}


def test_a_mark_near_zero_is_rounded_as_any_other() -> None:
    decision = result(module("M1", "0.6"), rounded_means=frozenset({"module"}), rounding_decimals=0)

    assert decision.figures["mean"] == 1


@pytest.mark.parametrize(
    ("law", "second", "mean"),
    [({"resit_counts": "best_of"}, 3, 10), ({"resit_counts": "best_of", "resits_allowed": 0}, 3, 11)],
)
def test_a_cap_on_the_mean_of_a_unit_falls_on_it_as_soon_as_a_resit_that_counts_was_sat_whatever_it_brought(
    law: dict[str, Any], second: int, mean: int
) -> None:
    decision = result(resat("M1", 4, second), module("M2", 18), resit_cap_mark=10, resit_cap_on="unit_mean", **law)

    assert decision.figures["mean"] == mean


def test_a_cap_on_the_mark_of_a_resit_leaves_the_mean_that_the_best_first_mark_made() -> None:
    changes = {"resit_counts": "best_of", "resit_cap_mark": 10, "resit_cap_on": "mark"}

    assert result(resat("M1", 4, 3), module("M2", 18), **changes).figures["mean"] == 11
