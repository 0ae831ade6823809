"""What is done to two records of one person, or to two that look like one? They are joined, parted, told apart."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sceau.journal.actions import Actor, record
from sceau.people.actions.not_done import NotDone, refuse_who_is_no_more
from sceau.people.models import Account, Distinction, Merger, Parting, Person, RoleHeld
from sceau.people.queries import followers_of
from sceau.people.roles import OF_NO_SCHOOL, OFFICES


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
        for one in found.values():
            refuse_who_is_no_more(one)
        if offices_at is not None and _an_account_would_gain_an_office(kept, absorbed, offices_at):
            raise NotDone("gains_an_office")
        moved = Person.objects.filter(whole=absorbed)
        ids = sorted(str(one) for one in moved.values_list("pk", flat=True))
        moved.update(merged_into=kept)
        merger = Merger.objects.create(kept_id=kept, absorbed_id=absorbed, moved=ids, at=at)
        for key in (kept, absorbed):
            record(at=at, by=by, act="merge_persons", subject=f"person:{key}")
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
