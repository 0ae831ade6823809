"""May this funder pay, and was it asked in time?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, cast

from sceau.core.calendar import day_if_known, in_months, later
from sceau.core.decision import Reason
from sceau.core.facts import check_amount, each_once
from sceau.core.fees import Amount, check_course
from sceau.core.rule import Duration, Row, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.fees import FunderRow

TABLES = ("public_funders", "funders")
"""Where a funder is looked for: the State's conditions come before those of a school."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The time during which a certification stands in a register."""

    register: str
    """``rncp`` or ``rs``."""
    starts_on: date
    ends_on: date
    """The last day on which it is in force."""

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError(f"ends_on: {self.ends_on} comes before starts_on, correct one of them")


@dataclass(frozen=True, slots=True)
class FundingRequest:
    """What one funder is asked for."""

    funder: str
    """The id of its line: ``cpf``, ``opco``, ``employer``…"""
    asked_on: date | None = None
    available: Decimal | None = None
    """The most that it has for this person: the balance of an account, the level of a contract; None: not limited."""
    refused: Decimal = Decimal(0)
    """How much of what the rules let it pay it has declined to pay."""

    def __post_init__(self) -> None:
        check_amount("refused", self.refused)
        check_amount("available", self.available or Decimal(0))


@dataclass(frozen=True, slots=True)
class FundingFacts:
    """What is due, and who is asked to pay it, in which order."""

    due: tuple[Amount, ...]
    requests: tuple[FundingRequest, ...]
    payer: str
    """Who owes what no funder pays."""
    intake_starts_on: date
    contract: str = "none"
    events: Mapping[str, date] = field(default_factory=dict)
    seniority_months: int | None = None
    """Whole months at work; None: not known."""
    seniority_in_company_months: int | None = None
    remote_share: Decimal | None = None
    """The share of the teaching at a distance, from 0 to 1; None: not known."""
    registrations: tuple[Registration, ...] = ()
    quality_certified_on: date | None = None
    """The day the school's quality certificate was awarded; None: it has none."""
    broken_off_on: date | None = None
    """The last day followed, where the course was broken off."""
    qualities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _named_once("due", [line.code for line in self.due])
        _named_once("requests", [request.funder for request in self.requests])
        check_course(self.events)
        for name in ("seniority_months", "seniority_in_company_months"):
            if (getattr(self, name) or 0) < 0:
                raise ValueError(f"{name}: {getattr(self, name)} is below zero, write zero or more")
        if not 0 <= (self.remote_share or 0) <= 1:
            raise ValueError(f"remote_share: {self.remote_share} is no share, write 0.8 for eighty per cent")


def _named_once(where: str, names: list[str]) -> None:
    if not names:
        raise ValueError(f"{where}: is empty, name at least one")
    each_once(where, names)


class Candidacy(NamedTuple):
    """A funder's line set against one person and course."""

    rule: Value
    row: FunderRow | None
    """None where no table names this funder."""
    eligible: bool | None
    in_time: bool | None
    reasons: list[Reason]

    @property
    def pays(self) -> bool:
        """True if nothing stands in the way, or only what is recommended."""
        return bool(self.row and self.eligible and self.in_time)


def candidacy(request: FundingRequest, facts: FundingFacts, rules: Rulebook) -> Candidacy:
    """Set every condition of a funder against the facts."""
    rule, row = _line_of(request.funder, rules)
    if row is None:
        told = Reason("funder_is_provided_for", False, rule, None, request.funder, request.funder)
        return Candidacy(rule, None, False, None, [told])
    reasons = [*_of_person(facts, row, rule, rules), *_of_seniority(facts, row, rule)]
    reasons += _of_course(facts, row, rule, rules)
    timely = _in_time(request, facts, row, rule)
    return Candidacy(rule, row, _all_hold(reasons), _all_hold(timely), [*reasons, *timely])


def _line_of(funder: str, rules: Rulebook) -> tuple[Value, FunderRow | None]:
    """Return the line of a funder with the table that holds it, or the school's table if none does."""
    for key in TABLES:
        rule = rules.get(key)
        rows = () if rule.absence else cast(tuple[FunderRow, ...], rule.value)
        row = next((row for row in rows if row.id == funder), None)
        if row is not None:
            return rule, row
    return rule, None


def _all_hold(reasons: list[Reason]) -> bool | None:
    """Return False if a binding condition is not met, None if one is not known, else True."""
    if any(reason.refuses for reason in reasons):
        return False
    return None if any(reason.holds is None for reason in reasons) else True


def _of_person(facts: FundingFacts, row: FunderRow, rule: Value, rules: Rulebook) -> Iterator[Reason]:
    if row.payers:
        holds = facts.payer in row.payers
        yield Reason("payer_is_one_that_the_funder_helps", holds, rule, row.payers, facts.payer, row.id, row)
    if row.contracts:
        holds = facts.contract in row.contracts
        yield Reason("contract_is_one_that_the_funder_helps", holds, rule, row.contracts, facts.contract, row.id, row)
    qualities = rules.qualities(facts.qualities)
    for quality in sorted(row.requires):
        holds = quality in qualities
        yield Reason("quality_for_the_funding_is_there", holds, rule, quality, sorted(qualities), row.id, row)
    for quality in sorted(row.excludes):
        holds = quality not in qualities
        yield Reason("quality_that_bars_the_funding_is_not_there", holds, rule, quality, None, row.id, row)


def _of_seniority(facts: FundingFacts, row: FunderRow, rule: Value) -> Iterator[Reason]:
    waived = sorted(row.seniority_waived_for & facts.qualities)
    if waived:
        yield Reason("seniority_is_waived", True, rule, None, waived, row.id, row)
        return
    if row.seniority is not None:
        holds, months = _reaches(facts.seniority_months, row.seniority), facts.seniority_months
        yield Reason("seniority_is_long_enough", holds, rule, row.seniority, months, row.id, row)
    if row.seniority_in_company is not None:
        asked, months = row.seniority_in_company, facts.seniority_in_company_months
        holds = _reaches(months, asked)
        yield Reason("seniority_in_the_company_is_long_enough", holds, rule, asked, months, row.id, row)


def _reaches(months: int | None, asked: Duration) -> bool | None:
    return None if months is None else months >= in_months(asked)


def _of_course(facts: FundingFacts, row: FunderRow, rule: Value, rules: Rulebook) -> Iterator[Reason]:
    day = facts.intake_starts_on
    if row.remote_at_most is not None:
        most, found = row.remote_at_most, facts.remote_share
        holds = None if found is None else found <= most
        yield Reason("remote_share_is_within_what_the_funder_allows", holds, rule, most, found, row.id, row)
    if row.registers:
        standing = [one for one in facts.registrations if one.register in row.registers]
        holds = any(one.starts_on <= day <= one.ends_on for one in standing)
        last = max((one.ends_on for one in standing), default=None)
        yield Reason("certification_is_in_force_on_the_first_day", holds, rule, day, last, row.id, row)
    if row.quality_certificate:
        yield _quality_certificate(facts, row, rules)


def _quality_certificate(facts: FundingFacts, row: Row, rules: Rulebook) -> Reason:
    """A certificate counts from its day and for as long as the texts say, the day on which it ends left out."""
    lasts, since = rules["quality_certificate_lasts"], facts.quality_certified_on
    holds = since is not None and since <= facts.intake_starts_on < later(since, lasts.value)
    return Reason("quality_certificate_is_valid_on_the_first_day", holds, lasts, lasts.value, since, row.id)


def _in_time(request: FundingRequest, facts: FundingFacts, row: FunderRow, rule: Value) -> list[Reason]:
    if row.ask_by is None:
        return []
    last = day_if_known(row.ask_by, facts.intake_starts_on.year, facts.events)
    holds = None if last is None or request.asked_on is None else request.asked_on <= last
    return [Reason("funding_is_asked_in_time", holds, rule, last, request.asked_on, row.id, row)]
