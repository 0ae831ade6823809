"""What of the review of a dossier may somebody read, and when? The reports, the reply of the school, the opinion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sceau.accreditation.models import Dossier, Opinion, Reply, Report, Visit
from sceau.accreditation.queries import READS
from sceau.accreditation.sequel import DEFERRING
from sceau.people.access import Viewer
from sceau.people.roles import Role


class Review(NamedTuple):
    """What somebody may read of the review of a dossier."""

    reports: Sequence[Report]
    replies: Sequence[Reply]
    visits: Sequence[Visit]
    opinions: Sequence[Opinion]


def review_for(viewer: Viewer, dossier: Dossier) -> Review:
    """Return what somebody who may read a dossier reads of its review.

    Its school reads the reports once they were sent to it, and of the opinions those that ask it for something; an
    expert reads the other reports once their own is in, for none to write after another.
    """
    is_of_the_school = dossier.school_id in viewer.schools_for(READS)
    was_shared = dossier.sharings.exists()
    reports = Report.objects.filter(expertise__dossier=dossier).exclude(handed_in_at=None)
    if (is_of_the_school or _writes_one(viewer, dossier)) and not was_shared:
        reports = reports.filter(expertise__person__whole=viewer.person)
    opinions = Opinion.objects.filter(item__dossier=dossier)
    if is_of_the_school:
        opinions = opinions.filter(opinion=DEFERRING)
    return Review(
        list(reports.select_related("expertise__person").order_by("handed_in_at")),
        list(dossier.replies.all()),
        list(dossier.visits.all()),
        list(opinions.select_related("item__meeting")),
    )


def names_the_experts(viewer: Viewer) -> bool:
    """Tell whether somebody reads who wrote a report: the office alone; a school is told what is said, not by whom."""
    return any(held.role == Role.LABEL_OFFICE for held in viewer.roles)


def _writes_one(viewer: Viewer, dossier: Dossier) -> bool:
    mine = dossier.experts.filter(person__whole=viewer.person, ended_at=None)
    return mine.filter(report__handed_in_at=None).exists()
