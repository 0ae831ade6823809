"""The people of the tests of the site: somebody in a role at a school, and their browser."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from sceau.people.models import Account, Person, RoleHeld, School
from sceau.people.roles import OF_NO_SCHOOL, Role

LONG_AGO = date(2020, 9, 1)
PASSWORD = "seven-seals-on-a-door"  # noqa: S105 - of invented people


def a_school(slug: str = "eve-school") -> School:
    """A school, made once."""
    return School.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").title()})[0]


def a_person(name: str = "Alice Martin", **more: Any) -> Person:
    """A person by a given name and a name of birth."""
    given, _, birth = name.partition(" ")
    return Person.objects.create(given_names=given, birth_name=birth, **more)


def holds(person: Person, role: Role, school: School | None = None, **more: Any) -> RoleHeld:
    """Give a role to a person, at a school where the role has one."""
    at = None if role in OF_NO_SCHOOL else school or a_school()
    return RoleHeld.objects.create(person=person, role=role, school=at, **{"since": LONG_AGO, **more})


def an_account(
    name: str = "Alice Martin", *roles: Role, school: School | None = None, password: str = "", language: str = "fr"
) -> Account:
    """An account whose address is confirmed, with its person and roles."""
    person = a_person(name)
    email = f"{name.lower().replace(' ', '.')}@example.org"
    account = Account(email=email, person=person, language=language)
    account.set_password(password or None)
    account.save()
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    for role in roles:
        holds(person, role, school)
    return account


def browser_of(account: Account | None = None, *, language: str = "fr") -> Client:
    """A browser, signed in where an account is given."""
    client = Client(headers={"accept-language": language})
    if account is not None:
        client.force_login(account)
    return client
