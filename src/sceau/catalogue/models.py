"""What is kept of a programme? Its versions, each dated act on them, who answers for it, its label, how it is found."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from sceau.journal.models import SHA256, append_only, never, never_emptied
from sceau.people.models import Account, Person, School

UNLESS_WRITTEN = (
    "IF OLD.standing NOT IN ('draft', 'in_review') AND (NEW.content, NEW.digest, NEW.number, NEW.programme_id) "
    "IS DISTINCT FROM (OLD.content, OLD.digest, OLD.number, OLD.programme_id) "
    "THEN RAISE EXCEPTION 'version % was published: what it says is never changed', OLD.id; END IF; RETURN NEW;"
)
"""What was published stays as it was: a promotion is pinned to it."""


class Standing(models.TextChoices):
    """Where a version stands: what was last done to it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    CLOSED = "closed"
    """Still shown, no longer offered."""
    ARCHIVED = "archived"


WRITTEN = (Standing.DRAFT, Standing.IN_REVIEW)
SHOWN = (Standing.PUBLISHED, Standing.CLOSED)
"""What the public sees."""


class Act(models.TextChoices):
    """What is done to a version."""

    START = "start_version"
    SUBMIT = "submit_version"
    WRITE = "write_version"
    """A part of it is written; one that was submitted is so no longer."""
    SEND_BACK = "send_back_version"
    PUBLISH = "publish_version"
    TAKE_OVER = "import_programme"
    """It is published as a public source has it."""
    REPLACE = "replace_version"
    """Another version of the programme takes its place."""
    CLOSE = "close_programme"
    ARCHIVE = "archive_programme"
    WITHDRAW = "withdraw_version"


LEADS_TO = {
    Act.START: Standing.DRAFT,
    Act.WRITE: Standing.DRAFT,
    Act.SEND_BACK: Standing.DRAFT,
    Act.SUBMIT: Standing.IN_REVIEW,
    Act.PUBLISH: Standing.PUBLISHED,
    Act.TAKE_OVER: Standing.PUBLISHED,
    Act.CLOSE: Standing.CLOSED,
    Act.REPLACE: Standing.ARCHIVED,
    Act.ARCHIVE: Standing.ARCHIVED,
    Act.WITHDRAW: Standing.ARCHIVED,
}
"""Where each act leaves a version: the standing that a version keeps is that of its last act."""


class Programme(models.Model):
    """Something that may be studied, whatever its versions say of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="programmes")
    """The school that leads it; none where the public source names none."""
    slug = models.SlugField(max_length=120, unique=True)
    """Its public address."""
    code = models.CharField(max_length=60, blank=True)
    """Its code in the law of the school; empty where the law names none."""
    source_key = models.CharField(max_length=SHA256, null=True, unique=True)
    """Tells apart the lines of public sources: what was imported once is known again."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="one_programme_a_code", fields=["school", "code"], condition=~Q(code="")),
        )

    def __str__(self) -> str:
        return self.slug


class Version(models.Model):
    """What a programme says of itself, from when it is published until another takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.DRAFT)
    """As its last act left it."""
    content = models.JSONField()
    """The parts of its sheet (``catalogue.sheet``)."""
    digest = models.CharField(max_length=SHA256)
    """Of its content."""
    source = models.TextField(blank=True)
    """The public source that it was taken from; empty for what its school wrote."""
    word = models.TextField(blank=True)
    """What was last said to who comes next; the acts themselves keep no words, which might name somebody."""
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(name="versions_are_numbered", fields=["programme", "number"]),
            models.UniqueConstraint(
                name="one_version_is_written", fields=["programme"], condition=Q(standing__in=["draft", "in_review"])
            ),
            models.UniqueConstraint(
                name="one_version_is_shown", fields=["programme"], condition=Q(standing__in=["published", "closed"])
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="published_stays", when=pgtrigger.Before, operation=pgtrigger.Update, func=UNLESS_WRITTEN
            ),
            never(pgtrigger.Delete, "never_deleted"),
            never_emptied(),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} {self.number}"


class Turn(models.Model):
    """An act on a version, by whom and when; the last one tells where the version stands."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="turns", db_index=False)
    act = models.CharField(max_length=20, choices=Act.choices)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    """Who did it; none at the terminal."""

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["version", "id"], name="turns_of_a_version"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.version_id}: {self.act}"


class RecordedLabel(models.Model):
    """A label that a programme bears, as a public source or the register of labels says it; the last row counts."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="labels")
    label = models.CharField(max_length=60)
    """As the law calls it: ``ms``."""
    since = models.DateField(null=True)
    """The first day; none where the source does not say it."""
    until = models.DateField(null=True)
    """The last day; none where the source does not say it."""
    suspended_on = models.DateField(null=True)
    """The first day of a suspension that lasts; none where there is none."""
    source = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="label_ends_after_it_begins", condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since"))
            ),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.label} {self.since or '…'} – {self.until or '…'}"


class Responsible(models.Model):
    """Somebody who answers for a programme, from a day and until another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="responsible")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="answers_for")
    since = models.DateField()
    until = models.DateField(null=True)
    """The last day; none while it lasts."""

    class Meta:
        ordering = ("since", "id")
        constraints = (
            models.CheckConstraint(
                name="answering_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(name="one_answers_once", fields=["programme", "person"], condition=Q(until=None)),
        )

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.person_id}"


class Certification(models.Model):
    """A title of the RNCP as the open data of France compétences have it."""

    number = models.CharField(max_length=12, primary_key=True)
    """``RNCP36494``."""
    title = models.TextField()
    level = models.PositiveSmallIntegerField(null=True)
    """In the European framework, one to eight."""
    since = models.DateField(null=True)
    """When it took effect, or was decided."""
    until = models.DateField(null=True)
    """The last day of its registration."""
    is_active = models.BooleanField()
    """As the register says it on the day that was read."""
    replaced_by = models.CharField(max_length=12, blank=True)
    blocks = models.JSONField(default=list)
    """Code and title of each block of competences."""
    certifiers = models.JSONField(default=list)
    formacodes = models.JSONField(default=list)
    nsf = models.JSONField(default=list)
    romes = models.JSONField(default=list)
    read_on = models.DateField()
    """The day of the file that says so."""

    class Meta:
        indexes = (models.Index(fields=["until"], name="certifications_that_end"),)

    def __str__(self) -> str:
        return self.number


class RegisterReading(models.Model):
    """A file of the RNCP that was read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField()
    digest = models.CharField(max_length=SHA256, unique=True)
    at = models.DateTimeField()
    titles = models.PositiveIntegerField()
    """How many titles it holds."""
    changed = models.PositiveIntegerField()
    """How many of them were new, or said something else than before."""

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.day}: {self.titles}"


class Listing(models.Model):
    """How a programme is found by the public: what was folded and put in facets of the version that is shown."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="listing")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    sort_key = models.TextField(db_collation="C")
    """The title folded, then the slug: the order of lists."""
    facets = ArrayField(models.TextField())
    """``domain:energy``, ``city:nantes``…"""
    certification = models.CharField(max_length=12, blank=True)
    """Whose registration tells whether it leads to a title on a day."""
    title = models.TextField()
    keywords = models.TextField()
    french = models.TextField()
    english = models.TextField()
    """Folded texts that are searched."""
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="french")
        + SearchVector("keywords", weight="B", config="french")
        + SearchVector("french", weight="C", config="french")
        + SearchVector("english", weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = (
            models.Index(fields=["sort_key"], name="listings_in_order"),
            GinIndex(fields=["search"], name="listings_by_words"),
        )

    def __str__(self) -> str:
        return self.sort_key


class ListingStamp(models.Model):
    """One row that is drawn anew with every change of a listing: who holds something of it in memory reads anew.

    It is drawn and not counted: a database that was put back says something that was never said before.
    """

    drawn = models.UUIDField()

    def __str__(self) -> str:
        return str(self.drawn)


class SearchedWord(models.Model):
    """A word that a listing holds, with its groups of three letters: what a slip of the pen is set against."""

    word = models.TextField(primary_key=True, db_collation="C")
    grams = ArrayField(models.TextField())

    class Meta:
        indexes = (GinIndex(fields=["grams"], name="words_by_grams"),)

    def __str__(self) -> str:
        return self.word
