"""Who came in by a one-purpose link? What its holder may do, as long as it is good."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest

from sceau.people.access import Viewer
from sceau.people.models import Link

IN_SESSION = "link"
"""Where a session keeps the id of the link that it was opened by."""


def good_links(at: datetime) -> Q:
    """Return the condition that a link still opens something."""
    return Q(done_at=None, revoked_at=None, expires_at__gt=at)


def viewer_of_link(request: HttpRequest) -> Viewer | None:
    """Return what the link of this session allows; None where there is none, or it is no longer good."""
    key = request.session.get(IN_SESSION)
    if not key:
        return None
    link = Link.objects.filter(good_links(request.at), pk=UUID(key)).first()
    return Viewer(person=link.person_id, acts_of_link={link.act: link.subject}) if link else None
