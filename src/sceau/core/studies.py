"""What is the general mean, and which credits follow?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sceau.core.blocks import unit_findings
from sceau.core.decision import Decision, Finding, Reason, decide, finding_of, reason_of
from sceau.core.facts import each_once
from sceau.core.final_work import VALIDATED, ZERO, ThesisFacts, thesis_finding
from sceau.core.marking import capped, marking_of, rounded_by_law
from sceau.core.means import Number, meets, weighted_mean
from sceau.core.question import question
from sceau.core.rule import Absence, Value
from sceau.core.rulebook import Rulebook
from sceau.core.units import UnitFacts, mean_pairs, resat, weighing_reasons


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


@question("studies.general_mean", UnitsFacts, "reached", "not_reached", "not_computable")
def general_mean(*, facts: UnitsFacts, rules: Rulebook) -> Decision:
    """What is the general mean of this student, and does it reach what is required?"""
    findings, _ = unit_findings(facts.units, rules)
    return decide("studies.general_mean", *general_mean_finding(facts.units, findings, rules))


def general_mean_finding(units: Sequence[UnitFacts], findings: Sequence[Finding], rules: Rulebook) -> Finding:
    """Return the general mean from the units' own means, each with its weight; a text may ask for none at all."""
    required, marking = rules.get("general_mean_pass_mark"), marking_of(rules)
    if required.absence is not Absence.NOTHING_DUE:
        required = rules["general_mean_pass_mark"]
    pairs = mean_pairs(units, findings, by_ects=marking.by_ects)
    if not pairs:
        missing = [unit.code for unit, f in zip(units, findings, strict=True) if _lacks_a_mean(f)]
        reason = Reason("general_mean_can_be_computed", None, required, required.value, tuple(missing))
        return Finding("not_computable", [reason], {})
    mean: Number = weighted_mean(pairs)
    reasons = weighing_reasons(units, findings, marking, mean, "")
    if marking.caps == "general_mean" and any(resat(unit, rules) for unit in units):
        mean = capped(mean, "", marking, reasons)
    if marking.rounding:
        mean = rounded_by_law("general", mean, "", marking, reasons)
    reached = required.absence is not None or meets(required, mean)
    check = "general_mean_reaches_the_pass_mark"
    reasons.append(reason_of((check, reached, required, required.value, mean, "", None)))
    return finding_of(("reached" if reached or not required.binds else "not_reached", reasons, {"mean": mean}))


def _lacks_a_mean(finding: Finding) -> bool:
    return "mean" not in finding.figures and finding.outcome != VALIDATED


@question("studies.credits", CreditsFacts, "complete", "incomplete")
def credits(*, facts: CreditsFacts, rules: Rulebook) -> Decision:
    """Which credits has this student earned, and are they all there?"""
    findings, _ = unit_findings(facts.units, rules)
    thesis = thesis_finding(facts.thesis, rules) if facts.thesis else None
    return decide("studies.credits", *credits_finding(facts.units, findings, thesis, rules))


def credits_finding(
    units: Sequence[UnitFacts], findings: Sequence[Finding], thesis: Finding | None, rules: Rulebook
) -> Finding:
    """Add up the credits: those of each unit all or nothing, those of mission, thesis and defence together."""
    by_unit, teaching = [], ZERO
    for unit, (_, _, found) in zip(units, findings, strict=True):
        credit = found["credits"]
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
