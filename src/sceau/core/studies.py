"""Is this module, this unit, this mission, this thesis validated, and which credits follow?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

from sceau.core.calendar import ONE_DAY, later
from sceau.core.decision import Decision, Finding, Reason, decide, finding_of, reason_of
from sceau.core.question import FactImpossible, question
from sceau.core.rule import Row, Rulebook, RuleMissing, Value
from sceau.core.tables import PlaceRow, ResitRow, first_that_fits
from sceau.core.vocabulary import COMPONENTS

Number = Decimal | Fraction
"""A mark as it was given, or a mean, exact."""


class MarkStanding(StrEnum):
    """Where a mark stands beside its number: an absence is not a zero."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"
    PENDING = "pending"
    EXEMPT = "exempt"


def each_once(place: str, codes: Iterable[str]) -> None:
    """Raise ``ValueError`` if a code is empty or stands twice: what is counted twice is credited twice."""
    seen: set[str] = set()
    for code in codes:
        if not code or code in seen:
            raise ValueError(f"{place}: «{code}» is empty or stands twice, give each its own code")
        seen.add(code)


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
    individualised: bool | None = None
    """For group work: was each student marked one by one? None while nobody has said."""

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
        each_once(self.code, (mark.assessment for mark in self.marks))


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
        if self.ects < 0:
            raise ValueError(f"{self.code}: credits are not below zero, write {-self.ects} or correct them")
        each_once(self.code, (module.code for module in self.modules))


@dataclass(frozen=True, slots=True)
class UnitsFacts:
    """All the units of one student."""

    units: tuple[UnitFacts, ...]

    def __post_init__(self) -> None:
        each_once("units", (unit.code for unit in self.units))


@dataclass(frozen=True, slots=True)
class MissionFacts:
    """The mission of one student, done or planned."""

    starts_on: date
    ends_on: date
    """Its last day, included."""
    place: str
    """``company``, ``laboratory``… (``core.vocabulary.MISSION_PLACES``)."""
    qualities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError(
                f"the mission ends on {self.ends_on}, before it starts on {self.starts_on}; correct the days"
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
            raise ValueError(f"«{self.code}» is no part of the end of studies, write one of: {', '.join(COMPONENTS)}")
        if self.ects < 0 or (self.mark is not None and self.mark < 0):
            raise ValueError(f"{self.code}: credits and marks are not below zero, correct them")


@dataclass(frozen=True, slots=True)
class ThesisFacts:
    """The professional thesis of one student, with its mission and its defence as they were assessed."""

    components: tuple[ComponentFacts, ...]
    due_on: date | None = None
    """The day set by the school for handing it in, if any."""
    handed_in_on: date | None = None

    def __post_init__(self) -> None:
        each_once("components", (component.code for component in self.components))


@dataclass(frozen=True, slots=True)
class CreditsFacts:
    """Everything that earns credits."""

    units: tuple[UnitFacts, ...]
    thesis: ThesisFacts | None = None

    def __post_init__(self) -> None:
        each_once("units", (unit.code for unit in self.units))


ModuleMean = tuple[str, Number | None]
"""What a module comes to: an outcome, and a mean unless there is none. A plain tuple, made a million times over."""


@dataclass(frozen=True, slots=True)
class Marking:
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
ZERO = Decimal(0)
HUNDREDTHS = 100
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


def scale_of(rules: Rulebook) -> Decimal:
    """Return what marks are out of at a school, whatever the date; raises ``RuleMissing`` if it sets no pass mark."""
    ladder = rules.ladders.get("unit_pass_mark")
    if not ladder:
        raise RuleMissing(
            "unit_pass_mark", "unit_pass_mark: no layer sets it, and marks have no scale without it; set it"
        )
    return Decimal(ladder[-1].unit.removeprefix("/"))


@lru_cache(maxsize=MARKS_AT_HAND)
def _ratio(number: Decimal) -> tuple[int, int]:
    return number.as_integer_ratio()


@lru_cache(maxsize=MARKS_AT_HAND)
def _hundredths(number: Decimal) -> tuple[int, int]:
    """Return a number as hundredths where it can be, so that the marks of a mean share their denominator."""
    top, bottom = number.as_integer_ratio()
    return (top, bottom) if HUNDREDTHS % bottom else (top * (HUNDREDTHS // bottom), HUNDREDTHS)


def meets(threshold: Value, found: Number) -> bool:
    """Tell whether a number passes a threshold; the threshold says whether it itself passes."""
    if isinstance(found, Decimal):
        passes: bool = found > threshold.value or (threshold.passes and found == threshold.value)
        return passes
    top, bottom = _ratio(threshold.value)
    found_top, found_bottom = found.as_integer_ratio()
    left, right = found_top * bottom, top * found_bottom
    return left > right or (threshold.passes and left == right)


def weighted_mean(pairs: Iterable[tuple[Number, Decimal]]) -> Fraction:
    """Return the exact weighted mean of numbers with their coefficients.

    Raises ``ZeroDivisionError`` if there is nothing to weigh. The order of the pairs never matters. Numerators and
    denominators are kept apart and reduced once at the end: fractions that reduce at each step cost four times as
    much.
    """
    top, bottom, weights, weights_bottom = 0, HUNDREDTHS, 0, 1
    last = None
    for number, coefficient in pairs:
        more, more_bottom = _hundredths(number) if isinstance(number, Decimal) else number.as_integer_ratio()
        if coefficient is not last:  # most coefficients are those of the line above
            weight, weight_bottom = _ratio(coefficient)
            last = coefficient
        more *= weight
        more_bottom *= weight_bottom
        if more_bottom == bottom:
            top += more
        elif not bottom % more_bottom:
            top += more * (bottom // more_bottom)
        else:
            top, bottom = top * more_bottom + more * bottom, bottom * more_bottom
        if weight_bottom == weights_bottom:
            weights += weight
        else:
            weights, weights_bottom = weights * weight_bottom + weight * weights_bottom, weights_bottom * weight_bottom
    return Fraction(top * weights_bottom, bottom * weights)


def _on_the_scale(mark: Mark, scale: Decimal) -> Number:
    given = cast(Decimal, mark.mark)
    if mark.scale is None or mark.scale == scale:
        if given > scale:
            message = (
                f"{mark.assessment}: {given} lies above the scale of this school, which is {scale}; correct the mark"
            )
            raise FactImpossible(message)
        return given
    return Fraction(given) * Fraction(scale) / Fraction(mark.scale)


def _first_round(module: ModuleFacts, scale: Decimal) -> ModuleMean:
    """Return what the assessments alone come to: every one must be marked, an exempt one leaves the mean."""
    counted = [(_on_the_scale(mark, scale), mark.coefficient) for mark in module.marks if mark.standing is PRESENT]
    standings = {mark.standing for mark in module.marks}
    if MarkStanding.PENDING in standings:
        return PENDING, None
    if not standings or MarkStanding.ABSENT in standings or MarkStanding.EXCUSED in standings:
        return NO_MARK, None
    if not counted:
        return EXEMPT, None
    return COMPUTED, counted[0][0] if len(counted) == 1 else weighted_mean(counted)


def _counted(module: ModuleFacts, marking: Marking) -> Sequence[Mark]:
    """Return the marks of a module that count: those of its assessments, and its resits up to the number allowed."""
    return (*module.marks, *_resits_of(module, marking))


def _resits_of(module: ModuleFacts, marking: Marking) -> Sequence[Mark]:
    """Return the resits that count; where no text sets a number, all those that were held."""
    allowed = marking.allowed
    return module.resits if allowed.absence is not None else module.resits[: int(allowed.value)]


def mean_of_module(module: ModuleFacts, rules: Rulebook, marking: Marking) -> ModuleMean:
    """Return what a module comes to once its resits are counted as the regulation says.

    Raises ``FactImpossible`` for a mark above the scale of the school.
    """
    scale, marks = marking.scale, module.marks
    if len(marks) == 1 and not module.resits:  # the plain case, met a hundred times for each other one
        only = marks[0].mark
        if only is not None and marks[0].scale is None and only <= scale:
            return COMPUTED, only
    outcome, mean = _first_round(module, scale)
    if outcome == PENDING:  # the mark that is awaited may be the better one
        return outcome, mean
    for resit in _resits_of(module, marking):
        if resit.standing is MarkStanding.PENDING:
            return PENDING, None
        if resit.standing is PRESENT:
            again = _on_the_scale(resit, scale)
            if mean is not None and rules["resit_counts"].value == "best_of":
                again = max(again, mean)
            outcome, mean = COMPUTED, again
    return outcome, mean


@question("studies.module_mean", ModuleFacts, COMPUTED, NO_MARK, PENDING, EXEMPT)
def module_mean(*, facts: ModuleFacts, rules: Rulebook) -> Decision:
    """What does this module come to for this student?"""
    marking = marking_of(rules)
    outcome, mean = mean_of_module(facts, rules, marking)
    reasons = [_assessed(facts, outcome, marking)]
    given = [mark for mark in _counted(facts, marking) if mark.group and mark.standing is PRESENT]
    reasons += [_one_by_one(mark, facts, marking) for mark in given]
    gap = marking.gap
    if mean is not None and gap.absence is None:
        reasons.append(Reason("module_is_above_the_gap", meets(gap, mean), gap, gap.value, mean, facts.code))
    if facts.resits:
        counts = rules["resit_counts"]
        reasons.append(Reason("resit_counts_as_the_rule_says", True, counts, counts.value, mean, facts.code))
    return decide("studies.module_mean", outcome, reasons, {} if mean is None else {"mean": mean})


def _assessed(module: ModuleFacts, outcome: str, marking: Marking) -> Reason:
    """Return whether the student was assessed at all: without a mark no credit is earned."""
    holds = {PENDING: None, NO_MARK: False}.get(outcome, True)
    return Reason("module_has_been_assessed", holds, marking.individual, marking.individual.value, outcome, module.code)


def _one_by_one(mark: Mark, module: ModuleFacts, marking: Marking) -> Reason:
    """Return whether the students of a group work were marked one by one."""
    rule, check = marking.individual, "group_work_is_marked_one_by_one"
    holds = mark.individualised if rule.value else True
    return Reason(check, holds, rule, rule.value, mark.assessment, module.code)


@question("studies.unit_result", UnitFacts, VALIDATED, RESIT_DUE, FAILED, PENDING)
def unit_result(*, facts: UnitFacts, rules: Rulebook) -> Decision:
    """Is this unit validated, is a resit due, or has it failed?"""
    return decide("studies.unit_result", *unit_finding(facts, rules))


_Modules = list[ModuleFacts]
_Judged = tuple[_Modules, list[tuple[Number, Decimal]], _Modules, _Modules, bool]
"""The modules of a unit that have a mean, those means with their coefficients, the modules that are gaps, those
without a mark, and whether to wait. A plain tuple, made once per unit."""


def unit_finding(unit: UnitFacts, rules: Rulebook) -> Finding:
    """Return what a unit comes to, with one reason per module and one for its mean."""
    marking = marking_of(rules)
    reasons: list[Reason] = []
    judged = _judge_modules(unit, rules, marking, reasons)
    marked, means, gaps, unmarked, waits = judged
    if waits:
        return Finding(PENDING, reasons, {"credits": ZERO})
    mean = weighted_mean(means) if marked and not unmarked else None
    low = mean is not None and _below_the_pass_mark(unit, judged, mean, marking, reasons)
    outcome = VALIDATED
    resits: tuple[str, ...] = ()
    if low or gaps or unmarked:
        outcome, resits = _after_resits(judged, low, marking, reasons)
    figures: dict[str, Any] = {"credits": unit.ects if outcome == VALIDATED else ZERO}
    if mean is not None:
        figures["mean"] = mean
    if resits:
        figures["resits"] = resits
    return finding_of((outcome, reasons, figures))


def _judge_modules(unit: UnitFacts, rules: Rulebook, marking: Marking, reasons: list[Reason]) -> _Judged:
    """Judge each module alone, and add one reason for each and one for each group work.

    The unit waits for a mark that is pending, and for group work that the school has still to mark one by one.
    """
    marked: _Modules = []
    means: list[tuple[Number, Decimal]] = []
    gaps, unmarked, waits = [], [], False
    gap, has_gap_rule = marking.gap, marking.gap.absence is None
    gap_value = gap.value
    for module in unit.modules:
        outcome, mean = mean_of_module(module, rules, marking)
        if mean is None:
            reasons.append(_assessed(module, outcome, marking))
            waits |= outcome == PENDING
            if outcome == NO_MARK:
                unmarked.append(module)
        else:
            marked.append(module)
            means.append((mean, module.coefficient))
            if has_gap_rule:
                above = (isinstance(mean, Decimal) and mean > gap_value) or meets(gap, mean)
                reasons.append(reason_of(("module_is_above_the_gap", above, gap, gap_value, mean, module.code, None)))
                if not above:
                    gaps.append(module)
        for mark in _counted(module, marking) if module.resits else module.marks:
            if mark.group and mark.standing is PRESENT:
                reason = _one_by_one(mark, module, marking)
                reasons.append(reason)
                waits |= not reason.holds and reason.rule.binds
    return marked, means, gaps, unmarked, waits


def _below_the_pass_mark(
    unit: UnitFacts, judged: _Judged, mean: Fraction, marking: Marking, reasons: list[Reason]
) -> bool:
    """Add the reasons of the pass mark, for the unit or for each module without compensation; tell if one fails."""
    rule = marking.pass_mark
    if marking.compensates:
        reached = meets(rule, mean)
        reasons.append(reason_of(("unit_mean_reaches_the_pass_mark", reached, rule, rule.value, mean, unit.code, None)))
        return not reached
    marked, means, *_ = judged
    checks = [
        Reason("module_reaches_the_pass_mark", meets(rule, mean), rule, rule.value, mean, module.code)
        for module, (mean, _) in zip(marked, means, strict=True)
    ]
    reasons += checks
    return not all(check.holds for check in checks)


def _after_resits(judged: _Judged, low: bool, marking: Marking, reasons: list[Reason]) -> tuple[str, tuple[str, ...]]:
    """Return the outcome of a unit that is not validated as it stands, and the modules to resit.

    A unit fails when something that bars it can no longer be mended: a gap or a missing mark whose resits are spent
    or not provided for, or a mean too low with no module left to resit. So a better mark never worsens a result.
    """
    marked, means, gaps, unmarked, _ = judged
    due = [("module_gap", module) for module in gaps] + [("no_mark", module) for module in unmarked]
    lost = False
    if low:
        with_means = [(module, mean) for module, (mean, _) in zip(marked, means, strict=True)]
        chances = [(module, mean) for module, mean in with_means if _resit_left(module, marking)]
        lost = not chances or "unit_below_pass_mark" not in marking.triggers
        known = {module.code for _, module in due}
        worth = _worth_a_resit(chances or with_means, marking)
        due += [("unit_below_pass_mark", module) for module in worth if module.code not in known]
    resits = [_resit(trigger, module, marking, reasons) for trigger, module in due]
    if lost or not all(resits):
        return FAILED, ()
    return RESIT_DUE, tuple(module.code for _, module in due)


def _worth_a_resit(chances: Sequence[tuple[ModuleFacts, Number]], marking: Marking) -> list[ModuleFacts]:
    """Return the modules below the pass mark, or all of them when none is below."""
    below = [module for module, mean in chances if not meets(marking.pass_mark, mean)]
    return below or [module for module, _ in chances]


def _resit_left(module: ModuleFacts, marking: Marking) -> bool:
    return len(module.resits) < (marking.allowed.value or 0)


def _resit(trigger: str, module: ModuleFacts, marking: Marking, reasons: list[Reason]) -> bool:
    """Add the reason why a module is resat or can no longer be; return whether it can."""
    code, row = module.code, marking.triggers.get(trigger)
    if row is None:
        reasons.append(Reason("a_resit_is_provided_for", False, marking.resits, trigger, code, code))
        return False
    allowed, left = marking.allowed, _resit_left(module, marking)
    reasons.append(reason_of(("a_resit_remains", left, allowed, allowed.value, len(module.resits), code, None)))
    if left:
        reasons.append(reason_of(("a_resit_is_provided_for", True, marking.resits, trigger, code, code, row)))
    return left


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
    reason = reason_of(("general_mean_reaches_the_pass_mark", reached, required, required.value, mean, "", None))
    return finding_of(("reached" if reached else "not_reached", [reason], {"mean": mean}))


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
    by_unit, teaching = [], ZERO
    for unit, found in zip(units, findings, strict=True):
        credit = found.figures["credits"]
        by_unit.append((unit.code, credit))
        teaching += credit
    final = thesis.figures["credits"] if thesis else ZERO
    reasons = [
        _enough("teaching_credits_are_all_there", rules.get("teaching_ects"), teaching),
        _enough("mission_credits_are_all_there", rules.get("mission_ects"), final),
        _enough("programme_credits_are_all_there", rules.get("programme_ects"), teaching + final),
    ]
    figures = {"teaching": teaching, "mission": final, "total": teaching + final, "by_unit": tuple(by_unit)}
    incomplete = [reason for reason in reasons if not reason.holds and reason.rule.binds]
    return finding_of(("incomplete" if incomplete else "complete", reasons, figures))


def _enough(check: str, rule: Value, found: Decimal) -> Reason:
    holds = rule.absence is not None or found >= rule.value
    return reason_of((check, holds, rule, rule.value, found, "", None))


@question("studies.mission_conforms", MissionFacts, "conforms", "does_not_conform")
def mission_conforms(*, facts: MissionFacts, rules: Rulebook) -> Decision:
    """Is this mission long enough, and in a place that the regulation allows?"""
    return decide("studies.mission_conforms", *mission_finding(facts, rules))


def mission_finding(facts: MissionFacts, rules: Rulebook) -> Finding:
    """Return whether a mission conforms; ``days`` counts its first and its last day."""
    reasons = [_mission_is_long_enough(facts, rules), _mission_place_is_allowed(facts, rules)]
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


def _mission_place_is_allowed(facts: MissionFacts, rules: Rulebook) -> Reason:
    places = rules.get("mission_places")
    if places.absence is not None:
        return Reason("mission_place_is_allowed", True, places, None, facts.place)
    rows = cast(tuple[PlaceRow, ...], places.value)
    row = first_that_fits(rows, rules.qualities(facts.qualities), places=facts.place)
    named = row or next((line for line in rows if facts.place in line.places), None)
    return reason_of(
        ("mission_place_is_allowed", row is not None, places, _named_places(rules), facts.place, "", named)
    )


@lru_cache(maxsize=RULEBOOKS_AT_HAND)
def _named_places(rules: Rulebook) -> tuple[str, ...]:
    """Return every place that the rule names, whoever it is for."""
    return tuple(sorted({place for line in rules["mission_places"].value for place in line.places}))


@question("studies.thesis_result", ThesisFacts, VALIDATED, "not_validated", "not_finished")
def thesis_result(*, facts: ThesisFacts, rules: Rulebook) -> Decision:
    """Are the mission, the thesis and its defence validated, and with which credits?"""
    return decide("studies.thesis_result", *thesis_finding(facts, rules))


def thesis_finding(facts: ThesisFacts, rules: Rulebook) -> Finding:
    """Return what the mission, the thesis and its defence come to; their credits are earned together or not at all."""
    required, pass_mark = rules["final_components"], rules.get("thesis_pass_mark")
    given = {component.code: component for component in facts.components}
    reasons: list[Reason] = []
    for code in COMPONENTS:
        if code in required.value:
            _judge_component(code, given.get(code), required, pass_mark, reasons)
    late = _lateness(facts, rules)
    outcome = _thesis_outcome(reasons, late)
    earned = sum([component.ects for component in facts.components], ZERO)
    figures = {"credits": earned if outcome == VALIDATED else ZERO}
    return finding_of((outcome, [*reasons, late] if late else reasons, figures))


def _judge_component(
    code: str, component: ComponentFacts | None, required: Value, pass_mark: Value, reasons: list[Reason]
) -> None:
    """Add the reasons of one component: its mark where the law sets a pass mark, and the assessors' verdict.

    Where the law sets a pass mark, a mark that reaches it is enough unless the assessors say no.
    """
    verdict = component.validated if component else None
    if component is not None and component.mark is not None and pass_mark.absence is None:
        if component.mark > Decimal(pass_mark.unit.removeprefix("/")):
            raise FactImpossible(f"{code}: {component.mark} lies above the scale {pass_mark.unit}; correct the mark")
        reached = meets(pass_mark, component.mark)
        check = "component_reaches_the_pass_mark"
        reasons.append(Reason(check, reached, pass_mark, pass_mark.value, component.mark, code))
        if verdict is None:
            return
    reasons.append(reason_of(("component_is_validated", verdict, required, code, verdict, code, None)))


def _lateness(facts: ThesisFacts, rules: Rulebook) -> Reason | None:
    """Return what comes of a thesis handed in after its day; where the texts say nothing it only warns."""
    if facts.due_on is None or facts.handed_in_on is None:
        return None
    rule = rules.get("late_thesis_leads_to")
    in_time = facts.handed_in_on <= facts.due_on
    if in_time and rule.absence is not None:
        return None
    return Reason("thesis_is_handed_in_on_time", in_time, rule, facts.due_on, facts.handed_in_on, "thesis")


def _thesis_outcome(reasons: Sequence[Reason], late: Reason | None) -> str:
    if late is not None and late.refuses:
        return "not_validated" if late.rule.value == "refused" else "not_finished"
    open_or_failed = [reason for reason in reasons if not reason.holds]
    if any(reason.refuses for reason in open_or_failed):
        return "not_validated"
    return "not_finished" if any(reason.holds is None for reason in open_or_failed) else VALIDATED
