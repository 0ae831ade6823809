"""What deliberates in the background: a job that holds the id of a row, and nothing of a student."""

from __future__ import annotations

from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sceau.deliberations.work import deliberate_in_background

AGAIN = RetryStrategy(max_attempts=5, wait=5, retry_exceptions={DatabaseError})
"""A database that was away for a moment."""


@app.task(retry=AGAIN)
def deliberate_workbook(deliberation: str) -> None:
    """Deliberate a workbook that was handed in: whatever an attempt before came to, all of it is done anew."""
    deliberate_in_background(UUID(deliberation), clock=timezone.now)
