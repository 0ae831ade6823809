from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from sceau.site.processes import _why_not
from tests.site.running import STARTS_WITHIN, STOPS_WITHIN, Site, until

TOLD = {
    "web": "The web server ended by itself (code -9): it is started again in ",
    "web worker": "",  # its own server starts another
    "worker": "The worker ended by itself (code -9): it is started again in ",
    "database": "The database ended by itself: it is started again, nothing recorded is lost.",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("run") / "var") as one:
        one.start().write(1)
        yield one


def test_it_says_its_address_once_it_answers_there(site: Site) -> None:
    assert site.told().splitlines() == [
        "Sceau is starting…",
        f"Sceau answers at http://localhost:{site.port} (^C stops it).",
    ]
    assert site.get("/")[0] == 200
    until(site.is_well)


def test_a_second_one_on_the_same_folder_is_refused_and_the_first_goes_on(site: Site) -> None:
    ran = site.command("run")

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"{site.var}: Sceau runs here already; stop it first, or name another folder by SCEAU_VAR\n"
    assert site.get("/")[0] == 200


@pytest.mark.parametrize("part", TOLD)
def test_what_is_killed_comes_back_by_itself_with_every_row(site: Site, part: str) -> None:
    until(site.is_well)
    before = site.pid(part)

    os.kill(before, signal.SIGKILL)

    until(lambda: not psutil.pid_exists(before) and site.embedded.running() and site.pid(part) != before)
    until(site.is_well)
    assert site.kept() == [1]
    assert site.said(TOLD[part])


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_ends_everything_in_time_and_the_next_start_finds_its_data(
    site: Site, wish: signal.Signals
) -> None:
    everything = site.pids()

    code, spent = site.stop(wish)

    assert (code, site.told().splitlines()[-1]) == (0, "Sceau has stopped; nothing is lost.")
    assert spent < STOPS_WITHIN
    assert {pid for pid in everything if psutil.pid_exists(pid)} == set()
    site.start()
    assert site.kept() == [1]


@pytest.mark.parametrize("killed", ["supervisor", "supervisor and web", "everything"])
def test_after_it_is_killed_the_next_start_ends_what_was_left_and_serves(site: Site, killed: str) -> None:
    until(site.is_well)
    everything = site.pids()
    whom = {"supervisor": [site.pid("supervisor")], "supervisor and web": [site.pid("supervisor"), site.pid("web")]}

    for pid in whom.get(killed, everything):
        with suppress(ProcessLookupError):  # a process of the database that was done
            os.kill(pid, signal.SIGKILL)
    assert site.supervisor is not None
    site.supervisor.wait(10)
    site.start()

    until(site.is_well)
    assert {pid for pid in everything if psutil.pid_exists(pid)} == set()
    assert site.kept() == [1]


def test_a_port_that_is_taken_is_told_at_once_with_by_whom_and_what_to_do(tmp_path: Path) -> None:
    with Site(tmp_path / "var") as site, socket.socket() as taken:
        taken.bind(("127.0.0.1", site.port))
        taken.listen()

        ran = site.command("run")

        assert (ran.returncode, ran.stdout) == (2, "")
        name, pid = psutil.Process().name(), os.getpid()
        where = f"PORT: {site.port} is taken by «{name}» (pid {pid})"
        assert ran.stderr == f"{where}; stop it, or write another: PORT={site.port + 1}\n"
        assert not site.embedded.data.exists()


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("203.0.113.7", "HOST: «203.0.113.7» is no address of this machine; write localhost, or 0.0.0.0 for all\n"),
        (
            "no.such.machine.invalid",
            "HOST: «no.such.machine.invalid» is no name of a machine; write localhost, or 0.0.0.0 for all\n",
        ),
    ],
)
def test_a_host_that_is_not_here_is_told(tmp_path: Path, host: str, said: str) -> None:
    assert Site(tmp_path / "var", host=host).command("run").stderr == said


def test_a_port_of_root_is_told_to_who_is_not() -> None:
    assert _why_not(PermissionError(13, "no"), "localhost", 80) == (
        "PORT: only root may listen on 80; write a number above 1023"
    )


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://localhost:{}"),  # noqa: S104 - on every address, for the length of a test
        ("::1", "http://[::1]:{}"),
    ],
)
def test_it_listens_on_every_address_or_on_one_of_ipv6(tmp_path: Path, host: str, address: str) -> None:
    with Site(tmp_path / "var", host=host).start() as site:
        assert site.said(f"Sceau answers at {address.format(site.port)} (")
        assert site.get("/")[0] == 200
        assert site.get("/", Host=address.format(site.port).removeprefix("http://"))[0] == 200


def test_what_ends_again_and_again_is_told_and_does_not_end_the_rest(tmp_path: Path) -> None:
    with Site(tmp_path / "var", SECRET_KEY="k" * 40).start() as site:
        for times in range(1, 4):
            os.kill(until(lambda: _alive(site, "worker")), signal.SIGKILL)
            until(lambda times=times: site.told().count("The worker ended by itself") == times)
        assert site.said("The worker has ended 3 times in a row: read above what it says")
        assert site.get("/")[0] == 200


def _alive(site: Site, name: str) -> int:
    pid = site.pid(name)
    return pid if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE else 0


def test_a_database_that_is_named_and_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    with Site(tmp_path / "var") as site:
        site.environment["DATABASE_URL"] = f"postgresql://sceau:very-secret@127.0.0.1:{site.port}/sceau"

        ran = site.command("run")

        assert ran.returncode == 2
        assert ran.stderr.startswith("DATABASE_URL: the database does not answer: connection failed: ")
        assert "very-secret" not in ran.stderr


def test_asked_to_stop_while_it_starts_it_leaves_nothing_behind(tmp_path: Path) -> None:
    with Site(tmp_path / "var") as site:
        site.launch()
        until(site.embedded.running, STARTS_WITHIN)
        everything = site.pids()

        _, spent = site.stop()

        assert spent < STOPS_WITHIN
        assert {pid for pid in everything if psutil.pid_exists(pid)} == set()
        assert site.start().get("/")[0] == 200
