"""Is a unit validated, alone or as its block leaves it? Which units does a block compensate, which credits keep?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sceau.core.decision import Decision, Finding, Reason, decide
from sceau.core.facts import each_once
from sceau.core.final_work import VALIDATED, ZERO
from sceau.core.marking import Marking, marking_of, rounded_by_law
from sceau.core.marks import PENDING
from sceau.core.means import Number, meets, weighted_mean
from sceau.core.question import question
from sceau.core.rulebook import Rulebook
from sceau.core.units import COMPENSATED, FAILED, RESIT_DUE, UnitFacts, mean_pairs, unit_finding, weighing_reasons

MENDED_BY_THE_BLOCK = frozenset(
    {
        "unit_mean_reaches_the_pass_mark",
        "a_resit_remains",
        "a_resit_of_an_assessment_remains",
        "a_resit_is_provided_for",
    }
)
"""The checks of a unit that no longer count once its block makes up for it."""


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """A block, or a term, with its units and the marks of one student."""

    code: str
    units: tuple[UnitFacts, ...]

    def __post_init__(self) -> None:
        if not self.units:
            raise ValueError("units: a block holds at least one unit")
        each_once("units", (unit.code for unit in self.units))


@dataclass(frozen=True, slots=True)
class UnitInBlock(UnitFacts):
    """A unit, with the other units of its block where it belongs to one."""

    beside: tuple[UnitFacts, ...] = ()

    def __post_init__(self) -> None:
        UnitFacts.__post_init__(self)
        each_once("beside", (self.code, *(unit.code for unit in self.beside)))
        if self.beside and {unit.block for unit in self.beside} != {self.block or None}:
            raise ValueError("beside: the units of one block name the same block, write it in each")


def in_its_block(unit: UnitFacts, units: Sequence[UnitFacts]) -> UnitInBlock:
    """Return a unit with those of a student's units that its block holds beside it."""
    beside = tuple(one for one in units if unit.block and one.block == unit.block and one.code != unit.code)
    return UnitInBlock(unit.code, unit.ects, unit.modules, unit.coefficient, unit.block, beside)


@question("studies.unit_result", UnitInBlock, VALIDATED, COMPENSATED, RESIT_DUE, FAILED, PENDING)
def unit_result(*, facts: UnitInBlock, rules: Rulebook) -> Decision:
    """Is this unit validated, by itself or by its block, is a resit due, or has it failed?

    What the block comes to is told wherever the unit does not stand by itself alone, with all its credits.
    """
    if not facts.block:
        return decide("studies.unit_result", *unit_finding(facts, rules, marking_of(rules)))
    block, (unit, *_) = block_finding(BlockFacts(facts.block, (facts, *facts.beside)), rules)
    alone = unit.outcome == VALIDATED and unit.figures["credits"] == facts.ects
    reasons = unit.reasons if alone else [*unit.reasons, *block.reasons]
    return decide("studies.unit_result", unit.outcome, reasons, unit.figures)


@question("studies.block_result", BlockFacts, VALIDATED, RESIT_DUE, FAILED, PENDING)
def block_result(*, facts: BlockFacts, rules: Rulebook) -> Decision:
    """Is this block validated, which of its units does it compensate, and which credits are kept?"""
    block, units = block_finding(facts, rules)
    reasons = [reason for unit in units for reason in unit.reasons] + block.reasons
    return decide("studies.block_result", block.outcome, reasons, block.figures)


def block_finding(block: BlockFacts, rules: Rulebook) -> tuple[Finding, list[Finding]]:
    """Return what a block comes to, and what each of its units comes to once the block has made up for it."""
    marking = marking_of(rules)
    reasons: list[Reason] = []
    units = [unit_finding(unit, rules, marking) for unit in block.units]
    mean = _mean_of_block(block, units, marking, reasons)
    reached = mean is None or _reaches_the_pass_mark(block, mean, rules, reasons)
    if mean is not None and reached and marking.compensation == "within_block":
        units = _compensated(block, units, rules, marking, reasons)
    outcome = _outcome({unit.outcome for unit in units}, reached=reached)
    if outcome in (FAILED, RESIT_DUE):
        units = _with_credits_kept(block, units, rules, reasons)
    return Finding(outcome, reasons, _figures(block, units, mean)), units


def unit_findings(units: Sequence[UnitFacts], rules: Rulebook) -> tuple[list[Finding], list[Finding]]:
    """Return what each unit comes to, in the order given, and what each block comes to, where there are blocks."""
    if not units:  # then no law on marks is asked for
        return [], []
    marking = marking_of(rules)
    if {unit.block for unit in units} == {""}:
        return [unit_finding(unit, rules, marking) for unit in units], []
    found: dict[str, Finding] = {}
    blocks: list[Finding] = []
    for code in dict.fromkeys([unit.block for unit in units]):
        inside = [unit for unit in units if unit.block == code]
        if code:
            result, results = block_finding(BlockFacts(code, tuple(inside)), rules)
            blocks.append(result)
        else:
            results = [unit_finding(unit, rules, marking) for unit in inside]
        found |= zip([unit.code for unit in inside], results, strict=True)
    return [found[unit.code] for unit in units], blocks


def _mean_of_block(
    block: BlockFacts, found: Sequence[Finding], marking: Marking, reasons: list[Reason]
) -> Number | None:
    """Return the mean of the units that have one; None while one of them waits or lacks a mark."""
    pairs = mean_pairs(block.units, found, by_ects=marking.by_ects)
    if pairs is None or not pairs:
        return None
    mean = weighted_mean(pairs)
    reasons += weighing_reasons(block.units, found, marking, mean, block.code)
    return rounded_by_law("block", mean, block.code, marking, reasons)


def _reaches_the_pass_mark(block: BlockFacts, mean: Number, rules: Rulebook, reasons: list[Reason]) -> bool:
    rule = rules.get("block_pass_mark")
    if rule.absence is not None:
        return True
    reached = meets(rule, mean)
    reasons.append(Reason("block_mean_reaches_the_pass_mark", reached, rule, rule.value, mean, block.code))
    return not reasons[-1].refuses


def _compensated(
    block: BlockFacts, found: Sequence[Finding], rules: Rulebook, marking: Marking, reasons: list[Reason]
) -> list[Finding]:
    """Return the findings of the units, those that only their mean holds back validated by the block."""
    low = {unit.code for unit, finding in zip(block.units, found, strict=True) if _lacks_only_its_mean(finding)}
    if not low or not _has_enough_credits(block, found, rules, reasons):
        return list(found)
    return [
        _made_up_for(unit, finding, rules, marking) if unit.code in low else finding
        for unit, finding in zip(block.units, found, strict=True)
    ]


def _lacks_only_its_mean(finding: Finding) -> bool:
    refusing = {reason.check for reason in finding.reasons if reason.refuses}
    return finding.outcome in (RESIT_DUE, FAILED) and refusing <= MENDED_BY_THE_BLOCK


def _has_enough_credits(block: BlockFacts, found: Sequence[Finding], rules: Rulebook, reasons: list[Reason]) -> bool:
    """Return whether the units validated on their own carry the credits that compensation asks for."""
    rule = rules.get("block_minimum_ects")
    if rule.absence is not None:
        return True
    own = sum([finding.figures["credits"] for finding in found], ZERO)
    enough: bool = own >= rule.value
    reasons.append(Reason("block_has_enough_validated_credits", enough, rule, rule.value, own, block.code))
    return not reasons[-1].refuses


def _made_up_for(unit: UnitFacts, finding: Finding, rules: Rulebook, marking: Marking) -> Finding:
    """Return a unit that its block compensates, unless its mean lies below the floor of units."""
    floor, mean = rules.get("unit_floor_mark"), finding.figures["mean"]
    if floor.binds and not meets(floor, mean):
        lost = Reason("unit_mean_is_above_the_floor", False, floor, floor.value, mean, unit.code)
        return finding._replace(reasons=[*finding.reasons, lost])
    rule = rules["compensation"]
    made_up = Reason("unit_is_compensated_in_its_block", True, rule, marking.pass_mark.value, mean, unit.code)
    kept = [reason for reason in finding.reasons if reason.check not in MENDED_BY_THE_BLOCK]
    return Finding(COMPENSATED, [*kept, made_up], {"credits": unit.ects, "mean": mean})


def _outcome(units: set[str], *, reached: bool) -> str:
    for outcome in (PENDING, FAILED, RESIT_DUE):
        if outcome in units:
            return outcome
    return VALIDATED if reached else FAILED


def _with_credits_kept(
    block: BlockFacts, units: list[Finding], rules: Rulebook, reasons: list[Reason]
) -> list[Finding]:
    """Return the units of a block that is not validated, with their credits or without, as the law says."""
    rule = rules.get("block_keeps_credits")
    if rule.value != "none":
        return units
    reasons.append(Reason("block_is_validated_whole", False, rule, rule.value, None, block.code))
    return [unit._replace(figures={**unit.figures, "credits": ZERO}) for unit in units]


def _figures(block: BlockFacts, units: Sequence[Finding], mean: Number | None) -> dict[str, Any]:
    figures: dict[str, Any] = {"credits": sum([unit.figures["credits"] for unit in units], ZERO)}
    if mean is not None:
        figures["mean"] = mean
    pairs = list(zip(block.units, units, strict=True))
    figures["unit_results"] = tuple((unit.code, found.outcome) for unit, found in pairs)
    figures["by_unit"] = tuple((unit.code, found.figures["credits"]) for unit, found in pairs)
    resits = tuple(code for found in units for code in found.figures.get("resits", ()))
    return figures | ({"resits": resits} if resits else {})
