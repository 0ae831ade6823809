"""Whose is an entry of the register? Of the school that leads the programme, or of the label."""

from __future__ import annotations

from django.db.models import Q

from sceau.accreditation.models import RegisterEntry
from sceau.people.access import NOTHING, REACHES, Reach

REACHES[RegisterEntry] = Reach(
    lambda schools: Q(programme__school__in=schools), lambda _: NOTHING, of_label=lambda: Q(programme__school=None)
)
