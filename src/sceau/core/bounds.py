"""Does a value of a lower layer keep to what the layer above allows?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sceau.core.calendar import in_months
from sceau.core.rule import Bound, Duration, Force, Value
from sceau.core.tables.tightening import loosenings


def stricter(upper: Any, lower: Any, bound: Bound) -> bool:
    """Tell whether ``lower`` is at least as strict as ``upper`` under that bound.

    Numbers, durations and yes/no rise under a floor and fall under a ceiling; sets grow under a floor and shrink
    under a ceiling. Raises ``TypeError`` for kinds that have no order (choices, moments): those are open or fixed.
    """
    if isinstance(upper, frozenset):
        return bool(lower >= upper if bound is Bound.FLOOR else lower <= upper)
    if isinstance(upper, Duration):
        upper, lower = _same_unit(upper, lower)
    if not isinstance(upper, int | Decimal | tuple):
        raise TypeError(f"{type(upper).__name__} has no order")
    return bool(lower >= upper) if bound is Bound.FLOOR else bool(lower <= upper)


def _same_unit(upper: Duration, lower: Duration) -> tuple[int, int]:
    """Return the two amounts in one unit, or raise ``TypeError`` when no calendar identity joins their units."""
    if {upper.unit, lower.unit} == {"months", "years"}:
        return in_months(upper), in_months(lower)
    if upper.unit != lower.unit:
        raise TypeError(f"{lower.unit} cannot be compared with {upper.unit} without a cited equivalence")
    return upper.amount, lower.amount


def keeps_to(upper: Value, lower: Value, bound: Bound) -> bool:
    """Tell whether the lower value respects what the upper layer allows; of a table, each of its lines."""
    if bound is Bound.OPEN or not upper.binds:
        return True
    if bound is Bound.FIXED:
        return (lower.value, lower.passes, lower.absence) == (upper.value, upper.passes, None)
    if lower.absence is not None:
        return False
    if isinstance(upper.value, tuple) and not isinstance(upper.value, Duration):
        return next(loosenings(upper.value, lower.value), None) is None
    if upper.value == lower.value:
        return lower.passes <= upper.passes if bound is Bound.FLOOR else lower.passes >= upper.passes
    return stricter(upper.value, lower.value, bound)


def applies_under(upper: Value, lower: Value, bound: Bound) -> bool:
    """Tell whether a lower value keeps to an upper one; where they cannot be compared the upper one applies.

    Nothing but a binding value keeps to a bound that binds: the upper layer may have come to bind since.
    """
    if bound is not Bound.OPEN and upper.binds and lower.force is not Force.BINDING:
        return False
    try:
        return keeps_to(upper, lower, bound)
    except TypeError:
        return False
