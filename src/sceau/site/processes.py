"""Which processes make up the site, and in what order do they begin?"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg

from sceau.site.embedded import DatabaseDown, Embedded, Owned
from sceau.site.environment import EVERYWHERE, Environment, in_an_address
from sceau.site.supervisor import Process, Supervisor, Tell

SETTINGS = "sceau.site.settings"
GRACE = "4"
"""Seconds that a request has to end once the server is asked to stop."""
OLDEST = 15
"""The first version of PostgreSQL that serves."""
ANSWERS_WITHIN = 5
"""Seconds that a database that is named, or the site, is given to answer."""

HEALTH, ENOUGH = b'"database"', 1000
"""What the page of health says first, within how many bytes."""


class CannotRun(RuntimeError):
    """The site cannot run here as it is asked to; says why, and what to do."""


def run(environment: Environment, tell: Tell, *, demo: bool = False) -> None:
    """Run everything until asked to stop: the database where none is named, the migrations, the web and the worker."""
    with _alone(environment):
        processes = processes_of(environment)
        for one in processes:
            one.end_what_was_left()
        refuse_a_port_that_is_taken(environment)
        with _database(environment) as database:
            migrate()
            if demo:
                from sceau.site.demo import load  # noqa: PLC0415 - its models want the settings, which want a database

                load(lambda sentence: tell("said", sentence=sentence))
            tell("starting")
            here, *_ = addresses_of(environment)
            supervisor = Supervisor(processes, database, tell)
            supervisor.run(lambda: answers(here), lambda: tell("ready", address=environment.site_url))
    tell("stopped")


def processes_of(environment: Environment) -> list[Process]:
    """Return the processes that the supervisor keeps alive."""
    worker = [sys.executable, "-m", "sceau", "worker"]
    return [Process("web", web_command(environment), environment.run), Process("worker", worker, environment.run)]


def serve(environment: Environment) -> None:
    """Become the web server, on a database that runs already."""
    refuse_a_port_that_is_taken(environment)
    _reach(environment)
    command = web_command(environment)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter, with no word of a user's


def work(environment: Environment) -> None:
    """Do background jobs until asked to stop."""
    _reach(environment)
    set_up()
    from procrastinate.contrib.django import app  # noqa: PLC0415 - its models want the settings

    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker()


def with_database(environment: Environment, do: Callable[[], object]) -> None:
    """Do something on the database: the one that runs, else the embedded one, started for it alone."""
    with nullcontext() if runs(environment) else _database(environment):
        do()


def on_what_is_kept(environment: Environment, do: Callable[[], object]) -> None:
    """Do something with what an installation keeps; raises ``CannotRun`` where there is none, and makes none."""
    if not environment.var.is_dir() or not (environment.database_url or Embedded(environment.var).is_made()):
        wish = "name its folder by SCEAU_VAR, or its database by DATABASE_URL; «sceau run» makes a new one"
        raise CannotRun(f"{environment.var}: there is no installation of Sceau here; {wish}")
    with_database(environment, do)


def migrate() -> None:
    """Bring the tables of the database to this version."""
    set_up()
    from sceau.site import tables  # noqa: PLC0415 - it wants the settings

    tables.migrate()


def set_up() -> None:
    """Read the settings: they want a database that runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 - as above

    django.setup()


def runs(environment: Environment) -> bool:
    """Tell whether there is a database to attach to."""
    try:
        return bool(environment.database())
    except DatabaseDown:
        return False


def web_command(environment: Environment) -> list[str]:
    """Return the command of the web server."""
    size = ["--workers", str(environment.web_workers), "--threads", str(environment.web_threads)]
    says = ["--log-level", environment.log_level, "--logger-class", "sceau.site.logs.OfTheWebServer"]
    quiet = ["--no-control-socket", "--graceful-timeout", GRACE]
    return [
        *(sys.executable, "-m", "gunicorn", "sceau.site.wsgi", "--bind", environment.listens_on),
        *(*size, *quiet, *says),
    ]


def addresses_of(environment: Environment) -> tuple[str, ...]:
    """Return where the web server may be asked: here, then by the address that people know."""
    host = "localhost" if environment.host in EVERYWHERE else environment.host
    return tuple(dict.fromkeys((f"http://{in_an_address(host)}:{environment.port}", environment.site_url)))


def answers(address: str) -> bool:
    """Tell whether a web server of Sceau answers there of its health, well or not; a proxy may answer in its place."""
    parts = urlsplit(address)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(str(parts.hostname), parts.port, timeout=ANSWERS_WITHIN)
    try:
        connection.request("GET", "/health/")
        answer = connection.getresponse()
        return answer.status in {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE} and HEALTH in answer.read(ENOUGH)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def refuse_a_port_that_is_taken(environment: Environment) -> None:
    """Refuse at once to listen where that cannot be; raises ``CannotRun``."""
    host, port = environment.host, environment.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as here:
        here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            here.bind((host, port))
            here.listen()
        except socket.gaierror:
            raise CannotRun(f"HOST: «{host}» is no name of a machine; write localhost, or 0.0.0.0 for all") from None
        except OSError as error:
            raise CannotRun(_why_not(error, host, port)) from None


def _why_not(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"PORT: {port} is taken by {_who_listens(port)}; stop it, or write another: PORT={_next(port)}"
        case errno.EADDRNOTAVAIL:
            return f"HOST: «{host}» is no address of this machine; write localhost, or 0.0.0.0 for all"
        case errno.EACCES:
            return f"PORT: only root may listen on {port}; write a number above 1023"
    return f"HOST: «{host}» cannot be listened on: {os.strerror(error.errno or 0)}"


def _next(port: int) -> int:
    return port + 1 if port < 65535 else port - 1  # noqa: PLR2004 - the highest there is


def _who_listens(port: int) -> str:
    with suppress(psutil.Error):
        for one in psutil.net_connections("tcp"):
            if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid:
                return f"«{psutil.Process(one.pid).name()}» (pid {one.pid})"
    return "another program"


@contextmanager
def _alone(environment: Environment) -> Iterator[None]:
    """Hold the installation for this process; raises ``CannotRun`` where another does."""
    environment.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (environment.run / "sceau.pid").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"{environment.var}: Sceau runs here already; stop it first, or name another folder by SCEAU_VAR"
            raise CannotRun(message) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
        lock.truncate(0)


@contextmanager
def _database(environment: Environment) -> Iterator[Owned | None]:
    """Start the embedded database for this process, unless one is named, that answers."""
    if environment.database_url:
        _reach(environment)
    with nullcontext() if environment.database_url else Owned(Embedded(environment.var)) as database:
        yield database


def _reach(environment: Environment) -> None:
    """Refuse a database that does not answer, or is too old; raises ``DatabaseDown``."""
    try:
        with psycopg.connect(**{"connect_timeout": ANSWERS_WITHIN, **environment.database()}) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        said = " ".join(str(error).split())
        raise DatabaseDown(f"DATABASE_URL: the database does not answer: {said}") from None
    if version < OLDEST:
        raise DatabaseDown(f"DATABASE_URL: PostgreSQL {version} is too old; PostgreSQL {OLDEST} or later is needed")
