"""How is the text of a mail erased? The row stays, and says that a mail was written; to whom and what, no more."""

from __future__ import annotations

from datetime import datetime

from sceau.journal.actions import Actor, record
from sceau.mail.models import Going, Message

WAITING = (Going.DRAFT, Going.QUEUED, Going.SENDING)
"""A mail that has not gone yet keeps its text: it could not be sent without it."""
WRITTEN = ("address", "subject_fr", "subject_en", "text_fr", "text_en", "refusal")


def erase_mail(*, message: Message, at: datetime, by: Actor) -> bool:
    """Erase address, subject and text of a mail that has gone, and record it; tell whether there was anything left.

    It is called in a transaction of whoever erases.
    """
    erasable = Message.objects.select_for_update().filter(pk=message.pk, erased_at=None).exclude(going__in=WAITING)
    if not erasable.exists():
        return False
    Message.objects.filter(pk=message.pk).update(erased_at=at, person=None, **dict.fromkeys(WRITTEN, ""))
    record(at=at, by=by, act="erase_mail", subject=f"message:{message.pk}")
    return True
