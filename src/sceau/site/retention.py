"""What is past its time of keeping, and how is it erased? Each kind of data by an act of its own app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from sceau.accreditation.actions.misuse import erase_misuse, settled_before
from sceau.core.calendar import paris_day, start_of
from sceau.deliberations.actions import erase_deliberation
from sceau.deliberations.models import Deliberation
from sceau.files.actions import erase_file
from sceau.files.models import StoredFile
from sceau.journal.actions import Actor
from sceau.journal.retention import Kept, erase_evidence_from_before, evidence_from_before, read_retention
from sceau.mail.erasure import WAITING, erase_mail
from sceau.mail.models import Message
from sceau.people.erasure import (
    NotForgotten,
    close_account,
    erase_invitation,
    erase_link,
    erase_session,
    erase_token,
    forget,
)
from sceau.people.models import Person
from sceau.people.retention import (
    accounts_from_before,
    clear_sessions_that_are_over,
    invitations_from_before,
    links_from_before,
    persons_from_before,
    sessions_from_before,
    tokens_from_before,
)


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


def clear_what_is_over(*, at: datetime) -> None:
    """Clear the sessions and the counts of rate limits that ended by themselves."""
    clear_sessions_that_are_over(at=at)
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [at])  # noqa: S608 - a name of ours


def _mails_from_before(day: date) -> QuerySet[Message]:
    gone = Message.objects.filter(erased_at=None).exclude(going__in=WAITING)
    return gone.filter(written_at__lt=start_of(day)).order_by("pk")


def _files_from_before(day: date) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(erased_at=None, at__lt=start_of(day)).order_by("pk")


def _deliberations_from_before(day: date) -> QuerySet[Deliberation]:
    return Deliberation.objects.filter(erased_at=None, at__lt=start_of(day)).order_by("pk")


def _erase_mail(message: Message, *, at: datetime, by: Actor) -> bool:
    with transaction.atomic():
        return erase_mail(message=message, at=at, by=by)


def _forget(person: Person, *, at: datetime, by: Actor) -> bool:
    try:
        forget(person=person.pk, at=at, by=by)
    except NotForgotten:  # something was done about them since they were found
        return False
    return True


def _one_by_one(from_before: Callable[[date], QuerySet], erase: Callable[..., bool]) -> Erasable:
    """Return how a kind of data is erased of which each row goes by an act of its own."""

    def erase_all(*, day: date, at: datetime, by: Actor) -> int:
        return sum(erase(row, at=at, by=by) for row in list(from_before(day).only("pk")))

    return Erasable(from_before, erase_all)


ERASABLES: Mapping[str, Erasable] = MappingProxyType(
    {
        "evidence": Erasable(evidence_from_before, erase_evidence_from_before),
        "mail": _one_by_one(_mails_from_before, _erase_mail),
        "files": _one_by_one(_files_from_before, lambda one, **how: erase_file(file=one, **how)),
        "deliberations": _one_by_one(
            _deliberations_from_before, lambda one, **how: erase_deliberation(deliberation=one, **how)
        ),
        "misuses": _one_by_one(settled_before, lambda one, **how: erase_misuse(misuse=one, **how)),
        "invitations": _one_by_one(invitations_from_before, lambda one, **how: erase_invitation(invitation=one, **how)),
        "links": _one_by_one(links_from_before, lambda one, **how: erase_link(link=one, **how)),
        "tokens": _one_by_one(tokens_from_before, lambda one, **how: erase_token(token=one, **how)),
        "sessions": _one_by_one(sessions_from_before, lambda one, **how: erase_session(browser=one, **how)),
        "accounts": _one_by_one(accounts_from_before, lambda one, **how: close_account(account=one, **how)),
        "persons": _one_by_one(persons_from_before, _forget),
    }
)
