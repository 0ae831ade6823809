from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.mail.models import Going, Message
from sceau.mail.tasks import send_message
from sceau.people.roles import Role
from sceau.site.jobs import NoSuchJob, NotToRetry, State, jobs_in, retry_job
from sceau.site.models import JobError
from tests.cli.on_the_database import sceau_on_the_database
from tests.people.people import a_school, an_account, browser_of

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _no_job_of_another_test() -> None:
    with connection.cursor() as cursor:  # the tables of the jobs are not Django's to empty
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def a_job(status: str = "failed", count: int = 1) -> list[int]:
    jobs = [send_message.defer(message=NOBODYS) for _ in range(count)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = ANY(%s)", [status, jobs])
    return jobs


def a_message(**more: Any) -> Message:
    texts = {f"{part}_{code}": f"{part} {code}" for part in ("subject", "text") for code in ("fr", "en")}
    said = {"kind": "invitation", "address": "zoe@example.org", "language": "fr", "written_at": NOON, **texts}
    return Message.objects.create(**{**said, **more})


def queries_of(client: Any, address: str, counter: Any) -> int:
    with counter(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_a_job_that_failed_is_shown_with_its_error_and_tried_again_by_an_act() -> None:
    (job,) = a_job()
    JobError.objects.create(job=job, error="NotNow", at=NOON)
    root = browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))

    page = root.get("/jobs/").content.decode()
    assert "send_message" in page
    assert "NotNow" in page
    assert root.post(f"/jobs/{job}/retry/").status_code == 302
    assert ProcrastinateJob.objects.get(pk=job).status == "todo"
    assert list(Entry.objects.order_by("pk").values_list("act", "subject", "role")) == [
        ("retry_job", f"job:{job}", "installation_administrator")
    ]


def test_a_job_that_waits_or_is_none_is_not_tried_again() -> None:
    (job,) = a_job("todo")
    with pytest.raises(NotToRetry):
        retry_job(job=job, at=NOON, by=SCEAU)
    with pytest.raises(NoSuchJob):
        retry_job(job=job + 1, at=NOON, by=SCEAU)
    assert Entry.objects.count() == 0


def test_a_job_without_a_worker_is_stalled() -> None:
    (job,) = a_job("doing")

    assert [one.id for one in jobs_in(State.STALLED, at=NOON)] == [job]
    assert jobs_in(State.RUNNING, at=NOON) == []


def test_the_pages_ask_as_many_questions_at_thirty_rows_as_at_one() -> None:
    root = browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))
    a_job()
    a_message()
    root.get("/jobs/")
    one = [queries_of(root, page, CaptureQueriesContext) for page in ("/jobs/", "/mail/")]
    a_job(count=29)
    for _ in range(29):
        a_message()

    assert [queries_of(root, page, CaptureQueriesContext) for page in ("/jobs/", "/mail/")] == one


def test_the_command_line_lists_jobs_and_tries_one_again() -> None:
    (job,) = a_job()

    listed = sceau_on_the_database("jobs")
    assert (listed.code, "send_message" in listed.out, "failed" in listed.out) == (0, True, True)
    assert sceau_on_the_database("jobs", "--retry", str(job)).lines == [f"Job {job} is tried again."]
    assert list(Entry.objects.order_by("pk").values_list("act", "actor", "role", "came_by")) == [
        ("retry_job", "", "installation_administrator", "terminal")
    ]
    refused = sceau_on_the_database("jobs", "--retry", str(job))
    assert (refused.code, refused.err.strip()) == (2, f"job {job} waits or runs: there is nothing to retry")


@contextmanager
def a_worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, on the database of the test."""
    held = connection.settings_dict
    where = urlencode({name.lower(): held[name] for name in ("HOST", "PORT", "USER", "PASSWORD") if held[name]})
    url = f"postgresql:///{held['NAME']}?{where}"
    environment = {**os.environ, "DATABASE_URL": url}
    process = subprocess.Popen([sys.executable, "-m", "sceau", "worker"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(holds: Any, seconds: float) -> float:
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, "it took too long"
        time.sleep(0.2)
    return time.monotonic() - start


def test_what_a_killed_worker_had_in_hand_is_done_by_the_next_one() -> None:
    message = a_message(going=Going.QUEUED, address="zoe@example.org")
    with transaction.atomic(), connection.cursor() as cursor:  # the row is held: the worker stays in mid-job
        cursor.execute("SELECT 1 FROM mail_message WHERE id = %s FOR UPDATE", [message.pk])
        other = _deferred_elsewhere(str(message.pk))
        with a_worker() as first:
            until(lambda: _status(other) == "doing", 30)
            first.send_signal(signal.SIGKILL)
            first.wait()
    assert _status(other) == "doing"
    with a_worker():
        took = until(lambda: _status(other) == "", 60)
    message.refresh_from_db()
    assert message.going in {Going.SENT, Going.SENDING}
    assert took < 60


def _deferred_elsewhere(message: str) -> int:
    found: list[int] = []

    def defer() -> None:
        found.append(send_message.defer(message=message))
        connections.close_all()

    thread = threading.Thread(target=defer)
    thread.start()
    thread.join()
    return found[0]


def _status(job: int) -> str:
    return str(ProcrastinateJob.objects.filter(pk=job).values_list("status", flat=True).first() or "")


def test_a_registrar_sees_the_mail_of_the_school_alone_and_sends_again_what_was_lost() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    ours = a_message(school=a_school().pk, going=Going.BOUNCED, refusal="550 No such person")
    theirs = a_message(school=a_school("another").pk, going=Going.BOUNCED)

    assert [row["message"].pk for row in chloe.get("/mail/").context["rows"]] == [ours.pk]
    assert "550 No such person" in chloe.get(f"/mail/{ours.pk}/").content.decode()
    assert [chloe.get(f"/mail/{theirs.pk}/").status_code, chloe.post(f"/mail/{theirs.pk}/send-again/").status_code] == [
        403,
        403,
    ]
    assert chloe.post(f"/mail/{ours.pk}/send-again/").status_code == 302
    ours.refresh_from_db()
    assert ours.going == Going.QUEUED


def test_a_page_never_shows_the_secret_of_a_link() -> None:
    root = browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))
    secret = "abcdefghijklmnopqrstuvwxyz0123456789"  # noqa: S105 - invented
    message = a_message(text_fr=f"Ouvrez https://sceau.example.org/invitation/{secret}/ vite")

    page = root.get(f"/mail/{message.pk}/").content.decode()
    assert secret not in page
    assert "https://sceau.example.org/invitation/…" in page


def test_health_says_what_to_do_of_mail_that_waits_or_is_uncertain() -> None:
    assert browser_of().get("/health/").json()["mail"] == "ok"
    late = a_message(written_at=datetime.now(UTC) - timedelta(minutes=11))
    assert "have waited for ten minutes" in browser_of().get("/health/").json()["mail"]
    late.going, late.claimed_at = Going.SENDING, NOON
    late.save()
    answer = browser_of().get("/health/")
    assert "may have left or not: 1" in answer.json()["mail"]
    assert answer.status_code == 200  # pages are served: no visitor is turned away for a mail
