"""The pages on persons: who is known here, who they are, and how they are entered and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sceau.people.access import Refused, Viewer, actor, among, get_or_refuse
from sceau.people.actions import NotDone, correct_person, create_person
from sceau.people.duplicates import proposals_for
from sceau.people.export import XLSX, workbook_of
from sceau.people.forms import CorrectionForm, FiltersForm, NewPersonForm, say
from sceau.people.identity import identity_of, mark_of
from sceau.people.models import Account, Person, RoleHeld, School
from sceau.people.queries import (
    Filters,
    exported,
    mergers_of,
    page_of,
    persons_of,
    roles_seen,
    school_between,
    whole_of,
)

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
ACT = "see_person"


@require_safe
def persons(request: HttpRequest) -> HttpResponse:
    """List the persons that the viewer may see, by the filters of the address."""
    form = FiltersForm(request.GET, schools=_schools_for(request.viewer, ACT))
    page = page_of(persons_of(request.viewer, act=ACT, filters=form.filters()), after=_id(request.GET.get("after")))
    rows = list(zip(page.persons, _roles_of_each(request.viewer, page.persons), strict=True))
    asked = _without(request.GET, "after")
    shown = {
        "form": form,
        "rows": rows,
        "page": page,
        "first": urlencode(asked),
        "next": urlencode([*asked, ("after", str(page.next))]),
        "export": urlencode(_without(request.GET, "after", "join")),
        "join": _id(request.GET.get("join")) if request.viewer.grants("merge_persons") else None,
        "may_enter": bool(_schools_for(request.viewer, "write_person")),
        "is_filtered": form.filters() != Filters(),
    }
    return render(request, "people/persons.html", shown)


@require_safe
def persons_export(request: HttpRequest) -> HttpResponse:
    """Send the persons of the list as a workbook, whole or not at all."""
    form = FiltersForm(request.GET, schools=_schools_for(request.viewer, ACT))
    found = exported(persons_of(request.viewer, act=ACT, filters=form.filters()))
    if found is None:
        messages.error(request, say("persons.too_many_to_export"))
        return redirect(f"/persons/?{urlencode(_without(request.GET, 'after'))}")
    book = workbook_of(found, _roles_of_each(request.viewer, found))
    name = f"{say('persons.file')}-{timezone.localdate(request.at)}.xlsx"
    return HttpResponse(book, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show who somebody is, what they are here and when."""
    one = get_or_refuse(request.viewer, ACT, Person.objects.all(), pk=whole_of(key))
    if one.pk != key:
        return redirect("person", key=one.pk)
    viewer: Viewer = request.viewer
    may_write = _may(viewer, "write_person", one)
    may_merge = _may(viewer, "merge_persons", one)
    accounts = Account.objects.filter(person__whole=one.pk) if may_write or one.pk == viewer.person else ()
    roles = list(roles_seen(viewer, act=ACT, persons=[one.pk]))
    shown = {
        "person": one,
        "roles": roles,
        "roles_to_end": among(viewer, "grant_role", roles),
        "roles_with_history": among(viewer, "see_history", roles),
        "today": timezone.localdate(request.at),
        "accounts": accounts,
        "shows_addresses": accounts != (),
        "may_write": may_write,
        "may_merge": may_merge,
        "may_see_history": _may(viewer, "see_history", one),
        "may_attach": _may(viewer, "attach_file", one),
        "may_give": _may(viewer, "grant_role", one),
        "may_send": _may(viewer, "send_link", one),
        "mergers": mergers_of(one.pk) if may_merge else (),
        "proposals": proposals_for(viewer, person=one) if may_merge else (),
    }
    return render(request, "people/person.html", shown)


@get_or_post
def new_person(request: HttpRequest) -> HttpResponse:
    """Enter a person in the role in which they come to a school."""
    schools = _schools_for(request.viewer, "write_person")
    today = timezone.localdate(request.at)
    form = NewPersonForm(posted(request), schools=schools, on=today, initial={"since": today})
    if request.method == "POST" and form.is_valid():
        said, school = form.cleaned_data, form.cleaned_data["school"].pk
        one = create_person(
            identity=form.identity(),
            role=said["role"],
            school=school,
            since=said["since"],
            on=today,
            at=request.at,
            by=actor(request.viewer, "write_person", school=school),
        )
        messages.success(request, say("person.entered"))
        return redirect("person", key=one.pk)
    return render(request, "people/new_person.html", {"form": form}, status=_code(form))


@get_or_post
def correct_person_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct the identity of a person."""
    one = get_or_refuse(request.viewer, "write_person", Person.objects.standing(), pk=key)
    identity = identity_of(one)
    today = timezone.localdate(request.at)
    form = CorrectionForm(posted(request), on=today, initial={**asdict(identity), "seen": mark_of(identity)})
    if request.method == "POST" and form.is_valid():
        try:
            correct_person(
                person=one.pk,
                seen=form.cleaned_data["seen"],
                identity=form.identity(),
                on=today,
                at=request.at,
                by=actor(request.viewer, "write_person", school=school_between(request.viewer, "write_person", one.pk)),
            )
        except NotDone as refusal:
            form.add_error(None, say(f"people_refusals.{refusal.why}"))
        else:
            messages.success(request, say("person.corrected"))
            return redirect("person", key=one.pk)
    return render(request, "people/correct_person.html", {"form": form, "person": one}, status=_code(form))


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def _code(form: Any) -> int:
    """Return the status of a page with a form: a form that is refused is no success."""
    return 422 if form.is_bound and form.errors else 200


def _may(viewer: Viewer, act: str, one: Person) -> bool:
    try:
        get_or_refuse(viewer, act, Person.objects.all(), pk=one.pk)
    except Refused:
        return False
    return True


def _schools_for(viewer: Viewer, act: str) -> QuerySet[School]:
    """Return the schools on whose persons somebody may do an act."""
    schools = School.objects.all()
    return schools if viewer.may_anywhere(act) else schools.filter(pk__in=viewer.schools_for(act))


def _roles_of_each(viewer: Viewer, found: Sequence[Person]) -> list[list[RoleHeld]]:
    """Return the roles of each person of a list that the viewer may see, by one query for all."""
    roles = roles_seen(viewer, act=ACT, persons=[one.pk for one in found])
    of: dict[UUID, list[RoleHeld]] = {one.pk: [] for one in found}
    for role in roles:
        of[role.person.whole].append(role)
    return [of[one.pk] for one in found]


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _without(asked: QueryDict, *names: str) -> list[tuple[str, str]]:
    """Return what an address asks for, without some of it and without what is empty."""
    return [(name, value) for name, value in asked.items() if name not in names and value]
