"""Which exact number does a cell hold, and does it show the same one?"""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from typing import Any

SPREADSHEET_DIGITS = 15
"""Spreadsheets show and take fifteen significant digits; what is stored beyond is noise of the binary form."""
TOO_LARGE = Decimal("1e20")
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""In which nothing is rounded: the usual one keeps twenty-eight digits, and 9.99…9 would become 10."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_SCIENTIFIC_OR_FRACTION = re.compile(r"[eE][+-]|/")
_PLACES = re.compile(r"[0#?]")
_THOUSANDS_DROPPED = re.compile(r"[0#?](,+)(?![0#?,])")


def as_typed(number: float) -> Decimal:
    """Return the number a cell holds, exactly as a spreadsheet shows it in full.

    Going through the shortest text of the number gives back what was typed, 8.2 and not 8.1999999999999993.
    Raises ``ValueError`` for what is no number at all.
    """
    typed = Decimal(repr(number))
    if not typed.is_finite():
        raise ValueError(f"{number} is not a number")
    if len(typed.normalize(EXACT).as_tuple().digits) > SPREADSHEET_DIGITS:
        typed = Decimal(f"{number:.{SPREADSHEET_DIGITS}g}")
    return shortened(typed)


def shortened(number: Decimal) -> Decimal:
    """Return the same number without trailing zeros nor exponent: 12.50 is 12.5, 1E+1 is 10."""
    short = number.normalize(EXACT)
    return short.quantize(Decimal(1)) if short == short.to_integral_value() and abs(short) < TOO_LARGE else short


def decimals_of(number: Decimal) -> int:
    """Return how many decimals a number needs."""
    exponent = number.normalize(EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def shown(number: Decimal, shape: str) -> tuple[Decimal, str] | None:
    """Return what a number format makes of a number, with its sign after it; None when the format is none we know."""
    bare = _QUOTED.sub("", shape.partition(";")[0])
    if abs(number) >= TOO_LARGE or _SCIENTIFIC_OR_FRACTION.search(bare) or not _PLACES.search(bare):
        return None
    for_hundred = bare.count("%")
    dropped = _THOUSANDS_DROPPED.search(bare)
    thousands = len(dropped.group(1)) if dropped else 0
    decimals = len(_PLACES.findall(bare.partition(".")[2]))
    scaled = number.scaleb(2 * for_hundred - 3 * thousands)
    rounded = scaled.quantize(Decimal(1).scaleb(-min(decimals, decimals_of(scaled))), ROUND_HALF_UP)
    return rounded, " %" if for_hundred else ""


def shown_otherwise(number: Decimal, shape: str) -> tuple[Decimal, str] | None:
    """Return what a cell shows with its sign after it, where that is another number than the one it holds."""
    seen = shown(number, shape) if shape else None
    return None if seen is None or (seen[0] == number and not seen[1]) else seen


def digits_of(value: Any, shape: str) -> str:
    """Return a whole number as the digits of an identifier, with the zeros that a format such as ``00000`` shows.

    Nothing is returned for what is no number, is not whole or has lost digits.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    try:
        number = as_typed(value)
    except ValueError:
        return ""
    digits = f"{number:f}"
    if number < 0 or decimals_of(number) or len(digits) > SPREADSHEET_DIGITS:
        return ""
    return digits.zfill(len(shape)) if re.fullmatch("0+", shape) else digits


def named(value: Any) -> Any:
    """Return a value as a sentence names it, a binary number as the exact one it stands for."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    try:
        return as_typed(value)
    except ValueError:
        return str(value)
