"""What does the journal keep? Entries that the database refuses to change, what they rest on, and their seals."""

from __future__ import annotations

import pgtrigger
from django.db import models

SHA256 = 64
"""Characters of a digest, in hexadecimal."""
REFUSED = "RAISE EXCEPTION 'append-only: % of % is refused', TG_OP, TG_TABLE_NAME;"
UNLESS_ERASED = (
    "IF NOT EXISTS (SELECT FROM journal_entry WHERE act = 'erase_evidence' AND subject = 'entry:' || OLD.entry_id) "
    "THEN RAISE EXCEPTION 'append-only: the evidence of entry % goes by the act that erases it', OLD.entry_id; END IF; "
    "RETURN OLD;"
)


def never(operation: pgtrigger.Operation, name: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses an operation on each row."""
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=REFUSED)


def never_emptied() -> pgtrigger.Trigger:
    """Return the trigger that refuses to empty a table at once."""
    return pgtrigger.Trigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=REFUSED,
    )


def append_only() -> tuple[pgtrigger.Trigger, ...]:
    """Return the triggers of a table whose rows are added, and never changed nor deleted."""
    return (
        never(pgtrigger.Update, "never_updated"),
        never(pgtrigger.Delete, "never_deleted"),
        never_emptied(),
    )


class Entry(models.Model):
    """One act. It names persons and objects by opaque ids alone, and keeps a digest of what it rests on."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=40, blank=True)
    """The account that acted; empty for who has none, and when Sceau acted by itself."""
    role = models.CharField(max_length=40, blank=True)
    """The role in which it acted."""
    school = models.CharField(max_length=40, blank=True)
    came_by = models.CharField(max_length=60, blank=True)
    """What they came in by without signing in: a link, an invitation as ``kind:id``, or the terminal."""
    act = models.CharField(max_length=60)
    """A verb of the trade: ``award_credits``."""
    subject = models.CharField(max_length=100)
    """What it bears on, as ``kind:id``."""
    outcome = models.CharField(max_length=60, blank=True)
    edition = models.CharField(max_length=SHA256, blank=True)
    """The edition of the law that the decision rests on."""
    digest = models.CharField(max_length=SHA256, blank=True)
    """The SHA-256 of the evidence; empty for an act that nothing more is kept of."""

    class Meta:
        indexes = (models.Index(fields=["subject", "id"], name="journal_entry_of_subject"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.pk}: {self.act} {self.subject}"


class Evidence(models.Model):
    """What an entry rests on, as one text: question, facts and decision, or facts alone; an act may erase it."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True)
    text = models.TextField()

    class Meta:
        triggers = (
            never(pgtrigger.Update, "never_updated"),
            pgtrigger.Trigger(
                name="deleted_by_its_act", when=pgtrigger.Before, operation=pgtrigger.Delete, func=UNLESS_ERASED
            ),
            never_emptied(),
        )

    def __str__(self) -> str:
        return f"evidence of {self.entry_id}"


class KeptEdition(models.Model):
    """The law as it was when something was decided: every value of an edition, kept once, by its digest."""

    digest = models.CharField(max_length=SHA256, primary_key=True)
    text = models.TextField()
    """What the digest is of."""

    class Meta:
        db_table = "journal_edition"
        triggers = append_only()

    def __str__(self) -> str:
        return self.digest


class Seal(models.Model):
    """The digest of every entry since the seal before it, chained to that seal."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    last_entry = models.PositiveBigIntegerField(unique=True)
    """The id of the last entry that it covers."""
    entries = models.PositiveBigIntegerField()
    """How many it covers."""
    digest = models.CharField(max_length=SHA256)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.number}: {self.digest}"
