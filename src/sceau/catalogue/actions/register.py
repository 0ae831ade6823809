"""How does what the RNCP says enter Sceau? A whole archive of its open data at once, or nothing of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sceau.catalogue.listings import list_again
from sceau.catalogue.models import Certification, Listing, RegisterReading
from sceau.catalogue.not_written import NotWritten
from sceau.catalogue.register import CODES_OF_A_TITLE, Archive, Title
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of

AT_A_TIME = 1000
FIELDS = ("title", "level", "since", "until", "is_active", "replaced_by", "blocks", "certifiers", *CODES_OF_A_TITLE)


def read_register(*, archive: Archive, at: datetime, by: Actor) -> RegisterReading:
    """Take in what an archive says of every title; one that was read before changes nothing and is returned again.

    Raises ``NotWritten`` for an archive older than the last one that was read.
    """
    with transaction.atomic():
        before = RegisterReading.objects.filter(digest=archive.digest).first()
        if before is not None:
            return before
        last = RegisterReading.objects.order_by("-day").values_list("day", flat=True).first()
        if last and archive.day < last:
            raise NotWritten("older_register", day=last)
        changed = _changed(archive)
        Certification.objects.bulk_create(
            (Certification(number=one.number, read_on=archive.day, **_said(one)) for one in changed),
            batch_size=AT_A_TIME,
            update_conflicts=True,
            unique_fields=["number"],
            update_fields=[*FIELDS, "read_on"],
        )
        reading = RegisterReading.objects.create(
            day=archive.day, digest=archive.digest, at=at, titles=len(archive.titles), changed=len(changed)
        )
        numbers = {one.number for one in changed}
        list_again(Listing.objects.filter(certification__in=numbers).values_list("programme", flat=True))
        facts = facts_of(day=archive.day, digest=archive.digest, titles=len(archive.titles), changed=len(changed))
        record(at=at, by=by, act="read_register", subject=f"register_reading:{reading.pk}", on=facts)
    return reading


def _changed(archive: Archive) -> list[Title]:
    """Return the titles that are new, or of which the archive says something else than what is kept."""
    kept = {one.pop("number"): one for one in Certification.objects.values("number", *FIELDS)}
    return [one for one in archive.titles.values() if kept.get(one.number) != _said(one)]


def _said(title: Title) -> dict[str, Any]:
    said = {name: getattr(title, name) for name in FIELDS}
    return {**said, "blocks": [list(one) for one in title.blocks]}
