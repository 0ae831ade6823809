"""What prints the acts of decisions: a job, once the decision is published."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from sceau.journal.actions import SCEAU


@app.task()
def print_acts(decision: str) -> None:
    """Print the act of a published decision and sign it."""
    from sceau.accreditation.actions.printing import print_act  # noqa: PLC0415 - the actions enqueue this job

    print_act(decision=UUID(decision), at=timezone.now(), by=SCEAU)
