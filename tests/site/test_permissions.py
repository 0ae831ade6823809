"""Every address, as every role, on one's own, on one's school's and on another school's objects, against the matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from sceau.files.models import StoredFile
from sceau.journal.actions import SCEAU
from sceau.mail.models import Going, Message
from sceau.people.actions import merge_persons
from sceau.people.models import Account, Link, Person, RoleHeld, School
from sceau.people.permissions import ANYONE, SIGNED_IN, TOKEN, Scope, acts_of_pages, matrix
from sceau.people.roles import OF_NO_SCHOOL, Role
from tests.people.people import LONG_AGO, a_person, a_school, an_account, browser_of, holds

pytestmark = pytest.mark.django_db

NOBODY, NO_ROLE = "nobody", "no role"
VIEWERS = (NOBODY, NO_ROLE, *Role.values)
OWN, HERE, THERE = "own", "of the same school", "of another school"


@dataclass(frozen=True)
class Whose:
    """Something to act on, and whose it is."""

    whose: str
    person: Person
    school: School


def addresses() -> Iterator[tuple[str | None, str]]:
    """Every address of the site: its name and its pattern."""

    def walk(resolver: Any, before: str) -> Iterator[tuple[str | None, str]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                yield one.name, before + str(one.pattern)
            else:
                yield from walk(one, before + str(one.pattern))

    yield from walk(get_resolver(), "")


def two_records(whose: Whose) -> dict[str, Any]:
    """A person, and another record of theirs."""
    return {"one": whose.person.pk, "other": twin_of(whose).pk}


def twin_of(whose: Whose) -> Person:
    """Another record of a person, at the same school."""
    twin = a_person(str(whose.person))
    holds(twin, Role.STUDENT, whose.school)
    return twin


def a_merger(whose: Whose) -> dict[str, Any]:
    """Two records that were joined."""
    now = datetime(2026, 9, 1, tzinfo=UTC)
    merger = merge_persons(kept=whose.person.pk, absorbed=twin_of(whose).pk, offices_at=None, at=now, by=SCEAU)
    return {"key": merger.pk}


def a_message(whose: Whose) -> dict[str, Any]:
    """A mail that was refused."""
    said = {f"{part}_{code}": "…" for part in ("subject", "text") for code in ("fr", "en")}
    about = {"person": whose.person.pk, "school": whose.school.pk, "going": Going.BOUNCED, "written_at": timezone.now()}
    return {
        "key": Message.objects.create(kind="invitation", address="a@example.org", language="fr", **about, **said).pk
    }


def a_role(whose: Whose) -> RoleHeld:
    """A role that a person holds at a school."""
    return RoleHeld.objects.get_or_create(
        person=whose.person, role=Role.TEACHER, school=whose.school, defaults={"since": LONG_AGO}
    )[0]


def a_link(whose: Whose) -> Link:
    """A link that was sent to a person from a school."""
    now = timezone.now()
    return Link.objects.create(
        person=whose.person,
        school=whose.school,
        act="complete_identity",
        subject=whose.person.pk,
        secret_digest=uuid4().hex,
        sent_at=now,
        expires_at=now + timedelta(days=1),
    )


OBJECTS: dict[str, Callable[[Whose], dict[str, Any]]] = {
    **dict.fromkeys(("message", "send_again"), a_message),
    **dict.fromkeys(
        ("school", "correct_school", "begin_membership", "end_membership"), lambda whose: {"slug": whose.school.slug}
    ),
    **dict.fromkeys(("person", "correct_person"), lambda whose: {"key": whose.person.pk}),
    **dict.fromkeys(("merge_persons", "tell_apart"), two_records),
    "part_persons": a_merger,
    **dict.fromkeys(("grant_role", "send_link"), lambda whose: {"key": whose.person.pk}),
    "end_role": lambda whose: {"key": a_role(whose).pk},
    "revoke_link": lambda whose: {"key": a_link(whose).pk},
}
"""What stands in the address of each page that is about something."""
OBJECTS["history"] = lambda whose: {"kind": "person", "key": whose.person.pk}
OBJECTS["attach_file"] = lambda whose: {"key": whose.person.pk}
OBJECTS["file"] = OBJECTS["erase_file"] = lambda whose: {"key": a_file(whose).pk}
NUMBERED = {"retry_job": {"key": 1}, "end_session": {"key": 1}} | {
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
}
NUMBERED |= {name: {"secret": "nobodys"} for name in ("accept_invitation", "come_by_link")}
NUMBERED |= {name: {"provider_id": "directory"} for name in ("openid_connect_login", "openid_connect_callback")}


def a_file(whose: Whose) -> StoredFile:
    """The row of a file on the record of somebody."""
    said = {"name": "cv.pdf", "media_type": "application/pdf", "size": 1, "at": timezone.now()}
    return StoredFile.objects.create(subject=f"person:{whose.person.pk}", school=whose.school.pk, **said)


def test_the_matrix_names_every_address_and_no_other() -> None:
    assert {name for name, _ in addresses()} == set(acts_of_pages())


def test_every_role_and_every_act_is_walked() -> None:
    assert {holder for act in matrix().values() for holder in act.scopes} <= {
        *Role.values,
        ANYONE,
        SIGNED_IN,
        "link",
        TOKEN,
    }


def viewer(name: str, here: School) -> tuple[Account | None, Person]:
    """Somebody in one role at the school here: their account and person."""
    if name == NOBODY:
        return None, a_person("Nobody Known")
    account = an_account("Alice Martin")
    assert account.person is not None
    if name != NO_ROLE:
        holds(account.person, Role(name), here)
    return account, account.person


def expected(page: str, name: str, whose: Whose | None) -> str:
    """What the matrix says of a page, to somebody, on something."""
    act = acts_of_pages()[page]
    if act.is_open:
        return "open"
    scopes = [act.scopes[SIGNED_IN]] if SIGNED_IN in act.scopes and name != NOBODY else []
    scopes += [act.scopes[name]] if name in act.scopes else []
    if name == NOBODY:
        return "sign in"
    return "open" if any(reaches(scope, name, whose) for scope in scopes) else "refused"


def reaches(scope: Scope, name: str, whose: Whose | None) -> bool:
    """Whether a scope reaches something."""
    if whose is None or scope is Scope.ANY:
        return True
    at_the_school = {HERE, *({OWN} if name in Role.values and name not in OF_NO_SCHOOL else ())}
    return whose.whose in ({OWN} if scope is Scope.OWN else at_the_school)


def found(account: Account | None, page: str, whose: Whose | None) -> str:
    """What happens, whichever way the page is asked for; what it does is taken back."""
    address = reverse(page, kwargs=OBJECTS[page](whose) if whose else NUMBERED.get(page))
    said = set()
    for way in ("get", "post"):
        with transaction.atomic():
            answer = getattr(browser_of(account), way)(address)
            transaction.set_rollback(True)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            said.add(outcome(answer))
    assert len(said) == 1, f"{page} answers in two ways: {said}"
    return said.pop()


def outcome(answer: Any) -> str:
    """An answer in the words of the matrix."""
    if answer.status_code == HTTPStatus.FORBIDDEN and answer.context["act"]:
        return "refused"  # by the matrix: allauth refuses to authenticate anew who has nothing to do it with
    to_sign_in = answer.status_code == HTTPStatus.FOUND and answer.url.startswith(f"{reverse('account_login')}?next=")
    return "sign in" if to_sign_in else "open"


@pytest.mark.parametrize("name", VIEWERS)
def test_every_page_opens_to_whom_the_matrix_opens_it(name: str) -> None:
    here, there = a_school("here"), a_school("there")
    account, person = viewer(name, here)
    neighbour, stranger = a_person("Driss Naït"), a_person("Ève Durand")
    holds(neighbour, Role.STUDENT, here)
    holds(stranger, Role.STUDENT, there)
    everybody = (Whose(OWN, person, here), Whose(HERE, neighbour, here), Whose(THERE, stranger, there))
    wrong = [
        f"{page}, {whose.whose if whose else '—'}: {what}, not {wanted}"
        for page in acts_of_pages()
        for whose in (everybody if page in OBJECTS else (None,))
        if (what := found(account, page, whose)) != (wanted := expected(page, name, whose))
    ]
    assert wrong == []
