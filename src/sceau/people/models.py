"""What is kept of schools, of persons, of their accounts and roles? Identity lives here, and nowhere else."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Lower

from sceau.journal.models import SHA256, append_only
from sceau.people.folding import Folded
from sceau.people.roles import OF_NO_SCHOOL, OF_THE_LABEL, Role

COUNTRY, COMMUNE = 2, 5
"""Characters of a country (ISO 3166-1) and of a commune (INSEE)."""


class School(models.Model):
    """A school of this installation; its law is the folder of the same name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    """The name of its folder in the law."""
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def is_member(self, *, on: date) -> bool:
        """Tell whether it is a member of the Conférence des Grandes Écoles on a day."""
        return self.memberships.filter(_in_force(on)).exists()


class Membership(models.Model):
    """A time during which a school is a member of the Conférence des Grandes Écoles."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    """The last day; none while it lasts."""

    class Meta:
        ordering = ("since",)
        constraints = (
            models.CheckConstraint(
                name="membership_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(name="one_membership_lasts", fields=["school"], condition=Q(until=None)),
        )

    def __str__(self) -> str:
        return f"{self.school_id}: {self.since} – {self.until or '…'}"


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons, by what they are to somebody."""

    def of_schools(self, schools: Collection[uuid.UUID]) -> PersonQuerySet:
        """Return those that hold or held a role at one of these schools."""
        return self.filter(of_schools(schools))

    def standing(self) -> PersonQuerySet:
        """Return those that turned out to be nobody else."""
        return self.filter(merged_into=None)


class Person(models.Model):
    """Somebody, as an identity document has it: what a declaration of diplomas needs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    birth_name = models.CharField(max_length=100)
    use_name = models.CharField(max_length=100, blank=True)
    """The name in use, where it is not that of birth."""
    given_names = models.CharField(max_length=150)
    sex = models.CharField(max_length=1, blank=True, choices=[("F", "F"), ("M", "M")])
    nationality = models.CharField(max_length=COUNTRY, blank=True)
    """The country, by its two letters (ISO 3166-1)."""
    birth_date = models.DateField(null=True, blank=True)
    birth_place = models.CharField(max_length=100, blank=True)
    birth_commune = models.CharField(max_length=COMMUNE, blank=True)
    """The code of the commune (INSEE), for those born in France."""
    birth_country = models.CharField(max_length=COUNTRY, blank=True)
    email = models.EmailField(blank=True)
    """Where to write to who has no account."""
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    """The person that this one turned out to be, by the last of its mergers."""
    whole = models.GeneratedField(
        expression=Coalesce("merged_into", "id"), output_field=models.UUIDField(), db_persist=True
    )
    """The person that this record is of: itself, or the one that it turned out to be."""
    anonymised_at = models.DateTimeField(null=True, blank=True)
    """When what names this person was erased; none while it is kept."""
    sort_key = models.GeneratedField(
        expression=Folded("birth_name", "use_name", "given_names", form="sort"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    """The name in use, then the given names, in small letters without accents: the order of lists."""
    search = models.GeneratedField(
        expression=Folded("birth_name", "use_name", "given_names", form="search"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    """Every name, in small letters without accents: what a search looks in."""
    birth_key = models.GeneratedField(
        expression=Folded("birth_name", "use_name", "given_names", form="birth"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    """The name of birth in small letters without accents: duplicates are looked for by it."""
    given_key = models.GeneratedField(
        expression=Folded("birth_name", "use_name", "given_names", form="given"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    """The given names likewise."""

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=["sort_key", "id"], include=["search", "whole", "merged_into"], name="persons_in_order"
            ),
            models.Index(fields=["whole", "id"], name="records_of_a_person"),
            models.Index(fields=["birth_key", "given_key"], name="persons_of_a_name"),
            models.Index(fields=["birth_date"], name="persons_of_a_day"),
            models.Index(Lower("email"), name="persons_of_an_address", condition=~Q(email="")),
        )
        constraints = (
            models.CheckConstraint(
                name="nobody_is_merged_into_themselves", condition=Q(merged_into=None) | ~Q(merged_into=F("id"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.given_names} {self.use_name or self.birth_name}"


class Merger(models.Model):
    """Two records found to be one person: whose, and which records followed. It can be undone, by a row of its own."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mergers_into")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mergers")
    moved = models.JSONField()
    """The ids of every person that this merger moved: the one absorbed, and those that it had absorbed before."""
    at = models.DateTimeField()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"


class Parting(models.Model):
    """The undoing of a merger."""

    merger = models.OneToOneField(Merger, on_delete=models.PROTECT, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"parting of {self.merger_id}"


class Distinction(models.Model):
    """Two records that look like one person, and that somebody found to be two."""

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="distinctions")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="two_are_told_apart_once", fields=["first", "second"]),
            models.CheckConstraint(name="two_are_told_apart_in_order", condition=Q(first__lt=F("second"))),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


class AccountManager(BaseUserManager["Account"]):
    """How Django finds an account: by its address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account of an address."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """What somebody signs in with: an address, and a password where they chose one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    language = models.CharField(max_length=2, default="fr", choices=[("fr", "Français"), ("en", "English")])
    is_active = models.BooleanField(default=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_an_address"),)

    def __str__(self) -> str:
        return str(self.id)


class RoleHeldQuerySet(models.QuerySet["RoleHeld"]):
    """Roles held, by whom and when."""

    def of(self, person: uuid.UUID) -> RoleHeldQuerySet:
        """Return the roles of a person, those of the records found to be the same person included."""
        return self.filter(person__whole=person)

    def in_force(self, on: date) -> RoleHeldQuerySet:
        """Return those that are held on a day."""
        return self.filter(_in_force(on))


class RoleHeld(models.Model):
    """A role that a person holds, at a school or above them, from a day and until another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles", db_index=False)
    role = models.CharField(max_length=40, choices=Role.choices)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    """The last day; none while it lasts."""

    objects = RoleHeldQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["school", "person"], name="persons_of_a_school"),
            models.Index(fields=["person", "role", "school", "since", "until"], name="roles_of_a_person"),
        )
        constraints = (
            models.CheckConstraint(
                name="role_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="a_school_where_the_role_has_one",
                condition=Q(role__in=sorted(OF_NO_SCHOOL), school=None)
                | (~Q(role__in=sorted(OF_NO_SCHOOL)) & Q(school__isnull=False)),
            ),
            models.UniqueConstraint(
                name="a_role_lasts_once",
                fields=["person", "role", "school"],
                condition=Q(until=None),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role} {self.school_id or ''}"


class Invitation(models.Model):
    """What was sent to somebody so that they open an account, with the role that waits for them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=40, choices=Role.choices)
    until = models.DateField(null=True, blank=True)
    """The last day of the role; none where it lasts."""
    secret_digest = models.CharField(max_length=SHA256, unique=True)
    """Of what the address in the mail ends with: who reads the database cannot accept for somebody."""
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    """When the address and the digest were erased; none while they are kept."""

    def __str__(self) -> str:
        return str(self.id)


class Link(models.Model):
    """A way in for somebody without an account: one purpose, on one object, for a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    act = models.CharField(max_length=60)
    """The act of the matrix that it opens, and nothing else."""
    subject = models.UUIDField()
    """The one object that the act may be done on."""
    secret_digest = models.CharField(max_length=SHA256, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    """When what it is for was done: it opens nothing after that."""
    revoked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    """When the digest was erased; none while it is kept."""

    def __str__(self) -> str:
        return str(self.id)


class AccessToken(models.Model):
    """What a program comes in by, as the person who made it, for what they let it do, until a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100, blank=True)
    """The program that holds it, as its owner calls it."""
    scopes = models.JSONField()
    """What it may do, among ``people.tokens.SCOPES``."""
    secret_digest = models.CharField(max_length=SHA256, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    """When its name and digest were erased; none while they are kept."""

    def __str__(self) -> str:
        return str(self.id)


def of_schools(schools: Collection[uuid.UUID]) -> Q:
    """Return the condition that a person, by any record of theirs, holds or held a role at one of these schools."""
    return Q(Exists(RoleHeld.objects.filter(person__whole=OuterRef("whole"), school__in=schools)))


def of_the_label() -> Q:
    """Return the condition that a person, by any record of theirs, holds or held a role of the label."""
    return Q(Exists(RoleHeld.objects.filter(person__whole=OuterRef("whole"), role__in=OF_THE_LABEL)))


def _in_force(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))
