"""The pages of campaigns: which there are, where each dossier stands, where the office opens one or moves its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sceau.accreditation.acting import refuse
from sceau.accreditation.actions import move_closing, open_campaign, start_dossier
from sceau.accreditation.forms import CampaignForm, ClosingForm, StartForm
from sceau.accreditation.models import Campaign, Dossier, Standing
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.queries import (
    OPENS,
    WRITES,
    Filters,
    awaited_by,
    campaigns_ahead,
    counts_by_standing,
    dossiers_of,
    programmes_to_file,
    undeclared,
    usual_label,
)
from sceau.accreditation.register_views import labels_known
from sceau.catalogue.models import Programme
from sceau.catalogue.shown import label_name, name_of
from sceau.people.access import actor, get_or_refuse
from sceau.people.forms import say
from sceau.people.views import get_or_post, posted

A_PAGE = 50
LONGEST = 100


@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """Show the campaigns, and the dossiers that the viewer may see, with where each stands."""
    return _page(request)


@require_POST
def start_dossier_page(request: HttpRequest) -> HttpResponse:
    """Start the dossier of a programme, and go on to write it."""
    form = _start_form(request, request.POST)
    if not form.is_valid():
        return _page(request, start_form=form)
    programme: Programme = get_or_refuse(
        request.viewer, WRITES, Programme.objects.all(), pk=form.cleaned_data["programme"]
    )
    by = actor(request.viewer, WRITES, school=programme.school_id)
    try:
        campaign = form.cleaned_data["campaign"].pk
        dossier = start_dossier(campaign=campaign, programme=programme.pk, at=request.at, by=by)
    except NotDone as refusal:
        refuse(form, refusal)
        return _page(request, start_form=form)
    return redirect("dossier", key=dossier.pk)


@get_or_post
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Open a campaign."""
    by = actor(request.viewer, OPENS)
    form = CampaignForm(posted(request), labels=labels_known(), initial={"label": usual_label()})
    if request.method == "POST" and form.is_valid():
        try:
            open_campaign(**form.cleaned_data, at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("dossier.done.campaign"))
            return redirect("dossiers")
    return render(request, "accreditation/new_campaign.html", {"form": form}, status=422 if form.errors else 200)


@get_or_post
def move_closing_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Move the last day of a campaign."""
    campaign: Campaign = get_or_refuse(request.viewer, OPENS, Campaign.objects.all(), pk=key)
    by = actor(request.viewer, OPENS)
    form = ClosingForm(posted(request), initial={"closes_on": campaign.closes_on})
    if request.method == "POST" and form.is_valid():
        try:
            move_closing(campaign=key, **form.cleaned_data, at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("dossier.done.moved"))
            return redirect("dossiers")
    shown_here = {"campaign": campaign, "form": form, "moves": list(campaign.moves.all())}
    return render(request, "accreditation/move_closing.html", shown_here, status=422 if form.errors else 200)


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    viewer, filters = request.viewer, _filters(request)
    page = Paginator(dossiers_of(viewer, filters), A_PAGE).get_page(request.GET.get("page"))
    to_declare = set(undeclared(viewer).filter(pk__in=[one.pk for one in page]).values_list("pk", flat=True))
    shown_here = {
        "campaigns": [(one, label_name(one.label)) for one in Campaign.objects.all()],
        "today": timezone.localdate(request.at),
        "page": page,
        "rows": [(one, title_of(one), one.pk in to_declare, awaited_by(one)) for one in page],
        "filters": filters,
        "is_filtered": filters != Filters(),
        "standings": Standing.values,
        "counts": counts_by_standing(viewer, filters.campaign).items(),
        "may_open": bool(viewer.grants(OPENS)),
        "start_form": _start_form(request, None) if viewer.schools_for(WRITES) else None,
        **more,
    }
    bound = any(getattr(one, "errors", None) for one in more.values())
    return render(request, "accreditation/dossiers.html", shown_here, status=422 if bound else 200)


def title_of(dossier: Dossier) -> str:
    """Return the title of the programme of a dossier, in the language of the page."""
    return name_of(dossier.programme.versions.all()[0])


def _start_form(request: HttpRequest, data: Any) -> StartForm:
    programmes = [(str(one.pk), name_of(one.versions.all()[0])) for one in programmes_to_file(request.viewer)]
    return StartForm(data, campaigns=campaigns_ahead(at=request.at), programmes=programmes)


def _filters(request: HttpRequest) -> Filters:
    standing = request.GET.get("standing", "")
    return Filters(
        text=request.GET.get("q", "").replace("\0", "")[:LONGEST],
        standing=standing if standing in Standing.values else "",
        campaign=_campaign(request.GET.get("campaign", "").replace("\0", "")),
    )


def _campaign(key: str) -> UUID | None:
    try:
        return Campaign.objects.filter(pk=key).values_list("pk", flat=True).first() if key else None
    except ValidationError:
        return None
