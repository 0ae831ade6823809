"""What the worker does by itself, at its hours."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from sceau.journal.seals import seal
from sceau.site.jobs import WORKER_SILENT_FOR

MOST_ATTEMPTS = 50
"""How often a job is tried whose worker ends each time."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal_the_journal", pass_context=False)
def seal_the_journal(timestamp: int) -> None:
    """Seal what was written since the last seal."""
    seal(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="retry_stalled_jobs")
async def retry_stalled_jobs(timestamp: int) -> None:  # noqa: ARG001 - every periodic job is told its hour
    """Put back in the queue each job whose worker was killed: within half a minute of its death.

    One that ends its workers again and again is given up, for somebody to look at.
    """
    silent = WORKER_SILENT_FOR.total_seconds()
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        with suppress(ConnectorException):  # another worker was faster
            if job.attempts < MOST_ATTEMPTS:
                await app.job_manager.retry_job(job)
            else:
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
