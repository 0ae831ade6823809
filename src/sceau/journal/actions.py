"""How does an act enter the journal, in the very transaction that does it, and how is its evidence erased?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from sceau.journal.models import Entry, Evidence, KeptEdition
from sceau.journal.seals import ERASES_EVIDENCE, digest_of
from sceau.regulation.edition import Edition, text_of


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, at which school: opaque ids. All are empty when Sceau acts by itself."""

    account: str = ""
    role: str = ""
    school: str = ""


SCEAU = Actor()


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an act rests on: a decision's outcome, its question, facts and reasons as text, the law that it applies."""

    outcome: str
    text: str
    edition: Edition | None = None
    """None where no law is applied: what somebody said, kept as it was said."""


def record(*, at: datetime, by: Actor, act: str, subject: str, on: Grounds | None = None) -> Entry:
    """Append an entry, with its evidence; raises ``RuntimeError`` outside the transaction of the act itself."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{act} {subject}: an act is recorded in the transaction that does it")
    entry = Entry.objects.create(
        at=at,
        actor=by.account,
        role=by.role,
        school=by.school,
        act=act,
        subject=subject,
        outcome=on.outcome if on else "",
        edition=on.edition.digest if on and on.edition else "",
        digest=digest_of(on.text) if on else "",
    )
    if on:
        Evidence.objects.create(entry=entry, text=on.text)
        if on.edition:
            _keep(on.edition)
    return entry


def _keep(edition: Edition) -> None:
    """Keep an edition, once: another transaction may be keeping the same one at this instant."""
    if not KeptEdition.objects.filter(pk=edition.digest).exists():
        kept = KeptEdition(digest=edition.digest, text=text_of(edition))
        KeptEdition.objects.bulk_create([kept], ignore_conflicts=True)


def erase_evidence(*, at: datetime, by: Actor, entry: Entry) -> Entry:
    """Erase what an entry rests on, and record that; the entry stays, and so does the digest."""
    erasure = record(at=at, by=by, act=ERASES_EVIDENCE, subject=f"entry:{entry.pk}")
    Evidence.objects.filter(entry=entry).delete()
    return erasure
