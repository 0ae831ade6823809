"""How is the site doing? What runs and since when, and what somebody should look at."""

from __future__ import annotations

import os
import platform
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import psutil

from sceau.site.embedded import Embedded
from sceau.site.environment import LEAST_FREE, LEAST_KEY, WORKER_SILENT_FOR, Environment
from sceau.site.processes import addresses_of, answers, processes_of, runs, set_up

UNSEALED_FOR = timedelta(minutes=5)
"""The journal is sealed every minute."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is looked at: whether it is well, the sentence that says so, and what fills its places."""

    name: str
    well: bool
    says: str
    figures: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """The workers, on whatever machine, that have told lately that they live."""

    workers: int
    last: datetime | None


def state(environment: Environment, *, at: datetime) -> list[Part]:
    """Return how each part does; nothing is started, and nothing is changed."""
    reached = runs(environment)
    if reached:
        _read_the_settings()
    heard = _heard(at) if reached else None
    parts = [*_processes(environment, heard, at), _disk(environment), *_versions()]
    return [*parts, *_rows(at)] if reached else parts


def _read_the_settings() -> None:
    """Read the settings without a key being made and kept: who only looks signs nothing, and any key will do."""
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(LEAST_KEY))
    set_up()


def _heard(at: datetime) -> Heard | None:
    """Return the workers that tell in the database that they live; None where nobody can tell."""
    from django.db import DatabaseError  # noqa: PLC0415 - all this wants the settings
    from procrastinate.contrib.django.models import ProcrastinateWorker  # noqa: PLC0415 - likewise

    try:
        lately = ProcrastinateWorker.objects.filter(last_heartbeat__gt=at - WORKER_SILENT_FOR)
        told = list(lately.order_by("-last_heartbeat").values_list("last_heartbeat", flat=True))
    except DatabaseError:
        return None
    return Heard(len(told), told[0] if told else None)


def _processes(environment: Environment, heard: Heard | None, at: datetime) -> Iterator[Part]:
    """Tell of the processes: those that a supervisor here keeps alive, and those that run by themselves."""
    yield _database(environment)
    left = {one.name: next(one.left(), None) for one in processes_of(environment)}
    address = next((one for one in addresses_of(environment) if answers(one)), "")
    yield _web(left["web"], address)
    yield _worker(left["worker"], heard, at)
    shown: dict[str, object] = {"address": environment.site_url}
    yield Part("address", True, "answers", shown) if address else Part("address", False, "silent", shown)


def _web(here: psutil.Process | None, address: str) -> Part:
    if here is not None:
        return Part("web", True, "runs", _of(here))
    return Part("web", True, "serves", {"address": address}) if address else Part("web", False, "stopped")


def _worker(here: psutil.Process | None, heard: Heard | None, at: datetime) -> Part:
    """Tell of the worker that runs here, and of all that are heard; one that lives and says nothing is not well."""
    said: dict[str, object] = (
        {"workers": heard.workers, "seconds": _seconds(heard.last, at)} if heard and heard.last else {}
    )
    if here is None:
        return Part("worker", True, "works", said) if said else Part("worker", False, "stopped")
    if said:
        return Part("worker", True, "runs_and_works", {**_of(here), **said})
    begins = at - datetime.fromtimestamp(here.create_time(), UTC) < WORKER_SILENT_FOR
    return (
        Part("worker", True, "runs", _of(here)) if begins or heard is None else Part("worker", False, "mute", _of(here))
    )


def _seconds(since: datetime, at: datetime) -> int:
    return max(0, round((at - since).total_seconds()))


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
    from django.db import DatabaseError, connection  # noqa: PLC0415 - likewise

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

    from sceau.mail.models import Message, uncertain  # noqa: PLC0415 - likewise

    failed = ProcrastinateJob.objects.filter(status="failed").count()
    yield Part("jobs", not failed, "jobs_failed" if failed else "none_failed", {"count": failed})
    lost = Message.objects.filter(uncertain(at)).count()
    yield Part("mail", not lost, "mails_uncertain" if lost else "none_uncertain", {"count": lost})
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
