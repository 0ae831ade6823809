"""What is kept of a mail? Its whole text in both languages, to whom, and how far it went."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

HANDED_OVER_WITHIN = timedelta(minutes=5)
"""A mail server that answers has answered by then; what is still being handed over later is uncertain."""


def uncertain(at: datetime) -> Q:
    """Return the condition that nobody knows whether a mail left: who handed it over ended before the answer."""
    return Q(going=Going.SENDING, claimed_at__lte=at - HANDED_OVER_WITHIN)


class Going(models.TextChoices):
    """How far a mail went."""

    DRAFT = "draft"
    """Written, and to be read by somebody before it goes."""
    QUEUED = "queued"
    SENDING = "sending"
    """Handed to the mail server at this instant; found so later, nobody knows whether it left."""
    SENT = "sent"
    """The mail server took it."""
    BOUNCED = "bounced"
    """The mail server refused it for good."""
    DISCARDED = "discarded"
    """Somebody settled that it need not go."""


class Message(models.Model):
    """One mail to one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """The identifier that it bears on its way: a server that gets it twice can tell."""
    kind = models.CharField(max_length=60)
    """What it is for, as its template is called: ``invitation``."""
    address = models.EmailField()
    person = models.UUIDField(null=True, blank=True, db_index=True)
    """To whom, where that is known."""
    school = models.UUIDField(null=True, blank=True, db_index=True)
    language = models.CharField(max_length=2)
    """In which of its languages it goes first; the other one follows below."""
    subject_fr = models.CharField(max_length=200)
    subject_en = models.CharField(max_length=200)
    text_fr = models.TextField()
    text_en = models.TextField()
    going = models.CharField(max_length=10, choices=Going.choices, default=Going.QUEUED)
    written_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    """When a job last took it, to hand it to the mail server."""
    sent_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=300, blank=True)
    """What the mail server said when it refused."""
    erased_at = models.DateTimeField(null=True, blank=True)
    """When address and text were erased; none while they are kept."""

    class Meta:
        indexes = (
            models.Index(fields=["-written_at", "id"], name="mail_latest_first"),
            models.Index(
                fields=["going", "written_at"],
                name="mail_still_to_go",
                condition=Q(going__in=[Going.QUEUED, Going.SENDING]),
            ),
        )
        constraints = (
            models.CheckConstraint(name="sent_when_it_is_sent", condition=~Q(going="sent") | Q(sent_at__isnull=False)),
            models.CheckConstraint(
                name="claimed_when_it_is_handed_over", condition=~Q(going="sending") | Q(claimed_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    def is_uncertain(self, *, at: datetime) -> bool:
        """Tell the same of this mail as ``uncertain`` does of all."""
        claimed = self.claimed_at if self.going == Going.SENDING else None
        return claimed is not None and claimed <= at - HANDED_OVER_WITHIN

    @property
    def subject(self) -> str:
        """The subject in the language that goes first."""
        return self.subject_fr if self.language == "fr" else self.subject_en
