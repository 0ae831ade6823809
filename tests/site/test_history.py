"""The history of an object: everything that was done, for those who may see it, and for nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sceau.journal.actions import SCEAU, Actor, erase_evidence, record
from sceau.journal.models import Entry
from sceau.people.models import Person
from sceau.people.roles import Role
from tests.journal.test_replay import answer_otherwise, decide
from tests.people.people import a_person, a_school, an_account, browser_of, holds

NOON = datetime(2026, 9, 1, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def a_student(name: str = "Alice Martin") -> Person:
    student = a_person(name)
    holds(student, Role.STUDENT)
    return student


def do(person: Person, by: Actor = SCEAU, act: str = "attach_file", times: int = 1) -> list[Entry]:
    with transaction.atomic():
        return [record(at=NOON, by=by, act=act, subject=f"person:{person.pk}") for _ in range(times)]


def page_of(person: Person) -> str:
    return f"/history/person/{person.pk}/"


def test_a_registrar_reads_what_was_done_with_its_reasons() -> None:
    alice = a_student()
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)
    do(alice, Actor(str(chloe.pk), Role.REGISTRAR, str(a_school().pk)))
    decide(f"person:{alice.pk}", at=NOON)

    said = browser_of(chloe).get(page_of(alice)).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "<h1>Histoire : Alice Martin</h1>" in said
    assert "1er septembre 2026 à 12 h" in said
    assert "gestionnaire de scolarité · Chloé Bernard · pas encore scellé" in said
    assert "Sceau, de lui-même" in said
    assert "<summary>UV validée</summary>" in said
    assert said.index("Joindre un fichier") < said.index("UV validée")


def test_it_is_read_in_english_too() -> None:
    alice = a_student()
    decide(f"person:{alice.pk}", at=NOON)
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR), language="en")

    said = chloe.get(page_of(alice)).content.decode()
    assert "<h1>History: Alice Martin</h1>" in said
    assert "<summary>Unit validated</summary>" in said


def test_who_acted_is_not_named_to_who_may_not_see_them() -> None:
    alice, chloe = an_account("Alice Martin", Role.STUDENT), an_account("Chloé Bernard", Role.REGISTRAR)
    do(alice.person, Actor(str(chloe.pk), Role.REGISTRAR, str(a_school().pk)))

    said = browser_of(alice).get(page_of(alice.person)).content.decode()
    assert "gestionnaire de scolarité · pas encore scellé" in said
    assert "Chloé" not in said
    assert str(chloe.pk) not in said


@pytest.mark.parametrize(
    ("role", "school", "code"),
    [
        (Role.REGISTRAR, "eve-school", 200),
        (Role.SCHOOL_DIRECTOR, "eve-school", 200),
        (Role.REGISTRAR, "another", 403),
        (Role.TEACHER, "eve-school", 403),
        (Role.STUDENT, "eve-school", 403),
        (Role.INSTALLATION_ADMINISTRATOR, "another", 200),
    ],
)
def test_the_history_of_a_person_is_for_those_who_may_see_it(role: Role, school: str, code: int) -> None:
    alice = a_student()
    do(alice)
    who = an_account("Hugo Petit", role, school=a_school(school))

    assert browser_of(who).get(page_of(alice)).status_code == code


def test_nobody_known_is_asked_to_sign_in() -> None:
    answer = browser_of().get(page_of(a_student()))

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize("path", ["person", "nothing", "entry", "account", "link"])
def test_what_is_no_object_has_no_history(path: str) -> None:
    chloe = an_account("Chloé Bernard", Role.INSTALLATION_ADMINISTRATOR)

    assert browser_of(chloe).get(f"/history/{path}/{uuid4()}/").status_code == 404


def test_an_object_on_which_nothing_was_done_says_so() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)

    assert "Rien n’a encore été fait ici" in browser_of(chloe).get(page_of(a_student())).content.decode()


def test_a_decision_that_would_be_another_today_is_shown_as_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = a_student()
    decide(f"person:{alice.pk}", at=NOON)
    answer_otherwise(monkeypatch, outcome="failed")
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    said = chloe.get(page_of(alice)).content.decode()
    assert "<summary>UV validée</summary>" in said
    assert "Le logiciel d’aujourd’hui en jugerait autrement." in said


def test_a_decision_whose_ground_was_erased_says_so() -> None:
    alice = a_student()
    entry, _ = decide(f"person:{alice.pk}", at=NOON)
    with transaction.atomic():
        erase_evidence(at=NOON, by=SCEAU, entry=entry)
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    said = chloe.get(page_of(alice)).content.decode()
    assert "Ce sur quoi cette décision repose a été effacé" in said
    assert "UV validée" not in said


def test_a_long_history_is_read_page_after_page() -> None:
    alice = a_student()
    do(alice, times=31)
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    first, second = (chloe.get(page_of(alice), {"page": page}).content.decode() for page in (1, 2))
    assert (first.count("<h2"), second.count("<h2")) == (30, 1)
    assert "Page 1 sur 2" in first
    assert 'rel="prev"' in second
    for nonsense in ("0", "-1", "x", "99999999999999999999"):
        assert chloe.get(page_of(alice), {"page": nonsense}).status_code == 200


def test_a_page_costs_the_same_number_of_queries_whatever_is_on_it() -> None:
    alice = a_student()
    decide(f"person:{alice.pk}", at=NOON)
    account = an_account("Chloé Bernard", Role.REGISTRAR)
    chloe = browser_of(account)
    chloe.get(page_of(alice))
    counts = []
    for more in (0, 28):
        for _ in range(more):
            decide(f"person:{alice.pk}", at=NOON)
        do(alice, Actor(str(account.pk), Role.REGISTRAR, ""))
        with CaptureQueriesContext(connection) as queries:
            assert chloe.get(page_of(alice)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_every_role_of_a_past_that_names_roles_no_more_is_still_read() -> None:
    alice = a_student()
    do(alice, Actor("", "an_office_of_long_ago", ""), act="an_act_of_long_ago")
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    said = chloe.get(page_of(alice)).content.decode()
    assert "une personne venue par un lien" in said
    assert "An_act_of_long_ago" in said
    assert date(2026, 9, 1).isoformat() in said
