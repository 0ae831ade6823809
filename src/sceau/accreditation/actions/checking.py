"""How does the office of the label receive a dossier? It admits it, returns it, or finds it not admissible."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.accreditation.gate import refuse_undeclared
from sceau.accreditation.models import Act, Declaration, Dossier, Reopening, Standing
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.stepping import locked, refuse_unsaid, step
from sceau.accreditation.telling import tell_office
from sceau.core.calendar import paris_day
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of


def declare_ties(*, dossier: UUID, person: UUID, is_conflict: bool, at: datetime, by: Actor) -> Declaration:
    """Declare whether anything ties somebody to a dossier; who declared a conflict cannot take it back.

    An expert who is tied no longer examines it, and the office is written to: it asks another.
    """
    with transaction.atomic():
        row = Dossier.objects.select_for_update().get(pk=dossier)
        tied = Declaration.objects.filter(dossier=row, person__whole=person, is_conflict=True).first()
        if tied is not None and is_conflict:
            return tied
        if tied is not None:
            raise NotDone("conflict_lasts")
        found = Declaration.objects.create(dossier=row, person_id=person, is_conflict=is_conflict, at=at)
        facts = facts_of(person=person, is_conflict=is_conflict)
        record(at=at, by=by, act="declare_ties", subject=f"review:{dossier}", on=facts)
        asked = row.experts.filter(person__whole=person, ended_at=None).first() if is_conflict else None
        if asked is not None:
            asked.ended_at = at
            asked.save(update_fields=["ended_at"])
            tell_office(row, "expert_stood_aside", {}, at=at)
    return found


def admit_dossier(*, dossier: UUID, word: str, at: datetime, by: Actor) -> Dossier:
    """Find a dossier admissible: it will be examined."""
    with transaction.atomic():
        row = locked(dossier, standing=(Standing.FILED,), barred="not_filed")
        refuse_undeclared(row, by)
        step(row, Act.ADMIT, at=at, by=by, word=word)
        record(at=at, by=by, act="admit_dossier", subject=f"dossier:{dossier}")
    return row


def return_dossier(*, dossier: UUID, word: str, until: date, at: datetime, by: Actor) -> Dossier:
    """Return a dossier to be completed, through the end of a day, with what it lacks."""
    refuse_unsaid(word)
    if until < paris_day(at):
        raise NotDone("closes_in_the_past", "until", day=paris_day(at))
    with transaction.atomic():
        row = locked(dossier, standing=(Standing.FILED,), barred="not_filed")
        refuse_undeclared(row, by)
        told = {"until": until, "motive": word.strip(), "at": at}
        Reopening.objects.create(dossier=row, **told, account_id=by.account or None)
        step(row, Act.RETURN, at=at, by=by, word=word)
        record(at=at, by=by, act="return_dossier", subject=f"dossier:{dossier}", on=facts_of(until=until))
    return row


def refuse_dossier(*, dossier: UUID, word: str, at: datetime, by: Actor) -> Dossier:
    """Find a dossier not admissible, with the reason: it is not examined."""
    refuse_unsaid(word)
    with transaction.atomic():
        row = locked(dossier, standing=(Standing.FILED,), barred="not_filed")
        refuse_undeclared(row, by)
        step(row, Act.REFUSE, at=at, by=by, word=word)
        record(at=at, by=by, act="refuse_dossier", subject=f"dossier:{dossier}")
    return row
