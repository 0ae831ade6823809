"""What judges many decisions again: a job that holds the id of a row."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from sceau.law.models import WhatIf
from sceau.law.what_if import judge


@app.task
def judge_what_if(what_if: int) -> None:
    """Judge the decisions of a school again under a draft, from the first one on; nothing where that is done."""
    row = WhatIf.objects.select_related("draft__school").filter(pk=what_if, ended_at=None).first()
    if row:
        judge(row, at=timezone.now())
