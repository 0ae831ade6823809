"""Which column of an export gives which assessment? A small TOML file, written by a person and never guessed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sceau.core.marks import MarkStanding
from sceau.regulation.fault import Fault
from sceau.regulation.toml import parse_toml
from sceau.studies.faults import FaultList
from sceau.studies.moodle_file import ExportFile, kind_of
from sceau.studies.ooxml_scan import MIB
from sceau.studies.promotion import UnitLine
from sceau.studies.words import fold, nearest_word, words

KEYS = ("columns", "empty", "student")
MEANINGS = (MarkStanding.ABSENT, MarkStanding.PENDING)
"""What an empty cell may mean: nobody is excused or exempt by silence."""
NOT_MARKS = ("percentage", "letter")


@dataclass(slots=True)
class MoodleMapping:
    """What a person says of an export."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """The code of the assessment under each header."""
    empty: MarkStanding | None = None
    """What an empty cell means."""
    student: str | None = None
    """The header of the column of student numbers, when it is not one that Moodle writes."""
    unsaid: bool = True
    """True if nothing at all is said of empty cells."""


def read_mapping(path: Path, faults: FaultList) -> MoodleMapping:
    """Read a mapping and keep what can be used of it; what cannot is among the faults."""
    said = _parsed(path, faults)
    if said is None:
        return MoodleMapping(unsaid=False)
    for key in sorted(said.keys() - set(KEYS)):
        faults.key("mapping_unknown_key", key, found=key, hint=faults.words.hint(key, KEYS))
    columns, empty, student = _columns(said.get("columns"), faults), _empty(said, faults), _student(said, faults)
    return MoodleMapping(columns, empty, student, unsaid="empty" not in said)


def _parsed(path: Path, faults: FaultList) -> dict[str, Any] | None:
    """Return what a mapping says, or None with its faults: it is read as warily as the law."""
    if not path.is_file():
        faults.whole("file_missing")
        return None
    if path.stat().st_size > MIB:
        faults.whole("file_too_big", size=path.stat().st_size // MIB, limit=1)
        return None
    found: list[Fault] = []
    said = parse_toml(path, path.name, found)
    for fault in found:
        faults.told(fault.key, fault.what)
    return said


def _columns(said: Any, faults: FaultList) -> dict[str, str]:
    if not isinstance(said, dict) or not said:
        faults.key("mapping_no_columns", "columns")
        return {}
    for header, code in said.items():
        if not isinstance(code, str):
            faults.key("mapping_not_text", key_of(header), found=code)
    return {header: code for header, code in said.items() if isinstance(code, str)}


def _empty(said: Mapping[str, Any], faults: FaultList) -> MarkStanding | None:
    if "empty" not in said:
        return None
    if said["empty"] in MEANINGS:
        return MarkStanding(said["empty"])
    faults.key("mapping_empty_unknown", "empty", found=said["empty"])
    return None


def _student(said: Mapping[str, Any], faults: FaultList) -> str | None:
    student = said.get("student")
    if student is None or isinstance(student, str):
        return student
    faults.key("mapping_not_text", "student", found=student)
    return None


def key_of(header: str) -> str:
    """Return the key of a column as the mapping writes it."""
    return f"columns.{_quoted(header)}"


def _quoted(text: str) -> str:
    """Return a text as TOML writes it; of all signs only DEL is written otherwise in JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def columns_of(
    mapping: MoodleMapping, export: ExportFile, assessments: Iterable[str] | None, faults: FaultList
) -> dict[int, str]:
    """Return the assessment of each mapped column; whatever in the mapping does not fit the export is a fault.

    ``assessments`` is None where the known codes cannot be told, so that none can be called unknown.
    """
    known = None if assessments is None else tuple(assessments)
    found: dict[int, str] = {}
    taken: dict[str, str] = {}
    for header, code in mapping.columns.items():
        column = column_named(header, key_of(header), export, faults)
        kind = kind_of(header if column is None else export.headers[column])
        if known is not None and code not in known:
            hint, sheet = faults.words.hint(code, known), faults.words["sheets"]["structure"]
            faults.key("unknown_assessment", key_of(header), found=code, sheet=sheet, hint=hint)
        elif code in taken:
            faults.key("mapping_assessment_twice", key_of(header), found=code, other=taken[code])
        elif kind != "mark":
            about = kind if kind in NOT_MARKS else "identity"
            faults.key(f"mapping_column_{about}", key_of(header), found=header)
        elif column is not None:
            found[column] = code
        taken.setdefault(code, header)
    return found


def column_named(header: str, key: str, export: ExportFile, faults: FaultList) -> int | None:
    """Return the one column under a header, or None with its fault."""
    columns = export.columns_named(header)
    if len(columns) == 1:
        return columns[0]
    if columns:
        faults.key("export_header_twice", key, column=header)
    else:
        faults.key("mapping_column_unknown", key, found=header, hint=faults.words.hint(header, export.headers))
    return None


def suggested(header: str, units: Sequence[UnitLine]) -> str:
    """Return the code of the assessment whose code or title is nearest to the name of an activity, or nothing."""
    activity = header.rpartition("(")[0] or header
    activity = activity.partition(":")[2] or activity
    by_name: dict[str, str] = {}
    for unit in units:
        for module in unit.modules:
            for assessment in module.assessments:
                by_name |= {fold(assessment.code): assessment.code}
                by_name.setdefault(fold(assessment.title), assessment.code)
                by_name.setdefault(fold(f"{assessment.title} {module.title}"), assessment.code)
    near = nearest_word(activity, by_name)
    return by_name[near] if near else ""


def written_mapping(export: ExportFile, units: Sequence[UnitLine], lang: str) -> str:
    """Return a mapping to be checked: lines whose assessment is not clear are left as comments."""
    said = words(lang)["mapping_template"]
    titles: set[str] = set()
    codes: set[str] = set()
    numbers = export.columns_that_are("number")
    header = export.headers[numbers[0]] if numbers else ""
    lines = [*(f"# {line}" for line in said["lines"]), "", f"# {said['student']}"]
    lines += [f"{'' if numbers else '# '}student = {_quoted(header)}", "", f"# {said['empty']}"]
    lines += ['# empty = "pending"', "", "[columns]"]
    for column in export.columns_that_are("mark"):
        title, code = export.headers[column], suggested(export.headers[column], units)
        why = _why_not(title, code, titles, codes, lang)
        lines.append(f"{'' if code and not why else '# '}{_quoted(title)} = {_quoted(code)}{why}")
        titles.add(title)
        codes.add(code)
    return "\n".join(lines) + "\n"


def _why_not(title: str, code: str, titles: Collection[str], codes: Collection[str], lang: str) -> str:
    """Return, as the end of a line, why it cannot stand beside those above it; nothing where it can."""
    if title in titles:
        return f"  # {words(lang).say('mapping_template', 'title_twice')}"
    if code and code in codes:
        return f"  # {words(lang).say('mapping_template', 'code_twice', code=code)}"
    return ""
