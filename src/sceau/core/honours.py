"""Which honours does the general mean open?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sceau.core.blocks import unit_findings
from sceau.core.decision import Decision, Reason, decide
from sceau.core.facts import each_once
from sceau.core.question import question
from sceau.core.rulebook import Rulebook
from sceau.core.studies import general_mean_finding
from sceau.core.tables.lines import fits
from sceau.core.tables.studies import HonoursRow
from sceau.core.units import UnitFacts, resat

WITH, WITHOUT = "with_honours", "without_honours"


@dataclass(frozen=True, slots=True)
class HonoursFacts:
    """A student for whom the jury has decided."""

    units: tuple[UnitFacts, ...]
    admitted: bool
    qualities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        each_once("units", (unit.code for unit in self.units))


@question("jury.honours", HonoursFacts, WITH, WITHOUT)
def honours(*, facts: HonoursFacts, rules: Rulebook) -> Decision:
    """Which honours does this student receive?"""
    rule = rules.get("honours")
    reasons = [Reason("student_is_admitted", facts.admitted, rule, True, facts.admitted)]
    findings, _ = unit_findings(facts.units, rules)
    mean = general_mean_finding(facts.units, findings, rules).figures.get("mean")
    if not facts.admitted or mean is None or rule.absence is not None:
        if rule.absence is None and facts.admitted:
            reasons.append(Reason("general_mean_opens_honours", None, rule, None, mean))
        return decide("jury.honours", WITHOUT, reasons)
    again = any(resat(unit, rules) for unit in facts.units)
    own = rules.qualities(facts.qualities)
    rows = [row for row in cast(Sequence[HonoursRow], rule.value) if fits(row, own)]
    for row in rows:
        reached = mean >= row.mean
        reasons.append(Reason("general_mean_opens_honours", reached, rule, row.mean, mean, row.id, row))
        if reached and not (row.without_resit and again):
            return decide("jury.honours", WITH, reasons, {"honours": row.id, "mean": mean})
        if reached:
            reasons.append(Reason("nothing_was_resat", False, rule, row.id, again, row.id, row))
    return decide("jury.honours", WITHOUT, reasons, {"mean": mean})
