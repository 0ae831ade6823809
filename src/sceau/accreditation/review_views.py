"""The pages of a review: the office asks experts and plans, an expert reports, the school replies."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.accreditation.acting import Acting, refuse
from sceau.accreditation.actions import (
    call_off_visit,
    plan_visit,
    propose_expert,
    put_on_agenda,
    release_expert,
    reply_to_reports,
    share_reports,
    write_report,
)
from sceau.accreditation.actions.reviewing import may_go_on
from sceau.accreditation.campaign_views import title_of
from sceau.accreditation.dossier_views import criteria_named, dossier_or_refused, show_dossier
from sceau.accreditation.forms import AgendaForm, ExpertForm, ReasonForm, ReplyForm, ReportForm, UntilForm, VisitForm
from sceau.accreditation.gate import may_read
from sceau.accreditation.models import Dossier, Expertise, Meeting, Standing, Visit
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.queries import REPLIES, REPORTS, REVIEWS, experts_to_ask
from sceau.accreditation.requested import requested
from sceau.catalogue.shown import label_name
from sceau.people.access import actor, get_or_refuse
from sceau.people.forms import say
from sceau.people.views import get_or_post, posted
from sceau.wording import language, say_instant


@require_safe
def dossier_review(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how the review of a dossier goes, and what the office does next."""
    row = dossier_or_refused(request, key, REVIEWS)
    return _page(request, row) if may_read(request.viewer, row) else redirect("dossier", key=key)


@require_POST
def propose_expert_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask an expert to examine a dossier."""
    row = dossier_or_refused(request, key, REVIEWS)
    form = ExpertForm(request.POST, persons=experts_to_ask(row, at=request.at), prefix="expert")
    by = actor(request.viewer, REVIEWS)
    return _at(request, row).do_with(
        "expert_form", form, "asked",
        lambda told: propose_expert(
            dossier=key, person=UUID(told["person"]), due_on=told["due_on"], at=request.at, by=by
        ),
    )  # fmt: skip


@require_POST
def release_expert_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Release an expert from a dossier."""
    found: Expertise = get_or_refuse(request.viewer, REVIEWS, Expertise.objects.all(), pk=key)
    row = dossier_or_refused(request, found.dossier_id, REVIEWS)
    by = actor(request.viewer, REVIEWS)
    return _at(request, row).do_with(
        "reason_form", ReasonForm(request.POST), "released",
        lambda told: release_expert(expertise=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def plan_visit_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Plan a visit or a hearing."""
    row = dossier_or_refused(request, key, REVIEWS)
    by = actor(request.viewer, REVIEWS)
    return _at(request, row).do_with(
        "visit_form", VisitForm(request.POST, prefix="visit"), "planned",
        lambda told: plan_visit(dossier=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def call_off_visit_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Call off a visit or a hearing."""
    found: Visit = get_or_refuse(request.viewer, REVIEWS, Visit.objects.all(), pk=key)
    row = dossier_or_refused(request, found.dossier_id, REVIEWS)
    by = actor(request.viewer, REVIEWS)
    return _at(request, row).do("called_off", lambda: call_off_visit(visit=key, at=request.at, by=by))


@require_POST
def share_reports_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the reports to the school."""
    row = dossier_or_refused(request, key, REVIEWS)
    by = actor(request.viewer, REVIEWS)
    return _at(request, row).do_with(
        "share_form", UntilForm(request.POST, prefix="share"), "shared",
        lambda told: share_reports(dossier=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def put_on_agenda_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put a dossier on the agenda of a meeting."""
    row = dossier_or_refused(request, key, REVIEWS)
    form = AgendaForm(request.POST, meetings=_meetings(request, row), prefix="agenda")
    by = actor(request.viewer, REVIEWS)
    return _at(request, row).do_with(
        "agenda_form", form, "scheduled",
        lambda told: put_on_agenda(dossier=key, meeting=UUID(told["meeting"]), at=request.at, by=by),
    )  # fmt: skip


@require_POST
def reply_to_reports_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Reply to the reports on a dossier."""
    row = dossier_or_refused(request, key, REPLIES)
    form = ReplyForm(request.POST)
    by = actor(request.viewer, REPLIES, school=row.school_id)
    acting = Acting(request, partial(show_dossier, request, row), reverse("dossier", args=[key]), "review.done")
    return acting.do_with(
        "reply_form", form, "replied",
        lambda told: reply_to_reports(dossier=key, text=told["reply"], at=request.at, by=by),
    )  # fmt: skip


@get_or_post
def write_report_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write one's report on a dossier, beside what the dossier answers; then hand it in."""
    rows = Expertise.objects.select_related("report")
    found: Expertise = get_or_refuse(request.viewer, REPORTS, rows, pk=key)
    row = Dossier.objects.select_related("campaign", "school", "programme").get(pk=found.dossier_id)
    if not may_read(request.viewer, row):
        return redirect("dossier", key=row.pk)
    criteria = criteria_named(row, at=request.at)
    form = ReportForm(posted(request), criteria=criteria, initial=_before(found))
    if request.method == "POST" and form.is_valid():
        told = {"summary": form.cleaned_data["summary"], "opinion": form.cleaned_data["opinion"]}
        hand_in = "hand_in" in request.POST
        by = actor(request.viewer, REPORTS)
        try:
            write_report(expertise=key, findings=form.findings, **told, hand_in=hand_in, at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say(f"review.done.{'handed_in' if hand_in else 'kept'}"))
            return redirect("dossier", key=row.pk) if hand_in else redirect("write_report", key=key)
    chapters = requested(row).chapters
    shown_here = {
        "row": row,
        "title": title_of(row),
        "expertise": found,
        "form": form,
        "parts": [(name, chapters.get(code), form[f"mark_{code}"], form[f"why_{code}"]) for code, name in criteria],
    }
    return render(request, "accreditation/report.html", shown_here, status=422 if form.errors else 200)


def _before(expertise: Expertise) -> dict[str, Any]:
    """Return what an expert has written so far, as the form has it."""
    report = getattr(expertise, "report", None)
    if report is None:
        return {}
    parts = {f"{part}_{code}": one[part] for code, one in report.findings.items() for part in ("mark", "why")}
    return {"summary": report.summary, "opinion": report.opinion, **parts}


def _meetings(request: HttpRequest, row: Dossier) -> list[tuple[str, str]]:
    lang = language(get_language() or "fr")
    rows = Meeting.objects.filter(label=row.campaign.label, starts_at__gt=request.at).order_by("starts_at")
    return [(str(one.pk), f"{say_instant(one.starts_at, lang)}, {one.place}") for one in rows]


def _at(request: HttpRequest, row: Dossier) -> Acting:
    barred = "" if may_read(request.viewer, row) else reverse("dossier", args=[row.pk])
    then = reverse("dossier_review", args=[row.pk])
    return Acting(request, partial(_page, request, row), then, "review.done", barred)


def _page(request: HttpRequest, row: Dossier, **more: Any) -> HttpResponse:
    experts = row.experts.select_related("person", "report")
    shown_here = {
        "row": row,
        "title": title_of(row),
        "label": label_name(row.campaign.label),
        "is_examined": row.standing == Standing.ADMISSIBLE,
        "is_ready": row.standing in (Standing.ADMISSIBLE, Standing.SHARED) and may_go_on(row, at=request.at),
        "experts": [(one, getattr(one, "report", None)) for one in experts],
        "visits": list(row.visits.all()),
        "sharing": row.sharings.last(),
        "replies": list(row.replies.all()),
        "meetings": _meetings(request, row),
        "now": request.at,
        "expert_form": ExpertForm(persons=experts_to_ask(row, at=request.at), prefix="expert"),
        "reason_form": ReasonForm(),
        "visit_form": VisitForm(prefix="visit"),
        "share_form": UntilForm(prefix="share"),
        "agenda_form": AgendaForm(meetings=_meetings(request, row), prefix="agenda"),
        **more,
    }
    return render(request, "accreditation/review.html", shown_here, status=422 if more else 200)
