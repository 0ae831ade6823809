"""Whose is what is kept of accreditation? Of the school that leads the programme, of the label, of who examines it."""

from __future__ import annotations

from django.db.models import Q

from sceau.accreditation.gate import declared, filed, not_shut_out
from sceau.accreditation.models import (
    AgendaItem,
    Campaign,
    Dossier,
    DossierPiece,
    DossierReview,
    Expertise,
    Meeting,
    Misuse,
    RegisterEntry,
    SeatHeld,
    Visit,
)
from sceau.people.access import NOTHING, REACHES, Reach, Viewer

HISTORY = "see_history"
REACHES[RegisterEntry] = Reach(
    lambda schools: Q(programme__school__in=schools), lambda _: NOTHING, of_label=lambda _: Q(programme__school=None)
)
REACHES[Campaign] = Reach(lambda _: NOTHING, lambda _: NOTHING, of_label=lambda _: Q(pk__isnull=False))


def _examined_by(viewer: Viewer) -> Q:
    """What an expert was asked to examine, or somebody of the commission has before them, unless tied to it."""
    asked = Expertise.objects.filter(person__whole=viewer.person, ended_at=None)
    before = AgendaItem.objects.filter(taken_off_at=None, meeting__seats__person__whole=viewer.person)
    one_of = Q(pk__in=asked.values("dossier")) | Q(pk__in=before.values("dossier"))
    return one_of & not_shut_out(viewer.person) if viewer.person else NOTHING


def _told_the_history(viewer: Viewer) -> Q:
    """What was done about a dossier is for its school, and for who of the label may read it; it names who examines."""
    of_the_label = filed() & declared(viewer.person) if viewer.may_on_the_label(HISTORY) else NOTHING
    return Q(school__in=viewer.schools_for(HISTORY)) | of_the_label


REACHES[Dossier] = Reach(
    lambda schools: Q(school__in=schools),
    _examined_by,
    of_label=lambda viewer: not_shut_out(viewer.person),
    narrowed={HISTORY: _told_the_history},
)


def _of_a_dossier_not_shut(viewer: Viewer) -> Q:
    return Q(dossier__in=Dossier.objects.filter(not_shut_out(viewer.person)))


REACHES[DossierPiece] = Reach(
    lambda schools: Q(dossier__school__in=schools),
    lambda viewer: Q(dossier__in=Dossier.objects.filter(_examined_by(viewer))),
    of_label=_of_a_dossier_not_shut,
)
REACHES[DossierReview] = Reach(
    lambda _: NOTHING,
    lambda _: NOTHING,
    of_label=lambda viewer: not_shut_out(viewer.person) & filed() & declared(viewer.person),
)
REACHES[Expertise] = Reach(
    lambda _: NOTHING,
    lambda viewer: Q(person__whole=viewer.person, ended_at=None) & _of_a_dossier_not_shut(viewer),
    of_label=_of_a_dossier_not_shut,
)
REACHES[Misuse] = Reach(lambda _: NOTHING, lambda _: NOTHING, of_label=lambda _: Q(pk__isnull=False))
REACHES[Visit] = Reach(lambda _: NOTHING, lambda _: NOTHING, of_label=_of_a_dossier_not_shut)
REACHES[Meeting] = Reach(
    lambda _: NOTHING,
    lambda viewer: Q(pk__in=SeatHeld.objects.filter(person__whole=viewer.person).values("meeting")),
    of_label=lambda _: Q(pk__isnull=False),
)
REACHES[SeatHeld] = Reach(lambda _: NOTHING, lambda _: NOTHING, of_label=lambda _: Q(pk__isnull=False))
REACHES[AgendaItem] = Reach(
    lambda _: NOTHING,
    lambda viewer: (
        Q(taken_off_at=None, meeting__in=SeatHeld.objects.filter(person__whole=viewer.person).values("meeting"))
        & _of_a_dossier_not_shut(viewer)
    ),
    of_label=_of_a_dossier_not_shut,
)
