"""How is one value of a rule written into a file? In its place, and whatever else the file says stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import tomli
import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from sceau.core.rule import Citation, Force, Words
from sceau.regulation.toml import as_toml

LONGEST = 100_000
"""Characters of a file beyond which it is written as a whole alone: to take it apart would take long."""
BEYOND_THE_FORM = ("variants", "chooses", "contradicts", "standing", "serves_until")
"""What an entry may say that the form does not ask: it is written in the file itself."""


class FileUnreadable(ValueError):
    """A file that is not TOML, or laid out so that one value cannot be written into it: it is to be edited whole."""


def rule_in(text: str, key: str) -> dict[str, Any] | None:
    """Return a rule as a file says it; None where the file says nothing of it. Raises ``FileUnreadable``."""
    if len(text) > LONGEST:
        raise FileUnreadable(key)
    try:
        found = tomli.loads(text).get(key)
    except (ValueError, RecursionError) as error:
        raise FileUnreadable(key) from error
    if found is not None and not _is_a_rule(found):
        raise FileUnreadable(key)
    return found


def entries_in(rule: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the dated values of a rule as its file says them, the oldest first."""
    entries = rule.get("value", []) if rule else []
    return sorted(entries, key=lambda one: one["from"])


def value_in(text: str, key: str, since: date) -> str:
    """Return the value that a file gives from a day, as it is written there; empty where it gives none."""
    found = [one for one in _entries(tomlkit.parse(text), key) if one["from"] == since]
    if not found or "value" not in found[0]:
        return ""
    value = found[0].item("value")
    return _lines_of(value.unwrap()) if isinstance(value, AoT) else str(value.as_string())


def is_a_list(said: str) -> bool:
    """Tell whether a text is one list as TOML writes it, and nothing else."""
    try:
        held = tomli.loads(f"value = {said}\n")
    except (ValueError, RecursionError):
        return False
    return held.keys() == {"value"} and isinstance(held["value"], list)


def write_rule(text: str, key: str, head: Mapping[str, str], entry: Mapping[str, str | None]) -> str:
    """Return the text of a file with one dated value of a rule written: the one of its day, or one more.

    ``head`` is what the rule says beside its values, ``entry`` what the value says, each as TOML by its field; None
    takes a field out. Raises ``FileUnreadable`` where the file cannot be taken apart, or a field is no TOML.
    """
    before = rule_in(text, key)
    try:
        document = tomlkit.parse(text if text.endswith("\n") else f"{text}\n")
        given = {name: tomlkit.value(said) for name, said in entry.items() if said is not None}
        heading = {name: tomlkit.value(said) for name, said in head.items()}
        if before is None:
            document[key] = tomlkit.table()
        rule: Any = document[key]
        _set(rule, heading)
        _entry(rule, given, [name for name, said in entry.items() if said is None])
        written = tomlkit.dumps(document).rstrip("\n") + "\n"
        after = tomli.loads(written)
    except (TOMLKitError, ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise FileUnreadable(key) from error
    if not _says(after.get(key), tomli.loads(text), after, key, entry):
        raise FileUnreadable(key)
    return written


def entry_as_toml(
    *, since: date, value: str, passes: bool | None, force: str, cite: Citation, says: Words, note: str
) -> dict[str, str | None]:
    """Return what a dated value says, each field as TOML; a field that says nothing is taken out.

    ``value`` is TOML already, or ``none`` where a text says that nothing is due, or ``repealed``.
    """
    place = {"text": cite.text, "locator": cite.locator} | ({} if cite.confirmed else {"confirmed": False})
    return {
        "from": as_toml(since),
        "value": None if value in ("none", "repealed") else value,
        "none": "true" if value == "none" else None,
        "repealed": "true" if value == "repealed" else None,
        "passes": None if passes is None or value in ("none", "repealed") else as_toml(passes),
        "force": None if force == Force.BINDING else as_toml(force),
        "cite": as_toml(place),
        "says": as_toml(says),
        "note": as_toml(note) if note else None,
    }


def _lines_of(rows: list[dict[str, Any]]) -> str:
    """Return a table that stands under headings of its own as a list of its lines."""
    return "".join(("[\n", *(f"  {_written(row)},\n" for row in rows), "]"))


def _written(said: Any) -> str:
    """Return what a file says as it is written on one line."""
    if isinstance(said, dict):
        return f"{{ {', '.join(f'{name} = {_written(one)}' for name, one in said.items())} }}"
    if isinstance(said, list):
        return f"[{', '.join(map(_written, said))}]"
    return str(tomlkit.item(said).as_string())


def _is_a_rule(found: Any) -> bool:
    entries = found.get("value", []) if isinstance(found, dict) else None
    return isinstance(entries, list) and all(isinstance(one, dict) and type(one.get("from")) is date for one in entries)


def _entries(document: Any, key: str) -> Any:
    return document[key].get("value", ()) if key in document else ()


def _set(table: Any, given: Mapping[str, Any]) -> None:
    """Write fields into a table; one that says so already is left as it is written."""
    for name, said in given.items():
        if name not in table or table[name] != said:
            table[name] = said


def _entry(rule: Any, given: Mapping[str, Any], gone: list[str]) -> None:
    """Write a dated value into a rule: over the one of its day, or after the last one."""
    if "value" not in rule:
        rule.add(tomlkit.nl())
        rule["value"] = tomlkit.aot()
    entry = next((one for one in rule["value"] if one["from"] == given["from"]), None)
    if entry is None:
        entry = tomlkit.table()
        _set(entry, given)
        entry.add(tomlkit.nl())
        rule["value"].append(entry)
        return
    _set(entry, given)
    for name in gone:
        entry.pop(name, None)


def _says(
    rule: Any, before: Mapping[str, Any], after: Mapping[str, Any], key: str, entry: Mapping[str, str | None]
) -> bool:
    """Tell whether what was written says what it should, and everything else what it said."""
    others = {name: one for name, one in before.items() if name != key}
    if {name: one for name, one in after.items() if name != key} != others or not _is_a_rule(rule):
        return False
    wanted = {name: tomli.loads(f"x = {said}")["x"] for name, said in entry.items() if said is not None}
    old = {one["from"]: one for one in entries_in(before.get(key))}
    new = {one["from"]: one for one in entries_in(rule)}
    own = new.get(wanted["from"], {})
    return (
        {day: one for day, one in new.items() if day != wanted["from"]}
        == {day: one for day, one in old.items() if day != wanted["from"]}
        and all(own.get(name) == said for name, said in wanted.items())
        and not any(name in own for name, said in entry.items() if said is None)
    )
