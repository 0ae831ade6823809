"""Write ``docs/rules.md``: every rule of the shipped law, with its values by date and where each is said.

``--check`` writes nothing and fails if the page is not what it should be.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sceau.core.rule import (
    Citation,
    Duration,
    Entry,
    Force,
    Layer,
    Moment,
    Row,
    Rule,
    Standing,
    Value,
    Words,
    value_of,
    variant_value,
)
from sceau.core.tables.fees import LiabilityRow
from sceau.core.vocabulary import RULES, STAGES
from sceau.regulation import Regulation, Scope, load
from sceau.regulation.files import TextFile
from sceau.regulation.plain import exact
from sceau.wording import language, say_date, say_duration, say_moment, say_value

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "rules.md"
ENGLISH = language("en")
NOTICE = """\
# The rules

Every rule of the law that ships with Sceau: what it says, since when, and where that is said. The page is written from
[regulations/](../regulations/README.md) by `make docs`; correct the law, not the page.

«To confirm» marks what was not read in the text itself, or what the text does not say in so many words.
"""
DIGITS_OF_A_DIGEST = 12
"""How much of the digest of a copy is shown."""
COMMON = {field.name for field in fields(Row)} - {"requires", "excludes"}
"""The columns of a line that are written out of the list of its columns."""


def page(law: Regulation) -> str:
    """Return the whole page."""
    parts = [NOTICE, *_texts(law)]
    for scope in sorted(law.rules, key=_rank):
        parts.append(f"## {_heading(scope, law)}\n")
        rules = law.rules[scope]
        for stage in STAGES:
            keys = [key for key, shape in RULES.items() if shape.stage == stage and key in rules]
            if keys:
                parts.append(f"### {stage.capitalize()}\n")
            for key in keys:
                parts += _rule(rules[key])
    return "\n".join(parts).rstrip() + "\n"


def _rank(scope: Scope) -> tuple[int, str, str, str]:
    return scope.layer.value, scope.label, scope.school, scope.programme


def _heading(scope: Scope, law: Regulation) -> str:
    """Return whose rules a folder holds."""
    if scope.layer is Layer.STATE:
        return "The State"
    if scope.layer is Layer.LABEL:
        return f"The label `{scope.label}`"
    school = law.school(scope.school).name
    if scope.programme:
        return f"{school}, programme `{scope.programme}`"
    return f"{school}, label `{scope.label}`" if scope.label else school


def _texts(law: Regulation) -> Iterator[str]:
    """List the documents that rules cite."""
    yield "## Texts\n"
    yield "| name | cited as | title | authority | date | digest of the copy read |"
    yield "|---|---|---|---|---|---|"
    for name, text in sorted(law.texts.items()):
        digest = text.sha256[:DIGITS_OF_A_DIGEST] or "not read"
        yield f"| `{name}` | {text.short or text.title} | {text.title} | {text.authority} | {_dated(text)} | {digest} |"
    yield ""


def _dated(text: TextFile) -> str:
    return text.dated.isoformat() if text.dated else text.period


def _rule(rule: Rule) -> Iterator[str]:
    """Write one rule: its names, its file, its bound, then its ladder."""
    yield f"#### `{rule.key}`\n"
    yield f"{_both(rule.title)}\n"
    unit = f" · unit `{rule.unit}`" if rule.unit else ""
    yield f"`{rule.origin}` · bound `{rule.bound.value}`{unit}\n"
    for entry in rule.entries:
        yield from _entry(rule, entry)
    yield ""


def _entry(rule: Rule, entry: Entry) -> Iterator[str]:
    """Write one dated value, or each of its readings."""
    notes = [entry.force.value] if entry.force is not Force.BINDING else []
    notes += [entry.standing.value] if entry.standing is not Standing.IN_FORCE else []
    notes += [f"contradicts the {entry.contradicts.name.lower()}"] if entry.contradicts is not None else []
    aside = f" ({', '.join(notes)})" if notes else ""
    said = _required(value_of(rule, entry), entry)
    yield f"- since {say_date(entry.since, ENGLISH)}{aside}: {said} — {_cite(entry.cite)}"
    yield f"  - {_both(entry.says)}"
    if entry.note:
        yield f"  - note: {entry.note}"
    yield from _rows(entry.value, "  ")
    for variant in entry.variants:
        reading = variant_value(rule, entry, variant)
        yield f"  - reading `{variant.name}`: {_words(reading)} — {_cite(variant.cite)}"
        yield f"    - {_both(variant.says)}"
        yield from _rows(variant.value, "    ")


def _required(value: Value, entry: Entry) -> str:
    if entry.variants:
        return "several readings"
    if entry.chooses:
        return f"the reading `{entry.chooses}`"
    return _words(value)


def _words(value: Value) -> str:
    """Return a value in plain words, in bold; the lines of a table follow it one by one."""
    if _is_table(value.value):
        count = len(value.value)
        return f"**{count} {'line' if count == 1 else 'lines'}**"
    return f"**{say_value(value, ENGLISH)}**"


def _is_table(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Row)


def _both(words: Words) -> str:
    return f"{words.en} · *{words.fr}*"


def _cite(cite: Citation) -> str:
    return f"`{cite.text}`, {cite.locator}" + ("" if cite.confirmed else " — to confirm")


def _rows(value: Any, indent: str) -> Iterator[str]:
    """Write the lines of a table, each with the columns that say something."""
    for row in value if _is_table(value) else ():
        parts = (_both(row.title) if row.title else "", "; ".join(_columns(row)), _cite(row.cite) if row.cite else "")
        yield f"{indent}- `{row.id}`: {' — '.join(part for part in parts if part)}"
        if row.says:
            yield f"{indent}  - {_both(row.says)}"


def _columns(row: Row) -> Iterator[str]:
    if row.keeps:
        yield f"keeps `{row.keeps}`"
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name not in COMMON and _says_something(value, row):
            yield f"{field.name.replace('_', ' ')}: {_plainly(value)}"
    if row.otherwise:
        yield "otherwise"


def _says_something(value: Any, row: Row) -> bool:
    """Tell whether a column is worth writing: a decimal says something at zero, and so does a contribution not due."""
    if isinstance(value, Decimal) or (isinstance(value, bool) and isinstance(row, LiabilityRow)):
        return True
    return value not in (None, "", frozenset(), 0, {})


def _plainly(value: Any) -> str:
    """Return the content of a column in plain words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Duration):
        return say_duration(value, ENGLISH)
    if isinstance(value, Moment):
        return say_moment(value, ENGLISH)
    if isinstance(value, date):
        return say_date(value, ENGLISH)
    if isinstance(value, int | Decimal):
        return exact(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plainly(item)}" for name, item in sorted(value.items()))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted(map(str, value)))
    return str(value)


def main(arguments: list[str]) -> int:
    """Write the page, or compare it; return the code for the shell."""
    wanted = page(load())
    if "--check" not in arguments:
        PAGE.write_text(wanted, encoding="utf-8")
        sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {wanted.count('#### ')} rules\n")
        return 0
    found = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    if found != wanted:
        sys.stderr.write(f"{PAGE.relative_to(ROOT)} is not what the law says, run «make docs»\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
