from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sceau.people.roles import Role
from tests.catalogue.programmes import a_sheet, published
from tests.people.people import a_person, a_school, an_account, browser_of, holds

pytestmark = pytest.mark.django_db


def found(answer: Any) -> tuple[list[str], ...]:
    kinds = ("persons", "schools", "rules", "questions", "pages")
    return tuple([str(_told(one)) for one in answer.context[kind]] for kind in kinds)


def _told(one: Any) -> str:
    return str(next((getattr(one, name) for name in ("title", "sentence", "name") if hasattr(one, name)), one))


def test_a_registrar_finds_a_person_of_their_school_whatever_the_accents_and_capitals() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)
    holds(a_person("Élodie Çaglar"), Role.STUDENT)
    holds(a_person("Elodie Autre"), Role.STUDENT, a_school("another-school"))

    assert found(browser_of(chloe).get("/search/", {"q": "ELODIE"})) == (["Élodie Çaglar"], [], [], [], [])


def test_schools_and_pages_are_found_by_their_names() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)
    a_school("institut-des-marches")

    assert found(browser_of(chloe).get("/search/", {"q": "marches"})) == ([], ["Institut Des Marches"], [], [], [])
    assert found(browser_of(chloe).get("/search/", {"q": "doublons"})) == ([], [], [], [], ["Doublons"])


def test_published_programmes_are_found_by_their_words_and_not_by_a_slip_of_the_pen() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    published(a_sheet("Énergies marines"))

    assert "/programmes/energies-marines-eve-school/" in chloe.get("/search/", {"q": "energie"}).content.decode()
    assert "Énergies marines" not in chloe.get("/search/", {"q": "enrgie"}).content.decode()


def test_what_is_not_found_is_said_so_and_what_is_not_asked_is_explained() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    answer = chloe.get("/search/", {"q": "zzz"}).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Rien ne répond à « zzz »" in answer.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "en tout ou en partie" in chloe.get("/search/").content.decode()
    assert "en tout ou en partie" in chloe.get("/search/", {"q": "\0 "}).content.decode()


def test_what_is_looked_for_is_never_read_as_markup() -> None:
    page = browser_of(an_account("Chloé Bernard", Role.REGISTRAR)).get("/search/", {"q": "<script>x</script>"})

    assert "<script>x" not in page.content.decode()


def test_a_graduate_finds_nobody_else() -> None:
    alice = an_account("Alice Martin", Role.GRADUATE)
    holds(a_person("Alice Durand"), Role.STUDENT)

    assert found(browser_of(alice).get("/search/", {"q": "alice"}))[0] == ["Alice Martin"]


def test_rules_and_questions_are_found_by_their_words_and_lead_to_their_pages() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    answer = chloe.get("/search/", {"q": "candidater"})

    assert "admission.eligibility" in {one.name for one in answer.context["questions"]}
    assert 'href="/ask/admission.eligibility/"' in answer.content.decode()
    answer = chloe.get("/search/", {"q": "mission duree"})
    assert 'href="/law/label-ms/mission_duration/"' in answer.content.decode()


def test_rules_that_the_words_name_come_before_those_that_only_mention_them() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    found = chloe.get("/search/", {"q": "mission"}).context["rules"]

    named = ["mission" in one.title.lower().replace("’", " ").split() for one in found]

    assert (named[0], named[-1]) == (True, False)
    assert named == sorted(named, reverse=True)


def test_who_finds_more_than_is_shown_is_led_to_the_list_of_all() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    for n in range(9):
        holds(a_person(f"Mission Martin{n}"), Role.STUDENT)
    answer = chloe.get("/search/", {"q": "mission"})

    assert answer.context["more"] == {"persons", "questions", "rules"}
    assert len(answer.context["persons"]) == len(answer.context["rules"]) == 8
    for address in ("/persons/?q=mission", "/law/?q=mission", "/ask/?q=mission"):
        assert f'href="{address}"' in answer.content.decode()
        assert chloe.get(address).status_code == 200


def test_a_search_asks_the_database_as_often_however_much_it_finds() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            chloe.get("/search/", {"q": "mar"})
        asked.append(len(queries))
        for n in range(20):
            holds(a_person(f"Marc Martin{n}"), Role.STUDENT)

    assert asked[0] == asked[1]
