"""How does a programme end? It is closed, still shown, then archived; another version opens it again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sceau.catalogue.listings import list_again
from sceau.catalogue.models import Act, Standing, Version
from sceau.catalogue.turning import locked, turn
from sceau.journal.actions import Actor, record


def close_programme(*, version: UUID, word: str, at: datetime, by: Actor) -> Version:
    """Close a programme: the version that is published stays to be read, and is offered no longer."""
    return _end(version, Standing.PUBLISHED, Act.CLOSE, "not_published", word, at, by)


def archive_programme(*, version: UUID, word: str, at: datetime, by: Actor) -> Version:
    """Archive a programme that is closed: the public reads it no longer."""
    return _end(version, Standing.CLOSED, Act.ARCHIVE, "not_closed", word, at, by)


def _end(version: UUID, standing: str, act: str, barred: str, word: str, at: datetime, by: Actor) -> Version:
    with transaction.atomic():
        row = locked(version, standing=(standing,), barred=barred)
        turn(row, act, at=at, by=by, word=word)
        list_again([row.programme_id])
        record(at=at, by=by, act=act, subject=f"programme:{row.programme_id}")
    return row
