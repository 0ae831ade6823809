"""Whose is an entry of the register, a campaign, a dossier? Of the school that leads the programme, or of the label."""

from __future__ import annotations

from django.db.models import Q

from sceau.accreditation.gate import not_shut_out
from sceau.accreditation.models import Campaign, Dossier, DossierPiece, RegisterEntry
from sceau.people.access import NOTHING, REACHES, Reach, Viewer

REACHES[RegisterEntry] = Reach(
    lambda schools: Q(programme__school__in=schools), lambda _: NOTHING, of_label=lambda _: Q(programme__school=None)
)
REACHES[Campaign] = Reach(lambda _: NOTHING, lambda _: NOTHING, of_label=lambda _: Q(pk__isnull=False))
REACHES[Dossier] = Reach(
    lambda schools: Q(school__in=schools), lambda _: NOTHING, of_label=lambda viewer: not_shut_out(viewer.person)
)


def _of_a_dossier_not_shut(viewer: Viewer) -> Q:
    return Q(dossier__in=Dossier.objects.filter(not_shut_out(viewer.person)))


REACHES[DossierPiece] = Reach(
    lambda schools: Q(dossier__school__in=schools), lambda _: NOTHING, of_label=_of_a_dossier_not_shut
)
