"""What is done to a school? It is entered, its name is corrected, its membership begins and ends."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.people.actions.not_done import NotDone
from sceau.people.identity import longest
from sceau.people.models import Membership, School

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


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
            record(at=at, by=by, act="correct_school", subject=f"school:{school}", on=facts_of(fields=["name"]))
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
        record(at=at, by=by, act="begin_membership", subject=f"school:{school}", on=facts_of(since=since))
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
        ended = facts_of(since=membership.since, until=until)
        record(at=at, by=by, act="end_membership", subject=f"school:{school}", on=ended)
    return membership
