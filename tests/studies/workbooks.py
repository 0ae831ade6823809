"""Real workbooks for the tests: a small sound one, with whatever cells a test wants otherwise."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from sceau.studies import workbook
from sceau.studies.promotion import Promotion, UnitLine

WHO = ("Numéro d’étudiant", "Nom", "Prénom")
ALICE = ("A1", "MARTIN", "Alice")
CHLOE = ("C3", "PETIT", "Chloé")

SOUND: Mapping[str, list[list[Any]]] = {
    "Promotion": [
        ["Donnée", "Valeur"],
        ["Code du programme", "CSE"],
        ["Intitulé", "Cybersécurité"],
        ["Année d’entrée", 2025],
        ["Date de rentrée", date(2025, 9, 15)],
        ["Date du jury", date(2026, 10, 5)],
        ["Date limite de remise de la thèse", date(2026, 9, 14)],
        ["Fin des conventions", date(2026, 9, 30)],
    ],
    "Structure": [
        [
            "Code de l’UV",
            "Intitulé de l’UV",
            "ECTS",
            "Coefficient de l’UV",
            "Code du module",
            "Intitulé du module",
            "Coefficient du module",
            "Code de l’évaluation",
            "Intitulé de l’évaluation",
            "Coefficient de l’évaluation",
            "Barème",
            "En groupe",
            "Note individualisée",
        ],
        ["U1", "Réseaux", 6, 2, "M1", "Routage", 1, "E1", "Examen", 0.6, None, None, None],
        ["U1", "Réseaux", 6, 2, "M1", "Routage", 1, "E2", "Projet", 0.4, 40, "oui", "oui"],
        ["U1", "Réseaux", 6, 2, "M2", "Filtrage", 1.5, "E3", "Examen", 1, 20, "non", None],
    ],
    "Composantes": [
        ["Composante", "Intitulé", "ECTS"],
        ["mission", "Mission", 15],
        ["thèse", "Thèse professionnelle", 10],
        ["soutenance", "Soutenance", 5],
    ],
    "Étudiants": [[*WHO, "Fin de la convention"], [*ALICE, None], [*CHLOE, date(2027, 3, 31)]],
    "Notes": [
        [*WHO, "Code de l’évaluation", "Note", "Situation"],
        [*ALICE, "E1", 12.5, None],
        [*ALICE, "E2", 33, "présent"],
        [*ALICE, "E3", None, "dispensé"],
        [*CHLOE, "E1", 4, None],
        [*CHLOE, "E2", None, "absent"],
        [*CHLOE, "E3", 9.99, None],
    ],
    "Rattrapages": [
        [*WHO, "Code du module", "Rang", "Note", "Situation", "Barème"],
        [*CHLOE, "M1", 1, 11, None, None],
        [*CHLOE, "M1", 2, None, "en attente", None],
    ],
    "Missions": [
        [*WHO, "Début", "Fin", "Lieu", "Pratique de l’entreprise après le diplôme"],
        [*ALICE, date(2026, 3, 2), date(2026, 8, 28), "entreprise", "non"],
    ],
    "Thèses": [
        [
            *WHO,
            "Remise le",
            "Mission validée",
            "Note de la mission",
            "Thèse validée",
            "Note de la thèse",
            "Soutenance validée",
            "Note de la soutenance",
        ],
        [*ALICE, date(2026, 9, 10), "oui", None, "oui", 14.5, None, None],
    ],
    "Frais": [
        [*WHO, "Ligne", "Dû", "Payé"],
        [*ALICE, "application_fee", 60, 60],
        [*ALICE, "tuition", 9000, 3000.5],
    ],
    "Jury": [["Nom", "Qualité"], ["Hélène Marquisat", "Présidente"], ["Karim Belhoussaine", "Entreprises"]],
}
WIDE_NOTES = [
    [*WHO, "E1", "E2", "E3"],
    [*ALICE, 12.5, 33, "DISP"],
    [*CHLOE, 4, "ABS", 9.99],
]


class Formula(NamedTuple):
    """A formula with the value that a spreadsheet program left in its cell."""

    text: str
    value: Any = 0


class Shaped(NamedTuple):
    """A value under a number format."""

    value: Any
    shape: str


Sheets = dict[str, list[list[Any]]]


def sound(**sheets: list[list[Any]]) -> Sheets:
    """Return the sound sheets, some replaced."""
    return {name: [list(row) for row in rows] for name, rows in {**SOUND, **sheets}.items()}


def write(
    path: Path,
    cells: Mapping[str, Any] | None = None,
    sheets: Sheets | None = None,
    finish: Callable[[Any, Mapping[str, Any]], None] | None = None,
) -> Path:
    """Write sheets, some of their cells otherwise (``{"Notes!E2": 21}``), as a spreadsheet program would save them."""
    content = sheets or sound()
    for where, value in (cells or {}).items():
        name, _, cell = where.partition("!")
        put(content[name], cell, value)
    book = xlsxwriter.Workbook(path)
    named = {name: book.add_worksheet(name) for name in content}
    for name, rows in content.items():
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                _cell(book, named[name], row, column, value)
    if finish:
        finish(book, named)
    book.close()
    operate(path, "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")
    return path


def put(rows: list[list[Any]], cell: str, value: Any) -> None:
    """Put a value in a cell named as ``D14``, making room for it."""
    letter, number = re.fullmatch(r"([A-Z])(\d+)", cell).groups()
    row, column = int(number) - 1, ord(letter) - ord("A")
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend(None for _ in range(column + 1 - len(rows[row])))
    rows[row][column] = value


def _cell(book: Any, sheet: Any, row: int, column: int, value: Any) -> None:
    match value:
        case None:
            return
        case Formula(text, found):
            sheet.write_formula(row, column, text, None, found)
        case Shaped(found, shape):
            sheet.write_number(row, column, found, book.add_format({"num_format": shape}))
        case bool():
            sheet.write_boolean(row, column, value)
        case date():
            sheet.write_datetime(row, column, value, book.add_format({"num_format": "dd/mm/yyyy"}))
        case str():
            sheet.write_string(row, column, value)
        case _:
            sheet.write_number(row, column, value)


def operate(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Replace some bytes of a part of a workbook, and make sure that they were there."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def read_promotion(path: Path, **more: Any) -> Promotion:
    """Read a workbook for a school that marks out of twenty."""
    return workbook.read_promotion(path, **{"scale": Decimal(20), **more})


def read_units(path: Path, **more: Any) -> tuple[UnitLine, ...]:
    """Read a structure for a school that marks out of twenty."""
    return workbook.read_units(path, **{"scale": Decimal(20), **more})
