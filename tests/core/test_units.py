"""Resits, caps and rounding of units, where no case of the invented schools says it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sceau.core.blocks import UnitInBlock
from sceau.core.decision import Decision
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.question import ask
from sceau.core.tables.studies import ResitRow
from tests.cast import module, table
from tests.core.test_blocks import law


def result(*modules: ModuleFacts, **changes: Any) -> Decision:
    facts = UnitInBlock("U1", Decimal(10), modules)
    return ask(question="studies.unit_result", facts=facts, rules=law(compensation="within_unit", **changes))


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
