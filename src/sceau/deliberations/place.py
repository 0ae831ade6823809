"""Where does a deliberation work? In a folder of its own, shut to others, that goes with the attempt."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

PRIVATE_FOLDER = 0o700


def _folder() -> Path:
    return Path(settings.ENVIRONMENT.var) / "deliberating"


@contextmanager
def workplace(deliberation: UUID, run: int) -> Iterator[Path]:
    """Return an empty folder for an attempt; what an attempt that was killed left there goes first."""
    place = _folder() / f"{deliberation}-{run}"
    for left in _folder().glob(f"{deliberation}-*"):
        shutil.rmtree(left, ignore_errors=True)
    place.mkdir(mode=PRIVATE_FOLDER, parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def remove_left_over(*, before: datetime) -> int:
    """Remove the folders of attempts that ended without a word before an instant; return how many that were."""
    folders = _folder().iterdir() if _folder().is_dir() else ()
    found = [one for one in folders if one.stat().st_mtime < before.timestamp()]
    for one in found:
        shutil.rmtree(one, ignore_errors=True)
    return len(found)
