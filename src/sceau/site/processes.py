"""Which processes make up the site, and in what order do they begin?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sceau.site.embedded import Embedded, Owned
from sceau.site.environment import Environment, read_environment
from sceau.site.supervisor import Process, Supervisor

SETTINGS = "sceau.site.settings"
WEB_WORKERS, THREADS = 2, 4
GRACE = "4"
"""Seconds that a request has to end once the server is asked to stop."""


def run(environment: Environment, say: Callable[[str], None]) -> None:
    """Run everything until asked to stop: the database where none is named, the migrations, the web and the worker."""
    folder = environment.var / "run"
    with _database(environment) as database:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        migrate()
        web = Process("web", web_command(environment), folder)
        worker = Process("worker", [sys.executable, "-m", "sceau", "worker"], folder)
        say(f"http://{environment.host}:{environment.port}")
        Supervisor([web, worker], database).run(say)


@contextmanager
def _database(environment: Environment) -> Iterator[Owned | None]:
    with nullcontext() if environment.database_url else Owned(Embedded(environment.var)) as database:
        yield database


def web_command(environment: Environment) -> list[str]:
    """Return the command of the web server."""
    where = f"{environment.host}:{environment.port}"
    size = ["--no-control-socket", "--workers", str(WEB_WORKERS), "--threads", str(THREADS), "--graceful-timeout", GRACE]
    return [sys.executable, "-m", "gunicorn", "sceau.site.wsgi", "--bind", where, *size]


def migrate() -> None:
    """Bring the tables of the database to this version."""
    _django()("migrate", verbosity=0, interactive=False)


def work() -> None:
    """Do background jobs until asked to stop."""
    _django()("procrastinate", "worker")


def _django() -> Callable[..., object]:
    """Return what runs a command of Django, once it has read the settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 - its settings want a database that runs
    from django.core.management import call_command  # noqa: PLC0415 - likewise

    django.setup()
    return call_command
