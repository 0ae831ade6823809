"""How is a person forgotten? What names them is erased; what was decided stays, under an id that tells nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from sceau.core.calendar import paris_day
from sceau.files.actions import erase_file
from sceau.files.models import StoredFile
from sceau.journal.actions import Actor, record
from sceau.mail.erasure import WAITING, erase_mail
from sceau.mail.models import Message
from sceau.people.models import AccessToken, Account, Invitation, Link, Person, RoleHeld

NAMING = (
    "birth_name", "use_name", "given_names", "sex", "nationality", "birth_place", "birth_commune", "birth_country",
    "email",
)  # fmt: skip
"""What names a person: emptied."""

FORGOTTEN = "@forgotten.invalid"
"""What the address of an account ends with that nobody can sign in by any more."""


class NotForgotten(ValueError):
    """A person who cannot be forgotten yet: a key of the sentences on retention, and what fills it."""

    def __init__(self, what: str, **named: str) -> None:
        super().__init__(what)
        self.what = what
        self.named = named


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was erased of a person, or would be."""

    accounts: int
    mails: int
    files: int


def records_of(person: UUID) -> QuerySet[Person]:
    """Return every record of the person that a record is of: the one kept, and those found to be the same one."""
    return Person.objects.filter(whole__in=Person.objects.filter(pk=person).values("whole"))


def would_be_forgotten(*, person: UUID, at: datetime) -> Forgotten:
    """Return what would be erased of a person; raises ``NotForgotten`` where that cannot be."""
    records = list(records_of(person).values_list("pk", "anonymised_at"))
    keys = [key for key, _ in records]
    if person not in keys:
        raise NotForgotten("no_person", person=str(person))
    if all(done for _, done in records):
        raise NotForgotten("already_erased", person=str(person))
    held = RoleHeld.objects.filter(person__in=keys).in_force(paris_day(at)).values_list("role", flat=True)
    if held:
        raise NotForgotten("role_in_force", person=str(person), roles=", ".join(sorted(set(held))))
    if _mails(keys).filter(going__in=WAITING).exists():
        raise NotForgotten("mail_waits", person=str(person))
    accounts = Account.objects.filter(person__in=keys).count()
    return Forgotten(accounts, _mails(keys).count(), _files(keys).count())


def forget(*, person: UUID, at: datetime, by: Actor) -> Forgotten:
    """Erase what names a person, their mails and files, and shut their accounts: one act, recorded on the person.

    The bytes of the files go once everything else is committed. Raises ``NotForgotten``.
    """
    with transaction.atomic():
        list(records_of(person).select_for_update())
        forgotten = would_be_forgotten(person=person, at=at)
        records = [one.pk for one in records_of(person)]
        accounts = list(Account.objects.filter(person__in=records).values_list("pk", flat=True))
        for message in _mails(records):  # before the addresses by which they are found are gone
            erase_mail(message=message, at=at, by=by)
        _shut(accounts, at=at, by=by)
        for file in _files(records):
            erase_file(file=file, at=at, by=by)
        for invitation in Invitation.objects.filter(person__in=records):
            erase_invitation(invitation=invitation, at=at, by=by)
        Link.objects.filter(person__in=records, revoked_at=None).update(revoked_at=at)
        for link in Link.objects.filter(person__in=records):
            erase_link(link=link, at=at, by=by)
        nothing = dict.fromkeys(NAMING, "")
        for record_of_person in records_of(person).filter(anonymised_at=None):
            Person.objects.filter(pk=record_of_person.pk).update(**nothing, birth_date=None, anonymised_at=at)
            record(at=at, by=by, act="forget_person", subject=f"person:{record_of_person.pk}")
    return forgotten


def erase_invitation(*, invitation: Invitation, at: datetime, by: Actor) -> bool:
    """Erase the address of an invitation and what proves who opens it; tell whether there was anything left.

    The row stays: who was offered which role, under opaque ids, and when.
    """
    with transaction.atomic():
        if not Invitation.objects.select_for_update().filter(pk=invitation.pk, erased_at=None).exists():
            return False
        Invitation.objects.filter(pk=invitation.pk).update(
            email="", secret_digest=_of_nothing(invitation), erased_at=at
        )
        record(at=at, by=by, act="erase_invitation", subject=f"invitation:{invitation.pk}")
    return True


def erase_link(*, link: Link, at: datetime, by: Actor) -> bool:
    """Erase what proves who opens a one-purpose link; tell whether there was anything left. The row stays."""
    with transaction.atomic():
        if not Link.objects.select_for_update().filter(pk=link.pk, erased_at=None).exists():
            return False
        Link.objects.filter(pk=link.pk).update(secret_digest=_of_nothing(link), erased_at=at)
        record(at=at, by=by, act="erase_link", subject=f"link:{link.pk}")
    return True


def erase_token(*, token: AccessToken, at: datetime, by: Actor) -> bool:
    """Erase the name of an access token, when it last came and what proves it; tell whether there was anything left.

    It opens nothing any more. The row stays: what it was for, and until when.
    """
    with transaction.atomic():
        if not AccessToken.objects.select_for_update().filter(pk=token.pk, erased_at=None).exists():
            return False
        AccessToken.objects.filter(pk=token.pk).update(
            name="", secret_digest=_of_nothing(token), last_used_on=None, erased_at=at
        )
        record(at=at, by=by, act="erase_token", subject=f"token:{token.pk}")
    return True


def erase_session(*, browser: UserSession, at: datetime, by: Actor) -> bool:
    """End a session and erase from where it was opened, and record it on its account; tell whether it was there."""
    with transaction.atomic():
        found = UserSession.objects.select_for_update().filter(pk=browser.pk).first()
        if found is None:
            return False
        found.end()
        record(at=at, by=by, act="erase_session", subject=f"account:{found.user_id}")
    return True


def close_account(*, account: Account, at: datetime, by: Actor) -> bool:
    """Shut an account and leave its id alone, and record it; tell whether there was anything left."""
    with transaction.atomic():
        found = Account.objects.select_for_update().filter(pk=account.pk).exclude(email__endswith=FORGOTTEN)
        if not found.exists():
            return False
        _shut([account.pk], at=at, by=by)
        record(at=at, by=by, act="close_account", subject=f"account:{account.pk}")
    return True


def _of_nothing(row: Invitation | Link | AccessToken) -> str:
    """Return what stands in the place of a digest that is erased: no secret has it, and no two rows."""
    return str(row.pk)


def _mails(records: list[UUID]) -> QuerySet[Message]:
    """Return the mails to a person, by who they are or by an address of theirs."""
    addresses = [
        *EmailAddress.objects.filter(user__person__in=records).values_list("email", flat=True),
        *Account.objects.filter(person__in=records).values_list("email", flat=True),
        *Person.objects.filter(pk__in=records).exclude(email="").values_list("email", flat=True),
    ]
    known = {one.lower() for one in addresses}
    rows = Message.objects.filter(erased_at=None).annotate(addressed=Lower("address"))
    return rows.filter(Q(person__in=records) | Q(addressed__in=known))


def _files(records: list[UUID]) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(subject__in=[f"person:{one}" for one in records], erased_at=None)


def _shut(accounts: list[UUID], *, at: datetime, by: Actor) -> None:
    """Leave of accounts their id alone: nobody, and no program, comes in by them any more, and no address is kept."""
    for token in AccessToken.objects.filter(account__in=accounts):
        erase_token(token=token, at=at, by=by)
    for browser in UserSession.objects.filter(user__in=accounts):
        browser.end()
    for held in (EmailAddress, Authenticator, SocialAccount):
        held.objects.filter(user__in=accounts).delete()
    for account in Account.objects.filter(pk__in=accounts):
        account.email, account.is_active = f"{account.pk}{FORGOTTEN}", False
        account.set_unusable_password()
        account.save(update_fields=["email", "is_active", "password"])
