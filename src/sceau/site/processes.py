"""Which processes make up the site, and in what order do they begin?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from sceau.site.embedded import DatabaseDown, Embedded, Owned
from sceau.site.environment import Environment
from sceau.site.supervisor import Process, Supervisor

SETTINGS = "sceau.site.settings"
GRACE = "4"
"""Seconds that a request has to end once the server is asked to stop."""


def run(environment: Environment, say: Callable[[str], None], *, demo: bool = False) -> None:
    """Run everything until asked to stop: the database where none is named, the migrations, the web and the worker."""
    folder = environment.var / "run"
    with _database(environment) as database:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        migrate()
        if demo:
            from sceau.site.demo import load  # noqa: PLC0415 - its models want the settings, which want a database

            load(say)
        web = Process("web", web_command(environment), folder)
        worker = Process("worker", [sys.executable, "-m", "sceau", "worker"], folder)
        say(environment.site_url)
        Supervisor([web, worker], database).run(say)


def serve(environment: Environment) -> None:
    """Become the web server, on a database that runs already."""
    command = web_command(environment)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter, with no word of a user's


def with_database(environment: Environment, do: Callable[[], object]) -> None:
    """Do something on the database: the one that runs, else the embedded one, started for it alone."""
    with nullcontext() if _runs(environment) else _database(environment):
        do()


@contextmanager
def _database(environment: Environment) -> Iterator[Owned | None]:
    with nullcontext() if environment.database_url else Owned(Embedded(environment.var)) as database:
        yield database


def _runs(environment: Environment) -> bool:
    try:
        return bool(environment.database())
    except DatabaseDown:
        return False


def web_command(environment: Environment) -> list[str]:
    """Return the command of the web server."""
    where = f"{environment.host}:{environment.port}"
    size = ["--workers", str(environment.web_workers), "--threads", str(environment.web_threads)]
    quiet = ["--no-control-socket", "--graceful-timeout", GRACE, "--log-level", environment.log_level]
    return [sys.executable, "-m", "gunicorn", "sceau.site.wsgi", "--bind", where, *size, *quiet]


def migrate() -> None:
    """Bring the tables of the database to this version."""
    command = django_command()
    command("migrate", verbosity=0, interactive=False)
    command("createcachetable", verbosity=0)


def work() -> None:
    """Do background jobs until asked to stop."""
    django_command()("procrastinate", "worker")


def django_command() -> Callable[..., object]:
    """Return what runs a command of Django, once it has read the settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 - its settings want a database that runs
    from django.core.management import call_command  # noqa: PLC0415 - likewise

    django.setup()
    return call_command
