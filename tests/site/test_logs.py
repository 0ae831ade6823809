from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from gunicorn.config import Config

from sceau.people.models import Person
from sceau.people.roles import Role
from sceau.site.logs import OfTheWebServer, Structured
from tests.people.people import PASSWORD, a_school, an_account

pytestmark = pytest.mark.django_db
WHO = ("Mireille", "Bernard", "mireille.bernard", "Œuvrard", "Zoé", "zoe@", "mallory", "Dupont-Noir", "seven-seals")
LINE = {"at", "level", "logger", "message"}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged, from the least word on, in the form that it has in production."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Structured())
    root = logging.getLogger()
    names = ("", "django", "django.request", "django.security", "django.db.backends", "allauth", "procrastinate")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_whole_visit_leaves_no_name_and_no_address_in_the_logs(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_account("Mireille Bernard", Role.REGISTRAR, password=PASSWORD)
    browser = Client(raise_request_exception=False)
    sign_in = {"login": "mireille.bernard@example.org", "password": "mallory-guesses"}
    assert browser.post("/account/login/", sign_in).status_code == 200
    assert browser.post("/account/login/", {**sign_in, "password": PASSWORD}).status_code == 302
    school = a_school()
    person = {"birth_name": "Œuvrard", "given_names": "Zoé", "email": "zoe@example.org", "role": "candidate"}
    entered = browser.post("/new-person/", {**person, "school": str(school.pk), "since": "2026-09-01"})
    assert entered.status_code == 302
    assert browser.post("/new-person/", {**person, "birth_name": "Œuvrard 2"}).status_code == 422
    assert browser.get("/persons/?q=Œuvrard").status_code == 200
    assert browser.get("/nowhere/Œuvrard/?name=Zoé").status_code == 404
    assert browser.get("/", headers={"host": "mallory.example.org"}).status_code == 400
    monkeypatch.setattr("sceau.site.home.RoleHeld", _fails_with("Dupont-Noir, dupont@example.org"))
    assert browser.get("/?name=Zoé").status_code == 500

    said = written.getvalue()

    assert [one for one in WHO if one in said or json.dumps(one).strip('"') in said] == []
    assert "@example.org" not in said
    assert str(Person.objects.get(birth_name="Œuvrard").pk) not in said
    assert all(line.keys() >= LINE for line in lines(written))


def _fails_with(message: str) -> object:
    class Failing:
        def __getattr__(self, _: str) -> object:
            raise ValueError(message)

    return Failing()


def test_an_error_is_logged_with_its_kind_its_page_and_its_place(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sceau.site.home.timezone", _fails_with("Dupont-Noir"))

    Client(raise_request_exception=False).get("/")

    (line,) = [one for one in lines(written) if one["level"] == "error"]
    assert (line["logger"], line["error"], line["page"], line["answered"]) == (
        "django.request",
        "ValueError",
        "home",
        500,
    )
    assert isinstance(line["where"], list)
    assert any(re.fullmatch(r"home\.py:\d+ home", one) for one in line["where"])


def test_an_answer_that_is_not_well_is_told_by_its_words_and_its_page_never_by_its_address(
    written: io.StringIO,
) -> None:
    Client().get("/nowhere/Dupont-Noir/")

    (line,) = [one for one in lines(written) if one["logger"] == "django.request"]
    assert (line["message"], line["answered"], line["page"], line["level"]) == ("Not Found", 404, "", "warning")


def test_a_site_that_cannot_serve_is_told_once_and_so_is_its_return_however_often_it_is_asked(
    written: io.StringIO,
) -> None:
    recorder = MigrationRecorder(connection)
    made = [one for one in recorder.applied_migrations() if one[0] == "people"]
    for one in made:
        recorder.record_unapplied(*one)
    asked = [Client().get("/health/").status_code for _ in range(3)]
    for one in made:
        recorder.record_applied(*one)
    asked += [Client().get("/health/").status_code for _ in range(3)]

    assert asked == [503] * 3 + [200] * 3
    told = [one for one in lines(written) if one["level"] != "debug"]
    assert [(one["logger"], one["level"], one["message"], one.get("parts")) for one in told] == [
        ("sceau.health", "error", "pages cannot be served", ["database"]),
        ("sceau.health", "info", "pages can be served again", None),
    ]


def test_a_page_of_health_that_fails_is_told_like_any_other(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sceau.site.health.LOOKS", {"database": _fails})

    assert Client(raise_request_exception=False).get("/health/").status_code == 500
    assert [(one["error"], one["page"]) for one in lines(written) if one["level"] == "error"] == [
        ("ValueError", "health")
    ]


def _fails() -> str:
    raise ValueError("Dupont-Noir")


def test_what_a_caller_names_about_an_act_is_written_beside_it(written: io.StringIO) -> None:
    logging.getLogger("sceau").warning("a mail was refused", extra={"about": {"message_id": "f1"}})

    (line,) = lines(written)
    assert (line["message"], line["message_id"], line["level"]) == ("a mail was refused", "f1", "warning")


def test_the_web_server_writes_in_the_same_form_and_quotes_no_address_of_a_page(
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = OfTheWebServer(Config())

    server.info("Listening at: %s", "http://localhost")
    server.error("Error handling request %s", "/persons/?q=Dupont-Noir")

    (line,) = [json.loads(one) for one in capsys.readouterr().err.splitlines()]
    assert (line["logger"], line["level"], line["message"]) == (
        "gunicorn.error",
        "error",
        "Error handling request %s",
    )
