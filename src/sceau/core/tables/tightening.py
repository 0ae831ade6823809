"""How may a lower layer tighten a table, line by line and column by column?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sceau.core.calendar import NoLength, in_months
from sceau.core.rule import Duration, Row

HIGHER, FEWER, MORE, TRUE = "higher", "fewer", "more", "true"
"""How a lower layer may tighten a column: a higher number, fewer choices (none set means all), more of them, or yes."""

LOWER, WIDER, LESS, SAME, NONE = "lower", "wider", "less", "same", "none"
"""The same for a line that counts or burdens: a lower number, more choices (none set means all), fewer of them (none
set means that nothing narrows the line), no change at all, or none where there is none above."""


def loosened(upper: Any, lower: Any, direction: str) -> bool:
    """Tell whether a column of a lower line is looser than the column of the line it keeps."""
    if isinstance(upper, Duration):
        return lower is None or in_months(lower) < in_months(upper)
    if isinstance(upper, Mapping):  # a test that is added, or a score that is lowered, proves more easily
        return any(name not in upper or score < upper[name] for name, score in lower.items())
    return _LOOSER[direction](upper, lower)


_LOOSER: Mapping[str, Callable[[Any, Any], bool]] = {
    HIGHER: lambda upper, lower: bool(upper) and bool((lower or type(upper)()) < upper),
    TRUE: lambda upper, lower: bool(upper and not lower),
    MORE: lambda upper, lower: not lower >= upper,
    FEWER: lambda upper, lower: bool(upper) and (not lower or not lower <= upper),
    LOWER: lambda upper, lower: upper is not None and (lower is None or lower > upper),
    WIDER: lambda upper, lower: bool(lower) and (not upper or not lower >= upper),
    LESS: lambda upper, lower: not lower <= upper,
    SAME: lambda upper, lower: lower != upper,
    NONE: lambda upper, lower: bool(lower and not upper),
}
"""For each direction, whether a lower column is looser than an upper one."""


class Looser(NamedTuple):
    """Where a lower table is looser than the one above it."""

    place: int
    """Which line of the lower table, from one; zero where it lost a line of the table above."""
    column: str
    """Which of its columns; ``keeps`` where the line keeps none of the table above."""
    model: Row | None
    """The line of the table above that is lost or that the line keeps; None where it keeps none."""
    unlike: NoLength | None = None
    """Why the two columns cannot be compared, where they cannot."""


def loosenings(upper: Sequence[Row], lower: Sequence[Row]) -> Iterator[Looser]:
    """Return everything by which a lower table is looser: each of its lines keeps a line above, and loosens no column.

    Where each line burdens, losing one loosens, and one more that keeps none tightens.
    """
    kept, models = {row.keeps for row in lower}, {row.id: row for row in upper}
    yield from (Looser(0, "", row) for row in upper if row.EXTRA_TIGHTENS and row.id not in kept)
    for place, row in enumerate(lower, 1):
        if row.EXTRA_TIGHTENS and not row.keeps:
            continue
        model = models.get(row.keeps)
        if model is None:
            yield Looser(place, "keeps", None)
        else:
            yield from _looser_columns(place, model, row)


def _looser_columns(place: int, model: Row, row: Row) -> Iterator[Looser]:
    for column, direction in type(row).STRICTER.items():
        if any(getattr(row, other) for other in row.UNLESS.get(column, ())):
            continue
        try:
            if loosened(getattr(model, column), getattr(row, column), direction):
                yield Looser(place, column, model)
        except NoLength as unlike:
            yield Looser(place, column, model, unlike)
