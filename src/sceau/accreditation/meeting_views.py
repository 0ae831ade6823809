"""The pages of the commission: its meetings, the agenda of a day, a dossier beside its reports, votes and opinion."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.accreditation.acting import Acting, refuse
from sceau.accreditation.actions import (
    cast_ballot,
    convene_meeting,
    give_opinion,
    mark_present,
    seat_member,
    take_off_agenda,
)
from sceau.accreditation.actions.meetings import Sitting, seats_of, sitting_on, worlds_of
from sceau.accreditation.campaign_views import title_of
from sceau.accreditation.dossier_views import criteria_named
from sceau.accreditation.forms import BallotForm, MeetingForm, OpinionForm, ReasonForm, SeatForm
from sceau.accreditation.gate import may_read
from sceau.accreditation.models import AgendaItem, Meeting, Opinion, SeatHeld
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.queries import (
    HOLDS,
    MEETS,
    OPINES,
    VOTES_ON,
    agenda_of,
    members_to_seat,
    renewed_by,
    undeclared,
    usual_label,
)
from sceau.accreditation.reading import names_the_experts, review_for
from sceau.accreditation.register_views import labels_known
from sceau.accreditation.requested import requested
from sceau.accreditation.results_views import intakes_said
from sceau.accreditation.sequel import JudgedSequel, judged_opinion, judged_sequel
from sceau.catalogue.shown import label_name
from sceau.core.calendar import paris_day
from sceau.people.access import actor, get_or_refuse, visible
from sceau.people.forms import say
from sceau.people.views import get_or_post, posted
from sceau.wording import language

A_PAGE = 50


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the meetings of the commissions, the latest first."""
    rows = visible(request.viewer, MEETS, Meeting.objects.all())
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown_here = {
        "page": page,
        "rows": [(one, label_name(one.label)) for one in page],
        "may_hold": bool(request.viewer.grants(HOLDS)),
        "now": request.at,
    }
    return render(request, "accreditation/meetings.html", shown_here)


@get_or_post
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Convene the commission of a label."""
    by = actor(request.viewer, HOLDS)
    form = MeetingForm(posted(request), labels=labels_known(), initial={"label": usual_label()})
    if request.method == "POST" and form.is_valid():
        try:
            found = convene_meeting(**form.cleaned_data, at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("meeting.done.convened"))
            return redirect("meeting", key=found.pk)
    return render(request, "accreditation/new_meeting.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def meeting(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show who sits at a meeting, and its agenda."""
    found: Meeting = get_or_refuse(request.viewer, MEETS, Meeting.objects.all(), pk=key)
    return _page(request, found)


@require_POST
def seat_member_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Seat somebody at a meeting."""
    found: Meeting = get_or_refuse(request.viewer, HOLDS, Meeting.objects.all(), pk=key)
    by = actor(request.viewer, HOLDS)
    form = SeatForm(request.POST, persons=members_to_seat(found), worlds=worlds_of(found))
    if form.is_valid():
        told = form.cleaned_data
        try:
            seat_member(meeting=key, person=UUID(told["person"]), world=told["world"], at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            return redirect("meeting", key=key)
    return _page(request, found, seat_form=form)


@require_POST
def mark_present_page(request: HttpRequest, key: int) -> HttpResponse:
    """Mark somebody as present at a meeting, or as absent."""
    found: SeatHeld = get_or_refuse(request.viewer, HOLDS, SeatHeld.objects.all(), pk=key)
    by = actor(request.viewer, HOLDS)
    mark_present(seat=key, is_present=request.POST.get("present") == "yes", at=request.at, by=by)
    return redirect("meeting", key=found.meeting_id)


@require_safe
def agenda_item(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a dossier on an agenda beside its reports, and who voted."""
    found = _item(request, key, MEETS)
    if not may_read(request.viewer, found.dossier):
        return redirect("dossier", key=found.dossier_id)
    return _item_page(request, found)


@require_POST
def cast_ballot_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Vote on a dossier."""
    found, by = _item(request, key, VOTES_ON), actor(request.viewer, VOTES_ON)
    person = request.viewer.person
    return _at(request, found).do_with(
        "ballot_form", BallotForm(request.POST), "voted",
        lambda told: cast_ballot(item=key, person=person, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def give_opinion_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the opinion of the commission on a dossier."""
    found, by = _item(request, key, OPINES), actor(request.viewer, OPINES)
    return _at(request, found).do_with(
        "opinion_form", OpinionForm(request.POST, prefix="given"), "opined",
        lambda told: give_opinion(item=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def take_off_agenda_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a dossier off an agenda."""
    found, by = _item(request, key, OPINES), actor(request.viewer, OPINES)
    return _at(request, found).do_with(
        "reason_form", ReasonForm(request.POST), "taken_off",
        lambda told: take_off_agenda(item=key, **told, at=request.at, by=by),
    )  # fmt: skip


def _item(request: HttpRequest, key: UUID, act: str) -> AgendaItem:
    rows = AgendaItem.objects.select_related("meeting", "dossier__campaign", "dossier__school", "dossier__programme")
    found: AgendaItem = get_or_refuse(request.viewer, act, rows, pk=key)
    return found


def _at(request: HttpRequest, item: AgendaItem) -> Acting:
    barred = "" if may_read(request.viewer, item.dossier) else reverse("dossier", args=[item.dossier_id])
    then = reverse("meeting", args=[item.meeting_id])
    return Acting(request, partial(_item_page, request, item), then, "meeting.done", barred)


def _page(request: HttpRequest, found: Meeting, **more: Any) -> HttpResponse:
    viewer = request.viewer
    items = list(agenda_of(viewer, found))
    to_declare = set(undeclared(viewer).filter(items__in=items).values_list("pk", flat=True))
    may_hold = bool(viewer.grants(HOLDS))
    shown_here = {
        "row": found,
        "label": label_name(found.label),
        "seats": list(found.seats.select_related("person")),
        "items": [
            (one, title_of(one.dossier), one.dossier_id in to_declare, getattr(one, "opinion", None)) for one in items
        ],
        "may_hold": may_hold,
        "seat_form": SeatForm(persons=members_to_seat(found), worlds=worlds_of(found)) if may_hold else None,
        **more,
    }
    return render(request, "accreditation/meeting.html", shown_here, status=422 if more else 200)


def _judged(item: AgendaItem, sitting: Sitting, given: Opinion | None, *, on: date) -> JudgedSequel | None:
    """Return what the law says of an opinion on the day it was given, else of the assembly as it sits now.

    None where no text says who decides.
    """
    try:
        if given is not None:
            return judged_sequel(given, on=paris_day(given.at))
        return judged_opinion(item.dossier, "", seats=seats_of(item, sitting), tally=sitting.tally, on=on)
    except NotDone:
        return None


def _item_page(request: HttpRequest, item: AgendaItem, **more: Any) -> HttpResponse:
    viewer, row = request.viewer, item.dossier
    review, sitting = review_for(viewer, row), sitting_on(item)
    chapters = requested(row).chapters
    mine = next((one for one in sitting.taking_part if one.person.whole == viewer.person), None)
    opinion = getattr(item, "opinion", None)
    judged = _judged(item, sitting, opinion, on=paris_day(request.at))
    shown_here = {
        "item": item,
        "said": judged.said(language(get_language() or "fr")) if judged else None,
        "law_at": f"/law/label-{row.campaign.label}/",
        "row": row,
        "title": title_of(row),
        "label": label_name(row.campaign.label),
        "is_open": opinion is None and item.taken_off_at is None,
        "opinion": opinion,
        "reports": review.reports,
        "replies": review.replies,
        "intakes": intakes_said(renewed_by(row), language(get_language() or "fr")),
        "names_experts": names_the_experts(viewer, row),
        "parts": [
            (name, chapters.get(code), [one.findings.get(code) for one in review.reports])
            for code, name in criteria_named(row, at=request.at)
        ],
        "sitting": sitting,
        "votes": [(one, sitting.votes.get(one.pk, "")) for one in sitting.taking_part],
        "tally": sitting.tally.items(),
        "takes_part": mine is not None,
        "may_opine": bool(viewer.grants(OPINES)),
        "ballot_form": BallotForm(initial={"vote": sitting.votes.get(mine.pk, "") if mine else ""}),
        "opinion_form": OpinionForm(prefix="given"),
        "reason_form": ReasonForm(),
        **more,
    }
    return render(request, "accreditation/agenda_item.html", shown_here, status=422 if more else 200)
