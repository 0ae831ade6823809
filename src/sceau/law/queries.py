"""Which law does a school go by? The shipped law, and over it what the school adopted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache

from sceau.people.models import School
from sceau.regulation import Regulation, load


def law_of(school: str = "", *, on: date) -> Regulation:  # noqa: ARG001 - until a school adopts something
    """Return the law as it stands on a day: of a school, by its slug, with what it adopted; without one, as shipped."""
    return shipped()


def schools_with_law(readable: Collection[str] | None, *, on: date) -> dict[str, Regulation]:
    """Return the law of each school that wrote some, by its slug, among those named; None: of every one."""
    entered = School.objects.values_list("slug", flat=True)
    known = sorted({*shipped().schools, *entered} if readable is None else readable)
    laws = {school: law_of(school, on=on) for school in known}
    return {school: law for school, law in laws.items() if school in law.schools}


def writes_law(school: str) -> bool:
    """Tell whether a school is known here or wrote law that ships, by its slug."""
    return bool(school) and (school in shipped().schools or School.objects.filter(slug=school).exists())


@cache
def shipped() -> Regulation:
    """Return the law that ships with Sceau, read once."""
    return load()
