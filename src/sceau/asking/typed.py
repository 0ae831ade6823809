"""What was typed in a page? A tree of texts under the names of the facts, of whatever a browser or an address says.

The name of an input is the place of its fact: ``degrees.1.family``. A part that is there says so by ``thesis.here``, a
duration has an ``amount`` and a ``unit``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sceau.asking.shapes import Field, Kind

HERE = "here"
NONE_OF_THEM = "-"
"""What is chosen to say that of several words none holds, where that is not the same as not known."""
AMOUNT, UNIT = "amount", "unit"
MOST_ROWS, MOST_IN_ALL = 60, 150
"""Rows of one kind at one place, and rows of a page; a student of thirty modules has about a hundred."""
DEEPEST = 12
LONGEST = 500
"""Characters of one answer."""
MOST_UNKNOWN = 5
"""How many names that are no fact are told."""

Typed = dict[str, Any]
"""By the name of a fact: a text, several texts, texts by name, the facts of a part, or those of each row."""
Said = Mapping[str, Sequence[str]]
"""What a form sent: every text under each name."""


class Read(NamedTuple):
    """What was typed for a question, and what of it has no place there."""

    typed: Typed
    unknown: tuple[str, ...] = ()
    """Names that are no fact of this question."""
    crowded: tuple[str, ...] = ()
    """Places where there are more rows than a page takes."""


def read_typed(fields: Sequence[Field], said: Said, *, beside: frozenset[str]) -> Read:
    """Return what was typed under the names of some facts; ``beside`` are the names that speak of something else."""
    tree = _tree(said, beside)
    astray = _Astray()
    typed = _part(fields, tree, "", astray)
    return Read(typed, tuple(astray.unknown[:MOST_UNKNOWN]), tuple(astray.crowded))


class _Astray:
    """What has no place on a page: names that are no fact, and rows beyond those that it takes."""

    def __init__(self) -> None:
        self.unknown: list[str] = []
        self.crowded: list[str] = []
        self.left = MOST_IN_ALL

    def taken(self, rows: int, at: str) -> int:
        """Return how many rows a place takes of those that were typed."""
        taken = min(rows, MOST_ROWS, self.left)
        if taken < rows:
            self.crowded.append(at)
        self.left -= taken
        return taken


def _tree(said: Said, beside: frozenset[str]) -> dict[str, Any]:
    """Return texts under the steps of their names; under an empty step what stands at a name itself."""
    tree: dict[str, Any] = {}
    for name, texts in said.items():
        if name in beside:
            continue
        node = tree
        for step in name.split(".", DEEPEST):
            node = node.setdefault(step or "?", {})
        node[""] = [text[: LONGEST + 1] for text in texts]
    return tree


def _part(fields: Sequence[Field], tree: Mapping[str, Any], at: str, astray: _Astray) -> Typed:
    known = {one.name: one for one in fields}
    astray.unknown.extend(f"{at}{name}"[:LONGEST] for name in tree if name not in known and name not in ("", HERE))
    typed = {name: _typed(one, tree[name], f"{at}{name}", astray) for name, one in known.items() if name in tree}
    return {name: one for name, one in typed.items() if one is not None}


def _typed(one: Field, node: Mapping[str, Any], at: str, astray: _Astray) -> Any:
    """Return what was typed for one field; None where nothing was."""
    texts = node.get("", [])
    match one.kind:
        case Kind.PART:
            inner = _part(one.inner, node, f"{at}.", astray)
            return inner if HERE in node or not is_blank(inner) else None
        case Kind.ROWS:
            return _rows(one, node, at, astray)
        case Kind.SEVERAL:
            return [text for text in texts if text][:LONGEST]
        case Kind.DAYS | Kind.DURATION:
            return {name: inner[""][-1] for name, inner in node.items() if name and inner.get("")}
    return texts[-1] if texts else None


def _rows(one: Field, node: Mapping[str, Any], at: str, astray: _Astray) -> list[Typed]:
    """Return the rows of a field in the order of their numbers, which need not follow each other."""
    numbered = {step: rank_of(step) for step in node if step}
    astray.unknown.extend(f"{at}.{step}"[:LONGEST] for step, rank in numbered.items() if not rank)
    steps = sorted((step for step, rank in numbered.items() if rank), key=lambda step: numbered[step])
    taken = steps[: astray.taken(len(steps), at)]
    return [_part(one.inner, node[step], f"{at}.{rank}.", astray) for rank, step in enumerate(taken, 1)]


def rank_of(step: str) -> int:
    """Return the number of a row, as a name gives it; zero for what numbers none."""
    return int(step) if step.isascii() and step.isdigit() and len(step) < DEEPEST else 0


def rows_in(typed: Any) -> int:
    """Count the rows of a page."""
    if isinstance(typed, Mapping):
        return sum(rows_in(inner) for inner in typed.values())
    if isinstance(typed, list):
        return sum(1 + rows_in(row) for row in typed if isinstance(row, Mapping))
    return 0


def is_blank(typed: Any) -> bool:
    """Tell whether nothing was typed in a tree; a row that is there is something."""
    if isinstance(typed, Mapping):
        return all(is_blank(inner) for inner in typed.values())
    return not typed


def names_of(fields: Sequence[Field], typed: Typed, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name of each input that holds something with what it holds: what an address would say."""
    for one in fields:
        held, place = typed.get(one.name), f"{at}{one.name}"
        if held is None:
            continue
        match one.kind:
            case Kind.PART:
                if not one.required:
                    yield f"{place}.{HERE}", "1"
                yield from names_of(one.inner, held, f"{place}.")
            case Kind.ROWS:
                for rank, row in enumerate(held, 1):
                    yield from names_of(one.inner, row, f"{place}.{rank}.")
            case Kind.SEVERAL:
                yield from ((place, text) for text in held)
            case Kind.DAYS | Kind.DURATION:
                yield from ((f"{place}.{name}", text) for name, text in held.items() if text)
            case _ if held:
                yield place, held


def with_row(fields: Sequence[Field], typed: Typed, place: str) -> Typed:
    """Return what was typed with one row, or one part, more at a place; as it was where there is none such."""
    return typed if rows_in(typed) >= MOST_IN_ALL else _changed(fields, typed, place.split("."), add=True)


def without_row(fields: Sequence[Field], typed: Typed, place: str) -> Typed:
    """Return what was typed without the row, or the part, at a place."""
    return _changed(fields, typed, place.split("."), add=False)


def _changed(fields: Sequence[Field], typed: Typed, steps: Sequence[str], *, add: bool) -> Typed:
    one = next((one for one in fields if one.name == steps[0]), None)
    if one is None or one.kind not in (Kind.PART, Kind.ROWS):
        return typed
    held = typed.get(one.name)
    if one.kind is Kind.ROWS:
        return {**typed, one.name: _changed_rows(one, held or [], steps[1:], add=add)}
    if len(steps) > 1:
        return {**typed, one.name: _changed(one.inner, held or {}, steps[1:], add=add)}
    return (
        {**typed, one.name: {**(held or {})}} if add else {name: had for name, had in typed.items() if name != one.name}
    )


def _changed_rows(one: Field, rows: list[Typed], steps: Sequence[str], *, add: bool) -> list[Typed]:
    if not steps:
        return [*rows, blank(one.inner)] if add and len(rows) < MOST_ROWS else rows
    rank = rank_of(steps[0]) - 1
    if rank not in range(len(rows)):
        return rows
    if len(steps) == 1:
        return rows if add else [*rows[:rank], *rows[rank + 1 :]]
    return [*rows[:rank], _changed(one.inner, rows[rank], steps[1:], add=add), *rows[rank + 1 :]]


def blank(fields: Sequence[Field]) -> Typed:
    """Return what stands in a page that nobody has filled: one row of each kind that must be given."""
    typed: Typed = {}
    for one in fields:
        if one.required and one.kind is Kind.ROWS:
            typed[one.name] = [blank(one.inner)]
        elif one.required and one.kind is Kind.PART:
            typed[one.name] = blank(one.inner)
    return typed
