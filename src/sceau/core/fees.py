"""What is due, when, what is given back, and is it settled?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, NamedTuple, cast

from sceau.core.calendar import MomentUnknown, day_of, later
from sceau.core.decision import Decision, Line, Reason, decide
from sceau.core.question import question
from sceau.core.rule import Rulebook, Value
from sceau.core.tables import InstalmentRow, LiabilityRow, RefundRow, TariffRow, first_that_fits

CENT = Decimal("0.01")
PRICED = ("application_fee", "tuition", "cvec")
"""The lines that are priced here; a law may name others."""
MOST_DIGITS = 9
"""Amounts beyond some billions of euros are slips of the pen."""


def check_amount(name: str, amount: Decimal) -> None:
    """Raise ``ValueError`` unless an amount is in euros and whole cents, not below zero and not beyond counting."""
    if not amount.is_finite() or amount < 0 or amount.adjusted() > MOST_DIGITS or amount != amount.quantize(CENT):
        raise ValueError(f"{name}: {amount} is no amount, write euros and whole cents, zero or more")


@dataclass(frozen=True, slots=True)
class PayerFacts:
    """Who pays for whom, as far as prices and contributions depend on it."""

    payer: str
    """``self``, ``job_seeker``, ``employer`` or ``third_party``."""
    education: str = "initial"
    """``initial`` or ``continuing``."""
    contract: str = "none"
    """``none``, ``apprenticeship`` or ``professionalisation``."""
    qualities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """A price to spread over the year, with what has been agreed of it."""

    price: Decimal
    payer: str
    intake_year: int
    education: str = "initial"
    events: Mapping[str, date] = field(default_factory=dict)
    """Days of the events that moments count from, e.g. ``admission``, ``contract_signed``."""

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

    def __post_init__(self) -> None:
        check_amount("paid", self.paid)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in euros under a name."""

    code: str
    amount: Decimal

    def __post_init__(self) -> None:
        check_amount(self.code, self.amount)


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


@question("fees.quote", PayerFacts, "quoted", "no_tariff")
def quote(*, facts: PayerFacts, rules: Rulebook) -> Decision:
    """What does this programme cost for this payer, line by line?"""
    qualities = rules.qualities(facts.qualities)
    lines: list[Line] = []
    fee = rules.get("application_fee")
    if fee.absence is None:
        lines.append(Line("application_fee", fee.value, fee))
    reasons = [Reason("application_fee_is_set", True, fee, fee.value, fee.value, "application_fee")]
    tariff = rules["tariff"]
    row = cast(TariffRow | None, first_that_fits(tariff.value, qualities, payers=facts.payer))
    found = (facts.payer, *sorted(qualities))
    if row is None:
        reasons.append(Reason("a_tariff_fits", False, tariff, tuple(r.id for r in tariff.value), found))
        return decide("fees.quote", "no_tariff", reasons)
    reasons.append(Reason("a_tariff_fits", True, tariff, row.id, found, "tuition", row))
    lines.append(Line("tuition", row.amount, tariff, row))
    reasons += _contribution(facts, qualities, rules, lines)
    figures: dict[str, Any] = {"lines": tuple(lines), "total": sum((line.amount for line in lines), Decimal(0))}
    beside = rules.get("costs_beside")
    if beside.absence is None:
        figures["not_priced"] = tuple(line.id for line in beside.value)
        reasons.append(Reason("other_costs_are_named", True, beside, None, figures["not_priced"]))
    return decide("fees.quote", "quoted", reasons, figures)


def _contribution(facts: PayerFacts, qualities: frozenset[str], rules: Rulebook, lines: list[Line]) -> list[Reason]:
    """Add the student-life contribution (CVEC) if it is due, and say why it is or is not."""
    liability = rules.get("cvec_liability")
    found = (facts.education, facts.contract, facts.payer, *sorted(qualities))
    if liability.absence is not None:
        return [Reason("cvec_is_not_due", True, liability, None, found, "cvec")]
    columns = {"payers": facts.payer, "education": facts.education, "contracts": facts.contract}
    row = cast(LiabilityRow | None, first_that_fits(liability.value, qualities, **columns))
    if row is None:
        return [Reason("cvec_is_settled_by_the_texts", None, liability, None, found, "cvec")]
    if not row.due:
        return [Reason("cvec_is_not_due", True, liability, row.id, found, "cvec", row)]
    amount = rules["cvec_amount"]
    lines.append(Line("cvec", amount.value, amount))
    return [
        Reason("cvec_is_due", True, liability, row.id, found, "cvec", row),
        Reason("cvec_amount_is_set", True, amount, amount.value, amount.value, "cvec"),
    ]


@question("fees.schedule", ScheduleFacts, "conforms", "breaks_the_law", "to_be_established")
def schedule(*, facts: ScheduleFacts, rules: Rulebook) -> Decision:
    """In which payments is this price spread, and does the law allow it?"""
    rows = cast(tuple[InstalmentRow, ...], rules["instalments"].value)
    amounts = _split(facts.price, rows, rules)
    days = [_due_on(row, facts) for row in rows]
    parts = tuple(
        Instalment(row.id, amount, day, rules["instalments"])
        for row, amount, day in zip(rows, amounts, days, strict=True)
    )
    reasons = [
        Reason("instalments_are_set", True, rules["instalments"], row.id, (amount, day), row.id, row)
        for row, amount, day in zip(rows, amounts, days, strict=True)
    ]
    reasons += _legal_reasons(facts, parts, rules)
    outcome = "to_be_established" if any(reason.holds is None for reason in reasons) else "conforms"
    if any(reason.refuses for reason in reasons):
        outcome = "breaks_the_law"
    figures = {
        "instalments": tuple((part.code, part.amount, part.due_on) for part in parts),
        "total": sum(amounts, Decimal(0)),
    }
    return decide("fees.schedule", outcome, reasons, figures)


def _split(price: Decimal, rows: Sequence[InstalmentRow], rules: Rulebook) -> list[Decimal]:
    """Share a price to the cent; the cents that are left go to the payment that the rule names."""
    split = rules["instalment_split"]
    if split.value == "equal":
        amounts = [(price / len(rows)).quantize(CENT, ROUND_DOWN) for _ in rows]
    else:
        amounts = [(price * (row.ratio or Decimal(0))).quantize(CENT, ROUND_DOWN) for row in rows]
    left = price - sum(amounts, Decimal(0))
    if left:
        amounts[0 if rules["instalment_cents"].value == "first" else -1] += left
    return amounts


def _due_on(row: InstalmentRow, facts: ScheduleFacts) -> date | None:
    if row.due is None:
        return None
    try:
        return day_of(row.due, intake_year=facts.intake_year, events=facts.events)
    except MomentUnknown:
        return None


def _legal_reasons(facts: ScheduleFacts, parts: Sequence[Instalment], rules: Rulebook) -> list[Reason]:
    """Judge the first payment by the law on training contracts, where a natural person pays and the law covers them."""
    payers = rules.get("training_contract_payers")
    if payers.absence is not None or facts.payer not in payers.value:
        return [Reason("payer_is_not_a_natural_person", True, payers, payers.value, facts.payer)]
    covers = rules.get("training_contract_covers")
    if covers.absence is not None or facts.education not in covers.value:
        return [Reason("training_contract_law_does_not_apply", True, covers, covers.value, facts.education)]
    reasons = [Reason("training_contract_law_applies", True, covers, covers.value, facts.education)]
    cap = rules.get("first_payment_cap")
    if cap.absence is None:
        most = facts.price * cap.value
        reasons.append(Reason("first_payment_is_within_the_cap", parts[0].amount <= most, cap, most, parts[0].amount))
    delay, signed_on = rules.get("withdrawal_delay"), facts.events.get("contract_signed")
    if delay.absence is None:
        reasons.append(_nothing_paid_before(parts[0], delay, signed_on))
    return reasons


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
        return decide("fees.refund", "texts_say_nothing", [reason], {"refunded": Decimal(0), "kept": facts.paid})
    given_back = (facts.paid * row.refunded).quantize(CENT, ROUND_DOWN)
    if not given_back:
        reason = Reason("payment_is_not_kept", False, rule, row.refunded, facts.cause, facts.line, row)
        return decide("fees.refund", "kept", [reason], {"refunded": Decimal(0), "kept": facts.paid})
    reasons = [Reason("a_refund_is_provided_for", True, rule, row.refunded, facts.cause, facts.line, row)]
    reasons += _conditions_of_refund(row, facts, rule)
    outcome = _refund_outcome(reasons)
    refunded = given_back if outcome == "refunded" else Decimal(0)
    return decide("fees.refund", outcome, reasons, {"refunded": refunded, "kept": facts.paid - refunded})


def _conditions_of_refund(row: RefundRow, facts: RefundFacts, rule: Value) -> list[Reason]:
    reasons = []
    if row.proof:
        shown = row.proof in facts.proofs
        found = tuple(sorted(facts.proofs))
        reasons.append(Reason("proof_is_shown", shown, rule, row.proof, found, facts.line, row))
    if row.ask_by is not None:
        last = None if facts.intake_year is None else day_of(row.ask_by, intake_year=facts.intake_year, events={})
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
    return Reason("fees_are_settled", balance <= 0, rule, Decimal(0), balance)


def _total(amounts: Sequence[Amount]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total += amount.amount
    return total
