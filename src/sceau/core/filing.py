"""Is the application file complete, does it come in time, and what follows if not?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sceau.core.calendar import day_of, end_of, start_of
from sceau.core.consequences import consequence_of
from sceau.core.decision import Decision, Reason, decide
from sceau.core.facts import check_instant
from sceau.core.question import question
from sceau.core.rule import Force, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.admission import ClosingRow, PieceRow
from sceau.core.tables.lines import fits

NEXT_ROUND = "next_round"
"""A consequence that only an admission round to come can bear."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that was handed in."""

    id: str
    language: str | None = None
    """ISO 639-1 code of the document, or of its translation; None while it is not known."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """An application file as it stands."""

    route: str
    pieces: tuple[Piece, ...] = ()
    asked_for: frozenset[str] = frozenset()
    """The pieces that the school has asked for among those it may demand."""
    fee_paid: bool = False
    qualities: frozenset[str] = frozenset()
    last_round: bool = False
    """Is it filed for the last admission round of the intake?"""


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """A file that enters the server at an instant."""

    filed_at: datetime
    intake_year: int
    qualities: frozenset[str] = frozenset()
    events: Mapping[str, date] = field(default_factory=dict)
    last_round: bool = False
    """Is it filed for the last admission round of the intake?"""

    def __post_init__(self) -> None:
        check_instant("filed_at", self.filed_at)


@question("admission.file_is_complete", FileFacts, "complete", "incomplete", "to_be_established")
def file_is_complete(*, facts: FileFacts, rules: Rulebook) -> Decision:
    """Is this application file complete, or what does it lack?"""
    reasons = [*_piece_reasons(facts, rules), *_language_reasons(facts, rules), _fee_reason(facts, rules)]
    missing = tuple(r.required for r in reasons if r.refuses and r.check == "piece_is_there")
    figures: dict[str, Any] = {"missing": missing}
    if not any(reason.refuses for reason in reasons):
        outcome = "to_be_established" if any(reason.holds is None for reason in reasons) else "complete"
        return decide("admission.file_is_complete", outcome, reasons, figures)
    follows = _what_follows("incomplete_file_leads_to", rules, last_round=facts.last_round)
    figures["consequence"] = follows.required
    return decide("admission.file_is_complete", "incomplete", [*reasons, follows], figures)


def _piece_reasons(facts: FileFacts, rules: Rulebook) -> list[Reason]:
    """Return one reason per piece that this file owes: by its route, its qualities, and what the school asked for."""
    pieces = rules.get("application_pieces")
    rows = cast(tuple[PieceRow, ...], pieces.value or ())
    qualities = rules.qualities(facts.qualities)
    owed = [row for row in rows if fits(row, qualities, routes=facts.route) and _is_due(row, facts)]
    given = {piece.id for piece in facts.pieces}
    if not owed:
        return [Reason("no_piece_is_asked_for", True, pieces, None, tuple(sorted(given)))]
    return [Reason("piece_is_there", row.id in given, pieces, row.id, row.id in given, row.id, row) for row in owed]


def _is_due(row: PieceRow, facts: FileFacts) -> bool:
    return not row.on_demand or row.id in facts.asked_for


def _language_reasons(facts: FileFacts, rules: Rulebook) -> list[Reason]:
    languages = rules.get("piece_languages")
    if languages.absence is not None:
        return []
    allowed = tuple(sorted(languages.value))
    check = "piece_is_in_a_language_that_is_read"
    return [
        Reason(check, None if p.language is None else p.language in allowed, languages, allowed, p.language, p.id)
        for p in facts.pieces
    ]


def _fee_reason(facts: FileFacts, rules: Rulebook) -> Reason:
    rule = rules.get("application_fee_completes_the_file")
    fee = rules.get("application_fee")
    holds = facts.fee_paid or not rule.value or fee.absence is not None
    return Reason("application_fee_is_paid", holds, rule, fee.value, facts.fee_paid)


@question("admission.deadline", FilingFacts, "in_time", "not_open_yet", "late", "no_deadline")
def deadline(*, facts: FilingFacts, rules: Rulebook) -> Decision:
    """Does this file come in time, for this category of candidate?"""
    reasons, figures = _opening(facts, rules)
    closes = rules["application_closes"]
    rows = cast(Sequence[ClosingRow], closes.value)
    qualities = rules.qualities(facts.qualities)
    warnings: list[Reason] = []
    for row in rows:
        if row.otherwise or fits(row, qualities):
            reason, closes_on = _closing(row, facts, closes)
            if row.force is Force.BINDING:
                reasons.append(reason)
                figures["closes_on"], figures["closes_at"] = closes_on, end_of(closes_on)
                break
            if not reason.holds:
                warnings.append(reason)
    else:
        none_fits = (tuple(row.id for row in rows), tuple(sorted(facts.qualities)))
        reasons.append(Reason("a_deadline_fits", None, closes, *none_fits))
    outcome = _deadline_outcome(reasons)
    if outcome == "late":
        follows = _what_follows("late_file_leads_to", rules, last_round=facts.last_round)
        reasons.append(follows)
        figures["consequence"] = follows.required
    return decide("admission.deadline", outcome, reasons, figures, warnings)


def _opening(facts: FilingFacts, rules: Rulebook) -> tuple[list[Reason], dict[str, Any]]:
    opens = rules.get("application_opens")
    if opens.absence is not None:
        return [], {}
    opens_on = day_of(opens.value, intake_year=facts.intake_year, events=facts.events)
    is_open = facts.filed_at >= start_of(opens_on)
    return [Reason("applications_are_open", is_open, opens, opens_on, facts.filed_at)], {"opens_on": opens_on}


def _closing(row: ClosingRow, facts: FilingFacts, closes: Value) -> tuple[Reason, date]:
    """Return whether a file comes before a day is over in Paris; an invitation that is missed only warns."""
    closes_on = day_of(row.closes, intake_year=facts.intake_year, events=facts.events)
    in_time = facts.filed_at < end_of(closes_on)
    check = "file_is_in_time" if row.force is Force.BINDING else "file_follows_the_invitation"
    return Reason(check, in_time, closes, closes_on, facts.filed_at, row.id, row), closes_on


def _deadline_outcome(reasons: Sequence[Reason]) -> str:
    unmet = {reason.check for reason in reasons if reason.refuses}
    if "applications_are_open" in unmet:
        return "not_open_yet"
    if any(reason.check == "a_deadline_fits" for reason in reasons):
        return "no_deadline"
    return "late" if "file_is_in_time" in unmet else "in_time"


def _what_follows(key: str, rules: Rulebook, *, last_round: bool) -> Reason:
    """Return what becomes of a file that is late or incomplete; after the last round there is no next one."""
    rule = rules.get(key)
    if last_round and rule.value == NEXT_ROUND:
        rule = rules.get("last_round_leads_to")
    return consequence_of(rule)
