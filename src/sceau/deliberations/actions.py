"""What is done to a deliberation? It is handed in, begun, told of as it goes, ended, erased; one attempt at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from procrastinate.contrib.django import app

from sceau.deliberations.models import RUNNING, Deliberation, Document, HandedIn, Proposal, State
from sceau.files.actions import taken_in
from sceau.files.names import XLSX, safe_name
from sceau.journal.actions import SCEAU, Actor, record
from sceau.journal.grounds import facts_of, facts_under
from sceau.people.models import School
from sceau.regulation.edition import Edition

WORKBOOK, MOODLE, MAPPING = "workbook", "moodle", "mapping"
MOST_AT_WORK = 20
"""How many workbooks of a school may wait or be at work: who drops the same one over and over is told to wait."""
AT_A_TIME = 50
"""Documents written to the database at once."""
TASK = "sceau.deliberations.tasks.deliberate_workbook"


class TooManyAtWork(RuntimeError):
    """A school has as many workbooks at work as it may: the next one has to wait."""


class Superseded(RuntimeError):
    """The attempt at work is no longer the one that counts: another took its place, or it was erased."""


class Upload(NamedTuple):
    """A file that somebody hands in: what it is, what it is called, its bytes."""

    what: str
    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to be deliberated: whose promotion it is, and in which language the documents are."""

    school: UUID
    programme: str
    intake: int
    language: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What a deliberation came to: the law, the proposals in the order of the minutes, the documents."""

    edition: Edition
    proposals: Sequence[Proposal]
    documents: Iterable[tuple[Document, int | None]]
    """Each with the place of the proposal that it is the transcript of, if any; made one by one."""
    row: Mapping[str, Any]
    """What the row of the deliberation then says."""


def hand_in_workbook(
    *, wanted: Wanted, uploads: Sequence[Upload], account: UUID | None, at: datetime, by: Actor
) -> Deliberation:
    """Keep a workbook until it is deliberated, and queue that; raises ``FileRefused``, or ``TooManyAtWork``."""
    held = {one.what: _taken(one) for one in uploads}
    workbook = held[WORKBOOK]
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=wanted.school)
        at_work = Deliberation.objects.filter(school=wanted.school, state__in=RUNNING, erased_at=None)
        if at_work.count() >= MOST_AT_WORK:
            raise TooManyAtWork
        deliberation = Deliberation.objects.create(
            school_id=wanted.school,
            programme=wanted.programme,
            intake=wanted.intake,
            language=wanted.language,
            account_id=account,
            at=at,
            name=safe_name(next(one.name for one in uploads if one.what == WORKBOOK), XLSX),
            digest=hashlib.sha256(workbook).hexdigest(),
            size=len(workbook),
            with_moodle=MOODLE in held,
        )
        HandedIn.objects.bulk_create(HandedIn(deliberation=deliberation, what=w, content=c) for w, c in held.items())
        facts = {"workbook": deliberation.digest, "programme": wanted.programme, "intake": wanted.intake}
        record(at=at, by=by, act="hand_in_workbook", subject=f"deliberation:{deliberation.pk}", on=facts_of(**facts))
        app.configure_task(TASK).defer(deliberation=str(deliberation.pk))
    return deliberation


def _taken(upload: Upload) -> bytes:
    """Return the bytes of a file that may be kept; raises ``FileRefused``."""
    with taken_in(uuid4(), upload.chunks) as (path, _):
        return path.read_bytes()


def begin(*, deliberation: UUID) -> int | None:
    """Begin an attempt, whatever became of those before, and return its number; None where there is nothing to do."""
    with transaction.atomic():
        rows = Deliberation.objects.select_for_update().filter(pk=deliberation, erased_at=None)
        row = rows.exclude(state__in=(State.DONE, State.FAULTY)).only("run").first()
        if row is None or not HandedIn.objects.filter(deliberation=deliberation, what=WORKBOOK).exists():
            return None
        again = {"state": State.READING, "done": 0, "students": 0, "why": "", "told": {}, "ended_at": None}
        Deliberation.objects.filter(pk=deliberation).update(run=row.run + 1, **again)
    return row.run + 1


def tell(*, deliberation: UUID, run: int, **how_far: Any) -> None:
    """Write how far an attempt has come; raises ``Superseded`` where it no longer counts."""
    if not Deliberation.objects.filter(pk=deliberation, run=run, erased_at=None).update(**how_far):
        raise Superseded


def finish(*, deliberation: UUID, run: int, ended: Ended, at: datetime) -> None:
    """Write what a deliberation came to, all of it or nothing; raises ``Superseded``."""
    with _still_counting(deliberation, run) as row:
        HandedIn.objects.filter(deliberation=row).delete()
        proposals = Proposal.objects.bulk_create(_of(row, ended.proposals), batch_size=AT_A_TIME)
        _write_documents(row, ended.documents, proposals)
        Deliberation.objects.filter(pk=row.pk).update(
            **ended.row, state=State.DONE, edition=ended.edition.digest, ended_at=at
        )
        facts = {"workbook": row.digest, "programme": row.programme, "intake": row.intake}
        grounds = facts_under(ended.edition, **facts, outcomes=ended.row["outcomes"])
        record(at=at, by=SCEAU, act="deliberate_workbook", subject=f"deliberation:{row.pk}", on=grounds)


def _of(row: Deliberation, proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    for one in proposals:
        one.deliberation = row
        yield one


def _write_documents(
    row: Deliberation, documents: Iterable[tuple[Document, int | None]], proposals: Sequence[Proposal]
) -> None:
    """Write documents some at a time: those of a thousand students are never in memory together."""
    some: list[Document] = []
    for document, place in documents:
        document.deliberation = row
        document.proposal = None if place is None else proposals[place]
        some.append(document)
        if len(some) == AT_A_TIME:
            Document.objects.bulk_create(some)
            some = []
    Document.objects.bulk_create(some)


def refuse_workbook(*, deliberation: UUID, run: int, told: Mapping[str, Any], count: int, at: datetime) -> None:
    """Write what is wrong with a workbook, and keep nothing else of it; raises ``Superseded``."""
    with _still_counting(deliberation, run) as row:
        HandedIn.objects.filter(deliberation=row).delete()
        Deliberation.objects.filter(pk=row.pk).update(state=State.FAULTY, told=told, done=0, students=0, ended_at=at)
        facts = facts_of(workbook=row.digest, faults=count)
        record(at=at, by=SCEAU, act="refuse_workbook", subject=f"deliberation:{row.pk}", on=facts)


def give_up(
    *, deliberation: UUID, run: int, why: str, told: Mapping[str, Any] | None = None, again: bool = False, at: datetime
) -> None:
    """Write why a deliberation failed; where it may be tried ``again``, what was handed in is kept for that.

    Raises ``Superseded``.
    """
    with _still_counting(deliberation, run) as row:
        if not again:
            HandedIn.objects.filter(deliberation=row).delete()
        Deliberation.objects.filter(pk=row.pk).update(state=State.FAILED, why=why, told=told or {}, ended_at=at)


@contextmanager
def _still_counting(deliberation: UUID, run: int) -> Iterator[Deliberation]:
    """Hold the row of an attempt while its end is written; raises ``Superseded`` where it no longer counts."""
    with transaction.atomic():
        rows = Deliberation.objects.select_for_update(of=("self",)).filter(pk=deliberation, run=run, erased_at=None)
        row = rows.first()
        if row is None:
            raise Superseded
        yield row


def erase_deliberation(*, deliberation: Deliberation, at: datetime, by: Actor) -> bool:
    """Erase all that names a student: files, proposals, documents, faults; tell whether there was anything left."""
    with transaction.atomic():
        rows = Deliberation.objects.select_for_update().filter(pk=deliberation.pk, erased_at=None)
        if not rows.exists():
            return False
        for model in (HandedIn, Document, Proposal):
            model.objects.filter(deliberation=deliberation.pk).delete()
        Deliberation.objects.filter(pk=deliberation.pk).update(erased_at=at, name="", told={}, titles={})
        record(at=at, by=by, act="erase_deliberation", subject=f"deliberation:{deliberation.pk}")
    return True
