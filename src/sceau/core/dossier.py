"""May this request for the label be examined: in time, by the right school, complete, not too soon?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sceau.core.calendar import day_of, end_of, later, paris_day, start_of
from sceau.core.decision import Decision, Reason, decide
from sceau.core.facts import check_instant
from sceau.core.question import question
from sceau.core.rule import Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.accreditation import DossierPieceRow, SignatoryRow, TermRow, WindowRow
from sceau.core.tables.lines import first_that_fits, fits


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """A request for the label, or for its renewal, as it comes in."""

    filed_at: datetime
    intake_year: int
    """The year of the first intake that the label would cover."""
    filed_with: str
    """The body it is sent to (``core.closed_lists.ACCREDITORS``)."""
    holder_is_member: bool
    """Is the school that would hold the label a member of its owner?"""
    request: str = "first_request"
    """``first_request`` or ``renewal``."""
    signed_by: frozenset[str] = frozenset()
    pieces: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    """The criteria that the dossier answers."""
    refused_on: date | None = None
    """The day an earlier dossier of the programme was not accepted, if one was."""
    refused_with: str = "unfavourable"
    """The opinion on that earlier dossier."""
    qualities: frozenset[str] = frozenset()
    events: Mapping[str, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_instant("filed_at", self.filed_at)
        if self.refused_on is not None and paris_day(self.filed_at) < self.refused_on:
            raise ValueError(f"refused_on: {self.refused_on} comes after the new dossier, correct one of them")


@question("accreditation.dossier_is_admissible", DossierFacts, "admissible", "not_admissible")
def dossier_is_admissible(*, facts: DossierFacts, rules: Rulebook) -> Decision:
    """May this request for the label be examined: filed in time, by the right school, complete, not too soon?"""
    window, figures = _window(facts, rules)
    reasons = [_holder_is_a_member(facts, rules), *window, *_accreditor(facts, rules), *_signatures(facts, rules)]
    reasons += [*_pieces(facts, rules), *_answers(facts, rules)]
    if facts.refused_on is not None:
        back, figures["may_return_on"] = _return(facts, facts.refused_on, rules)
        reasons.append(back)
    lacking = ("dossier_piece_is_there", "criterion_is_answered")
    figures["missing"] = tuple(reason.required for reason in reasons if reason.refuses and reason.check in lacking)
    refused = any(reason.refuses for reason in reasons)
    return decide(
        "accreditation.dossier_is_admissible", "not_admissible" if refused else "admissible", reasons, figures
    )


def _holder_is_a_member(facts: DossierFacts, rules: Rulebook) -> Reason:
    rule = rules.get("label_reserved_to_members")
    holds = facts.holder_is_member or not rule.value
    return Reason("holder_is_a_member", holds, rule, rule.value, facts.holder_is_member)


def _window(facts: DossierFacts, rules: Rulebook) -> tuple[list[Reason], dict[str, Any]]:
    """Return the window in which the dossier falls, or else every one that it missed."""
    rule = rules.get("dossier_windows")
    rows = cast(tuple[WindowRow, ...], rule.value or ())
    qualities = rules.qualities(facts.qualities)
    judged = [_in_window(row, facts, rule) for row in rows if fits(row, qualities, requests=facts.request)]
    inside = [reason for reason in judged if reason.holds][:1]
    if rows and not judged:
        named = tuple(row.id for row in rows)
        return [Reason("a_window_is_open_to_the_request", False, rule, named, facts.request)], {}
    figures = {"opens_on": inside[0].required[0], "closes_on": inside[0].required[1]} if inside else {}
    return inside or judged, figures


def _in_window(row: WindowRow, facts: DossierFacts, rule: Value) -> Reason:
    opens, closes = (
        None if moment is None else day_of(moment, intake_year=facts.intake_year, events=facts.events)
        for moment in (row.opens, row.closes)
    )
    begun = opens is None or facts.filed_at >= start_of(opens)
    holds = begun and (closes is None or facts.filed_at < end_of(closes))
    return Reason("dossier_is_filed_in_its_window", holds, rule, (opens, closes), facts.filed_at, row.id, row)


def _accreditor(facts: DossierFacts, rules: Rulebook) -> list[Reason]:
    rule = rules.get("label_accredited_by")
    if rule.absence is not None:
        return []
    holds = facts.filed_with == rule.value
    return [Reason("dossier_is_filed_with_the_accreditor", holds, rule, rule.value, facts.filed_with)]


def _signatures(facts: DossierFacts, rules: Rulebook) -> list[Reason]:
    rule = rules.get("dossier_signatories")
    rows = cast(tuple[SignatoryRow, ...], rule.value or ())
    owed = [row for row in rows if fits(row, rules.qualities(facts.qualities))]
    signed = tuple(sorted(facts.signed_by))
    return [
        Reason("dossier_is_signed", row.role in facts.signed_by, rule, row.role, signed, row.id, row) for row in owed
    ]


def _pieces(facts: DossierFacts, rules: Rulebook) -> list[Reason]:
    rule = rules.get("dossier_pieces")
    rows = cast(tuple[DossierPieceRow, ...], rule.value or ())
    owed = [row for row in rows if fits(row, rules.qualities(facts.qualities), requests=facts.request)]
    given = facts.pieces
    return [
        Reason("dossier_piece_is_there", row.id in given, rule, row.id, row.id in given, row.id, row) for row in owed
    ]


def _answers(facts: DossierFacts, rules: Rulebook) -> list[Reason]:
    rule = rules.get("accreditation_criteria")
    given = facts.answers
    return [
        Reason("criterion_is_answered", row.id in given, rule, row.id, row.id in given, row.id, row)
        for row in rule.value or ()
    ]


def _return(facts: DossierFacts, refused_on: date, rules: Rulebook) -> tuple[Reason, date | None]:
    """Return whether a dossier comes back late enough; where no text names a delay it may come back at once."""
    rule = rules.get("accreditation_terms")
    row = term_of(rule, facts.refused_with, facts.request, rules.qualities(facts.qualities))
    filed_on = paris_day(facts.filed_at)
    if row is None or row.return_after is None:
        return Reason("dossier_comes_back_late_enough", True, rule, refused_on, filed_on, "", row), refused_on
    may_return_on = later(refused_on, row.return_after)
    holds = filed_on >= may_return_on
    return Reason("dossier_comes_back_late_enough", holds, rule, may_return_on, filed_on, row.id, row), may_return_on


def term_of(rule: Value, opinion: str, request: str, qualities: frozenset[str]) -> TermRow | None:
    """Return the line that says what follows from an opinion on a request."""
    rows = cast(tuple[TermRow, ...], rule.value or ())
    return cast(TermRow | None, first_that_fits(rows, qualities, opinions=opinion, requests=request))
