"""Which background jobs failed, wait, run or stall, and how is one tried again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from sceau.journal.actions import Actor, record
from sceau.site.environment import WORKER_SILENT_FOR
from sceau.site.models import JobError

SHOWN = 100
"""How many jobs of a state are shown."""


class State(StrEnum):
    """Where a job stands."""

    FAILED = "failed"
    STALLED = "stalled"
    RUNNING = "running"
    WAITING = "waiting"


class NoSuchJob(LookupError):
    """No job bears this number."""


class NotToRetry(ValueError):
    """A job that waits or runs: it needs nobody to try it again."""


@dataclass(frozen=True, slots=True)
class Job:
    """A background job, without what it is about."""

    id: int
    task: str
    state: State
    attempts: int
    at: datetime | None
    """When what last happened to it happened."""
    due: datetime | None
    """When it is tried again, where it waits for an hour."""
    error: str


def in_state(state: State, *, at: datetime) -> QuerySet[ProcrastinateJob]:
    """Return the jobs that stand somewhere at an instant."""
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=at - WORKER_SILENT_FOR)
    return {
        State.FAILED: ProcrastinateJob.objects.filter(status="failed"),
        State.STALLED: ProcrastinateJob.objects.filter(silent, status="doing"),
        State.RUNNING: ProcrastinateJob.objects.filter(~silent, status="doing"),
        State.WAITING: ProcrastinateJob.objects.filter(status="todo"),
    }[state]


def jobs_in(state: State, *, at: datetime) -> list[Job]:
    """Return the latest jobs of a state, as many as are shown."""
    last = ProcrastinateEvent.objects.filter(job=OuterRef("pk")).order_by("-id").values("at")[:1]
    error = JobError.objects.filter(job=OuterRef("pk")).values("error")[:1]
    rows = in_state(state, at=at).annotate(last=Subquery(last), error=Subquery(error)).order_by("-id")[:SHOWN]
    return [
        Job(row.pk, _short(row.task_name), state, row.attempts, row.last, row.scheduled_at, row.error or "")
        for row in rows
    ]


def count_of_each(*, at: datetime) -> dict[State, int]:
    """Return how many jobs stand in each state."""
    return {state: in_state(state, at=at).count() for state in State}


def retry_job(*, job: int, at: datetime, by: Actor) -> None:
    """Try again a job that failed or stalled; raises ``NoSuchJob``, or ``NotToRetry`` for one that waits or runs."""
    with transaction.atomic():
        found = ProcrastinateJob.objects.select_for_update().filter(pk=job).first()
        if found is None:
            raise NoSuchJob(job)
        if not any(in_state(state, at=at).filter(pk=job).exists() for state in (State.FAILED, State.STALLED)):
            raise NotToRetry(found.status)
        app.job_manager.retry_job_by_id(job_id=job, retry_at=at)
        record(at=at, by=by, act="retry_job", subject=f"job:{job}")


def _short(task: str) -> str:
    return task.rpartition(".")[2]
