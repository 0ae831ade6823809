"""The routes of the requests for the label: where each stands, what the texts say of it, what was decided and why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from ninja import Query, Router, Schema

from sceau.accreditation.gate import may_read
from sceau.accreditation.models import WRITTEN, Dossier, Standing
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.queries import READS, SEES_DECISION, Filters, awaited_by, dossiers_of
from sceau.accreditation.reading import steps_for
from sceau.accreditation.requested import judged_parts, requested
from sceau.accreditation.sequel import judged_sequel, opinion_on
from sceau.api.door import needs
from sceau.api.paging import PAGE, cursor_after, last_of, odd
from sceau.api.shapes import Page, answers
from sceau.catalogue.shown import name_of
from sceau.core.calendar import paris_day
from sceau.people.access import get_or_refuse, visible
from sceau.regulation.plain import plain_decision
from sceau.site.words import say
from sceau.wording import language

router = Router(tags=["dossiers"])
SCOPE = "read:dossiers"
LONGEST = 100


class DossierOut(Schema):
    """A request for a label: what anybody who may know of it is told."""

    id: UUID
    url: str
    label: str
    campaign: str
    request: str
    """``first_request`` or ``renewal``."""
    title: str
    """Of the programme."""
    school: str
    standing: str
    awaited_by: date | None
    """The last day for what it waits for; null where it waits for nothing, or no day is set."""


class DossiersOut(Page):
    """A page of requests."""

    dossiers: list[DossierOut]


class PartOut(Schema):
    """One question of the law put to the request, with the decision."""

    about: str
    """``programme``, ``dossier``, or the name of a school that would bear the label too."""
    conforms: bool
    said: str
    decision: dict[str, Any]


class StepOut(Schema):
    """An act on the request."""

    act: str
    at: datetime
    word: str


class FilingOut(Schema):
    """A filing: at which instant, of which content."""

    at: datetime
    digest: str
    motive: str


class ConditionOut(Schema):
    """Something that a grant asks of the school."""

    text: str
    due_on: date
    met_at: datetime | None


class DecidedOut(Schema):
    """The decision that was published, with its signed act."""

    outcome: str
    first_day: date | None
    last_day: date | None
    motive: str
    published_at: datetime
    act: str
    conditions: list[ConditionOut]


class DossierWholeOut(DossierOut):
    """A request as its page shows it; null parts are kept from who has to declare first what ties them to it."""

    must_declare: bool
    chapters: dict[str, str] | None
    """What it answers, by criterion."""
    conformity: list[PartOut] | None
    steps: list[StepOut] | None
    filings: list[FilingOut] | None
    follows: dict[str, Any] | None
    """What follows from the opinion of the commission by the law of today, for those who decide."""
    decided: DecidedOut | None


class Wanted(Schema):
    """Which requests are asked for."""

    q: str = ""
    campaign: UUID | None = None
    standing: str = ""


@router.get("/dossiers", response=answers(DossiersOut), url_name="api_dossiers")
def dossiers(request: HttpRequest, wanted: Query[Wanted], cursor: str = "") -> Any:
    """The requests for a label that one may know of, the latest change first."""
    needs(request, SCOPE)
    if wanted.standing and wanted.standing not in Standing.values:
        raise odd("standing", say("api_faults.standing"))
    filters = Filters(wanted.q.replace("\0", "")[:LONGEST], wanted.standing, wanted.campaign)
    page = list(_after(dossiers_of(request.viewer, filters), last_of(cursor))[: PAGE + 1])
    following = None
    if len(page) > PAGE:
        last = page[PAGE - 1]
        following = cursor_after(f"{last.changed_at.isoformat()} {last.pk}")
    return {"dossiers": [_listed(one) for one in page[:PAGE]], "next": following}


@router.get("/dossiers/{key}", response=answers(DossierWholeOut), url_name="api_dossier")
def dossier(request: HttpRequest, key: UUID) -> Any:
    """A request for a label: what it says, what the texts say of it, what was done, what was decided."""
    needs(request, SCOPE)
    rows = dossiers_of(request.viewer, Filters())
    row: Dossier = get_or_refuse(request.viewer, READS, Dossier.objects.all(), pk=key)
    listed = _listed(rows.get(pk=key))
    if not may_read(request.viewer, row):
        kept = dict.fromkeys(("chapters", "conformity", "steps", "filings", "follows", "decided"))
        return {**listed, **kept, "must_declare": True}
    return {**listed, **_whole(request, row), "must_declare": False}


def _whole(request: HttpRequest, row: Dossier) -> dict[str, Any]:
    one, filings = requested(row), list(row.filings.all())
    judged_at = request.at if row.standing in WRITTEN or not filings else filings[-1].at
    lang = language(get_language() or "fr")
    return {
        "chapters": {code: chapter.text for code, chapter in sorted(one.chapters.items())},
        "conformity": [
            {
                "about": part.about,
                "conforms": part.conforms,
                "said": part.said(lang).outcome,
                "decision": plain_decision(part.decision),
            }
            for part in judged_parts(one, at=judged_at)
        ],
        "steps": [{"act": one.act, "at": one.at, "word": one.word} for one in steps_for(request.viewer, row)],
        "filings": [{"at": one.at, "digest": one.digest, "motive": one.motive} for one in filings],
        "follows": _follows(request, row),
        "decided": _decided(row),
    }


def _follows(request: HttpRequest, row: Dossier) -> dict[str, Any] | None:
    """Return what follows from the opinion of the commission; None for who does not see it, and before there is one."""
    sees = visible(request.viewer, SEES_DECISION, Dossier.objects.filter(pk=row.pk)).exists()
    if not sees or not row.items.exclude(opinion=None).exists():
        return None
    try:
        return plain_decision(judged_sequel(opinion_on(row), on=paris_day(request.at)).decision)
    except NotDone:
        return None


def _decided(row: Dossier) -> dict[str, Any] | None:
    found = row.decisions.exclude(published_at=None).prefetch_related("conditions").last()
    if found is None:
        return None
    told = ("outcome", "first_day", "last_day", "motive", "published_at")
    return {
        **{name: getattr(found, name) for name in told},
        "act": settings.ENVIRONMENT.site_url + reverse("dossier_act", args=[row.pk]),
        "conditions": list(found.conditions.values("text", "due_on", "met_at")),
    }


def _after(rows: QuerySet[Dossier], last: str) -> QuerySet[Dossier]:
    """Return the requests that follow one in the order of lists; all of them where none is named."""
    if not last:
        return rows
    changed, _, key = last.partition(" ")
    try:
        at, after = datetime.fromisoformat(changed), UUID(key)
    except ValueError:
        raise odd("cursor", say("api_faults.cursor")) from None
    return rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__gt=after))


def _listed(row: Dossier) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": settings.ENVIRONMENT.site_url + reverse("dossier", args=[row.pk]),
        "label": row.campaign.label,
        "campaign": row.campaign.name,
        "request": row.request,
        "title": name_of(row.programme.versions.all()[0]),
        "school": row.school.name,
        "standing": row.standing,
        "awaited_by": awaited_by(row),
    }
