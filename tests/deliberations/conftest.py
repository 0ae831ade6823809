"""What the tests of deliberations share: a folder of their own, no job of another test."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any, transactional_db: None) -> Path:  # noqa: ARG001 - the jobs are emptied in it
    """A folder of the test's own, where everything is kept, and no job of another test."""
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, var=tmp_path / "var", clamd="")
    with connection.cursor() as cursor:  # the tables of the jobs are not Django's to empty
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    return tmp_path / "var"
