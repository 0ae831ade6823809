"""What is kept of the decision on a dossier? What was prepared, who signed and published it, the conditions it sets."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sceau.accreditation.models.dossier import Dossier
from sceau.accreditation.models.register import LabelGrant
from sceau.core.closed_lists import ACCREDITATIONS
from sceau.journal.models import append_only, never, never_emptied
from sceau.people.models import Account

SIGNED_STAYS = (
    "IF OLD.signed_at IS NOT NULL AND (OLD.dossier_id, OLD.outcome, OLD.first_day, OLD.last_day, OLD.motive, "
    "OLD.signed_at) IS DISTINCT FROM (NEW.dossier_id, NEW.outcome, NEW.first_day, NEW.last_day, NEW.motive, "
    "NEW.signed_at) THEN RAISE EXCEPTION 'append-only: the decision % was signed', OLD.id; END IF; RETURN NEW;"
)


class Decision(models.Model):
    """What is decided on a dossier: prepared by the office, signed by whom the texts name, then published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=30, choices=[(one, one) for one in ACCREDITATIONS])
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    motive = models.TextField(blank=True)
    """Why; never empty where it differs from what follows from the opinion."""
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    sent_back_at = models.DateTimeField(null=True)
    """When whoever was to sign it sent it back: another is prepared."""
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    grant = models.OneToOneField(LabelGrant, null=True, on_delete=models.PROTECT, related_name="decision")
    """What the register holds of it; None for what grants no label."""

    class Meta:
        ordering = ("prepared_at",)
        constraints = (
            models.CheckConstraint(
                name="a_label_ends_after_it_begins",
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
            ),
            models.UniqueConstraint(name="one_decision_a_dossier", fields=["dossier"], condition=Q(sent_back_at=None)),
        )
        triggers = (
            pgtrigger.Trigger(
                name="signed_stays", when=pgtrigger.Before, operation=pgtrigger.Update, func=SIGNED_STAYS
            ),
            never(pgtrigger.Delete, "never_deleted"),
            never_emptied(),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.outcome}"


class PublishedAct(models.Model):
    """The act of a published decision in a language: the signed PDF, byte by byte."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="acts")
    language = models.CharField(max_length=2)
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the file, in hexadecimal."""
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(name="one_act_a_language", fields=["decision", "language"]),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.language}"


class Condition(models.Model):
    """Something that a grant asks of the school by a day; it is followed until it is met."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="conditions")
    text = models.TextField()
    due_on = models.DateField()
    met_at = models.DateTimeField(null=True)
    word = models.TextField(blank=True)
    """How it was met."""

    class Meta:
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.due_on}"
