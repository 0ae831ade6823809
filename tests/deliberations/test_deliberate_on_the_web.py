"""A workbook is dropped, deliberated by a worker, and what comes of it is what the command line writes."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sceau.deliberations.models import HandedIn, State
from tests.cli.command import sceau
from tests.deliberations.dropping import EXAMPLE, a_browser, deliberated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any) -> Path:
    """A folder of the test's own, where everything is kept, and no job of another test."""
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, var=tmp_path / "var", clamd="")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    return tmp_path / "var"


def test_the_example_promotion_is_deliberated_as_at_the_terminal(tmp_path: Path, var: Path) -> None:
    client = a_browser()

    one = deliberated(client)
    ran = sceau(
        "deliberate", EXAMPLE, "--school", "imt-nord-europe", "--programme", "CSE", "--intake", "2025",
        "--out", tmp_path / "jury", lang="fr",
    )  # fmt: skip

    assert (one.state, one.students, one.done) == (State.DONE, 30, 30)
    assert ran.code == 0
    written = {p.relative_to(tmp_path / "jury").as_posix(): p.read_bytes() for p in (tmp_path / "jury").rglob("*.*")}
    made = {document.name: bytes(document.content) for document in one.documents.all()}
    assert made.keys() == written.keys()
    assert [name for name in made if made[name] != written[name]] == []
    assert HandedIn.objects.count() == 0
    assert [path for path in var.rglob("*") if path.is_file()] == []
