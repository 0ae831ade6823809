"""The routes of the register of labels: is this programme accredited on this day, and why?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Router, Schema

from sceau.accreditation.in_force import counting, on_a_day
from sceau.accreditation.models import RegisterEntry
from sceau.accreditation.queries import acts_of, entries
from sceau.api.door import needs
from sceau.api.paging import PAGE, cursor_after, last_of, odd
from sceau.api.shapes import Page, answers
from sceau.regulation.plain import plain_decision
from sceau.site.words import say
from sceau.wording import language

router = Router(tags=["register"])
SCOPE = "read:catalogue"
LONGEST = 100


class EntryOut(Schema):
    """A label of the register, put to a day."""

    number: str
    url: str
    label: str
    speciality: dict[str, str]
    """In French, in English, or in both."""
    school: str
    """The name of the school that leads the programme; empty where no source names one."""
    programme: str
    """The public name of the programme in the catalogue."""
    on: date
    outcome: str
    """``accredited``, ``suspended``, ``not_accredited`` or ``to_be_established``."""
    said: str
    """The same in the language of the answer."""


class RegisterOut(Page):
    """A page of the register."""

    total: int
    labels: list[EntryOut]


class GrantOut(Schema):
    """A time for which the label was granted; what its source does not say is null."""

    since: date | None
    until: date | None
    source: str
    counts: bool
    """False of one that a later one corrects."""
    act: str | None
    """Where its signed act is sent, a PDF; null where it was granted elsewhere."""


class ChangeOut(Schema):
    """What was done to the label since."""

    change: str
    on: date
    motive: str


class EntryWholeOut(EntryOut):
    """A label of the register with its history, and the decision on the day."""

    grants: list[GrantOut]
    changes: list[ChangeOut]
    decision: dict[str, Any]


@router.get("/register/", response=answers(RegisterOut), url_name="api_register")
def register(request: HttpRequest, q: str = "", on: date | None = None, cursor: str = "") -> Any:
    """The labels that were ever granted, in the order of their specialities, each put to a day: today unless told."""
    needs(request, SCOPE, open_to_anyone=True)
    rows = entries(q.replace("\0", "")[:LONGEST])
    page = list(_after(rows, last_of(cursor))[: PAGE + 1])
    following = cursor_after(page[PAGE - 1].number) if len(page) > PAGE else None
    day = on or timezone.localdate(request.at)
    return {"total": rows.count(), "labels": [_listed(one, day) for one in page[:PAGE]], "next": following}


@router.get("/register/{number}", response=answers(EntryWholeOut), url_name="api_register_entry")
def register_entry(request: HttpRequest, number: str, on: date | None = None) -> Any:
    """A label by its number, with its history: whether it is borne on a day, today unless told, and why."""
    needs(request, SCOPE, open_to_anyone=True)
    entry = entries().filter(number=number.replace("\0", "")).first()
    if entry is None:
        raise Http404
    day = on or timezone.localdate(request.at)
    grants = list(entry.grants.all())
    kept = {one.pk for one in counting(grants)}
    told = ("since", "until", "source")
    acts = {key: _act(number, key) for key in acts_of(entry).values_list("decision__grant", flat=True)}
    return {
        **_listed(entry, day),
        "grants": [
            {name: getattr(one, name) for name in told} | {"counts": one.pk in kept, "act": acts.get(one.pk)}
            for one in grants
        ],
        "changes": list(entry.changes.values("change", "on", "motive")),
        "decision": plain_decision(on_a_day(entry, on=day).decision),
    }


def _act(number: str, grant: int) -> str:
    return settings.ENVIRONMENT.site_url + reverse("register_act", args=[number, grant])


def _after(rows: QuerySet[RegisterEntry], number: str) -> QuerySet[RegisterEntry]:
    """Return the entries that follow one in the order of lists; all of them where none is named."""
    if not number:
        return rows
    last = RegisterEntry.objects.filter(number=number).values_list("sort_key", flat=True).first()
    if last is None:
        raise odd("cursor", say("api_faults.cursor"))
    return rows.filter(sort_key__gt=last)


def _listed(entry: RegisterEntry, day: date) -> dict[str, Any]:
    judged = on_a_day(entry, on=day)
    last = counting(list(entry.grants.all()))[-1]
    said = {"fr": last.speciality_fr, "en": last.speciality_en}
    school = entry.programme.school
    return {
        "number": entry.number,
        "url": settings.ENVIRONMENT.site_url + reverse("register_entry", args=[entry.number]),
        "label": entry.label,
        "speciality": {code: text for code, text in said.items() if text},
        "school": school.name if school else "",
        "programme": entry.programme.slug,
        "on": day,
        "outcome": judged.decision.outcome,
        "said": judged.said(language(get_language() or "fr")).outcome,
    }
