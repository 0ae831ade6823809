from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from sceau.journal.actions import Actor
from sceau.people import permissions
from sceau.people.access import NOBODY, Refused, Viewer, actor, get_or_refuse, viewer_of, visible
from sceau.people.models import Account, Person, RoleHeld, School
from sceau.people.permissions import MatrixFaulty, Scope, matrix
from sceau.people.roles import Role
from tests.people.people import a_person, a_school, an_account, holds

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 1)
NAMES = "birth_name"


def sees(viewer: Viewer) -> list[str]:
    return sorted(visible(viewer, "see_person", Person.objects.all()).values_list(NAMES, flat=True))


def as_of(account: Account, on: date = TODAY) -> Viewer:
    return viewer_of(account, on=on)


def test_a_registrar_sees_those_of_the_school_and_nobody_elses() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)
    holds(a_person("Alice Martin"), Role.STUDENT)
    holds(a_person("Ève Durand"), Role.STUDENT, a_school("another"))

    assert sees(as_of(chloe)) == ["Bernard", "Martin"]


def test_a_student_sees_themselves_alone() -> None:
    alice = an_account("Alice Martin", Role.STUDENT)
    holds(a_person("Driss Naït"), Role.STUDENT)

    assert sees(as_of(alice)) == ["Martin"]


def test_who_administers_the_installation_sees_everybody() -> None:
    root = an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR)
    holds(a_person("Ève Durand"), Role.STUDENT, a_school("another"))

    assert sees(as_of(root)) == ["Durand", "Petit"]


def test_the_office_of_the_label_sees_who_holds_or_held_its_roles_and_nobody_of_a_school() -> None:
    office = an_account("Marguerite Thévenot", Role.LABEL_OFFICE)
    holds(a_person("Øystein Sæther"), Role.EXPERT)
    holds(a_person("Clémence Aubrée"), Role.COMMISSION_MEMBER, until=date(2021, 1, 1))
    holds(a_person("Hugo Petit"), Role.INSTALLATION_ADMINISTRATOR)
    teaches_too = a_person("Gaëlle Le Goff")
    holds(teaches_too, Role.EXPERT)
    holds(teaches_too, Role.TEACHER)
    holds(a_person("Alice Martin"), Role.STUDENT)

    roles = visible(as_of(office), "see_person", RoleHeld.objects.filter(person=teaches_too))
    assert sees(as_of(office)) == ["Aubrée", "Le Goff", "Sæther", "Thévenot"]
    assert list(roles.values_list("role", flat=True)) == ["expert"]


def test_the_label_is_acted_on_above_the_schools_alone() -> None:
    office = as_of(an_account("Marguerite Thévenot", Role.LABEL_OFFICE))

    assert actor(office, "send_link").role == "label_office"
    with pytest.raises(Refused):
        actor(office, "send_link", school=a_school().pk)


def test_nobody_known_sees_nobody() -> None:
    a_person()

    assert sees(NOBODY) == []


@pytest.mark.parametrize(
    ("on", "seen"),
    [
        (date(2026, 8, 31), ["Bernard"]),
        (date(2026, 9, 1), ["Bernard", "Martin"]),
        (date(2026, 9, 30), ["Bernard", "Martin"]),
        (date(2026, 10, 1), ["Bernard"]),
    ],
)
def test_a_role_opens_from_its_first_day_to_its_last(on: date, seen: list[str]) -> None:
    chloe = an_account("Chloé Bernard")
    assert chloe.person is not None
    holds(chloe.person, Role.REGISTRAR, since=date(2026, 9, 1), until=date(2026, 9, 30))
    holds(a_person("Alice Martin"), Role.STUDENT)

    assert sees(as_of(chloe, on)) == seen


def test_the_roles_of_a_record_found_to_be_the_same_person_are_held_too() -> None:
    chloe = an_account("Chloé Bernard")
    twin = a_person("Chloé Bernard-Roy", merged_into=chloe.person)
    holds(twin, Role.REGISTRAR)
    holds(a_person("Alice Martin"), Role.STUDENT)

    assert sees(as_of(chloe)) == ["Bernard", "Bernard-Roy", "Martin"]


def test_an_account_without_a_person_holds_no_role() -> None:
    account = Account.objects.create(email="nobody@example.org")

    assert as_of(account) == Viewer(account.pk)


def test_what_is_not_there_is_not_found_and_what_is_shut_is_refused_with_the_act() -> None:
    alice, other = an_account("Alice Martin", Role.STUDENT), a_person("Ève Durand")

    assert get_or_refuse(as_of(alice), "see_person", Person.objects, pk=alice.person_id) == alice.person
    with pytest.raises(Http404):
        get_or_refuse(as_of(alice), "see_person", Person.objects, pk=uuid4())
    with pytest.raises(Refused) as refused:
        get_or_refuse(as_of(alice), "see_person", Person.objects, pk=other.pk)
    assert refused.value.act == matrix()["see_person"]


def test_a_link_opens_its_act_on_its_object_alone() -> None:
    alice, other = a_person("Alice Martin"), a_person("Ève Durand")
    by_link = Viewer(person=alice.pk, acts_of_link={"complete_identity": alice.pk})

    assert get_or_refuse(by_link, "complete_identity", Person.objects, pk=alice.pk) == alice
    with pytest.raises(Refused):
        get_or_refuse(by_link, "complete_identity", Person.objects, pk=other.pk)
    assert sees(by_link) == []


def test_who_came_by_a_link_acts_by_that_link() -> None:
    alice, link = a_person("Alice Martin"), uuid4()
    by_link = Viewer(person=alice.pk, link=link, acts_of_link={"complete_identity": alice.pk})

    assert actor(by_link, "complete_identity") == Actor("", "link", "", f"link:{link}")


def test_who_acts_is_told_by_the_role_that_allows_it_at_the_school() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR, Role.TEACHER)
    here, there = a_school(), a_school("another")

    assert actor(as_of(chloe), "write_person", school=here.pk) == Actor(str(chloe.pk), "registrar", str(here.pk))
    with pytest.raises(Refused):
        actor(as_of(chloe), "write_person", school=there.pk)


def test_the_widest_role_that_allows_an_act_comes_first() -> None:
    both = an_account("Hugo Petit", Role.REGISTRAR, Role.INSTALLATION_ADMINISTRATOR)
    viewer = as_of(both)

    assert [(grant.role, grant.scope) for grant in viewer.grants("see_person")] == [
        ("installation_administrator", Scope.ANY),
        ("registrar", Scope.SCHOOL),
        ("signed_in", Scope.OWN),
    ]
    assert viewer.may_anywhere("see_person")
    assert viewer.schools_for("write_person") == {School.objects.get().pk}


def test_every_act_has_its_words_in_both_languages_and_somebody_who_may() -> None:
    acts = matrix().values()

    assert [act.name for act in acts if set(act.title) != {"fr", "en"} or not act.scopes] == []


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        ('[acts.a]\ntitle = {}\npages = []\nregistar = "school"\n', "acts.a: registar: is no role with a scope"),
        ('[acts.a]\ntitle = {}\npages = []\nregistrar = "all"\n', "acts.a: registrar: is no role with a scope"),
        (
            '[acts.a]\ntitle = {}\npages = ["p"]\n[acts.b]\ntitle = {}\npages = ["p"]\n',
            "p: it is a page of a and of b; keep one",
        ),
    ],
)
def test_a_matrix_that_says_what_nobody_understands_is_refused(
    faulty: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "permissions.toml").write_text(faulty, encoding="utf-8")
    monkeypatch.setattr(permissions, "files", lambda _: tmp_path)
    permissions.matrix.cache_clear()
    with pytest.raises(MatrixFaulty, match=said):
        permissions.acts_of_pages.__wrapped__()


@pytest.fixture(autouse=True)
def _read_anew() -> Any:
    yield
    permissions.matrix.cache_clear()
    permissions.acts_of_pages.cache_clear()
