"""What is kept of the review of a dossier? Experts and reports, visits, the reply of its school, meetings, votes."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from sceau.accreditation.models.dossier import Dossier
from sceau.core.closed_lists import OPINIONS, WORLDS
from sceau.journal.models import append_only, never, never_emptied
from sceau.people.models import Account, Person

HANDED_IN_STAYS = (
    "IF OLD.handed_in_at IS NOT NULL THEN "
    "RAISE EXCEPTION 'append-only: the report % was handed in', OLD.expertise_id; END IF; RETURN NEW;"
)

VOTES = ("in_favour", "against", "abstained")


class Mark(models.TextChoices):
    """How far a dossier meets a criterion, to an expert."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"


class Expertise(models.Model):
    """An expert is asked to examine a dossier, and to report on it by a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="experts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When the expert was released, or stood aside for a tie."""
    motive = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                name="an_expert_is_asked_once", fields=["dossier", "person"], condition=Q(ended_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.person_id}"


class Report(models.Model):
    """What an expert says of a dossier, criterion by criterion; once it is handed in it stays."""

    expertise = models.OneToOneField(Expertise, on_delete=models.PROTECT, primary_key=True, related_name="report")
    findings = models.JSONField(default=dict)
    """By criterion: the mark, and why."""
    summary = models.TextField(blank=True)
    opinion = models.CharField(max_length=20, blank=True, choices=[(one, one) for one in OPINIONS])
    """The opinion that the expert proposes to the commission."""
    written_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        triggers = (
            pgtrigger.Trigger(
                name="handed_in_stays", when=pgtrigger.Before, operation=pgtrigger.Update, func=HANDED_IN_STAYS
            ),
            never(pgtrigger.Delete, "never_deleted"),
            never_emptied(),
        )

    def __str__(self) -> str:
        return f"{self.expertise_id}: {self.handed_in_at}"


class Visit(models.Model):
    """The experts visit a school, or hear it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=10, choices=[("visit", "visit"), ("hearing", "hearing")])
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("starts_at", "id")

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.starts_at}"


class Sharing(models.Model):
    """The reports were sent to the school, which may reply through the end of a day."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="sharings")
    until = models.DateField()
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.until}"


class Reply(models.Model):
    """What a school says of the reports on its dossier."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.at}"


class Meeting(models.Model):
    """A meeting of the commission of a label."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_at", "id")
        constraints = (models.UniqueConstraint(name="one_meeting_at_a_time", fields=["label", "starts_at"]),)

    def __str__(self) -> str:
        return f"{self.label}: {self.starts_at}"


class SeatHeld(models.Model):
    """Somebody sits on the commission at a meeting, for the world that they come from."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    world = models.CharField(max_length=20, choices=[(one, one) for one in WORLDS])
    is_present = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(name="one_seat_a_person", fields=["meeting", "person"]),)

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.person_id}"


class AgendaItem(models.Model):
    """A dossier on the agenda of a meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items", db_index=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="items")
    at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=["meeting", "at"], name="items_of_a_meeting"),)
        constraints = (
            models.UniqueConstraint(
                name="a_dossier_once_a_meeting", fields=["meeting", "dossier"], condition=Q(taken_off_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.dossier_id}"


class Ballot(models.Model):
    """How somebody of the commission votes on granting the label; the last row of each counts."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(SeatHeld, on_delete=models.PROTECT, related_name="+")
    vote = models.CharField(max_length=10, choices=[(one, one) for one in VOTES])
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.item_id}: {self.seat_id}"


class Opinion(models.Model):
    """What the commission thinks of a dossier, with how it voted and who withdrew."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, primary_key=True, related_name="opinion")
    opinion = models.CharField(max_length=20, choices=[(one, one) for one in OPINIONS])
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    abstained = models.PositiveSmallIntegerField()
    withdrew = models.PositiveSmallIntegerField()
    """How many of those present withdrew."""
    seats = models.JSONField()
    """Of each seat of the meeting, its world, and whether its holder took part."""
    motive = models.TextField()
    complement_by = models.DateField(null=True)
    """The last day for the complement that a deferring opinion asks for."""
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.item_id}: {self.opinion}"
