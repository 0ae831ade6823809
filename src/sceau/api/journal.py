"""The routes of the journal: acts that one may see, the history of an object, the seals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from sceau.api.door import needs
from sceau.api.paging import PAGE, cursor_after, last_of, odd
from sceau.api.shapes import Page, answers
from sceau.journal.models import Entry, Seal
from sceau.site.kinds import get_of_kind
from sceau.site.words import say

router = Router(tags=["journal"])
SCOPE = "read:journal"
ACT = "see_history"
LARGEST = 2**63 - 1


class EntryOut(Schema):
    """An act: who in which role, when, what, on what, with the digest of what it rests on."""

    id: int
    at: datetime
    actor: str
    role: str
    school: str
    came_by: str
    act: str
    subject: str
    outcome: str
    edition: str
    digest: str


class EntriesOut(Page):
    """A page of acts, the latest first."""

    entries: list[EntryOut]


class SealOut(Schema):
    """A seal: the digest of every act since the one before it, chained to that one."""

    number: int
    at: datetime
    last_entry: int
    entries: int
    digest: str


class SealsOut(Page):
    """A page of seals, the latest first."""

    seals: list[SealOut]


@router.get("/journal", response=answers(EntriesOut), url_name="api_journal")
def entries(request: HttpRequest, cursor: str = "") -> Any:
    """The acts at the schools where one may read histories, and on oneself, the latest first."""
    needs(request, SCOPE)
    return _page(_seen(request), cursor)


@router.get("/journal/seals", response=answers(SealsOut), url_name="api_seals")
def seals(request: HttpRequest, cursor: str = "") -> Any:
    """The seals of the journal, the latest first: keep them elsewhere, and nobody alters it unseen."""
    needs(request, SCOPE)
    rows = list(Seal.objects.filter(number__lt=_before(cursor)).order_by("-number")[: PAGE + 1])
    out = [SealOut.from_orm(one) for one in rows[:PAGE]]
    return {"seals": out, "next": cursor_after(rows[PAGE - 1].number) if len(rows) > PAGE else None}


@router.get("/journal/{kind}/{key}", response=answers(EntriesOut), url_name="api_history")
def history(request: HttpRequest, kind: str, key: str, cursor: str = "") -> Any:
    """The acts on an object, the latest first."""
    needs(request, SCOPE)
    found = get_of_kind(request.viewer, kind, key.replace("\0", ""))
    return _page(Entry.objects.filter(subject=f"{kind}:{found.pk}"), cursor)


def _seen(request: HttpRequest) -> QuerySet[Entry]:
    viewer = request.viewer
    if viewer.may_anywhere(ACT):
        return Entry.objects.all()
    at = [str(school) for school in viewer.schools_for(ACT)]
    return Entry.objects.filter(Q(school__in=at) | Q(subject=f"person:{viewer.person}"))


def _page(rows: QuerySet[Entry], cursor: str) -> dict[str, Any]:
    found = list(rows.filter(pk__lt=_before(cursor)).order_by("-pk")[: PAGE + 1])
    out = [EntryOut.from_orm(one) for one in found[:PAGE]]
    return {"entries": out, "next": cursor_after(found[PAGE - 1].pk) if len(found) > PAGE else None}


def _before(cursor: str) -> int:
    said = last_of(cursor)
    if said and not (said.isascii() and said.isdigit() and int(said[:20]) <= LARGEST):
        raise odd("cursor", say("api_faults.cursor"))
    return int(said[:20]) if said else LARGEST
