"""Who came in by a one-purpose link? What its holder may do, as long as it is good."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from sceau.people.access import Viewer
from sceau.people.models import Invitation, Link
from sceau.people.secrets import digest_of_secret

IN_SESSION = "link"
"""Where a session keeps the id of the link that it was opened by."""


class Shut(ValueError):
    """What came by mail opens nothing: ``why`` is a key of the sentences ``shut``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def good_links(at: datetime) -> Q:
    """Return the condition that a link still opens something."""
    return Q(done_at=None, revoked_at=None, expires_at__gt=at)


def why_shut(found: Invitation | Link, *, done: str, at: datetime) -> str:
    """Return why an invitation or a link opens nothing; nothing where it is good. ``done`` names what uses it up."""
    if getattr(found, done) is not None:
        return "used"
    if getattr(found, "revoked_at", None) is not None:
        return "revoked"
    return "" if found.expires_at > at else "expired"


def link_of(secret: str) -> Link | None:
    """Return the link that a secret belongs to."""
    rows = Link.objects.select_related("person", "school")
    return rows.filter(secret_digest=digest_of_secret(secret)).first()


def links_of(person: UUID, *, at: datetime) -> QuerySet[Link]:
    """Return the links sent to a person that still open something, the latest first."""
    return Link.objects.filter(good_links(at), person=person).order_by("-sent_at", "id")


def link_in_session(request: HttpRequest) -> Link | None:
    """Return the link that this session was opened by; None where there is none, or it is no longer good."""
    key = request.session.get(IN_SESSION)
    return Link.objects.filter(good_links(request.at), pk=UUID(key)).first() if key else None


def viewer_of_link(request: HttpRequest) -> Viewer | None:
    """Return what the link of this session allows; None where there is none, or it is no longer good."""
    link = link_in_session(request)
    return Viewer(person=link.person_id, link=link.pk, acts_of_link={link.act: link.subject}) if link else None
