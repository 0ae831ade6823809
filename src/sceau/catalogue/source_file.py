"""What does a list of public programmes hold? One line a programme, each with its source; every fault with its line.

The file is text in UTF-8, with commas or semicolons, and a first line of headers. It is read once, line by line: a file
of any length is refused in the same memory.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sceau.catalogue.domains import domains_by_name
from sceau.catalogue.sheet import Sheet, sheet_of
from sceau.catalogue.utf8 import line_that_is_no_utf8
from sceau.people.folding import fold

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "intitule", "titre"),
    "school": ("school", "ecole", "etablissement"),
    "domain": ("domain", "domaine"),
    "language": ("language", "langue"),
    "format": ("format", "rythme"),
    "city": ("city", "ville", "campus"),
    "source": ("source",),
}
"""The columns that are read, by each header that means them, folded."""
NEEDED = ("title", "source")
MOST_LINES, MOST_FAULTS = 20_000, 100
LONGEST_CELL = 5_000
MOST_SCHOOLS, LONGEST_SCHOOL = 10, 200
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula in a spreadsheet: no title of a programme does."""
SPLIT = re.compile(r"\s*;\s*")
LANGUAGES = {"": (), "fr": ("fr",), "en": ("en",), "fr (non precise)": (), "en (intitule)": ()}
"""What a source says of the language; where it says that it does not say, none is told."""
TITLE_IN_ENGLISH = ("en", "en (intitule)")
RNCP = re.compile(r"\bRNCP[0-9]{1,6}\b")
PACES = {"temps plein": "full_time", "temps partiel": "part_time", "alternance": "work_study"}
YEARS, MONTHS = re.compile(r"(\d{1,2}) ans?"), re.compile(r"(?:(\d{1,2})-)?(\d{1,2}) mois")
HOURS = re.compile(r"(\d{1,4}) h")
INITIAL = "fi"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: a key of the sentences ``source_faults``, and what it names."""

    line: int
    what: str
    named: Mapping[str, Any] = field(default_factory=dict)


class SourceFaulty(ValueError):
    """A file of which nothing is taken in, with everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(f"{one.line}: {one.what}" for one in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A programme as a line of a public source has it."""

    line: int
    schools: tuple[str, ...]
    """Their names, the lead school first; none where the source names none."""
    sheet: Sheet
    source: str

    @property
    def key(self) -> str:
        """Tells this programme from any other: its title and its schools, folded."""
        said = self.sheet.presentation.title
        text = "\n".join(fold(one) for one in (said.of("fr"), *self.schools))
        return hashlib.sha256(text.encode()).hexdigest()


def read_source(path: Path) -> list[SourceLine]:
    """Read a file whole; raises ``SourceFaulty`` with every fault, or ``OSError``."""
    read, faults, seen = [], [], dict[str, int]()
    for found in _lines(path):
        if isinstance(found, Fault):
            faults.append(found)
        elif (first := seen.setdefault(found.key, found.line)) != found.line:
            faults.append(Fault(found.line, "twice", {"first": first}))
        else:
            read.append(found)
        if len(faults) > MOST_FAULTS:
            raise SourceFaulty([*faults, Fault(faults[-1].line, "and_more")])
    if faults:
        raise SourceFaulty(faults)
    if not read:
        raise SourceFaulty([Fault(1, "empty")])
    return read


def _lines(path: Path) -> Iterator[SourceLine | Fault]:
    csv.field_size_limit(LONGEST_CELL)
    begun = 1
    with path.open(encoding="utf-8-sig", newline="") as text:
        try:
            first = text.readline(LONGEST_CELL)
            delimiter = ";" if first.count(";") > first.count(",") else ","
            columns = _columns(next(csv.reader([first], delimiter=delimiter, strict=True), []))
            missing = [one for one in NEEDED if one not in columns]
            if missing:
                yield from (Fault(1, "column_missing", {"column": one}) for one in missing)
                return
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            for row in reader:
                line, begun = begun + 1, reader.line_num + 1
                if line > MOST_LINES + 1:
                    yield Fault(line, "too_many_lines", {"n": MOST_LINES})
                    return
                if any(row):
                    yield _read(row, columns, line)
        except UnicodeDecodeError:
            with path.open("rb") as raw:
                yield Fault(line_that_is_no_utf8(raw), "not_utf8")
        except csv.Error as odd:
            yield Fault(
                begun + 1, "cell_too_long" if "limit" in str(odd) else "quote_never_closed", {"n": LONGEST_CELL}
            )


def _columns(headers: Sequence[str]) -> dict[str, int]:
    """Return the place of each column that is known."""
    meant = {header: name for name, known in COLUMNS.items() for header in known}
    places = {meant[key]: place for place, one in enumerate(headers) if (key := fold(one.strip())) in meant}
    return {"cells": len(headers), **places}


def _read(row: Sequence[str], columns: Mapping[str, int], line: int) -> SourceLine | Fault:
    if len(row) != columns["cells"]:
        return Fault(line, "cells", {"n": len(row), "columns": columns["cells"]})
    cells = {name: row[place].strip() for name, place in columns.items() if name in COLUMNS}
    for name in COLUMNS:
        raw = row[columns[name]] if name in columns else ""
        if raw.startswith(FORMULAS):
            return Fault(line, "formula", {"column": name, "found": raw[:20]})
        if any(ord(one) < ord(" ") for one in raw):
            return Fault(line, "control_character", {"column": name})
    for name in NEEDED:
        if not cells[name]:
            return Fault(line, "cell_empty", {"column": name})
    return _line(cells, line)


def _line(cells: Mapping[str, str], line: int) -> SourceLine | Fault:
    domain, language = cells.get("domain", ""), fold(cells.get("language", ""))
    schools = _split(cells.get("school", ""))
    if len(schools) > MOST_SCHOOLS or any(len(one) > LONGEST_SCHOOL or not one.isprintable() for one in schools):
        return Fault(line, "school_too_long", {"n": LONGEST_SCHOOL, "most": MOST_SCHOOLS})
    code = domains_by_name().get(fold(domain), "") if domain else ""
    if domain and not code:
        return Fault(line, "unknown_domain", {"found": domain[:60]})
    if language not in LANGUAGES:
        return Fault(line, "unknown_language", {"found": language[:60]})
    lasting = _format(fold(cells.get("format", "")))
    if lasting is None:
        return Fault(line, "unknown_format", {"found": cells["format"][:60]})
    said_in = "en" if language in TITLE_IN_ENGLISH else "fr"
    found = RNCP.search(cells["source"])
    content = {
        "presentation": {"title": {said_in: cells["title"]}},
        "organisation": {"domain": code, "languages": LANGUAGES[language], **lasting},
        "places": {"campuses": [{"name": one, "city": one, "country": ""} for one in _split(cells.get("city", ""))]},
        "registration": {"rncp": found.group() if found else ""},
    }
    try:
        return SourceLine(line, schools, sheet_of(content), cells["source"])
    except ValidationError as odd:
        place = ".".join(str(step) for step in odd.errors()[0]["loc"])
        return Fault(line, "odd_cell", {"place": place})


def _split(cell: str) -> tuple[str, ...]:
    return tuple(one for one in SPLIT.split(cell) if one)


def _format(text: str) -> dict[str, Any] | None:
    """Return what a folded format says: « temps partiel, 14-16 mois », « temps plein + 4-6 mois »; None for none known.

    What stands after a plus is the mission.
    """
    said: dict[str, Any] = {}
    teaching, _, mission = text.partition("+")
    for part in filter(None, (one.strip() for one in teaching.split(","))):
        if part in PACES:
            said.setdefault("paces", []).append(PACES[part])
        elif part == INITIAL:
            said["education"] = ["initial"]
        elif hours := HOURS.fullmatch(part):
            said["hours_in_all"] = hours[1]
        elif lasts := _lasts(part):
            said |= lasts if not mission else {}
        else:
            return None
    if mission:
        least = MONTHS.fullmatch(mission.strip())
        if least is None:
            return None
        said["mission"] = {"amount": int(least[1] or least[2]), "unit": "months"}
    return said


def _lasts(part: str) -> dict[str, Any]:
    if years := YEARS.fullmatch(part):
        return {"lasts": {"amount": int(years[1]), "unit": "years"}}
    if months := MONTHS.fullmatch(part):
        most = {"lasts_at_most": {"amount": int(months[2]), "unit": "months"}} if months[1] else {}
        return {"lasts": {"amount": int(months[1] or months[2]), "unit": "months"}, **most}
    return {}
