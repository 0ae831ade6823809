"""Whose is a programme, and under which code of the law? What a public source did not say, or said wrongly."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sceau.catalogue.listings import list_again
from sceau.catalogue.models import Programme
from sceau.catalogue.not_written import NotWritten
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of


def correct_programme(*, programme: UUID, school: UUID, code: str, at: datetime, by: Actor) -> Programme:
    """Correct which school leads a programme and its code in the law of that school; its address stays.

    Nothing is done, nor recorded, where nothing changes.
    """
    with transaction.atomic():
        row = Programme.objects.select_for_update(of=("self",)).get(pk=programme)
        if (row.school_id, row.code) == (school, code):
            return row
        if code and Programme.objects.filter(school=school, code=code).exclude(pk=programme).exists():
            raise NotWritten("code_taken", "code", code=code)
        row.school_id, row.code = school, code
        row.save(update_fields=["school", "code"])
        list_again([programme])
        facts = facts_of(school=school, code=code)
        record(at=at, by=by, act="correct_programme", subject=f"programme:{programme}", on=facts)
    return row
