"""How is a number said? Marks, money and quantities, never shown on the wrong side of what they are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from sceau.core.rule import Value
from sceau.wording.language import Language

Number = int | Decimal | Fraction

PLACES = 2
"""How many decimals a reader is given when nothing asks for more."""
MOST_PLACES = 6
"""How many decimals are tried of a number whose decimals never end, before the fraction itself is shown."""
MINUS = "\N{MINUS SIGN}"


def say_number(x: Number, lang: Language) -> str:
    """Return a number with two decimals at most, half up: « 7 500,5 »."""
    return _written(_rounded(Fraction(x), PLACES), lang)


def say_mark(
    x: Number, lang: Language, beside: Number | Value | Iterable[Number] | None = None, *, aligned: bool = False
) -> str:
    """Return a mark with two decimals, and as many more as keep it on its own side of what it is compared with.

    9.995 beside 10 is never shown as 10. A number whose decimals end is shown whole if need be; one whose decimals
    never end (31/3) is given up to six of them, then as the fraction that it is. ``aligned`` keeps the zeros that make
    a column of marks line up: « 12,50 ».
    """
    shown = _beside(x, lang, _points(beside))
    return _with_places(shown, lang) if aligned and "/" not in shown else shown


def _with_places(shown: str, lang: Language) -> str:
    """Return a number with its two decimals, whether they are zeros or not."""
    whole, mark, part = shown.partition(lang.numbers["decimal"])
    return whole + (mark or lang.numbers["decimal"]) + part.ljust(PLACES, "0")


def say_money(x: Number, lang: Language, beside: Number | Value | Iterable[Number] | None = None) -> str:
    """Return an amount in euros: « 7 500 € », with its cents only when there are any."""
    exact = abs(Fraction(x))
    shown = _beside(exact, lang, tuple(abs(Fraction(point)) for point in _points(beside)))
    whole, mark, part = shown.partition(lang.numbers["decimal"])
    if mark and len(part) < PLACES:
        shown = whole + mark + part.ljust(PLACES, "0")
    sign = MINUS if x < 0 and shown != "0" else ""
    return sign + _with_unit(shown, exact, "EUR", lang)


def say_quantity(x: Number, unit: str, lang: Language, beside: Number | Iterable[Number] | None = None) -> str:
    """Return a number with its unit: « 12,5/20 », « 30 % », « 45 crédits ECTS », « 60 € ».

    A number beside itself is shown whole: that is how what a text sets is said, which is never rounded.
    """
    points = _points(beside)
    if unit == "EUR":
        return say_money(x, lang, points)
    if unit == "ratio":
        x, points = Fraction(x) * 100, tuple(Fraction(point) * 100 for point in points)
    shown = _beside(x, lang, points)
    if unit.startswith("/") and "/" in shown:
        return _with_unit(shown, x, "fraction", lang, scale=unit.removeprefix("/"))
    return _with_unit(shown, x, unit, lang)


def counted(forms: Mapping[str, str], x: Number, lang: Language, **words: str) -> str:
    """Return the singular or the plural of a pair of templates, filled in."""
    singular = int(abs(Fraction(x))) <= 1 if lang.numbers["singular_below_two"] else x == 1
    return forms["one" if singular else "many"].format(**words)


def _with_unit(shown: str, x: Number, unit: str, lang: Language, **words: str) -> str:
    return counted(lang.units[unit], x, lang, n=shown, **words)


def _points(beside: Number | Value | Iterable[Number] | None) -> tuple[Number, ...]:
    """Return the numbers that another is compared with."""
    if beside is None:
        return ()
    if isinstance(beside, Value):
        return _points(beside.value)
    if isinstance(beside, int | Decimal | Fraction):
        return (beside,)
    return tuple(beside)


@lru_cache(maxsize=8192)  # the same marks and thresholds come back all along a promotion
def _beside(x: Number, lang: Language, points: tuple[Number, ...]) -> str:
    """Return a number with the fewest decimals, two or more, that keep it on its own side of every point."""
    exact, compared = Fraction(x), [Fraction(point) for point in points]
    ends = _decimals(exact)
    for places in range(PLACES, max(PLACES, MOST_PLACES if ends is None else ends) + 1):
        shown = _rounded(exact, places)
        if all(_side(shown, point) == _side(exact, point) for point in compared):
            return _written(shown, lang)
    return _fraction(exact)


def _side(x: Fraction, point: Fraction) -> int:
    return (x > point) - (x < point)


def _rounded(exact: Fraction, places: int) -> Fraction:
    """Round half up, away from zero."""
    scale = 10**places
    nearest = Fraction((2 * abs(exact) * scale + 1) // 2, scale)
    return -nearest if exact < 0 else nearest


def _decimals(exact: Fraction) -> int | None:
    """Return how many decimals a number has, or None if they never end."""
    rest, counts = exact.denominator, {2: 0, 5: 0}
    for prime in counts:
        while rest % prime == 0:
            rest //= prime
            counts[prime] += 1
    return max(counts.values()) if rest == 1 else None


def _written(exact: Fraction, lang: Language) -> str:
    """Write a number whose decimals end, all of them, without trailing zeros."""
    places = _decimals(exact) or 0
    whole, part = divmod(abs(exact.numerator) * 10**places // exact.denominator, 10**places)
    digits = f"{whole:,}".replace(",", lang.numbers["thousands"])
    decimals = f"{part:0{places}d}" if places else ""
    sign = MINUS if exact < 0 else ""
    return sign + digits + (lang.numbers["decimal"] + decimals if decimals else "")


def _fraction(exact: Fraction) -> str:
    return f"{exact.numerator}/{exact.denominator}".replace("-", MINUS)
