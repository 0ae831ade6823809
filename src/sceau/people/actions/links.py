"""What is done by a one-purpose link? It is sent to somebody outside, does its one act, or is taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from sceau.core.calendar import paris_day
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.mail.actions import write
from sceau.people.actions.not_done import NotDone, refuse_who_is_no_more
from sceau.people.actions.persons import write_identity
from sceau.people.identity import Identity, check, tidy
from sceau.people.invitations import said_of_instant
from sceau.people.links import Shut, why_shut
from sceau.people.models import Account, Link, Person
from sceau.people.secrets import address_of, digest_of_secret, fresh_secret

LINK_LASTS_AT_MOST = 30
"""Days that a one-purpose link may stay good."""
LINK_ACTS = ("complete_identity",)
"""What a one-purpose link may be for."""


def send_link(
    *,
    person: UUID,
    act: str,
    address: str,
    school: UUID | None,
    days: int,
    language: str,
    at: datetime,
    by: Actor,
) -> Link:
    """Write to somebody outside with a link that does one act, on one object, for some days."""
    if act not in LINK_ACTS or not 1 <= days <= LINK_LASTS_AT_MOST:
        raise NotDone("link_impossible")
    secret, expires_at = fresh_secret(), at + timedelta(days=days)
    with transaction.atomic():
        whose = Person.objects.select_for_update().get(pk=person)
        refuse_who_is_no_more(whose)
        if Account.objects.filter(person__whole=person, is_active=True).exists():
            raise NotDone("has_an_account")
        of = {"person": whose, "school_id": school, "act": act, "subject": person}
        link = Link.objects.create(**of, secret_digest=digest_of_secret(secret), sent_at=at, expires_at=expires_at)
        _write_to(link, secret, address, language, at)
        sent = facts_of(person=person, act=act, school=school, expires=paris_day(expires_at))
        record(at=at, by=by, act="send_link", subject=f"link:{link.pk}", on=sent)
    return link


def _write_to(link: Link, secret: str, address: str, language: str, at: datetime) -> None:
    """Write a link to an address, in the words of what it is for."""
    said = {
        "name": str(link.person),
        "link": address_of("come_by_link", secret),
        "school": link.school.name if link.school else "Sceau",
        **said_of_instant("until", link.expires_at),
    }
    write(kind=f"link_{link.act}", address=address, language=language, said=said, at=at, person=link.person_id)


def revoke_link(*, link: UUID, at: datetime, by: Actor) -> Link:
    """Take back a link that was sent: it opens nothing from now on."""
    with transaction.atomic():
        row = Link.objects.select_for_update(of=("self",)).get(pk=link)
        if why := why_shut(row, done="done_at", at=at):
            raise NotDone(f"link_{why}")
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        record(at=at, by=by, act="revoke_link", subject=f"link:{link}")
    return row


def complete_identity(*, link: UUID, identity: Identity, on: date, at: datetime, by: Actor) -> Person:
    """Write the identity that its own bearer gives by a link, which is used up by it.

    Raises ``Shut`` where the link is no longer good, ``IdentityFaulty`` with everything that is wrong.
    """
    identity = tidy(identity)
    check(identity, on=on)
    with transaction.atomic():
        row = Link.objects.select_for_update(of=("self",)).get(pk=link)
        if why := why_shut(row, done="done_at", at=at):
            raise Shut(why)
        person = Person.objects.select_for_update().get(pk=row.subject)
        has_an_account = Account.objects.filter(person__whole=row.subject, is_active=True).exists()
        if person.anonymised_at is not None or person.merged_into_id is not None or has_an_account:
            raise Shut("revoked")
        changed = write_identity(person, identity)
        row.done_at = at
        row.save(update_fields=["done_at"])
        record(at=at, by=by, act="complete_identity", subject=f"person:{person.pk}", on=facts_of(fields=changed))
    return person
