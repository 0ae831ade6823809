"""How is a question kept with its facts? As an address to be shared, and as the file that ``sceau ask`` reads."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sceau.regulation.plain import exact

LONGEST_ADDRESS = 1_800
"""Beyond this some server or mail on the way cuts an address."""


def address(path: str, names: Iterable[tuple[str, str]]) -> str:
    """Return the address of a page with what was said on it; empty where that is too much for an address."""
    found = f"{path}?{urlencode(list(names))}"
    return found if len(found) <= LONGEST_ADDRESS else ""


def as_file(facts: Mapping[str, Any]) -> str:
    """Return facts as a file of TOML, which ``sceau ask`` reads."""
    return "\n".join(_table(facts, "")).strip() + "\n"


def _table(facts: Mapping[str, Any], at: str) -> Iterator[str]:
    """Yield the lines of a table: what stands in one line first, then the tables within it."""
    within = {name: held for name, held in facts.items() if _is_table(held) or _are_tables(held)}
    yield from (f"{name} = {_inline(held)}" for name, held in facts.items() if name not in within)
    for name, held in within.items():
        for table in (held,) if _is_table(held) else held:
            head = f"[{at}{name}]" if _is_table(held) else f"[[{at}{name}]]"
            yield from ("", head, *_table(table, f"{at}{name}."))


def _is_table(held: Any) -> bool:
    return isinstance(held, Mapping)


def _are_tables(held: Any) -> bool:
    return isinstance(held, list) and bool(held) and all(isinstance(one, Mapping) for one in held)


def _inline(held: Any) -> str:
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, str):
        return json.dumps(held, ensure_ascii=False)
    if isinstance(held, list):
        return f"[{', '.join(map(_inline, held))}]"
    return held.isoformat() if isinstance(held, date) else exact(held)


def command(question: str, names: Iterable[tuple[str, str]]) -> str:
    """Return the command that puts a question with a file of facts in a terminal."""
    options = " ".join(f"--{name} {shlex.quote(said)}" for name, said in names)
    return f"sceau ask {question} {question}.toml {options}"
