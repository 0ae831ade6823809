"""Who may read the law of a school? Its people, whoever sees all schools, and anyone once the school says so.

The law of the State and of the labels is open to anyone.
"""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sceau.law.models import Publicity
from sceau.people.access import Refused, Viewer
from sceau.people.models import School
from sceau.people.permissions import matrix

ACT = "read_school_law"


def may_read(viewer: Viewer, school: str) -> bool:
    """Tell whether somebody may read the law of a school, by its slug; without one, that of the State or of a label."""
    return not school or viewer.may_anywhere(ACT) or _open_to(viewer).filter(slug=school).exists()


def read_or_refuse(viewer: Viewer, school: str) -> None:
    """Let somebody read the law of a school; raises ``Refused`` where it is reserved to others."""
    if not may_read(viewer, school):
        raise Refused(matrix()[ACT])


def schools_open_to(viewer: Viewer) -> frozenset[str] | None:
    """Return the schools whose law somebody may read, by their slugs; None: every one, entered here or not."""
    return None if viewer.may_anywhere(ACT) else frozenset(_open_to(viewer).values_list("slug", flat=True))


def is_public(school: School) -> bool:
    """Tell whether a school has opened its law to anyone."""
    return bool(School.objects.filter(pk=school.pk).annotate(public=Subquery(_last())).values_list("public")[0][0])


def _open_to(viewer: Viewer) -> QuerySet[School]:
    return School.objects.annotate(public=Subquery(_last())).filter(Q(public=True) | Q(pk__in=viewer.schools_for(ACT)))


def _last() -> QuerySet[Publicity]:
    return Publicity.objects.filter(school=OuterRef("pk")).order_by("-id").values("is_public")[:1]
