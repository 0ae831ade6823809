"""What does an .xlsx file hold that its cells do not say? Measured before anything else reads it.

The reader of cells gives an empty text for a formula in error as for an empty cell, knows nothing of formulas that were
never calculated nor of number formats, and reserves memory for every cell up to the farthest one, so that one cell in a
far corner ends the process. So the archive is measured first, its parts are copied out within limits, and each sheet is
scanned without building a tree; documents with a DOCTYPE are refused before any entity is looked at.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sceau.studies.ooxml_scan import MIB, Limits, Refused, Scan, Unsaid, measure, says_yes

OLD_CONTAINER = bytes.fromhex("d0cf11e0a1b11ae1")
"""How old Office files, and encrypted new ones, begin."""
ENCRYPTED_ENTRY = 0x1
MALFORMED = (expat.ExpatError, ValueError, LookupError)
"""What running through a part raises when it is not what it should be."""
OFFICE_DOCUMENT = "/officeDocument"
STYLES = "/styles"
SHARED_STRINGS = "/sharedStrings"
ROOT_RELATIONS = "_rels/.rels"

BUILT_IN_FORMATS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
}
"""The number formats that are known by their number alone, dates aside."""


class Package:
    """The parts of an .xlsx file, measured and copied out of the archive."""

    def __init__(self, parts: Mapping[str, bytes], limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._formats: list[str] = []
        self.never_saved = False
        """True if a program wrote the file without calculating it, and no spreadsheet has saved it since."""
        main = self._target("", OFFICE_DOCUMENT)
        if main not in parts:
            raise Refused("file_binary_excel" if main.endswith(".bin") else "file_not_xlsx")
        self._sheets = self._sheet_parts(main)
        styles = self._target(main, STYLES)
        beside = (ROOT_RELATIONS, main, _relations_part(main), styles, self._target(main, SHARED_STRINGS))
        self._base = [part for part in beside if part in parts]
        for part in self._base:
            self._scanned("", part)
        self._formats = _formats(parts[styles]) if styles in parts else []

    def copy(self, sheet: str = "") -> BytesIO:
        """Return an archive of what belongs to the whole and of one sheet, all of it scanned.

        The reader of cells finds the parts of sheets in its own way; so it is given no other to find.
        """
        kept = dict.fromkeys([*self._base, *([self._sheets[sheet]] if sheet else ())])
        archive = BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            for part in kept:
                packed.writestr(part, self._parts[part])
        archive.seek(0)
        return archive

    def unsaid(self, sheet: str) -> Unsaid:
        """Scan one sheet; raises ``Refused`` when it is too large or not there."""
        part = self._sheets.get(sheet, "")
        if part not in self._parts:
            raise Refused("file_damaged", sheet)
        return self._scanned(sheet, part).found

    def _scanned(self, sheet: str, part: str) -> Scan:
        scan = Scan(sheet, self._formats, self._limits, never_saved=self.never_saved)
        try:
            _parse(self._parts[part], scan.start, scan.end, scan.text)
        except MALFORMED:
            raise Refused("file_damaged", sheet) from None
        return scan

    def _target(self, part: str, kind: str) -> str:
        """Return the part of a kind that another refers to, or nothing."""
        return next((target for _, found, target in self._relations(part) if found.endswith(kind)), "")

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """Return id, type and target of what a part refers to."""
        content = self._parts.get(_relations_part(part))
        folder = posixpath.dirname(part)
        found: list[tuple[str, str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                target = attributes.get("Target", "")
                path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found.append((attributes.get("Id", ""), attributes.get("Type", ""), path))

        if content is not None:
            _parse(content, start)
        return found

    def _sheet_parts(self, main: str) -> dict[str, str]:
        """Return the part of each sheet by its title."""
        targets = {ident: target for ident, _, target in self._relations(main)}
        sheets: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet":
                title = attributes.get("name", "")
                if title in sheets:
                    raise Refused("file_damaged")
                ident = next((value for name, value in attributes.items() if name.endswith(" id")), "")
                sheets[title] = targets.get(ident, "")
            elif tag == "calcPr":
                self.never_saved = says_yes(attributes.get("fullCalcOnLoad"))

        _parse(self._parts[main], start)
        return sheets


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def open_package(path: Path, limits: Limits) -> Package:
    """Return the parts of an .xlsx file; raises ``Refused`` for any other file and for one that is too large."""
    measure(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            return Package(_parts(archive, limits), limits)
    except zipfile.BadZipFile:
        raise Refused(_other_kind(path.read_bytes())) from None
    except (zlib.error, EOFError, NotImplementedError, OSError, *MALFORMED):
        raise Refused("file_damaged") from None


def _parts(archive: zipfile.ZipFile, limits: Limits) -> dict[str, bytes]:
    """Copy the parts that matter; their declared sizes are believed only because reading stops there."""
    wanted = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
    names = {entry.filename for entry in archive.infolist()}
    if "content.xml" in names and "mimetype" in names:
        raise Refused("file_ods")
    if "xl/workbook.bin" in names:
        raise Refused("file_binary_excel")
    size = sum(entry.file_size for entry in wanted)
    if size > limits.unpacked:
        raise Refused("file_unpacks_too_big", size=size // MIB, limit=limits.unpacked // MIB)
    if any(entry.flag_bits & ENCRYPTED_ENTRY for entry in wanted):
        raise Refused("file_encrypted")
    try:
        return {entry.filename: archive.read(entry) for entry in wanted}
    except zipfile.BadZipFile:
        raise Refused("file_damaged") from None


def _other_kind(content: bytes) -> str:
    """Return the fault that says what a file is when it is no archive."""
    if content.startswith(OLD_CONTAINER):
        return "file_encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "file_old_excel"
    return "file_damaged" if content.startswith(b"PK") else "file_not_xlsx"


def _nothing(*_: Any) -> None:
    """Ignore what is met."""


def _refuse_doctype(*_: Any) -> None:
    raise Refused("file_doctype")


def _parse(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = _nothing,
    text: Callable[[str], None] = _nothing,
) -> None:
    """Run through a document by the bare names of its elements; a DOCTYPE is refused, so no entity is ever expanded.

    Attributes of a namespace keep it, or one could pass for another.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(" ")[2], attributes)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    parser.Parse(content, True)


def _formats(styles: bytes) -> list[str]:
    """Return the number format of each cell style, empty for those that show a number as it is."""
    named: dict[int, str] = {}
    formats: list[str] = []
    inside = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag in ("cellXfs", "cellStyleXfs"):
            inside = tag
        elif tag == "numFmt":
            named[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "xf" and inside == "cellXfs":
            number = int(attributes.get("numFmtId", 0))
            formats.append(named.get(number, BUILT_IN_FORMATS.get(number, "")))

    _parse(styles, start)
    return ["" if shape == "General" else shape for shape in formats]
