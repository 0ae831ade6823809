from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.site.running import Site, until

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
WELL = {
    "database", "web", "worker", "address", "disk", "sceau", "python", "django", "postgresql", "migrations", "jobs",
    "mail", "journal",
}  # fmt: skip
ENTRY = (
    "INSERT INTO journal_entry (at, actor, role, school, act, subject, outcome, edition, digest) "
    "VALUES (%s, '', '', '', 'enter', 'person:1', '', '', '')"
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
