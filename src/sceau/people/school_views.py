"""The pages on schools: which ones are here, and whether each is a member of the Conférence des Grandes Écoles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sceau.people.access import actor, get_or_refuse, visible
from sceau.people.actions import NotDone, begin_membership, correct_school, create_school, end_membership
from sceau.people.forms import SchoolForm, SchoolNameForm, SinceForm, UntilForm, say
from sceau.people.models import School
from sceau.people.queries import schools_on
from sceau.people.views import get_or_post, posted

ENTERS, WRITES, OF_MEMBERSHIP = "enter_school", "write_school", "write_membership"


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """List every school of this installation."""
    found = schools_on(timezone.localdate(request.at))
    return render(request, "people/schools.html", {"schools": found, "may_enter": request.viewer.may_anywhere(ENTERS)})


@require_safe
def school(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a school, and when it was a member."""
    one = get_or_refuse(request.viewer, "see_schools", School.objects.all(), slug=slug)
    return _page(request, one, SinceForm(), UntilForm())


def _page(request: HttpRequest, one: School, since: Any, until: Any) -> HttpResponse:
    today = timezone.localdate(request.at)
    shown = {
        "school": one,
        "is_member": one.is_member(on=today),
        "lasts": one.memberships.filter(until=None).exists(),
        "memberships": one.memberships.all(),
        "may_correct": visible(request.viewer, WRITES, School.objects.filter(pk=one.pk)).exists(),
        "may_see_history": visible(request.viewer, "see_history", School.objects.filter(pk=one.pk)).exists(),
        "may_read_adoptions": request.viewer.may_at("read_adoptions", one.pk),
        "may_write_membership": request.viewer.may_anywhere(OF_MEMBERSHIP),
        "since_form": since,
        "until_form": until,
    }
    return render(request, "people/school.html", shown, status=422 if since.errors or until.errors else 200)


@get_or_post
def new_school(request: HttpRequest) -> HttpResponse:
    """Enter a school."""
    by = actor(request.viewer, ENTERS)
    form = SchoolForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            one = create_school(**form.cleaned_data, at=request.at, by=by)
        except NotDone as refusal:
            form.add_error(refusal.field, say(f"people_refusals.{refusal.why}"))
        else:
            messages.success(request, say("school.entered"))
            return redirect("school", slug=one.slug)
    return render(request, "people/new_school.html", {"form": form}, status=422 if form.errors else 200)


@get_or_post
def correct_school_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Correct the name of a school."""
    one = get_or_refuse(request.viewer, WRITES, School.objects.all(), slug=slug)
    form = SchoolNameForm(posted(request), initial={"name": one.name})
    if request.method == "POST" and form.is_valid():
        by = actor(request.viewer, WRITES, school=one.pk)
        try:
            correct_school(school=one.pk, name=form.cleaned_data["name"], at=request.at, by=by)
        except NotDone as refusal:
            form.add_error(refusal.field, say(f"people_refusals.{refusal.why}"))
        else:
            messages.success(request, say("school.corrected"))
            return redirect("school", slug=one.slug)
    shown = {"form": form, "school": one}
    return render(request, "people/correct_school.html", shown, status=422 if form.errors else 200)


@require_POST
def begin_membership_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Say from which day on a school is a member."""
    form = SinceForm(request.POST)
    return _membership(request, slug, form, begin_membership, "since")


@require_POST
def end_membership_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Say until which day a school is a member."""
    form = UntilForm(request.POST)
    return _membership(request, slug, form, end_membership, "until")


def _membership(request: HttpRequest, slug: str, form: Any, do: Callable[..., object], field: str) -> HttpResponse:
    one = get_or_refuse(request.viewer, OF_MEMBERSHIP, School.objects.all(), slug=slug)
    if form.is_valid():
        by = actor(request.viewer, OF_MEMBERSHIP, school=one.pk)
        try:
            do(school=one.pk, at=request.at, by=by, **{field: form.cleaned_data[field]})
        except NotDone as refusal:
            form.add_error(field, say(f"people_refusals.{refusal.why}"))
        else:
            messages.success(request, say("school.membership_written"))
            return redirect("school", slug=one.slug)
    return _page(request, one, *((form, UntilForm()) if field == "since" else (SinceForm(), form)))
