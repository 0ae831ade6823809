"""What is kept of the law of a school? Whether anybody may read it, its drafts, and what it adopted."""

from __future__ import annotations

import uuid

from django.db import models

from sceau.journal.models import SHA256, append_only
from sceau.people.models import Account, School

LONGEST_PATH = 120
"""Characters of the path of a file within the folder of a school."""


class Publicity(models.Model):
    """A school opens its law to anyone, or reserves it to its people again; the last row says how it stands."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="publicities")
    at = models.DateTimeField()
    is_public = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=["school", "id"], name="law_publicity_of_school"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.school_id}: {'public' if self.is_public else 'reserved'}"


class Standing(models.TextChoices):
    """Where a draft stands: what was last done to it."""

    OPEN = "open"
    """Its author writes in it, for the first time or after it was sent back."""
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    ADOPTED = "adopted"


ALIVE = (Standing.OPEN, Standing.SUBMITTED)
"""Where a draft stands that its author may still write."""


class LawDraft(models.Model):
    """A law that a school prepares: what its folder would hold, who writes it, and where it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="law_drafts")
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="law_drafts")
    based_on = models.ForeignKey("LawAdoption", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """What was adopted last when it was started; none where nothing was."""
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.OPEN)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    """When something was last done to it."""
    since = models.DateField(null=True, blank=True)
    """The day from which its author proposes that it hold."""
    word = models.TextField(blank=True)
    """What its author says to who approves it."""
    answer = models.TextField(blank=True)
    """Why it was sent back the last time."""

    class Meta:
        ordering = ("-changed_at", "id")
        indexes = (models.Index(fields=["school", "standing"], name="law_drafts_of_a_school"),)

    def __str__(self) -> str:
        return f"{self.school_id}: {self.standing}"


class DraftFile(models.Model):
    """A file of a draft: its path within the folder of the school, and its text."""

    draft = models.ForeignKey(LawDraft, on_delete=models.PROTECT, related_name="files")
    path = models.CharField(max_length=LONGEST_PATH)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("path",)
        constraints = (models.UniqueConstraint(name="a_file_of_a_draft_once", fields=["draft", "path"]),)

    def __str__(self) -> str:
        return self.path


class LawAdoption(models.Model):
    """The law that a school adopted: every file of it, who wrote it, who approved it, and from which day it holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="law_adoptions")
    draft = models.OneToOneField(LawDraft, on_delete=models.PROTECT, related_name="adoption")
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    since = models.DateField()
    digest = models.CharField(max_length=SHA256)
    """Of the files, by their paths."""
    files = models.JSONField()
    """The text of each file, its cases included, by its path within the folder of the school."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="one_law_a_day", fields=["school", "since"]),
            models.CheckConstraint(name="law_is_approved_by_another", condition=~models.Q(author=models.F("approver"))),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.school_id}: {self.since}"


class WhatIf(models.Model):
    """The decisions of a school judged again under a draft: how far that went, and what it found."""

    draft = models.ForeignKey(LawDraft, on_delete=models.PROTECT, related_name="what_ifs")
    digest = models.CharField(max_length=SHA256)
    """Of the files of the draft that they are judged under."""
    on = models.DateField()
    """The day of the law that they are judged under, where they are not of a later one themselves."""
    asked_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    """How many decisions are to be judged again."""
    done = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=list)
    """What was found, as ``what_if`` counts it; empty until it ends."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.done}/{self.count}"
