"""How does somebody come to a role by invitation? They are written to, and take what waits for them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.models import QuerySet

from sceau.core.calendar import paris_day
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.mail.actions import write
from sceau.people.actions.roles import check_the_end, check_the_place, give
from sceau.people.identity import Identity, check, tidy
from sceau.people.invitations import account_of_address, role_of_invitation, said_of_instant
from sceau.people.links import Shut, why_shut
from sceau.people.models import Account, Invitation, Person
from sceau.people.permissions import TOKEN
from sceau.people.roles import Role
from sceau.people.secrets import address_of, digest_of_secret, fresh_secret

INVITATION_LASTS = timedelta(days=14)


def invite(
    *,
    address: str,
    given_names: str,
    birth_name: str,
    role: Role,
    school: UUID | None,
    until: date | None,
    language: str,
    on: date,
    at: datetime,
    by: Actor,
) -> Invitation:
    """Write to somebody that a role waits for them; what was sent for the same role before opens nothing any more.

    Raises ``IdentityFaulty`` where the names cannot be those of somebody.
    """
    identity = tidy(Identity(birth_name=birth_name, given_names=given_names, email=address.lower()))
    check(identity, on=on)
    check_the_end(until, on)
    check_the_place(role, school)
    secret, expires_at = fresh_secret(), at + INVITATION_LASTS
    with transaction.atomic():
        _one_at_a_time(identity.email)
        before = Invitation.objects.filter(email=identity.email, school=school, accepted_at=None)
        person = _person_invited(before, identity, at, by)
        before.filter(role=role, expires_at__gt=at).update(expires_at=at)
        to = {"email": identity.email, "person": person, "school_id": school, "role": role, "until": until}
        invitation = Invitation.objects.create(
            **to, secret_digest=digest_of_secret(secret), sent_at=at, expires_at=expires_at
        )
        _write_to(invitation, secret, language, at)
        offered = facts_of(person=person.pk, role=role, school=school, until=until, expires=paris_day(expires_at))
        record(at=at, by=by, act="invite", subject=f"invitation:{invitation.pk}", on=offered)
    return invitation


def _write_to(invitation: Invitation, secret: str, language: str, at: datetime) -> None:
    """Write what is offered to the address that an invitation is for."""
    said = {
        **role_of_invitation(invitation),
        **said_of_instant("until", invitation.expires_at),
        "name": str(invitation.person),
        "link": address_of("accept_invitation", secret),
    }
    to = {"address": invitation.email, "person": invitation.person_id}
    write(kind="invitation", **to, language=language, said=said, at=at)


def _person_invited(before: QuerySet[Invitation], identity: Identity, at: datetime, by: Actor) -> Person:
    """Return whose address it is, or who was invited there before; else enter somebody of that name."""
    account, last = account_of_address(identity.email), before.order_by("-sent_at").first()
    if account and account.person:
        return account.person
    if last:
        return last.person
    person = Person.objects.create(**asdict(identity))
    record(at=at, by=by, act="create_person", subject=f"person:{person.pk}")
    return person


def accept_invitation(*, secret: str, account: UUID | None, language: str, at: datetime) -> Account:
    """Take the role that waits, with an account opened for it or with the one of that address, signed in.

    Raises ``Shut`` where the invitation opens nothing, or not to whoever comes.
    """
    on = paris_day(at)
    with transaction.atomic():
        found = _locked(secret, at)
        holder = account_of_address(found.email)
        if account is not None and (holder is None or holder.pk != account):
            raise Shut("another_account")
        if account is None and holder is not None:
            raise Shut("sign_in_first")
        holder = holder or _opened(found, language, at)
        if holder.person_id is None:
            holder.person_id = found.person_id
            holder.save(update_fields=["person"])
        found.accepted_at = at
        found.save(update_fields=["accepted_at"])
        by = Actor(str(holder.pk), TOKEN, str(found.school_id or ""), f"invitation:{found.pk}")
        record(at=at, by=by, act="accept_invitation", subject=f"invitation:{found.pk}")
        place = {"person": holder.person_id, "role": Role(found.role), "school": found.school_id}
        give(**place, since=on, until=found.until, at=at, by=by)
    return holder


def _locked(secret: str, at: datetime) -> Invitation:
    """Return the invitation of a secret, held from anybody else who comes with it; raises ``Shut`` where it is shut."""
    offered = Invitation.objects.filter(secret_digest=digest_of_secret(secret))
    _one_at_a_time(offered.values_list("email", flat=True).first() or "")
    found = offered.select_for_update(of=("self",)).first()
    if found is None:
        raise Shut("unknown")
    if why := why_shut(found, done="accepted_at", at=at):
        raise Shut(why)
    if found.until is not None and found.until < paris_day(at):
        raise Shut("expired")
    return found


def _opened(invitation: Invitation, language: str, at: datetime) -> Account:
    """Return a new account, whose address is verified: the secret came to it."""
    account = Account(email=invitation.email, person=invitation.person, language=language, opened_at=at)
    account.set_unusable_password()
    account.save()
    EmailAddress.objects.create(user=account, email=invitation.email, verified=True, primary=True)
    return account


def _one_at_a_time(address: str) -> None:
    """Wait until nobody else invites or opens an account at this address."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"address:{address}"])
