"""How is it asked what a draft would have changed? The decisions of its school are judged again under it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from sceau.law.adoption import check_files
from sceau.law.drafts import files_of
from sceau.law.folder import NotWritten, digest_of
from sceau.law.models import LawDraft, WhatIf
from sceau.law.tasks import judge_what_if
from sceau.law.what_if import AT_ONCE, decisions_of, judge


def ask_what_if(*, draft: LawDraft, on: date, at: datetime) -> WhatIf:
    """Judge the decisions of a school again under a draft: at once where they are few, else in the background.

    What is asked twice while it is being judged is judged once. Raises ``NotWritten`` for a draft with a fault.
    """
    files = files_of(draft)
    if faults := check_files(draft.school.slug, files).faults:
        raise NotWritten("faulty", n=len(faults))
    digest = digest_of(files)
    with transaction.atomic():
        LawDraft.objects.select_for_update().get(pk=draft.pk)
        running = WhatIf.objects.filter(draft=draft, digest=digest, on=on, ended_at=None).first()
        if running:
            return running
        count = decisions_of(draft.school.slug).count()
        row = WhatIf.objects.create(draft=draft, digest=digest, on=on, asked_at=at, count=count)
        if count > AT_ONCE:
            judge_what_if.defer(what_if=row.pk)
            return row
    return judge(row, at=at)
