"""How is a programme written? A version is started, its parts are written one by one, or it is withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.text import slugify

from sceau.catalogue.models import SHOWN, WRITTEN, Act, Programme, Version
from sceau.catalogue.not_written import NotWritten
from sceau.catalogue.sheet import Part, Presentation, Sheet, content_of, sheet_of
from sceau.catalogue.turning import digest_of, known, locked, turn
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.people.folding import fold
from sceau.people.models import School

LONGEST_SLUG = 110
ADDRESSES = "sceau.catalogue.addresses"
"""Names the lock that whoever takes an address holds."""
RESERVED = frozenset({"compare"})
"""Addresses beside those of programmes."""


def create_programme(*, school: UUID, code: str, sheet: Sheet, at: datetime, by: Actor) -> Version:
    """Enter a programme of a school with a first version to write; ``code`` is its code in the law, if it has one."""
    known(by)
    with transaction.atomic():
        row = School.objects.select_for_update().get(pk=school)
        if code and Programme.objects.filter(school=row, code=code).exists():
            raise NotWritten("code_taken", "code", code=code)
        programme = new_programme(row, code, sheet)
        record(at=at, by=by, act="create_programme", subject=f"programme:{programme.pk}", on=facts_of(school=school))
        return _start(programme, sheet, at=at, by=by)


def start_version(*, programme: UUID, at: datetime, by: Actor) -> Version:
    """Start another version of a programme from the one that is shown, or else from the last one."""
    known(by)
    with transaction.atomic():
        row = Programme.objects.select_for_update(of=("self",)).get(pk=programme)
        if Version.objects.filter(programme=row, standing__in=WRITTEN).exists():
            raise NotWritten("written_already")
        versions = Version.objects.filter(programme=row).order_by("-number")
        before = versions.filter(standing__in=SHOWN).first() or versions[0]
        return _start(row, sheet_of(before.content), at=at, by=by)


def write_version(*, version: UUID, name: str, part: Part, seen: str, at: datetime, by: Actor) -> Version:
    """Write a part of a version; one that was submitted is to be submitted anew.

    ``seen`` is the digest of that part as it was when it was opened: one that somebody wrote meanwhile is not written
    over, while others may write the other parts. Nothing is done, nor recorded, where nothing changes.
    """
    known(by)
    with transaction.atomic():
        row = locked(version, standing=WRITTEN, barred="not_to_write")
        if digest_of(row.content[name]) != seen:
            raise NotWritten("changed_meanwhile")
        after = {**row.content, name: part.model_dump(mode="json")}
        if after == row.content:
            return row
        row.content, row.digest = content_of(sheet_of(after)), digest_of(after)
        row.save(update_fields=["content", "digest"])
        turn(row, Act.WRITE, at=at, by=by, word=row.word)
        facts = facts_of(part=name, digest=row.digest)
        record(at=at, by=by, act="write_version", subject=f"version:{version}", on=facts)
    return row


def withdraw_version(*, version: UUID, at: datetime, by: Actor) -> Version:
    """Withdraw a version that is being written: nobody writes in it any more."""
    with transaction.atomic():
        row = locked(version, standing=WRITTEN, barred="not_to_write")
        turn(row, Act.WITHDRAW, at=at, by=by)
        record(at=at, by=by, act="withdraw_version", subject=f"version:{version}")
    return row


def new_programme(school: School | None, code: str, sheet: Sheet) -> Programme:
    """Enter a programme under an address that is free."""
    said: Presentation = sheet.presentation
    title = said.title.of("fr")
    base = slug_of(title, school)
    hold_addresses()
    taken = RESERVED | set(Programme.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return Programme.objects.create(school=school, slug=free_slug(base, taken), code=code)


def hold_addresses() -> None:
    """Let nobody else take an address of a programme until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [ADDRESSES])


def slug_of(title: str, school: School | None) -> str:
    """Return the address that a title and the school that leads it make."""
    return slugify(fold(f"{title} {school.name if school else ''}"))[:LONGEST_SLUG].strip("-") or "programme"


def free_slug(base: str, taken: Collection[str]) -> str:
    """Return an address that is not taken: the one that is wanted, or the same with the first number that is free."""
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def next_number(programme: Programme) -> int:
    """Return the number of the next version of a programme, held by the transaction."""
    last = Version.objects.filter(programme=programme).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _start(programme: Programme, sheet: Sheet, *, at: datetime, by: Actor) -> Version:
    content = content_of(sheet)
    number = next_number(programme)
    row = Version.objects.create(
        programme=programme, number=number, content=content, digest=digest_of(content), changed_at=at
    )
    turn(row, Act.START, at=at, by=by)
    facts = facts_of(programme=programme.pk, number=number, digest=row.digest)
    record(at=at, by=by, act="start_version", subject=f"version:{row.pk}", on=facts)
    return row
