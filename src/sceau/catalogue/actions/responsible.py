"""Who answers for a programme? A programme director of its school is appointed, and the appointment ends."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.catalogue.models import Programme, Responsible
from sceau.catalogue.not_written import NotWritten
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.people.models import Person, RoleHeld
from sceau.people.roles import Role


def appoint_responsible(*, programme: UUID, person: UUID, since: date, at: datetime, by: Actor) -> Responsible:
    """Appoint a programme director of the school to answer for a programme, from a day on."""
    with transaction.atomic():
        row = Programme.objects.select_for_update(of=("self",)).get(pk=programme)
        whole = Person.objects.values_list("whole", flat=True).get(pk=person)
        held = RoleHeld.objects.of(whole).in_force(since).filter(role=Role.PROGRAMME_DIRECTOR, school=row.school)
        if row.school_id is None or not held.exists():
            raise NotWritten("no_programme_director", "person")
        if Responsible.objects.filter(programme=row, person__whole=whole, until=None).exists():
            raise NotWritten("answers_already", "person")
        found = Responsible.objects.create(programme=row, person_id=whole, since=since)
        facts = facts_of(person=whole, since=since)
        record(at=at, by=by, act="appoint_responsible", subject=f"programme:{programme}", on=facts)
    return found


def end_responsible(*, responsible: UUID, until: date, at: datetime, by: Actor) -> Responsible:
    """End an appointment on a day, its last."""
    with transaction.atomic():
        row = Responsible.objects.select_for_update().get(pk=responsible)
        if row.until is not None:
            raise NotWritten("ended_already")
        if until < row.since:
            raise NotWritten("ends_before_it_begins", "until")
        row.until = until
        row.save(update_fields=["until"])
        facts = facts_of(person=row.person_id, until=until)
        record(at=at, by=by, act="end_responsible", subject=f"programme:{row.programme_id}", on=facts)
    return row
