"""Where do the bytes of a file lie? In the folder of uploads, outside of anything that is served, named by its id."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from sceau.files.models import StoredFile

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
INCOMING = "incoming"
"""Where a file is written while nobody knows yet whether it may be kept."""


def place_of(file: UUID) -> Path:
    """Return where the bytes of a file lie."""
    return Path(settings.ENVIRONMENT.files) / str(file)[:2] / str(file)


def incoming(file: UUID) -> Path:
    """Return where the bytes of a file are written first."""
    folder = Path(settings.ENVIRONMENT.files) / INCOMING
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder / str(file)


def put(written: Path, file: UUID) -> None:
    """Move written bytes to where the file lies: once this returns, they outlive a crash of the machine."""
    place = place_of(file)
    place.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    written.chmod(PRIVATE)
    with written.open("rb") as bytes_written:
        os.fsync(bytes_written.fileno())
    written.replace(place)
    for folder in (place.parent, place.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def remove(file: UUID) -> None:
    """Remove the bytes of a file, if they are there."""
    place_of(file).unlink(missing_ok=True)


def remove_strays(*, before: datetime) -> int:
    """Remove the bytes that no row speaks of, written before an instant; return how many files that were.

    They are what is left of an upload that was refused or undone halfway. Whoever uploads now is left in peace.
    """
    count = 0
    for path in _files_of(Path(settings.ENVIRONMENT.files)):
        if path.stat().st_mtime < before.timestamp() and not _is_kept(path):
            path.unlink(missing_ok=True)
            count += 1
    return count


def _files_of(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for within in sorted(folder.iterdir()) if within.is_dir() for path in sorted(within.iterdir()))


def _is_kept(path: Path) -> bool:
    try:
        key = UUID(path.name)
    except ValueError:
        return False
    return path == place_of(key) and StoredFile.objects.filter(pk=key, erased_at=None).exists()
