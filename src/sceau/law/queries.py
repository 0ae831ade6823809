"""Which law does a school go by? The shipped law, and over it what the school adopted."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from sceau.law.folder import law_in
from sceau.law.models import LawAdoption
from sceau.regulation import Regulation, load, read_for

LAWS_AT_HAND = 16


def law_of(school: str = "", *, on: date) -> Regulation:
    """Return the law as it stands on a day: of a school, by its slug, with what it adopted; without one, as shipped.

    What a school adopted takes the place of the whole folder that ships for it, if one does.
    """
    if not school:
        return shipped()
    begun = LawAdoption.objects.filter(school__slug=school, since__lte=on).order_by("-since")
    digest = begun.values_list("digest", flat=True).first()
    return _adopted(school, digest) if digest else shipped()


@cache
def shipped() -> Regulation:
    """Return the law that ships with Sceau, read once."""
    return load()


@lru_cache(maxsize=LAWS_AT_HAND)
def _adopted(school: str, digest: str) -> Regulation:
    """Return the law with what a school adopted, as far as it can be read: the law above may have changed since."""
    files = LawAdoption.objects.filter(school__slug=school, digest=digest).values_list("files", flat=True)[0]
    return read_for(school, law_in(files))[0]
