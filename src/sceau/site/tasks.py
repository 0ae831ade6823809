"""What the worker does by itself, at its hours."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sceau.journal.seals import seal


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal_the_journal", pass_context=False)
def seal_the_journal(timestamp: int) -> None:
    """Seal what was written since the last seal."""
    seal(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs")
async def retry_stalled_jobs(timestamp: int) -> None:  # noqa: ARG001 - every periodic job is told its hour
    """Put back in the queue each job whose worker was killed."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
