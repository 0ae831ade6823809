"""What becomes of a wrong use of a label? Anybody reports it, the office follows it, and says how it ended."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sceau.accreditation.models import Misuse, MisuseEnd, MisuseStep, RegisterEntry
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.stepping import refuse_unsaid
from sceau.accreditation.telling import tell_of_misuse
from sceau.core.calendar import start_of
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.law.queries import shipped

LONGEST_PLACE = 500


def report_misuse(*, label: str, where: str, what: str, number: str, at: datetime, by: Actor) -> Misuse:
    """Report a use of a label that is held to be wrong: where it was seen and what it says.

    ``number`` is that of the label in the register, where it is known. The office is written to.
    """
    if label not in shipped().labels:
        raise NotDone("unknown_label", "label")
    refuse_unsaid(what, "what")
    if not where.strip() or len(where) > LONGEST_PLACE or "\x00" in where:
        raise NotDone("no_place", "where", n=LONGEST_PLACE)
    with transaction.atomic():
        found = Misuse.objects.create(
            label=label, entry=_entry(label, number), where=where.strip(), what=what.strip(), at=at
        )
        record(at=at, by=by, act="report_misuse", subject=f"misuse:{found.pk}", on=facts_of(label=label))
        tell_of_misuse(found, at=at)
    return found


def follow_misuse(*, misuse: UUID, word: str, at: datetime, by: Actor) -> MisuseStep:
    """Say what is done about a report: the label alone reads it."""
    return _step(misuse, word, "", act="follow_misuse", at=at, by=by)


def settle_misuse(*, misuse: UUID, end: str, word: str, at: datetime, by: Actor) -> MisuseStep:
    """Say how a report ended, to who made it too."""
    if end not in MisuseEnd.values:
        raise NotDone("no_end", "end")
    return _step(misuse, word, end, act="settle_misuse", at=at, by=by)


def settled_before(day: date) -> QuerySet[Misuse]:
    """Return the reports that were settled before a day and whose text stands."""
    ended = MisuseStep.objects.exclude(end="").filter(at__lt=start_of(day))
    return Misuse.objects.filter(erased_at=None, pk__in=ended.values("misuse")).order_by("pk")


def erase_misuse(*, misuse: Misuse, at: datetime, by: Actor) -> bool:
    """Erase what was reported, which may name somebody: where, and what; that it was, and how it ended, stays.

    Tell whether there was anything left.
    """
    with transaction.atomic():
        rows = Misuse.objects.select_for_update().filter(pk=misuse.pk, erased_at=None).exclude(end="")
        if not rows.exists():
            return False
        Misuse.objects.filter(pk=misuse.pk).update(where="", what="", erased_at=at)
        record(at=at, by=by, act="erase_misuse", subject=f"misuse:{misuse.pk}")
    return True


def _step(misuse: UUID, word: str, end: str, *, act: str, at: datetime, by: Actor) -> MisuseStep:
    refuse_unsaid(word)
    with transaction.atomic():
        found = Misuse.objects.select_for_update().get(pk=misuse)
        if found.end:
            raise NotDone("misuse_ended")
        told = {"end": end, "word": word.strip(), "at": at, "account_id": by.account or None}
        done = MisuseStep.objects.create(misuse=found, **told)
        found.end = end
        found.save(update_fields=["end"])
        record(at=at, by=by, act=act, subject=f"misuse:{misuse}", on=facts_of(end=end))
    return done


def _entry(label: str, number: str) -> RegisterEntry | None:
    if not number.strip():
        return None
    found = RegisterEntry.objects.filter(label=label, number=number.strip().lower().replace("\x00", "")).first()
    if found is None:
        raise NotDone("unknown_number", "number")
    return found
