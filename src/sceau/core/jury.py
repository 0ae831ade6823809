"""What does the regulation propose to the jury for this student?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sceau.core import final_work, marks, studies
from sceau.core.blocks import unit_findings
from sceau.core.decision import Decision, Finding, Reason, decide, reason_of
from sceau.core.facts import each_once
from sceau.core.fees import SettlementFacts, settlement_reason
from sceau.core.question import question
from sceau.core.rulebook import Rulebook
from sceau.core.units import FAILED, RESIT_DUE, UnitFacts

ADMITTED, RESIT, REFUSED, EXTENSION, PENDING = "admitted", "resit", "refused", "extension", "pending"


@dataclass(frozen=True, slots=True)
class StudentFacts:
    """Everything the jury has before it of one student."""

    units: tuple[UnitFacts, ...]
    jury_on: date
    mission: final_work.MissionFacts | None = None
    thesis: final_work.ThesisFacts | None = None
    fees: SettlementFacts | None = None
    agreement_ends_on: date | None = None
    """Last day of the training agreement, as renewed if it was."""
    extensions_had: int | None = None
    """How many extensions this student has had already; None where nobody has told."""

    def __post_init__(self) -> None:
        if (self.extensions_had or 0) < 0:
            raise ValueError(f"extensions_had: it is not below zero, correct {self.extensions_had}")
        if not self.units:
            raise ValueError("units: a student before the jury has at least one unit")
        each_once("units", (unit.code for unit in self.units))


@question("jury.proposal", StudentFacts, ADMITTED, RESIT, REFUSED, EXTENSION, PENDING)
def proposal(*, facts: StudentFacts, rules: Rulebook) -> Decision:
    """What does the regulation propose for this student: admitted, resit, refused or extension?"""
    units, blocks = unit_findings(facts.units, rules)
    mean = studies.general_mean_finding(facts.units, units, rules)
    mission = final_work.mission_finding(facts.mission, rules) if facts.mission else None
    thesis = final_work.thesis_finding(facts.thesis, rules) if facts.thesis else None
    earned = studies.credits_finding(facts.units, units, thesis, rules)
    paid = _fees_reason(facts, rules)
    reasons: list[Reason] = []
    for found in (*units, *blocks, mean, mission, thesis, earned):
        if found is not None:
            reasons += found.reasons
    done = [_mission_is_done(facts, rules), _thesis_is_done(facts, thesis, rules)]
    reasons += [*done, paid]
    outcome = _outcome({found.outcome for found in (*units, *blocks)}, mean, mission, thesis, earned, paid, done)
    if outcome == EXTENSION:
        left = _extensions_left(facts, rules)
        reasons += left
        outcome = REFUSED if any(reason.refuses for reason in left) else EXTENSION
    told, warned = _agreement(facts, rules, outcome)
    reasons += told
    if outcome != ADMITTED:
        reasons.append(_power_of_the_jury(rules))
    return decide("jury.proposal", outcome, reasons, _figures(facts.units, units, mean, earned, paid), warned)


def _figures(
    units: Sequence[UnitFacts], results: Sequence[Finding], mean: Finding, earned: Finding, paid: Reason
) -> dict[str, Any]:
    outcomes, means, resits = [], [], []
    for unit, (outcome, _, found) in zip(units, results, strict=True):
        code = unit.code
        outcomes.append((code, outcome))
        means.append((code, found.get("mean")))
        if "resits" in found:
            resits += found["resits"]
    figures = {**mean.figures, **earned.figures, "unit_results": tuple(outcomes), "unit_means": tuple(means)}
    if resits:
        figures["resits"] = tuple(resits)
    if paid.found is not None:
        figures["balance"] = paid.found
    return figures


def _mission_is_done(facts: StudentFacts, rules: Rulebook) -> Reason:
    ends_on = facts.mission.ends_on if facts.mission else None
    done = ends_on is not None and ends_on <= facts.jury_on
    rule = rules["final_components"]
    return reason_of(("mission_is_done", done or None, rule, facts.jury_on, ends_on, "mission", None))


def _thesis_is_done(facts: StudentFacts, found: Finding | None, rules: Rulebook) -> Reason:
    """Return whether the thesis is over on the day of the jury; one handed in later is not before this jury."""
    handed_in_on = facts.thesis.handed_in_on if facts.thesis else None
    in_time = handed_in_on is None or handed_in_on <= facts.jury_on
    done = found is not None and found.outcome != "not_finished" and in_time
    rule = rules["final_components"]
    return reason_of(("thesis_is_done", done or None, rule, facts.jury_on, handed_in_on, "thesis", None))


def _fees_reason(facts: StudentFacts, rules: Rulebook) -> Reason:
    """Return whether all is paid, if the diploma asks for it; without an account of it nobody can tell."""
    rule = rules.get("diploma_needs_fees_settled")
    account = settlement_reason(facts.fees, rules) if facts.fees else None
    if account is None:
        return Reason("fees_are_settled", None if rule.value else True, rule, Decimal(0), None)
    return account if rule.value else account._replace(holds=True)


def _agreement(facts: StudentFacts, rules: Rulebook, outcome: str) -> tuple[list[Reason], list[Reason]]:
    """Return whether the training agreement covers the studies, in reasons and in warnings; past its end it is renewed.

    Studies that go on need one that runs past the jury. Those that end need one that reaches it: that it did not is
    a warning, since renewing it and paying changes nothing in the results.
    """
    rule, ends_on = rules.get("agreement_renewal"), facts.agreement_ends_on
    if outcome in (RESIT, EXTENSION):
        runs = None if ends_on is None else ends_on > facts.jury_on
        runs = runs if rule.value else True
        return [Reason("agreement_runs_past_the_jury", runs, rule, facts.jury_on, ends_on)], []
    if ends_on is None or not rule.value:
        return [], []
    check, holds = "agreement_reaches_the_jury", ends_on >= facts.jury_on
    reaches = reason_of((check, holds, rule, facts.jury_on, ends_on, "", None))
    return ([reaches], []) if reaches.holds else ([], [reaches])


def _extensions_left(facts: StudentFacts, rules: Rulebook) -> list[Reason]:
    """Return whether another extension may be given, where the law counts them."""
    rule = rules.get("extensions_allowed")
    if rule.absence is not None:
        return []
    left = final_work.remains(rule.value, facts.extensions_had)
    return [Reason("an_extension_remains", left, rule, rule.value, facts.extensions_had)]


def _power_of_the_jury(rules: Rulebook) -> Reason:
    """Return the article that lets the jury refuse, or obliges it to."""
    rule = rules.get("unmet_conditions_lead_to")
    return Reason("jury_decides_on_unmet_conditions", True, rule, rule.value, None)


def _outcome(
    units: set[str],
    mean: Finding,
    mission: Finding | None,
    thesis: Finding | None,
    earned: Finding,
    paid: Reason,
    done: Sequence[Reason],
) -> str:
    """Choose the proposal: what can no longer be mended refuses, then resits, then what is still to be done.

    Fees come last, because they can be paid until the diploma is refused for them.
    """
    if marks.PENDING in units:
        return PENDING
    mission_over, thesis_over = (bool(reason.holds) for reason in done)
    if _lost(units, mean, mission, thesis, mission_over=mission_over):
        return REFUSED
    if RESIT_DUE in units:
        return RESIT
    if not mission_over or not thesis_over:
        return EXTENSION
    if paid.holds is None or any(reason.holds is None and reason.rule.binds for reason in mean.reasons):
        return PENDING
    if earned.outcome == "incomplete" or paid.refuses:
        return REFUSED
    return ADMITTED


def _lost(
    units: set[str], mean: Finding, mission: Finding | None, thesis: Finding | None, *, mission_over: bool
) -> bool:
    """Tell whether a condition of the diploma is not met and nothing that is still due would meet it.

    A mission that is too short can be made longer while it runs; its place cannot be mended.
    """
    return (
        FAILED in units
        or (mean.outcome == "not_reached" and RESIT_DUE not in units)
        or (mission is not None and mission.outcome == "does_not_conform" and (mission_over or _misplaced(mission)))
        or (thesis is not None and thesis.outcome == "not_validated")
    )


def _misplaced(mission: Finding) -> bool:
    return any(reason.refuses and reason.check == "mission_place_is_allowed" for reason in mission.reasons)
