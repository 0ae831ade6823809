"""What is kept of a file that somebody handed in? Where it lies, what it is, whose it is."""

from __future__ import annotations

import uuid

from django.db import models

from sceau.journal.models import SHA256


class StoredFile(models.Model):
    """A file as it was written anew: the bytes lie in ``var/files`` under its id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=100, db_index=True)
    """What it belongs to, as ``kind:id``."""
    school = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=150)
    """What its owner called it."""
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=SHA256)
    """SHA-256 of the bytes kept."""
    handed_in_digest = models.CharField(max_length=SHA256)
    """SHA-256 of the bytes handed in, before they were written anew."""
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)
