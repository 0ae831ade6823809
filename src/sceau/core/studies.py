"""Is this unit validated, what is the general mean, and which credits follow?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sceau.core.decision import Decision, Finding, Reason, decide, finding_of, reason_of
from sceau.core.final_work import VALIDATED, ZERO, ThesisFacts, thesis_finding
from sceau.core.marks import (
    NO_MARK,
    PENDING,
    PRESENT,
    Marking,
    ModuleFacts,
    Number,
    assessed,
    counted_marks,
    each_once,
    marked_one_by_one,
    marking_of,
    mean_of_module,
    meets,
    weighted_mean,
)
from sceau.core.question import question
from sceau.core.rule import Rulebook, Value


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
class CreditsFacts:
    """Everything that earns credits."""

    units: tuple[UnitFacts, ...]
    thesis: ThesisFacts | None = None

    def __post_init__(self) -> None:
        each_once("units", (unit.code for unit in self.units))


RESIT_DUE, FAILED = "resit_due", "failed"


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
            reasons.append(assessed(module, outcome, marking))
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
        for mark in counted_marks(module, marking) if module.resits else module.marks:
            if mark.group and mark.standing is PRESENT:
                reason = marked_one_by_one(mark, module, marking)
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
