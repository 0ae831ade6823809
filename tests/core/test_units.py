"""Resits, caps and rounding of units, where no case of the invented schools says it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sceau.core.blocks import UnitInBlock
from sceau.core.decision import Decision
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.question import ask
from sceau.core.rule import RuleMissing
from sceau.core.tables.studies import ResitRow
from tests.cast import module, table
from tests.core.test_blocks import law


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

    told = [reason for reason in decision.reasons if reason.check == "a_resit_is_provided_for"]
    assert [(reason.holds, reason.required, reason.found) for reason in told] == [(False, "module_gap", "M1")]


def test_a_law_that_provides_for_resits_says_how_many() -> None:
    with pytest.raises(RuleMissing, match="resits_allowed: no layer sets it"):
        result(module("M1", 12), silent="resits_allowed")


def test_as_many_resits_count_as_are_allowed_where_no_text_says_what_gives_rise_to_them() -> None:
    decision = result(module("M1", 4, resits=(12, 14)), silent="resits", resits_allowed=1)

    assert decision.figures["mean"] == 12


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
