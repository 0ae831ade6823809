"""Is this module, this unit, this mission, this thesis validated, and which credits follow?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sceau.core.calendar import ONE_DAY, later
from sceau.core.decision import Decision, Finding, Reason, decide
from sceau.core.question import question
from sceau.core.rule import Row, Rulebook, Value
from sceau.core.tables import PlaceRow, ResitRow, first_that_fits

Number = Decimal | Fraction
"""A mark as it was given, or a mean, exact."""


class MarkStanding(StrEnum):
    """Where a mark stands beside its number: an absence is not a zero."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"
    PENDING = "pending"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one student in one assessment."""

    assessment: str
    mark: Decimal | None = None
    standing: MarkStanding = MarkStanding.PRESENT
    coefficient: Decimal = Decimal(1)
    scale: Decimal | None = None
    """What the assessment is marked out of; None when it is the scale of the regulation."""
    group: bool = False
    individualised: bool = True
    """For group work: was each student marked one by one?"""

    def __post_init__(self) -> None:
        if (self.mark is None) == (self.standing is MarkStanding.PRESENT):
            raise ValueError(f"{self.assessment}: a mark goes with the standing «present», and only with it")
        if self.mark is not None and (self.mark < 0 or (self.scale is not None and self.mark > self.scale)):
            raise ValueError(f"{self.assessment}: {self.mark} lies outside its scale")
        if self.coefficient <= 0:
            raise ValueError(f"{self.assessment}: a coefficient is above zero, not {self.coefficient}")


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A module of a unit with the marks of one student."""

    code: str
    marks: tuple[Mark, ...]
    coefficient: Decimal = Decimal(1)
    resits: tuple[Mark, ...] = ()
    """The marks of the resits of this module, from the first to the last."""

    def __post_init__(self) -> None:
        if self.coefficient <= 0:
            raise ValueError(f"{self.code}: a coefficient is above zero, not {self.coefficient}")


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit with its credits and the marks of one student."""

    code: str
    ects: Decimal
    modules: tuple[ModuleFacts, ...]
    coefficient: Decimal = Decimal(1)
    """Its weight in the general mean."""

    def __post_init__(self) -> None:
        if not self.modules:
            raise ValueError(f"{self.code}: a unit holds at least one module")
        if self.coefficient <= 0:
            raise ValueError(f"{self.code}: a coefficient is above zero, not {self.coefficient}")


@dataclass(frozen=True, slots=True)
class UnitsFacts:
    """All the units of one student."""

    units: tuple[UnitFacts, ...]


@dataclass(frozen=True, slots=True)
class MissionFacts:
    """The mission of one student, done or planned."""

    starts_on: date
    ends_on: date
    """Its last day, included."""
    place: str
    """``company``, ``laboratory``… (``core.vocabulary.MISSION_PLACES``)."""
    qualities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ComponentFacts:
    """What the assessors found of the mission, the thesis or its defence."""

    code: str
    ects: Decimal
    validated: bool | None = None
    """The assessors' verdict; None while there is none."""
    mark: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ThesisFacts:
    """The professional thesis of one student, with its mission and its defence as they were assessed."""

    components: tuple[ComponentFacts, ...]
    due_on: date | None = None
    """The day set by the school for handing it in, if any."""
    handed_in_on: date | None = None


@dataclass(frozen=True, slots=True)
class CreditsFacts:
    """Everything that earns credits."""

    units: tuple[UnitFacts, ...]
    thesis: ThesisFacts | None = None


class ModuleMean(NamedTuple):
    """What a module comes to; ``mean`` is None unless ``outcome`` is ``computed``."""

    outcome: str
    mean: Number | None


class Marking(NamedTuple):
    """The rules on marks of one rulebook, looked up once for all its students."""

    scale: Decimal
    """What marks are out of at this school: the scale of its pass mark."""
    pass_mark: Value
    gap: Value
    individual: Value
    compensates: bool
    resits: Value
    triggers: Mapping[str, Row]
    """What gives rise to a resit, by its name."""
    allowed: Value
    """How many resits of a module there are; a silent rule allows none."""


COMPUTED, NO_MARK, PENDING, EXEMPT = "computed", "no_mark", "pending", "exempt"
VALIDATED, RESIT_DUE, FAILED = "validated", "resit_due", "failed"
PRESENT = MarkStanding.PRESENT
RULEBOOKS_AT_HAND = 64
MARKS_AT_HAND = 4096


@lru_cache(maxsize=RULEBOOKS_AT_HAND)
def marking_of(rules: Rulebook) -> Marking:
    """Return the rules on marks; raises ``RuleError`` if the pass mark or the compensation is not set."""
    pass_mark, resits = rules["unit_pass_mark"], rules.get("resits")
    return Marking(
        scale=Decimal(pass_mark.unit.removeprefix("/")),
        pass_mark=pass_mark,
        gap=rules.get("module_gap_mark"),
        individual=rules.get("individual_evaluation"),
        compensates=rules["compensation"].value != "none",
        resits=resits,
        triggers={cast(ResitRow, row).trigger: row for row in resits.value or ()},
        allowed=rules["resits_allowed"] if resits.absence is None else rules.get("resits_allowed"),
    )


@lru_cache(maxsize=MARKS_AT_HAND)
def _ratio(number: Decimal) -> tuple[int, int]:
    return number.as_integer_ratio()


def _exactly(number: Number) -> tuple[int, int]:
    return _ratio(number) if isinstance(number, Decimal) else (number.numerator, number.denominator)


def meets(threshold: Value, found: Number) -> bool:
    """Tell whether a number passes a threshold; the threshold says whether it itself passes."""
    if isinstance(found, Decimal):
        return bool(found > threshold.value or (threshold.passes and found == threshold.value))
    top, bottom = _ratio(threshold.value)
    left, right = found.numerator * bottom, top * found.denominator
    return left > right or (threshold.passes and left == right)


def weighted_mean(pairs: Iterable[tuple[Number, Decimal]]) -> Fraction:
    """Return the exact weighted mean of numbers with their coefficients.

    Raises ``ZeroDivisionError`` if there is nothing to weigh. The order of the pairs never matters. Fractions are
    added without reducing them: one reduction at the end costs less than one at each step.
    """
    top, bottom, weight_top, weight_bottom = 0, 1, 0, 1
    for number, coefficient in pairs:
        more_top, more_bottom = _exactly(number)
        weigh_top, weigh_bottom = _ratio(coefficient)
        more_top *= weigh_top
        more_bottom *= weigh_bottom
        if more_bottom == bottom:
            top += more_top
        else:
            top, bottom = top * more_bottom + more_top * bottom, bottom * more_bottom
        if weigh_bottom == weight_bottom:
            weight_top += weigh_top
        else:
            weight_top = weight_top * weigh_bottom + weigh_top * weight_bottom
            weight_bottom *= weigh_bottom
    return Fraction(top * weight_bottom, bottom * weight_top)


def _on_the_scale(mark: Mark, scale: Decimal) -> Number:
    given = cast(Decimal, mark.mark)
    if mark.scale is None or mark.scale == scale:
        return given
    return Fraction(given) * Fraction(scale) / Fraction(mark.scale)


def _first_round(module: ModuleFacts, scale: Decimal) -> ModuleMean:
    """Return what the assessments alone come to: every one must be marked, an exempt one leaves the mean."""
    standings = {mark.standing for mark in module.marks}
    if MarkStanding.PENDING in standings:
        return ModuleMean(PENDING, None)
    if not standings or MarkStanding.ABSENT in standings or MarkStanding.EXCUSED in standings:
        return ModuleMean(NO_MARK, None)
    counted = [mark for mark in module.marks if mark.standing is PRESENT]
    if not counted:
        return ModuleMean(EXEMPT, None)
    if len(counted) == 1:
        return ModuleMean(COMPUTED, _on_the_scale(counted[0], scale))
    return ModuleMean(COMPUTED, weighted_mean((_on_the_scale(mark, scale), mark.coefficient) for mark in counted))


def mean_of_module(module: ModuleFacts, rules: Rulebook, scale: Decimal) -> ModuleMean:
    """Return what a module comes to once its resits are counted as the regulation says."""
    if len(module.marks) == 1 and not module.resits:  # the plain case, met a hundred times for each other one
        only = module.marks[0]
        if only.standing is PRESENT and (only.scale is None or only.scale == scale):
            return ModuleMean(COMPUTED, only.mark)
    result = _first_round(module, scale)
    for resit in module.resits:
        if resit.standing is MarkStanding.PENDING:
            return ModuleMean(PENDING, None)
        if resit.standing is PRESENT:
            again = _on_the_scale(resit, scale)
            if result.mean is not None and rules["resit_counts"].value == "best_of":
                again = max(again, result.mean)
            result = ModuleMean(COMPUTED, again)
    return result


@question("studies.module_mean", ModuleFacts, COMPUTED, NO_MARK, PENDING, EXEMPT)
def module_mean(*, facts: ModuleFacts, rules: Rulebook) -> Decision:
    """What does this module come to for this student?"""
    marking = marking_of(rules)
    result = mean_of_module(facts, rules, marking.scale)
    reasons = [_assessed(facts, result.outcome, marking)]
    reasons += [_one_by_one(mark, facts, marking) for mark in facts.marks if mark.group]
    if result.mean is not None and marking.gap.absence is None:
        reasons.append(_above_the_gap(facts, result.mean, marking))
    if facts.resits:
        counts = rules["resit_counts"]
        reasons.append(Reason("resit_counts_as_the_rule_says", True, counts, counts.value, result.mean, facts.code))
    figures = {} if result.mean is None else {"mean": result.mean}
    return decide("studies.module_mean", result.outcome, reasons, figures)


def _assessed(module: ModuleFacts, outcome: str, marking: Marking) -> Reason:
    """Return whether the student was assessed at all: without a mark no credit is earned."""
    holds = {PENDING: None, NO_MARK: False}.get(outcome, True)
    return Reason("module_has_been_assessed", holds, marking.individual, marking.individual.value, outcome, module.code)


def _one_by_one(mark: Mark, module: ModuleFacts, marking: Marking) -> Reason:
    """Return whether the students of a group work were marked one by one."""
    rule, check = marking.individual, "group_work_is_marked_one_by_one"
    return Reason(check, mark.individualised, rule, rule.value, mark.assessment, module.code)


def _above_the_gap(module: ModuleFacts, mean: Number, marking: Marking) -> Reason:
    gap = marking.gap
    return Reason("module_is_above_the_gap", meets(gap, mean), gap, gap.value, mean, module.code)


@question("studies.unit_result", UnitFacts, VALIDATED, RESIT_DUE, FAILED, PENDING)
def unit_result(*, facts: UnitFacts, rules: Rulebook) -> Decision:
    """Is this unit validated, is a resit due, or has it failed?"""
    return decide("studies.unit_result", *unit_finding(facts, rules))


class _Judged(NamedTuple):
    """A module of a unit under judgement."""

    module: ModuleFacts
    mean: Number | None
    resit_left: bool


def unit_finding(unit: UnitFacts, rules: Rulebook) -> Finding:
    """Return what a unit comes to, with one reason per module and one for its mean."""
    marking = marking_of(rules)
    reasons: list[Reason] = []
    judged, gaps, unmarked, waits = _judge_modules(unit, rules, marking, reasons)
    if waits:
        return Finding(PENDING, reasons, {"credits": Decimal(0)})
    mean = None
    if judged and not unmarked:
        mean = weighted_mean([(cast(Number, one.mean), one.module.coefficient) for one in judged])
    low = mean is not None and _below_the_pass_mark(unit, judged, mean, marking, reasons)
    outcome, resits = _after_resits(gaps, unmarked, low, judged, marking, reasons)
    figures: dict[str, Any] = {"credits": unit.ects if outcome == VALIDATED else Decimal(0)}
    if mean is not None:
        figures["mean"] = mean
    if resits:
        figures["resits"] = resits
    return Finding(outcome, reasons, figures)


def _judge_modules(
    unit: UnitFacts, rules: Rulebook, marking: Marking, reasons: list[Reason]
) -> tuple[list[_Judged], list[_Judged], list[_Judged], bool]:
    """Return the modules that have a mean, those of them that are gaps, those without a mark, and whether to wait.

    The unit waits for a mark that is pending, and for group work that the school has still to mark one by one.
    """
    judged, gaps, unmarked, waits = [], [], [], False
    allowed = marking.allowed.value or 0
    for module in unit.modules:
        outcome, mean = mean_of_module(module, rules, marking.scale)
        one = _Judged(module, mean, len(module.resits) < allowed)
        if mean is None:
            reasons.append(_assessed(module, outcome, marking))
            waits |= outcome == PENDING
            if outcome == NO_MARK:
                unmarked.append(one)
        else:
            judged.append(one)
            if marking.gap.absence is None:
                above = _above_the_gap(module, mean, marking)
                reasons.append(above)
                if not above.holds:
                    gaps.append(one)
        for mark in module.marks:
            if mark.group:
                reason = _one_by_one(mark, module, marking)
                reasons.append(reason)
                waits |= reason.refuses
    return judged, gaps, unmarked, waits


def _below_the_pass_mark(
    unit: UnitFacts, judged: Sequence[_Judged], mean: Fraction, marking: Marking, reasons: list[Reason]
) -> bool:
    """Add the reasons of the pass mark, for the unit or for each module without compensation; tell if one fails."""
    rule = marking.pass_mark
    if marking.compensates:
        reached = meets(rule, mean)
        reasons.append(Reason("unit_mean_reaches_the_pass_mark", reached, rule, rule.value, mean, unit.code))
        return not reached
    checks = [
        Reason("module_reaches_the_pass_mark", meets(rule, mean), rule, rule.value, mean, module.code)
        for module, mean, _ in judged
        if mean is not None
    ]
    reasons += checks
    return not all(check.holds for check in checks)


def _after_resits(
    gaps: Sequence[_Judged],
    unmarked: Sequence[_Judged],
    low: bool,
    judged: Sequence[_Judged],
    marking: Marking,
    reasons: list[Reason],
) -> tuple[str, tuple[str, ...]]:
    """Return the outcome of a unit and the modules to resit.

    A unit fails when something that bars it can no longer be mended: a gap or a missing mark whose resits are spent
    or not provided for, or a mean too low with no module left to resit. So a better mark never worsens a result.
    """
    if not (gaps or unmarked or low):
        return VALIDATED, ()
    due = [("module_gap", one) for one in gaps] + [("no_mark", one) for one in unmarked]
    lost = False
    if low:
        chances = [one for one in judged if one.resit_left]
        lost = not chances or "unit_below_pass_mark" not in marking.triggers
        known = [one for _, one in due]
        worth = _worth_a_resit(chances, marking) if chances else judged
        due += [("unit_below_pass_mark", one) for one in worth if one not in known]
    resits = [_resit(trigger, one, marking, reasons) for trigger, one in due]
    if lost or not all(resits):
        return FAILED, ()
    return RESIT_DUE, tuple(one.module.code for _, one in due)


def _worth_a_resit(chances: Sequence[_Judged], marking: Marking) -> Sequence[_Judged]:
    """Return the modules below the pass mark, or all those that can still be resat when none is below."""
    return [one for one in chances if not meets(marking.pass_mark, cast(Number, one.mean))] or chances


def _resit(trigger: str, one: _Judged, marking: Marking, reasons: list[Reason]) -> bool:
    """Add the reason why a module is resat or can no longer be; return whether it can."""
    code, row = one.module.code, marking.triggers.get(trigger)
    if row is None:
        reasons.append(Reason("a_resit_is_provided_for", False, marking.resits, trigger, code, code))
        return False
    allowed = marking.allowed
    reasons.append(Reason("a_resit_remains", one.resit_left, allowed, allowed.value, len(one.module.resits), code))
    if one.resit_left:
        reasons.append(Reason("a_resit_is_provided_for", True, marking.resits, trigger, code, code, row))
    return one.resit_left


@question("studies.general_mean", UnitsFacts, "reached", "not_reached", "not_computable")
def general_mean(*, facts: UnitsFacts, rules: Rulebook) -> Decision:
    """What is the general mean of this student, and does it reach what is required?"""
    findings = [unit_finding(unit, rules) for unit in facts.units]
    return decide("studies.general_mean", *general_mean_finding(facts.units, findings, rules))


def general_mean_finding(units: Sequence[UnitFacts], findings: Sequence[Finding], rules: Rulebook) -> Finding:
    """Return the general mean from the units' own means, each with its coefficient.

    A unit that is exempt throughout is validated without a mean, and leaves the general mean.
    """
    required = rules["general_mean_pass_mark"]
    pairs, missing = [], []
    for unit, finding in zip(units, findings, strict=True):
        if "mean" in finding.figures:
            pairs.append((finding.figures["mean"], unit.coefficient))
        elif finding.outcome != VALIDATED:
            missing.append(unit.code)
    if missing or not pairs:
        reason = Reason("general_mean_can_be_computed", None, required, required.value, tuple(missing))
        return Finding("not_computable", [reason], {})
    mean = weighted_mean(pairs)
    reached = meets(required, mean)
    reason = Reason("general_mean_reaches_the_pass_mark", reached, required, required.value, mean)
    return Finding("reached" if reached else "not_reached", [reason], {"mean": mean})


@question("studies.credits", CreditsFacts, "complete", "incomplete")
def credits(*, facts: CreditsFacts, rules: Rulebook) -> Decision:
    """Which credits has this student earned, and are they all there?"""
    findings = [unit_finding(unit, rules) for unit in facts.units]
    thesis = thesis_finding(facts.thesis, rules) if facts.thesis else None
    return decide("studies.credits", *credits_finding(facts.units, findings, thesis, rules))


def credits_finding(
    units: Sequence[UnitFacts], findings: Sequence[Finding], thesis: Finding | None, rules: Rulebook
) -> Finding:
    """Add up the credits: those of each unit all or nothing, those of mission, thesis and defence together."""
    by_unit = tuple([(unit.code, found.figures["credits"]) for unit, found in zip(units, findings, strict=True)])
    teaching = sum([credit for _, credit in by_unit], Decimal(0))
    final = thesis.figures["credits"] if thesis else Decimal(0)
    reasons = [
        _enough("teaching_credits_are_all_there", rules.get("teaching_ects"), teaching),
        _enough("mission_credits_are_all_there", rules.get("mission_ects"), final),
        _enough("programme_credits_are_all_there", rules.get("programme_ects"), teaching + final),
    ]
    figures = {"teaching": teaching, "mission": final, "total": teaching + final, "by_unit": by_unit}
    complete = not any(reason.refuses for reason in reasons)
    return Finding("complete" if complete else "incomplete", reasons, figures)


def _enough(check: str, rule: Value, found: Decimal) -> Reason:
    holds = rule.absence is not None or found >= rule.value
    return Reason(check, holds, rule, rule.value, found)


@question("studies.mission_conforms", MissionFacts, "conforms", "does_not_conform")
def mission_conforms(*, facts: MissionFacts, rules: Rulebook) -> Decision:
    """Is this mission long enough, and in a place that the regulation allows?"""
    return decide("studies.mission_conforms", *mission_finding(facts, rules))


def mission_finding(facts: MissionFacts, rules: Rulebook) -> Finding:
    """Return whether a mission conforms; ``days`` counts its first and its last day."""
    reasons = [_mission_is_long_enough(facts, rules), _mission_place_is_allowed(facts, rules)]
    fails = any(reason.refuses for reason in reasons)
    days = (facts.ends_on - facts.starts_on).days + 1
    return Finding("does_not_conform" if fails else "conforms", reasons, {"days": days})


def _mission_is_long_enough(facts: MissionFacts, rules: Rulebook) -> Reason:
    """Compare on the calendar: four months from 1 February end on 31 May."""
    minimum = rules.get("mission_duration")
    found = (facts.starts_on, facts.ends_on)
    if minimum.absence is not None:
        return Reason("mission_is_long_enough", True, minimum, None, found)
    holds = facts.ends_on + ONE_DAY >= later(facts.starts_on, minimum.value)
    return Reason("mission_is_long_enough", holds, minimum, minimum.value, found)


def _mission_place_is_allowed(facts: MissionFacts, rules: Rulebook) -> Reason:
    places = rules.get("mission_places")
    if places.absence is not None:
        return Reason("mission_place_is_allowed", True, places, None, facts.place)
    rows = cast(tuple[PlaceRow, ...], places.value)
    row = first_that_fits(rows, rules.qualities(facts.qualities), places=facts.place)
    allowed = tuple(sorted({place for line in rows for place in line.places}))
    named = row or next((line for line in rows if facts.place in line.places), None)
    return Reason("mission_place_is_allowed", row is not None, places, allowed, facts.place, "", named)


@question("studies.thesis_result", ThesisFacts, VALIDATED, "not_validated", "not_finished")
def thesis_result(*, facts: ThesisFacts, rules: Rulebook) -> Decision:
    """Are the mission, the thesis and its defence validated, and with which credits?"""
    return decide("studies.thesis_result", *thesis_finding(facts, rules))


def thesis_finding(facts: ThesisFacts, rules: Rulebook) -> Finding:
    """Return what the mission, the thesis and its defence come to; their credits are earned together or not at all."""
    required = rules["final_components"]
    given = {component.code: component for component in facts.components}
    reasons = [_component_reason(code, given.get(code), rules) for code in sorted(required.value)]
    late = _lateness(facts, rules)
    outcome = _thesis_outcome(reasons, late)
    earned = sum([component.ects for component in facts.components], Decimal(0))
    figures = {"credits": earned if outcome == VALIDATED else Decimal(0)}
    return Finding(outcome, [*reasons, late] if late else reasons, figures)


def _component_reason(code: str, component: ComponentFacts | None, rules: Rulebook) -> Reason:
    """Judge one component: by its mark where the law sets a pass mark, by the assessors' verdict where it does not."""
    pass_mark = rules.get("thesis_pass_mark")
    if pass_mark.absence is None and component is not None and component.mark is not None:
        holds = meets(pass_mark, component.mark) and component.validated is not False
        return Reason("component_reaches_the_pass_mark", holds, pass_mark, pass_mark.value, component.mark, code)
    verdict = component.validated if component else None
    return Reason("component_is_validated", verdict, rules["final_components"], code, verdict, code)


def _lateness(facts: ThesisFacts, rules: Rulebook) -> Reason | None:
    """Return what comes of a thesis handed in after its day; where the texts say nothing it only warns."""
    if facts.due_on is None or facts.handed_in_on is None:
        return None
    rule = rules.get("late_thesis_leads_to")
    in_time = facts.handed_in_on <= facts.due_on
    return Reason("thesis_is_handed_in_on_time", in_time, rule, facts.due_on, facts.handed_in_on, "thesis")


def _thesis_outcome(reasons: Sequence[Reason], late: Reason | None) -> str:
    if late is not None and late.refuses:
        return "not_validated" if late.rule.value == "refused" else "not_finished"
    if any(reason.refuses for reason in reasons):
        return "not_validated"
    return "not_finished" if any(reason.holds is None for reason in reasons) else VALIDATED
