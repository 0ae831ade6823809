"""What the worker does by itself, at its hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from sceau.files.place import remove_strays
from sceau.journal.actions import SCEAU
from sceau.journal.kept import export
from sceau.journal.seals import seal
from sceau.site.retention import erase_what_is_past

AN_UPLOAD_TAKES = timedelta(days=1)
"""How long a file may lie without a row before it is a stray: no upload takes as much."""


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


@app.periodic(cron="7 3 * * *")
@app.task(queueing_lock="export_the_seals", pass_context=False)
def export_the_seals(timestamp: int) -> None:  # noqa: ARG001 - every periodic job is told its hour
    """Add the seals of the day to the file that is to be kept elsewhere."""
    export(settings.ENVIRONMENT.var / "seals" / "seals.jsonl")


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="erase_what_is_past_its_time", pass_context=False)
def erase_what_is_past_its_time(timestamp: int) -> None:
    """Erase what the institution keeps no longer; nothing, where it has set no duration."""
    erase_what_is_past(settings.ENVIRONMENT.var, at=datetime.fromtimestamp(timestamp, UTC), by=SCEAU)


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="remove_stray_files", pass_context=False)
def remove_stray_files(timestamp: int) -> None:
    """Remove the bytes of uploads that were refused or undone halfway."""
    remove_strays(before=datetime.fromtimestamp(timestamp, UTC) - AN_UPLOAD_TAKES)
