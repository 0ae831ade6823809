"""Whose is a programme, its version, a reading of the register? Of the school that leads it, or of the label."""

from __future__ import annotations

from django.db.models import Q

from sceau.catalogue.models import Programme, RegisterReading, Responsible, Version
from sceau.people.access import NOTHING, REACHES, Reach

REACHES[Programme] = Reach(lambda schools: Q(school__in=schools), lambda _: NOTHING, of_label=lambda _: Q(school=None))
REACHES[Version] = Reach(
    lambda schools: Q(programme__school__in=schools), lambda _: NOTHING, of_label=lambda _: Q(programme__school=None)
)
REACHES[RegisterReading] = Reach(lambda _: NOTHING, lambda _: NOTHING)
REACHES[Responsible] = Reach(lambda schools: Q(programme__school__in=schools), lambda _: NOTHING)
