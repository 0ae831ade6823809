"""How do the results of a label come in? A school declares those of each intake; what Sceau computes counts before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sceau.accreditation.actions.campaigns import YEARS
from sceau.accreditation.models import IntakeResult, RegisterEntry
from sceau.accreditation.not_done import NotDone
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of

MOST = 100_000
"""No intake is larger."""


@dataclass(frozen=True, slots=True)
class Results:
    """What became of an intake: of those enrolled, who came by derogation, who graduated; of the latter, who works."""

    enrolled: int
    by_derogation: int
    graduated: int | None = None
    employed: int | None = None
    foreigners: int | None = None
    """Of those enrolled, who has another nationality than the French."""


def declare_results(*, entry: UUID, intake_year: int, results: Results, at: datetime, by: Actor) -> IntakeResult:
    """Declare what became of an intake; what Sceau computed of it stands before what is declared."""
    with transaction.atomic():
        found = _append(entry, intake_year, results, is_computed=False, at=at, by=by)
        facts = facts_of(intake=intake_year, **asdict(results))
        record(at=at, by=by, act="declare_results", subject=f"register_entry:{entry}", on=facts)
    return found


def compute_results(*, entry: UUID, intake_year: int, results: Results, at: datetime, by: Actor) -> IntakeResult:
    """Take what the stages that come after computed of an intake: it counts before what its school declared."""
    with transaction.atomic():
        found = _append(entry, intake_year, results, is_computed=True, at=at, by=by)
        facts = facts_of(intake=intake_year, **asdict(results))
        record(at=at, by=by, act="compute_results", subject=f"register_entry:{entry}", on=facts)
    return found


def _append(
    entry: UUID, intake_year: int, results: Results, *, is_computed: bool, at: datetime, by: Actor
) -> IntakeResult:
    row = RegisterEntry.objects.select_for_update().get(pk=entry)
    if intake_year not in YEARS or intake_year > at.year:
        raise NotDone("odd_intake", "intake_year")
    _refuse_odd(results)
    told = {"intake_year": intake_year, "is_computed": is_computed, "at": at, **asdict(results)}
    return IntakeResult.objects.create(entry=row, **told, account_id=by.account or None)


def _refuse_odd(results: Results) -> None:
    """Raise ``NotDone`` for parts that are larger than their whole."""
    if not 0 <= results.enrolled <= MOST:
        raise NotDone("odd_number", "enrolled", n=MOST)
    if not 0 <= results.by_derogation <= results.enrolled:
        raise NotDone("more_than_enrolled", "by_derogation", n=results.enrolled)
    if not 0 <= (results.foreigners or 0) <= results.enrolled:
        raise NotDone("more_than_enrolled", "foreigners", n=results.enrolled)
    graduated = results.enrolled if results.graduated is None else results.graduated
    if not 0 <= graduated <= results.enrolled:
        raise NotDone("more_than_enrolled", "graduated", n=results.enrolled)
    if results.employed is not None and (results.graduated is None or not 0 <= results.employed <= graduated):
        raise NotDone("more_than_graduated", "employed")
