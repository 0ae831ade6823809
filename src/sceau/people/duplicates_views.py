"""The pages on duplicates: which records may be of one person, join them, part them, tell them apart."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sceau.journal.actions import Actor
from sceau.people.access import Viewer, actor, get_or_refuse
from sceau.people.actions import NotDone, merge_persons, part_persons, tell_apart
from sceau.people.duplicates import ACT, proposals
from sceau.people.forms import say
from sceau.people.likeness import in_common
from sceau.people.models import Account, Merger, Person
from sceau.people.queries import FIELDS_SHOWN, followers_of, roles_seen, school_between
from sceau.people.views import get_or_post


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """List the records that may be of one person."""
    return render(request, "people/duplicates.html", {"proposals": proposals(request.viewer)})


@get_or_post
def merge_persons_page(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Show two records side by side, and join them."""
    rows = [get_or_refuse(request.viewer, ACT, _standing(), pk=key) for key in (one, other)]
    if one == other:
        raise Http404
    if request.method == "POST":
        kept = next((row for row in rows if str(row.pk) == request.POST.get("kept")), None)
        absorbed = next((row for row in rows if row is not kept), None)
        if kept is None or absorbed is None:
            return _side_by_side(request, rows, say("people_refusals.none_kept"))
        try:
            _merge(request, kept.pk, absorbed.pk)
        except NotDone as refusal:
            return _side_by_side(request, rows, say(f"people_refusals.{refusal.why}"))
        messages.success(request, say("duplicates.merged"))
        return redirect("person", key=kept.pk)
    return _side_by_side(request, rows)


def _merge(request: HttpRequest, kept: UUID, absorbed: UUID) -> None:
    viewer: Viewer = request.viewer
    offices = None if viewer.may_anywhere("grant_role") else viewer.schools_for("grant_role")
    by = _who(viewer, kept)
    merge_persons(kept=kept, absorbed=absorbed, offices_at=offices, at=request.at, by=by)


def _side_by_side(request: HttpRequest, rows: list[Person], refusal: str = "") -> HttpResponse:
    roles = roles_seen(request.viewer, act=ACT, persons=[row.pk for row in rows])
    with_account = set(
        Account.objects.filter(person__whole__in=[row.pk for row in rows]).values_list("person__whole", flat=True)
    )
    shown: dict[str, Any] = {
        "pair": [
            (row, [role for role in roles if role.person.whole == row.pk], row.pk in with_account) for row in rows
        ],
        "kept": next((row.pk for row in rows if row.pk in with_account), rows[0].pk),
        "fields": FIELDS_SHOWN,
        "reasons": in_common(*rows),
        "refusal": refusal,
    }
    return render(request, "people/merge_persons.html", shown, status=422 if refusal else 200)


@require_POST
def tell_apart_page(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Keep that two records are two persons."""
    for key in (one, other):
        get_or_refuse(request.viewer, ACT, _standing(), pk=key)
    if one == other:
        raise Http404
    tell_apart(one=one, other=other, at=request.at, by=_who(request.viewer, one))
    messages.success(request, say("duplicates.apart"))
    return redirect("duplicates")


@get_or_post
def part_persons_page(request: HttpRequest, key: int) -> HttpResponse:
    """Say what undoing a merger brings back, and undo it."""
    merger = Merger.objects.select_related("kept", "absorbed").filter(pk=key).first()
    if merger is None:
        raise Http404
    whole = get_or_refuse(request.viewer, ACT, Person.objects.all(), pk=merger.absorbed.whole)
    refusal = ""
    if request.method == "POST":
        try:
            part_persons(merger=key, at=request.at, by=_who(request.viewer, whole.pk))
        except NotDone as refused:
            refusal = say(f"people_refusals.{refused.why}")
        else:
            messages.success(request, say("duplicates.parted"))
            return redirect("person", key=merger.absorbed_id)
    shown = {
        "merger": merger,
        "day": timezone.localdate(merger.at),
        "whole": whole,
        "back": Person.objects.filter(pk__in=[merger.absorbed_id, *followers_of(merger)]).order_by("sort_key"),
        "refusal": refusal,
    }
    return render(request, "people/part_persons.html", shown, status=422 if refusal else 200)


def _standing() -> QuerySet[Person]:
    return Person.objects.standing()


def _who(viewer: Viewer, person: UUID) -> Actor:
    return actor(viewer, ACT, school=school_between(viewer, ACT, person))
