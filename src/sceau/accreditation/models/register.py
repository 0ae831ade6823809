"""What does the register keep of a label? Its entry, each time it was granted for, and what was done to it since."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from sceau.catalogue.models import Programme, RecordedLabel
from sceau.core.closed_lists import LABEL_CHANGES
from sceau.journal.models import append_only
from sceau.people.models import Account


class RegisterEntry(models.Model):
    """The label of a programme in the register, under one number whatever becomes of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="entries")
    label = models.CharField(max_length=60)
    """As the law calls it: ``ms``."""
    number = models.SlugField(max_length=70, unique=True)
    """Its public address: ``ms-00012``."""
    rank = models.PositiveIntegerField(unique=True)
    """The number without the label: counted over all labels."""
    sort_key = models.TextField(db_collation="C")
    """The speciality last granted, folded, then the number: the order of lists."""
    words = models.TextField(db_collation="C")
    """Specialities, school and number, folded: what a search looks in."""

    class Meta:
        constraints = (models.UniqueConstraint(name="one_entry_a_label", fields=["programme", "label"]),)
        indexes = (models.Index(fields=["sort_key"], name="entries_in_order"),)

    def __str__(self) -> str:
        return self.number


class LabelGrant(models.Model):
    """A time for which a label was granted to a speciality; what its source does not say is left out."""

    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="grants")
    speciality_fr = models.CharField(max_length=300, blank=True)
    speciality_en = models.CharField(max_length=300, blank=True)
    """What it was granted for, as it was called then."""
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    """The last day."""
    source = models.TextField()
    """The act or the public source that says so."""
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected")
    """The grant that this one says better: it counts no more."""
    recorded = models.OneToOneField(RecordedLabel, on_delete=models.PROTECT, related_name="grant")
    """What the catalogue shows of it."""
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="grant_ends_after_it_begins", condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since"))
            ),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.since or '…'} – {self.until or '…'}"


class ChangeOfLabel(models.Model):
    """What was done to a label after it was granted, from which day, and why."""

    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="changes")
    change = models.CharField(max_length=20, choices=[(one, one) for one in LABEL_CHANGES])
    on = models.DateField()
    motive = models.TextField()
    """Public: it names nobody."""
    recorded = models.OneToOneField(RecordedLabel, on_delete=models.PROTECT, related_name="change")
    """What the catalogue shows since."""
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.change} {self.on}"


class EndNotice(models.Model):
    """That a school was written to of the end of a label: once for each last day."""

    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="notices", db_index=False)
    until = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(name="one_notice_an_end", fields=["entry", "until"]),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.until}"


class IntakeResult(models.Model):
    """What became of an intake of a programme that bears a label; of the rows on one intake the last counts.

    What Sceau computed itself counts before what the school declared.
    """

    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="results", db_index=False)
    intake_year = models.PositiveSmallIntegerField()
    enrolled = models.PositiveIntegerField()
    by_derogation = models.PositiveIntegerField()
    """How many of them were admitted by derogation."""
    foreigners = models.PositiveIntegerField(null=True)
    """How many of those enrolled have another nationality; None where it is not told."""
    graduated = models.PositiveIntegerField(null=True)
    """None while it is not known."""
    employed = models.PositiveIntegerField(null=True)
    """How many of the graduates are employed; None while it is not known."""
    is_computed = models.BooleanField(default=False)
    """Whether Sceau computed it from its own records; the school declared it where it did not."""
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="results_are_of_those_enrolled",
                condition=Q(by_derogation__lte=F("enrolled"))
                & (Q(graduated=None) | Q(graduated__lte=F("enrolled")))
                & (Q(employed=None) | Q(employed__lte=F("graduated"))),
            ),
            models.CheckConstraint(
                name="foreigners_are_of_those_enrolled",
                condition=Q(foreigners=None) | Q(foreigners__lte=F("enrolled")),
            ),
        )
        indexes = (models.Index(fields=["entry", "intake_year", "id"], name="results_of_an_entry"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.intake_year}"
