"""Is a training contract signed before the enrolment?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sceau.core.decision import Decision
from sceau.core.fees import ScheduleFacts
from sceau.core.question import ask
from sceau.core.tables.fees import InstalmentRow
from tests.cast import law_of, table

SIGNED = date(2025, 3, 30)
EVE, MORROW = date(2025, 3, 29), date(2025, 3, 31)


def judged(events: dict[str, date], *, education: str = "continuing", before_enrolment: bool = True) -> Decision:
    """Ask for the schedule of one payment, under a law whose one rule on payments is the order of the two acts."""
    rules = law_of(
        {
            "instalments": table(InstalmentRow("one")),
            "instalment_split": "equal",
            "training_contract_payers": frozenset({"self"}),
            "training_contract_covers": frozenset({"continuing"}),
            "training_contract_before_enrolment": before_enrolment,
        }
    )
    return ask(
        question="fees.schedule", facts=ScheduleFacts(Decimal(1000), "self", 2025, education, events), rules=rules
    )


@pytest.mark.parametrize(
    ("events", "outcome", "holds", "signed"),
    [
        ({"contract_signed": SIGNED, "enrolment": MORROW}, "conforms", True, SIGNED),
        ({"contract_signed": SIGNED, "enrolment": SIGNED}, "to_be_established", None, SIGNED),
        ({"contract_signed": SIGNED, "enrolment": EVE}, "breaks_the_law", False, SIGNED),
        ({"enrolment": MORROW}, "to_be_established", None, None),
    ],
)
def test_a_training_contract_is_signed_before_the_enrolment(
    events: dict[str, date], outcome: str, holds: bool | None, signed: date | None
) -> None:
    decision = judged(events)

    assert decision.outcome == outcome
    assert [
        (reason.holds, reason.required, reason.found, reason.rule.key)
        for reason in decision.reasons
        if reason.check == "contract_is_signed_before_the_enrolment"
    ] == [(holds, events["enrolment"], signed, "training_contract_before_enrolment")]


@pytest.mark.parametrize(
    ("events", "education", "before_enrolment"),
    [
        ({"contract_signed": SIGNED}, "continuing", True),
        ({"contract_signed": SIGNED, "enrolment": EVE}, "initial", True),
        ({"contract_signed": SIGNED, "enrolment": EVE}, "continuing", False),
    ],
)
def test_nothing_is_said_of_the_order_where_nobody_is_enrolled_or_the_law_does_not_ask_for_it(
    events: dict[str, date], education: str, before_enrolment: bool
) -> None:
    decision = judged(events, education=education, before_enrolment=before_enrolment)

    assert (decision.outcome, [r.check for r in decision.reasons if r.check.startswith("contract_is_")]) == (
        "conforms",
        [],
    )
