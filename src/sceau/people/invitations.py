"""What waits for somebody who was invited, whose address is it, and who may give which role?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sceau.journal.actions import Actor
from sceau.people.access import Grant, Refused, Viewer
from sceau.people.models import Account, Invitation, RoleHeld, School
from sceau.people.permissions import Scope, matrix
from sceau.people.roles import GIVES, OF_NO_SCHOOL, Role
from sceau.people.secrets import digest_of_secret
from sceau.wording import LANGUAGES, language, say_instant
from sceau.wording.lists import sentence

GRANTS = "grant_role"
"""The act by which roles are given, offered and ended."""


def account_of_address(address: str) -> Account | None:
    """Return the account that an address signs in to; None where there is none."""
    found = Account.objects.select_related("person")
    verified = found.filter(emailaddress__email__iexact=address, emailaddress__verified=True).first()
    return verified or found.filter(email__iexact=address).first()


def invitation_of(secret: str) -> Invitation | None:
    """Return the invitation that a secret belongs to."""
    rows = Invitation.objects.select_related("person", "school")
    return rows.filter(secret_digest=digest_of_secret(secret)).first()


def giver(viewer: Viewer, *, role: str, school: UUID | None) -> Actor:
    """Return who gives or ends a role, in the role that lets them; raises ``Refused`` where none does."""
    for grant in viewer.grants(GRANTS):
        if role in _given_by(grant) and (grant.scope is not Scope.SCHOOL or school in grant.schools):
            return Actor(str(viewer.account), grant.role, str(school or ""))
    raise Refused(matrix()[GRANTS])


def roles_given_by(viewer: Viewer) -> tuple[str, ...]:
    """Return the roles that somebody may give somewhere, in their order."""
    given = frozenset().union(*(_given_by(grant) for grant in viewer.grants(GRANTS)))
    return tuple(role for role in Role.values if role in given)


def schools_given_at(viewer: Viewer) -> QuerySet[School]:
    """Return the schools where somebody may give a role."""
    grants = [grant for grant in viewer.grants(GRANTS) if _given_by(grant) - OF_NO_SCHOOL]
    if any(grant.scope is Scope.ANY for grant in grants):
        return School.objects.all()
    return School.objects.filter(pk__in=frozenset().union(*(grant.schools for grant in grants)))


def _given_by(grant: Grant) -> frozenset[str]:
    return GIVES[grant.role]


def roles_of_account(account: Account, *, on: object) -> QuerySet[RoleHeld]:
    """Return the roles that the person of an account holds on a day."""
    if account.person_id is None:
        return RoleHeld.objects.none()
    return RoleHeld.objects.of(account.person_id).in_force(on).select_related("school").order_by("since", "role")


def waiting(viewer: Viewer, *, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations that whoever may send them sent, and that still wait for an answer."""
    mine = Q(school__in=schools_given_at(viewer))
    if above := [role for role in roles_given_by(viewer) if role in OF_NO_SCHOOL]:
        mine |= Q(role__in=above)
    rows = Invitation.objects.filter(mine, accepted_at=None, expires_at__gt=at)
    return rows.select_related("person", "school").order_by("-sent_at", "id")


def role_of_invitation(invitation: Invitation) -> dict[str, str]:
    """Return what is offered, in both languages, as a mail says it."""
    school = invitation.school.name if invitation.school else ""
    where = {code: sentence("mail", code, "of_school", school=school) if school else "" for code in LANGUAGES}
    return {
        f"role_{code}": sentence("site", code, f"roles.{invitation.role}") + (where[code] and f" {where[code]}")
        for code in LANGUAGES
    }


def said_of_instant(name: str, at: datetime) -> dict[str, str]:
    """Return an instant to the minute, in both languages."""
    cut = at.replace(second=0, microsecond=0)
    return {f"{name}_{code}": say_instant(cut, language(code)) for code in LANGUAGES}
