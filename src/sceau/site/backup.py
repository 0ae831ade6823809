"""How is everything that an installation holds put in one folder?

The folder holds the database as PostgreSQL dumps it, the files as they lie, how long each kind of data is kept, and a
manifest that says what each part must be. Only the secret key is not in it: who finds a backup shall not be able to
sign in as anybody.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sceau.site import processes
from sceau.site.embedded import Embedded, shipped_postgres
from sceau.site.environment import Environment

FORM = 1
"""Of the manifest, which may change one day."""
DUMP, FILES, DURATIONS, MANIFEST = "database.dump", "files", "retention.toml", "manifest.json"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
OWNER_ONLY = 0o600


class BackupRefused(RuntimeError):
    """A backup that cannot be made or restored as asked; says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    form: int
    at: str
    sceau: str
    postgresql: int
    migrations: list[str]
    tables: dict[str, int]
    """How many rows of each."""
    parts: dict[str, str]
    """The SHA-256 of each file of the backup."""

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(self.tables.values())

    @property
    def files(self) -> int:
        """How many files people handed in."""
        return sum(name.startswith(f"{FILES}/") for name in self.parts)

    @property
    def holds_mail(self) -> bool:
        """Whether there is mail in it: the earliest versions had none."""
        return "mail_message" in self.tables


def back_up(environment: Environment, folder: Path, *, at: datetime) -> Manifest:
    """Write everything to a new folder, as it is at one instant; raises ``BackupRefused``."""
    folder = folder.absolute()
    if not environment.database_url and not Embedded(environment.var).is_made():
        raise _nothing_at(environment.var)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupRefused(f"{folder}: is not empty; name a folder that does not exist yet")
    made: list[Manifest] = []
    with _draft(folder) as draft:
        processes.with_database(environment, lambda: made.append(_write(environment, draft, at)))
    return made[0]


def _nothing_at(var: Path) -> BackupRefused:
    wish = "name the right folder by SCEAU_VAR, or the database by DATABASE_URL"
    return BackupRefused(f"{var}: there is nothing to back up; {wish}")


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """Write beside the folder, and give it its name once it is whole."""
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    draft.mkdir(mode=0o700, parents=True)
    try:
        yield draft
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(environment: Environment, draft: Path, at: datetime) -> Manifest:
    """Dump the database as one transaction sees it, with the files that its rows name: those from before, and since."""
    place = environment.database()
    files = draft / FILES
    files.mkdir(mode=0o700)
    copy_new(environment.files, files)
    with psycopg.connect(**place) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        _dump(place, draft / DUMP, row[0] if row else "")
        tables = counts(connection)
        migrations = _migrations(connection) if "django_migrations" in tables else []
        server = connection.info.server_version // 10_000
    if not tables:
        raise _nothing_at(environment.var)
    copy_new(environment.files, files)
    copy_durations(environment.var, draft)
    parts = {str(path.relative_to(draft)): digest_of_file(path) for path in files_in(draft)}
    manifest = Manifest(FORM, at.isoformat(), version("sceau"), server, migrations, tables, parts)
    _write_shut(draft / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
    return manifest


def _dump(place: Mapping[str, Any], file: Path, snapshot: str) -> None:
    _write_shut(file, b"")
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}")
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL
        [program("pg_dump"), *options], env=reaching(place), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupRefused(f"the database could not be dumped: {last_said(done.stderr)}")


def counts(connection: psycopg.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    found = {}
    for (table,) in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        found[table] = row[0] if row else 0
    return found


def _migrations(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [name for (name,) in rows]


def copy_new(source: Path, to: Path) -> None:
    """Copy the files that are not there yet; one that is erased meanwhile is not missed."""
    for path in files_in(source):
        copy = to / path.relative_to(source)
        if copy.exists():
            continue
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            _write_shut(copy, path.read_bytes())


def copy_durations(source: Path, to: Path) -> None:
    """Copy how long each kind of data is kept, where the institution says it."""
    if (source / DURATIONS).exists():
        _write_shut(to / DURATIONS, (source / DURATIONS).read_bytes())


def files_in(folder: Path) -> Sequence[Path]:
    """Return every file below a folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _write_shut(path: Path, content: bytes) -> None:
    """Write a file that nobody else may read, down to the disk."""
    path.touch(mode=OWNER_ONLY)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of what a file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def program(name: str) -> Path:
    """Return where a program of PostgreSQL is."""
    return shipped_postgres() / "bin" / name


def reaching(place: Mapping[str, Any]) -> dict[str, str]:
    """Return how PostgreSQL's programs reach a database, by their environment: an argument can be seen by all."""
    known = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    known |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
    known |= {"hostaddr": "PGHOSTADDR", "service": "PGSERVICE", "passfile": "PGPASSFILE", "options": "PGOPTIONS"}
    given = {known[name]: str(value) for name, value in place.items() if name in known}
    return {"PATH": os.defpath, "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C.UTF-8", **given}


def last_said(said: str) -> str:
    """Return the last thing that a program said."""
    lines = said.strip().splitlines()
    return lines[-1] if lines else "it does not say why"
