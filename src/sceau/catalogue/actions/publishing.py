"""How does a version come before the public? Whoever wrote it submits it, and somebody else publishes what they saw."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sceau.catalogue.conformity import Judged, conformity
from sceau.catalogue.listings import list_again
from sceau.catalogue.models import SHOWN, Act, Programme, Standing, Version
from sceau.catalogue.not_written import NotWritten
from sceau.catalogue.register import level_of
from sceau.catalogue.sheet import Sheet, sheet_of
from sceau.catalogue.turning import known, locked, turn, writers_of
from sceau.core.calendar import paris_day
from sceau.core.catalogue import DOES_NOT_CONFORM
from sceau.journal.actions import Actor, Grounds, record
from sceau.journal.grounds import facts_of, grounds_of


def submit_version(*, version: UUID, word: str, at: datetime, by: Actor) -> Version:
    """Submit a version to who publishes it; where the law refuses it, ``word`` says why it is so."""
    known(by)
    with transaction.atomic():
        row = locked(version, standing=(Standing.DRAFT,), barred="not_a_draft")
        _refuse_unsaid(row, word, at)
        turn(row, Act.SUBMIT, at=at, by=by, word=word)
        record(at=at, by=by, act="submit_version", subject=f"version:{version}", on=facts_of(digest=row.digest))
    return row


def send_back_version(*, version: UUID, word: str, at: datetime, by: Actor) -> Version:
    """Send a version back to who wrote it, with a word on what is to be mended."""
    if not word.strip():
        raise NotWritten("no_word", "word")
    with transaction.atomic():
        row = locked(version, standing=(Standing.IN_REVIEW,), barred="not_in_review")
        _refuse_who_wrote(row, by)
        turn(row, Act.SEND_BACK, at=at, by=by, word=word)
        record(at=at, by=by, act="send_back_version", subject=f"version:{version}")
    return row


def publish_version(*, version: UUID, seen: str, at: datetime, by: Actor) -> Version:
    """Publish a version in the place of the one that is shown.

    ``seen`` is the digest of what the publisher saw: what was changed since is not published. The publisher is another
    person than any who wrote it. What the law says of it that day is recorded with its reasons.
    """
    with transaction.atomic():
        row = locked(version, standing=(Standing.IN_REVIEW,), barred="not_in_review")
        Programme.objects.select_for_update(of=("self",)).get(pk=row.programme_id)
        _refuse_who_wrote(row, by)
        if row.digest != seen:
            raise NotWritten("changed_since_seen")
        put_aside(row.programme, at=at, by=by)
        turn(row, Act.PUBLISH, at=at, by=by)
        list_again([row.programme_id])
        record(at=at, by=by, act="publish_version", subject=f"version:{version}", on=_grounds(row, at))
    return row


def put_aside(programme: Programme, *, at: datetime, by: Actor) -> None:
    """Put the version that is shown aside for the one that takes its place; what is pinned to it stays."""
    for before in Version.objects.select_for_update().filter(programme=programme, standing__in=SHOWN):
        turn(before, Act.REPLACE, at=at, by=by)
        record(at=at, by=by, act="replace_version", subject=f"version:{before.pk}")


def judged(version: Version, sheet: Sheet, at: datetime) -> Judged | None:
    """Put a sheet to the law of the day of an instant."""
    on = paris_day(at)
    return conformity(version.programme, sheet, rncp_level=level_of(sheet.registration.rncp, on=on), on=on)


def _grounds(version: Version, at: datetime) -> Grounds:
    found = judged(version, sheet_of(version.content), at)
    if found is None:
        return facts_of(digest=version.digest)
    return grounds_of(decision=found.decision, facts=found.facts, rules=found.rules)


def _refuse_unsaid(version: Version, word: str, at: datetime) -> None:
    """Raise ``NotWritten`` for a sheet that the law refuses, where nobody says why it is submitted all the same."""
    found = judged(version, sheet_of(version.content), at)
    if found is not None and found.decision.outcome == DOES_NOT_CONFORM and not word.strip():
        raise NotWritten("does_not_conform", "word")


def _refuse_who_wrote(version: Version, by: Actor) -> None:
    """Raise ``NotWritten`` for who wrote or submitted a version, by whichever account or record of theirs."""
    person = known(by).person
    if person is not None and person.whole in writers_of(version):
        raise NotWritten("two_persons")
