"""What follows from an opinion on a request for the label, and who may do what for it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, cast

from sceau.core.calendar import ONE_DAY, day_of, later
from sceau.core.decision import Decision, Reason, decide
from sceau.core.dossier import term_of
from sceau.core.question import question
from sceau.core.rule import Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.accreditation import RoleRow, TermRow
from sceau.core.tables.lines import fits

GRANTED, GRANTED_ON_CONDITIONS, DEFERRED, REFUSED = "granted", "granted_on_conditions", "deferred", "refused"
IRREGULAR, TO_BE_ESTABLISHED = "irregular", "to_be_established"
FOLLOWS = {
    "favourable": GRANTED,
    "with_reservations": GRANTED_ON_CONDITIONS,
    "deferring": DEFERRED,
    "unfavourable": REFUSED,
}
"""What an opinion leads to by its own meaning, where no table says otherwise."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat on the commission."""

    world: str
    """Whom its holder comes from (``core.closed_lists.WORLDS``)."""
    present: bool = True


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of the commission on granting the label."""

    in_favour: int
    against: int
    abstained: int = 0

    def __post_init__(self) -> None:
        if min(self.in_favour, self.against, self.abstained) < 0:
            raise ValueError("in_favour: votes are not below zero, correct them")
        if not self.in_favour + self.against + self.abstained:
            raise ValueError("votes: nobody has voted, leave them out or give them")


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """What is before whoever decides on the label of a programme."""

    decided_on: date
    decided_by: str
    request: str = "first_request"
    opinion: str = ""
    """``favourable``, ``with_reservations``, ``deferring`` or ``unfavourable``; empty where it follows from votes."""
    opinion_by: str = ""
    opinion_on: date | None = None
    votes: Votes | None = None
    seats: tuple[Seat, ...] = ()
    filed_on: date | None = None
    qualities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.opinion and self.votes is not None:
            raise ValueError("opinion: it follows from the votes, give one or the other")
        if self.votes is not None and self.seats and _cast(self.votes) > sum(seat.present for seat in self.seats):
            raise ValueError("votes: there are more than members present, correct them")
        if self.filed_on is not None and self.decided_on < self.filed_on:
            raise ValueError(f"decided_on: {self.decided_on} comes before the filing, correct one of them")


@dataclass(frozen=True, slots=True)
class ActFacts:
    """Someone who would act, and the act."""

    role: str
    """``holder``, ``co_holder``, ``partner``… (``core.closed_lists.ROLES``)."""
    act: str
    """``file_dossier``, ``bear_label``… (``core.closed_lists.ACTS``)."""
    member: bool = False
    """Is it a member of the owner of the label?"""
    qualities: frozenset[str] = frozenset()


# ---- the decision ----------------------------------------------------------------------------------------------------


@question(
    "accreditation.decision",
    GrantFacts,
    GRANTED,
    GRANTED_ON_CONDITIONS,
    DEFERRED,
    REFUSED,
    IRREGULAR,
    TO_BE_ESTABLISHED,
)
def decision(*, facts: GrantFacts, rules: Rulebook) -> Decision:
    """What follows from the opinion or the votes on this request: the label, for how long, or when it may come back?"""
    opinion, voted = _opinion(facts, rules)
    regular = [_decider(facts, rules), *_opinion_first(facts, opinion, rules), *_assembly(facts, rules)]
    regular += _delay(facts, rules)
    if any(reason.refuses for reason in regular):
        return decide("accreditation.decision", IRREGULAR, [*regular, *voted], {"opinion": opinion or None})
    if not opinion or any(reason.holds is None and reason.rule.binds for reason in regular):
        return decide("accreditation.decision", TO_BE_ESTABLISHED, [*regular, *voted], {"opinion": opinion or None})
    outcome, sequel, figures = _sequel(facts, opinion, rules)
    return decide("accreditation.decision", outcome, [*regular, *voted, *sequel], {"opinion": opinion, **figures})


def _cast(votes: Votes) -> int:
    return votes.in_favour + votes.against + votes.abstained


def _opinion(facts: GrantFacts, rules: Rulebook) -> tuple[str, list[Reason]]:
    """Return the opinion that was given, or the one that the votes come to."""
    if facts.votes is None:
        return facts.opinion, []
    majority, abstentions = rules["commission_majority"], rules.get("abstentions_count")
    counted = _cast(facts.votes) if abstentions.value else facts.votes.in_favour + facts.votes.against
    share = Fraction(facts.votes.in_favour, counted) if counted else Fraction(0)
    reached = _reached(majority, share)
    reasons = [Reason("majority_is_reached", reached, majority, majority.value, share)]
    if abstentions.absence is None:
        reasons.append(
            Reason("abstentions_are_counted_as_the_rule_says", True, abstentions, None, facts.votes.abstained)
        )
    return "favourable" if reached else "unfavourable", reasons


def _reached(rule: Value, found: Fraction | int) -> bool:
    return found > rule.value or (found == rule.value and rule.passes)


def _decider(facts: GrantFacts, rules: Rulebook) -> Reason:
    rule = rules["accreditation_decided_by"]
    holds = facts.decided_by == rule.value
    return Reason("decided_by_whom_the_texts_name", holds, rule, rule.value, facts.decided_by)


def _opinion_first(facts: GrantFacts, opinion: str, rules: Rulebook) -> list[Reason]:
    rule = rules.get("accreditation_opinion_by")
    if rule.absence is not None:
        return []
    given_on = facts.opinion_on or facts.decided_on
    holds = None if not opinion else facts.opinion_by == rule.value and given_on <= facts.decided_on
    return [Reason("opinion_comes_first", holds, rule, rule.value, facts.opinion_by or None)]


def _assembly(facts: GrantFacts, rules: Rulebook) -> list[Reason]:
    """Return who must sit and how many, set against the seats; unknown while no seat is given."""
    composition, quorum = rules.get("commission_composition"), rules.get("commission_quorum")
    worlds = {seat.world for seat in facts.seats if seat.present}
    reasons = []
    if composition.absence is None:
        holds = composition.value <= worlds if facts.seats else None
        asked = tuple(sorted(composition.value))
        reasons.append(Reason("every_world_sits", holds, composition, asked, tuple(sorted(worlds))))
    if quorum.absence is None:
        reasons.append(_quorum(facts.seats, quorum))
    return reasons


def _quorum(seats: Sequence[Seat], rule: Value) -> Reason:
    """A quorum is a share of the seats, or a number of people."""
    present = sum(seat.present for seat in seats)
    if not seats:
        return Reason("quorum_is_reached", None, rule, rule.value, None)
    found = Fraction(present, len(seats)) if rule.unit == "ratio" else present
    return Reason("quorum_is_reached", _reached(rule, found), rule, rule.value, found)


def _delay(facts: GrantFacts, rules: Rulebook) -> list[Reason]:
    rule = rules.get("accreditation_decided_within")
    if rule.absence is not None:
        return []
    last = None if facts.filed_on is None else later(facts.filed_on, rule.value)
    return [
        Reason(
            "decision_comes_in_time", None if last is None else facts.decided_on <= last, rule, last, facts.decided_on
        )
    ]


def _sequel(facts: GrantFacts, opinion: str, rules: Rulebook) -> tuple[str, list[Reason], dict[str, Any]]:
    """Return the outcome with its days: of the label that is granted, or of the dossier that may come back."""
    terms = rules.get("accreditation_terms")
    row = term_of(terms, opinion, facts.request, rules.qualities(facts.qualities))
    outcome = row.leads_to if row else FOLLOWS[opinion]
    reasons = [Reason("sequel_follows_from_the_opinion", True, terms, outcome, opinion, row.id if row else "", row)]
    figures: dict[str, Any] = {"sequel": row.sequel or None if row else None}
    if outcome in (GRANTED, GRANTED_ON_CONDITIONS):
        figures |= _days(facts, row, rules)
        reasons += _temporary(row, rules)
    elif row and row.return_after:
        figures["may_return_on"] = later(facts.decided_on, row.return_after)
    return outcome, reasons, figures


def _days(facts: GrantFacts, row: TermRow | None, rules: Rulebook) -> dict[str, Any]:
    """Return the first and the last day of the label; where no text says when it begins, the day of the decision."""
    begins = rules.get("accreditation_starts")
    first = facts.decided_on
    if begins.absence is None:
        events = {"accreditation_decided": facts.decided_on}
        first = day_of(begins.value, intake_year=facts.decided_on.year, events=events)
    term = row.term if row else None
    last = None if term is None else later(first, term) - ONE_DAY
    return {"term": term, "first_day": first, "last_day": last}


def _temporary(row: TermRow | None, rules: Rulebook) -> list[Reason]:
    """A label that is granted for a time needs its term: unknown where no text says how long."""
    rule = rules.get("accreditation_is_temporary")
    if rule.absence is not None or not rule.value:
        return []
    term = row.term if row else None
    return [Reason("label_has_its_term", None if term is None else True, rule, None, term)]


# ---- who may act -----------------------------------------------------------------------------------------------------


@question("accreditation.may_act", ActFacts, "may", "may_not")
def may_act(*, facts: ActFacts, rules: Rulebook) -> Decision:
    """May this role do this act for the label?"""
    rule = rules["accreditation_roles"]
    rows = cast(tuple[RoleRow, ...], rule.value)
    lines = [row for row in rows if fits(row, rules.qualities(facts.qualities), roles=facts.role)]
    named = tuple(sorted({role for line in rows for role in line.roles}))
    if not lines:
        return decide("accreditation.may_act", "may_not", [Reason("role_is_named", False, rule, named, facts.role)])
    opening = [row for row in lines if facts.act in row.acts]
    row = next((one for one in opening if facts.member or not one.members_only), next(iter(opening or lines)))
    reasons = [Reason("act_is_open_to_the_role", bool(opening), rule, tuple(sorted(row.acts)), facts.act, row.id, row)]
    if row.members_only:
        reasons.append(Reason("whoever_acts_is_a_member", facts.member, rule, True, facts.member, row.id, row))
    may = not any(reason.refuses for reason in reasons)
    return decide("accreditation.may_act", "may" if may else "may_not", reasons)
