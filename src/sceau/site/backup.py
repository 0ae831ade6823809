"""How is everything that an installation holds put in one folder, and how does it come back from there?

The folder holds the database as PostgreSQL dumps it, the files as they lie, and a manifest that says what each part
must be. Only the secret key is not in it: who finds a backup shall not be able to sign in as anybody.
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
DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
"""What the programs of PostgreSQL 18 ask of every server, and older ones do not know."""
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
        return len(self.parts) - 1


def back_up(environment: Environment, folder: Path, *, at: datetime) -> Manifest:
    """Write everything to a new folder, as it is at one instant; raises ``BackupRefused``."""
    folder = folder.absolute()
    if not environment.database_url and not Embedded(environment.var).data.exists():
        raise _nothing_at(environment.var)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupRefused(f"{folder}: is not empty; name a folder that does not exist yet")
    made: list[Manifest] = []
    with _draft(folder) as draft:
        processes.with_database(environment, lambda: made.append(_write(environment, draft, at)))
    return made[0]


def restore(environment: Environment, folder: Path) -> Manifest:
    """Bring a backup back into an installation that holds nothing; raises ``BackupRefused`` before anything is done."""
    manifest = _read(folder)
    _refuse_what_was_altered(folder, manifest)
    _refuse_files_of_others(environment.files, manifest)
    processes.with_database(environment, lambda: _bring_back(environment, folder, manifest))
    return manifest


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
    _copy_new(environment.files, files)
    with psycopg.connect(**place) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        _dump(place, draft / DUMP, row[0] if row else "")
        tables = _counts(connection)
        migrations = _migrations(connection) if "django_migrations" in tables else []
        server = connection.info.server_version // 10_000
    if not tables:
        raise _nothing_at(environment.var)
    _copy_new(environment.files, files)
    parts = {str(path.relative_to(draft)): _digest(path) for path in _files_in(draft)}
    manifest = Manifest(FORM, at.isoformat(), version("sceau"), server, migrations, tables, parts)
    _write_shut(draft / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
    return manifest


def _dump(place: Mapping[str, Any], file: Path, snapshot: str) -> None:
    _write_shut(file, b"")
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}")
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL
        [_program("pg_dump"), *options], env=_reaching(place), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupRefused(f"the database could not be dumped: {_last(done.stderr)}")


def _bring_back(environment: Environment, folder: Path, manifest: Manifest) -> None:
    place = environment.database()
    with psycopg.connect(**place) as connection:
        _refuse_where_there_is_data(connection, environment)
        server = connection.info.server_version // 10_000
    if server < manifest.postgresql:
        older = f"PostgreSQL {server} cannot read what PostgreSQL {manifest.postgresql} has written"
        raise BackupRefused(f"{folder}: {older}; restore into PostgreSQL {manifest.postgresql} or later")
    _refuse_a_later_version(folder, manifest)
    environment.files.mkdir(mode=0o700, parents=True, exist_ok=True)
    _copy_new(folder / FILES, environment.files)
    _load(place, folder / DUMP)
    with psycopg.connect(**place, autocommit=True) as connection:
        connection.execute("ANALYZE")
        found = _counts(connection)
    if found != manifest.tables:
        raise BackupRefused(f"{folder}: what came back is not what was backed up; do not use this installation")
    processes.migrate()


def _load(place: Mapping[str, Any], dump: Path) -> None:
    """Load a dump in one transaction: all of it, or nothing."""
    reading = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
        [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", dump],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    writing = subprocess.Popen(  # noqa: S603 - likewise
        [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"],
        env=_reaching(place),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with reading, writing:
        _hand_over(reading, writing)
        said = [one.stderr.read().decode() for one in (writing, reading) if one.stderr]
    if writing.returncode or reading.returncode:
        raise BackupRefused(f"{dump}: could not be restored, and nothing was: {_last(''.join(said))}")


def _hand_over(reading: subprocess.Popen[bytes], writing: subprocess.Popen[bytes]) -> None:
    """Hand every statement of a dump over, and commit them once the dump was read to its end without a fault."""
    lines, into = reading.stdout, writing.stdin
    if lines is None or into is None:
        return
    with suppress(BrokenPipeError), into:
        into.write(b"BEGIN;\n")
        for line in lines:
            into.write(b"" if line == UNKNOWN_BEFORE_17 else line)
        lines.close()
        if reading.wait() == 0:
            into.write(b"COMMIT;\n")


def _read(folder: Path) -> Manifest:
    """Return what a backup says of itself; raises ``BackupRefused`` where it is none, or of a later form."""
    file = folder / MANIFEST
    try:
        found = json.loads(file.read_bytes())
        if found["form"] > FORM:
            raise BackupRefused(f"{folder}: made by a later version of Sceau ({found['sceau']}); install that version")
        return Manifest(**found)
    except FileNotFoundError:
        raise BackupRefused(f"{folder}: is no backup, {MANIFEST} is missing; name a folder of «sceau backup»") from None
    except (ValueError, TypeError, KeyError):
        raise BackupRefused(f"{file}: cannot be read; take another backup") from None


def _refuse_what_was_altered(folder: Path, manifest: Manifest) -> None:
    found = {str(path.relative_to(folder)): path for path in _files_in(folder) if path.name != MANIFEST}
    wrong = [f"{name} is missing" for name in sorted(manifest.parts.keys() - found.keys())]
    wrong += [f"{name} was added" for name in sorted(found.keys() - manifest.parts.keys())]
    both = sorted(manifest.parts.keys() & found.keys())
    wrong += [f"{name} was altered" for name in both if _digest(found[name]) != manifest.parts[name]]
    if wrong:
        raise BackupRefused(f"{folder}: {', '.join(wrong)}; take another backup, nothing was restored")


def _refuse_files_of_others(files: Path, manifest: Manifest) -> None:
    """Refuse a folder of files, but for what a restoration that was interrupted left there."""
    for path in _files_in(files):
        if manifest.parts.get(f"{FILES}/{path.relative_to(files)}") != _digest(path):
            raise BackupRefused(f"{files}: holds files already; restore into a new folder: SCEAU_VAR=…")


def _refuse_where_there_is_data(connection: psycopg.Connection, environment: Environment) -> None:
    if tables := connection.execute(TABLES).fetchall():
        held = f"the database holds {len(tables)} tables already, and nothing may be lost"
        empty = "an empty database: DATABASE_URL=…" if environment.database_url else "a new folder: SCEAU_VAR=…"
        raise BackupRefused(f"{held}; restore into {empty}")


def _refuse_a_later_version(folder: Path, manifest: Manifest) -> None:
    processes.set_up()
    from sceau.site.tables import refuse_from_later  # noqa: PLC0415 - it wants the settings

    refuse_from_later(manifest.migrations, str(folder))


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    found = {}
    for (table,) in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        found[table] = row[0] if row else 0
    return found


def _migrations(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [name for (name,) in rows]


def _copy_new(source: Path, to: Path) -> None:
    """Copy the files that are not there yet; one that is erased meanwhile is not missed."""
    for path in _files_in(source):
        copy = to / path.relative_to(source)
        if copy.exists():
            continue
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            _write_shut(copy, path.read_bytes())


def _files_in(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _write_shut(path: Path, content: bytes) -> None:
    """Write a file that nobody else may read, down to the disk."""
    path.touch(mode=OWNER_ONLY)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _program(name: str) -> Path:
    return shipped_postgres() / "bin" / name


def _reaching(place: Mapping[str, Any]) -> dict[str, str]:
    """Return how PostgreSQL's programs reach a database, by their environment: an argument can be seen by all."""
    known = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    known |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
    known |= {"hostaddr": "PGHOSTADDR", "service": "PGSERVICE", "passfile": "PGPASSFILE", "options": "PGOPTIONS"}
    given = {known[name]: str(value) for name, value in place.items() if name in known}
    return {"PATH": os.defpath, "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C.UTF-8", **given}


def _last(said: str) -> str:
    """Return the last thing that a program said."""
    lines = said.strip().splitlines()
    return lines[-1] if lines else "it does not say why"
