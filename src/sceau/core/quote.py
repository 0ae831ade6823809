"""What does a programme cost, for whom?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from sceau.core.decision import Decision, Line, Reason, decide
from sceau.core.question import question
from sceau.core.rule import Row, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.fees import LiabilityRow, TariffRow
from sceau.core.tables.lines import fits, that_may_fit

BOUNDS = (("degree_years_at_least", "degree_years_at_most"), ("experience_at_least", "experience_at_most"))
"""The columns of a tariff that bound the years since the degree, and the months of experience."""


@dataclass(frozen=True, slots=True)
class PayerFacts:
    """Who pays for whom, as far as prices and contributions depend on it."""

    payer: str
    """``self``, ``job_seeker``, ``employer`` or ``third_party``."""
    education: str = ""
    """``initial`` or ``continuing``; empty: not known."""
    contract: str = "none"
    """``none``, ``apprenticeship`` or ``professionalisation``."""
    qualities: frozenset[str] = frozenset()
    third_party_pays: str = "nothing"
    """How much someone else than the payer pays: ``nothing``, ``part`` or ``all``."""
    degree_years: int | None = None
    """Whole years since the degree was awarded; None: not known."""
    experience_months: int | None = None
    """Months of professional experience; None: not known."""
    years: int | None = None
    """Over how many years it is studied: what is charged by the year is due as often; None: not known."""

    def __post_init__(self) -> None:
        for name in ("degree_years", "experience_months"):
            if (getattr(self, name) or 0) < 0:
                raise ValueError(f"{name}: {getattr(self, name)} is below zero, write zero or more")
        if self.years is not None and self.years < 1:
            raise ValueError(f"years: a price is due over one year at least, not {self.years}")


@question("fees.quote", PayerFacts, "quoted", "no_tariff", "to_be_established")
def quote(*, facts: PayerFacts, rules: Rulebook) -> Decision:
    """What does this programme cost for this payer, line by line?"""
    qualities = rules.qualities(facts.qualities)
    lines: list[Line] = []
    fee = rules.get("application_fee")
    if fee.absence is None:
        lines.append(Line("application_fee", fee.value, fee))
    reasons = [Reason("application_fee_is_set", True, fee, fee.value, fee.value, "application_fee")]
    tariff = rules["tariff"]
    row, priced = _price(facts, qualities, tariff)
    reasons += priced
    if row is None:
        outcome = "to_be_established" if priced[0].holds is None else "no_tariff"
        return decide("fees.quote", outcome, reasons)
    lines.append(Line("tuition", row.amount * _times(row, facts), tariff, row))
    reasons += _contribution(facts, qualities, rules, lines)
    figures: dict[str, Any] = {"lines": tuple(lines), "total": sum((line.amount for line in lines), Decimal(0))}
    beside = rules.get("costs_beside")
    if beside.absence is None:
        figures["not_priced"] = tuple(line.id for line in beside.value)
        reasons.append(Reason("other_costs_are_named", True, beside, None, figures["not_priced"]))
    unknown = any(reason.holds is None for reason in reasons)
    return decide("fees.quote", "to_be_established" if unknown else "quoted", reasons, figures)


def _price(facts: PayerFacts, qualities: frozenset[str], tariff: Value) -> tuple[TariffRow | None, list[Reason]]:
    """Return the line of the tariff that applies, if one does and it is known which, and why."""
    found = _situation(facts, _that_matter(qualities, tariff.value))
    for row in cast(tuple[TariffRow, ...], tariff.value):
        applies = _applies(row, facts, qualities)
        if applies is None:
            return None, [Reason("a_tariff_fits", None, tariff, row.id, found, "tuition", row)]
        if applies:
            fitting = Reason("a_tariff_fits", True, tariff, row.id, found, "tuition", row)
            return row, [fitting, *_what_one_price_is_for(row, facts, tariff)]
    return None, [Reason("a_tariff_fits", False, tariff, tuple(row.id for row in tariff.value), found)]


def _that_matter(qualities: frozenset[str], rows: Iterable[Row]) -> list[str]:
    """Return the qualities that a line of a table speaks of."""
    return sorted({one for row in rows for one in row.requires | row.excludes} & qualities)


def _situation(facts: PayerFacts, qualities: list[str]) -> tuple[str, ...]:
    """Return the facts that choose the price, in words of closed lists."""
    third_party = () if facts.third_party_pays == "nothing" else (f"third_party_pays_{facts.third_party_pays}",)
    return (facts.payer, *third_party, *qualities)


def _applies(row: TariffRow, facts: PayerFacts, qualities: frozenset[str]) -> bool | None:
    """Tell whether a line of the tariff fits, or None where that depends on what is not known."""
    if row.otherwise:
        return True
    columns = {
        "payers": facts.payer,
        "education": facts.education,
        "contracts": facts.contract,
        "third_party_pays": facts.third_party_pays,
    }
    if not fits(row, qualities, **{column: fact for column, fact in columns.items() if fact}):
        return False
    numbers = (facts.degree_years, facts.experience_months)
    within = [_is_within(row, bounds, number) for bounds, number in zip(BOUNDS, numbers, strict=True)]
    if False in within:
        return False
    return True if None not in within and fits(row, qualities, **columns) else None


def _is_within(row: TariffRow, bounds: tuple[str, str], number: int | None) -> bool | None:
    least, most = (getattr(row, bound) for bound in bounds)
    if least is None and most is None:
        return True
    if number is None:
        return None
    return (least is None or number >= least) and (most is None or number <= most)


def _times(row: TariffRow, facts: PayerFacts) -> int:
    """Return how many times the price of a line is due."""
    return facts.years or 1 if row.charged == "year" else 1


def _what_one_price_is_for(row: TariffRow, facts: PayerFacts, tariff: Value) -> list[Reason]:
    """Say over how many years a yearly price is due, or that one price is for the whole intake."""
    if row.charged == "year":
        known = None if facts.years is None else True
        return [Reason("price_is_charged_by_the_year", known, tariff, row.amount, facts.years, "tuition", row)]
    if row.charged == "intake":
        return [Reason("price_is_charged_for_the_whole_intake", True, tariff, row.amount, row.amount, "tuition", row)]
    return []


def _contribution(facts: PayerFacts, qualities: frozenset[str], rules: Rulebook, lines: list[Line]) -> list[Reason]:
    """Add the student-life contribution (CVEC) if it is due, and say why it is or is not."""
    liability = rules.get("cvec_liability")
    rows = liability.value or ()
    told = (facts.education, facts.contract, facts.payer, *_that_matter(qualities, rows))
    found = tuple(fact for fact in told if fact)
    if liability.absence is not None:
        return [Reason("cvec_is_not_due", True, liability, None, found, "cvec")]
    columns = {"payers": facts.payer, "education": facts.education, "contracts": facts.contract}
    may = cast(list[LiabilityRow | None], that_may_fit(liability.value, qualities, **columns))
    if len({row and row.due for row in may}) > 1:
        return [Reason("education_is_known", None, liability, None, None, "cvec", may[0])]
    row = may[-1]
    if row is None:
        return [Reason("cvec_is_settled_by_the_texts", None, liability, None, found, "cvec")]
    if not row.due:
        return [Reason("cvec_is_not_due", True, liability, row.id, found, "cvec", row)]
    amount = rules["cvec_amount"]
    years = facts.years or 1
    lines.append(Line("cvec", amount.value * years, amount))
    reasons = [
        Reason("cvec_is_due", True, liability, row.id, found, "cvec", row),
        Reason("cvec_amount_is_set", True, amount, amount.value, amount.value, "cvec"),
    ]
    if years > 1:
        reasons.append(Reason("cvec_is_due_every_year", True, liability, amount.value, years, "cvec", row))
    return reasons
