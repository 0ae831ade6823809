"""Who pays which part of what is due, and what remains to whom?"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, cast

from sceau.core.calendar import elapsed
from sceau.core.cents import part_of
from sceau.core.decision import Decision, Reason, decide
from sceau.core.funders import Candidacy, FundingFacts, FundingRequest, candidacy
from sceau.core.question import question
from sceau.core.rule import Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.fees import FunderRow, RemoteCutRow, ShareRow
from sceau.core.tables.lines import first_that_fits

SHARES = (("holder_share", "self"), ("employer_share", "employer"))
"""What stays with whom of whatever a funder pays."""
NOTHING = Decimal(0)


class FunderPart(NamedTuple):
    """What comes of one request."""

    funder: str
    eligible: bool | None
    in_time: bool | None
    amount: Decimal
    left: Decimal
    """What is left to pay behind this funder, the shares that stay with someone included."""


class LinePart(NamedTuple):
    """What one funder, or whoever keeps a share, pays of one line."""

    who: str
    line: str
    amount: Decimal


class Debt(NamedTuple):
    """What remains to someone; ``who`` is None where the texts do not say to whom."""

    who: str | None
    amount: Decimal


class Offer(NamedTuple):
    """What a funder would pay, what stays with whom beside it, and why."""

    amount: Decimal
    refused: Decimal
    shares: list[Debt]
    reasons: list[Reason]


class Tried(NamedTuple):
    """A funder that was asked, with what came of it."""

    funder: str
    candidacy: Candidacy
    offer: Offer
    lines: list[LinePart]


@question("fees.funding", FundingFacts, "funded", "partly_funded", "not_funded", "to_be_established")
def funding(*, facts: FundingFacts, rules: Rulebook) -> Decision:
    """Who pays which part of what is due, and what remains to whom?"""
    left = {line.code: line.amount for line in facts.due}
    total = sum(left.values(), NOTHING)
    tried = [_tried(request, facts, rules, left) for request in facts.requests]
    reasons = [reason for one in tried for reason in (*one.candidacy.reasons, *one.offer.reasons)]
    outcome = "to_be_established" if any(reason.holds is None for reason in reasons) else ""
    debts, told = _debts(facts, rules, [one.offer for one in tried], sum(left.values(), NOTHING))
    funded = sum((one.offer.amount for one in tried), NOTHING)
    figures: dict[str, Any] = {
        "funders": _by_funder(tried, total),
        "funded_lines": tuple(line for one in tried for line in one.lines),
        "total": total,
        "funded": funded,
        "remainder": total - funded,
        "debts": debts,
    }
    settled = [reason for reason in told if reason.holds]
    unsettled = [reason for reason in told if not reason.holds]
    return decide("fees.funding", outcome or _outcome(funded, total), reasons + settled, figures, unsettled)


def _tried(request: FundingRequest, facts: FundingFacts, rules: Rulebook, left: dict[str, Decimal]) -> Tried:
    """Ask one funder, and take off what is left of the lines whatever it and the shares beside it pay."""
    found = candidacy(request, facts, rules)
    offer = _offer(request, found, facts, rules, _of_lines(found.row, left))
    paid = [*((str(share.who), share.amount) for share in offer.shares), (request.funder, offer.amount)]
    lines = [line for who, amount in paid for line in _pay(who, found.row, amount, left)]
    return Tried(request.funder, found, offer, lines)


def _by_funder(tried: list[Tried], total: Decimal) -> tuple[FunderPart, ...]:
    parts = []
    for one in tried:
        total -= one.offer.amount
        parts.append(FunderPart(one.funder, one.candidacy.eligible, one.candidacy.in_time, one.offer.amount, total))
    return tuple(parts)


def _outcome(funded: Decimal, total: Decimal) -> str:
    if funded >= total:
        return "funded"
    return "partly_funded" if funded else "not_funded"


def _of_lines(row: FunderRow | None, left: dict[str, Decimal]) -> Decimal:
    """Return what is left of the lines that a funder may pay."""
    return sum((amount for code, amount in left.items() if row and _covers(row, code)), NOTHING)


def _covers(row: FunderRow, code: str) -> bool:
    return not row.lines or code in row.lines


def _pay(who: str, row: FunderRow | None, amount: Decimal, left: dict[str, Decimal]) -> list[LinePart]:
    """Share an amount over the lines that a funder may pay, in order, and take it off what is left of them."""
    paid = []
    for code, due in left.items():
        part = min(amount, due) if row and _covers(row, code) else NOTHING
        if part:
            paid.append(LinePart(who, code, part))
            amount -= part
    for one in paid:
        left[one.line] -= one.amount
    return paid


def _offer(request: FundingRequest, tried: Candidacy, facts: FundingFacts, rules: Rulebook, base: Decimal) -> Offer:
    """Return what a funder pays of what is left of its lines."""
    row = tried.row
    if row is None or not tried.pays:
        return Offer(NOTHING, NOTHING, [], [])
    level, reasons = _level(row, base, request.available, rules)
    level, told = _after_remote_cut(level, request, facts, rules)
    reasons += told
    shares, of_funding, why = _shares(request, facts, rules, base) if min(level, base) else ([], NOTHING, [])
    reasons += why
    kept = sum((share.amount for share in shares), NOTHING)
    amount = max(min(level - of_funding, base - kept), NOTHING)
    amount, broken = _after_break(amount, row, facts, tried.rule, rules)
    refused = min(request.refused, amount)
    amount -= refused
    reasons += broken
    reasons.append(Reason("funder_pays_its_part", True, tried.rule, row.id, amount, row.id, row))
    return Offer(amount, refused, shares, reasons)


def _level(row: FunderRow, base: Decimal, available: Decimal | None, rules: Rulebook) -> tuple[Decimal, list[Reason]]:
    """Return what a funder gives by its line, before cuts and shares, and how it was brought to whole cents."""
    cut: list[Reason] = []
    if row.amount is not None:
        asked = row.amount
    elif row.ratio is not None:
        asked, cut = part_of(base, row.ratio, rules, row.id)
    else:
        asked = base if available is None else available
    level = max(asked, row.floor or NOTHING)
    level = level if row.cap is None else min(level, row.cap)
    level = level if available is None else min(level, available)
    return level, cut if level == asked else []


def _after_remote_cut(
    level: Decimal, request: FundingRequest, facts: FundingFacts, rules: Rulebook
) -> tuple[Decimal, list[Reason]]:
    """Cut the funding of a course that is mostly at a distance, where a text says so; count nothing unknown."""
    rule, qualities = rules.get("remote_cuts"), rules.qualities(facts.qualities)
    columns = {"funders": request.funder, "contracts": facts.contract}
    row = None if rule.absence else cast(RemoteCutRow | None, first_that_fits(rule.value, qualities, **columns))
    if row is None:
        return level, []
    share = facts.remote_share
    if share is None or share < row.remote_from:
        holds = None if share is None else True
        whole = Reason(
            "remote_share_leaves_the_funding_whole", holds, rule, row.remote_from, share, request.funder, row
        )
        return NOTHING if share is None else level, [whole]
    less, told = part_of(level, row.cut, rules, request.funder)
    after = min(level, max(level - less, row.floor or NOTHING))
    cut = Reason("remote_share_cuts_the_funding", True, rule, row.cut, after, request.funder, row)
    return after, [cut, *told] if after == level - less else [cut]


def _shares(
    request: FundingRequest, facts: FundingFacts, rules: Rulebook, base: Decimal
) -> tuple[list[Debt], Decimal, list[Reason]]:
    """Return what stays with the holder and the employer, how much of it the funder deducts, and why."""
    shares, of_funding, reasons = [], NOTHING, []
    columns = {"funders": request.funder, "payers": facts.payer, "contracts": facts.contract}
    for key, who in SHARES:
        rule, qualities = rules.get(key), rules.qualities(facts.qualities)
        row = None if rule.absence else cast(ShareRow | None, first_that_fits(rule.value, qualities, **columns))
        if row is None:
            continue
        amount = min(row.amount, base)
        base -= amount
        if row.taken_from == "funding":
            of_funding += row.amount
        if amount:
            shares.append(Debt(who, amount))
        reasons.append(_share_reason(rule, row, request.funder))
    return shares, of_funding, reasons


def _share_reason(rule: Value, row: ShareRow, funder: str) -> Reason:
    check = "share_is_owed" if row.amount else "share_is_not_owed"
    return Reason(check, True, rule, row.id, row.amount, funder, row)


def _after_break(
    amount: Decimal, row: FunderRow, facts: FundingFacts, rule: Value, rules: Rulebook
) -> tuple[Decimal, list[Reason]]:
    """Return what a funder pays of a course that was broken off."""
    ended_on = facts.broken_off_on
    if ended_on is None:
        return amount, []
    starts_on, ends_on = facts.events.get("teaching_starts"), facts.events.get("teaching_ends")
    check = "funding_after_the_break_is_settled"
    shares = {"whole": Fraction(1), "nothing": Fraction(0)}
    share = shares.get(row.after_break)
    if row.after_break == "pro_rata" and starts_on and ends_on:
        share = elapsed(starts_on, ends_on, on=ended_on, day_base=row.day_base)
    if share is None:
        return NOTHING, [Reason(check, None, rule, row.after_break, ended_on, row.id, row)]
    part, told = part_of(amount, share, rules, row.id)
    return part, [Reason(check, True, rule, row.after_break, ended_on, row.id, row), *told]


def _debts(
    facts: FundingFacts, rules: Rulebook, offers: list[Offer], left: Decimal
) -> tuple[tuple[Debt, ...], list[Reason]]:
    """Return what remains to whom: shares, what a funder refused, and the rest."""
    refused = min(sum((offer.refused for offer in offers), NOTHING), left)
    debts = [share for offer in offers for share in offer.shares]
    told = []
    if refused:
        rule = rules.get("refused_share_owed_by")
        known = None if rule.absence else True
        debts.append(Debt(rule.value, refused))  # no value where no text speaks
        told = [Reason("refused_share_has_its_debtor", known, rule, rule.value, refused)]
    owed: dict[str | None, Decimal] = {}
    for who, amount in (*debts, Debt(facts.payer, left - refused)):
        owed[who] = owed.get(who, NOTHING) + amount
    return tuple(Debt(who, amount) for who, amount in owed.items() if amount), told
