"""The pages of wrong uses of a label: anybody reports one and reads what became of it, the office follows them."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sceau.accreditation.acting import Acting, refuse
from sceau.accreditation.actions import follow_misuse, report_misuse, settle_misuse
from sceau.accreditation.forms import FollowForm, MisuseForm, SettleForm
from sceau.accreditation.models import Misuse
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.queries import FOLLOWS_MISUSES, SEES_MISUSES, usual_label
from sceau.accreditation.register_views import labels_known
from sceau.catalogue.shown import label_name
from sceau.journal.actions import Actor
from sceau.people.access import actor, get_or_refuse, visible
from sceau.people.limits import limited
from sceau.people.views import get_or_post, posted

A_PAGE = 50
LONGEST_NUMBER = 70
"""Of a label in the register: its label, then its rank."""
BY_ANYBODY = Actor(role="anyone")


@limited("report_misuse")
@get_or_post
def report_misuse_page(request: HttpRequest) -> HttpResponse:
    """Report a use of a label that is held to be wrong."""
    number = request.GET.get("number", "").replace("\0", "")[:LONGEST_NUMBER]
    before = {"number": number, "label": number.rpartition("-")[0] or usual_label()}
    form = MisuseForm(posted(request), labels=labels_known(), initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            found = report_misuse(**form.cleaned_data, at=request.at, by=BY_ANYBODY)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            return redirect("misuse_told", key=found.pk)
    return render(request, "accreditation/report_misuse.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def misuse_told(request: HttpRequest, key: UUID) -> HttpResponse:
    """Tell who reported a use of a label what became of it: whoever holds the address reads it."""
    found = Misuse.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    shown_here = {"row": found, "label": label_name(found.label), "end": found.steps.exclude(end="").first()}
    return render(request, "accreditation/misuse_told.html", shown_here)


@require_safe
def misuses(request: HttpRequest) -> HttpResponse:
    """Show the reports, those that wait for an end first."""
    rows = visible(request.viewer, SEES_MISUSES, Misuse.objects.select_related("entry")).order_by("end", "-at")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown_here = {"page": page, "rows": [(one, label_name(one.label)) for one in page]}
    return render(request, "accreditation/misuses.html", shown_here)


@require_safe
def misuse(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a report with all that was done about it."""
    return _page(request, get_or_refuse(request.viewer, SEES_MISUSES, Misuse.objects.all(), pk=key))


@require_POST
def follow_misuse_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what is done about a report."""
    by = actor(request.viewer, FOLLOWS_MISUSES)
    return _at(request, key).do_with(
        "follow_form", FollowForm(request.POST, prefix="follow"), "followed",
        lambda told: follow_misuse(misuse=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def settle_misuse_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say how a report ended."""
    by = actor(request.viewer, FOLLOWS_MISUSES)
    return _at(request, key).do_with(
        "settle_form", SettleForm(request.POST, prefix="settle"), "settled",
        lambda told: settle_misuse(misuse=key, **told, at=request.at, by=by),
    )  # fmt: skip


def _at(request: HttpRequest, key: UUID) -> Acting:
    row: Misuse = get_or_refuse(request.viewer, FOLLOWS_MISUSES, Misuse.objects.all(), pk=key)
    return Acting(request, partial(_page, request, row), reverse("misuse", args=[key]), "misuse.done")


def _page(request: HttpRequest, row: Misuse, **more: Any) -> HttpResponse:
    shown_here = {
        "row": row,
        "label": label_name(row.label),
        "steps": list(row.steps.select_related("account__person")),
        "may_follow": bool(request.viewer.grants(FOLLOWS_MISUSES)) and not row.end,
        "follow_form": FollowForm(prefix="follow"),
        "settle_form": SettleForm(prefix="settle"),
        **more,
    }
    return render(request, "accreditation/misuse.html", shown_here, status=422 if more else 200)
