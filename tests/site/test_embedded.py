from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from sceau.site.embedded import LIBRARIES, TEMPORARY, DatabaseDown, Embedded, Owned, shipped_postgres

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
OWNER = """
import sys, time
from contextlib import suppress
from pathlib import Path
from sceau.site.embedded import Embedded, Owned
with Owned(Embedded(Path(sys.argv[1]))):
    print("up", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def embedded(tmp_path: Path) -> Embedded:
    return Embedded(tmp_path / "a folder with spaces" / "var")


def write(embedded: Embedded, number: int) -> None:
    with psycopg.connect(embedded.url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def kept(embedded: Embedded) -> list[int]:
    with psycopg.connect(embedded.url()) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM kept ORDER BY number")]


def kill(process: psutil.Process | None) -> None:
    assert process is not None
    process.kill()
    psutil.wait_procs([process], timeout=10)


def test_started_again_it_finds_what_was_written(embedded: Embedded) -> None:
    with Owned(embedded):
        write(embedded, 1)
    with Owned(embedded):
        write(embedded, 2)
        assert kept(embedded) == [1, 2]


def test_once_stopped_nothing_runs_and_who_attaches_is_told_what_to_do(embedded: Embedded) -> None:
    with Owned(embedded) as owned:
        assert embedded.running() is not None
        assert owned.lives()
    assert embedded.running() is None
    assert not owned.lives()
    with pytest.raises(DatabaseDown, match="its database is not running; start it with «sceau run»"):
        embedded.url()


def test_a_second_owner_is_refused_and_the_first_goes_on(embedded: Embedded) -> None:
    with Owned(embedded):
        with pytest.raises(DatabaseDown, match="another Sceau runs here already"), Owned(embedded):
            pass
        write(embedded, 1)
        assert kept(embedded) == [1]


def test_it_speaks_utf8_checks_its_pages_and_listens_on_no_port(embedded: Embedded) -> None:
    with Owned(embedded), psycopg.connect(embedded.url()) as connection:
        told = {
            name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            for name in ("server_encoding", "data_checksums", "fsync", "listen_addresses", "TimeZone")
        }
    assert told == {
        "server_encoding": ("UTF8",),
        "data_checksums": ("on",),
        "fsync": ("on",),
        "listen_addresses": ("",),
        "TimeZone": ("UTC",),
    }


def test_without_its_password_nobody_enters(embedded: Embedded) -> None:
    with Owned(embedded):
        password = embedded.password.read_text(encoding="ascii")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(embedded.url().replace(password, "guessed"))
        assert embedded.password.stat().st_mode & 0o077 == 0


def test_after_the_server_is_killed_every_committed_row_is_there(embedded: Embedded) -> None:
    with Owned(embedded) as owned:
        write(embedded, 1)
        kill(embedded.running())
        assert not owned.lives()
    with Owned(embedded):
        assert kept(embedded) == [1]


def test_after_its_owner_is_killed_the_next_one_ends_the_server_that_lived_on(embedded: Embedded) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER, str(embedded.var)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "up\n"
        write(embedded, 1)
        before = embedded.running()
        os.kill(owner.pid, signal.SIGKILL)
    assert before is not None
    assert before.is_running()
    with Owned(embedded):
        assert not before.is_running()
        assert kept(embedded) == [1]


def test_a_pid_that_now_is_somebody_elses_is_left_alone(embedded: Embedded) -> None:
    with Owned(embedded):
        write(embedded, 1)
        lines = embedded.pid_file()
    with subprocess.Popen(["sleep", "600"]) as innocent:  # noqa: S607 - as anybody finds it
        (embedded.data / "postmaster.pid").write_text("\n".join([str(innocent.pid), *lines[1:], ""]))
        with Owned(embedded):
            assert kept(embedded) == [1]
        assert innocent.poll() is None
        innocent.kill()


def test_a_pid_that_now_is_another_postgresql_is_left_alone(embedded: Embedded, tmp_path: Path) -> None:
    with Owned(embedded):
        write(embedded, 1)
        lines = embedded.pid_file()
    with Owned(Embedded(tmp_path / "another")) as another:
        number = another.embedded.pid_file()[0]
        (embedded.data / "postmaster.pid").write_text("\n".join([number, *lines[1:], ""]))
        with Owned(embedded):
            assert kept(embedded) == [1]
        assert another.lives()


def test_what_it_logs_quotes_nothing_of_the_rows(embedded: Embedded) -> None:
    with Owned(embedded), psycopg.connect(embedded.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE people (name text UNIQUE)")
        for wish in ("INSERT INTO people VALUES ('Dupont-Noir')",) * 2 + ("SELECT 'Dupont-Noir'::int",):
            with suppress(psycopg.Error):
                connection.execute(wish)
    assert "Dupont-Noir" not in embedded.log.read_text(encoding="utf-8")


def test_a_cluster_left_half_made_is_made_again(embedded: Embedded) -> None:
    embedded.data.mkdir(parents=True)
    (embedded.data / "PG_VERSION").write_text("18\n", encoding="ascii")
    with Owned(embedded):
        write(embedded, 1)
        assert kept(embedded) == [1]


def test_what_it_cannot_start_it_says_with_where_to_read_why(embedded: Embedded) -> None:
    with Owned(embedded):
        pass
    with (embedded.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(DatabaseDown, match=r"PostgreSQL does not start; .*pg\.log says why"), Owned(embedded):
        pass
    assert "no_such_setting" in embedded.log.read_text(encoding="utf-8")


@AS_ROOT
def test_root_runs_it_as_nobody_behind_folders_that_stay_shut(embedded: Embedded, tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    install = shipped_postgres()
    packages = install.parent.parent
    for part in (install, packages / LIBRARIES):
        shutil.copytree(part, shut / part.relative_to(packages), symlinks=True)
    shut.chmod(0o700)
    with Owned(embedded, install=shut / install.relative_to(packages)):
        server = embedded.running()
        assert server is not None
        assert server.username() == "nobody"
        write(embedded, 1)
    assert embedded.var.stat().st_mode & 0o777 == 0o700
    assert embedded.var.stat().st_uid == 0


def test_it_leaves_no_folder_behind(embedded: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(dir=TEMPORARY) as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr("sceau.site.embedded.TEMPORARY", Path(folder))
        with Owned(embedded):
            assert list(Path(folder).iterdir()) != []
        assert list(Path(folder).iterdir()) == []
