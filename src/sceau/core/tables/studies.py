"""What can a line say of resits, missions, the end of studies and honours?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sceau.core.rule import Row
from sceau.core.tables.tightening import FEWER, MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class ResitRow(Row):
    """What gives rise to a resit."""

    trigger: str
    """``module_gap``, ``unit_below_pass_mark`` or ``no_mark``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow(Row):
    """Where the mission may take place."""

    places: frozenset[str]
    STRICTER: ClassVar[Mapping[str, str]] = {"places": FEWER, "requires": MORE, "excludes": MORE}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow(Row):
    """How much the mark of a part of the end of studies weighs; its id is the part: mission, thesis or defence."""

    weight: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HonoursRow(Row):
    """A band of honours, from the general mean that opens it."""

    mean: Decimal
    """The least general mean, on the scale of the school; it opens the band itself."""
    without_resit: bool = False
    """True if a student who has resat anything has no access to it."""
