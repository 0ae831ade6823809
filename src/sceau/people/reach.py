"""Whose is a school, a person, a role, an invitation? What access asks of each kind of ours."""

from __future__ import annotations

from django.db.models import Q

from sceau.people.access import NOTHING, REACHES, Reach, Viewer
from sceau.people.models import (
    AccessToken,
    Account,
    Invitation,
    Link,
    Person,
    RoleHeld,
    School,
    of_schools,
    of_the_label,
)
from sceau.people.roles import OF_THE_LABEL


def _own_person(viewer: Viewer) -> Q:
    """A person is one's own by an account, or by a one-purpose link that names it."""
    own = {one for one in (viewer.person, *viewer.acts_of_link.values()) if one}
    return Q(pk__in=own)


def _sent_by_the_label(_: Viewer) -> Q:
    """What no school sent, to who holds or held a role of the label."""
    return Q(school=None, person__in=Person.objects.filter(of_the_label()))


REACHES[Person] = Reach(of_schools, _own_person, own_is_of_the_school=True, of_label=lambda _: of_the_label())
REACHES[Account] = Reach(
    lambda schools: Q(person__in=Person.objects.filter(of_schools(schools))),
    lambda viewer: Q(pk=viewer.account),
    of_label=lambda _: Q(person__in=Person.objects.filter(of_the_label())),
)
REACHES[School] = Reach(lambda schools: Q(pk__in=schools), lambda _: NOTHING)
REACHES[RoleHeld] = Reach(
    lambda schools: Q(school__in=schools),
    lambda viewer: Q(person__whole=viewer.person),
    of_label=lambda _: Q(role__in=OF_THE_LABEL),
)
REACHES[AccessToken] = Reach(
    lambda schools: Q(account__person__in=Person.objects.filter(of_schools(schools))),
    lambda viewer: Q(account=viewer.account),
    of_label=lambda _: Q(account__person__in=Person.objects.filter(of_the_label())),
)
REACHES[Invitation] = Reach(
    lambda schools: Q(school__in=schools), lambda _: NOTHING, of_label=lambda _: Q(role__in=OF_THE_LABEL)
)
REACHES[Link] = Reach(lambda schools: Q(school__in=schools), lambda _: NOTHING, of_label=_sent_by_the_label)
