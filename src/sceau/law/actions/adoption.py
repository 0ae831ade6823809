"""How does a draft become the law of a school? A second person approves what they saw, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.journal.actions import Actor, record_all
from sceau.journal.grounds import facts_of
from sceau.law.actions.drafts import known, lock_submitted, refuse_day, refuse_faulty, refuse_the_author
from sceau.law.adoption import check_files
from sceau.law.drafts import files_of, last_adoption, mark_of
from sceau.law.folder import NotWritten, digest_of
from sceau.law.models import LawAdoption, Standing
from sceau.people.models import School


def adopt_law(*, draft: UUID, since: date, seen: str, at: datetime, by: Actor) -> LawAdoption:
    """Adopt a draft that was submitted as the law of its school, from a day on.

    ``seen`` is the mark of what the approver saw: what was changed since is not adopted. The approver is another person
    than the author, and the law that they make together must have no fault under the law above, as it stands now.
    """
    with transaction.atomic():
        row = lock_submitted(draft)
        School.objects.select_for_update().get(pk=row.school_id)
        approver = known(by)
        refuse_the_author(row, approver)
        files = files_of(row)
        if seen != mark_of(files, last_adoption(row.school)):
            raise NotWritten("changed_since_seen")
        refuse_day(row, since, at)
        refuse_faulty(check_files(row.school.slug, files))
        adopted = LawAdoption.objects.create(
            school=row.school,
            draft=row,
            author=row.author,
            approver=approver,
            at=at,
            since=since,
            digest=digest_of(files),
            files=files,
        )
        row.standing, row.changed_at, row.since = Standing.ADOPTED, at, since
        row.save(update_fields=["standing", "changed_at", "since"])
        on = facts_of(draft=draft, since=since, digest=adopted.digest)
        subjects = [(f"draft:{draft}", on), (f"school:{row.school_id}", on)]
        record_all(at=at, by=by, act="adopt_law", on=subjects)
    return adopted
