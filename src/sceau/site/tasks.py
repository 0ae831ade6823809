"""What the worker does by itself, at its hours."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.conf import settings
from procrastinate import jobs as procrastinate_jobs
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from sceau.accreditation.actions import give_notices
from sceau.deliberations.place import remove_left_over
from sceau.files.place import remove_strays
from sceau.journal.actions import SCEAU
from sceau.journal.kept import export
from sceau.journal.seals import seal
from sceau.site.environment import WORKER_SILENT_FOR
from sceau.site.retention import clear_what_is_over, erase_what_is_past

AN_UPLOAD_TAKES = timedelta(days=1)
"""How long a file may lie without a row before it is a stray: no upload takes as much."""
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
                await app.job_manager.finish_job(job, procrastinate_jobs.Status.FAILED, delete_job=False)


@app.periodic(cron="7 3 * * *")
@app.task(queueing_lock="export_the_seals", pass_context=False)
def export_the_seals(timestamp: int) -> None:  # noqa: ARG001 - every periodic job is told its hour
    """Add the seals of the day to the file that is to be kept elsewhere."""
    export(settings.ENVIRONMENT.var / "seals" / "seals.jsonl")


@app.periodic(cron="47 5 * * *")
@app.task(queueing_lock="give_notice_of_labels_that_end", pass_context=False)
def give_notice_of_labels_that_end(timestamp: int) -> None:
    """Write to each school whose label ends within a year: once for each last day."""
    give_notices(at=datetime.fromtimestamp(timestamp, UTC), by=SCEAU)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="erase_what_is_past_its_time", pass_context=False)
def erase_what_is_past_its_time(timestamp: int) -> None:
    """Erase what the institution keeps no longer; nothing, where it has set no duration."""
    erase_what_is_past(settings.ENVIRONMENT.var, at=datetime.fromtimestamp(timestamp, UTC), by=SCEAU)


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="remove_stray_files", pass_context=False)
def remove_stray_files(timestamp: int) -> None:
    """Remove the bytes of uploads that were refused or undone halfway, and what a worker that was killed left."""
    before = datetime.fromtimestamp(timestamp, UTC) - AN_UPLOAD_TAKES
    remove_strays(before=before)
    remove_left_over(before=before)


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="clear_what_is_over_each_night", pass_context=False)
def clear_what_is_over_each_night(timestamp: int) -> None:
    """Clear the sessions and the counts of rate limits that ended by themselves."""
    clear_what_is_over(at=datetime.fromtimestamp(timestamp, UTC))
