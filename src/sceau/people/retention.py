"""What is kept of people that is past its time? Of each kind, what ended before a day, or served nobody since."""

from __future__ import annotations

from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as BrowserSession
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from sceau.core.calendar import start_of
from sceau.journal.models import Entry
from sceau.mail.erasure import WAITING
from sceau.mail.models import Message
from sceau.people.erasure import FORGOTTEN
from sceau.people.models import AccessToken, Account, Invitation, Link, Person, RoleHeld

LAST_USED = Coalesce("last_login", "opened_at")
"""When an account was last signed in to, else opened."""


def invitations_from_before(day: date) -> QuerySet[Invitation]:
    """Return the invitations that were accepted, or that expired, before a day."""
    start = start_of(day)
    ended = Q(accepted_at__lt=start) | Q(accepted_at=None, expires_at__lt=start)
    return Invitation.objects.filter(ended, erased_at=None).order_by("pk")


def links_from_before(day: date) -> QuerySet[Link]:
    """Return the one-purpose links that were used, taken back, or that expired, before a day."""
    start = start_of(day)
    ended = Q(done_at__lt=start) | Q(revoked_at__lt=start) | Q(expires_at__lt=start)
    return Link.objects.filter(ended, erased_at=None).order_by("pk")


def tokens_from_before(day: date) -> QuerySet[AccessToken]:
    """Return the access tokens that were revoked, or that expired, before a day."""
    start = start_of(day)
    ended = Q(revoked_at__lt=start) | Q(expires_at__lt=start)
    return AccessToken.objects.filter(ended, erased_at=None).order_by("pk")


def sessions_from_before(day: date) -> QuerySet[UserSession]:
    """Return the sessions that were opened before a day."""
    return UserSession.objects.filter(created_at__lt=start_of(day)).order_by("pk")


def accounts_from_before(day: date) -> QuerySet[Account]:
    """Return the accounts that nobody signed in to since a day, of those who held no role since."""
    used = Account.objects.annotate(last=LAST_USED).filter(last__lt=start_of(day))
    held = _held_since(day).filter(person__whole=OuterRef("person__whole"))
    return used.filter(~Exists(held)).exclude(email__endswith=FORGOTTEN).order_by("pk")


def persons_from_before(day: date) -> QuerySet[Person]:
    """Return the persons who held no role since a day, and of whom nothing was done or asked since.

    Who is still being written to is not among them; their mail has to be settled first.
    """
    start, whole = start_of(day), OuterRef("pk")
    about = Concat(Value("person:"), Cast(whole, CharField()))
    since = (
        _held_since(day).filter(person__whole=whole),
        Account.objects.annotate(last=LAST_USED).filter(person__whole=whole, last__gte=start),
        Invitation.objects.filter(person__whole=whole, expires_at__gte=start),
        Link.objects.filter(person__whole=whole, expires_at__gte=start),
        AccessToken.objects.filter(account__person__whole=whole, expires_at__gte=start, revoked_at=None),
        Entry.objects.filter(subject=about, at__gte=start),
        Message.objects.filter(person=whole, going__in=WAITING),
    )
    kept = Person.objects.standing().filter(anonymised_at=None)
    return kept.filter(*(~Exists(rows) for rows in since)).order_by("pk")


def clear_sessions_that_are_over(*, at: datetime) -> int:
    """Clear the sessions that ended by themselves, with from where each was opened; return how many.

    Nobody decides it and no act is recorded: they were good for some days when they were opened.
    """
    count, _ = BrowserSession.objects.filter(expire_date__lt=at).delete()
    there = BrowserSession.objects.filter(pk=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(there), created_at__lt=at).delete()
    return count


def _held_since(day: date) -> QuerySet[RoleHeld]:
    return RoleHeld.objects.filter(Q(until=None) | Q(until__gte=day))
