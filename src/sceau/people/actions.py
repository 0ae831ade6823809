"""What is done to schools and persons: enter, correct, join, part. Each act is one transaction, and is journalled."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from sceau.journal.actions import Actor, Grounds, record
from sceau.people.identity import FIELDS, Identity, check, identity_of, longest, mark_of, tidy
from sceau.people.models import Account, Distinction, Membership, Merger, Parting, Person, RoleHeld, School
from sceau.people.queries import followers_of
from sceau.people.roles import OF_NO_SCHOOL, OF_STUDY, OFFICES, Role

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class NotDone(ValueError):
    """An act that cannot be done: a key of the sentences ``people_refusals``, and the field that it is about."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.field = field


def create_school(*, slug: str, name: str, at: datetime, by: Actor) -> School:
    """Enter a school under the name of the folder of its law."""
    name = " ".join(name.split())
    if not SLUG.fullmatch(slug) or len(slug) > longest(School, "slug"):
        raise NotDone("slug_unusable", "slug")
    _check_school_name(name)
    with transaction.atomic():
        school, fresh = School.objects.get_or_create(slug=slug, defaults={"name": name})
        if not fresh:
            raise NotDone("slug_taken", "slug")
        record(at=at, by=by, act="create_school", subject=f"school:{school.pk}")
    return school


def correct_school(*, school: UUID, name: str, at: datetime, by: Actor) -> School:
    """Correct the name of a school; nothing is done, nor journalled, where nothing changes."""
    name = " ".join(name.split())
    _check_school_name(name)
    with transaction.atomic():
        row = School.objects.select_for_update().get(pk=school)
        if row.name != name:
            row.name = name
            row.save(update_fields=["name"])
            record(at=at, by=by, act="correct_school", subject=f"school:{school}", on=_changed(["name"]))
    return row


def _check_school_name(name: str) -> None:
    if not name or not name.isprintable() or len(name) > longest(School, "name"):
        raise NotDone("school_name_unusable", "name")


def begin_membership(*, school: UUID, since: date, at: datetime, by: Actor) -> Membership:
    """Make a school a member of the Conférence des Grandes Écoles from a day on."""
    with transaction.atomic():
        School.objects.select_for_update().get(pk=school)
        before = Membership.objects.filter(school=school).order_by("-since").first()
        if before and before.until is None:
            raise NotDone("already_a_member", "since")
        if before and since <= before.until:
            raise NotDone("member_until_later", "since")
        membership = Membership.objects.create(school_id=school, since=since)
        record(at=at, by=by, act="begin_membership", subject=f"school:{school}")
    return membership


def end_membership(*, school: UUID, until: date, at: datetime, by: Actor) -> Membership:
    """End the membership that lasts, after a last day."""
    with transaction.atomic():
        School.objects.select_for_update().get(pk=school)
        membership = Membership.objects.filter(school=school, until=None).first()
        if membership is None:
            raise NotDone("no_member", "until")
        if until < membership.since:
            raise NotDone("ends_before_it_begins", "until")
        membership.until = until
        membership.save(update_fields=["until"])
        record(at=at, by=by, act="end_membership", subject=f"school:{school}")
    return membership


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
        RoleHeld.objects.create(person=person, role=role, school_id=school, since=since)
        record(at=at, by=by, act="create_person", subject=f"person:{person.pk}")
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
        _check_it_may_be_corrected(row, seen)
        changed = [name for name in FIELDS if getattr(row, name) != getattr(identity, name)]
        if changed:
            for name in changed:
                setattr(row, name, getattr(identity, name))
            row.save(update_fields=changed)
            record(at=at, by=by, act="correct_person", subject=f"person:{person}", on=_changed(changed))
    return row


def _check_it_may_be_corrected(row: Person, seen: str) -> None:
    if row.merged_into_id is not None:
        raise NotDone("merged_meanwhile")
    if row.anonymised_at is not None:
        raise NotDone("erased")
    if mark_of(identity_of(row)) != seen:
        raise NotDone("corrected_meanwhile")


def merge_persons(
    *, kept: UUID, absorbed: UUID, offices_at: Collection[UUID] | None, at: datetime, by: Actor
) -> Merger:
    """Join two records of one person: the absorbed one, and those that it had absorbed, become the kept one.

    ``offices_at`` names the schools whose offices whoever acts may give, None where all: a merger gives no account an
    office that they could not give.
    """
    if kept == absorbed:
        raise NotDone("same_record")
    with transaction.atomic():
        _one_merger_at_a_time()
        found = Person.objects.select_for_update().in_bulk([kept, absorbed])
        if any(one.merged_into_id is not None for one in found.values()):
            raise NotDone("merged_meanwhile")
        if any(one.anonymised_at is not None for one in found.values()):
            raise NotDone("erased")
        if offices_at is not None and _an_account_would_gain_an_office(kept, absorbed, offices_at):
            raise NotDone("gains_an_office")
        moved = Person.objects.filter(whole=absorbed)
        ids = sorted(str(one) for one in moved.values_list("pk", flat=True))
        moved.update(merged_into=kept)
        merger = Merger.objects.create(kept_id=kept, absorbed_id=absorbed, moved=ids, at=at)
        for one in (kept, absorbed):
            record(at=at, by=by, act="merge_persons", subject=f"person:{one}")
    return merger


def part_persons(*, merger: int, at: datetime, by: Actor) -> Parting:
    """Undo a merger: the absorbed record stands again, with those that followed it there and are there still."""
    with transaction.atomic():
        _one_merger_at_a_time()
        row = Merger.objects.get(pk=merger)
        if Parting.objects.filter(pk=merger).exists():
            raise NotDone("parted_already")
        followers = followers_of(row)
        parting = Parting.objects.create(merger=row, at=at)
        Person.objects.filter(pk__in=followers).update(merged_into=row.absorbed_id)
        Person.objects.filter(pk=row.absorbed_id).update(merged_into=None)
        for one in (row.kept_id, row.absorbed_id):
            record(at=at, by=by, act="part_persons", subject=f"person:{one}")
    return parting


def _one_merger_at_a_time() -> None:
    """Wait until nobody else joins or parts: a chain of mergers is never changed at two ends at once."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE people_merger IN SHARE ROW EXCLUSIVE MODE")


def _an_account_would_gain_an_office(kept: UUID, absorbed: UUID, may_give_at: Collection[UUID]) -> bool:
    """Tell whether joining two records opens to the account of one an office of the other, beyond what may be given."""
    for one, other in ((kept, absorbed), (absorbed, kept)):
        if Account.objects.filter(person__whole=one).exists():
            gained = RoleHeld.objects.of(other).filter(role__in=OFFICES)
            if gained.exclude(role__in=set(OFFICES) - OF_NO_SCHOOL, school__in=may_give_at).exists():
                return True
    return False


def tell_apart(*, one: UUID, other: UUID, at: datetime, by: Actor) -> Distinction:
    """Keep that two records are two persons: they are no longer proposed as duplicates."""
    if one == other:
        raise NotDone("same_record")
    first, second = sorted((one, other))
    with transaction.atomic():
        row, fresh = Distinction.objects.get_or_create(first_id=first, second_id=second, defaults={"at": at})
        if fresh:
            for each in (first, second):
                record(at=at, by=by, act="tell_apart", subject=f"person:{each}")
    return row


def _changed(names: list[str]) -> Grounds:
    """Return what is kept of a correction: the names of the fields, never what they held or hold."""
    return Grounds(outcome="corrected", text=json.dumps({"fields": names}))
