"""What is kept of the law of a school beside the law itself? Whether anybody may read it."""

from __future__ import annotations

from django.db import models

from sceau.journal.models import append_only
from sceau.people.models import School


class Publicity(models.Model):
    """A school opens its law to anyone, or reserves it to its people again; the last row says how it stands."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="publicities")
    at = models.DateTimeField()
    is_public = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=["school", "id"], name="law_publicity_of_school"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.school_id}: {'public' if self.is_public else 'reserved'}"
