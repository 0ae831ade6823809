"""May this person apply, and by which route?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from sceau.core.calendar import in_months
from sceau.core.decision import Decision, Reason, decide
from sceau.core.languages import LanguageProof, asked_on, language_reasons
from sceau.core.question import question
from sceau.core.rule import Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.admission import RouteRow

ELIGIBLE = "eligible"
CONDITIONALLY_ELIGIBLE = "conditionally_eligible"
TO_BE_RECOGNISED = "to_be_recognised"
NOT_ELIGIBLE = "not_eligible"
OUTCOMES = (ELIGIBLE, CONDITIONALLY_ELIGIBLE, TO_BE_RECOGNISED, NOT_ELIGIBLE)
"""What a route may come to, the most favourable first."""
CHECKS_OF_A_DEGREE = {
    "families": ("degree_is_of_the_family", "family"),
    "level": ("degree_reaches_the_level", "level"),
    "grade_of_master": ("degree_confers_the_grade_of_master", "grade_of_master"),
    "evaluated_by": ("degree_is_evaluated", "evaluated_by"),
    "rncp_level": ("title_reaches_the_rncp_level", "rncp_level"),
    "ects": ("credits_are_acquired", "ects"),
}
"""By column of a route: the check, and the fact of the degree that is set against it."""


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree, or one that is being prepared."""

    family: str
    """``core.closed_lists.DEGREE_FAMILIES``: ``engineer``, ``national_master``, ``foreign``…"""
    level: int
    """Years of study after the baccalauréat that it attests."""
    grade_of_master: bool | None = None
    """Does it confer the grade of master? None: nobody has said."""
    evaluated_by: str = ""
    rncp_level: int | None = None
    ects: int | None = None
    """Credits acquired since the baccalauréat, when they are known."""
    obtained: bool = True
    """False while it is being prepared."""

    def __post_init__(self) -> None:
        if self.level < 0:
            raise ValueError(f"level: a degree attests years of study, not {self.level}; correct its level")


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
            raise ValueError(f"months: months of experience are not below zero, correct {self.months}")


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """What is known of a person who wishes to apply."""

    degrees: tuple[Degree, ...] = ()
    experience: tuple[Experience, ...] = ()
    education: str = ""
    """``initial`` or ``continuing``, in which a degree is pending; empty: not known."""
    qualities: frozenset[str] = frozenset()
    validations: frozenset[str] = frozenset()
    """The validations of acquired experience that were granted: ``vap``, ``vae``."""
    languages: tuple[LanguageProof, ...] = ()
    """Tests and certificates of languages."""
    intake_year: int | None = None
    """Left out: the year of the day whose law is asked for, which is the first of the intake."""
    events: Mapping[str, date] = field(default_factory=dict)
    """Days of the events that moments count from, e.g. ``teaching_starts``."""


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
    languages = _languages(facts, rules)
    tried = [_try(row, facts, rules, routes, languages) for row in ordered]
    for outcome in OUTCOMES[:-1]:
        for attempt in tried:
            if attempt.outcome == outcome:
                return decide("admission.eligibility", outcome, attempt.reasons, {"route": attempt.row.id})
    nearest = sorted(tried, key=lambda attempt: attempt.unmet)
    reasons = {id(reason): reason for attempt in nearest for reason in attempt.reasons}
    figures = {"nearest": tuple((attempt.row.id, attempt.unmet) for attempt in nearest)}
    return decide("admission.eligibility", NOT_ELIGIBLE, reasons.values(), figures)  # a language is told once


def _try(
    row: RouteRow, facts: CandidateFacts, rules: Rulebook, routes: Value, languages: Sequence[Reason]
) -> RouteTried:
    """Set one route against a person, with each degree in turn; the one that leads furthest counts."""
    beside = [
        *_experience_reasons(row, facts, routes),
        *_quality_reasons(row, facts, rules, routes),
        *_validation_reasons(row, facts, routes),
        *asked_on(row, languages),
    ]
    if row.without_degree:
        reasons = [Reason("no_degree_is_needed", True, routes, None, None, row.id, row), *beside]
        return RouteTried(row, _judged(row, reasons, facts, None, routes), tuple(reasons))
    if not facts.degrees:
        return RouteTried(row, NOT_ELIGIBLE, (*_degree_reasons(row, None, routes), *beside))
    tried = [_try_with(degree, row, beside, facts, rules, routes) for degree in facts.degrees]
    return min(tried, key=lambda attempt: (OUTCOMES.index(attempt.outcome), attempt.unmet))


def _try_with(
    degree: Degree, row: RouteRow, beside: Sequence[Reason], facts: CandidateFacts, rules: Rulebook, routes: Value
) -> RouteTried:
    """Set one route against a person with one degree."""
    reasons = [*_degree_reasons(row, degree, routes), *beside]
    outcome = _judged(row, reasons, facts, _named(degree), routes)
    if degree.obtained or outcome == NOT_ELIGIBLE:
        return RouteTried(row, outcome, tuple(reasons))
    return _pending(row, facts, rules, reasons, degree, outcome)


def _judged(
    row: RouteRow, reasons: list[Reason], facts: CandidateFacts, degree: tuple[str, int] | None, routes: Value
) -> str:
    """Return what the reasons of a route come to; the point left to someone's judgement is added to them.

    A validation of experience that was granted settles that point.
    """
    if any(reason.refuses for reason in reasons):
        return NOT_ELIGIBLE
    if row.recognised_by and not row.validations & facts.validations:
        reasons.append(Reason("point_is_recognised", None, routes, row.recognised_by, degree, row.id, row))
    return TO_BE_RECOGNISED if any(reason.holds is None for reason in reasons) else ELIGIBLE


def _pending(
    row: RouteRow, facts: CandidateFacts, rules: Rulebook, reasons: list[Reason], degree: Degree, outcome: str
) -> RouteTried:
    """Admit conditionally, if the regulation allows it, while the degree of the route is being prepared."""
    rule, level = rules.get("admission_while_degree_pending"), rules.get("pending_degree_level")
    if rule.value != "conditional" or facts.education == "continuing":
        reasons.append(Reason("degree_is_obtained", False, rules["admission_routes"], True, False, row.id, row))
        return RouteTried(row, NOT_ELIGIBLE, tuple(reasons))
    if level.absence is None:
        reached = degree.level >= level.value
        reasons.append(Reason("pending_degree_reaches_the_level", reached, level, level.value, degree.level, row.id))
        if not reached:
            return RouteTried(row, NOT_ELIGIBLE, tuple(reasons))
    if not facts.education:
        reasons.append(Reason("education_is_known", None, rule, subject=row.id))
    reasons.append(Reason("degree_will_be_proved", None, rule, rule.value, _named(degree), row.id))
    return RouteTried(row, CONDITIONALLY_ELIGIBLE if outcome == ELIGIBLE else outcome, tuple(reasons))


def _named(degree: Degree) -> tuple[str, int]:
    return degree.family, degree.level


def _asked(row: RouteRow) -> tuple[str, ...]:
    return tuple(sorted(row.families))


def _degree_reasons(row: RouteRow, degree: Degree | None, routes: Value) -> list[Reason]:
    """Return one reason per column that the route asks of a degree; without a degree, each of them is lacking."""
    columns = [column for column in row.OF_A_DEGREE if getattr(row, column)]
    found: list[tuple[str, bool, Any, Any]] = []
    if degree is None:
        found.append(("a_degree_is_given", False, _asked(row), None))
        columns = [column for column in columns if column != "families"]  # that one has just said which
    elif not columns:
        found.append(("a_degree_is_given", True, _asked(row), degree.family))
    for column in columns:
        check, fact = CHECKS_OF_A_DEGREE[column]
        asked, given = getattr(row, column), getattr(degree, fact, None)
        given = None if given == "" else given
        listed = tuple(sorted(asked)) if isinstance(asked, frozenset) else asked
        found.append((check, _meets(given, asked), listed, given))
    return [Reason(check, holds, routes, asked, given, row.id, row) for check, holds, asked, given in found]


def _meets(given: Any, asked: Any) -> bool:
    """Tell whether what a degree has is among the words asked for, or as much as the number or the yes asked for."""
    return given in asked if isinstance(asked, frozenset) else (given or 0) >= asked


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


def _validation_reasons(row: RouteRow, facts: CandidateFacts, routes: Value) -> list[Reason]:
    """Return whether the validation of experience that the route asks for was granted, unless someone may yet judge."""
    granted = bool(row.validations & facts.validations)
    if not row.validations or (row.recognised_by and not granted):
        return []
    asked, found = tuple(sorted(row.validations)), tuple(sorted(facts.validations))
    return [Reason("experience_is_validated", granted, routes, asked, found, row.id, row)]


def _languages(facts: CandidateFacts, rules: Rulebook) -> list[Reason]:
    """Return one reason per language that may be asked of this person, whatever the route."""
    year = rules.on.year if facts.intake_year is None else facts.intake_year
    return language_reasons(facts.languages, facts.qualities, rules, intake_year=year, events=facts.events)


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
