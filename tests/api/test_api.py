"""The API: the same answers as the pages, one shape of errors, and nothing without a token that is not open to all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from sceau.api.guide import ROOT as AT
from sceau.api.guide import routes
from sceau.journal.actions import SCEAU, record
from sceau.journal.models import Entry
from sceau.law.actions import open_law
from sceau.people.models import Person
from sceau.people.permissions import acts_of_pages
from sceau.people.roles import Role
from tests.api.asking import ANSWER, FAR, MISSION, NOON, SCHOOL, a_token, program, registrar, said
from tests.journal.test_replay import decide
from tests.people.people import a_person, a_school, an_account, browser_of, holds
from tests.test_docs import ROOT

pytestmark = pytest.mark.django_db


# What is open to anyone


def test_the_law_of_the_labels_is_read_without_a_token() -> None:
    anyone = program()
    rule = said(anyone.get(f"{AT}/rules/mission_duration?label=ms&on=2026-01-01"))

    assert rule["values"][0]["value"] == {"months": "4"}
    assert rule["values"][0]["cite"]["text"] == "cge-presentation-2013"
    assert [step["layer"] for step in rule["ladder"]] == ["state", "label"]
    assert [one["slug"] for one in said(anyone.get(f"{AT}/labels"))] == ["badge", "ems", "mp", "ms", "msc"]


def test_rules_come_in_pages_and_each_once() -> None:
    anyone, keys, cursor = program(), [], ""
    while True:
        page = said(anyone.get(f"{AT}/rules?label=ms&on=2026-01-01&cursor={cursor}"))
        keys += [rule["key"] for rule in page["rules"]]
        if not page["next"]:
            break
        cursor = page["next"]

    assert len(keys) == len(set(keys)) > 50


def test_rules_are_looked_for_by_their_words() -> None:
    page = said(program().get(f"{AT}/rules?label=ms&on=2026-01-01&q=MISSION+duration"))

    assert [rule["key"] for rule in page["rules"]] == ["mission_duration"]


def test_a_question_is_answered_as_the_page_answers_it_and_nothing_is_recorded() -> None:
    answer = said(program().post(ANSWER, MISSION, content_type="application/json"))

    assert answer["decision"]["outcome"] == "conforms"
    assert {"mission_duration"} <= {reason["rule"] for reason in answer["decision"]["reasons"]}
    assert answer["pages"]["mission_duration"].startswith("/law/label-ms/mission_duration/?on=")
    assert set(answer["pages"]) >= {reason["rule"] for reason in answer["decision"]["reasons"]}
    assert Entry.objects.count() == 0


def test_each_question_tells_the_shape_of_its_facts() -> None:
    anyone = program()
    names = [one["name"] for one in said(anyone.get(f"{AT}/questions"))]

    assert len(names) > 25
    assert said(anyone.get(f"{AT}/questions/studies.mission_conforms"))["facts"]["starts_on"] == "date"


# Tokens


def test_head_is_answered_as_get_would_be_without_its_body() -> None:
    anyone = program()
    got, head = (
        anyone.get(f"{AT}/rules/mission_duration?label=ms"),
        anyone.head(f"{AT}/rules/mission_duration?label=ms"),
    )

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert (head.headers["ETag"], head.headers["Content-Type"]) == (got.headers["ETag"], got.headers["Content-Type"])


def test_a_registrar_reads_enters_and_corrects_persons() -> None:
    chloe, _ = registrar()
    entered = {"birth_name": "Martin", "given_names": "Zoé", "role": "candidate", "school": "eve-school"}
    made = chloe.post(f"{AT}/persons", {**entered, "since": "2026-09-01"}, content_type="application/json")
    key = said(made)["id"]
    seen = chloe.get(f"{AT}/persons/{key}")
    mark = seen.headers["ETag"]
    patch = {"data": {"use_name": "Martin-Petit"}, "content_type": "application/json"}

    assert made.status_code == 201
    assert chloe.patch(f"{AT}/persons/{key}", **patch).status_code == 428
    assert chloe.patch(f"{AT}/persons/{key}", **patch, headers={"if-match": '"other"'}).status_code == 412
    assert said(chloe.patch(f"{AT}/persons/{key}", **patch, headers={"if-match": mark}))["use_name"] == "Martin-Petit"
    assert [role["role"] for role in said(chloe.get(f"{AT}/persons/{key}/roles"))] == ["candidate"]
    assert [one["id"] for one in said(chloe.get(f"{AT}/persons?q=zoe&role=candidate"))["persons"]] == [key]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"school": "nowhere"}, "school"),
        ({"role": "king"}, "role"),
        ({"birth_name": "\x00"}, "birth_name"),
        ({"birth_name": "x" * 200}, "birth_name"),
        ({"nationality": "ZZ"}, "nationality"),
        ({"since": "soon"}, "since"),
    ],
)
def test_what_cannot_be_entered_is_told_with_its_place(changed: dict[str, Any], place: str) -> None:
    chloe, _ = registrar()
    entered = {"birth_name": "Martin", "given_names": "Zoé", "role": "candidate", "school": "eve-school"}
    answer = chloe.post(f"{AT}/persons", {**entered, "since": "2026-09-01", **changed}, content_type="application/json")

    assert answer.status_code == 422
    assert place in [fault["place"] for fault in said(answer)["faults"]]
    assert Person.objects.filter(given_names="Zoé").count() == 0


def test_persons_of_another_school_are_not_there() -> None:
    chloe, _ = registrar()
    stranger = a_person("Eve Durand")
    holds(stranger, Role.STUDENT, a_school("there"))

    assert chloe.get(f"{AT}/persons/{stranger.pk}").status_code == 403
    assert str(stranger.pk) not in chloe.get(f"{AT}/persons").content.decode()


def test_persons_come_in_pages_in_as_many_queries_each() -> None:
    chloe, _ = registrar()
    for n in range(60):
        holds(a_person(f"Alice {chr(65 + n % 26)}{chr(97 + n // 26)}"), Role.STUDENT)
    first = said(chloe.get(f"{AT}/persons"))
    second = said(chloe.get(f"{AT}/persons?cursor={first['next']}"))

    assert (len(first["persons"]), len(second["persons"]), second["next"]) == (50, 11, None)
    assert {one["id"] for one in first["persons"]} & {one["id"] for one in second["persons"]} == set()


# The law of a school, editions, the journal


def test_the_reserved_law_of_a_school_is_kept_from_programs_too() -> None:
    school = a_school(SCHOOL)
    chloe, _ = registrar(school=SCHOOL)
    address = f"{AT}/rules/unit_pass_mark?school={SCHOOL}&on=2026-01-01"
    asked = {"facts": {}, "school": SCHOOL}

    assert program().get(address).status_code == 403
    assert program().post(ANSWER, asked, content_type="application/json").status_code == 403
    assert chloe.get(address).status_code == 200
    open_law(school=school.pk, at=NOON, by=SCEAU)
    assert program().get(address).status_code == 200
    assert [one["slug"] for one in said(program().get(f"{AT}/schools"))["schools"]] == [SCHOOL]


def test_a_past_law_is_read_by_its_digest() -> None:
    a_school(SCHOOL)
    decide(f"person:{a_person().pk}", at=NOON)
    digest = Entry.objects.exclude(edition="").values_list("edition", flat=True)[0]
    root = program(a_token(an_account("Paul Durand", Role.INSTALLATION_ADMINISTRATOR)))

    assert "unit_pass_mark" in said(root.get(f"{AT}/editions/{digest}"))["rules"]
    assert said(root.get(f"{AT}/editions/{digest}/rules/unit_pass_mark"))["edition"] == digest
    assert program().get(f"{AT}/editions/{digest}").status_code == 403
    assert root.get(f"{AT}/editions/{digest}/rules/nothing").status_code == 404


def test_the_journal_is_read_by_those_who_may_see_histories() -> None:
    chloe, account = registrar()
    alice = a_person("Alice Martin")
    holds(alice, Role.STUDENT)
    with transaction.atomic():
        for _ in range(60):
            record(at=NOON, by=SCEAU, act="correct_person", subject=f"person:{alice.pk}")
    first = said(chloe.get(f"{AT}/journal/person/{alice.pk}"))
    second = said(chloe.get(f"{AT}/journal/person/{alice.pk}?cursor={first['next']}"))

    assert (len(first["entries"]), len(second["entries"])) == (50, 10)
    assert (
        program(a_token(an_account("Zoe Muller", Role.STUDENT))).get(f"{AT}/journal/person/{alice.pk}").status_code
        == 403
    )
    assert chloe.get(f"{AT}/journal").status_code == 200
    assert said(chloe.get(f"{AT}/journal/seals"))["seals"] == []
    assert account.is_active


# Errors, ETags, limits


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "/rules?label=nothing", None, 422),
        ("get", "/rules?on=0001-01-01", None, 422),
        ("get", "/rules?on=never", None, 422),
        ("get", "/rules?cursor=AAAA", None, 422),
        ("get", "/rules?cursor=" + "A" * 5000, None, 422),
        ("get", "/rules/nothing", None, 404),
        ("get", "/questions/nothing", None, 404),
        ("get", "/editions/%00", None, 404),
        ("get", "/nothing", None, 404),
        ("post", "/questions/studies.mission_conforms/answer", "{", 400),
        ("post", "/questions/studies.mission_conforms/answer", '{"facts": NaN}', 400),
        ("post", "/questions/studies.mission_conforms/answer", "[" * 100_000, 400),
        ("post", "/questions/studies.mission_conforms/answer", '{"facts": {"starts_on": "\\u0000"}}', 422),
        ("post", "/questions/studies.mission_conforms/answer", '{"facts": {"starts_on": 1e999}}', 422),
        ("post", "/questions/studies.mission_conforms/answer", '{"facts": {"place": "\\ud800"}}', 422),
        ("post", "/questions/studies.mission_conforms/answer", json.dumps({"facts": {"a": "x" * 1_000_001}}), 413),
        ("post", "/questions/nothing/answer", '{"facts": {}}', 404),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_shape(method: str, path: str, body: str | None, status: int) -> None:
    more = {"data": body, "content_type": "application/json"} if body is not None else {}
    answer = getattr(program(), method)(f"{AT}{path}", **more)

    assert answer.status_code == status
    if path != "/nothing":
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(said(answer)) == {"type", "title", "status", "detail", "instance", "faults"}


def test_errors_speak_the_language_of_who_asks() -> None:
    assert said(program(language="fr").get(f"{AT}/rules/nothing"))["title"] == "Il n’y a rien ici"


def test_what_has_not_changed_is_not_sent_again() -> None:
    anyone = program()
    mark = anyone.get(f"{AT}/labels").headers["ETag"]
    again = anyone.get(f"{AT}/labels", headers={"if-none-match": mark})

    assert (again.status_code, again.content) == (304, b"")


def test_who_asks_too_often_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.api.door.LIMITS", {"api": "2/m/ip", "api_token": "2/m/key"})
    anyone = program()
    answers = [anyone.get(f"{AT}/labels") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"


def test_every_route_is_in_the_matrix_and_in_the_guide() -> None:
    named = {route.name for route in routes()}
    in_matrix = {page for page in acts_of_pages() if page.startswith("api_") and page != "api_guide"}

    assert len(named) == len(routes())
    assert len(in_matrix) == len({route.path for route in routes()})


def test_each_example_of_the_guide_runs_and_is_shown() -> None:
    a_school(SCHOOL)
    root = program(a_token(an_account("Paul Durand", Role.INSTALLATION_ADMINISTRATOR)))
    page = browser_of(language="en").get(f"{AT}/").content.decode()
    for route in routes():
        if one := route.example:
            more = {"data": one.body, "content_type": "application/json"} if one.body else {}
            client = root if one.needs_token else program()
            assert getattr(client, route.method)(f"{AT}{one.path}", **more).status_code == 200, one.path
            assert one.path.replace("&", "&amp;") in page


def test_the_openapi_document_says_what_it_is() -> None:
    document = said(program().get(f"{AT}/openapi.json"))

    assert document["openapi"].startswith("3.1")
    assert all(operation["operationId"] for path in document["paths"].values() for operation in path.values())


@pytest.mark.django_db(transaction=True)
def test_the_client_of_the_examples_asks_for_a_rule_and_an_answer(live_server: Any) -> None:
    client = ROOT / "examples" / "client.py"
    ran = subprocess.run(
        [sys.executable, str(client), live_server.url], capture_output=True, text=True, check=False, timeout=60
    )

    assert ran.returncode == 0, ran.stderr
    assert "conforms" in ran.stdout
    assert len(Path(client).read_text(encoding="utf-8").splitlines()) <= 30


def test_far_is_within_a_year_of_noon() -> None:
    assert (FAR - NOON.date()).days < 366


def test_a_length_that_is_no_number_is_too_much() -> None:
    assert program().get(f"{AT}/labels", headers={"content-length": "many"}).status_code == 413


def test_the_page_of_every_rule_that_an_answer_names_opens() -> None:
    open_law(school=a_school(SCHOOL).pk, at=NOON, by=SCEAU)
    asked = {**MISSION, "label": "", "school": SCHOOL, "programme": "CSE"}
    pages = said(program().post(ANSWER, asked, content_type="application/json"))["pages"]

    assert {browser_of().get(page).status_code for page in pages.values()} == {200}
    assert all(page.startswith(f"/law/school-{SCHOOL}/") for page in pages.values())


@pytest.mark.parametrize(
    ("method", "path", "code", "kind"),
    [
        ("get", "/nothing", 404, "not_found"),
        ("get", "/persons/", 404, "not_found"),
        ("delete", "/labels", 405, "no_such_method"),
        ("put", "/persons", 405, "no_such_method"),
        ("options", "/rules", 405, "no_such_method"),
    ],
)
def test_what_no_route_answers_is_told_in_the_one_shape_of_errors(method: str, path: str, code: int, kind: str) -> None:
    answer = getattr(program(), method)(f"{AT}{path}")

    assert (answer.status_code, answer["Content-Type"]) == (code, "application/problem+json")
    assert (said(answer)["type"], said(answer)["status"]) == (f"/api/v1/#{kind}", code)
    assert ("Allow" in answer.headers) is (code == 405)


def test_a_fault_of_ours_is_told_in_the_one_shape_of_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.api.questions.say_question", lambda *_: 1 / 0)
    anyone = program()
    anyone.raise_request_exception = False
    answer = anyone.get(f"{AT}/questions")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert said(answer)["type"] == "/api/v1/#our_fault"


def test_what_was_corrected_may_be_corrected_again_by_its_new_mark() -> None:
    client, chloe = registrar("read:people", "write:people")
    person = f"{AT}/persons/{chloe.person_id}"
    mark = client.get(person)["ETag"]
    once = client.patch(person, {"use_name": "Martin"}, content_type="application/json", headers={"if-match": mark})
    mark = once["ETag"]
    twice = client.patch(person, {"use_name": "Petit"}, content_type="application/json", headers={"if-match": mark})

    assert (once.status_code, twice.status_code) == (200, 200)
    assert twice["ETag"] == client.get(person)["ETag"] != mark
