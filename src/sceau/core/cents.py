"""How is a share of an amount brought to whole cents? Nobody pays a part of one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from sceau.core.decision import Reason
from sceau.core.facts import CENT
from sceau.core.means import rounded
from sceau.core.rulebook import Rulebook


class Part(NamedTuple):
    """A share of an amount in whole cents, with how it was brought there where it was not by itself."""

    amount: Decimal
    reasons: list[Reason]


def part_of(amount: Decimal, share: Decimal | Fraction, rules: Rulebook, subject: str = "") -> Part:
    """Return a share of an amount in whole cents, rounded as the law says.

    Where no text speaks, a part of a cent is left to whoever pays the rest, and it is warned; ``found`` is exact.
    """
    exact = Fraction(amount) * Fraction(share)
    rule = rules.get("part_of_a_cent")
    part = rounded(exact, CENT) if rule.value == "nearest" else whole_cents(exact)
    if part == exact:
        return Part(part, [])
    return Part(part, [Reason("part_of_a_cent_is_settled", rule.absence is None, rule, part, exact, subject)])


def whole_cents(exact: Fraction) -> Decimal:
    """Return the greatest amount in whole cents that is not above an exact one."""
    steps = exact / Fraction(CENT)
    return steps.numerator // steps.denominator * CENT
