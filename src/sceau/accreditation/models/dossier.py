"""What is kept of a request for the label? Its campaign, what its writers said, who signed it, what was filed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from sceau.catalogue.models import Programme, Version
from sceau.core.closed_lists import ACCREDITORS, REQUESTS
from sceau.files.models import StoredFile
from sceau.journal.models import SHA256, append_only
from sceau.people.models import Account, Person, School


class Campaign(models.Model):
    """A stretch of time in which dossiers for a label are filed, for intakes from one year on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(max_length=60)
    accreditor = models.CharField(max_length=20, choices=[(one, one) for one in ACCREDITORS])
    """Who holds it: whom dossiers are filed with."""
    name = models.CharField(max_length=100)
    intake_year = models.PositiveSmallIntegerField()
    """The year of the first intake that a label granted here covers."""
    opens_on = models.DateField()
    closes_on = models.DateField()
    """The last day: through its end in Paris."""
    experts = models.PositiveSmallIntegerField(default=2)
    """How many experts report on each dossier."""
    at = models.DateTimeField()

    class Meta:
        ordering = ("-closes_on", "name")
        constraints = (
            models.CheckConstraint(name="campaign_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))),
            models.UniqueConstraint(name="campaigns_are_told_apart", fields=["label", "name"]),
        )

    def __str__(self) -> str:
        return self.name


class ClosingMove(models.Model):
    """The last day of a campaign was moved, for all of its dossiers."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="moves")
    was = models.DateField()
    closes_on = models.DateField()
    motive = models.TextField()
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.was} → {self.closes_on}"


class Standing(models.TextChoices):
    """Where a dossier stands: what was last done to it."""

    DRAFT = "draft"
    FILED = "filed"
    RETURNED = "returned"
    """To be completed, and filed again."""
    ADMISSIBLE = "admissible"
    """Experts examine it."""
    SHARED = "shared"
    """Their reports were sent to its school, which may reply."""
    ON_AGENDA = "on_agenda"
    """The commission has it before it."""
    COMPLEMENT_DUE = "complement_due"
    """The commission deferred it: its school completes it, and it comes back."""
    OPINION_GIVEN = "opinion_given"
    DECISION_PREPARED = "decision_prepared"
    DECISION_SIGNED = "decision_signed"
    DECIDED = "decided"
    INADMISSIBLE = "inadmissible"
    WITHDRAWN = "withdrawn"


WRITTEN = (Standing.DRAFT, Standing.RETURNED, Standing.COMPLEMENT_DUE)
"""The standings in which a school writes."""


class Act(models.TextChoices):
    """What is done to a dossier."""

    START = "start_dossier"
    FILE = "file_dossier"
    RETURN = "return_dossier"
    ADMIT = "admit_dossier"
    """It is found admissible: it will be examined."""
    REFUSE = "refuse_dossier"
    """It is found not admissible."""
    SHARE = "share_reports"
    SCHEDULE = "put_on_agenda"
    TAKE_OFF = "take_off_agenda"
    DEFER = "ask_for_complement"
    OPINE = "give_opinion"
    PREPARE = "prepare_decision"
    SEND_BACK = "send_back_decision"
    SIGN = "sign_decision"
    PUBLISH = "publish_decision"
    WITHDRAW = "withdraw_dossier"


class Dossier(models.Model):
    """What a school asks a label for: one programme, in one campaign."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="dossiers", db_index=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="dossiers")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="dossiers")
    """The school that leads the programme and would hold the label."""
    request = models.CharField(max_length=20, choices=[(one, one) for one in REQUESTS])
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.DRAFT)
    """As its last step left it."""
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-changed_at", "id")
        constraints = (
            models.UniqueConstraint(
                name="one_dossier_a_campaign",
                fields=["campaign", "programme"],
                condition=~Q(standing="withdrawn"),
            ),
        )
        indexes = (models.Index(fields=["campaign", "standing"], name="dossiers_of_a_campaign"),)

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.programme_id}"


class DossierReview(Dossier):
    """What the label does with a dossier among itself: its acts are told to nobody else, its school included."""

    class Meta:
        proxy = True


class Step(models.Model):
    """An act on a dossier, by whom, when and why; the last one tells where the dossier stands."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="steps", db_index=False)
    act = models.CharField(max_length=20, choices=Act.choices)
    word = models.TextField(blank=True)
    """Why, where a reason is given; it names nobody."""
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["dossier", "id"], name="steps_of_a_dossier"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.act}"


class Chapter(models.Model):
    """What a dossier answers to one criterion, as somebody wrote it; the last row counts, those before stay."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="chapters", db_index=False)
    criterion = models.CharField(max_length=60)
    """As the law calls it (``accreditation_criteria``)."""
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["dossier", "criterion", "id"], name="chapters_of_a_dossier"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.criterion}"


class DossierPiece(models.Model):
    """A document of a dossier: one that the law asks for, a letter of a company, or what bears out a chapter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pieces")
    piece = models.CharField(max_length=60, blank=True)
    """As the law calls it (``dossier_pieces``); empty where the law asks for none such."""
    criterion = models.CharField(max_length=60, blank=True)
    """The chapter that it bears out; empty where it is of no one chapter."""
    company = models.CharField(max_length=200, blank=True)
    """Whose letter of support it is; empty where it is none."""
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="piece")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    """When it was taken out of what is written; what was filed with it keeps it."""

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.file_id}"


class SigningCode(models.Model):
    """A code that was sent to whoever signs: it is good once, for a while, for what they saw."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="codes")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    secret_digest = models.CharField(max_length=SHA256)
    content_digest = models.CharField(max_length=SHA256)
    """Of the dossier as it was when the code was asked for."""
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.expires_at}"


class Signature(models.Model):
    """The director of the school signed a dossier as it then was; once something is written it holds no more."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="signatures")
    content_digest = models.CharField(max_length=SHA256)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.at}"


class Filing(models.Model):
    """A dossier as it was filed: the version of its programme, its chapters, its documents, none of which changes."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="filings")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    """The sheet of the programme, the chapters by criterion, the ids of the documents."""
    digest = models.CharField(max_length=SHA256)
    motive = models.TextField(blank=True)
    """Why it was filed although it does not conform; empty where it does."""
    at = models.DateTimeField()
    """The instant at which it entered the server."""
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.at}"


class Reopening(models.Model):
    """One dossier may be filed after its campaign has closed, through the end of a day."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="reopenings")
    until = models.DateField()
    motive = models.TextField()
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.until}"


class Declaration(models.Model):
    """Somebody of the label said whether anything ties them to a dossier; a conflict, once declared, lasts."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_conflict = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.person_id} {self.is_conflict}"
