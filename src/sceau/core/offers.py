"""Does an offer of admission still stand on a day, or who has the place?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sceau.core.calendar import day_of
from sceau.core.consequences import consequence_of
from sceau.core.decision import Decision, Reason, decide
from sceau.core.question import question
from sceau.core.rulebook import Rulebook

OPEN, TAKEN = "open", "taken"


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """An offer of admission, and what the person who was admitted has done of it, as it stands on a day."""

    asked_on: date
    """The day on which it is judged."""
    intake_year: int
    enrolled_on: date | None = None
    """The day on which the person accepted the place, as the school asks for it; None while not."""
    deposit_paid_on: date | None = None
    events: Mapping[str, date] = field(default_factory=dict)
    """Days of the events that moments count from, e.g. ``admission_received``."""

    def __post_init__(self) -> None:
        for name, day in (("enrolled_on", self.enrolled_on), ("deposit_paid_on", self.deposit_paid_on)):
            if day is not None and day > self.asked_on:
                raise ValueError(f"{name}: {day} comes after {self.asked_on}, the day asked; correct one of them")


@question(
    "admission.offer_standing", OfferFacts, OPEN, TAKEN, "place_not_guaranteed", "priority_lost", "place_cancelled"
)
def offer_standing(*, facts: OfferFacts, rules: Rulebook) -> Decision:
    """Is this offer of admission open, taken, or lost, and where does the place go?"""
    deadline = rules.get("enrolment_deadline")
    last = None
    if deadline.absence is None:
        last = day_of(deadline.value, intake_year=facts.intake_year, events=facts.events)
    answered = Reason(
        "offer_is_answered_in_time", _in_time(facts.enrolled_on, last, facts), deadline, last, facts.enrolled_on
    )
    deposit = _deposit_is_paid(facts, rules, last if deadline.binds else None)
    if answered.refuses or deposit.refuses:
        return _lost([answered, deposit], last, rules)
    awaited = facts.enrolled_on is None or (deposit.holds is None and deposit.rule.binds)
    figures: dict[str, Any] = {"answer_by": last}
    if awaited and last is not None and facts.asked_on <= last:
        figures["days_left"] = (last - facts.asked_on).days
    return decide("admission.offer_standing", OPEN if awaited else TAKEN, [answered, deposit], figures)


def _in_time(done_on: date | None, last: date | None, facts: OfferFacts) -> bool | None:
    """Tell whether something was done by its last day; None while it can still be done."""
    if last is None:
        return None if done_on is None else True
    if done_on is None and facts.asked_on <= last:
        return None
    return (done_on or facts.asked_on) <= last


def _deposit_is_paid(facts: OfferFacts, rules: Rulebook, last: date | None) -> Reason:
    """Judge the deposit by the same day as the answer; where no rule asks for one there is nothing to pay."""
    rule, paid_on = rules.get("offer_needs_deposit"), facts.deposit_paid_on
    paid = _in_time(paid_on, last, facts) if rule.value else True
    return Reason("deposit_is_paid", paid, rule, last, paid_on)


def _lost(reasons: Sequence[Reason], last: date | None, rules: Rulebook) -> Decision:
    """Return what becomes of a place that was not taken in time, and who has it then."""
    late, goes_to = rules["late_enrolment_leads_to"], rules.get("lost_place_goes_to")
    told = [consequence_of(late)]
    if goes_to.absence is None:
        told.append(Reason("place_is_given_on", True, goes_to, goes_to.value, goes_to.value))
    figures = {"answer_by": last, "place_goes_to": goes_to.value}
    return decide("admission.offer_standing", late.value, [*reasons, *told], figures)
