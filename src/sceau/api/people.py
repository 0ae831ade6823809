"""The routes of persons: the same list, the same acts as the pages."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja import Status as Answered

from sceau.api.door import needs
from sceau.api.paging import cursor_after, last_of, odd
from sceau.api.problems import Trouble
from sceau.api.shapes import Page, answers
from sceau.people.access import actor, get_or_refuse
from sceau.people.actions import NotDone, correct_person, create_person
from sceau.people.identity import Identity, IdentityFaulty, identity_of, longest, mark_of
from sceau.people.models import Person, School
from sceau.people.queries import Filters, page_of, persons_of, roles_seen, school_between, whole_of, words_of
from sceau.people.roles import Role
from sceau.site.words import say

router = Router(tags=["people"])
READ, WRITE = "read:people", "write:people"
ACT, WRITES = "see_person", "write_person"


class IdentityIn(Schema):
    """A person as an identity document has it."""

    birth_name: str
    given_names: str
    use_name: str = ""
    sex: str = ""
    nationality: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    birth_commune: str = ""
    birth_country: str = ""
    email: str = ""


class PersonIn(IdentityIn):
    """A person, and the role in which they come to a school."""

    role: str
    school: str
    since: date


class IdentityChanges(Schema):
    """What of an identity is corrected; what is left out stays."""

    birth_name: str | None = None
    given_names: str | None = None
    use_name: str | None = None
    sex: str | None = None
    nationality: str | None = None
    birth_date: date | None = None
    birth_place: str | None = None
    birth_commune: str | None = None
    birth_country: str | None = None
    email: str | None = None


class PersonOut(IdentityIn):
    """A person that one may see; the ETag is the mark of the identity."""

    id: UUID


class RoleOut(Schema):
    """A role held for a time."""

    id: UUID
    role: str
    school: str | None
    since: date
    until: date | None


class PersonsOut(Page):
    """A page of persons."""

    persons: list[PersonOut]


class Wanted(Schema):
    """Which persons are asked for."""

    q: str = ""
    role: str = ""
    school: str = ""
    on: date | None = None


@router.get("/persons", response=answers(PersonsOut), url_name="api_persons")
def persons(request: HttpRequest, wanted: Query[Wanted], cursor: str = "") -> Any:
    """The persons whom one may see, in the order of their names."""
    needs(request, READ)
    rows = persons_of(request.viewer, act=ACT, filters=_filters(wanted))
    page = page_of(rows, after=_id(last_of(cursor)))
    out = [_shown(one) for one in page.persons]
    return {"persons": out, "next": cursor_after(page.next) if page.next else None}


@router.post("/persons", response=answers(PersonOut, 409, 413, 415, code=201), url_name="api_persons")
def new_person(request: HttpRequest, said: PersonIn, response: HttpResponse) -> Any:
    """Enter a person in the role in which they come to a school."""
    needs(request, WRITE)
    school = School.objects.filter(slug=said.school.replace("\0", "")).first()
    if school is None:
        raise odd("school", say("api_faults.school"))
    if said.role not in Role.values:
        raise odd("role", say("api_faults.role"))
    try:
        one = create_person(
            identity=Identity(**said.dict(exclude={"role", "school", "since"})),
            role=Role(said.role),
            school=school.pk,
            since=said.since,
            on=timezone.localdate(request.at),
            at=request.at,
            by=actor(request.viewer, WRITES, school=school.pk),
        )
    except (NotDone, IdentityFaulty) as why:
        raise _trouble(why) from None
    _mark(response, one)
    return Answered(HTTPStatus.CREATED, _shown(one))


@router.get("/persons/{key}", response=answers(PersonOut), url_name="api_person")
def person(request: HttpRequest, key: UUID, response: HttpResponse) -> Any:
    """One person."""
    needs(request, READ)
    one = get_or_refuse(request.viewer, ACT, Person.objects.all(), pk=whole_of(key))
    _mark(response, one)
    return _shown(one)


@router.patch("/persons/{key}", response=answers(PersonOut, 409, 412, 413, 415, 428), url_name="api_person")
def change_person(request: HttpRequest, key: UUID, said: IdentityChanges, response: HttpResponse) -> Any:
    """Correct the identity of a person, as it was when its ETag was read: hand that back as ``If-Match``."""
    needs(request, WRITE)
    seen = request.headers.get("If-Match", "").strip('"')
    if not seen:
        raise Trouble("no_mark", HTTPStatus.PRECONDITION_REQUIRED)
    one = get_or_refuse(request.viewer, WRITES, Person.objects.standing(), pk=key)
    changed = {name: value for name, value in said.dict().items() if value is not None}
    at = school_between(request.viewer, WRITES, one.pk)
    try:
        done = correct_person(
            person=one.pk,
            seen=seen,
            identity=Identity(**{**asdict(identity_of(one)), **changed}),
            on=timezone.localdate(request.at),
            at=request.at,
            by=actor(request.viewer, WRITES, school=at),
        )
    except (NotDone, IdentityFaulty) as why:
        raise _trouble(why) from None
    _mark(response, done)
    return _shown(done)


@router.get("/persons/{key}/roles", response=answers(list[RoleOut]), url_name="api_person_roles")
def roles(request: HttpRequest, key: UUID) -> Any:
    """The roles of a person that one may see, the latest first."""
    needs(request, READ)
    one = get_or_refuse(request.viewer, ACT, Person.objects.all(), pk=whole_of(key))
    held = roles_seen(request.viewer, act=ACT, persons=[one.pk])
    return [
        RoleOut(id=row.pk, role=row.role, school=row.school and row.school.slug, since=row.since, until=row.until)
        for row in held
    ]


def _mark(response: HttpResponse, one: Person) -> None:
    """Tell as which ETag the identity may be corrected from now on."""
    response.headers["ETag"] = f'"{mark_of(identity_of(one))}"'


def _shown(one: Person) -> dict[str, Any]:
    return {"id": one.pk, **asdict(identity_of(one))}


def _filters(wanted: Wanted) -> Filters:
    school = School.objects.filter(slug=wanted.school.replace("\0", "")).first() if wanted.school else None
    if wanted.school and school is None:
        raise odd("school", say("api_faults.school"))
    if wanted.role and wanted.role not in Role.values:
        raise odd("role", say("api_faults.role"))
    words = words_of(wanted.q.replace("\0", "")[:100])
    return Filters(words=words, role=wanted.role, school=school and school.pk, on=wanted.on)


def _id(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        raise odd("cursor", say("api_faults.cursor")) from None


def _trouble(why: NotDone | IdentityFaulty) -> Trouble:
    """Return what bars an act, in the words of the pages."""
    if isinstance(why, IdentityFaulty):
        faults = [(one.field, say(f"person_faults.{one.what}", n=_most(one.field))) for one in why.faults]
        return Trouble("not_readable", HTTPStatus.UNPROCESSABLE_ENTITY, faults)
    if why.why == "corrected_meanwhile":
        return Trouble("changed_meanwhile", HTTPStatus.PRECONDITION_FAILED)
    return Trouble("not_done", HTTPStatus.CONFLICT, [(why.field, say(f"people_refusals.{why.why}"))])


def _most(field: str) -> int:
    """Return how many characters of a field are kept; none that counts for a field that is no text."""
    return longest(Person, field) if field != "birth_date" else 0
