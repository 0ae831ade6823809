"""How does a worker work? It tells often that it lives, forgets what it did well, and keeps why it failed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.utils import timezone
from procrastinate import App, JobContext

from sceau.site.jobs import WORKER_SILENT_FOR

TELLS_EVERY = 5.0
"""Seconds between two signs of life of a worker."""


def set_up(app: App) -> None:
    """Set what every worker of this installation does; called once the app of the jobs is made."""
    app.worker_defaults |= {
        "update_heartbeat_interval": TELLS_EVERY,
        "stalled_worker_timeout": WORKER_SILENT_FOR.total_seconds(),
        "delete_jobs": "successful",
        "worker_middleware": [keep_the_error],
    }


async def keep_the_error(call_next: Callable[[], Awaitable[Any]], context: JobContext, _: object) -> Any:
    """Keep the class of the error that a job ends with, until it ends well."""
    from sceau.site.models import JobError  # noqa: PLC0415 - models cannot be read before every app is

    job = context.job.id
    try:
        result = await call_next()
    except Exception as error:
        kept = {"error": type(error).__name__, "at": timezone.now()}
        await JobError.objects.aupdate_or_create(job=job, defaults=kept)
        raise
    if context.job.attempts:
        await JobError.objects.filter(job=job).adelete()
    return result
