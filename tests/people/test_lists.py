from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from sceau.journal.actions import SCEAU
from sceau.people import queries
from sceau.people.actions import send_link
from sceau.people.export import text_alone
from sceau.people.models import Person
from sceau.people.roles import Role
from tests.people.people import LONG_AGO, a_person, a_school, an_account, browser_of, holds

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, 8, tzinfo=UTC)


def a_registrar() -> Client:
    return browser_of(an_account("Chloé Bernard", Role.REGISTRAR))


def students(*names: str, **more: Any) -> list[Person]:
    found = [a_person(name, **more) for name in names]
    for one in found:
        holds(one, Role.STUDENT)
    return found


def listed(browser: Client, asked: str = "") -> list[str]:
    return [str(person) for person, _ in browser.get(f"/persons/{asked}").context["rows"]]


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("address", "promised"),
    [("/persons/", 11), ("/persons/?q=nait&role=student&on=2026-01-01", 11), ("/persons/export/", 8), ("/schools/", 6)],
)
def test_a_list_asks_the_database_as_often_for_one_row_as_for_thirty(address: str, promised: int) -> None:
    browser = a_registrar()
    students("Driss Naït", birth_date=date(1999, 1, 1))
    browser.get(address)  # the session is read, and whatever is kept is kept
    first = queries_of(browser, address)

    for place in range(30):
        students(f"Driss Naït{'x' * place}")
        a_school(f"school-{place}")

    assert queries_of(browser, address) == first <= promised


def test_the_duplicates_ask_the_database_as_often_for_one_pair_as_for_thirty() -> None:
    browser = a_registrar()
    students("Driss Naït", "Driss Naït")
    browser.get("/duplicates/")
    first = queries_of(browser, "/duplicates/")

    for place in range(30):
        students(*[f"Driss N{'x' * place}"] * 2)

    assert queries_of(browser, "/duplicates/") == first <= 11


def test_the_links_of_a_person_ask_the_database_as_often_for_one_as_for_thirty() -> None:
    browser, alice = a_registrar(), students("Alice Martin")[0]
    address = f"/persons/{alice.pk}/send-link/"

    def send(count: int) -> None:
        for _ in range(count):
            send_link(
                person=alice.pk, act="complete_identity", address="a@example.org", school=a_school().pk, days=7,
                language="fr", at=timezone.now(), by=SCEAU,
            )  # fmt: skip

    send(1)
    browser.get(address)
    first = queries_of(browser, address)
    send(29)

    assert queries_of(browser, address) == first


def test_the_roles_of_a_person_and_of_an_account_ask_the_database_as_often_for_one_as_for_thirty() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)
    browser, alice = browser_of(chloe), students("Alice Martin")[0]
    pages = (f"/persons/{alice.pk}/", "/account/", "/")
    first = [queries_of(browser, page) for page in (*pages, *pages)][len(pages) :]
    for place in range(29):
        for one in (alice, chloe.person):
            holds(one, Role.STUDENT, a_school(f"school-{place}"))

    assert [queries_of(browser, page) for page in pages] == first


def test_names_are_in_the_order_of_the_alphabet_without_regard_to_accents_or_capitals() -> None:
    browser = a_registrar()
    students("Anne Étienne", "Zoé Eve", "Léa Œillet", "Bob Odon", "Amélie de La Tour", "Inès Ægidius")

    assert [name.split()[-1] for name in listed(browser)] == [
        "Ægidius",
        "Bernard",
        "Tour",
        "Étienne",
        "Eve",
        "Odon",
        "Œillet",
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("chloe", ["Chloé Bernard"]),
        ("BERNARD chlo", ["Chloé Bernard"]),
        ("nguyen", ["Phương Nguyễn"]),
        ("weiss", ["Jürgen Weiß"]),
        ("lindstrom", ["Eva Lindström Petit"]),
        ("petit", ["Eva Lindström Petit"]),
        ("chloe nguyen", []),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE people_person --", []),
    ],
)
def test_a_search_finds_every_word_in_any_name_whatever_its_accents(asked: str, found: list[str]) -> None:
    browser = a_registrar()
    students("Phương Nguyễn", "Jürgen Weiß", "Eva Lindström Petit")

    assert listed(browser, f"?q={asked}") == found


def test_the_name_of_birth_and_the_one_in_use_are_both_searched() -> None:
    browser = a_registrar()
    students("Anne Martin", use_name="Dubois")

    assert listed(browser, "?q=martin+dubois") == ["Anne Dubois"]


def test_filters_keep_those_who_hold_a_role_at_a_school_on_a_day() -> None:
    hugo = browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))
    here, there = a_school("here"), a_school("there")
    alice, driss, eve = (a_person(name) for name in ("Alice Martin", "Driss Naït", "Ève Durand"))
    holds(alice, Role.STUDENT, here, until=date(2021, 8, 31))
    holds(alice, Role.GRADUATE, here, since=date(2021, 9, 1))
    holds(driss, Role.STUDENT, there)
    holds(eve, Role.TEACHER, here)

    assert listed(hugo, "?role=student") == ["Alice Martin", "Driss Naït"]
    assert listed(hugo, f"?role=student&school={here.pk}") == ["Alice Martin"]
    assert listed(hugo, f"?school={here.pk}") == ["Ève Durand", "Alice Martin"]
    assert listed(hugo, "?role=student&on=2021-09-01") == ["Driss Naït"]
    assert listed(hugo, f"?on={LONG_AGO}&school={here.pk}") == ["Ève Durand", "Alice Martin"]


@pytest.mark.parametrize(
    "asked", ["?on=yesterday", "?role=king", "?school=x", f"?q={'a' * 200}", "?after=x", "?on=9999-99-99"]
)
def test_what_a_filter_cannot_read_filters_nothing_and_is_told(asked: str) -> None:
    browser = a_registrar()

    answer = browser.get(f"/persons/{asked}")

    assert [str(person) for person, _ in answer.context["rows"]] == ["Chloé Bernard"]
    assert ("errorlist" in answer.content.decode()) is not asked.startswith("?after")


def test_a_filter_on_roles_tells_nothing_of_what_is_held_at_another_school() -> None:
    browser = a_registrar()
    alice = students("Alice Martin")[0]
    holds(alice, Role.CANDIDATE, a_school("another"))
    holds(alice, Role.EXPERT)

    assert listed(browser, "?q=alice&role=student") == ["Alice Martin"]
    assert listed(browser, "?q=alice&role=candidate") == listed(browser, "?q=alice&role=expert") == []


def test_the_office_of_the_label_lists_its_own_people_by_the_roles_of_the_label_alone() -> None:
    office = browser_of(an_account("Marguerite Thévenot", Role.LABEL_OFFICE))
    teaches_too, pupil = a_person("Gaëlle Le Goff"), a_person("Alice Martin")
    holds(teaches_too, Role.EXPERT)
    holds(teaches_too, Role.TEACHER)
    holds(pupil, Role.STUDENT)

    assert listed(office, "") == ["Gaëlle Le Goff", "Marguerite Thévenot"]
    assert listed(office, "?role=expert") == ["Gaëlle Le Goff"]
    assert listed(office, "?role=teacher") == listed(office, "?role=student") == []
    book = CalamineWorkbook.from_filelike(BytesIO(office.get("/persons/export/").content)).get_sheet_by_index(0)
    assert [row[0] for row in book.to_python()][1:] == ["Le Goff", "Thévenot"]


def test_pages_follow_one_another_without_losing_or_repeating_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    browser = a_registrar()
    students(*["Alice Martin"] * 5, "Zoé Zola", "Anne Abel")
    seen, asked = [], "?q=a"

    first = browser.get(f"/persons/{asked}").context["page"]
    while asked:
        answer = browser.get(f"/persons/{asked}")
        seen += [person.pk for person, _ in answer.context["rows"]]
        asked = f"?{answer.context['next']}" if answer.context["page"].next else ""

    wanted = Person.objects.filter(search__contains="a").order_by("sort_key", "id")
    assert seen == list(wanted.values_list("pk", flat=True))
    assert (first.total, answer.context["page"].total) == (len(seen), None) == (8, None)


def test_a_long_list_is_counted_as_far_as_three_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COUNTED", 2)
    browser = a_registrar()
    students("Alice Martin", "Driss Naït", "Ève Durand")

    answer = browser.get("/persons/")
    assert answer.context["page"].total == 3
    assert "Plus de 300 personnes" in answer.content.decode()


def test_a_list_without_anybody_says_what_to_do() -> None:
    assert "Écrivez moins de lettres" in a_registrar().get("/persons/?q=zzz").content.decode()


def test_absorbed_records_are_left_out_of_lists() -> None:
    browser = a_registrar()
    kept, absorbed = students("Alice Martin", "Alice Martin")
    Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)

    assert [person.pk for person, _ in browser.get("/persons/?q=alice").context["rows"]] == [kept.pk]


def test_a_person_is_chosen_in_the_list_to_be_joined_with_another() -> None:
    browser = a_registrar()
    alice, alix = students("Alice Martin", "Alix Martin")

    page = browser.get(f"/persons/?join={alice.pk}&q=martin").content.decode()

    assert f"/duplicates/{alice.pk}/{alix.pk}/" in page
    assert f"/duplicates/{alice.pk}/{alice.pk}/" not in page


def test_who_may_not_join_is_offered_nothing_to_join() -> None:
    director = browser_of(an_account("Anne Kervella", Role.SCHOOL_DIRECTOR))
    alice = students("Alice Martin")[0]

    assert "/duplicates/" not in director.get(f"/persons/?join={alice.pk}").content.decode()


def test_the_list_leaves_as_a_workbook_in_which_nothing_is_a_formula() -> None:
    browser = a_registrar()
    Person.objects.filter(pk=students("Alice Martin")[0].pk).update(
        given_names='=HYPERLINK("http://evil.example")',
        birth_place="+1",
        sex="F",
        nationality="FR",
        birth_date=date(1999, 1, 2),
    )

    answer = browser.get("/persons/export/?role=student")

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="personnes-')
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet == [
        [
            "Nom de naissance", "Nom d’usage", "Prénoms", "Sexe", "Nationalité", "Date de naissance",
            "Pays de naissance", "Code de la commune de naissance", "Commune ou ville de naissance",
            "Adresse électronique", "Rôles",
        ],
        [
            "Martin", "", '\'=HYPERLINK("http://evil.example")', "femme", "France", "1999-01-02",
            "", "", "'+1", "", "étudiant, Eve School, 2020-09-01 – …",
        ],
    ]  # fmt: skip
    with ZipFile(BytesIO(answer.content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_begins_like_a_formula_is_written_behind_an_apostrophe(text: str) -> None:
    assert text_alone(text) == f"'{text}"
    assert text_alone("d’Or") == "d’Or"


def test_a_list_too_long_for_a_workbook_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "EXPORTED", 1)
    browser = a_registrar()
    students("Alice Martin", "Driss Naït")

    answer = browser.get("/persons/export/?role=student", follow=True)

    assert answer.redirect_chain == [("/persons/?role=student", 302)]
    assert "Resserrez les filtres" in answer.content.decode()
