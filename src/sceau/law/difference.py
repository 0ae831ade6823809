"""What would a draft change? Each rule that it sets otherwise, side by side, and the lines of its files."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sceau.core.rule import Entry, Row, Rule, Standing, Words, value_of, variant_value
from sceau.regulation import Regulation
from sceau.regulation.difference import Change, changes_between
from sceau.regulation.plain import plain
from sceau.wording import Language, say_citation, say_date, say_value
from sceau.wording.lists import sentence, words

ROUND = 2
"""Lines shown around one that changed."""


@dataclass(frozen=True, slots=True)
class SaidChange:
    """A rule that is set otherwise, in words: what each law says that the other does not."""

    key: str
    title: str
    place: str
    """For whom: a label, a programme; empty for the whole school."""
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that is added, removed or written otherwise."""

    path: str
    kind: str
    """``added``, ``removed`` or ``changed``."""
    lines: tuple[tuple[str, str], ...]
    """Each line that came (``+``), went (``-``) or stands around (`` ``); ``@`` where lines are left out.

    None where the file is added or removed whole.
    """


def changes_said(before: Regulation, after: Regulation, school: str, lang: Language) -> list[SaidChange]:
    """Return each rule of a school that two laws set otherwise, in words."""
    return [_said(change, (before, after), lang) for change in changes_between(before, after, school)]


@lru_cache(maxsize=8)
def _files_changed(before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]) -> tuple[FileChange, ...]:
    old, new = dict(before), dict(after)
    changed = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    return tuple(
        FileChange(
            path,
            "added" if path not in old else "removed" if path not in new else "changed",
            tuple(_lines(old[path], new[path])) if path in old and path in new else (),
        )
        for path in changed
    )


def files_changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FileChange, ...]:
    """Return the files that two folders hold otherwise, with the lines that differ."""
    return _files_changed(tuple(sorted(before.items())), tuple(sorted(after.items())))


def _lines(old: str, new: str) -> list[tuple[str, str]]:
    before, after = old.splitlines(), new.splitlines()
    found = difflib.unified_diff(before, after, n=ROUND, lineterm="")
    return [("@", "") if line.startswith("@@") else (line[:1], line[1:]) for line in list(found)[2:]]


class Told(NamedTuple):
    """A dated value in words."""

    head: str
    """Since when, and what."""
    lines: tuple[str, ...]
    """The lines of a table; none of any other value."""
    cite: str
    rest: tuple[str, ...]
    """Its words, its force, a note."""


def rule_told(rule: Rule, law: Regulation, lang: Language) -> list[tuple[str, str]]:
    """Return each dated value of a rule in words: since when and what, and where that is said."""
    return [(told.head, told.cite) for told in (_entry(rule, one, law.texts, lang) for one in rule.entries)]


def _said(change: Change, laws: Sequence[Regulation], lang: Language) -> SaidChange:
    rule = change.after or change.before
    sides = [
        [_entry(own, entry, law.seen_by(change.scope.school).texts, lang) for entry in entries] if own else []
        for own, entries, law in zip((change.before, change.after), _entries_apart(change), laws, strict=True)
    ]
    heads = [_head(change.before, change.after, lang), _head(change.after, change.before, lang)]
    before, after = ((*head, *_apart(own, other)) for head, own, other in zip(heads, sides, sides[::-1], strict=True))
    place = change.scope.label or change.scope.programme.upper()
    return SaidChange(change.key, lang.of(rule.title) if rule else change.key, place, before, after)


def _entries_apart(change: Change) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return the dated values that each law alone holds; where one holds none, what it says on the first day there."""
    old, new = change.entries
    return old or _in_force(change.before, new), new or _in_force(change.after, old)


def _in_force(rule: Rule | None, others: Sequence[Entry]) -> tuple[Entry, ...]:
    held = rule.in_force(min(one.since for one in others)) if rule and others else None
    return (held,) if held else ()


def _apart(own: Sequence[Told], other: Sequence[Told]) -> Iterator[str]:
    """Yield what one side says that the other does not: of each value as much as tells it from those over there."""
    there = {line for one in other for line in one.lines}
    for told in own:
        alike = [one for one in other if one.head == told.head]
        known = {part for one in alike for part in (one.cite, *one.rest)}
        yield told.head
        yield from (line for line in told.lines if line not in there)
        yield from (part for part in (told.cite, *(told.rest if alike else ())) if part not in known)


def _head(rule: Rule | None, other: Rule | None, lang: Language) -> Iterator[str]:
    """Yield what a rule says beside its dated values, where the other law says otherwise."""
    if rule and other and rule.title != other.title:
        yield lang.of(rule.title)
    if rule and other and rule.bound is not other.bound:
        yield str(words("law", lang.code)["bounds"][rule.bound.value])


def _entry(rule: Rule, entry: Entry, texts: Any, lang: Language) -> Told:
    day, value = say_date(entry.since, lang), _value(rule, entry, lang)
    head = sentence("site", lang.code, "drafts.from_day", day=day, value=value)
    lines = tuple(_line(row, texts, lang) for row in entry.value) if _is_table(entry.value) else ()
    rest = (lang.of(entry.says), str(lang.forces[entry.force.value]), entry.note)
    return Told(head, lines, say_citation(entry.cite, texts, lang), tuple(filter(None, rest)))


def _value(rule: Rule, entry: Entry, lang: Language) -> str:
    if entry.chooses:
        return sentence("site", lang.code, "drafts.chooses", name=entry.chooses)
    if entry.standing is Standing.CONTESTED:
        return " / ".join(say_value(variant_value(rule, entry, one), lang) for one in entry.variants)
    return say_value(value_of(rule, entry), lang)


def _is_table(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(one, Row) for one in value)


def _line(row: Row, texts: Any, lang: Language) -> str:
    """Return a line of a table with every column that it fills, and where its own citation leads."""
    shown = {name: value for name, value in plain(row).items() if name not in ("id", "title", "says", "cite")}
    columns = "; ".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in shown.items())
    title = lang.of(row.title) if isinstance(row.title, Words) else ""
    cite = say_citation(row.cite, texts, lang) if row.cite else ""
    return " — ".join(part for part in (row.id, title, columns, cite) if part)
