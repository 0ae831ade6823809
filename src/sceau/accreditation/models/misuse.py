"""What is kept of a wrong use of a label that somebody reported? Their words, what was done since, how it ended."""

from __future__ import annotations

import uuid

from django.db import models

from sceau.accreditation.models.register import RegisterEntry
from sceau.journal.models import append_only
from sceau.people.models import Account


class MisuseEnd(models.TextChoices):
    """How the follow-up of a report ends."""

    STOPPED = "stopped"
    RIGHTFUL = "rightful"
    REFERRED = "referred"
    NOT_FOUND = "not_found"


class Misuse(models.Model):
    """A use of a label that somebody holds to be wrong. Nobody is asked who they are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Also the secret of the page where who reported reads what became of it."""
    label = models.CharField(max_length=60)
    entry = models.ForeignKey(RegisterEntry, null=True, on_delete=models.PROTECT, related_name="misuses")
    """The label of the register that it bears on, where who reported knows its number."""
    where = models.CharField(max_length=500)
    """The address of a page, a poster, a letter: as it was written, never fetched."""
    what = models.TextField()
    at = models.DateTimeField()
    end = models.CharField(max_length=20, choices=MisuseEnd.choices, blank=True)
    """Empty while it is followed."""
    erased_at = models.DateTimeField(null=True)
    """When what was written of it was erased, past its time."""

    class Meta:
        ordering = ("-at", "id")
        indexes = (models.Index(fields=["end", "-at"], name="misuses_to_follow"),)

    def __str__(self) -> str:
        return f"{self.label}: {self.where}"


class MisuseStep(models.Model):
    """What was done about a report, by whom and when; the last one says how it ended."""

    misuse = models.ForeignKey(Misuse, on_delete=models.PROTECT, related_name="steps")
    end = models.CharField(max_length=20, choices=MisuseEnd.choices, blank=True)
    """Empty for what is done on the way, which is told to the label alone."""
    word = models.TextField()
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.misuse_id}: {self.end or '…'}"
