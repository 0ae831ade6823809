"""Prices, payments and refunds: what their reasons say whole, where no case shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sceau.core.decision import Decision
from sceau.core.fees import RefundFacts, ScheduleFacts
from sceau.core.leaving import LeavingFacts
from sceau.core.question import ask
from sceau.core.quote import PayerFacts
from sceau.core.rule import Citation, Duration, Moment
from sceau.core.tables.fees import DepositRow, InstalmentRow, LeavingRow, LiabilityRow, RefundRow, TariffRow
from tests.cast import law_of, table
from tests.core.test_honours import told

# ---- prices ------------------------------------------------------------------------------------------------------------

HELPED = TariffRow("helped", amount=Decimal(5000), requires=frozenset({"european"}), charged="intake")
YOUNG = TariffRow("young", amount=Decimal(7000), excludes=frozenset({"employed"}), degree_years_at_most=2)
OTHERS = TariffRow("others", amount=Decimal(9000), otherwise=True, charged="year")
DUE = LiabilityRow("students", education=frozenset({"initial"}), excludes=frozenset({"refugee"}), due=True)


def quoted(payer: PayerFacts) -> Decision:
    rules = law_of({
        "application_fee": 90,
        "tariff": table(HELPED, YOUNG, OTHERS),
        "cvec_liability": table(DUE, LiabilityRow("others", otherwise=True, due=False)),
        "cvec_amount": 103,
    })
    return ask(question="fees.quote", facts=payer, rules=rules)


APPLICATION = ("application_fee_is_set", True, 90, 90, "application_fee", None)


def test_a_price_for_the_whole_intake_is_due_once_however_many_years_it_lasts() -> None:
    decision = quoted(PayerFacts("self", qualities=frozenset({"european", "sportive"}), years=2))

    assert decision.figures["total"] == 90 + 5000 + 103
    assert told(decision) == [
        APPLICATION,
        ("a_tariff_fits", True, "helped", ("self", "european"), "tuition", HELPED),
        ("price_is_charged_for_the_whole_intake", True, 5000, 5000, "tuition", HELPED),
        ("cvec_is_due", True, "students", ("initial", "none", "self"), "cvec", DUE),
        ("cvec_amount_is_set", True, 103, 103, "cvec", None),
    ]


def test_a_price_that_depends_on_what_is_not_known_says_which_it_may_be() -> None:
    decision = quoted(PayerFacts("self", third_party_pays="part"))

    assert (decision.outcome, told(decision)) == (
        "to_be_established",
        [("a_tariff_fits", None, "young", ("self", "third_party_pays_part"), "tuition", YOUNG), APPLICATION],
    )


def test_a_price_by_the_year_says_over_how_many() -> None:
    decision = quoted(PayerFacts("self", qualities=frozenset({"employed", "refugee"}), years=2))

    assert decision.figures["total"] == 90 + 2 * 9000
    assert told(decision)[:3] == [
        APPLICATION,
        ("a_tariff_fits", True, "others", ("self", "employed"), "tuition", OTHERS),
        ("price_is_charged_by_the_year", True, 9000, 2, "tuition", OTHERS),
    ]
    assert [(one.check, one.found) for one in decision.reasons][3:] == [
        ("cvec_is_not_due", ("initial", "none", "self", "refugee"))
    ]
