"""Which programmes does somebody keep, where does each stand, and what is expected of whom?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet

from sceau.catalogue.models import SHOWN, WRITTEN, Certification, Programme, Standing, Version
from sceau.catalogue.register import ENDING_SOON
from sceau.people.access import Viewer, visible
from sceau.people.folding import fold
from sceau.people.models import Person, RoleHeld, School
from sceau.people.roles import Role

READS, WRITES, PUBLISHES = "see_versions", "write_programme", "publish_programme"
APPOINTS, CORRECTS = "appoint_responsible", "correct_programme"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which programmes are shown; what is empty filters nothing."""

    text: str = ""
    standing: str = ""
    school: str = ""


def programmes_of(viewer: Viewer, filters: Filters) -> QuerySet[Programme]:
    """Return the programmes whose versions somebody may read, with the versions that count, in the order of titles."""
    rows = visible(viewer, READS, Programme.objects.all())
    if filters.school:
        rows = rows.filter(school__slug=filters.school)
    if filters.standing:
        rows = rows.filter(versions__standing=filters.standing)
    for word in fold(filters.text).split():
        rows = rows.filter(slug__contains=word)
    counting = Version.objects.filter(standing__in=(*SHOWN, *WRITTEN)).order_by("number")
    return (
        rows.distinct()
        .select_related("school")
        .prefetch_related(Prefetch("versions", counting, to_attr="that_count"))
        .order_by("slug")
    )


def schools_to_write(viewer: Viewer) -> QuerySet[School]:
    """Return the schools whose programmes somebody writes."""
    return School.objects.filter(pk__in=viewer.schools_for(WRITES)).order_by("name")


def schools_to_correct(viewer: Viewer) -> QuerySet[School]:
    """Return the schools that somebody may say a programme is of."""
    every = School.objects.order_by("name")
    return every if viewer.may_anywhere(CORRECTS) else every.filter(pk__in=viewer.schools_for(CORRECTS))


def directors_of(school: School | None, *, on: date) -> QuerySet[Person]:
    """Return the persons who may answer for the programmes of a school on a day."""
    held = RoleHeld.objects.in_force(on).filter(role=Role.PROGRAMME_DIRECTOR, school=school)
    return Person.objects.standing().filter(pk__in=held.values("person__whole")).order_by("sort_key", "pk")


def to_review(viewer: Viewer) -> QuerySet[Version]:
    """Return the versions that wait for somebody to publish them, and that they did not write."""
    waiting = visible(viewer, PUBLISHES, Version.objects.filter(standing=Standing.IN_REVIEW))
    wrote = Q(turns__account__person__whole=viewer.person) if viewer.person else Q(pk__in=())
    return waiting.exclude(pk__in=Version.objects.filter(wrote).values("pk"))


def sent_back(viewer: Viewer) -> list[Version]:
    """Return the versions that somebody wrote and that were sent back to be mended."""
    drafts = visible(viewer, WRITES, Version.objects.filter(standing=Standing.DRAFT))
    mine = drafts.filter(turns__account__person__whole=viewer.person).distinct().prefetch_related("turns")
    return [one for one in mine if one.turns.all()[len(one.turns.all()) - 1].act == "send_back_version"]


def registrations_that_end(viewer: Viewer, *, on: date) -> Sequence[date]:
    """Return the last days, within a year, of the titles that programmes lead to whose versions somebody writes."""
    mine = visible(viewer, WRITES, Programme.objects.exclude(listing=None))
    numbers = mine.values(number=F("listing__certification"))
    ending = Certification.objects.filter(number__in=numbers, until__lt=on + ENDING_SOON)
    return list(ending.order_by("until").values_list("until", flat=True))
