"""Is the condition of an admission met, while the degree that it rests on is still to be proved?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sceau.core.calendar import day_of
from sceau.core.consequences import consequence_of
from sceau.core.decision import Decision, Reason, decide
from sceau.core.question import question
from sceau.core.rule import Value
from sceau.core.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """An admission that is final only once a degree is proved, as it stands on a day."""

    asked_on: date
    """The day on which it is judged."""
    intake_year: int
    issued_on: date | None = None
    """The day that the proof bears; None while it is not known."""
    received_on: date | None = None
    """The day on which the school received it; None while it has not."""
    events: Mapping[str, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [day for day in (self.issued_on, self.received_on, self.asked_on) if day is not None]
        if known != sorted(known):
            raise ValueError(
                "received_on: a proof is issued, then received, then judged; correct the order of these days"
            )


@question("admission.condition", ConditionFacts, "met", "pending", "lapsed")
def condition(*, facts: ConditionFacts, rules: Rulebook) -> Decision:
    """Has the degree that a conditional admission waits for been proved, and what follows if not?"""
    issued_by, received_by = rules.get("pending_proof_issued_by"), rules.get("pending_proof_received_by")
    last_issued, last_received = _last_day(issued_by, facts), _last_day(received_by, facts)
    reasons = [_proof_is_received(facts, rules)]
    if last_issued is not None:
        in_time = None if facts.issued_on is None else facts.issued_on <= last_issued
        reasons.append(Reason("proof_is_issued_in_time", in_time, issued_by, last_issued, facts.issued_on))
    if last_received is not None:
        reasons.append(_received_in_time(facts, received_by, last_received))
    outcome = _outcome(reasons)
    figures: dict[str, Any] = {"issued_by": last_issued, "received_by": last_received}
    if outcome == "lapsed":
        follows = consequence_of(rules.get("failed_condition_leads_to"))
        reasons.append(follows)
        figures["consequence"] = follows.required
    return decide("admission.condition", outcome, reasons, figures)


def _last_day(rule: Value, facts: ConditionFacts) -> date | None:
    if rule.absence is not None:
        return None
    return day_of(rule.value, intake_year=facts.intake_year, events=facts.events)


def _proof_is_received(facts: ConditionFacts, rules: Rulebook) -> Reason:
    """Where the texts set no day, a proof that has not come is awaited for ever."""
    rule = rules.get("admission_while_degree_pending")
    return Reason("proof_is_received", True if facts.received_on else None, rule, rule.value, facts.received_on)


def _received_in_time(facts: ConditionFacts, rule: Value, last: date) -> Reason:
    """Judge a proof that has come by its day, and one that has not by the day on which it is asked."""
    in_time = (facts.received_on or facts.asked_on) <= last
    awaited = in_time and facts.received_on is None
    return Reason("proof_is_received_in_time", None if awaited else in_time, rule, last, facts.received_on)


def _outcome(reasons: Sequence[Reason]) -> str:
    if any(reason.refuses for reason in reasons):
        return "lapsed"
    return "pending" if any(reason.holds is None for reason in reasons) else "met"
