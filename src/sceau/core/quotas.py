"""Is there room for this person under each quota that counts them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple, cast

from sceau.core.decision import Decision, Reason, decide
from sceau.core.question import question
from sceau.core.rule import Row
from sceau.core.rulebook import Rulebook
from sceau.core.tables.admission import QuotaRow, names_route
from sceau.core.tables.lines import fits

ENROLLED, PLACES, SCHOOL = "enrolled", "places", "school"


@dataclass(frozen=True, slots=True)
class Group:
    """How many persons of one route and the same qualities there are already."""

    route: str
    admitted: int
    enrolled: int | None = None
    """How many of those who were admitted have enrolled; None where nobody has said."""
    qualities: frozenset[str] = frozenset()
    programme: str = ""
    """The code of their programme; empty: the one for which the question is asked."""

    def __post_init__(self) -> None:
        if self.admitted < 0:
            raise ValueError(f"admitted: persons are not below zero, correct {self.admitted}")
        if self.enrolled is not None and not 0 <= self.enrolled <= self.admitted:
            raise ValueError(
                f"enrolled: {self.enrolled} persons cannot have enrolled of {self.admitted} who were admitted; "
                "correct the numbers"
            )


@dataclass(frozen=True, slots=True)
class QuotaFacts:
    """A person whom a programme is about to admit, beside everyone who was admitted so far."""

    route: str
    """The route by which this person comes."""
    groups: tuple[Group, ...] = ()
    """Everyone who was admitted so far, sorted by programme, route and qualities; this person is not among them."""
    places: int | None = None
    """The places of the programme; None where their number is not known."""
    school_places: int | None = None
    """The places of all programmes of the school together."""
    qualities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, places in (("places", self.places), ("school_places", self.school_places)):
            if places is not None and places < 0:
                raise ValueError(f"{name}: places are not below zero, correct {places}")


class Tally(NamedTuple):
    """What a quota comes to with one person more: whom it counts, and the most that it allows."""

    row: QuotaRow
    counted: int | None
    """None where it is not known how many have enrolled."""
    limit: int | None
    """None where the number that it is a share of is not known."""


@question("admission.within_quota", QuotaFacts, "within", "beyond", "to_be_established")
def within_quota(*, facts: QuotaFacts, rules: Rulebook) -> Decision:
    """Would this person, once admitted, be within every quota that counts them?"""
    quotas = rules.get("quotas")
    routes = _routes(rules)
    this = Group(facts.route, 1, 1, facts.qualities)
    rows = [row for row in cast(tuple[QuotaRow, ...], quotas.value or ()) if _counts(row, this, routes, rules)]
    if not rows:
        found = (facts.route, *sorted(facts.qualities))
        reason = Reason("no_quota_counts_this_person", True, quotas, None, found)
        return decide("admission.within_quota", "within", [reason])
    tallies = [_tally(row, facts, (*facts.groups, this), routes, rules) for row in rows]
    reasons = [
        Reason("quota_is_kept_to", _is_within(tally), quotas, tally.limit, tally.counted, tally.row.id, tally.row)
        for tally in tallies
    ]
    figures = {
        "counted": tuple((tally.row.id, tally.counted) for tally in tallies),
        "limits": tuple((tally.row.id, tally.limit) for tally in tallies),
        "room": tuple((tally.row.id, _room(tally)) for tally in tallies),
    }
    return decide("admission.within_quota", _outcome(reasons), reasons, figures)


def _routes(rules: Rulebook) -> Mapping[str, Row]:
    """Return the admission routes by their names; a quota may name one, or the route above that it keeps."""
    return {row.id: row for row in cast(tuple[Row, ...], rules.get("admission_routes").value or ())}


def _counts(row: QuotaRow, group: Group, routes: Mapping[str, Row], rules: Rulebook) -> bool:
    """Tell whether a quota counts the persons of a group, by their route, their qualities and their programme's."""
    qualities = group.qualities | _qualities_of_programme(group.programme, rules)
    return names_route(row, routes.get(group.route, Row(group.route))) and fits(row, qualities)


def _qualities_of_programme(code: str, rules: Rulebook) -> frozenset[str]:
    if not code:
        return rules.qualities(frozenset())
    programmes = rules.school.programmes if rules.school else ()
    return next((programme.qualities for programme in programmes if programme.code == code), frozenset())


def _tally(
    row: QuotaRow, facts: QuotaFacts, groups: Sequence[Group], routes: Mapping[str, Row], rules: Rulebook
) -> Tally:
    """Count the persons of a quota, and set them against the most that it allows."""
    within = [group for group in groups if row.over == SCHOOL or _is_of_this_programme(group, rules)]
    counted = _number(row, [group for group in within if _counts(row, group, routes, rules)])
    if row.ratio is None:
        return Tally(row, counted, _most(Decimal(row.number or 0), row))
    total = _number(row, within)
    if row.of == PLACES:
        total = facts.school_places if row.over == SCHOOL else facts.places
    return Tally(row, counted, None if total is None else _most(row.ratio * total, row))


def _is_of_this_programme(group: Group, rules: Rulebook) -> bool:
    return not group.programme or (rules.programme is not None and group.programme == rules.programme.code)


def _number(row: QuotaRow, groups: Sequence[Group]) -> int | None:
    """Return how many persons these groups hold: all who were admitted, or those who enrolled, where all are known."""
    if row.of != ENROLLED:
        return sum(group.admitted for group in groups)
    enrolled = [group.enrolled if group.admitted else 0 for group in groups]
    return None if None in enrolled else sum(number or 0 for number in enrolled)


def _most(limit: Decimal, row: QuotaRow) -> int:
    """Return the most persons that a limit allows: up to it, or below it where the quota is strict."""
    if row.strict:
        return int(limit.to_integral_value(ROUND_CEILING)) - 1
    return int(limit.to_integral_value(ROUND_FLOOR))


def _is_within(tally: Tally) -> bool | None:
    return None if tally.counted is None or tally.limit is None else tally.counted <= tally.limit


def _room(tally: Tally) -> int | None:
    """Return how many more would still be within the limit, once this person is counted."""
    return None if tally.counted is None or tally.limit is None else max(tally.limit - tally.counted, 0)


def _outcome(reasons: Sequence[Reason]) -> str:
    if any(reason.refuses for reason in reasons):
        return "beyond"
    return "to_be_established" if any(reason.holds is None and reason.rule.binds for reason in reasons) else "within"
