"""Whose is a deliberation? Of the school alone."""

from __future__ import annotations

from django.db.models import Q

from sceau.deliberations.models import Deliberation
from sceau.people.access import NOTHING, REACHES, Reach

REACHES[Deliberation] = Reach(lambda schools: Q(school__in=schools), lambda _: NOTHING)
