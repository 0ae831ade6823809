"""Which line of a table fits the facts?"""

from __future__ import annotations

from collections.abc import Iterable

from sceau.core.rule import Row


def first_that_fits(rows: Iterable[Row], qualities: frozenset[str], **facts: str) -> Row | None:
    """Return the first line whose qualities and columns fit, or the last one if it says ``otherwise``, or None.

    Each keyword names a column that holds a set: the line fits if the set is empty or holds the fact.
    """
    for row in rows:
        if row.otherwise or fits(row, qualities, **facts):
            return row
    return None


def fits(row: Row, qualities: frozenset[str], **facts: str) -> bool:
    """Tell whether a line's qualities and columns fit the facts."""
    if not row.requires <= qualities or row.excludes & qualities:
        return False
    for column, fact in facts.items():
        allowed = getattr(row, column)
        if allowed and fact not in allowed:
            return False
    return True
