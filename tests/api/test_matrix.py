"""Every route of the API, as every role, by a token: what the matrix says of the page it shares its act with."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from sceau.people.models import Account
from sceau.people.roles import Role
from tests.api.asking import a_token, program
from tests.people.people import a_person, a_school, holds
from tests.site.test_permissions import HERE, LABEL, OF_THE_API, OWN, THERE, VIEWERS, Whose, a_dossier, expected, viewer

pytestmark = pytest.mark.django_db
ABOUT = {
    "api_dossier": "dossier",
    "api_person": "person",
    "api_person_roles": "person",
    "api_history": "history of person",
}
"""The routes about a person or what is theirs, and the page whose act each does."""
PATHS: dict[str, dict[str, Any]] = {
    "api_rule": {"key": "mission_duration"},
    "api_edition": {"digest": "0"},
    "api_edition_rule": {"digest": "0", "key": "mission_duration"},
    "api_programme": {"slug": "none"},
    "api_register_entry": {"number": "ms-00001"},
    "api_question": {"name": "admission.eligibility"},
    "api_answer": {"name": "admission.eligibility"},
}


def outcome(answer: Any) -> str:
    words = {HTTPStatus.UNAUTHORIZED: "sign in", HTTPStatus.FORBIDDEN: "refused"}
    return words.get(answer.status_code, "open")


def asked(client: Client, route: str, whose: Whose | None) -> str:
    path = PATHS.get(route, {})
    if whose is not None:
        key = a_dossier(whose).pk if route == "api_dossier" else whose.person.pk
        path = {"key": key, **({"kind": "person"} if route == "api_history" else {})}
    address = reverse(f"api:{route}", kwargs=path)
    if route == "api_answer":
        return outcome(client.post(address, {"facts": {}}, content_type="application/json"))
    return outcome(client.get(address))


def written(client: Client, whose: Whose) -> tuple[str, str]:
    """What becomes of a person entered at the school of somebody, and of a correction of that somebody."""
    said = {"birth_name": "Ito", "given_names": "Yui", "role": "candidate", "since": "2026-09-01"}
    person = reverse("api:api_person", kwargs={"key": whose.person.pk})
    with transaction.atomic():
        entered = client.post(
            reverse("api:api_persons"), {**said, "school": whose.school.slug}, content_type="application/json"
        )
        corrected = client.patch(
            person, {"use_name": "Ito"}, content_type="application/json", headers={"if-match": '"old"'}
        )
        transaction.set_rollback(True)
    return outcome(entered), outcome(corrected)


@dataclass(frozen=True)
class Asking:
    """Whoever asks, by their token, and everybody they may ask about."""

    client: Client
    everybody: tuple[Whose, ...]
    expert: Whose


def asking(name: str) -> Asking:
    here, there = a_school("here"), a_school("there")
    account, person = viewer(name, here)
    if account:
        Account.objects.filter(pk=account.pk).update(email="alice.martin@example.org")
        account.refresh_from_db()
    client = program(a_token(account) if account else "")
    neighbour, stranger, expert = a_person("Driss Nait"), a_person("Eve Durand"), a_person("Oystein Saether")
    holds(neighbour, Role.STUDENT, here)
    holds(stranger, Role.STUDENT, there)
    holds(expert, Role.EXPERT)
    known = (Whose(OWN, person, here), Whose(HERE, neighbour, here), Whose(THERE, stranger, there))
    return Asking(client, known, Whose(LABEL, expert, None))


@pytest.mark.parametrize("name", VIEWERS)
def test_every_route_opens_to_whom_the_matrix_opens_it(name: str) -> None:
    who = asking(name)
    everybody = (*who.everybody, who.expert)
    about = {"api_dossier": who.everybody}  # a dossier is of a school
    wrong = [
        f"{route}, {whose.whose if whose else '—'}: {what}, not {wanted}"
        for route in sorted(OF_THE_API - {"api-root"})
        for whose in (about.get(route, everybody) if route in ABOUT else (None,))
        if (what := asked(who.client, route, whose)) != (wanted := expected(ABOUT.get(route, route), name, whose))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", VIEWERS)
def test_what_writes_is_open_to_whom_the_matrix_opens_the_pages_that_write(name: str) -> None:
    who = asking(name)
    wrong = [
        f"{whose.whose}: {what}, not {wanted}"
        for whose in who.everybody
        if (what := written(who.client, whose))
        != (wanted := (expected("new_person", name, whose), expected("correct_person", name, whose)))
    ]
    assert wrong == []
