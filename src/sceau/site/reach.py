"""Whose is a file, a mail, a job? What access asks of the kinds of apps that lie below the people."""

from __future__ import annotations

from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.files.models import StoredFile
from sceau.journal.models import Entry
from sceau.mail.models import Going, Message
from sceau.people.access import NOTHING, REACHES, Reach, Viewer

OF_THE_INSTALLATION = Reach(lambda _: NOTHING, lambda _: NOTHING)
"""Nobody's own, and of no school; of an entry, see ``kinds.get_of_kind``."""

NEVER_SENT = (Going.DRAFT, Going.DISCARDED)
"""What a person was written and has not been sent: it is of who wrote it."""


def _person(viewer: Viewer) -> str:
    return f"person:{viewer.person}"


REACHES.setdefault(Entry, OF_THE_INSTALLATION)
REACHES.setdefault(ProcrastinateJob, OF_THE_INSTALLATION)
REACHES.setdefault(
    Message,
    Reach(
        lambda schools: Q(school__in=schools),
        lambda viewer: Q(person=viewer.person) & ~Q(going__in=NEVER_SENT) if viewer.person else NOTHING,
    ),
)
REACHES.setdefault(
    StoredFile,
    Reach(
        lambda schools: Q(school__in=schools),
        lambda viewer: Q(subject=_person(viewer)) if viewer.person else NOTHING,
    ),
)
