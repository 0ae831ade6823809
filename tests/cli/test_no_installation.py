"""A command on what an installation keeps, where there is none: it says so, and makes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import sceau
from tests.cli.on_the_database import sceau_on_the_database

COMMANDS = [
    ("journal", "verify"),
    ("journal", "export", "seals.jsonl"),
    ("journal", "seal"),
    ("explain", "person:1"),
    ("rules", "replay"),
    ("retention", "--dry-run"),
    ("retention",),
    ("jobs",),
    ("jobs", "--retry", "1"),
]
WISH = "name its folder by SCEAU_VAR, or its database by DATABASE_URL; «sceau run» makes a new one"


def a_mistyped_folder(tmp_path: Path) -> Path:
    return tmp_path / "sceua"


def an_empty_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def a_file(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.touch()
    return file


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("place", [a_mistyped_folder, an_empty_folder, a_file])
def test_where_there_is_no_installation_a_command_refuses_and_makes_none(
    tmp_path: Path, words: tuple[str, ...], place: Callable[[Path], Path]
) -> None:
    var = place(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    ran = sceau(*words, SCEAU_VAR=str(var), DATABASE_URL="")

    assert (ran.code, ran.out, ran.err.strip()) == (2, "", f"{var}: there is no installation of Sceau here; {WISH}")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.django_db(transaction=True)
def test_the_folder_is_asked_for_where_the_database_is_named_too(tmp_path: Path) -> None:
    var = tmp_path / "sceua"

    ran = sceau_on_the_database("retention", SCEAU_VAR=str(var))

    assert (ran.code, ran.err.strip()) == (2, f"{var}: there is no installation of Sceau here; {WISH}")
    assert not var.exists()
