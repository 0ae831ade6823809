"""The proposal to the jury and the general mean: what their reasons say whole, where no case shows it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sceau.core.decision import Decision
from sceau.core.fees import Amount, SettlementFacts
from sceau.core.question import ask
from sceau.core.studies import UnitsFacts
from sceau.core.units import UnitFacts
from tests.cast import JURY_DAY, MISSION, THESIS, alice, module, unit
from tests.core.test_blocks import law, two

OWED = SettlementFacts(due=(Amount("tuition", Decimal(9000)),))


def proposed(changes: dict[str, Any], **of_the_law: Any) -> Decision:
    return ask(question="jury.proposal", facts=alice(**changes), rules=law(**of_the_law))


def said(decision: Decision, check: str) -> list[tuple[Any, ...]]:
    """What each reason of a check says, after its name."""
    every = decision.every_reason()
    return [(one.holds, one.required, one.found, one.subject) for one in every if one.check == check]


def test_what_is_to_be_resat_in_each_unit_is_told_together() -> None:
    decision = proposed({"units": two(6, 7, block="")})

    assert (decision.outcome, decision.figures["resits"]) == ("resit", ("M1", "M2"))


def test_a_thesis_handed_in_on_the_day_of_the_jury_is_before_it() -> None:
    decision = proposed({"thesis": replace(THESIS, handed_in_on=JURY_DAY)})

    assert decision.outcome == "admitted"
    assert said(decision, "thesis_is_done") == [(True, JURY_DAY, JURY_DAY, "thesis")]


def test_the_mission_that_is_over_is_named() -> None:
    assert said(proposed({}), "mission_is_done") == [(True, JURY_DAY, MISSION.ends_on, "mission")]


@pytest.mark.parametrize(
    ("fees", "needed", "outcome", "told"),
    [
        (None, True, "pending", (None, 0, None, "")),
        (OWED, True, "refused", (False, 0, 9000, "")),
        (None, False, "admitted", (True, 0, None, "")),
        (OWED, False, "admitted", (True, 0, 9000, "")),
    ],
)
def test_fees_hold_back_a_diploma_only_where_the_law_says_so(
    fees: SettlementFacts | None, needed: bool, outcome: str, told: tuple[Any, ...]
) -> None:
    decision = proposed({"fees": fees}, diploma_needs_fees_settled=needed)

    assert (decision.outcome, said(decision, "fees_are_settled")) == (outcome, [told])


@pytest.mark.parametrize(("renewed", "holds"), [(True, False), (False, True)])
def test_an_agreement_runs_past_the_jury_only_where_the_law_renews_it(renewed: bool, holds: bool) -> None:
    decision = proposed({"mission": None, "agreement_ends_on": JURY_DAY}, agreement_renewal=renewed)

    assert decision.outcome == "extension"
    assert said(decision, "agreement_runs_past_the_jury") == [(holds, JURY_DAY, JURY_DAY, "")]


def test_a_general_mean_below_its_own_pass_mark_refuses_a_student_whose_units_are_all_validated() -> None:
    decision = proposed({"units": (unit("U1", module("M1", 11)),)}, general_mean_pass_mark=12)

    assert (decision.outcome, [reason.check for reason in decision.unmet]) == (
        "refused",
        ["general_mean_reaches_the_pass_mark"],
    )


def general(units: tuple[UnitFacts, ...], **of_the_law: Any) -> Decision:
    return ask(question="studies.general_mean", facts=UnitsFacts(units), rules=law(**of_the_law))


def test_a_general_mean_says_how_units_would_weigh_otherwise_and_is_of_no_unit() -> None:
    first, second = two(15, 10)

    decision = general((replace(first, coefficient=Decimal(4)), second), units_weigh_by="coefficients")

    (told,) = said(decision, "units_weigh_as_the_texts_say")
    assert told == (True, "coefficients", Fraction(560, 45), "")


def test_a_general_mean_that_is_capped_then_rounded_says_both_and_is_of_no_unit() -> None:
    units = (unit("U1", module("M1", 6, resits=("15.57",))),)

    decision = general(
        units,
        resit_cap_mark=15,
        resit_cap_on="general_mean",
        rounded_means=frozenset({"general"}),
        rounding_decimals=1,
    )

    assert said(decision, "mean_is_capped_after_a_resit") == [(True, 15, Decimal("15.57"), "")]
    assert said(decision, "mean_is_rounded_as_the_rule_says") == [(True, 15, 15, "")]
    assert decision.figures == {"mean": 15}
