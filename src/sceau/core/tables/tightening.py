"""How may a lower layer tighten a column of a table?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sceau.core.calendar import in_months
from sceau.core.rule import Duration

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
