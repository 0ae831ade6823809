"""How is somebody written to? A row with the whole text in both languages, and a job that sends it once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.validators import validate_email
from django.db import transaction

from sceau.journal.actions import Actor, record
from sceau.mail.models import Going, Message
from sceau.mail.posting import kept_of
from sceau.mail.tasks import send_message
from sceau.wording.lists import words

LONGEST_SUBJECT = 200


class CannotGo(ValueError):
    """A mail that cannot be sent or settled now, by how far it went or because its text was erased."""


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

    ``kind`` names its sentences in ``wording/mail.*.toml``; ``said`` fills their places. Raises ``ValidationError``
    for an address that is none.
    """
    validate_email(address)
    filled = {name: _harmless(str(value)) for name, value in said.items()}
    on_one_line = {name: " ".join(value.split()) for name, value in filled.items()}
    texts = {}
    for code in ("fr", "en"):
        sentences = words("mail", code)[kind]
        texts[f"subject_{code}"] = str(sentences["subject"]).format(**on_one_line)[:LONGEST_SUBJECT]
        texts[f"text_{code}"] = str(sentences["text"]).format(**filled)
    with transaction.atomic():
        message = Message.objects.create(
            kind=kind,
            address=address,
            language=language,
            person=person,
            school=school,
            written_at=at,
            going=Going.DRAFT if draft else Going.QUEUED,
            **texts,
        )
        if not draft:
            send_message.defer(message=str(message.pk))
    return message


def let_go(*, message: UUID, at: datetime, by: Actor) -> Message:
    """Let a draft go; raises ``CannotGo`` for what is none."""
    with transaction.atomic():
        found = Message.objects.select_for_update().get(pk=message)
        if found.going != Going.DRAFT or found.erased_at:
            raise CannotGo(found.going)
        return _queue(found, act="let_mail_go", at=at, by=by)


def send_again(*, message: UUID, at: datetime, by: Actor) -> Message:
    """Send again what was refused, or what may have been sent already; raises ``CannotGo`` for any other.

    Who does it knows that somebody may get an uncertain mail twice: the journal keeps that they did.
    """
    with transaction.atomic():
        found = Message.objects.select_for_update().get(pk=message)
        if found.erased_at or not (found.is_uncertain(at=at) or found.going == Going.BOUNCED):
            raise CannotGo(found.going)
        return _queue(found, act="send_mail_again", at=at, by=by)


def settle_mail(*, message: UUID, at: datetime, by: Actor) -> Message:
    """Keep that an uncertain mail has arrived, as somebody says who knows; raises ``CannotGo`` for any other.

    It then left when it was handed over; the journal keeps who said so.
    """
    with transaction.atomic():
        found = Message.objects.select_for_update().get(pk=message)
        if found.erased_at or not found.is_uncertain(at=at):
            raise CannotGo(found.going)
        found.going, found.sent_at = Going.SENT, found.claimed_at
        found.text_fr, found.text_en = kept_of(found).values()
        found.save(update_fields=["going", "sent_at", "text_fr", "text_en"])
        record(at=at, by=by, act="settle_mail", subject=f"message:{message}")
    return found


def discard_mail(*, message: UUID, at: datetime, by: Actor) -> Message:
    """Settle that a mail need not go: a draft, one that waits, or one of which nobody knows whether it left.

    Raises ``CannotGo`` for any other. A worker that holds it in hand is waited for.
    """
    with transaction.atomic():
        found = Message.objects.select_for_update().get(pk=message)
        waits = found.going in {Going.DRAFT, Going.QUEUED} or found.is_uncertain(at=at)
        if found.erased_at or not waits:
            raise CannotGo(found.going)
        found.going = Going.DISCARDED
        found.text_fr, found.text_en = kept_of(found).values()
        found.save(update_fields=["going", "text_fr", "text_en"])
        record(at=at, by=by, act="discard_mail", subject=f"message:{message}")
    return found


def _queue(message: Message, *, act: str, at: datetime, by: Actor) -> Message:
    message.going, message.claimed_at, message.refusal = Going.QUEUED, None, ""
    message.save(update_fields=["going", "claimed_at", "refusal"])
    record(at=at, by=by, act=act, subject=f"message:{message.pk}")
    send_message.defer(message=str(message.pk))
    return message


def _harmless(text: str) -> str:
    """Return a text without the characters that neither a database nor a mail can hold."""
    return "".join(one for one in text if one.isprintable() or one in "\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")
