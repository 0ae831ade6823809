"""The register of labels: what anybody reads of it, and where its office writes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.accreditation.acting import refuse
from sceau.accreditation.actions import CHANGES as ACT_OF
from sceau.accreditation.actions import correct_grant, record_grant
from sceau.accreditation.forms import ChangeForm, GrantForm, OnForm
from sceau.accreditation.in_force import OnADay, counting, history_of, on_a_day
from sceau.accreditation.models import LabelGrant, PublishedAct, RegisterEntry
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.queries import (
    CHANGES,
    CLOSES,
    RECORDS,
    SEES_MISUSES,
    SEES_RESULTS,
    acts_of,
    entries,
    programmes_found,
    public_slug,
)
from sceau.accreditation.state_badge import SVG, badge_of
from sceau.catalogue.models import Programme
from sceau.catalogue.shown import label_name
from sceau.core.closed_lists import LABEL_CHANGES
from sceau.files.serving import shut_in
from sceau.law.queries import shipped
from sceau.people.access import actor, get_or_refuse, visible
from sceau.people.forms import say
from sceau.people.views import get_or_post, posted
from sceau.wording import language

A_PAGE = 30
LONGEST = 100
AN_HOUR = 3600
PDF = "application/pdf"
TAGS = {"accredited": "good", "suspended": "bad", "not_accredited": "bad", "to_be_established": ""}
"""How the answer of a day is shown."""


class Line(NamedTuple):
    """An entry of the register as it is shown: its speciality, its school, and whether it holds on the day."""

    entry: RegisterEntry
    title: str
    label: str
    school: str
    slug: str
    judged: OnADay
    outcome: str
    tag: str


def line_of(entry: RegisterEntry, *, on: date) -> Line:
    """Return an entry in the words of the page, put to a day."""
    code = get_language() or "fr"
    judged = on_a_day(entry, on=on)
    last = counting(list(entry.grants.all()))[-1]
    one, other = last.speciality_fr, last.speciality_en
    title = (other or one) if code == "en" else (one or other)
    school = entry.programme.school
    outcome = judged.decision.outcome
    return Line(
        entry,
        title or entry.programme.slug,
        label_name(entry.label),
        school.name if school else "",
        public_slug(entry),
        judged,
        judged.said(language(code)).outcome,
        TAGS.get(outcome, "warn"),
    )


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the labels that fit what is looked for, each put to a day."""
    text, (on, fault) = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip(), _day(request)
    page = Paginator(entries(text), A_PAGE).get_page(request.GET.get("page"))
    shown_here = {
        "page": page,
        "lines": [line_of(one, on=on) for one in page],
        "text": text,
        "on": on,
        "fault": fault,
        "may_record": bool(request.viewer.grants(RECORDS)),
        "may_see_misuses": bool(request.viewer.grants(SEES_MISUSES)),
    }
    return render(request, "accreditation/register.html", shown_here)


@require_safe
def register_entry(request: HttpRequest, number: str) -> HttpResponse:
    """Show a label with all that happened to it, and whether it holds on a day."""
    return _page(request, _entry(number))


@require_safe
def register_state(request: HttpRequest, number: str) -> HttpResponse:
    """Send a small picture that says where a label stands today."""
    code = "en" if request.GET.get("lang") == "en" else "fr"
    on = timezone.localdate(request.at)
    entry = _entry(number)
    drawn = badge_of(label_name(entry.label), on_a_day(entry, on=on).decision, on=on, code=code)
    return HttpResponse(drawn, content_type=SVG, headers={"Cache-Control": f"public, max-age={AN_HOUR}"})


@require_safe
def register_act(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Send the signed act by which a label was granted, in the language that is asked for."""
    return send_act(request, acts_of(_entry(number)).filter(decision__grant=key))


def send_act(request: HttpRequest, acts: QuerySet[PublishedAct]) -> HttpResponse:
    """Send an act as it was signed, in the language that is asked for; raises ``Http404`` where there is none."""
    code = "en" if request.GET.get("lang") == "en" else "fr"
    found = acts.filter(language=code).select_related("decision").first()
    if found is None:
        raise Http404
    name = f"label-{found.decision_id}-{code}.pdf"
    return shut_in(FileResponse(BytesIO(found.pdf), as_attachment=True, filename=name, content_type=PDF))


@get_or_post
def record_grant_page(request: HttpRequest) -> HttpResponse:
    """Record a label that was granted elsewhere: find the programme, then say what its source says."""
    by = actor(request.viewer, RECORDS)
    programme = _chosen(request)
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    form = GrantForm(posted(request), labels=labels_known())
    if programme and request.method == "POST" and form.is_valid():
        try:
            grant = record_grant(programme=programme.pk, **form.cleaned_data, at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("register.done.recorded"))
            return redirect("register_entry", number=grant.entry.number)
    shown_here = {
        "programme": programme,
        "form": form,
        "text": text,
        "found": programmes_found(text) if text and not programme else None,
    }
    return render(request, "accreditation/record_grant.html", shown_here, status=422 if form.errors else 200)


@get_or_post
def correct_grant_page(request: HttpRequest, key: int) -> HttpResponse:
    """Say a grant better than it was recorded."""
    by = actor(request.viewer, RECORDS)
    grant = LabelGrant.objects.select_related("entry__programme__school").filter(pk=key).first()
    if grant is None:
        raise Http404
    before = {"label": grant.entry.label, "since": grant.since, "until": grant.until, "source": grant.source}
    form = GrantForm(posted(request), labels=[(grant.entry.label, label_name(grant.entry.label))], initial=before)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("since", "until", "source")}
        try:
            correct_grant(grant=key, **said, at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("register.done.corrected"))
            return redirect("register_entry", number=grant.entry.number)
    shown_here = {"grant": grant, "form": form, "line": _line(request, grant.entry)}
    return render(request, "accreditation/correct_grant.html", shown_here, status=422 if form.errors else 200)


@require_POST
def change_label_page(request: HttpRequest, number: str) -> HttpResponse:
    """Suspend, reinstate or withdraw a label."""
    return _change(request, number, CHANGES, OF_THE_OFFICE)


@require_POST
def close_label_page(request: HttpRequest, number: str) -> HttpResponse:
    """Close a programme: its school gives up the label."""
    return _change(request, number, CLOSES, OF_THE_SCHOOL)


OF_THE_SCHOOL = ("closed",)
OF_THE_OFFICE = tuple(one for one in LABEL_CHANGES if one not in OF_THE_SCHOOL)


def _change(request: HttpRequest, number: str, act: str, changes: tuple[str, ...]) -> HttpResponse:
    entry: RegisterEntry = get_or_refuse(request.viewer, act, entries(), number=number)
    by = actor(request.viewer, act, school=entry.programme.school_id if act == CLOSES else None)
    form = ChangeForm(request.POST, changes=changes, prefix=act)
    if form.is_valid():
        try:
            told = {name: form.cleaned_data[name] for name in ("on", "motive")}
            ACT_OF[form.cleaned_data["change"]](entry=entry.pk, **told, at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("register.done.changed"))
            return redirect("register_entry", number=number)
    return _page(request, entry, **{f"{act}_form": form})


def _entry(number: str) -> RegisterEntry:
    found = entries().filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _line(request: HttpRequest, entry: RegisterEntry) -> Line:
    return line_of(entry, on=timezone.localdate(request.at))


def _day(request: HttpRequest) -> tuple[date, str]:
    """Return the day that is asked for, else today; and what is wrong with what was written, if anything."""
    form = OnForm({"day": request.GET.get("on", "")})
    day = form.cleaned_data["day"] if form.is_valid() else None
    return day or timezone.localdate(request.at), next(iter(form.errors.get("day", [])), "")


def _chosen(request: HttpRequest) -> Programme | None:
    """Return the programme that was chosen; None before one is."""
    key = request.GET.get("programme", "").replace("\0", "")
    try:
        return Programme.objects.select_related("school").filter(pk=key).first() if key else None
    except ValidationError:
        raise Http404 from None


def labels_known() -> list[tuple[str, str]]:
    """Return the labels that the law knows, each with its name."""
    return [(one, label_name(one)) for one in sorted(shipped().labels)]


def _page(request: HttpRequest, entry: RegisterEntry, **more: Any) -> HttpResponse:
    on, fault = _day(request)
    line = line_of(entry, on=on)
    may = {act: visible(request.viewer, act, entries().filter(pk=entry.pk)).exists() for act in (CHANGES, CLOSES)}
    today = timezone.localdate(request.at)
    initial = {"on": today}
    shown_here = {
        "line": line,
        "on": on,
        "fault": fault,
        "said": line.judged.said(language(get_language() or "fr")),
        "history": [(one, isinstance(one, LabelGrant)) for one in history_of(entry)],
        "acted": set(acts_of(entry).values_list("decision__grant", flat=True)),
        "counting": {one.pk for one in counting(list(entry.grants.all()))},
        "may_record": bool(request.viewer.grants(RECORDS)),
        "may_change": may[CHANGES],
        "may_close": may[CLOSES],
        "may_see_results": visible(request.viewer, SEES_RESULTS, entries().filter(pk=entry.pk)).exists(),
        "may_see_history": visible(request.viewer, "see_history", entries().filter(pk=entry.pk)).exists(),
        "change_label_form": ChangeForm(changes=OF_THE_OFFICE, prefix=CHANGES, initial=initial),
        "close_label_form": ChangeForm(
            changes=OF_THE_SCHOOL, prefix=CLOSES, initial={**initial, "change": OF_THE_SCHOOL[0]}
        ),
        "law_at": "/law/",
        **more,
    }
    bound = any(getattr(one, "errors", None) for one in more.values())
    return render(request, "accreditation/entry.html", shown_here, status=422 if bound else 200)
