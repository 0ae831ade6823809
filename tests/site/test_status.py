from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from sceau.site.embedded import Owned
from tests.site.running import Site, until

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
WELL = {
    "database", "web", "worker", "address", "disk", "sceau", "python", "django", "postgresql", "migrations", "jobs",
    "mail", "journal",
}  # fmt: skip
ENTRY = (
    "INSERT INTO journal_entry (at, actor, role, school, came_by, act, subject, outcome, edition, digest) "
    "VALUES (%s, '', '', '', '', 'enter', 'person:1', '', '', '')"
)
MAIL = (
    "INSERT INTO mail_message (id, kind, address, language, subject_fr, subject_en, text_fr, text_en, going, "
    "written_at, claimed_at, refusal) SELECT gen_random_uuid(), 'x', 'a@example.org', 'fr', '', '', '', '', 'sending', "
    "at, at, '' FROM (SELECT %s::timestamptz AS at) AS one"
)
FAILED = "INSERT INTO procrastinate_jobs (task_name, queue_name, status) VALUES ('x', 'default', 'failed')"


def status(site: Site) -> tuple[int, dict[str, Any]]:
    """What «sceau status --json» answers: its exit code, and its parts."""
    ran = site.command("status", "--json")
    found = json.loads(ran.stdout)
    assert found["well"] is (ran.returncode == 0)
    return ran.returncode, found["parts"]


def unwell(parts: dict[str, Any]) -> set[str]:
    return {name for name, part in parts.items() if not part["well"]}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("status") / "var") as one:
        one.start()
        until(one.is_well)
        yield one


def test_of_a_site_that_runs_it_says_every_part_with_its_pid_and_exits_0(site: Site) -> None:
    code, parts = status(site)

    assert (code, set(parts), unwell(parts)) == (0, WELL, set())
    assert [parts[name]["pid"] for name in ("web", "worker", "database")] == [
        site.pid(name) for name in ("web", "worker", "database")
    ]
    assert datetime.fromisoformat(parts["web"]["since"]) > datetime.now(UTC) - timedelta(minutes=10)
    assert parts["address"]["address"] == f"http://localhost:{site.port}"
    assert parts["postgresql"]["version"].startswith("18.")


def test_the_worker_that_runs_here_is_heard_too(site: Site) -> None:
    worker = status(site)[1]["worker"]

    assert (worker["is"], worker["workers"], worker["seconds"] <= 20) == ("runs_and_works", 1, True)


def test_in_words_it_says_the_same(site: Site) -> None:
    ran = site.command("--lang", "fr", "status")

    assert ran.returncode == 0
    lines = [line.split(maxsplit=2) for line in ran.stdout.splitlines()]
    assert ["✓", "adresse", f"http://localhost:{site.port} répond"] in [
        [cell.strip() for cell in line] for line in lines
    ]
    assert ["✓", "courrier", "tous les envois sont certains"] in [[cell.strip() for cell in line] for line in lines]


@pytest.mark.parametrize(
    ("wish", "given", "part", "says", "count"),
    [
        (FAILED, [], "jobs", "jobs_failed", "count"),
        (MAIL, [NOON], "mail", "mails_uncertain", "count"),
    ],
)
def test_what_needs_somebody_is_said_and_exits_1(
    site: Site, wish: str, given: list[Any], part: str, says: str, count: str
) -> None:
    table = wish.split()[2]
    with psycopg.connect(site.embedded.url()) as connection:
        connection.execute(wish, given)

    code, parts = status(site)

    with psycopg.connect(site.embedded.url()) as connection:
        connection.execute(f"DELETE FROM {table}")
    assert (code, unwell(parts)) == (1, {part})
    assert (parts[part]["is"], parts[part][count]) == (says, 1)


def test_entries_that_nobody_seals_are_said_and_the_seal_is_once_they_are(site: Site) -> None:
    assert status(site)[1]["journal"] == {"well": True, "is": "never_sealed", "unsealed": 0, "number": 0}
    with psycopg.connect(site.embedded.url()) as connection:
        connection.execute(ENTRY, [NOON])

    _, parts = status(site)

    assert parts["journal"] in (
        {"well": False, "is": "never_sealed", "unsealed": 1, "number": 0},
        {"well": True, "is": "sealed", "unsealed": 0, "number": 1, "since": parts["journal"].get("since")},
    )  # the worker seals each minute


def test_a_worker_that_lives_and_says_nothing_is_not_well(site: Site) -> None:
    worker = psutil.Process(site.pid("worker"))
    worker.suspend()
    try:
        until(lambda: status(site)[1]["worker"]["is"] == "mute", within=60)
        assert unwell(status(site)[1]) >= {"worker"}
    finally:
        worker.resume()
    until(site.is_well)


@contextmanager
def by_itself(site: Site, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command as a service of its own."""
    command = [sys.executable, "-m", "sceau", *words]
    running = subprocess.Popen(command, env=site.environment, stderr=subprocess.DEVNULL)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(30)


def test_services_of_their_own_are_known_on_their_machine_and_on_any_other_of_the_same_database(tmp_path: Path) -> None:
    here = Site(tmp_path / "here")
    with Owned(here.embedded) as database, ExitStack() as services:
        other = Site(tmp_path / "other", DATABASE_URL=database.embedded.url(), SITE_URL=f"http://localhost:{here.port}")
        assert here.command("migrate").returncode == 0
        assert unwell(status(here)[1]) == {"web", "worker", "address"}
        for words in ("serve", "worker", "worker"):
            services.enter_context(by_itself(here, words))
        until(lambda: here.is_well() and status(here)[1]["worker"].get("workers") == 2, 30)

        for site in (here, other):
            code, parts = status(site)
            assert (code, unwell(parts)) == (0, set())
            assert parts["web"] == {"well": True, "is": "serves", "address": f"http://localhost:{here.port}"}
            assert (parts["worker"]["is"], parts["worker"]["workers"]) == ("works", 2)
            assert parts["worker"]["seconds"] <= 20
        said = " ".join(here.command("status").stdout.split())
        assert f"http://localhost:{here.port} answers" in said
        assert "runs by itself, here or elsewhere: 2 heard, the last one" in said
        assert not other.var.exists()
        services.close()
        assert unwell(status(here)[1]) == unwell(status(other)[1]) == {"web", "worker", "address"}


def test_a_worker_that_was_killed_is_no_longer_known_once_it_has_been_silent(tmp_path: Path) -> None:
    site = Site(tmp_path / "var")
    with Owned(site.embedded):
        assert site.command("migrate").returncode == 0
        with by_itself(site, "worker") as worker:
            until(lambda: "worker" not in unwell(status(site)[1]))
            worker.kill()
            worker.wait()
        with psycopg.connect(site.embedded.url()) as connection:
            connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '21 s'")

        assert status(site)[1]["worker"] == {"well": False, "is": "stopped"}


def test_another_program_at_the_address_is_no_web_server_of_ours(tmp_path: Path) -> None:
    site = Site(tmp_path / "var")
    command = [sys.executable, "-m", "http.server", str(site.port), "--bind", "127.0.0.1", "--directory", str(tmp_path)]
    (tmp_path / "health").mkdir()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as another:
        until(lambda: site.get("/health/")[0] == 200)
        parts = status(site)[1]
        another.terminate()

    assert unwell(parts) == {"database", "web", "worker", "address"}


def test_of_a_site_that_is_stopped_it_says_so_and_starts_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path / "var")

    code, parts = status(site)

    assert (code, unwell(parts)) == (1, {"database", "web", "worker", "address"})
    assert not site.var.exists()
    assert "✗  database    stopped: «sceau run» starts everything" in site.command("status").stdout


def test_of_a_server_that_is_named_and_does_not_answer_it_says_so(tmp_path: Path) -> None:
    site = Site(tmp_path / "var")
    site.environment["DATABASE_URL"] = f"postgresql://sceau:secret@127.0.0.1:{site.port}/sceau"

    code, parts = status(site)

    assert (code, unwell(parts)) == (1, {"web", "worker", "address", "postgresql"})
    assert parts["database"] == {"well": True, "is": "elsewhere", "host": "127.0.0.1", "name": "sceau"}
    assert not site.var.exists()
