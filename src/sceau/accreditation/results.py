"""What became of the intakes of a label: which row counts for each, and at what rates?"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from sceau.accreditation.models import IntakeResult


class Intake(NamedTuple):
    """An intake with its rates; a rate is None while it is not known, or where nobody was enrolled."""

    result: IntakeResult
    derogation: Fraction | None
    foreigners: Fraction | None
    success: Fraction | None
    employment: Fraction | None


def intakes_of(results: Iterable[IntakeResult]) -> list[Intake]:
    """Return the intakes of a label, the latest first: of each the last row computed, else the last declared."""
    counted: dict[int, IntakeResult] = {}
    for one in sorted(results, key=lambda row: (row.is_computed, row.pk)):
        counted[one.intake_year] = one
    return [
        Intake(
            one,
            _rate(one.by_derogation, one.enrolled),
            _rate(one.foreigners, one.enrolled),
            _rate(one.graduated, one.enrolled),
            _rate(one.employed, one.graduated),
        )
        for _, one in sorted(counted.items(), reverse=True)
    ]


def _rate(part: int | None, whole: int | None) -> Fraction | None:
    return Fraction(part, whole) if part is not None and whole else None
