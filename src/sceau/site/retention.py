"""What is past its time of keeping, and how is it erased? Each kind of data by an act of its own app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from django.db import transaction
from django.db.models import QuerySet

from sceau.core.calendar import paris_day, start_of
from sceau.files.actions import erase_file
from sceau.files.models import StoredFile
from sceau.journal.actions import Actor
from sceau.journal.retention import Kept, erase_evidence_from_before, evidence_from_before, read_retention
from sceau.mail.erasure import WAITING, erase_mail
from sceau.mail.models import Message


@dataclass(frozen=True, slots=True)
class Past:
    """One kind of data on a day: what is kept of it, since when, and how much is past that."""

    kind: str
    kept: Kept
    before: date | None
    """What is from before this day is past its time; None where nothing says how long it is kept."""
    count: int


@dataclass(frozen=True, slots=True)
class Erasable:
    """How one kind of data is found, and erased."""

    from_before: Callable[[date], QuerySet]
    erase: Callable[..., int]


def past_their_time(folder: Path, *, at: datetime) -> list[Past]:
    """Return each kind of data with how much of it is past its time; raises ``RetentionFaulty``."""
    on = paris_day(at)
    found = []
    for kind, kept in read_retention(folder).items():
        before = kept.before(on)
        found.append(Past(kind, kept, before, ERASABLES[kind].from_before(before).count() if before else 0))
    return found


def erase_what_is_past(folder: Path, *, at: datetime, by: Actor) -> list[Past]:
    """Erase what is past its time, and return how much; raises ``RetentionFaulty``, and erases nothing then."""
    on = paris_day(at)
    erased = []
    for kind, kept in read_retention(folder).items():
        before = kept.before(on)
        count = ERASABLES[kind].erase(day=before, at=at, by=by) if before else 0
        erased.append(Past(kind, kept, before, count))
    return erased


def _mails_from_before(day: date) -> QuerySet[Message]:
    gone = Message.objects.filter(erased_at=None).exclude(going__in=WAITING)
    return gone.filter(written_at__lt=start_of(day)).order_by("pk")


def _files_from_before(day: date) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(erased_at=None, at__lt=start_of(day)).order_by("pk")


def _erase_mails(*, day: date, at: datetime, by: Actor) -> int:
    count = 0
    for message in list(_mails_from_before(day)):
        with transaction.atomic():
            count += erase_mail(message=message, at=at, by=by)
    return count


def _erase_files(*, day: date, at: datetime, by: Actor) -> int:
    return sum(erase_file(file=file, at=at, by=by) for file in list(_files_from_before(day)))


ERASABLES: Mapping[str, Erasable] = MappingProxyType(
    {
        "evidence": Erasable(evidence_from_before, erase_evidence_from_before),
        "mail": Erasable(_mails_from_before, _erase_mails),
        "files": Erasable(_files_from_before, _erase_files),
    }
)
