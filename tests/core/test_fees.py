"""Prices, payments and refunds: what their reasons say whole, where no case shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sceau.core.decision import Decision
from sceau.core.fees import RefundFacts, ScheduleFacts
from sceau.core.leaving import LeavingFacts
from sceau.core.question import ask
from sceau.core.quote import PayerFacts
from sceau.core.rule import Duration, Moment
from sceau.core.tables.fees import DepositRow, InstalmentRow, LeavingRow, LiabilityRow, RefundRow, TariffRow
from tests.cast import law_of, table, told_in_order

# ---- prices ----------------------------------------------------------------------------------------------------------

HELPED = TariffRow("helped", amount=Decimal(5000), requires=frozenset({"european"}), charged="intake")
YOUNG = TariffRow("young", amount=Decimal(7000), excludes=frozenset({"employed"}), degree_years_at_most=2)
OTHERS = TariffRow("others", amount=Decimal(9000), otherwise=True, charged="year")
DUE = LiabilityRow("students", education=frozenset({"initial"}), excludes=frozenset({"refugee"}), due=True)


def quoted(payer: PayerFacts) -> Decision:
    rules = law_of(
        {
            "application_fee": 90,
            "tariff": table(HELPED, YOUNG, OTHERS),
            "cvec_liability": table(DUE, LiabilityRow("others", otherwise=True, due=False)),
            "cvec_amount": 103,
        }
    )
    return ask(question="fees.quote", facts=payer, rules=rules)


APPLICATION = ("application_fee_is_set", True, 90, 90, "application_fee", None)


def test_a_price_for_the_whole_intake_is_due_once_however_many_years_it_lasts() -> None:
    decision = quoted(PayerFacts("self", "initial", qualities=frozenset({"european", "sportive"}), years=2))

    assert decision.figures["total"] == 90 + 5000 + 2 * 103
    assert told_in_order(decision) == [
        APPLICATION,
        ("a_tariff_fits", True, "helped", ("self", "european"), "tuition", HELPED),
        ("price_is_charged_for_the_whole_intake", True, 5000, 5000, "tuition", HELPED),
        ("cvec_is_due", True, "students", ("initial", "none", "self"), "cvec", DUE),
        ("cvec_amount_is_set", True, 103, 103, "cvec", None),
        ("cvec_is_due_every_year", True, 103, 2, "cvec", DUE),
    ]


def test_a_price_that_depends_on_what_is_not_known_says_which_it_may_be() -> None:
    decision = quoted(PayerFacts("self", third_party_pays="part"))

    assert (decision.outcome, told_in_order(decision)) == (
        "to_be_established",
        [("a_tariff_fits", None, "young", ("self", "third_party_pays_part"), "tuition", YOUNG), APPLICATION],
    )


def test_a_price_by_the_year_says_over_how_many() -> None:
    decision = quoted(PayerFacts("self", "initial", qualities=frozenset({"employed", "refugee"}), years=2))

    assert decision.figures["total"] == 90 + 2 * 9000
    assert told_in_order(decision)[:3] == [
        APPLICATION,
        ("a_tariff_fits", True, "others", ("self", "employed"), "tuition", OTHERS),
        ("price_is_charged_by_the_year", True, 9000, 2, "tuition", OTHERS),
    ]
    assert [(one.check, one.found) for one in decision.reasons][3:] == [
        ("cvec_is_not_due", ("initial", "none", "self", "refugee"))
    ]


# ---- payments --------------------------------------------------------------------------------------------------------

DEPOSIT = DepositRow(
    "deposit",
    payers=frozenset({"self"}),
    ratio=Decimal("0.2"),
    due=Moment(delay=Duration(0, "days"), event="admission"),
)
FIRST = InstalmentRow("first", due=Moment(on=date(2025, 10, 1)))
SECOND = InstalmentRow("second")
SIGNED = date(2025, 9, 1)


def test_a_schedule_says_each_payment_and_what_the_law_allows_of_the_first() -> None:
    rules = law_of(
        {
            "deposit": table(DEPOSIT),
            "instalments": table(FIRST, SECOND),
            "instalment_split": "equal",
            "training_contract_payers": frozenset({"self"}),
            "training_contract_covers": frozenset({"continuing"}),
            "first_payment_cap": Decimal("0.1"),
            "withdrawal_delay": Duration(12, "days"),
        }
    )
    facts = ScheduleFacts(
        Decimal(1000), "self", 2025, "continuing", {"admission": date(2025, 9, 11), "contract_signed": SIGNED}
    )

    decision = ask(question="fees.schedule", facts=facts, rules=rules)

    assert decision.figures == {
        "instalments": (
            ("deposit", 200, date(2025, 9, 11)),
            ("first", 400, date(2025, 10, 1)),
            ("second", 400, None),
        ),
        "total": 1000,
    }
    assert (decision.outcome, told_in_order(decision)) == (
        "breaks_the_law",
        [
            ("first_payment_is_within_the_cap", False, 100, 200, "", None),
            ("nothing_is_paid_before_the_withdrawal_delay_ends", False, date(2025, 9, 13), date(2025, 9, 11), "", None),
            ("deposit_is_set", True, "deposit", (200, date(2025, 9, 11)), "deposit", DEPOSIT),
            ("instalments_are_set", True, "first", (400, date(2025, 10, 1)), "first", FIRST),
            ("instalments_are_set", True, "second", (400, None), "second", SECOND),
            ("price_is_split_as_the_rule_says", True, "equal", 2, "", None),
            ("training_contract_law_applies", True, frozenset({"continuing"}), "continuing", "", None),
        ],
    )


# ---- what is given back ----------------------------------------------------------------------------------------------

VISA = RefundRow(
    "visa",
    causes=frozenset({"visa_refused"}),
    refunded=Decimal(1),
    kept=Decimal(100),
    proof="visa_refusal",
    ask_by=Moment(on=date(2025, 10, 31)),
)
NEVER = RefundRow("never", causes=frozenset({"renunciation"}), refunded=Decimal(0), kept=Decimal(50))


def refund(cause: str, **changes: Any) -> Decision:
    facts = replace(RefundFacts("tuition", Decimal(1000), cause, intake_year=2025), **changes)
    return ask(question="fees.refund", facts=facts, rules=law_of({"refunds": table(VISA, NEVER)}))


def test_a_refund_says_what_is_kept_which_proof_was_shown_and_when_it_was_asked() -> None:
    decision = refund("visa_refused", asked_on=date(2025, 11, 1), proofs=frozenset({"letter", "card"}))

    assert decision.figures == {"refunded": 0, "kept": 1000}
    assert (decision.outcome, told_in_order(decision)) == (
        "too_late",
        [
            ("proof_is_shown", False, "visa_refusal", ("card", "letter"), "tuition", VISA),
            ("refund_is_asked_in_time", False, date(2025, 10, 31), date(2025, 11, 1), "tuition", VISA),
            ("a_fixed_amount_is_kept", True, 100, 1000, "tuition", VISA),
            ("a_refund_is_provided_for", True, 1, "visa_refused", "tuition", VISA),
        ],
    )


def test_a_refund_of_nothing_says_so_beside_the_amount_that_is_kept() -> None:
    assert told_in_order(refund("renunciation")) == [
        ("payment_is_not_kept", False, 0, "renunciation", "tuition", NEVER),
        ("a_fixed_amount_is_kept", True, 50, 1000, "tuition", NEVER),
    ]


def test_a_refund_for_which_no_line_provides_says_of_what_and_why() -> None:
    assert told_in_order(refund("whim")) == [
        ("a_refund_is_provided_for", False, None, ("tuition", "whim"), "tuition", None)
    ]


# ---- who leaves ------------------------------------------------------------------------------------------------------

EARLY = LeavingRow(
    "early", until=Moment(on=date(2025, 10, 1)), forms=frozenset({"registered_letter"}), ratio=Decimal("0.1")
)
SHARE = LeavingRow("share", until_elapsed=Decimal("0.5"), pro_rata=True)
COURSE = {"teaching_starts": date(2025, 9, 1), "teaching_ends": date(2026, 8, 31)}


def left(on: date, form: str, events: dict[str, date] = COURSE) -> Decision:
    facts = LeavingFacts(Decimal(1000), "self", on, "resignation", form, 2025, events=events)
    return ask(question="fees.leaving", facts=facts, rules=law_of({"leaving": table(EARLY, SHARE)}))


def test_who_leaves_in_time_and_in_the_form_asked_for_is_told_both_and_what_is_owed() -> None:
    assert told_in_order(left(date(2025, 10, 1), "registered_letter")) == [
        ("leaving_is_said_in_time", True, date(2025, 10, 1), date(2025, 10, 1), "early", EARLY),
        ("leaving_is_said_in_the_form_asked_for", True, EARLY.forms, "registered_letter", "early", EARLY),
        ("leaving_is_provided_for", True, "early", 100, "early", EARLY),
    ]


def test_who_leaves_later_than_the_school_was_told_is_in_time_and_owes_what_has_gone_by() -> None:
    rules = law_of({"leaving": table(replace(SHARE, until=Moment(on=date(2025, 10, 1))))})
    facts = LeavingFacts(Decimal(365), "self", date(2025, 10, 10), "resignation", "email", 2025, events=COURSE)

    late, told = (
        ask(question="fees.leaving", facts=replace(facts, told_on=day), rules=rules)
        for day in (None, date(2025, 10, 1))
    )

    assert late.outcome == "texts_say_nothing"
    assert (told.outcome, told.figures["owed"]) == ("owes_part", 40)
    assert [(one.check, one.found) for one in told.reasons][:2] == [
        ("leaving_is_said_in_time", date(2025, 10, 1)),
        ("leaving_comes_early_enough", date(2025, 10, 10)),
    ]


@pytest.mark.parametrize(("told_on", "owed"), [(date(2025, 11, 10), 100), (date(2025, 11, 11), 1000)])
def test_a_notice_counts_back_from_the_day_of_leaving(told_on: date, owed: int) -> None:
    notice = Moment(delay=Duration(1, "months"), event="leaving", side="before")
    rows = table(LeavingRow("told", until=notice, amount=Decimal(100)), LeavingRow("late", ratio=Decimal(1)))
    leaves_on = date(2025, 12, 10)
    facts = LeavingFacts(Decimal(1000), "self", leaves_on, "resignation", "email", 2025, told_on=told_on)

    decision = ask(question="fees.leaving", facts=facts, rules=law_of({"leaving": rows}))

    assert decision.figures["owed"] == owed


def test_who_leaves_in_another_form_is_warned_and_the_next_line_applies() -> None:
    decision = left(date(2025, 10, 1), "email")

    warned, cut = decision.warnings
    assert (cut.check, cut.required) == ("part_of_a_cent_is_settled", Decimal("84.93"))
    assert warned[:2] + warned[3:] == (
        "leaving_is_said_in_the_form_asked_for",
        False,
        EARLY.forms,
        "email",
        "early",
        EARLY,
    )
    owed = decision.figures["owed"]
    assert told_in_order(decision) == [
        ("leaving_comes_early_enough", True, Decimal("0.5"), date(2025, 10, 1), "share", SHARE),
        ("leaving_is_provided_for", True, "share", owed, "share", SHARE),
    ]


def test_a_share_of_a_course_whose_days_are_not_known_is_to_be_established() -> None:
    decision = left(date(2025, 10, 2), "email", {})

    assert (decision.outcome, told_in_order(decision)) == (
        "to_be_established",
        [("leaving_comes_early_enough", None, Decimal("0.5"), date(2025, 10, 2), "share", SHARE)],
    )


def test_what_no_line_provides_for_says_why_and_when_someone_left() -> None:
    decision = left(date(2026, 8, 1), "email")

    assert (decision.outcome, told_in_order(decision)) == (
        "texts_say_nothing",
        [("leaving_is_provided_for", False, None, ("resignation", date(2026, 8, 1)), "", None)],
    )


HALF = LeavingRow("half", payers=frozenset({"self"}), until=Moment(day=1, month=10), ratio=Decimal("0.5"))
GONE = LeavingRow("gone", pro_rata=True)


def gave_up(payer: str, *rows: LeavingRow, on: date = date(2025, 10, 1), **events: date) -> Decision:
    facts = LeavingFacts(Decimal(1000), payer, on, "resignation", "email", 2025, events=events)
    return ask(question="fees.leaving", facts=facts, rules=law_of({"leaving": table(*rows)}))


def test_a_line_of_one_payer_with_a_day_of_the_year_needs_no_days_of_the_course() -> None:
    assert gave_up("self", HALF).figures["owed"] == 500
    assert gave_up("self", HALF, on=date(2025, 10, 2)).outcome == "texts_say_nothing"
    assert gave_up("employer", HALF).outcome == "texts_say_nothing"


def test_a_share_reached_to_the_day_still_comes_early_enough() -> None:
    row = LeavingRow("half", until_elapsed=Decimal("0.5"), ratio=Decimal("0.1"))
    days = {"teaching_starts": date(2025, 9, 1), "teaching_ends": date(2025, 9, 10)}

    outcomes = [gave_up("self", row, on=date(2025, 9, day), **days).outcome for day in (5, 6)]

    assert outcomes == ["owes_part", "texts_say_nothing"]


def test_what_is_owed_for_a_share_waits_for_the_days_of_the_course_with_what_is_warned() -> None:
    decision = gave_up("self", EARLY, GONE)

    assert (decision.outcome, told_in_order(decision)) == (
        "to_be_established",
        [("course_has_known_days", None, "gone", date(2025, 10, 1), "gone", GONE)],
    )
    assert (decision.figures, [one.subject for one in decision.warnings]) == ({}, ["early"])


def test_a_line_whose_time_is_not_known_waits_with_what_was_warned() -> None:
    decision = gave_up("self", EARLY, SHARE)

    assert (decision.outcome, [one.subject for one in decision.warnings]) == ("to_be_established", ["early"])


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: LeavingFacts(Decimal(-1), "self", SIGNED, "resignation", "email", 2025), "price: "),
        (lambda: ScheduleFacts(Decimal(-1), "self", 2025), "price: "),
        (lambda: RefundFacts("tuition", Decimal(-1), "visa_refused"), "paid: "),
    ],
)
def test_an_amount_that_cannot_be_is_refused_by_its_name(build: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        build()


def test_a_course_may_end_on_the_day_it_starts_and_not_before() -> None:
    def course(ends_on: date) -> LeavingFacts:
        events = {"teaching_starts": SIGNED, "teaching_ends": ends_on}
        return LeavingFacts(Decimal(1), "self", SIGNED, "resignation", "email", 2025, events=events)

    assert course(SIGNED).events["teaching_ends"] == SIGNED
    with pytest.raises(ValueError, match=r"^events: teaching_ends, 2025-08-31, comes before teaching_starts"):
        course(date(2025, 8, 31))
