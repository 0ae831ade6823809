"""Which law does a school go by? The shipped law, and over it what the school adopted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache, lru_cache

from sceau.law.folder import law_in
from sceau.law.models import LawAdoption
from sceau.people.models import School
from sceau.regulation import Regulation, load, read_for

LAWS_AT_HAND = 100


def law_of(school: str = "", *, on: date) -> Regulation:
    """Return the law as it stands on a day: of a school, by its slug, with what it adopted; without one, as shipped.

    What a school adopted takes the place of the whole folder that ships for it, if one does.
    """
    return laws_of([school], on=on)[school] if school else shipped()


def laws_of(schools: Collection[str], *, on: date) -> dict[str, Regulation]:
    """Return the law of each of some schools on a day, by its slug, in one query however many they are."""
    begun = LawAdoption.objects.filter(school__slug__in=schools, since__lte=on)
    latest = begun.order_by("school_id", "-since").distinct("school_id").values_list("school__slug", "digest")
    adopted = dict(latest)
    return {school: _adopted(school, adopted[school]) if school in adopted else shipped() for school in schools}


def schools_with_law(readable: Collection[str] | None, *, on: date) -> dict[str, Regulation]:
    """Return the law of each school that wrote some, by its slug, among those named; None: of every one."""
    entered = School.objects.values_list("slug", flat=True)
    known = sorted({*shipped().schools, *entered} if readable is None else readable)
    laws = laws_of(known, on=on)
    return {school: law for school, law in laws.items() if school in law.schools}


def writes_law(school: str) -> bool:
    """Tell whether a school is known here or wrote law that ships, by its slug."""
    return bool(school) and (school in shipped().schools or School.objects.filter(slug=school).exists())


@cache
def shipped() -> Regulation:
    """Return the law that ships with Sceau, read once."""
    return load()


@lru_cache(maxsize=LAWS_AT_HAND)
def _adopted(school: str, digest: str) -> Regulation:
    """Return the law with what a school adopted, as far as it can be read: the law above may have changed since."""
    files = LawAdoption.objects.filter(school__slug=school, digest=digest).values_list("files", flat=True)[0]
    return read_for(school, law_in(files))[0]
