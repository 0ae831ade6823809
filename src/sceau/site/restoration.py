"""How does a backup come back, into an installation that holds nothing?

Nothing is written over, and no mail that waited is sent by itself: it may have left after the backup was made.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from sceau.site import processes
from sceau.site.backup import (
    DUMP,
    DURATIONS,
    FILES,
    FORM,
    MANIFEST,
    TABLES,
    BackupRefused,
    Manifest,
    copy_durations,
    copy_new,
    counts,
    digest_of_file,
    files_in,
    last_said,
    program,
    reaching,
)
from sceau.site.environment import Environment

UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
"""What the programs of PostgreSQL 18 ask of every server, and older ones do not know."""
WAITING_MAIL = "SELECT count(*) FROM mail_message WHERE going IN ('queued', 'sending')"
MAIL_IS_UNCERTAIN = "UPDATE public.mail_message SET going = 'sending', claimed_at = '{at}' WHERE going = 'queued';\n"
"""What waited at the instant of the backup may have left since: nobody knows, and no job sends it by itself."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    manifest: Manifest
    uncertain: int
    """How many mails waited at the instant of the backup, of which nobody knows whether they have left since."""


def restore(environment: Environment, folder: Path) -> Restored:
    """Bring a backup back into an installation that holds nothing; raises ``BackupRefused`` before anything is done."""
    manifest = _read(folder)
    _refuse_what_was_altered(folder, manifest)
    _refuse_files_of_others(environment.files, manifest)
    _refuse_other_durations(environment.var / DURATIONS, manifest)
    uncertain: list[int] = []
    processes.with_database(environment, lambda: uncertain.append(_bring_back(environment, folder, manifest)))
    return Restored(manifest, uncertain[0])


def _bring_back(environment: Environment, folder: Path, manifest: Manifest) -> int:
    """Bring files and rows back; return how many mails are uncertain."""
    place = environment.database()
    with psycopg.connect(**place) as connection:
        _refuse_where_there_is_data(connection, environment)
        server = connection.info.server_version // 10_000
    if server < manifest.postgresql:
        older = f"PostgreSQL {server} cannot read what PostgreSQL {manifest.postgresql} has written"
        raise BackupRefused(f"{folder}: {older}; restore into PostgreSQL {manifest.postgresql} or later")
    _refuse_a_later_version(folder, manifest)
    environment.files.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy_new(folder / FILES, environment.files)
    copy_durations(folder, environment.var)
    at = datetime.fromisoformat(manifest.at)
    _load(place, folder / DUMP, MAIL_IS_UNCERTAIN.format(at=at.isoformat()) if manifest.holds_mail else "")
    with psycopg.connect(**place, autocommit=True) as connection:
        connection.execute("ANALYZE")
        found = counts(connection)
        row = connection.execute(WAITING_MAIL).fetchone() if manifest.holds_mail else None
    if found != manifest.tables:
        raise BackupRefused(f"{folder}: what came back is not what was backed up; do not use this installation")
    processes.migrate()
    return int(row[0]) if row else 0


def _load(place: Mapping[str, Any], dump: Path, then: str) -> None:
    """Load a dump and do what follows in one transaction: all of it, or nothing."""
    reading = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
        [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", dump],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    writing = subprocess.Popen(  # noqa: S603 - likewise
        [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"],
        env=reaching(place),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with reading, writing:
        _hand_over(reading, writing, then)
        said = [one.stderr.read().decode() for one in (writing, reading) if one.stderr]
    if writing.returncode or reading.returncode:
        raise BackupRefused(f"{dump}: could not be restored, and nothing was: {last_said(''.join(said))}")


def _hand_over(reading: subprocess.Popen[bytes], writing: subprocess.Popen[bytes], then: str) -> None:
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
            into.write(f"{then}COMMIT;\n".encode())


def _read(folder: Path) -> Manifest:
    """Return what a backup says of itself; raises ``BackupRefused`` where it is none, or of a later form."""
    file = folder / MANIFEST
    try:
        found = json.loads(file.read_bytes())
        if found["form"] > FORM:
            raise BackupRefused(f"{folder}: made by a later version of Sceau ({found['sceau']}); install that version")
        datetime.fromisoformat(found["at"])
        return Manifest(**found)
    except FileNotFoundError:
        raise BackupRefused(f"{folder}: is no backup, {MANIFEST} is missing; name a folder of «sceau backup»") from None
    except (ValueError, TypeError, KeyError):
        raise BackupRefused(f"{file}: cannot be read; take another backup") from None


def _refuse_what_was_altered(folder: Path, manifest: Manifest) -> None:
    found = {str(path.relative_to(folder)): path for path in files_in(folder) if path.name != MANIFEST}
    wrong = [f"{name} is missing" for name in sorted(manifest.parts.keys() - found.keys())]
    wrong += [f"{name} was added" for name in sorted(found.keys() - manifest.parts.keys())]
    both = sorted(manifest.parts.keys() & found.keys())
    wrong += [f"{name} was altered" for name in both if digest_of_file(found[name]) != manifest.parts[name]]
    if wrong:
        raise BackupRefused(f"{folder}: {', '.join(wrong)}; take another backup, nothing was restored")


def _refuse_files_of_others(files: Path, manifest: Manifest) -> None:
    """Refuse a folder of files, but for what a restoration that was interrupted left there."""
    for path in files_in(files):
        if manifest.parts.get(f"{FILES}/{path.relative_to(files)}") != digest_of_file(path):
            raise BackupRefused(f"{files}: holds files already; restore into a new folder: SCEAU_VAR=…")


def _refuse_other_durations(path: Path, manifest: Manifest) -> None:
    """Refuse durations that are not those of the backup: what comes back would be erased by the rule of another."""
    if path.exists() and manifest.parts.get(DURATIONS) != digest_of_file(path):
        raise BackupRefused(
            f"{path}: is there already, and is not that of the backup; restore into a new folder: SCEAU_VAR=…"
        )


def _refuse_where_there_is_data(connection: psycopg.Connection, environment: Environment) -> None:
    if tables := connection.execute(TABLES).fetchall():
        held = f"the database holds {len(tables)} tables already, and nothing may be lost"
        empty = "an empty database: DATABASE_URL=…" if environment.database_url else "a new folder: SCEAU_VAR=…"
        raise BackupRefused(f"{held}; restore into {empty}")


def _refuse_a_later_version(folder: Path, manifest: Manifest) -> None:
    processes.set_up()
    from sceau.site.tables import refuse_from_later  # noqa: PLC0415 - it wants the settings

    refuse_from_later(manifest.migrations, str(folder))
