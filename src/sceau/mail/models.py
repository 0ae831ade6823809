"""What is kept of a mail? Its whole text in both languages, to whom, and how far it went."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


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
    sent_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=300, blank=True)
    """What the mail server said when it refused."""
    erased_at = models.DateTimeField(null=True, blank=True)
    """When address and text were erased; none while they are kept."""

    class Meta:
        indexes = (models.Index(fields=["-written_at", "id"], name="mail_latest_first"),)
        constraints = (
            models.CheckConstraint(name="sent_when_it_is_sent", condition=~Q(going="sent") | Q(sent_at__isnull=False)),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def subject(self) -> str:
        """The subject in the language that goes first."""
        return self.subject_fr if self.language == "fr" else self.subject_en
