"""What is kept of schools, of persons, of their accounts and roles? Identity lives here, and nowhere else."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from sceau.people.roles import OF_NO_SCHOOL, Role


class School(models.Model):
    """A school of this installation; its law is the folder of the same name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    """The name of its folder in the law."""
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A time during which a school is a member of the Conférence des Grandes Écoles."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    """The last day; none while it lasts."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="membership_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(name="one_membership_lasts", fields=["school"], condition=Q(until=None)),
        )

    def __str__(self) -> str:
        return f"{self.school_id}: {self.since} – {self.until or '…'}"


class Person(models.Model):
    """Somebody, as an identity document has it: what a declaration of diplomas needs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    birth_name = models.CharField(max_length=100)
    use_name = models.CharField(max_length=100, blank=True)
    """The name in use, where it is not that of birth."""
    given_names = models.CharField(max_length=150)
    sex = models.CharField(max_length=1, blank=True, choices=[("F", "F"), ("M", "M")])
    nationality = models.CharField(max_length=2, blank=True)
    """The country, by its two letters (ISO 3166-1)."""
    birth_date = models.DateField(null=True, blank=True)
    birth_place = models.CharField(max_length=100, blank=True)
    birth_commune = models.CharField(max_length=5, blank=True)
    """The code of the commune (INSEE), for those born in France."""
    birth_country = models.CharField(max_length=2, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    """The person that this one turned out to be; to undo a merger is to empty it."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="nobody_is_merged_into_themselves", condition=Q(merged_into=None) | ~Q(merged_into=F("id"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.given_names} {self.use_name or self.birth_name}"


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

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_an_address"),)

    def __str__(self) -> str:
        return str(self.id)


class RoleHeld(models.Model):
    """A role that an account holds, at a school or above them, from a day and until another."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=40, choices=Role.choices)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    """The last day; none while it lasts."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="role_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="a_school_where_the_role_has_one",
                condition=Q(role__in=sorted(OF_NO_SCHOOL), school=None)
                | (~Q(role__in=sorted(OF_NO_SCHOOL)) & ~Q(school=None)),
            ),
            models.UniqueConstraint(
                name="a_role_lasts_once",
                fields=["account", "role", "school"],
                condition=Q(until=None),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role} {self.school_id or ''}"
