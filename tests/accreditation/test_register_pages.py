"""The pages of the register: anybody asks of a day, the office of the label writes, a school gives up its own."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sceau.accreditation.models import RegisterEntry
from sceau.catalogue.models import Programme
from sceau.people.roles import Role
from tests.accreditation.test_register import FIRST, LAST, changed, granted
from tests.catalogue.programmes import a_draft, a_sheet, published
from tests.catalogue.test_public_pages import plain
from tests.people.people import a_school, an_account, browser_of

pytestmark = pytest.mark.django_db
GRANT = {"label": "ms", "since": "2025-09-01", "until": "2030-08-31", "source": "Acte 12"}


@pytest.fixture
def office() -> Client:
    return browser_of(an_account("Marguerite Thevenot", Role.LABEL_OFFICE))


def entry(title: str = "Audit énergétique", **said: Any) -> RegisterEntry:
    return granted(published(a_sheet(title)).programme, **said).entry


def page(address: str = "/register/", language: str = "fr") -> str:
    return plain(browser_of(language=language).get(address))


def test_anybody_finds_a_label_by_a_word_or_its_number_on_a_day() -> None:
    entry()
    entry("Banque et finance")

    assert "2 labels" in page()
    assert "Audit énergétique" in page("/register/?q=energetique&on=2026-01-15")
    assert "Banque" not in page("/register/?q=énergétique ms-00001")
    assert '<span class="tag good">Accrédité</span>' in page("/register/?q=audit&on=2030-08-31")
    assert '<span class="tag bad">Non accrédité</span>' in page("/register/?q=audit&on=2030-09-01")
    assert "Le 1er septembre 2030" in page("/register/?on=2030-09-01")
    assert '<span class="tag good">Accredited</span>' in page("/register/?q=audit&on=2026-01-15", "en")
    assert "Aucun label ne répond à ces mots" in page("/register/?q=zzz")


def test_an_empty_register_says_so_and_a_day_that_is_none_is_told_at_its_field() -> None:
    assert "Aucun label n’est encore inscrit." in page()
    assert "Ce n’est pas un jour" in page("/register/?on=demain")
    number = entry().number
    assert "Ce n’est pas un jour" in page(f"/register/{number}/?on=31/12/2026")


def test_the_page_of_a_label_tells_its_history_and_why_it_is_borne_on_a_day() -> None:
    found = entry()
    changed(found, "suspended", date(2026, 12, 1), motive="Rapport attendu")

    before = page(f"/register/{found.number}/?on=2026-11-30")
    since = page(f"/register/{found.number}/?on=2026-12-01")

    assert '<span class="tag good">Accrédité</span>' in before
    assert '<span class="tag bad">Label suspendu</span>' in since
    assert "label suspendu depuis le 1er décembre 2026" in since
    assert "Rapport attendu" in before
    assert "Acte 12" in before
    assert f"/programmes/{found.programme.slug}/" in before
    assert browser_of().get("/register/ms-99999/").status_code == 404


def test_a_programme_that_is_not_public_has_no_page_to_go_to() -> None:
    found = granted(a_draft(a_sheet("Chimie")).programme).entry

    assert "Voir ce qui s’y enseigne" not in page(f"/register/{found.number}/")
    assert "Voir ce qui s’y enseigne" in page(f"/register/{entry().number}/")


def test_a_programme_without_a_title_is_called_by_its_address() -> None:
    found = granted(Programme.objects.create(slug="loose")).entry

    assert "<h1>loose</h1>" in page(f"/register/{found.number}/")


def test_the_register_is_read_in_as_many_queries_for_many_labels_as_for_a_few() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser_of().get("/register/").status_code == 200
        return len(queries)

    entry()
    few = asked()
    for title in "ABCDE":
        changed(entry(f"Audit {title}"), "suspended", FIRST)

    assert asked() == few


def test_the_register_goes_on_over_pages() -> None:
    for n in range(31):
        entry(f"Audit {n:02}")

    assert "Audit 30" in page("/register/?q=audit&page=2")
    assert "page=1" in page("/register/?q=audit&page=2")
    assert "Audit 30" not in page("/register/?q=audit")


def test_the_office_finds_a_programme_and_enters_its_label(office: Client) -> None:
    programme = published(a_sheet("Audit énergétique")).programme

    found = plain(office.get("/register/record/?q=énergétique"))
    none = plain(office.get("/register/record/?q=zzz"))
    done = office.post(f"/register/record/?programme={programme.pk}", GRANT, follow=True)
    again = office.post(f"/register/record/?programme={programme.pk}", GRANT)
    empty = office.post(f"/register/record/?programme={programme.pk}", {})

    assert f"?programme={programme.pk}" in found
    assert "Aucun programme du catalogue" in none
    assert "Le label est inscrit au registre." in plain(done)
    assert RegisterEntry.objects.get().programme == programme
    assert (again.status_code, empty.status_code) == (422, 422)
    assert "Le registre dit déjà cela" in plain(again)
    assert "Dites d’où cela est tenu." in plain(empty)
    assert office.get("/register/record/?programme=nothing").status_code == 404
    assert "Quel programme ?" in plain(office.post("/register/record/", GRANT))


def test_the_office_corrects_what_was_entered(office: Client) -> None:
    grant = granted()
    address = f"/register/grants/{grant.pk}/correct/"

    before = plain(office.get(address))
    done = office.post(address, {**GRANT, "until": "2031-08-31"}, follow=True)
    again = office.post(address, {**GRANT, "until": "2032-08-31"})

    assert 'value="2030-08-31"' in before
    assert "La correction est inscrite." in plain(done)
    assert "remplacé par une correction" in plain(done)
    assert (again.status_code, "corrigez la correction" in plain(again)) == (422, True)
    assert office.get("/register/grants/0/correct/").status_code == 404


def test_the_office_suspends_a_label_and_is_told_what_cannot_be(office: Client) -> None:
    found = entry()
    address = f"/register/{found.number}/change/"
    said = {"change_label-change": "suspended", "change_label-on": "2026-12-01", "change_label-motive": "Acte 13"}

    done = office.post(address, said, follow=True)
    again = office.post(address, said)
    closing = office.post(address, {**said, "change_label-change": "closed"})

    assert "Le changement est inscrit au registre." in plain(done)
    assert (again.status_code, closing.status_code) == (422, 422)
    assert "Le 1er décembre 2026, ce label n’est pas en vigueur : il ne se suspend pas." in plain(again)
    assert "Choisissez parmi les valeurs proposées." in plain(closing)
    assert [one.change for one in found.changes.all()] == ["suspended"]


def test_the_director_of_its_school_alone_gives_up_a_label() -> None:
    found = entry()
    address = f"/register/{found.number}/close/"
    said = {"close_label-change": "closed", "close_label-on": "2027-09-01", "close_label-motive": "Fin"}
    hers = browser_of(an_account("Oystein Saether", Role.SCHOOL_DIRECTOR, school=a_school()))
    stranger = browser_of(an_account("Eve Durand", Role.SCHOOL_DIRECTOR, school=a_school("other")))

    assert stranger.post(address, said).status_code == 403
    assert "Renoncer au label" in plain(hers.get(f"/register/{found.number}/"))
    assert "Renoncer au label" not in plain(stranger.get(f"/register/{found.number}/"))
    hers.post(address, said)

    assert [(one.change, one.on) for one in found.changes.all()] == [("closed", date(2027, 9, 1))]


@pytest.mark.parametrize(
    ("until", "lang", "said"),
    [
        (date(2099, 8, 31), "fr", "Accrédité"),
        (date(2099, 8, 31), "en", "Accredited"),
        (date(2026, 1, 1), "fr", "Non accrédité"),
        (None, "en", "To be established"),
    ],
)
def test_a_picture_says_where_a_label_stands_today(until: date | None, lang: str, said: str) -> None:
    found = entry(until=until)

    answer = browser_of().get(f"/register/{found.number}/state.svg?lang={lang}")
    drawn = ET.fromstring(answer.content)  # noqa: S314 - drawn by ourselves
    title = drawn.find("{http://www.w3.org/2000/svg}title")

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert title is not None
    assert (title.text or "").startswith("Mastère Spécialisé")
    assert f" : {said} · " in (title.text or "")
    assert "style=" not in answer.content.decode()


def test_the_picture_of_nothing_is_not_found() -> None:
    assert browser_of().get("/register/ms-00009/state.svg").status_code == 404


def test_programs_ask_the_register() -> None:
    found = entry()
    changed(found, "suspended", date(2026, 12, 1))
    entry("Banque")
    ask = browser_of()

    every = ask.get("/api/v1/register/?on=2026-11-30").json()
    one = ask.get(f"/api/v1/register/{found.number}?on=2026-12-01", headers={"accept-language": "en"}).json()

    assert (every["total"], [line["number"] for line in every["labels"]], every["next"]) == (
        2,
        ["ms-00001", "ms-00002"],
        None,
    )
    assert [line["outcome"] for line in every["labels"]] == ["accredited", "accredited"]
    assert ask.get("/api/v1/register/?q=energetique").json()["total"] == 1
    assert (one["outcome"], one["said"], one["on"]) == ("suspended", "Label suspended", "2026-12-01")
    assert one["grants"] == [
        {"since": str(FIRST), "until": str(LAST), "source": "Acte 12", "counts": True, "act": None}
    ]
    assert one["changes"] == [{"change": "suspended", "on": "2026-12-01", "motive": "Acte 13"}]
    assert {reason["check"] for reason in one["decision"]["reasons"]} == {
        "label_runs_on_the_day",
        "label_is_not_suspended",
    }
    assert ask.get("/api/v1/register/ms-99999").status_code == 404
    assert ask.get("/api/v1/register/?on=demain").status_code == 422


def test_programs_read_the_register_page_by_page() -> None:
    for n in range(52):
        entry(f"Audit {n:02}")
    ask = browser_of()

    first = ask.get("/api/v1/register/").json()
    second = ask.get("/api/v1/register/", {"cursor": first["next"]}).json()

    assert (len(first["labels"]), len(second["labels"]), second["next"]) == (50, 2, None)
    assert second["labels"][0]["speciality"] == {"fr": "Audit 50"}
    assert ask.get("/api/v1/register/", {"cursor": "bXMtOTk5OTk"}).status_code == 422


@pytest.mark.parametrize("name", ["sort", "order", "order_by", "group", "rank", "by", "facet"])
def test_no_parameter_ranks_or_groups_schools(name: str) -> None:
    for title, until in (("Banque", LAST), ("Audit", date(2027, 1, 1))):
        entry(title, until=until)

    for value in ("school", "-school", "until", "outcome", "students", "employment"):
        asked = f"?{name}={value}&on=2026-01-15"
        told = browser_of().get(f"/api/v1/register/{asked}").json()["labels"]
        assert [line["speciality"]["fr"] for line in told] == ["Audit", "Banque"]
        told_to_readers = page(f"/register/{asked}")
        assert told_to_readers.index("Audit") < told_to_readers.index("Banque")
