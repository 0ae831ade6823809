from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from sceau.site.backup import digest_of_file
from sceau.site.embedded import Embedded, Owned
from tests.mail.smtp import a_mail_server
from tests.site.running import Site, until

LIFE = """
from datetime import UTC, datetime
import django; django.setup()
from django.conf import settings
from django.db import transaction
from sceau.files.models import StoredFile
from sceau.journal.actions import SCEAU, Grounds, record
from sceau.journal.retention import FILE
from sceau.journal.seals import seal
from sceau.mail.models import Message
from sceau.people.models import Merger, Person, School
noon = datetime(2026, 9, 1, 12, tzinfo=UTC)
school = School.objects.create(slug="eve-school", name="École d’Ève")
people = [Person.objects.create(given_names=f"Zoé {n}", birth_name="Œuvrard", birth_place="l'Haÿ") for n in range(40)]
Merger.objects.create(kept=people[0], absorbed=people[1], moved=[str(people[1].pk)], at=noon)
mail = {"kind": "x", "address": "zoe@example.org", "language": "fr", "subject_fr": "é", "written_at": noon}
Message.objects.create(**mail, going="sent", sent_at=noon)
with transaction.atomic():
    for one in people:
        record(at=noon, by=SCEAU, act="enter", subject=f"person:{one.pk}", on=Grounds("ok", '{"q": "é\\\\n"}'))
seal(at=noon)
settings.ENVIRONMENT.files.mkdir()
for name, content in (("a", b"one"), ("b", bytes(range(256)) * 1000)):
    (settings.ENVIRONMENT.files / name).write_bytes(content)
(settings.ENVIRONMENT.var / FILE).write_text("[mail]")
"""
ANOTHER_ENTRY = """
from datetime import UTC, datetime
import django; django.setup()
from django.db import transaction
from sceau.journal.actions import SCEAU, record
from sceau.journal.seals import verify
assert verify() == []
with transaction.atomic():
    print(record(at=datetime(2026, 9, 2, tzinfo=UTC), by=SCEAU, act="enter", subject="person:1").pk)
"""


@dataclass
class Lived:
    """An installation that has lived, stopped, and a backup of it."""

    site: Site
    backup: Path


def python(site: Site, program: str) -> str:
    """Run a program on an installation whose database runs."""
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "sceau.site.settings"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def rows(url: str) -> dict[str, list[str]]:
    """Every row of every table."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        found = {}
        for (table,) in tables:
            every = sql.SQL("SELECT one::text FROM {} one ORDER BY 1").format(sql.Identifier(table))
            found[table] = [row for (row,) in connection.execute(every)]
        return found


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    folder = tmp_path_factory.mktemp("backup")
    site = Site(folder / "var")
    with Owned(Embedded(site.var)):
        assert site.command("migrate").returncode == 0
        python(site, LIFE)
        ran = site.command("backup", folder / "backup")
    assert ran.returncode == 0, ran.stderr
    return Lived(site, folder / "backup")


def test_a_backup_says_what_it_holds_is_shut_to_others_and_has_no_key(lived: Lived) -> None:
    manifest = json.loads((lived.backup / "manifest.json").read_text(encoding="utf-8"))

    held = {path.relative_to(lived.backup).as_posix(): path for path in lived.backup.rglob("*") if path.is_file()}
    assert set(held) == {"manifest.json", "database.dump", "files/a", "files/b", "retention.toml"}
    assert set(manifest["parts"]) == {"database.dump", "files/a", "files/b", "retention.toml"}
    assert manifest["tables"]["people_person"] == manifest["tables"]["journal_entry"] == 40
    assert {path.stat().st_mode & 0o777 for path in held.values()} == {0o600}
    assert lived.backup.stat().st_mode & 0o777 == 0o700
    key = (lived.site.var / "secret.key").read_bytes()
    assert not any(key in path.read_bytes() for path in held.values())


def test_restored_into_an_empty_installation_every_row_and_file_is_there_and_life_goes_on(
    lived: Lived, tmp_path: Path
) -> None:
    site = Site(tmp_path / "var")

    ran = site.command("restore", lived.backup)

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[0].endswith("Run «sceau run».")
    assert ", 2 files, " in ran.stdout
    assert len(ran.stdout.splitlines()) == 1  # no mail waited
    assert (site.var / "retention.toml").read_text(encoding="utf-8") == "[mail]"
    assert (site.var / "retention.toml").stat().st_mode & 0o777 == 0o600
    with Owned(lived.site.embedded):
        expected = rows(lived.site.embedded.url())
    with Owned(site.embedded):
        assert rows(site.embedded.url()) == expected
        assert files(site.var / "files") == files(lived.site.var / "files")
        _refuses_to_change_what_is_written(site.embedded.url())
        assert python(site, ANOTHER_ENTRY) == "41"


def test_a_server_that_database_url_names_is_restored_into_and_backed_up_alike(lived: Lived, tmp_path: Path) -> None:
    with Owned(lived.site.embedded):
        expected = rows(lived.site.embedded.url())
    with Owned(Embedded(tmp_path / "server")) as server, psycopg.connect(server.embedded.url(), autocommit=True) as one:
        one.execute("CREATE DATABASE elsewhere")
        url = server.embedded.url("elsewhere")
        site = Site(tmp_path / "var", DATABASE_URL=url)

        assert site.command("restore", lived.backup).returncode == 0
        assert rows(url) == expected
        _refuses_to_change_what_is_written(url)
        assert python(site, ANOTHER_ENTRY) == "41"
        assert site.command("backup", tmp_path / "again").returncode == 0
        assert not (site.var / "pg").exists()
        counts = json.loads((tmp_path / "again" / "manifest.json").read_text(encoding="utf-8"))["tables"]
        assert counts == {**{table: len(found) for table, found in expected.items()}, "journal_entry": 41}


OLDER = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", "usersessions", "zero", verbosity=0)
"""


def test_a_backup_of_an_older_version_is_brought_to_this_one(tmp_path: Path) -> None:
    older, site = Site(tmp_path / "older"), Site(tmp_path / "var")
    with Owned(older.embedded):
        assert older.command("migrate").returncode == 0
        python(older, OLDER)
        assert older.command("backup", tmp_path / "backup").returncode == 0
        assert "usersessions_usersession" not in rows(older.embedded.url())

    assert site.command("restore", tmp_path / "backup").returncode == 0

    with Owned(site.embedded):
        assert rows(site.embedded.url())["usersessions_usersession"] == []


def _refuses_to_change_what_is_written(url: str) -> None:
    for wish in ("UPDATE journal_entry SET act = 'x'", "DELETE FROM journal_seal", "TRUNCATE people_merger CASCADE"):
        with psycopg.connect(url) as connection, pytest.raises(psycopg.Error, match="append-only"):
            connection.execute(wish)


def test_nothing_is_restored_over_what_is_there(lived: Lived) -> None:
    with Owned(lived.site.embedded):
        before = rows(lived.site.embedded.url())

        ran = lived.site.command("restore", lived.backup)

        assert ran.returncode == 2
        assert ran.stderr == (
            f"the database holds {len(before)} tables already, and nothing may be lost; "
            "restore into a new folder: SCEAU_VAR=…\n"
        )
        assert rows(lived.site.embedded.url()) == before


def test_files_that_are_there_already_are_not_mixed_with_those_of_a_backup(lived: Lived, tmp_path: Path) -> None:
    site = Site(tmp_path / "var")
    (site.var / "files").mkdir(parents=True)
    (site.var / "files" / "a").write_bytes(b"one")  # left by a restoration that was interrupted
    (site.var / "files" / "c").write_bytes(b"of another")

    ran = site.command("restore", lived.backup)

    assert ran.stderr == f"{site.var / 'files'}: holds files already; restore into a new folder: SCEAU_VAR=…\n"
    (site.var / "files" / "c").unlink()
    assert site.command("restore", lived.backup).returncode == 0


def test_durations_that_are_there_already_are_not_written_over(lived: Lived, tmp_path: Path) -> None:
    site = Site(tmp_path / "var")
    own = site.var / "retention.toml"
    site.var.mkdir()
    own.write_text("[files]", encoding="utf-8")

    ran = site.command("restore", lived.backup)

    why = "is there already, and is not that of the backup; restore into a new folder: SCEAU_VAR=…"
    assert (ran.returncode, ran.stderr) == (2, f"{own}: {why}\n")
    assert own.read_text(encoding="utf-8") == "[files]"
    assert not (site.var / "files").exists()
    own.write_text("[mail]", encoding="utf-8")  # left by a restoration that was interrupted
    assert site.command("restore", lived.backup).returncode == 0


def test_an_installation_without_durations_is_backed_up_and_restored_without(tmp_path: Path) -> None:
    site, again = Site(tmp_path / "var"), Site(tmp_path / "again")
    with Owned(site.embedded):
        assert site.command("migrate").returncode == 0
        assert site.command("backup", tmp_path / "backup").returncode == 0

    assert again.command("restore", tmp_path / "backup").returncode == 0
    assert not (again.var / "retention.toml").exists()


MAILS = """
from datetime import UTC, datetime
import django; django.setup()
from sceau.mail.actions import write
from sceau.mail.models import Message
noon = datetime(2026, 9, 1, 12, tzinfo=UTC)
for n in range(3):
    said = {"code": f"ABC-00{n}"}
    write(kind="login_code", address=f"zoe{n}@example.org", language="fr", said=said, at=noon, draft=n == 2)
Message.objects.create(kind="x", address="handed.over@example.org", language="fr", written_at=noon, claimed_at=noon,
    going="sending")
"""
HOW_FAR = """
import django; django.setup()
from django.utils import timezone
from sceau.mail.models import Message
rows = Message.objects.order_by("address")
print([(one.address.partition("@")[0], one.going, one.is_uncertain(at=timezone.now() + LATER)) for one in rows])
""".replace("LATER", "__import__('datetime').timedelta(minutes=5)")
SEND_AGAIN = """
from datetime import timedelta
import django; django.setup()
from django.utils import timezone
from sceau.journal.actions import Actor
from sceau.mail.actions import send_again
from sceau.mail.models import Message
key = Message.objects.get(address="zoe0@example.org").pk
send_again(message=key, at=timezone.now() + timedelta(minutes=5), by=Actor("chloe", "registrar"))
"""
JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%send_message' AND status IN ('todo', 'doing')"


def works_off(site: Site) -> None:
    """Have a worker do every job that sends mail."""
    command = [sys.executable, "-m", "sceau", "worker"]
    with subprocess.Popen(command, env=site.environment, stderr=subprocess.DEVNULL) as worker:
        with psycopg.connect(site.embedded.url(), autocommit=True) as connection:
            until(lambda: connection.execute(JOBS).fetchone() == (0,), 30)
        worker.terminate()


def test_mail_that_waited_at_the_backup_is_never_sent_by_itself_after_a_restoration(tmp_path: Path) -> None:
    with a_mail_server() as server:
        url = f"smtp://127.0.0.1:{server.port}"
        site, again = Site(tmp_path / "var", MAIL_URL=url), Site(tmp_path / "again", MAIL_URL=url)
        with Owned(site.embedded):
            assert site.command("migrate").returncode == 0
            python(site, MAILS)
            assert site.command("backup", tmp_path / "backup").returncode == 0
            works_off(site)  # they leave after the backup
        assert sorted(server.to) == ["zoe0@example.org", "zoe1@example.org"]

        ran = again.command("restore", tmp_path / "backup")

        assert ran.returncode == 0, ran.stderr
        assert "3 mails waited when the backup was made" in ran.stdout
        with Owned(again.embedded):
            works_off(again)
            assert len(server.to) == 2
            uncertain = [(name, "sending", True) for name in ("handed.over", "zoe0", "zoe1")]
            assert python(again, HOW_FAR) == str([*uncertain, ("zoe2", "draft", False)])
            python(again, SEND_AGAIN)
            works_off(again)
        assert server.to[2:] == ["zoe0@example.org"]


def test_a_backup_is_not_written_where_something_is(lived: Lived) -> None:
    with Owned(lived.site.embedded):
        ran = lived.site.command("backup", lived.backup)

    assert (ran.returncode, ran.stderr) == (
        2,
        f"{lived.backup}: is not empty; name a folder that does not exist yet\n",
    )


def test_where_nothing_is_there_is_nothing_to_back_up_and_nothing_is_made(tmp_path: Path) -> None:
    ran = Site(tmp_path / "var").command("backup", tmp_path / "backup")

    assert (ran.returncode, ran.stderr) == (
        2,
        f"{tmp_path / 'var'}: there is nothing to back up; "
        "name the right folder by SCEAU_VAR, or the database by DATABASE_URL\n",
    )
    assert not (tmp_path / "var" / "pg").exists()
    assert not (tmp_path / "backup").exists()


def alter(backup: Path) -> str:
    with (backup / "database.dump").open("r+b") as dump:
        dump.seek(20_000)
        dump.write(b"\x00")
    return f"{backup}: database.dump was altered; take another backup, nothing was restored"


def lose(backup: Path) -> str:
    (backup / "files" / "b").unlink()
    return f"{backup}: files/b is missing; take another backup, nothing was restored"


def add(backup: Path) -> str:
    (backup / "files" / "c").write_bytes(b"")
    return f"{backup}: files/c was added; take another backup, nothing was restored"


def forget(backup: Path) -> str:
    (backup / "manifest.json").unlink()
    return f"{backup}: is no backup, manifest.json is missing; name a folder of «sceau backup»"


def spoil(backup: Path) -> str:
    (backup / "manifest.json").write_text('{"form": 1}', encoding="utf-8")
    return f"{backup / 'manifest.json'}: cannot be read; take another backup"


def age(backup: Path, **more: object) -> None:
    manifest = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    (backup / "manifest.json").write_text(json.dumps({**manifest, **more}), encoding="utf-8")


def a_later_form(backup: Path) -> str:
    age(backup, form=2, sceau="9.0")
    return f"{backup}: made by a later version of Sceau (9.0); install that version"


def later_tables(backup: Path) -> str:
    age(backup, migrations=["people.0001_initial", "people.0042_dreams"], sceau="9.0")
    return f"{backup}: made by a later version of Sceau (people.0042_dreams); install that version"


def a_later_server(backup: Path) -> str:
    age(backup, postgresql=99)
    why = "PostgreSQL 18 cannot read what PostgreSQL 99 has written"
    return f"{backup}: {why}; restore into PostgreSQL 99 or later"


@pytest.mark.parametrize("harm", [alter, lose, add, forget, spoil, a_later_form, later_tables, a_later_server])
def test_a_backup_that_cannot_be_trusted_is_refused_with_what_is_wrong(
    lived: Lived, tmp_path: Path, harm: Callable[[Path], str]
) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(lived.backup, backup)
    said = harm(backup)
    site = Site(tmp_path / "var")

    ran = site.command("restore", backup)

    assert (ran.returncode, ran.stderr) == (2, f"{said}\n")
    assert not (site.var / "files").exists()


def test_a_dump_that_postgresql_refuses_leaves_nothing_half_restored(lived: Lived, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(lived.backup, backup)
    shutil.rmtree(backup / "files")
    (backup / "retention.toml").unlink()
    (backup / "database.dump").write_bytes((lived.backup / "database.dump").read_bytes()[:60_000])
    age(backup, parts={"database.dump": digest_of_file(backup / "database.dump")})
    site = Site(tmp_path / "var")

    ran = site.command("restore", backup)

    assert ran.returncode == 2
    assert "could not be restored, and nothing was" in ran.stderr
    with Owned(site.embedded):
        assert rows(site.embedded.url()) == {}
