"""What does the RNCP say of a title? Its open data, read from the archive that France compétences publishes.

The archive holds ten files of values between semicolons, in UTF-8: numbers of establishments begin with a tab, days
are written 31/08/2023, names of files bear accents in either form and the day in one of two ways.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sceau.catalogue.models import Certification
from sceau.catalogue.utf8 import line_that_is_no_utf8
from sceau.people.folding import fold

ENDING_SOON = timedelta(days=365)
"""How long before a registration ends its school is told."""
NAMED = re.compile(r"export.fiches.csv.(?P<table>.+).(?P<year>\d{4}).(?P<month>\d{2}).(?P<day>\d{2})\.csv")
DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
LEVEL = re.compile(r"NIV([1-8])")
NUMBER = re.compile(r"RNCP[0-9]{1,6}")
MOST_BYTES = 500_000_000
"""Of a file once it is taken out of the archive: the largest of the real ones is a tenth of that."""
LONGEST_FIELD = 100_000
SAYS_UTF8 = 0x800
"""The flag of an archive whose names are in UTF-8."""
STANDARD, BLOCKS, CERTIFIERS = "standard", "blocs_de_competences", "certificateurs"
NEWER = "ancienne_nouvelle_certification"
CODES = {
    "formacode": ("formacodes", "formacode_code"),
    "nsf": ("nsf", "nsf_code"),
    "rome": ("romes", "codes_rome_code"),
}
"""The files of codes: where a title keeps them, and their column."""
CODES_OF_A_TITLE = tuple(where for where, _ in CODES.values())
NEEDED = {
    STANDARD: ("numero_fiche", "intitule", "nomenclature_europe_niveau", "date_fin_enregistrement", "actif"),
    BLOCKS: ("numero_fiche", "bloc_competences_code", "bloc_competences_libelle"),
}
"""The files and the columns without which nothing is read."""


class RegisterFaulty(ValueError):
    """An archive that cannot be read: a key of the sentences ``register_faults``, and what it names."""

    def __init__(self, what: str, **named: object) -> None:
        super().__init__(what)
        self.what = what
        self.named = named


@dataclass(slots=True)
class Title:
    """A title as the archive has it."""

    number: str
    title: str
    level: int | None
    since: date | None
    until: date | None
    is_active: bool
    replaced_by: str = ""
    blocks: list[tuple[str, str]] = field(default_factory=list)
    certifiers: list[str] = field(default_factory=list)
    formacodes: list[str] = field(default_factory=list)
    nsf: list[str] = field(default_factory=list)
    romes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that was read: its day, its digest, its titles by their numbers."""

    day: date
    digest: str
    titles: Mapping[str, Title]


def read_archive(path: Path) -> Archive:
    """Read an archive whole; raises ``RegisterFaulty`` with the file, the line and what is wrong, or ``OSError``."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise RegisterFaulty("no_archive", file=path.name) from None


def _read(archive: zipfile.ZipFile, path: Path) -> Archive:
    named = {one.filename: found for one in archive.infolist() if (found := NAMED.fullmatch(_plain_name(one)))}
    files = {found["table"]: one for one, found in named.items()}
    for table in NEEDED:
        if table not in files:
            raise RegisterFaulty("file_missing", file=path.name, table=table)
    first = named[files[STANDARD]]
    titles = {one.number: one for one in _titles(archive, files[STANDARD])}
    for table, read in ((BLOCKS, _block), (CERTIFIERS, _certifier), (NEWER, _newer)):
        for row in _rows(archive, files[table], NEEDED.get(table, ("numero_fiche",))) if table in files else ():
            if row["numero_fiche"] in titles:
                read(titles[row["numero_fiche"]], row)
    for table, (where, column) in CODES.items():
        for row in _rows(archive, files[table], ("numero_fiche", column)) if table in files else ():
            if row["numero_fiche"] in titles:
                getattr(titles[row["numero_fiche"]], where).append(row[column])
    with path.open("rb") as bytes_of_it:
        digest = hashlib.file_digest(bytes_of_it, "sha256").hexdigest()
    try:
        day = date(int(first["year"]), int(first["month"]), int(first["day"]))
    except ValueError:
        raise RegisterFaulty("odd_day", file=files[STANDARD]) from None
    return Archive(day, digest, titles)


def _plain_name(file: zipfile.ZipInfo) -> str:
    """Return the name of a file without its folder, its accents and its capitals.

    An archive that does not say that its names are in UTF-8 holds them so all the same.
    """
    name = file.filename
    if not file.flag_bits & SAYS_UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return fold(name.rpartition("/")[2]).replace(" ", "_")


def _titles(archive: zipfile.ZipFile, name: str) -> Iterator[Title]:
    for row in _rows(archive, name, NEEDED[STANDARD]):
        if NUMBER.fullmatch(row["numero_fiche"]):
            level = LEVEL.fullmatch(row["nomenclature_europe_niveau"])
            yield Title(
                number=row["numero_fiche"],
                title=row["intitule"],
                level=int(level[1]) if level else None,
                since=_day(row.get("date_effet", "")) or _day(row.get("date_decision", "")),
                until=_day(row["date_fin_enregistrement"]),
                is_active=row["actif"].upper() == "ACTIVE",
            )


def _block(title: Title, row: Mapping[str, str]) -> None:
    title.blocks.append((row["bloc_competences_code"], row["bloc_competences_libelle"]))


def _certifier(title: Title, row: Mapping[str, str]) -> None:
    title.certifiers.append(row.get("nom_certificateur", ""))


def _newer(title: Title, row: Mapping[str, str]) -> None:
    title.replaced_by = row.get("nouvelle_certification", "") or title.replaced_by


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _rows(archive: zipfile.ZipFile, name: str, needed: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    """Yield the lines of a file by the folded names of its columns; raises ``RegisterFaulty``."""
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise RegisterFaulty("too_large", file=name)
    with archive.open(name) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        csv.field_size_limit(LONGEST_FIELD)
        reader = csv.reader(text, delimiter=";", strict=True)
        try:
            columns = [fold(one) for one in next(reader, [])]
            for column in needed:
                if column not in columns:
                    raise RegisterFaulty("column_missing", file=name, column=column)
            for row in reader:
                if row:
                    _needs_columns(row, columns, name, reader.line_num)
                    yield {column: cell.strip() for column, cell in zip(columns, row, strict=True)}
        except UnicodeDecodeError:
            with archive.open(name) as again:
                raise RegisterFaulty("not_utf8", file=name, line=line_that_is_no_utf8(again)) from None
        except csv.Error:
            raise RegisterFaulty("not_csv", file=name, line=reader.line_num) from None


def _needs_columns(row: list[str], columns: list[str], name: str, line: int) -> None:
    if len(row) != len(columns):
        raise RegisterFaulty("cells_missing", file=name, line=line, n=len(row), columns=len(columns))


def level_of(number: str, *, on: date) -> int | None:
    """Return the level of a title that is registered on a day; None for any other."""
    found = Certification.objects.filter(pk=number).first() if number else None
    return found.level if found and is_registered(found, on=on) else None


def is_registered(certification: Certification, *, on: date) -> bool:
    """Tell whether a title is registered on a day."""
    lasts = certification.until is None or certification.until >= on
    begun = certification.since is None or certification.since <= on
    return certification.is_active and lasts and begun


def ends_soon(certification: Certification, *, on: date) -> bool:
    """Tell whether the registration of a title ends within a year, or has ended."""
    return certification.until is not None and certification.until < on + ENDING_SOON
