"""What is kept of background jobs beside themselves? The kind of the error that each last ended with."""

from __future__ import annotations

from django.db import models


class JobError(models.Model):
    """The error that a job last ended with: its class alone, for its words may name somebody."""

    job = models.BigIntegerField(primary_key=True)
    error = models.CharField(max_length=100)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.job}: {self.error}"
