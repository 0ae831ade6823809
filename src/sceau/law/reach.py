"""Whose is a draft of law, or a law that was adopted? The school's."""

from __future__ import annotations

from django.db.models import Q

from sceau.law.models import LawAdoption, LawDraft
from sceau.people.access import NOTHING, REACHES, Reach

OF_ITS_SCHOOL = Reach(lambda schools: Q(school__in=schools), lambda _: NOTHING)

REACHES[LawDraft] = REACHES[LawAdoption] = OF_ITS_SCHOOL
