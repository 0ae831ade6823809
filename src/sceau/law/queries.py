"""Which law does a school go by? The shipped law, and over it what the school adopted."""

from __future__ import annotations

from datetime import date
from functools import cache

from sceau.regulation import Regulation, load


def law_of(school: str = "", *, on: date) -> Regulation:  # noqa: ARG001 - until a school adopts something
    """Return the law as it stands on a day: of a school, by its slug, with what it adopted; without one, as shipped."""
    return shipped()


@cache
def shipped() -> Regulation:
    """Return the law that ships with Sceau, read once."""
    return load()
