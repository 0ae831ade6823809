"""How does an act enter the journal, in the very transaction that does it, and how is its evidence erased?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    came_by: str = ""
    """What they came in by, as ``kind:id``, or ``TERMINAL``; empty where they signed in."""


SCEAU = Actor()
TERMINAL = "terminal"
"""How somebody comes in who gives a command on the machine itself, where nobody signs in."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an act rests on: a decision's outcome, its question, facts and reasons as text, the law that it applies."""

    outcome: str
    text: str
    edition: Edition | None = None
    """None where no law is applied. Without an outcome the text is facts (``facts_of``): nothing is judged again."""


def record(*, at: datetime, by: Actor, act: str, subject: str, on: Grounds | None = None) -> Entry:
    """Append an entry, with its evidence; raises ``RuntimeError`` outside the transaction of the act itself."""
    return record_all(at=at, by=by, act=act, on=[(subject, on)])[0]


def record_all(*, at: datetime, by: Actor, act: str, on: Sequence[tuple[str, Grounds | None]]) -> list[Entry]:
    """Append an entry for each of the subjects of one act, in their order, in as many queries however many they are."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{act}: an act is recorded in the transaction that does it")
    entries = Entry.objects.bulk_create(
        Entry(
            at=at,
            actor=by.account,
            role=by.role,
            school=by.school,
            came_by=by.came_by,
            act=act,
            subject=subject,
            outcome=grounds.outcome if grounds else "",
            edition=grounds.edition.digest if grounds and grounds.edition else "",
            digest=digest_of(grounds.text) if grounds else "",
        )
        for subject, grounds in on
    )
    stated = [(entry, grounds) for entry, (_, grounds) in zip(entries, on, strict=True) if grounds]
    if stated:
        Evidence.objects.bulk_create(Evidence(entry=entry, text=grounds.text) for entry, grounds in stated)
        _keep({grounds.edition.digest: grounds.edition for _, grounds in stated if grounds.edition})
    return entries


def _keep(editions: Mapping[str, Edition]) -> None:
    """Keep editions, each once: another transaction may be keeping the same one at this instant."""
    known = set(KeptEdition.objects.filter(pk__in=editions).values_list("pk", flat=True)) if editions else set()
    fresh = [KeptEdition(digest=key, text=text_of(one)) for key, one in editions.items() if key not in known]
    if fresh:
        KeptEdition.objects.bulk_create(fresh, ignore_conflicts=True)


def erase_evidence(*, at: datetime, by: Actor, entry: Entry) -> Entry:
    """Erase what an entry rests on, and record that; the entry stays, and so does the digest."""
    erasure = record(at=at, by=by, act=ERASES_EVIDENCE, subject=f"entry:{entry.pk}")
    Evidence.objects.filter(entry=entry).delete()
    return erasure
