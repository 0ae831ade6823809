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
        self.asked.append(name)
        with suppress(OSError, HTTPException):
            fields = {"birth_name": name, "given_names": "Zoé", "role": "candidate", "school": school}
            code, _, _ = self.post("/new-person/", since="2026-09-01", **fields)
            if code == 302:
                self.acknowledged.append(name)


def in_letters(number: int) -> str:
    """A number as a name may be written."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


@contextmanager
def under_load(clients: list[Client], school: str, name: str) -> Iterator[None]:
    """Have every client enter persons, one after the other, until the end."""
    ended = threading.Event()

    def work(number: int, client: Client) -> None:
        count = 0
        while not ended.is_set():
            client.enter(name + in_letters(number * 1_000_000 + count), school)
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
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("faults") / "var") as one:
        one.start("--demo")
        yield one


@pytest.fixture(scope="module")
def clients(site: Site) -> list[Client]:
    """Registrars at their browsers."""
    password = re.search(r"password is (\S+)", site.told())
    assert password, site.told()
    address = re.search(r"registrar\s+(\S+@\S+)", site.told())
    assert address, site.told()
    browsers = [Client(site.port) for _ in range(CLIENTS)]
    for one in browsers:
        one.sign_in(address[1], password[1])
    return browsers


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


def test_while_its_processes_are_killed_at_random_nothing_acknowledged_is_lost(
    site: Site, clients: list[Client], school: str
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
        time.sleep(1)
    nothing_lost_nothing_twice(site, clients, "Part")


def test_when_everything_is_killed_at_once_the_next_start_has_all_that_was_acknowledged(
    site: Site, clients: list[Client], school: str
) -> None:
    with under_load(clients, school, "Whole"):
        time.sleep(random.Random(7).uniform(2, 4))
        for pid in site.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert site.supervisor is not None
        site.supervisor.wait(10)
        site.start()
        time.sleep(1)
    nothing_lost_nothing_twice(site, clients, "Whole")


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
