"""How is somebody written to? A row with the whole text in both languages, and a job that sends it once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sceau.mail.models import Going, Message
from sceau.mail.tasks import send_message
from sceau.wording.lists import words


def write(
    *,
    kind: str,
    address: str,
    language: str,
    said: Mapping[str, object],
    at: datetime,
    person: UUID | None = None,
    school: UUID | None = None,
    draft: bool = False,
) -> Message:
    """Write a mail and have it sent once the transaction is committed; a draft waits until somebody lets it go.

    ``kind`` names its sentences in ``wording/mail.*.toml``; ``said`` fills their places.
    """
    texts = {
        f"{part}_{code}": str(words("mail", code)[kind][part]).format(**said)
        for code in ("fr", "en")
        for part in ("subject", "text")
    }
    going = Going.DRAFT if draft else Going.QUEUED
    message = Message.objects.create(
        kind=kind,
        address=address,
        language=language,
        person=person,
        school=school,
        written_at=at,
        going=going,
        **texts,
    )
    if not draft:
        send_message.defer(message=str(message.pk))
    return message
