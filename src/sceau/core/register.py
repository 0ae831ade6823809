"""Does a programme bear its label on a day? What was granted, and what was done to it since, put to that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sceau.core.closed_lists import LABEL_CHANGES
from sceau.core.decision import Decision, Reason, decide
from sceau.core.question import question
from sceau.core.rulebook import Rulebook

ACCREDITED, SUSPENDED = "accredited", "suspended"
NOT_ACCREDITED, TO_BE_ESTABLISHED = "not_accredited", "to_be_established"
ENDINGS = ("withdrawn", "closed")
"""The changes that end a label for good."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GrantedFor:
    """A time for which the label was granted; what its source does not say is left out."""

    since: date | None = None
    until: date | None = None
    """The last day."""

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError(f"until: {self.until} comes before since, correct one of them")


@dataclass(frozen=True, slots=True)
class LabelChange:
    """Something that was done to a label after it was granted."""

    change: str
    """``suspended``, ``reinstated``, ``withdrawn`` or ``closed`` (``core.closed_lists.LABEL_CHANGES``)."""
    on: date
    """From which day on."""

    def __post_init__(self) -> None:
        if self.change not in LABEL_CHANGES:
            raise ValueError(f"change: «{self.change}» is no change, write one of: {', '.join(LABEL_CHANGES)}")


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What the register holds of the label of a programme, and the day that is asked for."""

    day: date
    grants: tuple[GrantedFor, ...] = ()
    """The first one first."""
    changes: tuple[LabelChange, ...] = ()
    """In the order in which they were made."""


@question("accreditation.in_force", RegisterFacts, ACCREDITED, SUSPENDED, NOT_ACCREDITED, TO_BE_ESTABLISHED)
def in_force(*, facts: RegisterFacts, rules: Rulebook) -> Decision:
    """Does the programme bear its label on this day?"""
    if not facts.grants:
        lacking = Reason("label_was_granted", False, rules.get("label_accredited_by"))
        return decide("accreditation.in_force", NOT_ACCREDITED, [lacking])
    judged = [_judged(grant, facts, rules) for grant in reversed(facts.grants)]
    outcome, reasons, grant = min(judged, key=lambda one: BEST_FIRST.index(one[0]))
    figures: dict[str, Any] = {}
    if outcome in (ACCREDITED, SUSPENDED):
        figures = {"first_day": grant.since, "last_day": grant.until}
    return decide("accreditation.in_force", outcome, reasons, figures)


BEST_FIRST = (ACCREDITED, SUSPENDED, TO_BE_ESTABLISHED, NOT_ACCREDITED)
"""Of several grants the best counts, and the last of those that are as good: a label that was renewed has two."""


def _judged(grant: GrantedFor, facts: RegisterFacts, rules: Rulebook) -> tuple[str, list[Reason], GrantedFor]:
    """Return what one grant comes to on the day, and why."""
    runs = _runs(grant, facts.day)
    rule = rules.get("accreditation_is_temporary")
    reasons = [Reason("label_runs_on_the_day", runs, rule, (grant.since, grant.until), facts.day)]
    if runs is False:
        return NOT_ACCREDITED, reasons, grant
    last = _last_change(grant, facts)
    if last is None or last.change == "reinstated":
        return (ACCREDITED if runs else TO_BE_ESTABLISHED), reasons, grant
    by = rules.get("accreditation_decided_by")
    if last.change == "suspended":
        suspended = Reason("label_is_not_suspended", False, by, None, last.on)
        return (SUSPENDED if runs else TO_BE_ESTABLISHED), [*reasons, suspended], grant
    if last.change == "withdrawn":
        return NOT_ACCREDITED, [*reasons, Reason("label_is_not_withdrawn", False, by, None, last.on)], grant
    return NOT_ACCREDITED, [*reasons, Reason("programme_is_not_closed", False, by, None, last.on)], grant


def _runs(grant: GrantedFor, day: date) -> bool | None:
    """Tell whether a day falls in the time of a grant; None where its source leaves that open."""
    if (grant.since is not None and day < grant.since) or (grant.until is not None and day > grant.until):
        return False
    return None if grant.since is None or grant.until is None else True


def borne(facts: RegisterFacts) -> bool | None:
    """Tell whether the label is borne on the day, as ``in_force`` does, without its reasons: for counts over years.

    None where the sources leave open from when, or until when.
    """
    found = [_borne(grant, facts) for grant in facts.grants]
    return True if True in found else None if None in found else False


def _borne(grant: GrantedFor, facts: RegisterFacts) -> bool | None:
    last = _last_change(grant, facts)
    return _runs(grant, facts.day) if last is None or last.change == "reinstated" else False


def first_day(grants: Sequence[GrantedFor]) -> date | None:
    """Return the first day of a label; None where a source leaves it open, or no label was granted."""
    days = [one.since for one in grants]
    return None if None in days or not days else min(day for day in days if day is not None)


def last_day(grants: Sequence[GrantedFor], changes: Sequence[LabelChange]) -> date | None:
    """Return the last day of a label, as it is known now; None where a source leaves it open, or none was granted."""
    ends = [_last_of(one, changes) for one in grants]
    return None if None in ends or not ends else max(day for day in ends if day is not None)


def _last_of(grant: GrantedFor, changes: Sequence[LabelChange]) -> date | None:
    ended = [one.on for one in changes if one.change in ENDINGS and (grant.since is None or one.on >= grant.since)]
    cut = [min(ended) - ONE_DAY] if ended else []
    days = [*cut, *([grant.until] if grant.until else [])]
    return min(days) if days else None


def _last_change(grant: GrantedFor, facts: RegisterFacts) -> LabelChange | None:
    """Return what was last done to a grant by the day; what came before it began is of an earlier one.

    What ends a label ends it for good: nothing that is done to it later counts.
    """
    made = [one for one in facts.changes if one.on <= facts.day and (grant.since is None or one.on >= grant.since)]
    made.sort(key=lambda one: one.on)
    ended = next((one for one in made if one.change in ENDINGS), None)
    return ended or (made[-1] if made else None)
