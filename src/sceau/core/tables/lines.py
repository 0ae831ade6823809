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


def that_may_fit(rows: Iterable[Row], qualities: frozenset[str], **facts: str) -> list[Row | None]:
    """Return every line that may be the first to fit; a fact left empty is not known and may be any.

    The last one fits whatever is not known; it is None where there may be none that fits.
    """
    known = {column: fact for column, fact in facts.items() if fact}
    may: list[Row | None] = []
    for row in rows:
        if row.otherwise or fits(row, qualities, **known):
            may.append(row)
            if row.otherwise or fits(row, qualities, **facts):
                return may
    return [*may, None]


def fits(row: Row, qualities: frozenset[str], **facts: str) -> bool:
    """Tell whether a line's qualities and columns fit the facts."""
    if not row.requires <= qualities or row.excludes & qualities:
        return False
    for column, fact in facts.items():
        allowed = getattr(row, column)
        if allowed and fact not in allowed:
            return False
    return True
