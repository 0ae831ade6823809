"""May this person apply, by which route, is the file complete, and is it in time?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from sceau.core.calendar import day_of, end_of, in_months, start_of
from sceau.core.decision import Decision, Reason, decide
from sceau.core.question import question
from sceau.core.rule import Force, Rulebook, Value
from sceau.core.tables import ClosingRow, PieceRow, RouteRow, fits

ELIGIBLE = "eligible"
CONDITIONALLY_ELIGIBLE = "conditionally_eligible"
TO_BE_RECOGNISED = "to_be_recognised"
NOT_ELIGIBLE = "not_eligible"
OUTCOMES = (ELIGIBLE, CONDITIONALLY_ELIGIBLE, TO_BE_RECOGNISED, NOT_ELIGIBLE)
"""What a route may come to, the most favourable first."""


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree, or one that is being prepared."""

    family: str
    """``core.vocabulary.DEGREE_FAMILIES``: ``engineer``, ``national_master``, ``foreign``…"""
    level: int
    """Years of study after the baccalauréat that it attests."""
    grade_of_master: bool = False
    evaluated_by: str = ""
    rncp_level: int | None = None
    ects: int | None = None
    """Credits acquired since the baccalauréat, when they are known."""
    obtained: bool = True
    """False while it is being prepared."""

    def __post_init__(self) -> None:
        if self.level < 0:
            raise ValueError(f"a degree attests years of study, not {self.level}; correct its level")


@dataclass(frozen=True, slots=True)
class Experience:
    """A stretch of professional experience."""

    months: int
    related: bool = False
    """Is it related to the programme applied for?"""
    after_degree: bool = True
    nature: str = "employment"

    def __post_init__(self) -> None:
        if self.months < 0:
            raise ValueError(f"months of experience are not below zero, correct {self.months}")


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """What is known of a person who wishes to apply."""

    degrees: tuple[Degree, ...] = ()
    experience: tuple[Experience, ...] = ()
    education: str = "initial"
    """``initial`` or ``continuing``: whose studies are pending matters to conditional admission."""
    qualities: frozenset[str] = frozenset()


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


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """A file that enters the server at an instant."""

    filed_at: datetime
    intake_year: int
    qualities: frozenset[str] = frozenset()
    events: Mapping[str, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.filed_at.tzinfo is None:
            raise ValueError("filed_at needs its time zone, for example 2025-06-04T23:59:59+02:00")


class RouteTried(NamedTuple):
    """A route set against a person: what fails, and what is lacking."""

    row: RouteRow
    outcome: str
    reasons: tuple[Reason, ...]

    @property
    def unmet(self) -> int:
        """How many requirements are not met."""
        return sum(reason.refuses for reason in self.reasons)


@question("admission.eligibility", CandidateFacts, *OUTCOMES)
def eligibility(*, facts: CandidateFacts, rules: Rulebook) -> Decision:
    """May this person apply, and by which route?"""
    routes = rules["admission_routes"]
    rows = cast(tuple[RouteRow, ...], routes.value)
    ordered = [row for row in rows if not row.derogation] + [row for row in rows if row.derogation]
    tried = [_try(row, facts, rules, routes) for row in ordered]
    for outcome in OUTCOMES[:-1]:
        for attempt in tried:
            if attempt.outcome == outcome:
                return decide("admission.eligibility", outcome, attempt.reasons, {"route": attempt.row.id})
    nearest = sorted(tried, key=lambda attempt: attempt.unmet)
    reasons = [reason for attempt in nearest for reason in attempt.reasons]
    figures = {"nearest": tuple((attempt.row.id, attempt.unmet) for attempt in nearest)}
    return decide("admission.eligibility", NOT_ELIGIBLE, reasons, figures)


def _try(row: RouteRow, facts: CandidateFacts, rules: Rulebook, routes: Value) -> RouteTried:
    """Set one route against a person, with each degree in turn; the one that leads furthest counts."""
    beside = [*_experience_reasons(row, facts, routes), *_quality_reasons(row, facts, rules, routes)]
    if not facts.degrees:
        lacking = Reason("a_degree_is_given", False, routes, _asked(row), None, row.id, row)
        return RouteTried(row, NOT_ELIGIBLE, (lacking, *beside))
    tried = [_try_with(degree, row, beside, facts, rules, routes) for degree in facts.degrees]
    return min(tried, key=lambda attempt: (OUTCOMES.index(attempt.outcome), attempt.unmet))


def _try_with(
    degree: Degree, row: RouteRow, beside: Sequence[Reason], facts: CandidateFacts, rules: Rulebook, routes: Value
) -> RouteTried:
    """Set one route against a person with one degree."""
    reasons = [*_degree_reasons(row, degree, routes), *beside]
    if any(reason.refuses for reason in reasons):
        return RouteTried(row, NOT_ELIGIBLE, tuple(reasons))
    outcome = ELIGIBLE
    if row.recognised_by:
        outcome = TO_BE_RECOGNISED
        reasons.append(Reason("point_is_recognised", None, routes, row.recognised_by, _named(degree), row.id, row))
    if degree.obtained:
        return RouteTried(row, outcome, tuple(reasons))
    return _pending(row, facts, rules, reasons, degree, outcome)


def _pending(
    row: RouteRow, facts: CandidateFacts, rules: Rulebook, reasons: list[Reason], degree: Degree, outcome: str
) -> RouteTried:
    """Admit conditionally, if the regulation allows it, while the degree of the route is being prepared."""
    rule, level = rules.get("admission_while_degree_pending"), rules.get("pending_degree_level")
    if rule.value != "conditional" or facts.education != "initial":
        reasons.append(Reason("degree_is_obtained", False, rules["admission_routes"], True, False, row.id, row))
    elif level.absence is None and degree.level < level.value:
        reasons.append(Reason("pending_degree_reaches_the_level", False, level, level.value, degree.level, row.id))
    else:
        reasons.append(Reason("degree_will_be_proved", None, rule, rule.value, _named(degree), row.id))
        return RouteTried(row, CONDITIONALLY_ELIGIBLE if outcome == ELIGIBLE else outcome, tuple(reasons))
    return RouteTried(row, NOT_ELIGIBLE, tuple(reasons))


def _named(degree: Degree) -> tuple[str, int]:
    return degree.family, degree.level


def _asked(row: RouteRow) -> tuple[str, ...]:
    return tuple(sorted(row.families))


def _degree_reasons(row: RouteRow, degree: Degree, routes: Value) -> list[Reason]:
    """Return one reason per column that the route asks of a degree."""
    found: list[tuple[str, bool, Any, Any]] = []
    if row.families == row.evaluated_by == frozenset() and not (row.level or row.grade_of_master):
        found.append(("a_degree_is_given", True, _asked(row), degree.family))
    if row.families:
        found.append(("degree_is_of_the_family", degree.family in row.families, _asked(row), degree.family))
    if row.level:
        found.append(("degree_reaches_the_level", degree.level >= row.level, row.level, degree.level))
    if row.grade_of_master:
        found.append(("degree_confers_the_grade_of_master", degree.grade_of_master, True, degree.grade_of_master))
    if row.evaluated_by:
        held = degree.evaluated_by in row.evaluated_by
        found.append(("degree_is_evaluated", held, tuple(sorted(row.evaluated_by)), degree.evaluated_by or None))
    if row.rncp_level:
        held = (degree.rncp_level or 0) >= row.rncp_level
        found.append(("title_reaches_the_rncp_level", held, row.rncp_level, degree.rncp_level))
    if row.ects:
        found.append(("credits_are_acquired", (degree.ects or 0) >= row.ects, row.ects, degree.ects))
    return [Reason(check, holds, routes, asked, given, row.id, row) for check, holds, asked, given in found]


def _experience_reasons(row: RouteRow, facts: CandidateFacts, routes: Value) -> list[Reason]:
    """Return whether the experience that counts on this route is long enough, in months."""
    if row.experience is None:
        return []
    months = sum(stretch.months for stretch in facts.experience if _counts(stretch, row))
    holds = months >= in_months(row.experience)
    return [Reason("experience_is_long_enough", holds, routes, row.experience, months, row.id, row)]


def _counts(stretch: Experience, row: RouteRow) -> bool:
    """Tell whether a stretch of experience counts on a route."""
    related = stretch.related or not row.experience_related
    followed = stretch.after_degree or not row.experience_after_degree
    return related and followed and stretch.nature not in row.experience_excludes


def _quality_reasons(row: RouteRow, facts: CandidateFacts, rules: Rulebook, routes: Value) -> list[Reason]:
    own = rules.qualities(facts.qualities)
    needed = [
        Reason("quality_is_there", q in own, routes, q, tuple(sorted(own)), row.id, row) for q in sorted(row.requires)
    ]
    barred = [
        Reason("quality_is_not_there", q not in own, routes, q, tuple(sorted(own)), row.id, row)
        for q in sorted(row.excludes)
    ]
    return needed + barred


@question("admission.file_is_complete", FileFacts, "complete", "incomplete", "to_be_established")
def file_is_complete(*, facts: FileFacts, rules: Rulebook) -> Decision:
    """Is this application file complete, or what does it lack?"""
    reasons = [*_piece_reasons(facts, rules), *_language_reasons(facts, rules), _fee_reason(facts, rules)]
    missing = tuple(r.required for r in reasons if r.refuses and r.check == "piece_is_there")
    outcome = "to_be_established" if any(reason.holds is None for reason in reasons) else "complete"
    if any(reason.refuses for reason in reasons):
        outcome = "incomplete"
    return decide("admission.file_is_complete", outcome, reasons, {"missing": missing})


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
    return decide("admission.deadline", _deadline_outcome(reasons), reasons, figures, warnings)


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
