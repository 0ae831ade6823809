"""What sends mail: a job that holds the id of a row, and nothing of the person."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.task
def send_message(message: str) -> None:
    """Send a mail that waits, once."""
    raise NotImplementedError(message)
