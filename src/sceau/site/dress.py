"""Where are styles, fonts, icons and scripts? At an address that says what they hold: browsers keep them for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

LENGTH = 16
"""Characters of the digest that stand in an address."""


def digest_of_static(apps: Iterable[str]) -> str:
    """Return a digest of every file that the apps have pages dressed in, by its name and what it holds."""
    sha = hashlib.sha256()
    for folder in map(_static_of, apps):
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            sha.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            sha.update(path.read_bytes())
    return sha.hexdigest()[:LENGTH]


def _static_of(app: str) -> Path:
    """Return the folder of an app, whether it is there or not; the app itself is not imported."""
    spec = find_spec(app)
    return Path(next(iter(spec.submodule_search_locations or ())) if spec else app) / "static"
