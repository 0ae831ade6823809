"""Whose is an account, a file, a mail, a merger? What access asks of the kinds of apps that lie below the people."""

from __future__ import annotations

from django.db.models import Q

from sceau.files.models import StoredFile
from sceau.mail.models import Message
from sceau.people.access import NOTHING, REACHES, Reach, Viewer
from sceau.people.models import Account, Merger, Person


def _person(viewer: Viewer) -> str:
    return f"person:{viewer.person}"


REACHES.setdefault(
    Account,
    Reach(
        lambda schools: Q(person__in=Person.objects.of_schools(schools)),
        lambda viewer: Q(pk=viewer.account) if viewer.account else NOTHING,
    ),
)
REACHES.setdefault(
    Merger,
    Reach(
        lambda schools: Q(kept__in=Person.objects.of_schools(schools)),
        lambda viewer: Q(kept=viewer.person) if viewer.person else NOTHING,
    ),
)
REACHES.setdefault(
    Message,
    Reach(
        lambda schools: Q(school__in=schools),
        lambda viewer: Q(person=viewer.person) if viewer.person else NOTHING,
    ),
)
REACHES.setdefault(
    StoredFile,
    Reach(
        lambda schools: Q(school__in=schools),
        lambda viewer: Q(subject=_person(viewer)) if viewer.person else NOTHING,
    ),
)
