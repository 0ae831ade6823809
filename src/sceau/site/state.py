"""How is the site doing? What runs and since when, and what somebody should look at."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import psutil

from sceau.site.embedded import Embedded
from sceau.site.environment import LEAST_FREE, Environment
from sceau.site.processes import answers, processes_of, runs, set_up

HANDED_OVER_FOR = timedelta(minutes=10)
"""After so long with the mail server, nobody knows whether a mail left."""
UNSEALED_FOR = timedelta(minutes=5)
"""The journal is sealed every minute."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is looked at: whether it is well, the sentence that says so, and what fills its places."""

    name: str
    well: bool
    says: str
    figures: dict[str, object] = field(default_factory=dict)


def state(environment: Environment, *, at: datetime) -> list[Part]:
    """Return how each part does; nothing is started, and nothing is changed."""
    parts = [*_processes(environment), _disk(environment)]
    if not runs(environment):
        return [*parts, *_versions()]
    set_up()
    return [*parts, *_versions(), *_rows(at)]


def _processes(environment: Environment) -> Iterator[Part]:
    yield _database(environment)
    for one in processes_of(environment):
        first = next(one.left(), None)
        yield Part(one.name, True, "runs", _of(first)) if first else Part(one.name, False, "stopped")
    found = answers(environment)
    yield Part("address", found, "answers" if found else "silent", {"address": environment.site_url})


def _database(environment: Environment) -> Part:
    """Tell of the embedded server, or of the one that is named."""
    if environment.database_url:
        named = environment.database()
        return Part("database", True, "elsewhere", {"host": named.get("host", ""), "name": named.get("dbname", "")})
    server = Embedded(environment.var).running()
    return Part("database", True, "runs", _of(server)) if server else Part("database", False, "stopped")


def _of(process: psutil.Process) -> dict[str, object]:
    return {"pid": process.pid, "since": datetime.fromtimestamp(process.create_time(), UTC)}


def _disk(environment: Environment) -> Part:
    folder = environment.var if environment.var.exists() else environment.var.parent
    free = shutil.disk_usage(folder).free
    well = free > LEAST_FREE
    return Part("disk", well, "free" if well else "full", {"megabytes": free // 1_000_000, "folder": str(folder)})


def _versions() -> Iterator[Part]:
    yield Part("sceau", True, "version", {"version": version("sceau")})
    yield Part("python", True, "version", {"version": platform.python_version()})
    yield Part("django", True, "version", {"version": version("django")})


def _rows(at: datetime) -> Iterator[Part]:
    """Tell what the database holds that somebody should look at."""
    from django.db import DatabaseError, connection  # noqa: PLC0415 - all this wants the settings

    from sceau.site import tables  # noqa: PLC0415 - likewise

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            yield Part("postgresql", True, "version", {"version": cursor.fetchone()[0].split()[0]})
        waiting = tables.waiting()
        yield Part("migrations", not waiting, "migrations_wait" if waiting else "none_waits", {"count": waiting})
        if not waiting:
            yield from _what_waits(at)
    except DatabaseError:
        yield Part("postgresql", False, "silent_database")


def _what_waits(at: datetime) -> Iterator[Part]:
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415 - likewise

    from sceau.mail.models import Going, Message  # noqa: PLC0415 - likewise

    failed = ProcrastinateJob.objects.filter(status="failed").count()
    yield Part("jobs", not failed, "jobs_failed" if failed else "none_failed", {"count": failed})
    long_ago = at - HANDED_OVER_FOR
    uncertain = Message.objects.filter(going=Going.SENDING, written_at__lt=long_ago).count()
    yield Part("mail", not uncertain, "mails_uncertain" if uncertain else "none_uncertain", {"count": uncertain})
    yield _seals(at)


def _seals(at: datetime) -> Part:
    from sceau.journal.models import Entry, Seal  # noqa: PLC0415 - likewise

    last = Seal.objects.order_by("-number").first()
    unsealed = Entry.objects.filter(pk__gt=last.last_entry if last else 0)
    figures: dict[str, object] = {"unsealed": unsealed.count(), "number": last.number if last else 0}
    oldest = unsealed.order_by("pk").values_list("at", flat=True).first()
    late = oldest is not None and at - oldest > UNSEALED_FOR
    if last is None:
        return Part("journal", not late, "never_sealed", figures)
    return Part("journal", not late, "sealed_late" if late else "sealed", {**figures, "since": last.at})
