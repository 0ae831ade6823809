"""What can a line say of the surveys of graduates?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sceau.core.facts import check_country
from sceau.core.rule import Duration, Row
from sceau.core.tables.tightening import FEWER, HIGHER


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyWindowRow(Row):
    """When the graduates are asked: from one delay after the diploma to another, both days included."""

    opens: Duration
    closes: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationRow(Row):
    """Which answers make which situation."""

    situation: str
    activities: frozenset[str] = frozenset()
    """One of these was answered; empty: whatever was answered."""
    without: frozenset[str] = frozenset()
    """None of these was answered."""
    job_contracts: frozenset[str] = frozenset()
    """The contract of the job is one of these; empty: any, or none told."""


@dataclass(frozen=True, slots=True)
class IndicatorRow(Row):
    """A figure that is published of graduates: who is counted, among whom; ``requires`` and ``excludes`` say whom."""

    statistic: str = "share"
    """``share`` of the numerator in the denominator, or ``mean`` or ``median`` of what is measured."""
    measure: str = ""
    """What a mean or a median is of; empty for a share."""
    numerator: frozenset[str] = frozenset()
    """The situations of those who are counted; empty: any."""
    numerator_contracts: frozenset[str] = frozenset()
    """They have one of these contracts; empty: any, or none."""
    numerator_executive: bool = False
    """True if they hold an executive position."""
    numerator_outside: frozenset[str] = frozenset()
    """They live in none of these countries; empty: anywhere."""
    numerator_qualities: frozenset[str] = frozenset()
    """They have all these qualities."""
    denominator: frozenset[str] = frozenset()
    """The situations of those among whom they are counted; empty: any."""
    denominator_within: Duration | None = None
    """How long ago these may have graduated at most; None: whenever."""
    windows: frozenset[str] = frozenset()
    """The windows of the survey within which these answered; empty: any, or none."""
    untold: str = "left_out"
    """What becomes of those whose answer does not tell: ``left_out`` of the denominator, or ``counted`` in it."""
    minimum: int = 0
    """How many must be counted before the figure may be published."""
    STRICTER: ClassVar[Mapping[str, str]] = {"numerator": FEWER, "minimum": HIGHER}

    def __post_init__(self) -> None:
        if bool(self.measure) is (self.statistic == "share"):
            raise ValueError(
                "measure: a mean and a median measure something and a share does not, write both or neither"
            )
        if self.minimum < 0:
            raise ValueError(f"minimum: {self.minimum} is below zero, write zero or more")
        for country in sorted(self.numerator_outside):
            check_country("numerator_outside", country)
