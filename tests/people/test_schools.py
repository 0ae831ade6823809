from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.people.actions import NotDone, begin_membership, correct_school, create_school, end_membership
from sceau.people.models import Membership, School
from sceau.people.roles import Role
from tests.people.people import a_school, an_account, browser_of

AT = datetime(2026, 9, 1, 8, tzinfo=UTC)


def begin(school: School, since: date) -> Membership:
    return begin_membership(school=school.pk, since=since, at=AT, by=SCEAU)


def end(school: School, until: date) -> Membership:
    return end_membership(school=school.pk, until=until, at=AT, by=SCEAU)


@pytest.mark.django_db
def test_a_school_is_entered_under_the_folder_of_its_law() -> None:
    school = create_school(slug="ecole-des-dunes", name="  École des   Dunes ", at=AT, by=SCEAU)

    assert (school.slug, school.name) == ("ecole-des-dunes", "École des Dunes")
    assert list(Entry.objects.order_by("pk").values_list("act", "subject")) == [
        ("create_school", f"school:{school.pk}")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "name", "why"),
    [
        ("École", "A", "slug_unusable"),
        ("../etc", "A", "slug_unusable"),
        ("a--b", "A", "slug_unusable"),
        ("", "A", "slug_unusable"),
        ("a" * 61, "A", "slug_unusable"),
        ("eve-school", "A", "slug_taken"),
        ("dunes", " ", "school_name_unusable"),
        ("dunes", "a\x1bb", "school_name_unusable"),
        ("dunes", "a" * 201, "school_name_unusable"),
    ],
)
def test_a_school_that_cannot_be_entered_is_refused_with_the_reason(slug: str, name: str, why: str) -> None:
    a_school("eve-school")

    with pytest.raises(NotDone, match=why):
        create_school(slug=slug, name=name, at=AT, by=SCEAU)
    assert (School.objects.count(), Entry.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_the_name_of_a_school_is_corrected_and_journalled_once() -> None:
    school = a_school()

    for _ in range(2):
        correct_school(school=school.pk, name="Ève School", at=AT, by=SCEAU)

    assert School.objects.get().name == "Ève School"
    assert list(Entry.objects.order_by("pk").values_list("act", "evidence__text")) == [
        ("correct_school", '{"fields": ["name"]}')
    ]
    with pytest.raises(NotDone, match="school_name_unusable"):
        correct_school(school=school.pk, name="", at=AT, by=SCEAU)


@pytest.mark.django_db
def test_a_school_is_a_member_from_a_day_to_another() -> None:
    school = a_school()
    begin(school, date(2010, 1, 1))
    end(school, date(2019, 12, 31))
    begin(school, date(2021, 1, 1))

    days = [date(2009, 12, 31), date(2010, 1, 1), date(2019, 12, 31), date(2020, 1, 1), date(2021, 1, 1)]
    assert [school.is_member(on=day) for day in days] == [False, True, True, False, True]
    assert list(Entry.objects.order_by("id").values_list("act", "evidence__text")) == [
        ("begin_membership", '{"since": "2010-01-01"}'),
        ("end_membership", '{"since": "2010-01-01", "until": "2019-12-31"}'),
        ("begin_membership", '{"since": "2021-01-01"}'),
    ]


@pytest.mark.django_db
def test_memberships_that_would_overlap_or_end_before_they_begin_are_refused() -> None:
    school = a_school()
    with pytest.raises(NotDone, match="no_member"):
        end(school, date(2019, 1, 1))
    begin(school, date(2010, 1, 1))
    with pytest.raises(NotDone, match="already_a_member"):
        begin(school, date(2020, 1, 1))
    with pytest.raises(NotDone, match="ends_before_it_begins"):
        end(school, date(2009, 12, 31))
    end(school, date(2010, 1, 1))
    with pytest.raises(NotDone, match="member_until_later"):
        begin(school, date(2010, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_a_school_that_two_enter_at_once_is_entered_once() -> None:
    done: list[str] = []

    def enter() -> None:
        try:
            create_school(slug="dunes", name="Dunes", at=AT, by=SCEAU)
            done.append("entered")
        except NotDone as refusal:
            done.append(refusal.why)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(done) == ["entered", *["slug_taken"] * 3]
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_everybody_who_signed_in_sees_the_schools_and_which_are_members_today() -> None:
    begin(a_school("here"), date(2010, 1, 1))
    begin(a_school("there"), date(2010, 1, 1))
    end(a_school("there"), date(2015, 1, 1))

    answer = browser_of(an_account("Alice Martin")).get("/schools/")

    assert [(one.slug, one.member) for one in answer.context["schools"]] == [("here", True), ("there", False)]
    assert not answer.context["may_enter"]


@pytest.mark.django_db
def test_the_label_office_enters_a_school_and_a_school_administrator_none() -> None:
    office = browser_of(an_account("Marguerite Thévenot", Role.LABEL_OFFICE))
    administrator = browser_of(an_account("Maël Hoarau", Role.SCHOOL_ADMINISTRATOR))
    said = {"slug": "ecole-des-dunes", "name": "École des Dunes"}

    assert administrator.get("/new-school/").status_code == 403
    assert office.get("/new-school/").status_code == 200
    assert office.post("/new-school/", said).url == "/schools/ecole-des-dunes/"
    twice = office.post("/new-school/", said)
    assert (twice.status_code, list(twice.context["form"].errors)) == (422, ["slug"])
    empty = office.post("/new-school/", {})
    assert dict(empty.context["form"].errors) == {
        "slug": ["Dites le nom du dossier de ses règles."],
        "name": ["Dites le nom de l’école."],
    }


@pytest.mark.django_db
def test_a_school_administrator_corrects_their_own_school_alone() -> None:
    browser = browser_of(an_account("Maël Hoarau", Role.SCHOOL_ADMINISTRATOR, school=a_school("here")))
    a_school("there")

    assert browser.get("/schools/here/correct/").status_code == 200
    assert browser.post("/schools/here/correct/", {"name": "Ici"}).url == "/schools/here/"
    assert browser.post("/schools/here/correct/", {"name": "a" * 201}).status_code == 422
    assert browser.post("/schools/there/correct/", {"name": "Là"}).status_code == 403
    assert browser.get("/schools/nowhere/").status_code == 404
    assert sorted(School.objects.values_list("name", flat=True)) == ["Ici", "There"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "said", "wrong"),
    [
        ("end-membership", {"until": "2020-01-01"}, {"until"}),
        ("begin-membership", {"since": "01/01/2010"}, {"since"}),
        ("begin-membership", {}, {"since"}),
    ],
)
def test_a_membership_that_cannot_be_written_is_told_beside_its_field(
    address: str, said: dict[str, Any], wrong: set[str]
) -> None:
    a_school("here")
    office = browser_of(an_account("Marguerite Thévenot", Role.LABEL_OFFICE))

    answer = office.post(f"/schools/here/{address}/", said)

    assert answer.status_code == 422
    assert {*answer.context["since_form"].errors, *answer.context["until_form"].errors} == wrong


@pytest.mark.django_db
def test_a_membership_is_written_by_the_label_office_and_not_by_the_school_itself() -> None:
    a_school("here")
    office = browser_of(an_account("Marguerite Thévenot", Role.LABEL_OFFICE))
    administrator = browser_of(an_account("Maël Hoarau", Role.SCHOOL_ADMINISTRATOR, school=a_school("here")))

    assert administrator.post("/schools/here/begin-membership/", {"since": "2010-01-01"}).status_code == 403
    assert office.post("/schools/here/begin-membership/", {"since": "2010-01-01"}).url == "/schools/here/"
    assert "membre" in office.get("/schools/here/").content.decode()
    assert office.post("/schools/here/end-membership/", {"until": "2015-01-01"}).url == "/schools/here/"
    assert "non membre" in office.get("/schools/here/").content.decode()
