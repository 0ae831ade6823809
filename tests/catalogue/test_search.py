"""The public search: words whatever their accents, slips of the pen, facets with their counts, and no ranking."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sceau.catalogue.actions import close_programme
from sceau.catalogue.facets import GROUPS
from sceau.catalogue.models import Certification
from sceau.catalogue.search import PAGE, Wanted, search
from sceau.catalogue.shown import shown
from sceau.people.models import School
from tests.catalogue.programmes import NOON, a_sheet, a_whole_sheet, chloe, published
from tests.people.people import a_school, browser_of

pytestmark = pytest.mark.django_db
ON = date(2026, 9, 1)


def titles(text: str = "", on: date = ON, **chosen: str) -> list[str]:
    wanted = Wanted(text, {group: frozenset(value.split("|")) for group, value in chosen.items()})
    return [one.title.text for one in shown(search(wanted, on=on).versions)]


def counts(group: str, text: str = "", on: date = ON, **chosen: str) -> dict[str, int]:
    wanted = Wanted(text, {name: frozenset(value.split("|")) for name, value in chosen.items()})
    return {value: count for value, count in search(wanted, on=on).counts[group] if count}


def some_programmes() -> None:
    published(a_whole_sheet())
    published(a_sheet("Énergies marines", organisation={"domain": "energy", "paces": ["part_time", "work_study"]}))
    published(
        a_sheet("Œuvres et cœur", organisation={"domain": "culture", "lasts": {"amount": 18, "unit": "months"}}),
        school=a_school("other"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cybersecurite", ["Ingénierie de la cybersécurité"]),
        ("CYBERSÉCURITÉ", ["Ingénierie de la cybersécurité"]),
        ("cyber", ["Ingénierie de la cybersécurité"]),
        ("cybersecurity", ["Ingénierie de la cybersécurité"]),
        ("énergie", ["Énergies marines"]),
        ("marine", ["Énergies marines"]),
        ("oeuvre coeur", ["Œuvres et cœur"]),
        ("cse", ["Ingénierie de la cybersécurité"]),
        ("lille", ["Ingénierie de la cybersécurité"]),
        ("cryptographie", ["Ingénierie de la cybersécurité"]),
        ("ingenierie de la cybersecurite", ["Ingénierie de la cybersécurité"]),
        ("l’ingénierie d’une cybersécurité", ["Ingénierie de la cybersécurité"]),
        ("RNCP36494", ["Ingénierie de la cybersécurité"]),
        ("informatique", ["Ingénierie de la cybersécurité"]),
        ("energie cybersecurite", []),
        ("de la", ["Énergies marines", "Ingénierie de la cybersécurité", "Œuvres et cœur"][:0]),
        ("&|!():*'\\", ["Énergies marines", "Ingénierie de la cybersécurité", "Œuvres et cœur"]),
    ],
)
def test_words_find_what_holds_them_all(text: str, found: list[str]) -> None:
    some_programmes()

    assert titles(text) == found


@pytest.mark.parametrize(
    ("text", "corrected"),
    [("cibersecurite", "cybersecurite"), ("enrgies marine", "energies marine"), ("xylophone", ""), ("ab", "")],
)
def test_a_slip_of_the_pen_finds_the_nearest_word_and_says_so(text: str, corrected: str) -> None:
    some_programmes()

    assert search(Wanted(text), on=ON).corrected == corrected


def test_programmes_come_in_the_order_of_their_titles_accents_aside() -> None:
    some_programmes()

    assert titles() == ["Énergies marines", "Ingénierie de la cybersécurité", "Œuvres et cœur"]


def test_words_of_a_title_come_before_words_of_a_text() -> None:
    published(a_sheet("Audit", presentation={"title": {"fr": "Audit"}, "objectives": {"fr": "Les énergies."}}))
    published(a_sheet("Zones d’énergie"))

    assert titles("energie") == ["Zones d’énergie", "Audit"]


def test_facets_count_what_each_value_would_show_among_what_fits_the_others() -> None:
    some_programmes()

    assert counts("domain") == {"computing": 1, "energy": 1, "culture": 1}
    assert counts("domain", pace="part_time") == {"energy": 1}
    assert counts("pace", pace="part_time") == {"full_time": 1, "part_time": 1, "work_study": 1}
    assert counts("school", text="energie") == {"eve-school": 1}
    assert counts("duration") == {"up_to_18_months": 1, "a_year": 1}
    assert counts("work_study") == {"yes": 1}
    assert counts("cpf") == {"yes": 1}
    assert counts("city") == {"Lille": 1}
    assert counts("language") == {"fr": 1}


def test_within_a_facet_one_value_is_enough_and_each_facet_narrows() -> None:
    some_programmes()

    assert titles(domain="energy|culture") == ["Énergies marines", "Œuvres et cœur"]
    assert titles(domain="energy|culture", school="other") == ["Œuvres et cœur"]
    assert titles(domain="nothing") == []


def test_a_registered_title_counts_until_its_last_day_and_no_later() -> None:
    some_programmes()
    last = date(2027, 8, 31)
    Certification.objects.create(number="RNCP36494", title="Expert", is_active=True, until=last, read_on=ON)

    assert titles(rncp="yes", on=last) == ["Ingénierie de la cybersécurité"]
    assert titles(rncp="yes", on=last + timedelta(days=1)) == []


def test_a_programme_that_is_closed_is_not_found() -> None:
    version = published(a_sheet("Audit"))
    assert titles("audit") == ["Audit"]

    close_programme(version=version.pk, word="", at=NOON, by=chloe()[1])

    assert titles("audit") == []


def test_pages_hold_each_programme_once() -> None:
    for number in range(PAGE + 3):
        published(a_sheet(f"Programme {number:02}"))
    every = [one.title.text for page in (1, 2) for one in shown(search(Wanted(page=page), on=ON).versions)]

    assert every == [f"Programme {number:02}" for number in range(PAGE + 3)]
    assert search(Wanted(page=99), on=ON).page == 2


def test_no_address_orders_or_groups_by_what_a_school_achieved() -> None:
    some_programmes()
    browser = browser_of()
    plain = browser.get("/programmes/").content

    for name in ("sort", "order", "order_by", "rank", "ranking", "employment", "salary", "results", "group", "by"):
        for value in ("employment", "-salary", "success", "school", "desc", "1"):
            asked = urlencode({name: value})
            assert browser.get(f"/programmes/?{asked}").content == plain.replace(
                b'name="next" value="/programmes/"', f'name="next" value="/programmes/?{asked}"'.encode()
            )
            api = [browser.get(f"/api/v1/programmes/?{end}").json()["programmes"] for end in ("", asked)]
            assert api[0] == api[1]


def test_schools_are_listed_by_their_names_never_by_how_many_programmes_they_have() -> None:
    School.objects.filter(pk=a_school("zebra").pk).update(name="Zébra")
    School.objects.filter(pk=a_school("ecole").pk).update(name="École du bord")
    for number in range(3):
        published(a_sheet(f"P{number}"), school=a_school("zebra"))
    published(a_sheet("Q"), school=a_school("ecole"))

    page = browser_of().get("/programmes/").content.decode()

    assert page.index("École du bord <span") < page.index("Zébra <span")


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address)
    return len(asked)


@pytest.mark.parametrize(
    "address",
    ["/programmes/", "/programmes/?q=programme", "/programmes/?domain=energy", "/api/v1/programmes/?q=programme"],
)
def test_a_search_asks_as_much_for_twenty_programmes_as_for_one(address: str) -> None:
    browser = browser_of()
    published(a_sheet("Programme A", organisation={"domain": "energy"}))
    before = queries(browser, address)
    for number in range(PAGE):
        published(
            a_sheet(f"Programme {number}", organisation={"domain": "energy"}), school=a_school(f"school-{number}")
        )

    assert queries(browser, address) == before


def test_every_facet_has_its_words_in_both_languages() -> None:
    some_programmes()
    found: dict[str, Any] = {}
    for language in ("fr", "en"):
        found[language] = browser_of(language=language).get("/programmes/").content.decode()

    assert set(GROUPS) == set(search(Wanted(), on=ON).counts)
    assert "moins d’un an" not in found["fr"]
    assert "Domaine" in found["fr"]
    assert "Domain" in found["en"]
