"""Nothing that was acknowledged is lost and nothing happens twice, whatever is killed and when."""

from __future__ import annotations

import os
import random
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import psutil
import psycopg
import pytest

from sceau.site.embedded import Embedded, Owned
from tests.mail.smtp import Server, a_mail_server
from tests.site.running import Site, until

CLIENTS, WRITERS = 3, 20
LOAD = 12
"""Seconds of load, during which processes are killed."""
PARTS = ("web", "web worker", "worker", "database")


class Client:
    """A browser outside: it notes what it asks for before, and what was acknowledged after."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.asked: list[str] = []
        self.acknowledged: list[str] = []
        self.does = self.enter

    def request(self, method: str, path: str, **fields: str) -> tuple[int, str, str]:
        """Ask for a page; return the code, the page and where it leads. Raises ``OSError``, ``HTTPException``."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            headers = {"Host": "localhost", "Cookie": "; ".join(f"{one}={two}" for one, two in self.cookies.items())}
            if fields:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
            return answer.status, answer.read().decode(), answer.headers.get("Location", "")
        finally:
            connection.close()

    def post(self, path: str, **fields: str) -> tuple[int, str, str]:
        """Open a form, fill it in and send it."""
        _, page, _ = self.request("GET", path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if found is None:
            return 0, page, ""
        return self.request("POST", path, csrfmiddlewaretoken=found[1], **fields)

    def sign_in(self, address: str, password: str) -> None:
        """Sign in by password."""
        code, page, _ = self.post("/account/login/", login=address, password=password)
        assert code == 302, page

    def enter(self, name: str, school: str) -> None:
        """Enter a person, once: what was not acknowledged is not asked for again."""
        self._ask(name, "/new-person/", role="candidate", school=school, since="2026-09-01")

    def invite(self, name: str, school: str) -> None:
        """Invite a person, once: their address tells them from everybody else."""
        more = {"email": address_of(name), "language": "fr"}
        self._ask(name, "/invite/", role="teacher", school=school, until="", **more)

    def _ask(self, name: str, path: str, **fields: str) -> None:
        self.asked.append(name)
        with suppress(OSError, HTTPException):
            code, _, _ = self.post(path, birth_name=name, given_names="Zoé", **fields)
            if code == 302:
                self.acknowledged.append(name)


def address_of(name: str) -> str:
    """Where somebody who is invited is written to."""
    return f"{name.lower()}@example.org"


def in_letters(number: int) -> str:
    """A number as a name may be written."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


@contextmanager
def under_load(clients: list[Client], school: str, name: str) -> Iterator[None]:
    """Have every client enter or invite persons, one after the other, until the end."""
    ended = threading.Event()

    def work(number: int, client: Client) -> None:
        count = 0
        while not ended.is_set():
            client.does(name + in_letters(number * 1_000_000 + count), school)
            count += 1

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(clients)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        ended.set()
        for one in threads:
            one.join()


@pytest.fixture(scope="module")
def smtp() -> Iterator[Server]:
    """A mail server that takes its time: what hands a mail over may be killed in the middle."""
    with a_mail_server() as one:
        one.slow = 0.02
        yield one


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, smtp: Server) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("faults") / "var", MAIL_URL=f"smtp://127.0.0.1:{smtp.port}") as one:
        one.start("--demo")
        yield one


@pytest.fixture(scope="module")
def clients(site: Site) -> list[Client]:
    """Registrars at their browsers, who enter, and an administrator of the same school, who invites."""
    browsers = [signed_in(site, "registrar") for _ in range(CLIENTS - 1)]
    inviter = signed_in(site, "school administrator")
    inviter.does = inviter.invite
    return [*browsers, inviter]


def signed_in(site: Site, role: str) -> Client:
    """The browser of the first of the demo who holds a role."""
    password, address = (re.search(asked, site.told()) for asked in (r"password is (\S+)", rf"{role}\s+(\S+@\S+)"))
    assert password, site.told()
    assert address, site.told()
    browser = Client(site.port)
    browser.sign_in(address[1], password[1])
    return browser


@pytest.fixture(scope="module")
def school(clients: list[Client]) -> str:
    """The school of the registrar, as the form names it."""
    _, page, _ = clients[0].request("GET", "/new-person/")
    found = re.search(r'name="school".*?<option value="([0-9a-f-]{36})"', page, re.DOTALL)
    assert found, page
    return found[1]


def entered(site: Site, name: str) -> Counter[str]:
    """How many persons there are of each name."""
    with psycopg.connect(site.embedded.url()) as connection:
        rows = connection.execute("SELECT birth_name FROM people_person WHERE birth_name LIKE %s", [f"{name}%"])
        return Counter(found for (found,) in rows)


def entries_of_each(site: Site, name: str) -> set[int]:
    """How many times the journal says of each person that they were entered."""
    with psycopg.connect(site.embedded.url()) as connection:
        rows = connection.execute(
            "SELECT count(entry.id) FROM people_person person LEFT JOIN journal_entry entry"
            " ON entry.subject = 'person:' || person.id AND entry.act = 'create_person'"
            " WHERE person.birth_name LIKE %s GROUP BY person.id",
            [f"{name}%"],
        )
        return {count for (count,) in rows}


def nothing_lost_nothing_twice(site: Site, clients: list[Client], name: str) -> None:
    """Compare what the clients noted with what the database holds."""
    found = entered(site, name)
    asked = {one for client in clients for one in client.asked if one.startswith(name)}
    acknowledged = {one for client in clients for one in client.acknowledged if one.startswith(name)}
    assert len(acknowledged) > CLIENTS
    assert acknowledged - found.keys() == set()
    assert found.keys() - asked == set()
    assert {one: times for one, times in found.items() if times != 1} == {}
    assert entries_of_each(site, name) == {1}
    verified = site.command("journal", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def each_mail_went_once(site: Site, inviter: Client, smtp: Server) -> None:
    """Compare what was asked for, what the rows say of each mail, and what the mail server took."""
    until(lambda: nothing_moves(site), 60)
    found = goings(site)
    acknowledged = {address_of(one) for one in inviter.acknowledged}
    assert len(acknowledged) > CLIENTS
    assert acknowledged - found.keys() == set()
    assert found.keys() - {address_of(one) for one in inviter.asked} == set()
    arrived = Counter(smtp.to)
    assert {one: times for one, times in arrived.items() if times != 1} == {}
    assert {one for one, going in found.items() if going == "sent"} - arrived.keys() == set()
    in_the_middle = [one for one, going in found.items() if going != "sent"]
    assert {found[one] for one in in_the_middle} <= {"sending"}
    assert arrived.keys() - found.keys() == set()
    assert said_to_be_uncertain(site) == len(in_the_middle)


def goings(site: Site) -> dict[str, str]:
    """How far each invitation went, by its address; a mail that is tried again in a minute is tried now."""
    with psycopg.connect(site.embedded.url()) as connection:
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        rows = connection.execute("SELECT address, going FROM mail_message WHERE kind = 'invitation'").fetchall()
    assert len(rows) == len(dict(rows))
    return dict(rows)


def nothing_moves(site: Site) -> bool:
    """Tell whether no mail waits, and none is just leaving: of those that were leaving, nobody knows any more."""
    found = goings(site)
    time.sleep(2)
    return "queued" not in found.values() and goings(site) == found


def said_to_be_uncertain(site: Site) -> int:
    """How many mails the site says may have left or not, once the mail server would have answered."""
    with psycopg.connect(site.embedded.url()) as connection:
        connection.execute(
            "UPDATE mail_message SET claimed_at = claimed_at - interval '6 minutes' WHERE going = 'sending'"
        )
    said = re.search(r"mails that may have left or not: (\d+)", site.get("/health/")[1])
    return int(said[1]) if said else 0


def test_while_its_processes_are_killed_at_random_nothing_acknowledged_is_lost_and_no_mail_goes_twice(
    site: Site, clients: list[Client], school: str, smtp: Server
) -> None:
    draw = random.Random(2026)
    with under_load(clients, school, "Part"):
        end = time.monotonic() + LOAD
        for part in (*PARTS, *draw.choices(PARTS, k=100)):
            time.sleep(draw.uniform(0.3, 2.0))
            if time.monotonic() > end:
                break
            with suppress(ProcessLookupError, IndexError, psutil.Error, AssertionError):
                os.kill(site.pid(part), signal.SIGKILL)
        until(lambda: site.embedded.running() and site.is_well(), 40)
        until(lambda: all(len(one.acknowledged) > CLIENTS for one in clients), 60)
    nothing_lost_nothing_twice(site, clients, "Part")
    each_mail_went_once(site, clients[-1], smtp)


def test_when_everything_is_killed_at_once_the_next_start_has_all_that_was_acknowledged_and_sends_what_waited(
    site: Site, clients: list[Client], school: str, smtp: Server
) -> None:
    with under_load(clients, school, "Whole"):
        time.sleep(random.Random(7).uniform(2, 4))
        for pid in site.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert site.supervisor is not None
        site.supervisor.wait(10)
        site.start()
        until(
            lambda: len([name for one in clients for name in one.acknowledged if name.startswith("Whole")]) > CLIENTS,
            60,
        )
    nothing_lost_nothing_twice(site, clients, "Whole")
    each_mail_went_once(site, clients[-1], smtp)


def test_of_twenty_writers_no_commit_acknowledged_is_lost_when_the_database_is_killed(tmp_path: Path) -> None:
    embedded = Embedded(tmp_path / "var")
    acknowledged: list[int] = []

    def write(number: int, url: str) -> None:
        with suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as connection:
            for count in range(100_000):
                connection.execute("INSERT INTO kept VALUES (%s)", [number * 100_000 + count])
                acknowledged.append(number * 100_000 + count)

    with Owned(embedded):
        url = embedded.url()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (number int)")
        threads = [threading.Thread(target=write, args=(number, url)) for number in range(WRITERS)]
        for one in threads:
            one.start()
        time.sleep(3)
        postmaster = embedded.running()
        assert postmaster is not None
        postmaster.kill()
        for one in threads:
            one.join()
    with Owned(embedded), psycopg.connect(embedded.url()) as connection:
        kept = Counter(number for (number,) in connection.execute("SELECT number FROM kept"))
    assert len(acknowledged) > 1000
    assert set(acknowledged) - kept.keys() == set()
    assert max(kept.values()) == 1
    assert len(kept) - len(acknowledged) <= WRITERS  # one each was committed and not yet told
