"""What can no fact be, whatever the law?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from sceau.core.calendar import PARIS

CENT = Decimal("0.01")
MOST_DIGITS = 9
"""Amounts beyond some billions of euros are slips of the pen."""


def each_once(place: str, codes: Iterable[str]) -> None:
    """Raise ``ValueError`` if a code is empty or stands twice: what is counted twice is credited twice."""
    seen: set[str] = set()
    for number, code in enumerate(codes, 1):
        if not code:
            raise ValueError(f"{place}: number {number} has no code, give each its own")
        if code in seen:
            raise ValueError(f"{place}: «{code}» stands twice, give each its own code")
        seen.add(code)


def check_amount(name: str, amount: Decimal) -> None:
    """Raise ``ValueError`` unless an amount is in euros and whole cents, not below zero and not beyond counting."""
    if not amount.is_finite() or amount < 0 or amount.adjusted() > MOST_DIGITS or amount != amount.quantize(CENT):
        raise ValueError(f"{name}: {amount} is no amount, write euros and whole cents, zero or more")


def check_country(name: str, code: str) -> None:
    """Raise ``ValueError`` unless a code has the form of those of ISO 3166-1: two capital letters."""
    if not (len(code) == len("FR") and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError(f"{name}: «{code}» is no code of a country, write two capital letters: FR")


def check_instant(name: str, at: datetime) -> None:
    """Raise ``ValueError`` unless an instant knows its time zone and has a day in Paris."""
    if at.tzinfo is None:
        raise ValueError(f"{name}: write its time zone, for example 2025-06-04T23:59:59+02:00")
    try:
        at.astimezone(PARIS)
    except OverflowError:
        raise ValueError(f"{name}: {at.isoformat()} has no day in Paris, correct the instant") from None
