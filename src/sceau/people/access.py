"""May who asks do this to that? Get the object or refuse, with the reason; the default is no."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from sceau.journal.actions import TERMINAL, Actor
from sceau.people.models import Account, Person, RoleHeld
from sceau.people.permissions import ANYONE, LINK, SIGNED_IN, Act, Scope, matrix
from sceau.people.roles import Role

NOTHING = Q(pk__in=())
AT_THE_TERMINAL = Actor(role=Role.INSTALLATION_ADMINISTRATOR, came_by=TERMINAL)
"""Who acts by a command on the machine itself: whoever may give one administers the installation."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role in force today, and where."""

    role: str
    school: UUID | None


@dataclass(frozen=True, slots=True)
class Grant:
    """By which role somebody may act, and how far it goes."""

    role: str
    scope: Scope
    schools: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: an account and the roles that its person holds today, or who came by a link, or nobody known."""

    account: UUID | None = None
    person: UUID | None = None
    roles: tuple[Held, ...] = ()
    link: UUID | None = None
    """The one-purpose link that they came by."""
    acts_of_link: Mapping[str, UUID] = field(default_factory=dict)
    """What a one-purpose link lets its holder do, and on which object."""

    def grants(self, act: str) -> tuple[Grant, ...]:
        """Return everything by which this act is allowed, the widest first."""
        scopes = matrix()[act].scopes
        found = [Grant(ANYONE, scopes[ANYONE])] if ANYONE in scopes else []
        if SIGNED_IN in scopes and self.account:
            found.append(Grant(SIGNED_IN, scopes[SIGNED_IN]))
        if LINK in scopes and act in self.acts_of_link:
            found.append(Grant(LINK, Scope.OWN))
        for role in dict.fromkeys(held.role for held in self.roles):
            if role in scopes:
                at = frozenset(held.school for held in self.roles if held.role == role and held.school)
                found.append(Grant(role, scopes[role], at))
        return tuple(sorted(found, key=lambda grant: WIDEST_FIRST.index(grant.scope)))

    def schools_for(self, act: str) -> frozenset[UUID]:
        """Return the schools where the roles held allow an act on what belongs to them."""
        return frozenset().union(*(grant.schools for grant in self.grants(act) if grant.scope is Scope.SCHOOL))

    def may_at(self, act: str, school: UUID) -> bool:
        """Tell whether something held here opens an act at a school."""
        return self.may_anywhere(act) or school in self.schools_for(act)

    def may_on_the_label(self, act: str) -> bool:
        """Tell whether the act is allowed on who holds a role of the label."""
        return any(grant.scope is Scope.LABEL for grant in self.grants(act))

    def may_anywhere(self, act: str) -> bool:
        """Tell whether the act is allowed on everything in this installation."""
        return any(grant.scope is Scope.ANY for grant in self.grants(act))


WIDEST_FIRST = (Scope.ANY, Scope.SCHOOL, Scope.LABEL, Scope.OWN)
NOBODY = Viewer()


class Refused(PermissionDenied):
    """An act that is refused: which one, and who may."""

    def __init__(self, act: Act) -> None:
        super().__init__(act.name)
        self.act = act


@dataclass(frozen=True, slots=True)
class Reach:
    """How the objects of a kind are told to be of a school, of the label, and of somebody."""

    of_schools: Callable[[Collection[UUID]], Q]
    own: Callable[[Viewer], Q]
    own_is_of_the_school: bool = False
    """Whether one's own is always of the schools where one holds a role: it need not be looked for beside theirs."""
    of_label: Callable[[Viewer], Q] = lambda _: NOTHING
    """What of the kind is of the label, for somebody who holds a role of it: a conflict of interests shuts them out."""
    narrowed: Mapping[str, Callable[[Viewer], Q]] = field(default_factory=dict)
    """What some acts ask of the kind besides, save of who may do them on everything."""


REACHES: dict[type[Model], Reach] = {}
"""What each kind of object belongs to; filled by the app of the kind, in its ``reach.py``."""


def viewer_of(account: Account, *, on: date) -> Viewer:
    """Return an account with the roles of its person that are in force on a day."""
    if account.person_id is None:
        return Viewer(account.pk)
    person = Person.objects.values_list("whole", flat=True).get(pk=account.person_id)
    held = RoleHeld.objects.of(person).in_force(on).values_list("role", "school")
    return Viewer(account.pk, person, tuple(Held(role, school) for role, school in held))


def visible(viewer: Viewer, act: str, rows: QuerySet) -> QuerySet:
    """Return the rows that somebody may act on; none where nothing allows it."""
    if viewer.may_anywhere(act):
        return rows
    reach, schools = REACHES[rows.model], viewer.schools_for(act)
    allowed = of_others(viewer, act, rows.model)
    own = any(grant.scope is Scope.OWN for grant in viewer.grants(act))
    if own and not (schools and reach.own_is_of_the_school):
        allowed |= reach.own(viewer)
    return rows.filter(allowed & reach.narrowed[act](viewer) if act in reach.narrowed else allowed)


def among(viewer: Viewer, act: str, rows: Sequence[Model]) -> frozenset[object]:
    """Return the ids of those, among some rows of one kind, that somebody may act on."""
    if not rows:
        return frozenset()
    found = type(rows[0]).objects.filter(pk__in=[one.pk for one in rows])
    return frozenset(visible(viewer, act, found).values_list("pk", flat=True))


def of_others(viewer: Viewer, act: str, model: type[Model]) -> Q:
    """Return what of a kind somebody may act on by the schools, or the label, where they hold their roles."""
    reach, allowed = REACHES[model], NOTHING
    if schools := viewer.schools_for(act):
        allowed |= reach.of_schools(schools)
    if viewer.may_on_the_label(act):
        allowed |= reach.of_label(viewer)
    return allowed


def get_or_refuse(viewer: Viewer, act: str, rows: QuerySet, **lookup: object) -> Any:
    """Return the row looked up; raises ``Http404`` where there is none, ``Refused`` where the act is not allowed."""
    found = rows.filter(**lookup).first()
    if found is None:
        raise Http404
    if not visible(viewer, act, rows.filter(pk=found.pk)).exists():
        raise Refused(matrix()[act])
    return found


def actor(viewer: Viewer, act: str, *, school: UUID | None = None) -> Actor:
    """Return who acts, for the journal, in the role that allows the act at a school; raises ``Refused`` without one."""
    for grant in viewer.grants(act):
        if _reaches(grant, school):
            came_by = f"link:{viewer.link}" if grant.role == LINK else ""
            return Actor(str(viewer.account or ""), grant.role, str(school or ""), came_by)
    raise Refused(matrix()[act])


def _reaches(grant: Grant, school: UUID | None) -> bool:
    """Tell whether a role goes as far as an act at a school, or above the schools where there is none."""
    if grant.scope is Scope.SCHOOL:
        return school in grant.schools
    return grant.scope is not Scope.LABEL or school is None
