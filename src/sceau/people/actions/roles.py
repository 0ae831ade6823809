"""What is done to a role? It is given, and ended."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.people.actions.not_done import NotDone, refuse_who_is_no_more
from sceau.people.models import Person, RoleHeld
from sceau.people.roles import OF_NO_SCHOOL, Role


def grant_role(
    *, person: UUID, role: Role, school: UUID | None, since: date, until: date | None, at: datetime, by: Actor
) -> RoleHeld:
    """Give a role to a person who is known."""
    check_the_end(until, since)
    check_the_place(role, school)
    with transaction.atomic():
        whole = Person.objects.select_for_update().get(pk=person)
        refuse_who_is_no_more(whole)
        held = RoleHeld.objects.of(person).filter(role=role, school=school)
        if held.exclude(until__lt=since).exists():
            raise NotDone("role_held", "role")
        return give(person=person, role=role, school=school, since=since, until=until, at=at, by=by)


def give(
    *, person: UUID, role: Role, school: UUID | None, since: date, until: date | None, at: datetime, by: Actor
) -> RoleHeld:
    """Give a role once: whoever holds it for as long keeps it."""
    lasting = RoleHeld.objects.of(person).filter(role=role, school=school, until=None, since__lte=since).first()
    if lasting:
        return lasting
    given = RoleHeld.objects.create(person_id=person, role=role, school_id=school, since=since, until=until)
    facts = facts_of(person=person, role=role, school=school, since=since, until=until)
    record(at=at, by=by, act="grant_role", subject=f"role:{given.pk}", on=facts)
    return given


def end_role(*, held: UUID, until: date, at: datetime, by: Actor) -> RoleHeld:
    """End a role after a last day; one that has an end may end earlier, never later."""
    with transaction.atomic():
        row = RoleHeld.objects.select_for_update().get(pk=held)
        if until < row.since:
            raise NotDone("role_begins_later", "until")
        if row.until is not None and row.until <= until:
            raise NotDone("role_ends_already", "until")
        place = {"person": row.person_id, "role": row.role, "school": row.school_id}
        ended = facts_of(**place, since=row.since, until=until, until_before=row.until)
        row.until = until
        row.save(update_fields=["until"])
        record(at=at, by=by, act="end_role", subject=f"role:{held}", on=ended)
    return row


def check_the_end(until: date | None, since: date) -> None:
    """Raise ``NotDone`` where a role would end before it begins."""
    if until is not None and until < since:
        raise NotDone("ends_in_the_past", "until")


def check_the_place(role: Role, school: UUID | None) -> None:
    """Raise ``NotDone`` for a role of a school without one, or above the schools with one."""
    if (role in OF_NO_SCHOOL) != (school is None):
        raise NotDone("role_elsewhere", "school")
