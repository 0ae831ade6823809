"""In which payments is a price spread, what is given back, and is it settled?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import NamedTuple, cast

from sceau.core.calendar import day_if_known, later
from sceau.core.cents import Part, part_of, whole_cents
from sceau.core.closed_lists import EDUCATION
from sceau.core.decision import Decision, Reason, decide, reason_of
from sceau.core.facts import CENT, check_amount
from sceau.core.question import question
from sceau.core.rule import Moment, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.fees import DepositRow, InstalmentRow, RefundRow
from sceau.core.tables.lines import first_that_fits

ZERO = Decimal(0)
PRICED = ("application_fee", "tuition", "cvec")
"""The lines that are priced here; a law may name others."""

MAY_APPLY = ("training_contract_law_applies", "education_is_known")
"""What is said of the law on training contracts where it applies, or may apply."""


def check_course(events: Mapping[str, date]) -> None:
    """Raise ``ValueError`` if the teaching ends before it starts."""
    starts_on, ends_on = events.get("teaching_starts"), events.get("teaching_ends")
    if starts_on and ends_on and ends_on < starts_on:
        raise ValueError(f"events: teaching_ends, {ends_on}, comes before teaching_starts, correct one of them")


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """A price to spread over the year, with what has been agreed of it."""

    price: Decimal
    payer: str
    intake_year: int
    education: str = ""
    """``initial`` or ``continuing``; empty: not known."""
    events: Mapping[str, date] = field(default_factory=dict)
    """Days of the events that moments count from, e.g. ``admission``, ``contract_signed``."""
    qualities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        check_amount("price", self.price)


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """An amount that was paid and is asked back."""

    line: str
    """What it was paid for: ``application_fee``, ``instalment_1``, ``cvec``…"""
    paid: Decimal
    cause: str
    """Why it is asked back: ``visa_refused``, ``renunciation``, ``resignation``, ``not_admitted``…"""
    proofs: frozenset[str] = frozenset()
    asked_on: date | None = None
    intake_year: int | None = None
    qualities: frozenset[str] = frozenset()
    events: Mapping[str, date] = field(default_factory=dict)
    """Days of the events that the last day to ask counts from."""

    def __post_init__(self) -> None:
        check_amount("paid", self.paid)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in euros under a name."""

    code: str
    amount: Decimal

    def __post_init__(self) -> None:
        check_amount("amount", self.amount)


@dataclass(frozen=True, slots=True)
class SettlementFacts:
    """What one student owes and has paid."""

    due: tuple[Amount, ...]
    paid: tuple[Amount, ...] = ()


class Instalment(NamedTuple):
    """One payment of a schedule; ``due_on`` is None when the text names no day."""

    code: str
    amount: Decimal
    due_on: date | None
    rule: Value


@question("fees.schedule", ScheduleFacts, "conforms", "breaks_the_law", "to_be_established")
def schedule(*, facts: ScheduleFacts, rules: Rulebook) -> Decision:
    """In which payments is this price spread, and does the law allow it?"""
    deposit, reasons = _deposit(facts, rules)
    rows = cast(tuple[InstalmentRow, ...], rules["instalments"].value)
    amounts = _split(facts.price - sum((part.amount for part in deposit), ZERO), rows, rules)
    days = [_due_on(row.due, facts) for row in rows]
    parts = [*deposit]
    for row, amount, day in zip(rows, amounts, days, strict=True):
        parts.append(Instalment(row.id, amount, day, rules["instalments"]))
        reasons.append(Reason("instalments_are_set", True, rules["instalments"], row.id, (amount, day), row.id, row))
    if len(rows) > 1:
        split = rules["instalment_split"]
        reasons.append(Reason("price_is_split_as_the_rule_says", True, split, split.value, len(rows)))
    reasons += _legal_reasons(facts, parts, rules)
    outcome = "to_be_established" if any(reason.holds is None for reason in reasons) else "conforms"
    if any(reason.refuses for reason in reasons):
        outcome = "breaks_the_law"
    figures = {
        "instalments": tuple((part.code, part.amount, part.due_on) for part in parts),
        "total": sum((part.amount for part in parts), ZERO),
    }
    return decide("fees.schedule", outcome, reasons, figures)


def _deposit(facts: ScheduleFacts, rules: Rulebook) -> tuple[list[Instalment], list[Reason]]:
    """Return the deposit to pay before the instalments, if the texts ask this payer for one, and why."""
    rule = rules.get("deposit")
    qualities = rules.qualities(facts.qualities)
    row = None if rule.absence else first_that_fits(rule.value, qualities, payers=facts.payer)
    if row is None:
        return [], []
    asked = cast(DepositRow, row)
    share = asked.ratio or ZERO
    whole, cut = part_of(facts.price, share, rules, row.id) if asked.amount is None else Part(asked.amount, [])
    part = Instalment(row.id, min(whole, facts.price), _due_on(asked.due, facts), rule)
    return [part], [Reason("deposit_is_set", True, rule, row.id, (part.amount, part.due_on), row.id, row), *cut]


def _split(price: Decimal, rows: Sequence[InstalmentRow], rules: Rulebook) -> list[Decimal]:
    """Share what is left of a price to the cent; the cents that are left go to the payment that the rule names."""
    split = rules["instalment_split"]
    if split.value == "equal":
        amounts = [(price / len(rows)).quantize(CENT, ROUND_DOWN) for _ in rows]
    else:
        amounts = [(price * (row.ratio or ZERO)).quantize(CENT, ROUND_DOWN) for row in rows]
    left = price - sum(amounts, ZERO)
    if left:
        amounts[0 if rules["instalment_cents"].value == "first" else -1] += left
    return amounts


def _due_on(due: Moment | None, facts: ScheduleFacts) -> date | None:
    return None if due is None else day_if_known(due, facts.intake_year, facts.events)


def _legal_reasons(facts: ScheduleFacts, parts: Sequence[Instalment], rules: Rulebook) -> list[Reason]:
    """Judge the first payment by the law on training contracts, where a natural person pays and the law covers them."""
    whom = training_contract_reason(facts.payer, facts.education, rules)
    if whom.check not in MAY_APPLY:
        return [whom]
    reasons = []
    cap = rules.get("first_payment_cap")
    if cap.absence is None:
        most = whole_cents(Fraction(facts.price) * Fraction(cap.value))
        reasons.append(Reason("first_payment_is_within_the_cap", parts[0].amount <= most, cap, most, parts[0].amount))
    reasons += _signed_before_the_enrolment(facts, rules)
    delay, signed_on = rules.get("withdrawal_delay"), facts.events.get("contract_signed")
    if delay.absence is None:
        reasons.append(_nothing_paid_before(parts[0], delay, signed_on))
    if whom.holds is None:  # what keeps to the law anyway need not know whether it applies
        return reasons if all(reason.holds for reason in reasons) else [whom]
    return [whom, *reasons]


def training_contract_reason(payer: str, education: str, rules: Rulebook) -> Reason:
    """Say whether the law on training contracts with a natural person applies: ``training_contract_law_applies``.

    Where that depends on an education that is not known: ``education_is_known``, not known yet.
    """
    payers = rules.get("training_contract_payers")
    if payers.absence is not None or payer not in payers.value:
        return Reason("payer_is_not_a_natural_person", True, payers, payers.value, payer)
    covers = rules.get("training_contract_covers")
    covered = frozenset() if covers.absence else covers.value
    possible = {education} if education else frozenset(EDUCATION)
    if not possible & covered:
        return Reason("training_contract_law_does_not_apply", True, covers, covers.value, education)
    if not possible <= covered:
        return Reason("education_is_known", None, covers, covers.value)
    return Reason("training_contract_law_applies", True, covers, covers.value, education)


def _signed_before_the_enrolment(facts: ScheduleFacts, rules: Rulebook) -> list[Reason]:
    """The contract comes before the final enrolment, once there is one; of two acts of one day neither is known first.

    It comes before any payment too: ``_nothing_paid_before`` asks for more.
    """
    rule, enrolled_on = rules.get("training_contract_before_enrolment"), facts.events.get("enrolment")
    if enrolled_on is None or not rule.value:
        return []
    signed_on = facts.events.get("contract_signed")
    holds = None if signed_on is None or signed_on == enrolled_on else signed_on < enrolled_on
    return [Reason("contract_is_signed_before_the_enrolment", holds, rule, enrolled_on, signed_on)]


def _nothing_paid_before(first: Instalment, delay: Value, signed_on: date | None) -> Reason:
    """Nothing may be asked for before the delay to withdraw has ended."""
    if signed_on is None or first.due_on is None:
        return Reason("nothing_is_paid_before_the_withdrawal_delay_ends", None, delay, delay.value, first.due_on)
    ends_on = later(signed_on, delay.value)
    holds = first.due_on > ends_on
    return Reason("nothing_is_paid_before_the_withdrawal_delay_ends", holds, delay, ends_on, first.due_on)


REFUND_OUTCOMES = ("refunded", "kept", "proof_missing", "too_late", "to_be_established", "texts_say_nothing")


@question("fees.refund", RefundFacts, *REFUND_OUTCOMES)
def refund(*, facts: RefundFacts, rules: Rulebook) -> Decision:
    """Is this payment given back, and how much of it?"""
    rule = rules.get("cvec_refunds" if facts.line == "cvec" else "refunds")
    columns = {"lines": facts.line, "causes": facts.cause}
    qualities = rules.qualities(facts.qualities)
    row = None if rule.absence else cast(RefundRow | None, first_that_fits(rule.value, qualities, **columns))
    if row is None:
        reason = Reason("a_refund_is_provided_for", False, rule, None, (facts.line, facts.cause), facts.line)
        return decide("fees.refund", "texts_say_nothing", [reason], {"refunded": ZERO, "kept": facts.paid})
    fixed = [Reason("a_fixed_amount_is_kept", True, rule, row.kept, facts.paid, facts.line, row)] if row.kept else []
    given_back, cut = part_of(max(facts.paid - row.kept, ZERO), row.refunded, rules, facts.line)
    if not given_back:
        reason = Reason("payment_is_not_kept", False, rule, row.refunded, facts.cause, facts.line, row)
        return decide("fees.refund", "kept", [reason, *fixed, *cut], {"refunded": ZERO, "kept": facts.paid})
    reasons = [*fixed, Reason("a_refund_is_provided_for", True, rule, row.refunded, facts.cause, facts.line, row)]
    reasons += _conditions_of_refund(row, facts, rule)
    outcome = _refund_outcome(reasons)
    refunded = given_back if outcome == "refunded" else ZERO
    reasons += cut if refunded else []
    return decide("fees.refund", outcome, reasons, {"refunded": refunded, "kept": facts.paid - refunded})


def _conditions_of_refund(row: RefundRow, facts: RefundFacts, rule: Value) -> list[Reason]:
    reasons = []
    if row.proof:
        shown = row.proof in facts.proofs
        found = tuple(sorted(facts.proofs))
        reasons.append(Reason("proof_is_shown", shown, rule, row.proof, found, facts.line, row))
    if row.ask_by is not None:
        last = None if facts.intake_year is None else day_if_known(row.ask_by, facts.intake_year, facts.events)
        in_time = None if last is None or facts.asked_on is None else facts.asked_on <= last
        reasons.append(Reason("refund_is_asked_in_time", in_time, rule, last, facts.asked_on, facts.line, row))
    return reasons


def _refund_outcome(reasons: Sequence[Reason]) -> str:
    unmet = {reason.check for reason in reasons if reason.refuses}
    if "refund_is_asked_in_time" in unmet:
        return "too_late"
    if unmet:
        return "proof_missing"
    return "to_be_established" if any(reason.holds is None for reason in reasons) else "refunded"


@question("fees.settled", SettlementFacts, "settled", "outstanding")
def settled(*, facts: SettlementFacts, rules: Rulebook) -> Decision:
    """Has everything that is due been paid?"""
    reason = settlement_reason(facts, rules)
    figures = {"due": _total(facts.due), "paid": _total(facts.paid), "balance": reason.found}
    return decide("fees.settled", "outstanding" if reason.found > 0 else "settled", [reason], figures)


def settlement_reason(facts: SettlementFacts, rules: Rulebook) -> Reason:
    """Return whether nothing remains to pay; ``found`` is the balance, below zero when too much was paid."""
    rule = rules.get("diploma_needs_fees_settled")
    balance = _total(facts.due) - _total(facts.paid)
    return reason_of(("fees_are_settled", balance <= 0, rule, ZERO, balance, "", None))


def _total(amounts: Sequence[Amount]) -> Decimal:
    total = ZERO
    for amount in amounts:
        total += amount.amount
    return total
