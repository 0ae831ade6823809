from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.people.access import Viewer, viewer_of
from sceau.people.actions import NotDone, merge_persons, tell_apart
from sceau.people.duplicates import MOST_OF_A_GROUP, proposals, proposals_for
from sceau.people.likeness import in_common, near, strength
from sceau.people.models import Distinction, Person
from sceau.people.roles import Role
from tests.people.people import a_person, a_school, an_account, browser_of, holds

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
BORN = date(1999, 3, 14)


def a_student(name: str, **more: Any) -> Person:
    person = a_person(name, **more)
    holds(person, Role.STUDENT)
    person.refresh_from_db()
    return person


def a_registrar() -> Viewer:
    return viewer_of(an_account("Chloé Bernard", Role.REGISTRAR), on=date(2026, 9, 1))


def told(viewer: Viewer) -> list[tuple[set[str], tuple[str, ...], str]]:
    return [({str(one.one), str(one.other)}, one.reasons, one.strength) for one in proposals(viewer)]


@pytest.mark.parametrize(
    ("one", "other", "reasons", "strong"),
    [
        (
            {"name": "Éloïse Lefèvre", "birth_date": BORN},
            {"name": "Eloise LEFEVRE", "birth_date": BORN},
            ("same_birth_date_and_name", "same_given_names"),
            "nearly_sure",
        ),
        (
            {"name": "Éloïse Lefèvre", "birth_date": BORN},
            {"name": "Élo Lefèvre", "birth_date": BORN},
            ("same_birth_date_and_name",),
            "possible",
        ),
        (
            {"name": "Chima Okonkwo", "birth_date": BORN},
            {"name": "Chima Okonkwu", "birth_date": BORN},
            ("same_birth_date_and_near_name",),
            "likely",
        ),
        (
            {"name": "Chloé Bernard-Roy", "birth_date": BORN, "use_name": "Petit"},
            {"name": "Chloé Petit", "birth_date": BORN},
            ("same_birth_date_and_near_name",),
            "likely",
        ),
        (
            {"name": "Ada Byron", "email": "ada@example.org"},
            {"name": "Augusta King", "email": "ADA@example.org"},
            ("same_email",),
            "likely",
        ),
        (
            {"name": "Irène Papadopoúlou", "birth_date": BORN},
            {"name": "Irene Papadopoulou"},
            ("same_names_without_birth_date",),
            "possible",
        ),
    ],
)
def test_two_records_that_may_be_of_one_person_are_proposed_with_why(
    one: dict[str, Any], other: dict[str, Any], reasons: tuple[str, ...], strong: str
) -> None:
    first, second = a_student(**one), a_student(**other)
    viewer = a_registrar()

    assert told(viewer) == [({str(first), str(second)}, reasons, strong)]
    assert [proposal.other for proposal in proposals_for(viewer, person=first)] == [second]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Alice Martin", "birth_date": BORN}, {"name": "Alice Martin", "birth_date": date(1999, 3, 15)}),
        ({"name": "Alice Martin", "birth_date": BORN}, {"name": "Alice Durand", "birth_date": BORN}),
        ({"name": "Alice Martin"}, {"name": "Alix Martin"}),
        ({"name": "Alice Li", "birth_date": BORN}, {"name": "Alice Xu", "birth_date": BORN}),
    ],
)
def test_two_records_that_share_too_little_are_not_proposed(one: dict[str, Any], other: dict[str, Any]) -> None:
    first = a_student(**one)
    a_student(**other)
    viewer = a_registrar()

    assert told(viewer) == []
    assert proposals_for(viewer, person=first) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("okonkwo", "okonkwu", True),
        ("okonkwo", "okonk", True),
        ("okonkwo", "okon", False),
        ("martin", "mratin", True),
        ("martin", "durand", False),
        ("le", "la", False),
    ],
)
def test_names_are_near_by_at_most_two_letters(one: str, other: str, *, expected: bool) -> None:
    assert near(one, other) is near(other, one) is expected


def test_reasons_add_up() -> None:
    one, other = a_student("A Bécé", email="a@example.org"), a_student("A Bécé", email="a@example.org")

    assert in_common(one, other) == ("same_email", "same_names_without_birth_date")
    assert strength(in_common(one, other)) == "nearly_sure"


def test_the_most_telling_come_first_and_each_pair_once() -> None:
    a_student("Alice Martin", birth_date=BORN, email="alice@example.org")
    a_student("Alice Martin", birth_date=BORN, email="alice@example.org")
    a_student("Alix Martin", birth_date=BORN)

    assert [strong for _, _, strong in told(a_registrar())] == ["nearly_sure", "possible", "possible"]


def test_a_key_that_many_share_by_chance_is_not_compared_without_end() -> None:
    for _ in range(MOST_OF_A_GROUP + 5):
        a_student("Jean Martin")

    assert len(told(a_registrar())) == MOST_OF_A_GROUP * (MOST_OF_A_GROUP - 1) // 2


def test_those_told_apart_do_not_come_back_and_the_journal_says_who_said_so() -> None:
    one, other = a_student("Alice Martin", birth_date=BORN), a_student("Alice Martin", birth_date=BORN)
    chloe = an_account("Driss Naït", Role.REGISTRAR)
    browser = browser_of(chloe)

    for _ in range(2):
        assert browser.post(f"/duplicates/{one.pk}/{other.pk}/apart/").url == "/duplicates/"

    assert browser.get("/duplicates/").context["proposals"] == []
    assert Distinction.objects.count() == 1
    assert sorted(Entry.objects.values_list("act", "subject", "actor")) == sorted(
        ("tell_apart", f"person:{each.pk}", str(chloe.pk)) for each in (one, other)
    )
    with pytest.raises(NotDone, match="same_record"):
        tell_apart(one=one.pk, other=one.pk, at=AT, by=SCEAU)


def test_those_told_apart_stay_so_when_one_of_them_is_joined_to_a_third() -> None:
    one, other = a_student("Alice Martin", birth_date=BORN), a_student("Alice Martin", birth_date=BORN)
    third = a_student("Alice Martin", birth_date=BORN)
    tell_apart(one=one.pk, other=other.pk, at=AT, by=SCEAU)
    merge_persons(kept=third.pk, absorbed=one.pk, offices_at=None, at=AT, by=SCEAU)

    assert told(a_registrar()) == []


def test_duplicates_at_another_school_are_not_proposed() -> None:
    a_student("Alice Martin", birth_date=BORN)
    elsewhere = a_person("Alice Martin", birth_date=BORN)
    holds(elsewhere, Role.STUDENT, a_school("another"))

    assert told(a_registrar()) == []


def test_the_page_of_a_person_says_that_they_may_have_another_record() -> None:
    one, other = a_student("Alice Martin", birth_date=BORN), a_student("Alice Martin", birth_date=BORN)

    page = browser_of(an_account("Driss Naït", Role.REGISTRAR)).get(f"/persons/{one.pk}/").content.decode()

    assert f"/duplicates/{one.pk}/{other.pk}/" in page
    assert "presque sûrement" in page
