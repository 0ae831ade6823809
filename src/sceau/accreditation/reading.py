"""What of the review of a dossier may somebody read, and when? The reports, the reply of the school, the opinion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sceau.accreditation.gate import is_free
from sceau.accreditation.models import Act, Dossier, Opinion, Reply, Report, Step, Visit
from sceau.accreditation.queries import READS, SEES_DECISION
from sceau.accreditation.sequel import DEFERRING
from sceau.people.access import Viewer
from sceau.people.roles import Role

AMONG_THE_LABEL = (Act.OPINE, Act.PREPARE, Act.SEND_BACK, Act.SIGN)
"""The steps whose words are from the office to the President, and back."""


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


def names_the_experts(viewer: Viewer, dossier: Dossier) -> bool:
    """Tell whether somebody reads who wrote a report: the office alone, where nothing ties them to the dossier.

    A school is told what is said, not by whom.
    """
    is_office = any(held.role == Role.LABEL_OFFICE for held in viewer.roles)
    return is_office and viewer.person is not None and is_free(viewer.person, dossier)


def steps_for(viewer: Viewer, dossier: Dossier) -> list[Step]:
    """Return the steps of a dossier that somebody reads; how the label comes to its decision is for who decides."""
    rows = dossier.steps.select_related("account__person")
    decides = viewer.may_on_the_label(SEES_DECISION) and dossier.school_id not in viewer.schools_for(READS)
    return list(rows if decides else rows.exclude(act__in=AMONG_THE_LABEL))


def _writes_one(viewer: Viewer, dossier: Dossier) -> bool:
    mine = dossier.experts.filter(person__whole=viewer.person, ended_at=None)
    return mine.filter(report__handed_in_at=None).exists()
