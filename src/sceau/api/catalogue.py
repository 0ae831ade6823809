"""The routes of programmes: the same search as the page, and a programme whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema

from sceau.api.door import needs
from sceau.api.paging import cursor_after, last_of, odd
from sceau.api.shapes import Page, answers
from sceau.catalogue.facets import GROUPS
from sceau.catalogue.models import SHOWN, Version
from sceau.catalogue.search import LONGEST, Wanted, search
from sceau.catalogue.sheet import Sheet, sheet_of
from sceau.catalogue.shown import Shown, shown
from sceau.site.words import say

router = Router(tags=["catalogue"])
SCOPE = "read:catalogue"
LARGEST_PAGE = 10_000


class ListedOut(Schema):
    """A programme as lists have it."""

    slug: str
    url: str
    title: dict[str, str]
    """In French, in English, or in both."""
    schools: list[str]
    """Their names, the lead school first."""
    domain: str
    languages: list[str]
    paces: list[str]
    cities: list[str]
    rncp: str


class ProgrammesOut(Page):
    """A page of programmes."""

    total: int
    words: str
    """The words that were looked for in the place of those that nothing holds; empty where they were as asked."""
    programmes: list[ListedOut]


class LabelOut(Schema):
    """A label that was recorded."""

    label: str
    since: date | None
    until: date | None
    source: str


class ProgrammeOut(ListedOut):
    """A programme whole."""

    standing: str
    version: int
    digest: str
    source: str
    label: LabelOut | None
    sheet: Sheet


class Looked(Schema):
    """What is looked for; within a facet one of the values is enough."""

    q: str = ""
    domain: list[str] = []
    school: list[str] = []
    city: list[str] = []
    language: list[str] = []
    pace: list[str] = []
    duration: list[str] = []
    work_study: list[str] = []
    cpf: list[str] = []
    rncp: list[str] = []


@router.get("/programmes/", response=answers(ProgrammesOut), url_name="api_programmes")
def programmes(request: HttpRequest, looked: Query[Looked], cursor: str = "") -> Any:
    """The programmes that are published, in the order of their titles, or of how well they fit the words."""
    needs(request, SCOPE, open_to_anyone=True)
    chosen = {group: frozenset(getattr(looked, group)) for group in GROUPS if getattr(looked, group)}
    wanted = Wanted(looked.q.replace("\0", "")[:LONGEST], chosen, _page(cursor))
    found = search(wanted, on=timezone.localdate(request.at))
    following = cursor_after(found.page + 1) if found.page < found.pages else None
    out = [_listed(one) for one in shown(found.versions)]
    return {"total": found.total, "words": found.corrected, "programmes": out, "next": following}


@router.get("/programmes/{slug}", response=answers(ProgrammeOut), url_name="api_programme")
def programme(request: HttpRequest, slug: str) -> Any:
    """A programme that is published, or closed, with all that its sheet says."""
    needs(request, SCOPE, open_to_anyone=True)
    rows = Version.objects.filter(programme__slug=slug, standing__in=SHOWN).select_related("programme__school")
    version = rows.first()
    if version is None:
        raise Http404
    label = version.programme.labels.values("label", "since", "until", "source").first()
    return {
        **_listed(shown([version])[0]),
        "standing": version.standing,
        "version": version.number,
        "digest": version.digest,
        "source": version.source,
        "label": label,
        "sheet": sheet_of(version.content),
    }


def _listed(one: Shown) -> dict[str, Any]:
    sheet = one.sheet
    return {
        "slug": one.slug,
        "url": settings.ENVIRONMENT.site_url + reverse("programme", args=[one.slug]),
        "title": {code: text for code, text in sheet.presentation.title.model_dump().items() if text},
        "schools": list(one.schools),
        "domain": sheet.organisation.domain,
        "languages": list(sheet.organisation.languages),
        "paces": list(sheet.organisation.paces),
        "cities": [campus.city for campus in sheet.places.campuses if campus.city],
        "rncp": sheet.registration.rncp,
    }


def _page(cursor: str) -> int:
    if not cursor:
        return 1
    page = last_of(cursor)
    if not page.isdecimal() or not 0 < int(page[:6]) <= LARGEST_PAGE:
        raise odd("cursor", say("api_faults.cursor"))
    return int(page[:6])
