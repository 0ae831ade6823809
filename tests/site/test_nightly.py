"""What the worker does by itself each night: seals go to their file, what is past its time goes, so do stray files."""

from __future__ import annotations

import dataclasses
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from sceau.journal.actions import SCEAU, record
from sceau.journal.kept import read_kept
from sceau.journal.models import Entry, Evidence
from sceau.journal.seals import verify
from sceau.site.tasks import erase_what_is_past_its_time, export_the_seals, remove_stray_files, seal_the_journal
from tests.journal.test_replay import decide

NIGHT = datetime(2026, 9, 2, 3, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any) -> Path:
    """A folder of the test's own, where everything is kept."""
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, var=tmp_path)
    return tmp_path


def test_the_seals_of_each_day_go_to_the_file_that_is_to_be_kept_elsewhere(var: Path) -> None:
    for day in range(2):
        at = NIGHT + timedelta(days=day)
        with transaction.atomic():
            record(at=at, by=SCEAU, act="attach_file", subject="person:1")
        seal_the_journal(timestamp=int(at.timestamp()))
        export_the_seals(timestamp=int(at.timestamp()))

    kept = read_kept(var / "seals" / "seals.jsonl")
    assert [(one.number, one.at) for one in kept] == [(1, NIGHT), (2, NIGHT + timedelta(days=1))]
    assert verify(against=kept) == []


def test_what_is_past_its_time_goes_by_itself_where_the_institution_says_so(var: Path) -> None:
    decide("person:1", at=NIGHT - timedelta(days=2))
    erase_what_is_past_its_time(timestamp=int(NIGHT.timestamp()))
    assert Evidence.objects.count() == 1

    said = '[evidence]\nkept_for = { days = 1 }\ncite = { text = "Conseil", locator = "art. 3" }\n'
    (var / "retention.toml").write_text(said, encoding="utf-8")
    erase_what_is_past_its_time(timestamp=int(NIGHT.timestamp()))
    assert Evidence.objects.count() == 0
    assert Entry.objects.filter(act="erase_evidence").values_list("actor", "role").get() == ("", "")


def test_a_stray_file_goes_once_no_upload_can_still_be_at_it(var: Path) -> None:
    folder = var / "files" / "incoming"
    folder.mkdir(parents=True)
    old, young = folder / str(uuid4()), folder / f"{uuid4()}.new"
    for path, hours in ((old, 25), (young, 23)):
        path.touch()
        os.utime(path, ((NIGHT - timedelta(hours=hours)).timestamp(),) * 2)

    remove_stray_files(timestamp=int(NIGHT.timestamp()))
    assert list(folder.iterdir()) == [young]
