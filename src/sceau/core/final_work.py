"""Do the mission, the thesis and its defence meet what is asked, and which credits follow?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from sceau.core.calendar import ONE_DAY, day_if_known, later
from sceau.core.closed_lists import COMPONENTS
from sceau.core.decision import Decision, Finding, Reason, decide, finding_of, reason_of
from sceau.core.facts import each_once
from sceau.core.means import meets, weighted_mean
from sceau.core.question import FactImpossible, question
from sceau.core.rule import Row, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.lines import first_that_fits
from sceau.core.tables.studies import PlaceRow

PLACES_AT_HAND = 256
VALIDATED = "validated"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class MissionFacts:
    """The mission of one student, done or planned."""

    starts_on: date
    ends_on: date
    """Its last day, included."""
    place: str
    """``company``, ``laboratory``… (``core.closed_lists.MISSION_PLACES``)."""
    qualities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError(
                f"ends_on: the mission ends on {self.ends_on}, before it starts on {self.starts_on}; correct the days"
            )


@dataclass(frozen=True, slots=True)
class ComponentFacts:
    """What the assessors found of the mission, the thesis or its defence."""

    code: str
    ects: Decimal
    validated: bool | None = None
    """The assessors' verdict; None while there is none."""
    mark: Decimal | None = None

    def __post_init__(self) -> None:
        if self.code not in COMPONENTS:
            raise ValueError(
                f"code: «{self.code}» is no part of the end of studies, write one of: {', '.join(COMPONENTS)}"
            )
        if self.ects < 0 or (self.mark is not None and self.mark < 0):
            raise ValueError("ects: credits and marks are not below zero, correct them")


@dataclass(frozen=True, slots=True)
class ThesisFacts:
    """The professional thesis of one student, with its mission and its defence as they were assessed."""

    components: tuple[ComponentFacts, ...]
    due_on: date | None = None
    """The day set by the school for handing it in, if any."""
    handed_in_on: date | None = None
    defence_on: date | None = None
    """The day of the defence, done or planned."""
    defences_held: int | None = None
    """How many defences of this thesis have been held; None where nobody has told."""

    def __post_init__(self) -> None:
        each_once("components", (component.code for component in self.components))
        if (self.defences_held or 0) < 0:
            raise ValueError(f"defences_held: it is not below zero, correct {self.defences_held}")


@question("studies.mission_conforms", MissionFacts, "conforms", "does_not_conform")
def mission_conforms(*, facts: MissionFacts, rules: Rulebook) -> Decision:
    """Is this mission long enough, and in a place that the regulation allows?"""
    return decide("studies.mission_conforms", *mission_finding(facts, rules))


def mission_finding(facts: MissionFacts, rules: Rulebook) -> Finding:
    """Return whether a mission conforms; ``days`` counts its first and its last day."""
    reasons = [_mission_is_long_enough(facts, rules), _mission_place_is_allowed(facts, rules)]
    longest = rules.get("mission_maximum_duration")
    if longest.absence is None:
        reasons.append(_mission_is_not_too_long(facts, longest))
    failed = [reason for reason in reasons if not reason.holds and reason.rule.binds]
    days = (facts.ends_on - facts.starts_on).days + 1
    return finding_of(("does_not_conform" if failed else "conforms", reasons, {"days": days}))


def _mission_is_long_enough(facts: MissionFacts, rules: Rulebook) -> Reason:
    """Compare on the calendar: four months from 1 February end on 31 May."""
    minimum = rules.get("mission_duration")
    found = (facts.starts_on, facts.ends_on)
    if minimum.absence is not None:
        return Reason("mission_is_long_enough", True, minimum, None, found)
    holds = facts.ends_on >= later(facts.starts_on, minimum.value) - ONE_DAY
    return reason_of(("mission_is_long_enough", holds, minimum, minimum.value, found, "", None))


def _mission_is_not_too_long(facts: MissionFacts, longest: Value) -> Reason:
    holds = facts.ends_on < later(facts.starts_on, longest.value)
    found = (facts.starts_on, facts.ends_on)
    return Reason("mission_is_not_too_long", holds, longest, longest.value, found)


def _mission_place_is_allowed(facts: MissionFacts, rules: Rulebook) -> Reason:
    places = rules.get("mission_places")
    if places.absence is not None:
        return Reason("mission_place_is_allowed", True, places, None, facts.place)
    named, allowed, line = _line_of_the_place(facts.place, facts.qualities, rules)
    return reason_of(("mission_place_is_allowed", allowed, places, named, facts.place, "", line))


@lru_cache(maxsize=PLACES_AT_HAND)
def _line_of_the_place(
    place: str, qualities: frozenset[str], rules: Rulebook
) -> tuple[tuple[str, ...], bool, Row | None]:
    """Return every place that the rule names, whether this one is allowed, and the line that speaks of it."""
    rows = cast(tuple[PlaceRow, ...], rules["mission_places"].value)
    named = tuple(sorted({one for line in rows for one in line.places}))
    row = first_that_fits(rows, rules.qualities(qualities), places=place)
    return named, row is not None, row or next((line for line in rows if place in line.places), None)


@question("studies.thesis_result", ThesisFacts, VALIDATED, "not_validated", "not_finished")
def thesis_result(*, facts: ThesisFacts, rules: Rulebook) -> Decision:
    """Are the mission, the thesis and its defence validated, and with which credits?"""
    return decide("studies.thesis_result", *thesis_finding(facts, rules))


def thesis_finding(facts: ThesisFacts, rules: Rulebook) -> Finding:
    """Return what the mission, the thesis and its defence come to; their credits are earned together or not at all."""
    required, pass_mark, weights = rules["final_components"], rules.get("thesis_pass_mark"), rules.get("final_weights")
    given = {component.code: component for component in facts.components}
    reasons: list[Reason] = []
    figures: dict[str, Any] = {}
    weighed = weights.absence is None
    for code in COMPONENTS:
        if code in required.value:
            _judge_component(code, given.get(code), required, pass_mark, reasons, alone=not weighed)
    if weighed:
        _judge_together(given, weights, pass_mark, reasons, figures)
    late = _lateness(facts, rules)
    outcome = _thesis_outcome(reasons, late)
    if outcome == "not_validated" and _may_be_defended_again(facts, rules, reasons):
        outcome = "not_finished"
    earned = sum([component.ects for component in facts.components], ZERO)
    figures["credits"] = earned if outcome == VALIDATED else ZERO
    return finding_of((outcome, [*reasons, late] if late else reasons, figures))


def _judge_together(
    given: Mapping[str, ComponentFacts],
    weights: Value,
    pass_mark: Value,
    reasons: list[Reason],
    figures: dict[str, Any],
) -> None:
    """Add the mean of the components, each with its weight, and the reason of it where a text asks for one."""
    marked = [(given[row.id].mark if row.id in given else None, row.weight) for row in weights.value]
    pairs = [(mark, weight) for mark, weight in marked if mark is not None]
    mean = weighted_mean(pairs) if len(pairs) == len(marked) else None
    if mean is not None:
        figures["mean"] = mean
    if pass_mark.absence is None:
        check = "weighted_mean_of_the_end_reaches_the_pass_mark"
        reached = None if mean is None else meets(pass_mark, mean)
        reasons.append(Reason(check, reached, pass_mark, pass_mark.value, mean))


def _may_be_defended_again(facts: ThesisFacts, rules: Rulebook, reasons: list[Reason]) -> bool:
    """Return whether another defence may mend a thesis that is not validated, and add the reason."""
    rule = rules.get("defences_allowed")
    if rule.absence is not None:
        return False
    left = remains(rule.value, facts.defences_held)
    reasons.append(Reason("a_defence_remains", left, rule, rule.value, facts.defences_held, "defence"))
    return left is not False


def remains(allowed: Decimal, had: int | None) -> bool | None:
    """Return whether another is left of those allowed; None where that depends on how many there were."""
    if had is None:
        return None if allowed > 0 else False
    return had < allowed


def _judge_component(
    code: str,
    component: ComponentFacts | None,
    required: Value,
    pass_mark: Value,
    reasons: list[Reason],
    *,
    alone: bool,
) -> None:
    """Add the reasons of one component: its mark where the law sets a pass mark, and the assessors' verdict.

    Where the law sets a pass mark, a mark that reaches it is enough unless the assessors say no. Marks that the law
    weighs together are not judged alone.
    """
    verdict = component.validated if component else None
    if component is not None and component.mark is not None and pass_mark.absence is None:
        if component.mark > Decimal(pass_mark.unit.removeprefix("/")):
            raise FactImpossible(f"{code}: {component.mark} lies above the scale {pass_mark.unit}; correct the mark")
        if alone:
            reached = meets(pass_mark, component.mark)
            check = "component_reaches_the_pass_mark"
            reasons.append(Reason(check, reached, pass_mark, pass_mark.value, component.mark, code))
        if verdict is None:
            return
    reasons.append(reason_of(("component_is_validated", verdict, required, code, verdict, code, None)))


def _lateness(facts: ThesisFacts, rules: Rulebook) -> Reason | None:
    """Return what comes of a thesis handed in after its day; where the texts say nothing it only warns."""
    due_on = facts.due_on or _due_by_law(facts, rules)
    if due_on is None or facts.handed_in_on is None:
        return None
    rule = rules.get("late_thesis_leads_to")
    in_time = facts.handed_in_on <= due_on
    if in_time and rule.absence is not None:
        return None
    return Reason("thesis_is_handed_in_on_time", in_time, rule, due_on, facts.handed_in_on, "thesis")


def _due_by_law(facts: ThesisFacts, rules: Rulebook) -> date | None:
    """Return the last day that the law sets for handing in; None where it sets none, or while its event has no day."""
    due = rules.get("thesis_due")
    if due.absence is not None:
        return None
    events = {"defence": facts.defence_on} if facts.defence_on else {}
    return day_if_known(due.value, rules.on.year, events)


def _thesis_outcome(reasons: Sequence[Reason], late: Reason | None) -> str:
    if late is not None and late.refuses:
        return "not_validated" if late.rule.value == "refused" else "not_finished"
    open_or_failed = [reason for reason in reasons if not reason.holds]
    if any(reason.refuses for reason in open_or_failed):
        return "not_validated"
    return "not_finished" if any(reason.holds is None for reason in open_or_failed) else VALIDATED
