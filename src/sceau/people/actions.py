"""What is done to schools and persons: enter, correct, join, part. Each act is one transaction, and is journalled."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from sceau.core.calendar import PARIS
from sceau.journal.actions import Actor, Grounds, record
from sceau.mail.actions import write
from sceau.people.identity import FIELDS, Identity, check, identity_of, longest, mark_of, tidy
from sceau.people.invitations import account_of_address, role_of_invitation, said_of_instant
from sceau.people.links import Shut, why_shut
from sceau.people.models import (
    Account,
    Distinction,
    Invitation,
    Link,
    Membership,
    Merger,
    Parting,
    Person,
    RoleHeld,
    School,
)
from sceau.people.permissions import TOKEN
from sceau.people.queries import followers_of
from sceau.people.roles import OF_NO_SCHOOL, OF_STUDY, OFFICES, Role
from sceau.people.secrets import digest_of_secret, fresh_secret

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class NotDone(ValueError):
    """An act that cannot be done: a key of the sentences ``people_refusals``, and the field that it is about."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.field = field


def create_school(*, slug: str, name: str, at: datetime, by: Actor) -> School:
    """Enter a school under the name of the folder of its law."""
    name = " ".join(name.split())
    if not SLUG.fullmatch(slug) or len(slug) > longest(School, "slug"):
        raise NotDone("slug_unusable", "slug")
    _check_school_name(name)
    with transaction.atomic():
        school, fresh = School.objects.get_or_create(slug=slug, defaults={"name": name})
        if not fresh:
            raise NotDone("slug_taken", "slug")
        record(at=at, by=by, act="create_school", subject=f"school:{school.pk}")
    return school


def correct_school(*, school: UUID, name: str, at: datetime, by: Actor) -> School:
    """Correct the name of a school; nothing is done, nor journalled, where nothing changes."""
    name = " ".join(name.split())
    _check_school_name(name)
    with transaction.atomic():
        row = School.objects.select_for_update().get(pk=school)
        if row.name != name:
            row.name = name
            row.save(update_fields=["name"])
            record(at=at, by=by, act="correct_school", subject=f"school:{school}", on=_changed(["name"]))
    return row


def _check_school_name(name: str) -> None:
    if not name or not name.isprintable() or len(name) > longest(School, "name"):
        raise NotDone("school_name_unusable", "name")


def begin_membership(*, school: UUID, since: date, at: datetime, by: Actor) -> Membership:
    """Make a school a member of the Conférence des Grandes Écoles from a day on."""
    with transaction.atomic():
        School.objects.select_for_update().get(pk=school)
        before = Membership.objects.filter(school=school).order_by("-since").first()
        if before and before.until is None:
            raise NotDone("already_a_member", "since")
        if before and since <= before.until:
            raise NotDone("member_until_later", "since")
        membership = Membership.objects.create(school_id=school, since=since)
        record(at=at, by=by, act="begin_membership", subject=f"school:{school}")
    return membership


def end_membership(*, school: UUID, until: date, at: datetime, by: Actor) -> Membership:
    """End the membership that lasts, after a last day."""
    with transaction.atomic():
        School.objects.select_for_update().get(pk=school)
        membership = Membership.objects.filter(school=school, until=None).first()
        if membership is None:
            raise NotDone("no_member", "until")
        if until < membership.since:
            raise NotDone("ends_before_it_begins", "until")
        membership.until = until
        membership.save(update_fields=["until"])
        record(at=at, by=by, act="end_membership", subject=f"school:{school}")
    return membership


def create_person(
    *, identity: Identity, role: Role, school: UUID, since: date, on: date, at: datetime, by: Actor
) -> Person:
    """Enter a person in the role in which they come to a school: without one, no school would see them.

    Raises ``IdentityFaulty`` with everything that is wrong with the identity.
    """
    identity = tidy(identity)
    check(identity, on=on)
    if role not in OF_STUDY:
        raise NotDone("office_not_entered", "role")
    with transaction.atomic():
        person = Person.objects.create(**asdict(identity))
        record(at=at, by=by, act="create_person", subject=f"person:{person.pk}")
        _give(person.pk, role, school, since, None, at, by)
    return person


def correct_person(*, person: UUID, seen: str, identity: Identity, on: date, at: datetime, by: Actor) -> Person:
    """Correct the identity of a person; the journal keeps the names of the fields that changed, never what they hold.

    ``seen`` is the mark of the identity as it was before: where somebody else has corrected it since, nothing is done.
    Raises ``IdentityFaulty`` with everything that is wrong with the new one.
    """
    identity = tidy(identity)
    check(identity, on=on)
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person)
        _check_it_may_be_corrected(row, seen)
        changed = [name for name in FIELDS if getattr(row, name) != getattr(identity, name)]
        if changed:
            for name in changed:
                setattr(row, name, getattr(identity, name))
            row.save(update_fields=changed)
            record(at=at, by=by, act="correct_person", subject=f"person:{person}", on=_changed(changed))
    return row


def _check_it_may_be_corrected(row: Person, seen: str) -> None:
    if row.merged_into_id is not None:
        raise NotDone("merged_meanwhile")
    if row.anonymised_at is not None:
        raise NotDone("erased")
    if mark_of(identity_of(row)) != seen:
        raise NotDone("corrected_meanwhile")


def merge_persons(
    *, kept: UUID, absorbed: UUID, offices_at: Collection[UUID] | None, at: datetime, by: Actor
) -> Merger:
    """Join two records of one person: the absorbed one, and those that it had absorbed, become the kept one.

    ``offices_at`` names the schools whose offices whoever acts may give, None where all: a merger gives no account an
    office that they could not give.
    """
    if kept == absorbed:
        raise NotDone("same_record")
    with transaction.atomic():
        _one_merger_at_a_time()
        found = Person.objects.select_for_update().in_bulk([kept, absorbed])
        if any(one.merged_into_id is not None for one in found.values()):
            raise NotDone("merged_meanwhile")
        if any(one.anonymised_at is not None for one in found.values()):
            raise NotDone("erased")
        if offices_at is not None and _an_account_would_gain_an_office(kept, absorbed, offices_at):
            raise NotDone("gains_an_office")
        moved = Person.objects.filter(whole=absorbed)
        ids = sorted(str(one) for one in moved.values_list("pk", flat=True))
        moved.update(merged_into=kept)
        merger = Merger.objects.create(kept_id=kept, absorbed_id=absorbed, moved=ids, at=at)
        for one in (kept, absorbed):
            record(at=at, by=by, act="merge_persons", subject=f"person:{one}")
    return merger


def part_persons(*, merger: int, at: datetime, by: Actor) -> Parting:
    """Undo a merger: the absorbed record stands again, with those that followed it there and are there still."""
    with transaction.atomic():
        _one_merger_at_a_time()
        row = Merger.objects.get(pk=merger)
        if Parting.objects.filter(pk=merger).exists():
            raise NotDone("parted_already")
        followers = followers_of(row)
        parting = Parting.objects.create(merger=row, at=at)
        Person.objects.filter(pk__in=followers).update(merged_into=row.absorbed_id)
        Person.objects.filter(pk=row.absorbed_id).update(merged_into=None)
        for one in (row.kept_id, row.absorbed_id):
            record(at=at, by=by, act="part_persons", subject=f"person:{one}")
    return parting


def _one_merger_at_a_time() -> None:
    """Wait until nobody else joins or parts: a chain of mergers is never changed at two ends at once."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE people_merger IN SHARE ROW EXCLUSIVE MODE")


def _an_account_would_gain_an_office(kept: UUID, absorbed: UUID, may_give_at: Collection[UUID]) -> bool:
    """Tell whether joining two records opens to the account of one an office of the other, beyond what may be given."""
    for one, other in ((kept, absorbed), (absorbed, kept)):
        if Account.objects.filter(person__whole=one).exists():
            gained = RoleHeld.objects.of(other).filter(role__in=OFFICES)
            if gained.exclude(role__in=set(OFFICES) - OF_NO_SCHOOL, school__in=may_give_at).exists():
                return True
    return False


def tell_apart(*, one: UUID, other: UUID, at: datetime, by: Actor) -> Distinction:
    """Keep that two records are two persons: they are no longer proposed as duplicates."""
    if one == other:
        raise NotDone("same_record")
    first, second = sorted((one, other))
    with transaction.atomic():
        row, fresh = Distinction.objects.get_or_create(first_id=first, second_id=second, defaults={"at": at})
        if fresh:
            for each in (first, second):
                record(at=at, by=by, act="tell_apart", subject=f"person:{each}")
    return row


def _changed(names: list[str]) -> Grounds:
    """Return what is kept of a correction: the names of the fields, never what they held or hold."""
    return Grounds(outcome="corrected", text=json.dumps({"fields": names}))


INVITATION_LASTS = timedelta(days=14)
LINK_LASTS_AT_MOST = 30
"""Days that a one-purpose link may stay good."""
LINK_ACTS = ("complete_identity",)
"""What a one-purpose link may be for."""


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
    _check_the_end(until, on)
    _check_the_place(role, school)
    address, secret = identity.email, fresh_secret()
    with transaction.atomic():
        _one_at_a_time(address)
        before = Invitation.objects.filter(email=address, school=school, accepted_at=None).order_by("-sent_at")
        person = _person_invited(address, before.first(), identity, at, by)
        before.filter(role=role, expires_at__gt=at).update(expires_at=at)
        invitation = Invitation.objects.create(
            email=address,
            person=person,
            school_id=school,
            role=role,
            until=until,
            secret_digest=digest_of_secret(secret),
            sent_at=at,
            expires_at=at + INVITATION_LASTS,
        )
        said = {
            **role_of_invitation(invitation),
            **said_of_instant("until", invitation.expires_at),
            "name": str(person),
            "link": _address_of("accept_invitation", secret),
        }
        write(kind="invitation", address=address, language=language, said=said, at=at, person=person.pk)
        record(at=at, by=by, act="invite", subject=f"invitation:{invitation.pk}")
    return invitation


def _person_invited(address: str, before: Invitation | None, identity: Identity, at: datetime, by: Actor) -> Person:
    """Return whose address it is, or who was invited there before; else enter somebody of that name."""
    account = account_of_address(address)
    if account and account.person:
        return account.person
    if before:
        return before.person
    person = Person.objects.create(**asdict(identity))
    record(at=at, by=by, act="create_person", subject=f"person:{person.pk}")
    return person


def accept_invitation(*, secret: str, account: UUID | None, language: str, at: datetime) -> Account:
    """Take the role that waits, with an account opened for it or with the one of that address, signed in.

    Raises ``Shut`` where the invitation opens nothing, or not to whoever comes.
    """
    offered = Invitation.objects.filter(secret_digest=digest_of_secret(secret))
    on = at.astimezone(PARIS).date()
    with transaction.atomic():
        _one_at_a_time(offered.values_list("email", flat=True).first() or "")
        found = offered.select_for_update(of=("self",)).first()
        if found is None:
            raise Shut("unknown")
        if why := why_shut(found, done="accepted_at", at=at):
            raise Shut(why)
        if found.until is not None and found.until < on:
            raise Shut("expired")
        holder = account_of_address(found.email)
        if account is not None and (holder is None or holder.pk != account):
            raise Shut("another_account")
        if account is None and holder is not None:
            raise Shut("sign_in_first")
        holder = holder or _opened(found, language)
        if holder.person_id is None:
            holder.person_id = found.person_id
            holder.save(update_fields=["person"])
        found.accepted_at = at
        found.save(update_fields=["accepted_at"])
        by = Actor(str(holder.pk), TOKEN, str(found.school_id or ""))
        record(at=at, by=by, act="accept_invitation", subject=f"invitation:{found.pk}")
        _give(holder.person_id, Role(found.role), found.school_id, on, found.until, at, by)
    return holder


def _opened(invitation: Invitation, language: str) -> Account:
    """Return a new account, whose address is verified: the secret came to it."""
    account = Account(email=invitation.email, person=invitation.person, language=language)
    account.set_unusable_password()
    account.save()
    EmailAddress.objects.create(user=account, email=invitation.email, verified=True, primary=True)
    return account


def grant_role(
    *, person: UUID, role: Role, school: UUID | None, since: date, until: date | None, at: datetime, by: Actor
) -> RoleHeld:
    """Give a role to a person who is known."""
    _check_the_end(until, since)
    _check_the_place(role, school)
    with transaction.atomic():
        whole = Person.objects.select_for_update().get(pk=person)
        if whole.anonymised_at is not None:
            raise NotDone("erased")
        if whole.merged_into_id is not None:
            raise NotDone("merged_meanwhile")
        held = RoleHeld.objects.of(person).filter(role=role, school=school)
        if held.exclude(until__lt=since).exists():
            raise NotDone("role_held", "role")
        return _give(person, role, school, since, until, at, by)


def _give(
    person: UUID, role: Role, school: UUID | None, since: date, until: date | None, at: datetime, by: Actor
) -> RoleHeld:
    """Give a role once: whoever holds it for as long keeps it."""
    lasting = RoleHeld.objects.of(person).filter(role=role, school=school, until=None, since__lte=since).first()
    if lasting:
        return lasting
    given = RoleHeld.objects.create(person_id=person, role=role, school_id=school, since=since, until=until)
    record(at=at, by=by, act="grant_role", subject=f"role:{given.pk}")
    return given


def end_role(*, held: UUID, until: date, at: datetime, by: Actor) -> RoleHeld:
    """End a role after a last day; one that has an end may end earlier, never later."""
    with transaction.atomic():
        row = RoleHeld.objects.select_for_update().get(pk=held)
        if until < row.since:
            raise NotDone("role_begins_later", "until")
        if row.until is not None and row.until <= until:
            raise NotDone("role_ends_already", "until")
        row.until = until
        row.save(update_fields=["until"])
        record(at=at, by=by, act="end_role", subject=f"role:{held}")
    return row


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
    secret = fresh_secret()
    with transaction.atomic():
        whose = Person.objects.select_for_update().get(pk=person)
        if whose.anonymised_at is not None:
            raise NotDone("erased")
        if whose.merged_into_id is not None:
            raise NotDone("merged_meanwhile")
        if Account.objects.filter(person__whole=person, is_active=True).exists():
            raise NotDone("has_an_account")
        link = Link.objects.create(
            person=whose,
            school_id=school,
            act=act,
            subject=person,
            secret_digest=digest_of_secret(secret),
            sent_at=at,
            expires_at=at + timedelta(days=days),
        )
        said = {
            "name": str(whose),
            "link": _address_of("come_by_link", secret),
            "school": link.school.name if link.school else "Sceau",
            **said_of_instant("until", link.expires_at),
        }
        write(kind=f"link_{act}", address=address, language=language, said=said, at=at, person=person)
        record(at=at, by=by, act="send_link", subject=f"link:{link.pk}")
    return link


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
        changed = [name for name in FIELDS if getattr(person, name) != getattr(identity, name)]
        for name in changed:
            setattr(person, name, getattr(identity, name))
        person.save(update_fields=changed)
        row.done_at = at
        row.save(update_fields=["done_at"])
        record(at=at, by=by, act="complete_identity", subject=f"person:{person.pk}", on=_changed(changed))
    return person


def _check_the_end(until: date | None, since: date) -> None:
    if until is not None and until < since:
        raise NotDone("ends_in_the_past", "until")


def _check_the_place(role: Role, school: UUID | None) -> None:
    if (role in OF_NO_SCHOOL) != (school is None):
        raise NotDone("role_elsewhere", "school")


def _one_at_a_time(address: str) -> None:
    """Wait until nobody else invites or opens an account at this address."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"address:{address}"])


def _address_of(page: str, secret: str) -> str:
    return f"{settings.ENVIRONMENT.site_url}{reverse(page, kwargs={'secret': secret})}"
