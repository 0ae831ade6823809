"""What is done to a person? They are entered, and their identity is corrected."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.people.actions.not_done import NotDone, refuse_who_is_no_more
from sceau.people.actions.roles import give
from sceau.people.identity import FIELDS, Identity, check, identity_of, mark_of, tidy
from sceau.people.models import Person
from sceau.people.roles import OF_STUDY, Role


def create_person(
    *, identity: Identity, role: Role, school: UUID, since: date, on: date, at: datetime, by: Actor
) -> Person:
    """Enter a person in the role in which they come to a school: without one, no school would see them.

    Raises ``IdentityFaulty`` with everything that is wrong with the identity.
    """
    identity = tidy(identity)
    check(identity, on=on)
    if role not in OF_STUDY:
        raise NotDone("office_not_entered", "role")
    with transaction.atomic():
        person = Person.objects.create(**asdict(identity))
        record(at=at, by=by, act="create_person", subject=f"person:{person.pk}")
        give(person=person.pk, role=role, school=school, since=since, until=None, at=at, by=by)
    return person


def correct_person(*, person: UUID, seen: str, identity: Identity, on: date, at: datetime, by: Actor) -> Person:
    """Correct the identity of a person; the journal keeps the names of the fields that changed, never what they hold.

    ``seen`` is the mark of the identity as it was before: where somebody else has corrected it since, nothing is done.
    Raises ``IdentityFaulty`` with everything that is wrong with the new one.
    """
    identity = tidy(identity)
    check(identity, on=on)
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person)
        refuse_who_is_no_more(row)
        if mark_of(identity_of(row)) != seen:
            raise NotDone("corrected_meanwhile")
        if changed := write_identity(row, identity):
            record(at=at, by=by, act="correct_person", subject=f"person:{person}", on=facts_of(fields=changed))
    return row


def write_identity(row: Person, identity: Identity) -> list[str]:
    """Write an identity over that of a locked record; return the names of the fields that change."""
    changed = [name for name in FIELDS if getattr(row, name) != getattr(identity, name)]
    for name in changed:
        setattr(row, name, getattr(identity, name))
    row.save(update_fields=changed)
    return changed
