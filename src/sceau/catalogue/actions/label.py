"""How does a programme come to show a label? As a public source has it, or as the register of labels tells it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.catalogue.listings import list_again
from sceau.catalogue.models import Programme, RecordedLabel
from sceau.catalogue.not_written import NotWritten
from sceau.catalogue.turning import LONGEST_WORD
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.law.queries import shipped


def record_label(
    *,
    programme: UUID,
    label: str,
    since: date | None,
    until: date | None,
    source: str,
    at: datetime,
    by: Actor,
    suspended_on: date | None = None,
) -> RecordedLabel:
    """Record a label with where it is said; what was recorded before stays, and counts no longer."""
    if label not in shipped().labels:
        raise NotWritten("unknown_label", "label")
    if since and until and until < since:
        raise NotWritten("ends_before_it_begins", "until")
    if not source.strip() or len(source) > LONGEST_WORD or "\x00" in source:
        raise NotWritten("no_source", "source", n=LONGEST_WORD)
    with transaction.atomic():
        row = Programme.objects.select_for_update(of=("self",)).get(pk=programme)
        found = RecordedLabel.objects.create(
            programme=row,
            label=label,
            since=since,
            until=until,
            suspended_on=suspended_on,
            source=source.strip(),
            at=at,
        )
        list_again([programme])
        facts = facts_of(label=label, since=since, until=until, suspended_on=suspended_on)
        record(at=at, by=by, act="record_label", subject=f"programme:{programme}", on=facts)
    return found
