"""Who is known here? Lists of persons, and what is asked of one: within what the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sceau.people.access import Viewer, of_others, visible
from sceau.people.folding import fold
from sceau.people.models import Membership, Merger, Person, RoleHeld, School

FIELDS_SHOWN = (
    "birth_name",
    "use_name",
    "given_names",
    "sex",
    "nationality",
    "birth_date",
    "birth_country",
    "birth_commune",
    "birth_place",
    "email",
)
"""What is shown of an identity, in this order."""
PAGE = 50
EXPORTED = 10_000
"""The most persons that a workbook is made of while somebody waits."""
COUNTED = 300
"""As far as a list is counted: beyond, it says that there are more."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which persons of a list are asked for."""

    words: tuple[str, ...] = ()
    """What is looked for in the names; all of it must be found."""
    role: str = ""
    school: UUID | None = None
    on: date | None = None
    """The day on which the role is held; none where it may be held at any time."""


class Page(NamedTuple):
    """A page of a list of persons."""

    persons: Sequence[Person]
    total: int | None
    """How many there are in all, counted as far as ``COUNTED + 1``; told on the first page alone."""
    next: UUID | None
    """The person after which the next page begins; none on the last one."""

    @property
    def is_beyond_counting(self) -> bool:
        """True if there are more than are counted."""
        return self.total is not None and self.total > COUNTED


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a search as they are looked for, without accents or capitals."""
    return tuple(dict.fromkeys(fold(text).split()))


def persons_of(viewer: Viewer, *, act: str, filters: Filters) -> QuerySet[Person]:
    """Return the persons on whom somebody may do an act, in the order of their names; absorbed records are left out.

    A filter on roles looks at those that the viewer may see alone: nobody learns by it what is held elsewhere.
    """
    persons = visible(viewer, act, Person.objects.standing())
    for word in filters.words:
        persons = persons.filter(search__contains=word)
    if filters.role or filters.school or filters.on:
        persons = persons.filter(Exists(_roles_looked_for(viewer, act, filters)))
    return persons.order_by("sort_key", "id")


def _roles_looked_for(viewer: Viewer, act: str, filters: Filters) -> QuerySet[RoleHeld]:
    roles = RoleHeld.objects.filter(person__whole=OuterRef("whole"))
    sees_others = viewer.schools_for(act) or viewer.may_on_the_label(act)
    if sees_others and not viewer.may_anywhere(act):
        roles = roles.filter(of_others(viewer, act, RoleHeld))
    if filters.role:
        roles = roles.filter(role=filters.role)
    if filters.school:
        roles = roles.filter(school=filters.school)
    return roles.in_force(filters.on) if filters.on else roles


def page_of(persons: QuerySet[Person], *, after: UUID | None) -> Page:
    """Return the page that begins after a person; the first one where none is named, or where they are not known.

    Ids are looked for first, in the index of the order alone, as many as are counted; then the persons of the page.
    """
    key = Person.objects.filter(pk=after).values_list("sort_key", flat=True).first() if after else None
    is_first = key is None
    if not is_first:
        persons = persons.filter(Q(sort_key__gte=key), Q(sort_key__gt=key) | Q(pk__gt=after))
    ids = list(persons.values_list("pk", flat=True)[: (COUNTED if is_first else PAGE) + 1])
    shown = ids[:PAGE]
    found = Person.objects.in_bulk(shown)
    return Page([found[one] for one in shown], len(ids) if is_first else None, shown[-1] if len(ids) > PAGE else None)


def exported(persons: QuerySet[Person]) -> list[Person] | None:
    """Return every person of a list; None where they are more than one workbook is made of."""
    found = list(persons[: EXPORTED + 1])
    return found if len(found) <= EXPORTED else None


def whole_of(person: UUID) -> UUID | None:
    """Return the person that a record is of; None where there is no such record."""
    return Person.objects.filter(pk=person).values_list("whole", flat=True).first()


def school_between(viewer: Viewer, act: str, person: UUID) -> UUID | None:
    """Return the school where somebody does an act on a person; none where they may do it everywhere."""
    if viewer.may_anywhere(act):
        return None
    at = RoleHeld.objects.of(person).filter(school__in=viewer.schools_for(act))
    return at.order_by("-since").values_list("school", flat=True).first()


def schools_on(day: date) -> QuerySet[School]:
    """Return every school with whether it is a member on a day, as ``member``."""
    members = Membership.objects.filter(Q(until=None) | Q(until__gte=day), school=OuterRef("pk"), since__lte=day)
    return School.objects.annotate(member=Exists(members))


def roles_seen(viewer: Viewer, *, act: str, persons: Sequence[UUID]) -> QuerySet[RoleHeld]:
    """Return the roles of some persons that somebody may see, each with the person whose record bears it."""
    roles = visible(viewer, act, RoleHeld.objects.filter(person__whole__in=persons))
    return roles.select_related("school", "person").order_by("-since", "role", "id")


def followers_of(merger: Merger) -> list[UUID]:
    """Return the records that followed the absorbed one into a merger and stand there by it still."""
    above = dict(Merger.objects.filter(absorbed__in=merger.moved, parting=None).values_list("absorbed_id", "kept_id"))
    return [one for one in above if one != merger.absorbed_id and _leads_to(one, merger.absorbed_id, above)]


def _leads_to(one: UUID, end: UUID, above: dict[UUID, UUID]) -> bool:
    while one in above and one != end:
        one = above[one]
    return one == end


def mergers_of(person: UUID) -> QuerySet[Merger]:
    """Return the mergers by which a person's records are one, the latest first."""
    return (
        Merger.objects.filter(absorbed__whole=person, parting=None).select_related("absorbed", "kept").order_by("-at")
    )
