"""How does a school let anyone read its law, or its own people alone?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sceau.journal.actions import Actor, record
from sceau.law.models import Publicity
from sceau.law.readers import is_public
from sceau.people.models import School


def open_law(*, school: UUID, at: datetime, by: Actor) -> bool:
    """Open the law of a school to anyone; tell whether it was reserved before."""
    with transaction.atomic():
        if not _turned(school, at, to_public=True):
            return False
        record(at=at, by=by, act="open_law", subject=f"school:{school}")
    return True


def reserve_law(*, school: UUID, at: datetime, by: Actor) -> bool:
    """Reserve the law of a school to its people again; tell whether it was open before."""
    with transaction.atomic():
        if not _turned(school, at, to_public=False):
            return False
        record(at=at, by=by, act="reserve_law", subject=f"school:{school}")
    return True


def _turned(school: UUID, at: datetime, *, to_public: bool) -> bool:
    """Append how the law stands from now on; nothing where it stands so already."""
    row = School.objects.select_for_update().get(pk=school)
    if is_public(row) is to_public:
        return False
    Publicity.objects.create(school=row, at=at, is_public=to_public)
    return True
