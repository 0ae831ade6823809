"""Has anything in the journal been altered? Seals chain the entries; verifying computes every one again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Max

from sceau.journal.models import Entry, Evidence, KeptEdition, Seal

BEFORE_THE_FIRST = "0" * 64
"""The digest that the first seal is chained to."""
FIELDS = ("id", "at", "actor", "role", "school", "came_by", "act", "subject", "outcome", "edition", "digest")
"""What a seal covers of an entry: everything."""
AT_A_TIME = 2000
FIRST_ENTRY = 1
ERASES_EVIDENCE = "erase_evidence"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the journal that is not as it was written: of what kind, which one, and what is wrong with it."""

    kind: str
    """``seal``, ``entry`` or ``edition``."""
    id: int | str
    what: str
    """A key of the sentences on findings (``wording/cli.*.toml``)."""
    named: Mapping[str, int] = field(default_factory=dict)
    """What fills the places of that sentence."""


@dataclass(frozen=True, slots=True)
class KnownSeal:
    """A seal as it was exported, to be kept out of reach of whoever could alter the database."""

    number: int
    at: datetime
    last_entry: int
    entries: int
    digest: str


def seal(*, at: datetime) -> Seal | None:
    """Seal every entry since the last seal; None if there is none.

    The lock waits for every transaction that has begun to write an entry, and holds off those that come: the id of an
    entry is drawn under it, so that none may later appear below the last one sealed.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE journal_seal IN EXCLUSIVE MODE")
            cursor.execute("LOCK TABLE journal_entry IN SHARE MODE")
        before = Seal.objects.order_by("-number").first()
        after = before.last_entry if before else 0
        last = Entry.objects.filter(pk__gt=after).aggregate(last=Max("pk"))["last"]
        if last is None:
            return None
        number = before.number + 1 if before else 1
        previous = before.digest if before else BEFORE_THE_FIRST
        count, digest = _digest(previous, number, at, last, entries_between(after, last))
        return Seal.objects.create(number=number, at=at, last_entry=last, entries=count, digest=digest)


def entries_between(after: int, last: int) -> Iterator[tuple[object, ...]]:
    """Return the entries after one id and up to another, in order, as what a seal covers."""
    rows = Entry.objects.filter(pk__gt=after, pk__lte=last).order_by("pk").values_list(*FIELDS)
    return rows.iterator(chunk_size=AT_A_TIME)


def verify(*, against: Sequence[KnownSeal] = ()) -> list[Finding]:
    """Return all that is not as it was written; ``against`` are seals kept elsewhere, that tell what was cut off.

    Each seal is computed again upon the digest that the one before it should have: one altered entry is found once.
    """
    return [*_seals_broken(), *_evidence_altered(), *_editions_altered(), *seals_lost(against)]


def _seals_broken() -> Iterator[Finding]:
    """Find the seals that are missing, or whose entries are no longer those that they were set upon.

    Ids begin at one: an entry below would be covered by no seal.
    """
    below = Entry.objects.filter(pk__lt=FIRST_ENTRY).order_by("pk").values_list("pk", flat=True)
    yield from (Finding("entry", key, "never_drawn") for key in below)
    digest, after = BEFORE_THE_FIRST, 0
    for place, sealed in enumerate(Seal.objects.order_by("number").iterator(chunk_size=AT_A_TIME), start=1):
        if sealed.number != place:
            yield Finding("seal", place, "missing")
            return
        between = entries_between(after, sealed.last_entry)
        count, found = _digest(digest, sealed.number, sealed.at, sealed.last_entry, between)
        if (count, found) != (sealed.entries, sealed.digest):
            span = {"first": after + 1, "last": sealed.last_entry, "found": count, "sealed": sealed.entries}
            yield Finding("seal", place, "entries_altered", span)
        digest, after = sealed.digest, sealed.last_entry


def _digest(
    previous: str, number: int, at: datetime, last: int, entries: Iterable[tuple[object, ...]]
) -> tuple[int, str]:
    """Return how many entries there are, and the digest of them all, and of the seal itself, upon the previous one."""
    head = f"{previous}\n{number}\n{at.astimezone(UTC).isoformat()}\n{last}\n"
    sha, count = hashlib.sha256(head.encode()), 0
    for entry in entries:
        count += 1
        sha.update(_line(entry))
    return count, sha.hexdigest()


def _line(entry: tuple[object, ...]) -> bytes:
    """Return an entry as one line that no other entry can have."""
    parts = [part.astimezone(UTC).isoformat() if isinstance(part, datetime) else part for part in entry]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _evidence_altered() -> Iterator[Finding]:
    """Find evidence that is not what its entry was written upon, or that went without the act that erases it."""
    erased = set(Entry.objects.filter(act=ERASES_EVIDENCE).values_list("subject", flat=True))
    rows = Entry.objects.exclude(digest="").order_by("pk").values_list("pk", "digest", "evidence__text")
    for key, digest, text in rows.iterator(chunk_size=AT_A_TIME):
        if text is None and f"entry:{key}" not in erased:
            yield Finding("entry", key, "evidence_missing")
        elif text is not None and digest_of(text) != digest:
            yield Finding("entry", key, "evidence_altered")
    strays = Evidence.objects.filter(entry__digest="").order_by("pk").values_list("pk", flat=True)
    yield from (Finding("entry", key, "evidence_of_nothing") for key in strays)


def _editions_altered() -> Iterator[Finding]:
    """Find editions that are not the law that was decided under, that are gone, or that nothing was decided under."""
    named = set(Entry.objects.exclude(edition="").order_by().values_list("edition", flat=True).distinct())
    kept = set()
    for digest, text in KeptEdition.objects.order_by("pk").values_list("pk", "text").iterator(chunk_size=AT_A_TIME):
        kept.add(digest)
        if digest_of(text) != digest:
            yield Finding("edition", digest, "edition_altered")
    yield from (Finding("edition", digest, "edition_missing") for digest in sorted(named - kept))
    yield from (Finding("edition", digest, "edition_of_nothing") for digest in sorted(kept - named))


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def seals_lost(against: Sequence[KnownSeal]) -> Iterator[Finding]:
    """Find seals that were kept elsewhere and are no longer here as they were."""
    here = {one.number: known(one) for one in Seal.objects.iterator(chunk_size=AT_A_TIME)} if against else {}
    for kept in against:
        if here.get(kept.number) != kept:
            yield Finding("seal", kept.number, "not_the_one_kept" if kept.number in here else "cut_off")


def known(one: Seal) -> KnownSeal:
    """Return a seal as it is exported."""
    return KnownSeal(one.number, one.at, one.last_entry, one.entries, one.digest)
