"""How does a worker work? It tells often that it lives, forgets what it did well, and keeps why it failed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone
from procrastinate import App, JobContext

from sceau.site.environment import WORKER_SILENT_FOR

TELLS_EVERY = 5.0
"""Seconds between two signs of life of a worker."""


def set_up(app: App) -> None:
    """Set what every worker of this installation does; called once the app of the jobs is made."""
    app.worker_defaults |= {
        "update_heartbeat_interval": TELLS_EVERY,
        "stalled_worker_timeout": WORKER_SILENT_FOR.total_seconds(),
        "delete_jobs": "successful",
        "task_middleware": [let_the_database_go],
        "worker_middleware": [keep_the_error],
    }


def let_the_database_go(call_next: Callable[[], Any], *_: object) -> Any:
    """Close the connection of the thread that did a job: the next job finds a database that was started again."""
    try:
        return call_next()
    finally:
        connections.close_all()


async def keep_the_error(call_next: Callable[[], Awaitable[Any]], context: JobContext, _: object) -> Any:
    """Keep the class of the error that a job ends with, until it ends well."""
    try:
        result = await call_next()
    except Exception as error:
        await _elsewhere(_keep)(context.job.id, type(error).__name__)
        raise
    if context.job.attempts:
        await _elsewhere(_forget)(context.job.id)
    return result


def _elsewhere(do: Callable[..., object]) -> Callable[..., Awaitable[object]]:
    """Return what does something on the database in a thread, which lets the database go."""
    return sync_to_async(lambda *about: let_the_database_go(lambda: do(*about)), thread_sensitive=False)


def _keep(job: int, error: str) -> None:
    from sceau.site.models import JobError  # noqa: PLC0415 - models cannot be read before every app is

    JobError.objects.update_or_create(job=job, defaults={"error": error, "at": timezone.now()})


def _forget(job: int) -> None:
    from sceau.site.models import JobError  # noqa: PLC0415 - as above

    JobError.objects.filter(job=job).delete()
