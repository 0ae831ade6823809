"""``sceau jobs``: which background jobs failed, stalled, run or wait; and trying one again."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from sceau.cli.database import on_the_database, this_instant
from sceau.cli.terminal import Terminal


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @app.command("jobs", help=say["help_jobs"])
    def jobs(
        retry: Annotated[int | None, typer.Option("--retry", help=say["help_jobs_retry"], metavar="ID")] = None,
    ) -> None:
        on_the_database(terminal, lambda: _list(terminal) if retry is None else _retry(retry, terminal))


def _list(terminal: Terminal) -> None:
    from sceau.site.jobs import State, jobs_in  # noqa: PLC0415 - its models want the settings

    say, now = terminal.say, this_instant()
    found = [job for state in State for job in jobs_in(state, at=now)]
    if not found:
        terminal.print(say["jobs_none"])
        return
    headers = [say[f"jobs_{name}"] for name in ("number", "task", "state", "attempts", "last", "error")]
    rows = [
        (str(job.id), job.task, say[f"job_{job.state}"], str(job.attempts), _instant(job.at), job.error or "—")
        for job in found
    ]
    terminal.table(headers, rows)


def _retry(job: int, terminal: Terminal) -> None:
    from sceau.people.access import AT_THE_TERMINAL  # noqa: PLC0415 - as above
    from sceau.site.jobs import NoSuchJob, NotToRetry, retry_job  # noqa: PLC0415 - as above

    try:
        retry_job(job=job, at=this_instant(), by=AT_THE_TERMINAL)
    except NoSuchJob:
        terminal.refuse(terminal.say["job_unknown"].format(n=job))
    except NotToRetry:
        terminal.refuse(terminal.say["job_not_to_retry"].format(n=job))
    terminal.print(terminal.say["job_retried"].format(n=job))


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(sep=" ", timespec="seconds") if at else "—"
