"""How does a school learn that its label ends? It is written to once, a year before: a renewal takes as long."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.accreditation.models import EndNotice, RegisterEntry
from sceau.accreditation.queries import ending
from sceau.accreditation.telling import tell_of_end
from sceau.core.calendar import paris_day
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of


def give_notices(*, at: datetime, by: Actor) -> list[EndNotice]:
    """Write to each school whose label ends within a year and that was not written to of that day yet."""
    due = ending(on=paris_day(at)).exclude(programme__school=None).order_by("ends", "pk")
    found = (give_notice(entry=key, until=until, at=at, by=by) for key, until in due.values_list("pk", "ends"))
    return [one for one in found if one is not None]


def give_notice(*, entry: UUID, until: date, at: datetime, by: Actor) -> EndNotice | None:
    """Write to who answers for a label at its school that it ends; None where they were written to of that day."""
    with transaction.atomic():
        row = RegisterEntry.objects.select_for_update(of=("self",)).select_related("programme__school").get(pk=entry)
        found, is_new = EndNotice.objects.get_or_create(entry=row, until=until, defaults={"at": at})
        if not is_new:
            return None
        record(at=at, by=by, act="give_notice", subject=f"register_entry:{entry}", on=facts_of(until=until))
        tell_of_end(row, until, at=at)
    return found
