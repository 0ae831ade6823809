"""Is this unit validated, is a resit due, or has it failed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sceau.core.decision import Finding, Reason, finding_of, reason_of
from sceau.core.facts import each_once
from sceau.core.final_work import VALIDATED, ZERO
from sceau.core.marking import Marking, capped, marking_of, rounded_by_law
from sceau.core.marks import (
    EXEMPT,
    EXEMPTED,
    NO_MARK,
    PENDING,
    PRESENT,
    Mark,
    ModuleFacts,
    assessed,
    bearing_reasons,
    counted_marks,
    exempted,
    floor_reasons,
    marked_one_by_one,
    mean_of_module,
    parts_of,
    with_means,
)
from sceau.core.means import Number, meets, weighted_mean
from sceau.core.resits import FLOOR, GAP, MISSING, due_resits_alone, resit_sat, resits_due
from sceau.core.rulebook import Rulebook

RESIT_DUE, FAILED = "resit_due", "failed"
COMPENSATED = "compensated"
"""What a unit below the pass mark comes to when its block makes up for it; never said of a unit alone."""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit with its credits and the marks of one student."""

    code: str
    ects: Decimal
    modules: tuple[ModuleFacts, ...]
    coefficient: Decimal = Decimal(1)
    """Its weight in the general mean."""
    block: str = ""
    """The block or term that it belongs to, where the law knows blocks."""

    def __post_init__(self) -> None:
        if not self.modules:
            raise ValueError("modules: a unit holds at least one module")
        if self.coefficient <= 0:
            raise ValueError(f"coefficient: a coefficient is above zero, not {self.coefficient}")
        if self.ects < 0:
            raise ValueError(f"ects: credits are not below zero, write {-self.ects} or correct them")
        each_once("modules", (module.code for module in self.modules))


_Judged = tuple[list[tuple[Number, Decimal]], list[tuple[str, ModuleFacts]], bool, bool]
"""The means of the modules of a unit with their coefficients, what bars the unit with the module that it comes from,
whether to wait, and whether anything was resat. A plain tuple, made once per unit."""


def unit_finding(unit: UnitFacts, rules: Rulebook, marking: Marking) -> Finding:
    """Return what a unit comes to, with one reason per module and one for its mean; ``marking`` is of these rules."""
    reasons: list[Reason] = []
    means, bars, waits, again = _judge_modules(unit, rules, marking, reasons)
    if again:
        undue: list[Reason] = []
        kept = _without_undue_resits(unit, rules, marking, undue)
        if kept is not unit:
            found = unit_finding(kept, rules, marking)
            return found._replace(reasons=[*undue, *found.reasons])
        reasons += undue
    if waits:
        return Finding(PENDING, reasons, {"credits": ZERO})
    mean: Number | None = None
    if means and not (bars and any(bar == MISSING for bar, _ in bars)):
        mean = weighted_mean(means)
        if marking.caps or marking.rounding:
            mean = _capped_and_rounded(mean, unit, marking, reasons)
    low = False
    if mean is not None and marking.compensation == "none":
        low = _below_the_pass_mark(unit, rules, marking, reasons)
    elif mean is not None:
        rule = marking.pass_mark
        reached = meets(rule, mean)
        reasons.append(reason_of(("unit_mean_reaches_the_pass_mark", reached, rule, rule.value, mean, unit.code, None)))
        low = not reached and rule.binds
    outcome = VALIDATED
    resits: tuple[str, ...] = ()
    if low or bars:
        resits = resits_due(unit.modules, bars, low, rules, marking, reasons)
        outcome = RESIT_DUE if resits else FAILED
    figures: dict[str, Any] = {"credits": unit.ects if outcome == VALIDATED else ZERO}
    if mean is not None:
        figures["mean"] = mean
    if resits:
        figures["resits"] = resits
    return finding_of((outcome, reasons, figures))


def _without_undue_resits(unit: UnitFacts, rules: Rulebook, marking: Marking, reasons: list[Reason]) -> UnitFacts:
    """Return the unit without the resits that nothing gave rise to where these do not count, and add the reasons."""
    without = replace(unit, modules=tuple(replace(module, resits=()) for module in unit.modules))
    before = unit_finding(without, rules, marking)
    kept = due_resits_alone(unit.modules, before.figures.get("resits", ()), rules, reasons)
    return unit if kept is unit.modules else replace(unit, modules=kept)


def _capped_and_rounded(mean: Number, unit: UnitFacts, marking: Marking, reasons: list[Reason]) -> Number:
    """Return the mean of a unit under the cap that a resit puts on it, then rounded if the law rounds it."""
    if marking.caps == "unit_mean" and resit_sat(unit.modules, marking):
        mean = capped(mean, unit.code, marking, reasons)
    return rounded_by_law("unit", mean, unit.code, marking, reasons)


def mean_pairs(
    units: Sequence[UnitFacts], findings: Sequence[Finding], *, by_ects: bool
) -> list[tuple[Number, Decimal]] | None:
    """Return the means of units with their credits or coefficients; None if a unit that counts has no mean yet.

    A unit that is exempt throughout is validated without a mean, and leaves the mean; so does one that weighs nothing.
    """
    pairs = []
    for unit, (outcome, _, figures) in zip(units, findings, strict=True):
        mean = figures.get("mean")
        if mean is not None:
            pairs.append((mean, unit.ects if by_ects else unit.coefficient))
        elif outcome != VALIDATED:
            return None
    return [pair for pair in pairs if pair[1]] if by_ects else pairs


def weighing_reasons(
    units: Sequence[UnitFacts], findings: Sequence[Finding], marking: Marking, mean: Number, subject: str
) -> list[Reason]:
    """Return how units weigh in a mean, where weighing them otherwise would make another mean; ``found`` is that one.

    Where the texts say nothing, coefficients weigh, and it is warned.
    """
    coefficient, ects = units[0].coefficient, units[0].ects
    for unit in units:
        alike = unit.coefficient == coefficient and unit.ects == ects
        if not alike and unit.coefficient * ects != unit.ects * coefficient:
            break
    else:  # in most promotions either way weighs alike
        return []
    rule, pairs = marking.weighing, mean_pairs(units, findings, by_ects=not marking.by_ects)
    otherwise = weighted_mean(pairs) if pairs else mean
    check, by = "units_weigh_as_the_texts_say", rule.value or "coefficients"
    return [] if otherwise == mean else [Reason(check, rule.absence is None, rule, by, otherwise, subject)]


def resat(unit: UnitFacts, rules: Rulebook) -> bool:
    """Tell whether a resit of one of its modules counts, those that the law leaves out set aside."""
    marking = marking_of(rules)
    return resit_sat(unit.modules, marking) and resit_sat(
        _without_undue_resits(unit, rules, marking, []).modules, marking
    )


def _judge_modules(unit: UnitFacts, rules: Rulebook, marking: Marking, reasons: list[Reason]) -> _Judged:
    """Judge each module alone, and add one reason for each and one for each group work.

    The unit waits for a mark that is pending, and for group work that the school has still to mark one by one.
    """
    means: list[tuple[Number, Decimal]] = []
    bars: list[tuple[str, ModuleFacts]] = []
    waits = again = False
    has_floor = marking.assessment_floor.absence is None
    gap, alone = marking.gap, marking.stands_alone_up_to
    gap_value, has_gap_rule = gap.value, gap.absence is None
    for module in unit.modules:
        marks = module.marks
        plain = marks[0].mark if len(marks) == 1 else None  # one plain mark is the mean of its module by itself
        mean: Number | None = plain
        if plain is None or plain > alone or module.resits or marks[0].group or marks[0].scale is not None:
            plain = None
            mean, awaited = _judge_marks(module, rules, marking, reasons, bars)
            waits, again = waits or awaited, again or bool(module.resits)
        if mean is None:
            continue
        means.append((mean, module.coefficient))
        if has_gap_rule:
            above = (plain is not None and plain > gap_value) or meets(gap, mean)
            reasons.append(reason_of(("module_is_above_the_gap", above, gap, gap_value, mean, module.code, None)))
            if not above and gap.binds:
                bars.append((GAP, module))
        if has_floor:
            bars += _below_a_floor(module, rules, marking, reasons)
    return means, bars, waits, again


def _judge_marks(
    module: ModuleFacts, rules: Rulebook, marking: Marking, reasons: list[Reason], bars: list[tuple[str, ModuleFacts]]
) -> tuple[Number | None, bool]:
    """Return the mean of a module that is more than one plain mark, and whether its unit waits for it."""
    outcome, mean = mean_of_module(module, rules, marking, reasons)
    waits = outcome == PENDING
    if mean is None and outcome != EXEMPT:
        reasons.append(assessed(module, outcome, marking))
    reasons += bearing_reasons(module, marking)
    for part in parts_of(module, marking):
        if outcome == NO_MARK and mean_of_module(part, rules, marking, [])[0] == NO_MARK:
            bars.append((MISSING, part))
        for mark in counted_marks(part, marking):
            waits |= _waits_for(mark, part, marking, reasons, bars)
    return mean, waits


def _waits_for(
    mark: Mark, module: ModuleFacts, marking: Marking, reasons: list[Reason], bars: list[tuple[str, ModuleFacts]]
) -> bool:
    """Judge an exemption or a group work; return whether the unit waits until students are marked one by one."""
    if mark.standing is EXEMPTED:
        reasons.append(exempted(mark, module, marking))
        if reasons[-1].refuses and (MISSING, module) not in bars:
            bars.append((MISSING, module))
        return False
    if not mark.group or mark.standing is not PRESENT:
        return False
    reasons.append(marked_one_by_one(mark, module, marking))
    return not reasons[-1].holds and reasons[-1].rule.binds


def _below_a_floor(
    module: ModuleFacts, rules: Rulebook, marking: Marking, reasons: list[Reason]
) -> list[tuple[str, ModuleFacts]]:
    """Add the reasons of the floor of assessments; return what bars the unit: the module, or what of it is resat."""
    bars = []
    for part in parts_of(module, marking):
        found = floor_reasons(part, rules, marking)
        reasons += found
        if any(reason.refuses for reason in found):
            bars.append((FLOOR, part))
    return bars


def _below_the_pass_mark(unit: UnitFacts, rules: Rulebook, marking: Marking, reasons: list[Reason]) -> bool:
    """Add the reason of each module where nothing compensates; tell if one is below the pass mark."""
    rule = marking.pass_mark
    checks = [
        Reason("module_reaches_the_pass_mark", meets(rule, mean), rule, rule.value, mean, module.code)
        for module, mean in with_means(unit.modules, rules, marking)
    ]
    reasons += checks
    return any(check.refuses for check in checks)
