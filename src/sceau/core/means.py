"""How are exact means made, rounded, and set against a threshold?"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from sceau.core.rule import Value

Number = Decimal | Fraction
"""A mark as it was given, or a mean, exact."""
HUNDREDTHS = 100
MARKS_AT_HAND = 16384


@lru_cache(maxsize=MARKS_AT_HAND)
def _ratio(number: Decimal) -> tuple[int, int]:
    return number.as_integer_ratio()


@lru_cache(maxsize=MARKS_AT_HAND)
def _hundredths(number: Decimal) -> tuple[int, int]:
    """Return a number as hundredths where it can be, so that the marks of a mean share their denominator."""
    top, bottom = number.as_integer_ratio()
    return (top, bottom) if HUNDREDTHS % bottom else (top * (HUNDREDTHS // bottom), HUNDREDTHS)


@lru_cache(maxsize=MARKS_AT_HAND)
def _reduced(top: int, bottom: int) -> Fraction:
    """Return a fraction in its lowest terms: the means of units come again and again, those of students hardly ever."""
    return Fraction(top, bottom)


def meets(threshold: Value, found: Number) -> bool:
    """Tell whether a number passes a threshold; the threshold says whether it itself passes."""
    if isinstance(found, Decimal):
        passes: bool = found > threshold.value or (threshold.passes and found == threshold.value)
        return passes
    top, bottom = found.as_integer_ratio()
    return _passes(threshold.value, threshold.passes, top, bottom)


@lru_cache(maxsize=MARKS_AT_HAND)
def _passes(threshold: Decimal, itself: bool, top: int, bottom: int) -> bool:
    """Tell whether a fraction lies above a threshold, or at it where that passes."""
    threshold_top, threshold_bottom = threshold.as_integer_ratio()
    left, right = top * threshold_bottom, threshold_top * bottom
    return left > right or (itself and left == right)


def weighted_mean(pairs: Iterable[tuple[Number, Decimal]]) -> Fraction:
    """Return the exact weighted mean of numbers with their coefficients.

    Raises ``ZeroDivisionError`` if there is nothing to weigh. The order of the pairs never matters. Numbers that weigh
    the same are added up before they are weighed, and numerators and denominators are kept apart and reduced once at
    the end: fractions that reduce at each step cost four times as much.
    """
    runs: list[tuple[Decimal, int, int, int]] = []
    last, top, bottom, count = None, 0, HUNDREDTHS, 0
    for number, coefficient in pairs:
        if last is None:  # a decimal is slow to tell that it is not None
            last = coefficient
        elif coefficient is not last and coefficient != last:  # most coefficients are those of the line above
            runs.append((last, top, bottom, count))
            last, top, bottom, count = coefficient, 0, HUNDREDTHS, 0
        more, more_bottom = _hundredths(number) if isinstance(number, Decimal) else number.as_integer_ratio()
        count += 1
        if more_bottom == bottom:
            top += more
        elif not bottom % more_bottom:
            top += more * (bottom // more_bottom)
        else:
            top, bottom = top * more_bottom + more * bottom, bottom * more_bottom
    if runs and last is not None:
        return _mean_of_runs([*runs, (last, top, bottom, count)])
    return _reduced(top, bottom * count) if bottom == HUNDREDTHS else Fraction(top, bottom * count)


def _mean_of_runs(runs: Iterable[tuple[Decimal, int, int, int]]) -> Fraction:
    """Return the mean of runs of numbers: a coefficient, their sum as numerator and denominator, how many they are."""
    total, total_bottom, weights, weights_bottom = 0, 1, 0, 1
    for coefficient, top, bottom, count in runs:
        weight, weight_bottom = _ratio(coefficient)
        weighed_bottom = bottom * weight_bottom
        total = total * weighed_bottom + top * weight * total_bottom
        total_bottom *= weighed_bottom
        weights = weights * weight_bottom + weight * count * weights_bottom
        weights_bottom *= weight_bottom
    return Fraction(total * weights_bottom, total_bottom * weights)


def rounded(number: Number, step: Decimal) -> Decimal:
    """Return a number rounded to a multiple of a step; what lies halfway goes up."""
    steps = Fraction(number) / Fraction(step)
    below = steps.numerator // steps.denominator
    over = steps - below
    return (below + 1 if over >= 1 - over else below) * step
