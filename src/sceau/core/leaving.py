"""What does someone owe who leaves?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from sceau.core.calendar import day_if_known, elapsed
from sceau.core.cents import Part, part_of
from sceau.core.decision import Decision, Reason, decide
from sceau.core.facts import check_amount
from sceau.core.fees import MAY_APPLY, Amount, check_course, training_contract_reason
from sceau.core.question import question
from sceau.core.rule import Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.fees import LeavingRow
from sceau.core.tables.lines import fits

NOTHING = Decimal(0)
OUTCOMES = ("owes_nothing", "owes_part", "owes_all", "to_be_established", "texts_say_nothing")


@dataclass(frozen=True, slots=True)
class LeavingFacts:
    """Someone who leaves a course, or gives up the place before it starts."""

    price: Decimal
    """The price of the course, without the lines beside it."""
    payer: str
    left_on: date
    """The day on which they leave: until then the course goes by."""
    cause: str
    """Why they leave: ``withdrawal``, ``resignation``, ``force_majeure``…"""
    form: str
    """In which form the school was told: ``registered_letter``, ``letter``, ``email`` or ``in_person``."""
    intake_year: int
    education: str = ""
    """``initial`` or ``continuing``; empty: not known."""
    events: Mapping[str, date] = field(default_factory=dict)
    paid: tuple[Amount, ...] = ()
    """What was paid, by line: ``application_fee``, ``deposit``, ``instalment_1``…"""
    qualities: frozenset[str] = frozenset()
    told_on: date | None = None
    """The day on which the school was told, if it is not the day of leaving."""

    @property
    def said_on(self) -> date:
        """The day on which the school was told."""
        return self.told_on or self.left_on

    def __post_init__(self) -> None:
        check_amount("price", self.price)
        check_course(self.events)


@question("fees.leaving", LeavingFacts, *OUTCOMES)
def leaving(*, facts: LeavingFacts, rules: Rulebook) -> Decision:
    """What is owed by someone who leaves, and what is given back of what was paid?"""
    warnings: list[Reason] = []
    for table, open_points in _tables(facts, rules):
        for row in _lines_of_the_cause(table, facts, rules):
            timely = _in_time(row, facts, table)
            if any(reason.holds is False for reason in timely):
                continue
            if open_points or any(reason.holds is None for reason in timely):
                return decide("fees.leaving", "to_be_established", [*open_points, *timely], {}, warnings)
            if row.forms and facts.form not in row.forms:
                warnings.append(_form(row, facts, table, holds=False))
                continue
            form = [_form(row, facts, table, holds=True)] if row.forms else []
            return _owed(row, facts, table, timely + form, warnings, rules)
    table = rules.get("leaving")
    reason = Reason("leaving_is_provided_for", False, table, None, (facts.cause, facts.left_on))
    return decide("fees.leaving", "texts_say_nothing", [reason], {}, warnings)


def _tables(facts: LeavingFacts, rules: Rulebook) -> Iterator[tuple[Value, list[Reason]]]:
    """Return the law on training contracts where it applies, then what the school says, with what is not known."""
    by_law = rules.get("training_contract_leaving")
    if by_law.absence is None:
        whom = training_contract_reason(facts.payer, facts.education, rules)
        if whom.check in MAY_APPLY:
            yield by_law, [whom] if whom.holds is None else []
    school = rules.get("leaving")
    if school.absence is None:
        yield school, []


def _lines_of_the_cause(table: Value, facts: LeavingFacts, rules: Rulebook) -> Iterator[LeavingRow]:
    qualities = rules.qualities(facts.qualities)
    for row in cast(tuple[LeavingRow, ...], table.value):
        if row.otherwise or fits(row, qualities, causes=facts.cause, payers=facts.payer):
            yield row


def _in_time(row: LeavingRow, facts: LeavingFacts, table: Value) -> list[Reason]:
    """Set the day on which the school was told against the last day, and that of leaving against the greatest share."""
    reasons = []
    if row.until is not None:
        last = day_if_known(row.until, facts.intake_year, {**facts.events, "leaving": facts.left_on})
        holds = None if last is None else facts.said_on <= last
        reasons.append(Reason("leaving_is_said_in_time", holds, table, last, facts.said_on, row.id, row))
    if row.until_elapsed is not None:
        gone = _gone(row, facts)
        holds = None if gone is None else gone <= row.until_elapsed
        reasons.append(
            Reason("leaving_comes_early_enough", holds, table, row.until_elapsed, facts.left_on, row.id, row)
        )
    return reasons


def _gone(row: LeavingRow, facts: LeavingFacts) -> Any:
    """Return the share of the course that has gone by, or None as long as its days are not known."""
    starts_on, ends_on = facts.events.get("teaching_starts"), facts.events.get("teaching_ends")
    if starts_on is None or ends_on is None:
        return None
    return elapsed(starts_on, ends_on, on=facts.left_on, day_base=row.day_base)


def _form(row: LeavingRow, facts: LeavingFacts, table: Value, *, holds: bool) -> Reason:
    return Reason("leaving_is_said_in_the_form_asked_for", holds, table, row.forms, facts.form, row.id, row)


def _owed(
    row: LeavingRow, facts: LeavingFacts, table: Value, reasons: list[Reason], warnings: list[Reason], rules: Rulebook
) -> Decision:
    """Return what the line that applies comes to."""
    gone = _gone(row, facts) if row.pro_rata else NOTHING
    if gone is None:
        unknown = Reason("course_has_known_days", None, table, row.id, facts.left_on, row.id, row)
        return decide("fees.leaving", "to_be_established", [*reasons, unknown], {}, warnings)
    share = gone if row.pro_rata else row.ratio or NOTHING
    fixed = None if row.amount is None else Part(min(row.amount, facts.price), [])
    of_price, cut = fixed or part_of(facts.price, share, rules, row.id)
    kept = tuple(line for line in facts.paid if line.code in row.kept_lines)
    owed = of_price + sum((line.amount for line in kept), NOTHING)
    paid = sum((line.amount for line in facts.paid), NOTHING)
    figures = {
        "owed": owed,
        "kept_lines": tuple((line.code, line.amount) for line in kept),
        "paid": paid,
        "refunded": max(paid - owed, NOTHING),
        "balance": max(owed - paid, NOTHING),
    }
    told = Reason("leaving_is_provided_for", True, table, row.id, owed, row.id, row)
    return decide("fees.leaving", _outcome(owed, facts.price), [*reasons, told, *cut], figures, warnings)


def _outcome(owed: Decimal, price: Decimal) -> str:
    if not owed:
        return "owes_nothing"
    return "owes_all" if owed >= price else "owes_part"
