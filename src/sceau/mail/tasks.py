"""What sends mail: a job that holds the id of a row, and nothing of the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from sceau.mail.models import Going, Message
from sceau.mail.posting import NotNow, RefusedForGood, Unanswered, hand_over, kept_of, mail_of

FIRST_PAUSE, LONGEST_PAUSE = 60, 3600
"""Seconds before a mail that was not taken is tried again: twice as many each time, up to the longest."""
ATTEMPTS = 36
"""About thirty hours of trying; what is not taken by then waits for somebody."""


class Patiently(BaseRetryStrategy):
    """Try again after pauses that grow."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002 - asked by its names
        """Return when, or nothing where that was the last time."""
        if job.attempts >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": min(FIRST_PAUSE << min(job.attempts, 10), LONGEST_PAUSE)})


@app.task(retry=Patiently())
def send_message(message: str) -> None:
    """Send a mail that waits, once: it is claimed before a word is said to the mail server.

    What ends between the claim and the answer leaves it claimed: no job ever sends it again by itself.
    """
    found = Message.objects.filter(pk=message, going=Going.QUEUED, erased_at=None).first()
    if found is None:
        return
    mail, now = mail_of(found), timezone.now()
    if not _move(found, since=None, going=Going.SENDING, claimed_at=now):
        return
    try:
        hand_over(mail)
    except RefusedForGood as error:
        _move(found, since=now, going=Going.BOUNCED, refusal=str(error))
    except NotNow as error:
        _move(found, since=now, going=Going.QUEUED, claimed_at=None, refusal=str(error))
        raise
    except Unanswered:
        return
    else:
        _move(found, since=now, going=Going.SENT, sent_at=timezone.now(), refusal="", **kept_of(found))


def _move(message: Message, *, since: datetime | None, **further: Any) -> bool:
    """Move a mail on from the claim that was made on it; tell whether it was still there."""
    before = {"going": Going.SENDING, "claimed_at": since} if since else {"going": Going.QUEUED, "erased_at": None}
    return bool(Message.objects.filter(pk=message.pk, **before).update(**further))
