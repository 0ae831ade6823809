"""Whose is a school, a person, a role, an invitation? What access asks of each kind of ours."""

from __future__ import annotations

from django.db.models import Q

from sceau.people.access import NOTHING, REACHES, Reach, Viewer
from sceau.people.models import Invitation, Link, Person, RoleHeld, School, of_schools


def _own_person(viewer: Viewer) -> Q:
    """A person is one's own by an account, or by a one-purpose link that names it."""
    own = {one for one in (viewer.person, *viewer.acts_of_link.values()) if one}
    return Q(pk__in=own)


REACHES[Person] = Reach(of_schools, _own_person, own_is_of_the_school=True)
REACHES[School] = Reach(lambda schools: Q(pk__in=schools), lambda _: NOTHING)
REACHES[RoleHeld] = Reach(lambda schools: Q(school__in=schools), lambda viewer: Q(person__whole=viewer.person))
REACHES[Invitation] = Reach(lambda schools: Q(school__in=schools), lambda _: NOTHING)
REACHES[Link] = Reach(lambda schools: Q(school__in=schools), lambda _: NOTHING)
