"""What is kept of a deliberation on the web? What was asked for, how far it has come, its proposals, its documents."""

from __future__ import annotations

import uuid

from django.db import models

from sceau.journal.models import SHA256
from sceau.people.models import Account, School


class State(models.TextChoices):
    """How far a deliberation has come."""

    WAITING = "waiting"
    READING = "reading"
    JUDGING = "judging"
    WRITING = "writing"
    DONE = "done"
    FAULTY = "faulty"
    FAILED = "failed"


RUNNING = (State.WAITING, State.READING, State.JUDGING, State.WRITING)
OVER = (State.DONE, State.FAULTY, State.FAILED)


class Deliberation(models.Model):
    """A workbook that somebody handed in to be deliberated, and what has become of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="deliberations", db_index=False)
    programme = models.CharField(max_length=60)
    """The code of the programme in the law of the school."""
    intake = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    """Of the documents."""
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="deliberations")
    """Who handed the workbook in."""
    at = models.DateTimeField()
    name = models.CharField(max_length=150)
    """What the workbook was called."""
    digest = models.CharField(max_length=SHA256)
    """SHA-256 of the workbook as it was handed in."""
    size = models.PositiveBigIntegerField()
    with_moodle = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    run = models.PositiveIntegerField(default=0)
    """Which attempt is at work: one that was taken for dead tells nothing more."""
    done = models.PositiveIntegerField(default=0)
    students = models.PositiveIntegerField(default=0)
    """How many there are; none before the workbook was read."""
    why = models.CharField(max_length=40, blank=True)
    """Why it failed: a key of the sentences on failures."""
    told = models.JSONField(default=dict)
    """By language: the faults and the notes of the workbook, or what the law lacks."""
    titles = models.JSONField(default=dict)
    """By language: the name of each unit, module, assessment and resit by its code."""
    outcomes = models.JSONField(default=dict)
    """How many students are proposed for each outcome."""
    edition = models.CharField(max_length=SHA256, blank=True)
    """The edition of the law that was applied; it is kept with the journal."""
    law_on = models.DateField(null=True)
    """The day whose law was applied."""
    jury_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    """When all that names a student was erased; none while it is kept."""

    class Meta:
        indexes = (models.Index(fields=["school", "-at", "id"], name="deliberations_of_a_school"),)

    def __str__(self) -> str:
        return f"{self.programme} {self.intake}"

    @property
    def runs(self) -> bool:
        """Whether it is not over yet."""
        return self.state in RUNNING and self.erased_at is None


class HandedIn(models.Model):
    """The bytes of a file that is to be read, kept until it was: the workbook, an export of Moodle, its mapping."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.CASCADE, related_name="handed_in")
    what = models.CharField(max_length=10)
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(name="each_is_handed_in_once", fields=["deliberation", "what"]),)

    def __str__(self) -> str:
        return f"{self.what} of {self.deliberation_id}"


class Proposal(models.Model):
    """What is proposed for one student."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.CASCADE, related_name="proposals", db_index=False)
    rank = models.PositiveIntegerField()
    """In the order of the minutes, from one."""
    number = models.TextField()
    last_name = models.TextField()
    first_name = models.TextField()
    outcome = models.CharField(max_length=60)
    figures = models.JSONField()
    """By language: the general mean and the credits, as the documents print them."""
    warnings = models.PositiveIntegerField()
    evidence = models.TextField()
    """Question, facts and decision, as the journal keeps those of any decision: enough to say it in any language."""

    class Meta:
        constraints = (models.UniqueConstraint(name="one_proposal_a_rank", fields=["deliberation", "rank"]),)
        indexes = (models.Index(fields=["deliberation", "outcome", "rank"], name="proposals_by_outcome"),)

    def __str__(self) -> str:
        return f"{self.rank} of {self.deliberation_id}"


class Document(models.Model):
    """A document for the jury, with its bytes."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.CASCADE, related_name="documents", db_index=False)
    rank = models.PositiveIntegerField()
    name = models.CharField(max_length=150)
    """Its path in the folder of the jury."""
    proposal = models.OneToOneField(Proposal, null=True, on_delete=models.CASCADE, related_name="transcript")
    """Whose transcript it is."""
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=SHA256)
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(name="one_document_a_rank", fields=["deliberation", "rank"]),)

    def __str__(self) -> str:
        return f"{self.rank} of {self.deliberation_id}"
