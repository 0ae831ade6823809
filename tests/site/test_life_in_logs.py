"""A whole life, with real processes: browsers, a web server, a worker, a mail server, the command line. What is logged?

Everything that any of them wrote is read, and nothing of anybody is found there.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
import requests

from tests.files.samples import a_pdf
from tests.mail.smtp import Server, a_mail_server
from tests.people.people import PASSWORD
from tests.people.sign_in import CODE
from tests.site.running import Site, until

CAST = """
import django; django.setup()
from tests.people.people import PASSWORD, a_school, an_account, holds
from sceau.people.roles import Role
for name, role in (("Mireille Bernard", Role.SCHOOL_ADMINISTRATOR), ("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR)):
    account = an_account(name, role, password=PASSWORD)
holds(account.person, Role.REGISTRAR)
"""
ROOT = Path(__file__).parents[2]
WRONG = "mallory-guesses-at-it"
ZOE = {
    "birth_name": "Œuvrard",
    "given_names": "Zoé Clémence",
    "sex": "F",
    "nationality": "FR",
    "birth_date": "1999-01-27",
    "birth_place": "L’Haÿ-les-Roses",
    "birth_commune": "94038",
    "birth_country": "FR",
    "email": "zoe.oeuvrard@example.org",
}
TUTOR = {
    "birth_name": "Ní Dhomhnaill",
    "given_names": "Siobhán",
    "sex": "F",
    "nationality": "IE",
    "birth_date": "1981-10-31",
    "birth_place": "Roubaix",
    "birth_commune": "59512",
    "birth_country": "FR",
}
NAMES = (
    "Mireille", "Bernard", "Hugo", "Petit", "Œuvrard", "Oeuvrard", "Zoé", "Clémence", "Haÿ-les-Roses", "94038",
    "Dhomhnaill", "Siobhán", "Siobhan", "Roubaix", "59512", "Driss", "Naït",
)  # fmt: skip
"""Of the cast, and where they were born."""
DATES = ("1999-01-27", "27/01/1999", "27 janvier 1999", "(1999, 1, 27)", "1981-10-31", "(1981, 10, 31)")
FILES = ("releve", "passeport", "zoe.oeuvrard", "@example.org")
VISITOR = "203.0.113.7"
ELSEWHERE = (VISITOR, PASSWORD, WRONG)
PLAIN = re.compile(
    r"Sceau is starting…|Sceau answers at http://localhost:\d+ \(\^C stops it\)\.|Sceau has stopped; nothing is lost\."
)
"""What the supervisor tells whoever started it: nothing of anybody, and no event of the logs."""


@dataclass
class Browser:
    """A browser of somebody, as a school has it."""

    site: Site
    held: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **headers: str) -> requests.Response:
        """Ask for a page."""
        from_afar = {"X-Forwarded-For": VISITOR, **headers}
        return self.held.get(f"http://localhost:{self.site.port}{path}", headers=from_afar, timeout=30)

    def post(self, path: str, said: Mapping[str, str], file: tuple[str, bytes] | None = None) -> requests.Response:
        """Fill a form in and send it, with the token of its page."""
        self.get(path)
        token = {"csrfmiddlewaretoken": self.held.cookies.get("csrftoken", "")}
        sent = {"file": file} if file else None
        address = f"http://localhost:{self.site.port}{path}"
        from_afar = {"X-Forwarded-For": VISITOR, "Referer": address}
        return self.held.post(address, {**said, **token}, files=sent, headers=from_afar, timeout=60)


@dataclass
class Life:
    """What a life left: everything that was logged, and every secret that went by mail."""

    site: Site
    server: Server
    secrets: list[str] = field(default_factory=list)
    commands: list[subprocess.CompletedProcess[str]] = field(default_factory=list)

    def mail(self, count: int) -> str:
        """The text of the last mail, once as many have arrived."""
        until(lambda: len(self.server.taken) >= count, 30)
        return str(self.server.taken[count - 1].get_content()).replace("\r\n", "\n")

    def link(self, count: int) -> str:
        """Where the last mail leads."""
        found = re.search(r"https?://[^/\s]+(/\S+)", self.mail(count))
        assert found
        self.secrets.append(found.group(1).strip("/").rpartition("/")[2])
        return found.group(1)

    def row(self, asked: str) -> Any:
        """One value of the database."""
        with psycopg.connect(self.site.embedded.url()) as connection:
            found = connection.execute(asked).fetchone()
        return found[0] if found else None

    def do(self, wish: str) -> None:
        """Change something of the database, as its owner."""
        with psycopg.connect(self.site.embedded.url()) as connection:
            connection.execute(wish)

    def said(self) -> str:
        """Everything that any process wrote."""
        ran = [one.stdout + one.stderr for one in self.commands]
        return "\n".join([self.site.told(), self.site.embedded.log.read_text(encoding="utf-8"), *ran])


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    var = tmp_path_factory.mktemp("life") / "var"
    with a_mail_server() as server:
        more = {"MAIL_URL": f"smtp://127.0.0.1:{server.port}", "LOG_LEVEL": "debug", "WEB_WORKERS": "1"}
        with Site(var, BEHIND_PROXY="yes", **more) as site:
            site.start()
            environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "sceau.site.settings", "PYTHONPATH": str(ROOT)}
            subprocess.run([sys.executable, "-c", CAST], env=environment, check=True, cwd=ROOT)
            one = Life(site, server)
            lives(one)
            site.stop()
            yield one


def lives(life: Life) -> None:
    """Do what people do, well and badly."""
    mireille = signs_in_by_code(life)
    zoe = enters_and_corrects_a_person(life, mireille)
    invites_somebody_who_accepts(life, mireille)
    has_a_tutor_complete_their_identity(life, mireille)
    hands_files_in(life, mireille, zoe)
    writes_to_who_cannot_be_written_to(life, mireille, zoe)
    goes_astray(life)
    finds_the_site_broken(life, mireille)
    works_at_the_terminal(life, zoe)


def signs_in_by_code(life: Life) -> Browser:
    browser = Browser(life.site)
    who = {"login": "mireille.bernard@example.org"}
    assert "/account/login/" in browser.post("/account/login/", {**who, "password": WRONG}).url
    asked = browser.post("/account/login/code/", {"email": who["login"]})
    code = CODE.search(life.mail(1))
    assert code
    life.secrets.append(code.group())
    wrong = browser.post(asked.url.removeprefix(f"http://localhost:{life.site.port}"), {"code": "WRONG1"})
    assert wrong.status_code == 200
    browser.post("/account/login/code/confirm/", {"code": code.group()})
    assert browser.get("/account/").status_code == 200
    by_password = Browser(life.site)
    by_password.post("/account/login/", {"login": "hugo.petit@example.org", "password": PASSWORD})
    assert by_password.get("/account/").url.endswith("/account/")
    return browser


def enters_and_corrects_a_person(life: Life, browser: Browser) -> str:
    at = {"school": str(life.row("SELECT id FROM people_school")), "role": "candidate", "since": "2026-09-01"}
    assert browser.post("/new-person/", {**ZOE, **at, "birth_date": "2999-01-27"}).status_code == 422
    assert browser.post("/new-person/", {**ZOE, **at}).status_code == 200
    key = str(life.row("SELECT id FROM people_person WHERE birth_name = 'Œuvrard'"))
    page = browser.get(f"/persons/{key}/correct/").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    corrected = {**ZOE, "given_names": "Zoé", "seen": seen.group(1)}
    assert browser.post(f"/persons/{key}/correct/", corrected).url.endswith(f"/persons/{key}/")
    assert browser.post(f"/persons/{key}/correct/", corrected).status_code == 422
    assert browser.get("/persons/?q=Œuvrard").status_code == 200
    assert browser.get("/persons/export/?q=Œuvrard").status_code == 200
    return key


def invites_somebody_who_accepts(life: Life, browser: Browser) -> None:
    who = {"given_names": "Driss", "birth_name": "Naït", "email": "driss.nait@example.org", "role": "teacher"}
    at = {"school": str(life.row("SELECT id FROM people_school")), "until": "", "language": "fr"}
    assert browser.post("/invite/", {**who, **at}).status_code == 200
    invited, link = Browser(life.site), life.link(2)
    assert invited.get(f"{link[:-4]}xxx/").status_code in {404, 410}
    assert invited.post(link, {}).status_code == 200
    assert invited.get("/account/").url.endswith("/account/")
    assert invited.get("/jobs/").status_code == 403


def has_a_tutor_complete_their_identity(life: Life, browser: Browser) -> None:
    who = {"birth_name": "Dhomhnaill", "given_names": "Siobhan", "email": "siobhan@example.org"}
    at = {"school": str(life.row("SELECT id FROM people_school")), "role": "company_tutor", "since": "2026-09-01"}
    browser.post("/new-person/", {**who, **at})
    key = life.row("SELECT id FROM people_person WHERE birth_name = 'Dhomhnaill'")
    browser.post(f"/persons/{key}/send-link/", {"email": who["email"], "days": "7", "language": "fr"})
    outside = Browser(life.site)
    outside.post(life.link(3), {})
    assert outside.post("/own-identity/", {**TUTOR, "birth_commune": "00000"}).status_code == 422
    assert "Merci" in outside.post("/own-identity/", TUTOR).text
    assert life.row(f"SELECT birth_name FROM people_person WHERE id = '{key}'") == "Ní Dhomhnaill"


def hands_files_in(life: Life, browser: Browser, person: str) -> None:
    page, at = f"/persons/{person}/files/", {"school": str(life.row("SELECT id FROM people_school"))}
    assert browser.post(page, at, ("passeport zoe.oeuvrard.exe", b"MZ Zo\xc3\xa9 \xc5\x92uvrard")).status_code == 422
    assert browser.post(page, at, ("releve Zoé Œuvrard.pdf", a_pdf())).status_code == 200
    assert life.row("SELECT count(*) FROM files_storedfile") == 1


def writes_to_who_cannot_be_written_to(life: Life, browser: Browser, person: str) -> None:
    """One mail is refused for good, one for now, one is cut off: each answer names the address."""
    send = f"/persons/{person}/send-link/"
    said = {"email": ZOE["email"], "days": "7", "language": "fr"}
    going = "SELECT going || ' ' || (refusal <> '') FROM mail_message ORDER BY written_at DESC LIMIT 1"
    life.server.at_address = "550 <zoe.oeuvrard@example.org>: Zoe Oeuvrard unknown here"
    browser.post(send, said)
    until(lambda: life.row(going) == "bounced true", 30)
    life.server.at_address = "451 <zoe.oeuvrard@example.org>: Zoe Oeuvrard, come back later"
    browser.post(send, said)
    until(lambda: life.row(going) == "queued true", 30)
    life.server.at_address, life.server.hangs_up_at_text = "", True
    browser.post(send, said)
    until(lambda: life.row(going) == "sending false", 30)
    life.link(4)


def goes_astray(life: Life) -> None:
    nobody = Browser(life.site)
    away = {"Referer": "http://localhost/persons/?q=Œuvrard".encode().decode("latin-1")}
    assert nobody.get("/nowhere/Œuvrard/?email=zoe.oeuvrard@example.org&name=Zoé", **away).status_code == 404
    assert nobody.get("/persons/?q=Œuvrard", Host="zoe.oeuvrard.example.org").status_code == 400
    assert nobody.get("/link/Zoé-Œuvrard/").status_code in {404, 410}
    address = f"http://localhost:{life.site.port}/account/login/"
    login = {"login": "zoe.oeuvrard@example.org", "password": WRONG}
    assert requests.post(address, login, timeout=30).status_code == 403  # no token
    for _ in range(7):
        nobody.post("/account/login/", login)
    assert re.search("Trop d’essais|Recommencez", nobody.post("/account/login/", login).text)


def finds_the_site_broken(life: Life, browser: Browser) -> None:
    """A column, then a table, is gone for a while: what names somebody fails in the web server, and in the worker."""
    life.do("ALTER TABLE people_person RENAME search TO away")
    assert browser.get("/persons/?q=Œuvrard").status_code == 500
    life.do("ALTER TABLE people_person RENAME away TO search")
    life.do("ALTER TABLE mail_message RENAME TO away")
    due = "SET scheduled_at = NULL, attempts = 40 WHERE status = 'todo' AND task_name LIKE '%send_message'"
    life.do(f"UPDATE procrastinate_jobs {due}")
    until(lambda: life.row("SELECT count(*) FROM site_joberror WHERE error LIKE '%Programming%'"), 60)
    assert browser.post("/account/login/code/", {"email": ZOE["email"]}).status_code in {200, 500}
    life.do("ALTER TABLE away RENAME TO mail_message")


def works_at_the_terminal(life: Life, person: str) -> None:
    commands: list[tuple[str, ...]] = [
        ("status",), ("jobs",), ("journal", "verify"), ("retention", "--dry-run"), ("explain", f"person:{person}"),
        ("explain", "person:nobody"), ("retention", "--person", person, "--dry-run"), ("rules", "replay"),
    ]  # fmt: skip
    life.commands += [life.site.command(*words) for words in commands]


def events(life: Life) -> list[dict[str, Any]]:
    """The lines of the logs of the site, read as what they are."""
    return [json.loads(line) for line in life.site.told().splitlines() if not PLAIN.fullmatch(line)]


def spellings(text: str) -> set[str]:
    """How a text may stand in a log: as it is, in an address, in JSON, as Python or a decoder shows it."""
    escaped = text.encode("unicode_escape").decode()
    return {text, quote(text), json.dumps(text).strip('"'), ascii(text).strip("'"), escaped, str(text.encode())[2:-1]}


@pytest.mark.parametrize("kind", ["names", "dates", "files", "elsewhere", "secrets"])
def test_nothing_of_anybody_is_in_what_any_process_wrote(life: Life, kind: str) -> None:
    known = {"names": NAMES, "dates": DATES, "files": FILES, "elsewhere": ELSEWHERE, "secrets": tuple(life.secrets)}
    said = life.said().lower()

    assert len(life.secrets) == 4
    assert {one for text in known[kind] for one in spellings(text) if one.lower() in said} == set()


def test_every_line_of_the_logs_is_an_event_with_the_fields_that_are_promised(life: Life) -> None:
    found = events(life)

    assert {name for event in found for name in {"at", "level", "logger", "message"} - event.keys()} == set()
    assert {event["level"] for event in found} <= {"debug", "info", "warning", "error", "critical"}
    assert all(set(event) >= {"error", "where"} for event in found if "error" in event)


def test_what_went_wrong_in_that_life_is_told_by_its_kind_and_its_place(life: Life) -> None:
    found = events(life)
    answered = {(event["answered"], event["page"]) for event in found if event.get("answered", 0) >= 400}

    assert answered >= {(404, ""), (400, ""), (403, "account_login"), (403, "jobs"), (500, "persons")}
    failed = [event for event in found if event.get("answered") == 500 and event["page"] == "persons"]
    assert {event["error"] for event in failed} == {"ProgrammingError"}
    assert any(re.fullmatch(r"views\.py:\d+ persons", place) for event in failed for place in event["where"])
    of_the_worker = {event.get("error") for event in found if event["logger"].startswith("procrastinate")}
    assert of_the_worker == {"ProgrammingError"}  # what is tried again by itself is told by «sceau jobs»


def test_the_commands_were_heard_and_answered(life: Life) -> None:
    assert [one.returncode for one in life.commands][2:4] == [0, 0]
    assert all(one.stdout or one.stderr for one in life.commands)
