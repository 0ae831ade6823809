"""Every fault of a workbook is found, all at once, with its cell and what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from sceau.regulation.fault import Fault
from sceau.studies.head import Asked
from sceau.studies.ooxml_scan import Limits
from sceau.studies.workbook import WorkbookFaulty
from tests.studies.workbooks import (
    SOUND,
    WIDE_NOTES,
    Formula,
    Shaped,
    operate,
    read_promotion,
    read_units,
    sound,
    write,
)
from tests.wording.sample import plain

INTAKE = date(2025, 9, 15)
NOTES = "xl/worksheets/sheet5.xml"
MIB = 1024 * 1024


def faults_of(path: Path, **asked: Any) -> list[str]:
    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(path, **asked)
    assert {fault.file for fault in refused.value.faults} == {path.name}
    return [plain(f"{fault.key}: {fault.what}") for fault in refused.value.faults]


def line(sheet: str, row: int, at: int) -> dict[str, Any]:
    """The cells that put a line of the sound workbook once more in a sheet."""
    return {f"{sheet}!{chr(ord('A') + column)}{at}": value for column, value in enumerate(SOUND[sheet][row - 1])}


def cleared(sheet: str, *rows: int) -> dict[str, Any]:
    """The cells that empty lines of a sheet."""
    return {f"{sheet}!{letter}{row}": None for row in rows for letter in "ABCDEFGHIJ"}


HER_NAME_ELSEWHERE = ("Notes!B2", "Notes!B3", "Notes!B4", "Missions!B2", "Thèses!B2", "Frais!B2", "Frais!B3")
"""The cells that name Alice again, beside her number."""
BESIDE = ("Notes", "Rattrapages", "Missions", "Thèses", "Frais")
"""The sheets that name students again."""

CELLS: Mapping[str, tuple[dict[str, Any], list[str]]] = {
    "formulas in error": (
        {
            "Structure!C2": Formula("=1/0", "#DIV/0!"),
            "Étudiants!D2": "#VALUE!",
            "Notes!E2": Formula("=1/0", "#DIV/0!"),
            "Notes!E3": Formula("=Z1", "#REF!"),
            "Notes!F4": Formula("=NA()", "#N/A"),
        },
        [
            "Structure!C2: the formula gives #DIV/0!, correct it or write the value",
            "Étudiants!D2: the formula gives #VALUE!, correct it or write the value",
            "Notes!E2: the formula gives #DIV/0!, correct it or write the value",
            "Notes!E3: the formula gives #REF!, correct it or write the value",
            "Notes!F4: the formula gives #N/A, correct it or write the value",
        ],
    ),
    "a formula never calculated": (
        {"Notes!E2": Formula("=1+1", "")},
        [
            (
                "Notes!E2: the formula was never calculated, open the workbook in a spreadsheet program and save it, "
                "or write the value"
            ),
        ],
    ),
    "texts and dates where a number belongs": (
        {
            "Structure!D2": "deux",
            "Notes!E2": "12,5",
            "Notes!E3": date(2026, 5, 12),
            "Notes!E5": "ABS",
            "Frais!E2": True,
        },
        [
            "Structure!D2: «deux» is text and not a number, write the number",
            "Notes!E2: «12,5» is text and not a number, write the number",
            (
                "Notes!E3: the cell holds a date or a time (2026-05-12) and not a number, "
                "give the cell the format Number and write the number"
            ),
            "Notes!E5: «ABS» is a standing, write it in the column of standings and empty the mark",
            "Frais!E2: «TRUE» is text and not a number, write the number",
        ],
    ),
    "numbers where a text belongs": (
        {"Structure!A2": True, "Étudiants!A2": 1.5, "Jury!A2": date(2026, 1, 1)},
        [
            "Structure!A2: «TRUE» is not text, give the cell the format Text and write it again",
            "Étudiants!A2: «1.5» is not text, give the cell the format Text and write it again",
            "Jury!A2: «2026-01-01» is not text, give the cell the format Text and write it again",
        ],
    ),
    "too many decimals": (
        {
            "Promotion!B4": 2025.5,
            "Structure!C2": 6.125,
            "Structure!J2": 1 / 3,
            "Notes!E2": 12.345,
            "Rattrapages!E2": 1.5,
        },
        [
            "Promotion!B4: 2025.5 is not a whole number, write it without decimals",
            "Structure!C2: 6.125 has more than 2 decimals, round it yourself",
            "Structure!J2: 0.333333333333333 has more than 4 decimals, round it yourself",
            "Notes!E2: 12.345 has more than 2 decimals, round it yourself",
            "Rattrapages!E2: 1.5 is not a whole number, write it without decimals",
        ],
    ),
    "marks outside their scale": (
        {"Notes!E2": 20.01, "Notes!E3": 40.5, "Notes!E5": -1, "Rattrapages!F2": 21, "Thèses!H2": 20.5},
        [
            "Notes!E2: 20.01 is over the scale of 20, correct the mark or the scale",
            "Notes!E3: 40.5 is over the scale of 40, correct the mark or the scale",
            "Notes!E5: -1 is below zero, write zero or more",
            "Rattrapages!F2: 21 is over the scale of 20, correct the mark or the scale",
            "Thèses!H2: 20.5 is over the scale of 20, correct the mark or the scale",
        ],
    ),
    "cells that show something else than what they hold": (
        {"Notes!E2": Shaped(9.5, "0"), "Notes!E3": Shaped(0.5, "0%"), "Frais!E3": Shaped(9000, "#,##0,")},
        [
            "Notes!E2: the cell shows 10 and holds 9.5, change its format or its value so that both are the same",
            "Notes!E3: the cell shows 50 % and holds 0.5, change its format or its value so that both are the same",
            "Frais!E3: the cell shows 9 and holds 9000, change its format or its value so that both are the same",
        ],
    ),
    "a mark and a standing, or neither": (
        {"Notes!F2": "absent", "Notes!E3": None, "Notes!F4": None, "Rattrapages!F2": None},
        [
            "Notes!F2: there is a mark and the standing «absent», keep the mark or the standing",
            "Notes!E3: there is neither a mark nor a standing, write a mark, or absent, excused, pending or exempt",
            "Notes!E4: there is neither a mark nor a standing, write a mark, or absent, excused, pending or exempt",
            (
                "Rattrapages!F2: there is neither a mark nor a standing, "
                "write a mark, or absent, excused, pending or exempt"
            ),
        ],
    ),
    "words that are no choice": (
        {"Composantes!A3": "memoire", "Notes!F4": "dispensse", "Missions!F2": "maison", "Missions!G2": "bof"},
        [
            "Composantes!A3: «memoire» is not a known choice, write one of: defence, mission, thesis",
            "Notes!F4: «dispensse» is not a known choice, did you mean «dispensé»?",
            (
                "Missions!F2: «maison» is not a known choice, "
                "write one of: administration, association, company, laboratory, school"
            ),
            "Missions!G2: «bof» is neither yes nor no, write one of them",
        ],
    ),
    "students, assessments and modules that nobody knows": (
        {"Notes!A2": "A2", "Notes!D6": "E9", "Rattrapages!D2": "M9", "Frais!A2": "ZZZ"},
        [
            "Étudiants!A2: A1 has no line for the assessment E1, add it in the sheet Notes with a mark or a standing",
            "Étudiants!A3: C3 has no line for the assessment E2, add it in the sheet Notes with a mark or a standing",
            "Notes!A2: the student «A2» is not in the sheet Étudiants, write one of: A1, C3",
            "Notes!D6: the assessment «E9» is not in the sheet Structure, write one of: E1, E2, E3",
            "Rattrapages!D2: the module «M9» is not in the sheet Structure, write one of: M1, M2",
            "Frais!A2: the student «ZZZ» is not in the sheet Étudiants, write one of: A1, C3",
        ],
    ),
    "a number that goes with another name": (
        {"Notes!B2": "PETIT"},
        [
            (
                "Notes!B2: the line bears the name «PETIT» and the number A1 is that of «MARTIN», "
                "correct the name or the number"
            ),
        ],
    ),
    "a number that goes with another first name, where some of them may be left out": (
        {"Notes!C2": "Chloé", "Étudiants!C3": "Chloé Marie", "Notes!C5": "Marie"},
        [
            (
                "Notes!C2: the line bears the name «Chloé» and the number A1 is that of «Alice», "
                "correct the name or the number"
            ),
        ],
    ),
    "lines that are there twice": (
        {
            **line("Structure", 4, at=5),
            "Structure!H5": "E1",
            **line("Composantes", 2, at=5),
            **line("Étudiants", 2, at=4),
            **line("Notes", 2, at=8),
            **line("Rattrapages", 2, at=4),
            **line("Missions", 2, at=3),
            **line("Thèses", 2, at=3),
            **line("Frais", 2, at=4),
            **line("Jury", 2, at=4),
        },
        [
            "Structure!H5: «E1» is already on line 2, keep one of the two lines",
            "Composantes!A5: «mission» is already on line 2, keep one of the two lines",
            "Étudiants!A4: «A1» is already on line 2, keep one of the two lines",
            "Notes!D8: «A1 / E1» is already on line 2, keep one of the two lines",
            "Rattrapages!D4: «C3 / M1 / 1» is already on line 2, keep one of the two lines",
            "Missions!A3: «A1» is already on line 2, keep one of the two lines",
            "Thèses!A3: «A1» is already on line 2, keep one of the two lines",
            "Frais!D4: «A1 / application_fee» is already on line 2, keep one of the two lines",
            "Jury!A4: «Hélène Marquisat» is already on line 2, keep one of the two lines",
        ],
    ),
    "lines of one unit or module that differ": (
        {
            "Structure!B3": "Reseaux",
            "Structure!C3": 7,
            "Structure!D4": 1,
            "Structure!F3": "Routages",
            "Structure!G3": 2,
        },
        [
            "Structure!B3: «Reseaux» differs from «Réseaux» written on line 2 for U1, write the same everywhere",
            "Structure!C3: «7» differs from «6» written on line 2 for U1, write the same everywhere",
            "Structure!F3: «Routages» differs from «Routage» written on line 2 for M1, write the same everywhere",
            "Structure!G3: «2» differs from «1» written on line 2 for M1, write the same everywhere",
            "Structure!D4: «1» differs from «2» written on line 2 for U1, write the same everywhere",
        ],
    ),
    "a module in two units": (
        {"Structure!A4": "U2", "Structure!E4": "M1"},
        [
            "Structure!E4: the module M1 is already in the unit U1 on line 2, give it another code or the same unit",
        ],
    ),
    "a module that bears the code of a unit": (
        {"Structure!E2": "U1", "Structure!E3": "U1", "Rattrapages!D2": "U1", "Rattrapages!D3": "U1"},
        ["Structure!E2: the code U1 is that of a unit on line 2, give the module another code"],
    ),
    "weights and credits that are missing, zero or negative": (
        {"Structure!D2": 0, "Structure!G2": -1, "Structure!J2": None, "Structure!K3": 0, "Structure!C4": None},
        [
            "Structure!D2: 0 is not above zero, write a number greater than zero",
            "Structure!G2: -1 is not above zero, write a number greater than zero",
            "Structure!J2: the cell is empty, fill it in",
            "Structure!K3: 0 is not above zero, write a number greater than zero",
            "Structure!C4: the cell is empty, fill it in",
        ],
    ),
    "group work of which nobody says whether it is marked one by one": (
        {"Structure!L2": "peut-être", "Structure!M3": None},
        [
            "Structure!L2: «peut-être» is neither yes nor no, write one of them",
            "Structure!M3: the assessment is group work, write whether each student is marked one by one: yes or no",
        ],
    ),
    "marks over the scale of a line with other faulty cells": (
        {"Structure!J2": None, "Structure!L3": "peut-être", "Structure!K4": "vingt"}
        | {"Notes!E2": 21, "Notes!E3": 41, "Notes!E7": 21},
        [
            "Structure!J2: the cell is empty, fill it in",
            "Structure!L3: «peut-être» is neither yes nor no, write one of them",
            "Structure!K4: «vingt» is text and not a number, write the number",
            "Notes!E2: 21 is over the scale of 20, correct the mark or the scale",
            "Notes!E3: 41 is over the scale of 40, correct the mark or the scale",
        ],
    ),
    "numbers so large that nothing counted here reaches them": (
        {
            "Promotion!B4": 1e10,
            "Structure!C2": 1e12,
            "Rattrapages!E2": 1e300,
            "Thèses!K1": "Soutenances tenues",
            "Thèses!K2": 1e12,
            "Frais!E2": 1e12,
            "Frais!F2": 1e10,
            "Frais!F3": 9_999_999_999.99,
        },
        [
            f"{cell}: the number has more than 10 digits before the decimal point, which nothing counted here has, "
            "correct it"
            for cell in ("Promotion!B4", "Structure!C2", "Rattrapages!E2", "Thèses!K2", "Frais!E2", "Frais!F2")
        ],
    ),
    "a mark without a line": (
        cleared("Notes", 7),
        ["Étudiants!A3: C3 has no line for the assessment E3, add it in the sheet Notes with a mark or a standing"],
    ),
    "a student without any mark": (
        cleared("Notes", 5, 6, 7),
        ["Étudiants!A3: C3 has no line in the sheet Notes, add them with a mark or a standing"],
    ),
    "an assessment that nobody has a mark in": (
        cleared("Notes", 2, 5),
        [
            (
                "Structure!H2: no student has a line for the assessment E1, "
                "add them in the sheet Notes or join an export of Moodle"
            ),
        ],
    ),
    "dates that are none or cannot be": (
        {
            "Promotion!B5": date(1925, 9, 15),
            "Missions!D2": "02/03/2026",
            "Missions!E2": 46262,
        },
        [
            "Promotion!B5: 1925-09-15 is not a plausible date, check the year",
            "Missions!D2: «02/03/2026» is text and not a date, write the date in a cell with the format Date",
            "Missions!E2: «46262» is not a date, write the date in a cell with the format Date",
        ],
    ),
    "dates in an order that cannot be": (
        {
            "Promotion!B4": 2023,
            "Promotion!B6": date(2025, 9, 1),
            "Missions!E2": date(2026, 3, 1),
            "Thèses!D2": date(2025, 1, 1),
        },
        [
            "Promotion!B4: the intake year is 2023 and teaching starts on 2025-09-15, correct one of them",
            "Promotion!B6: 2025-09-01 is before the intake of 2025-09-15, correct the date",
            "Missions!E2: the mission ends on 2026-03-01, before its start on 2026-03-02, correct one of the two dates",
            "Thèses!D2: 2025-01-01 is before the intake of 2025-09-15, correct the date",
        ],
    ),
    "dates before the intake": (
        {
            "Promotion!B7": date(2024, 9, 14),
            "Promotion!B8": date(2024, 9, 30),
            "Étudiants!D3": date(2025, 9, 14),
            "Missions!D2": date(2024, 1, 1),
            "Thèses!J1": "Soutenance le",
            "Thèses!J2": date(2025, 9, 14),
        },
        [
            "Promotion!B7: 2024-09-14 is before the intake of 2025-09-15, correct the date",
            "Promotion!B8: 2024-09-30 is before the intake of 2025-09-15, correct the date",
            "Étudiants!D3: 2025-09-14 is before the intake of 2025-09-15, correct the date",
            "Missions!D2: 2024-01-01 is before the intake of 2025-09-15, correct the date",
            "Thèses!J2: 2025-09-14 is before the intake of 2025-09-15, correct the date",
        ],
    ),
    "dates whose year must be a slip": (
        {
            "Promotion!B6": date(2062, 10, 5),
            "Promotion!B8": date(2036, 9, 30),
            "Missions!E2": date(2029, 1, 1),
            "Thèses!D2": date(2062, 9, 10),
            "Thèses!J1": "Soutenance le",
            "Thèses!J2": date(2062, 9, 20),
        },
        [
            "Promotion!B6: 2062-10-05 is more than 3 years after the intake of 2025-09-15, correct the year",
            "Promotion!B8: 2036-09-30 is more than 3 years after the intake of 2025-09-15, correct the year",
            "Missions!E2: 2029-01-01 is more than 3 years after the intake of 2025-09-15, correct the year",
            "Thèses!D2: 2062-09-10 is more than 3 years after the intake of 2025-09-15, correct the year",
            "Thèses!J2: 2062-09-20 is more than 3 years after the intake of 2025-09-15, correct the year",
        ],
    ),
    "a thesis that is validated and was handed in on no day": (
        {"Thèses!D2": None},
        ["Thèses!D2: the thesis is validated without a day of handing in, write the day on which it was handed in"],
    ),
    "a mission that is validated and of which nothing is said": (
        cleared("Missions", 2),
        ["Thèses!E2: the mission is validated without a line in the sheet Missions, add its line there"],
    ),
    "a mission whose line is there and faulty": (
        {"Missions!F2": None},
        ["Missions!F2: the cell is empty, fill it in"],
    ),
    "fields of the promotion that are missing, empty or there twice": (
        {"Promotion!B2": None, "Promotion!A3": None, "Promotion!B3": None, "Promotion!A7": "Date du jury"},
        [
            "Promotion!B2: the cell is empty, fill it in",
            "Promotion!A7: «Date du jury» is already on line 6, keep one of the two lines",
            "Promotion!A9: the field «Title» is missing, add its line",
        ],
    ),
    "columns that are missing, nameless or there twice": (
        {"Structure!C1": "Créditz", "Étudiants!D1": "Nom", "Notes!F1": None},
        [
            "Structure!N1: the column «ECTS» is missing, add it to the first row",
            "Étudiants!D1: the column «Nom» is already in B1, keep one of the two",
            "Notes!F1: the column has values without a header, give it one or clear it",
            "Notes!F1: the column «Standing» is missing, add it to the first row",
        ],
    ),
    "a component of the thesis that the promotion has not": (
        cleared("Composantes", 2, 4),
        ["Thèses!E2: the component «mission» is not in the sheet Composantes, add it there or empty its cells"],
    ),
    "a component of many theses that the promotion has not, once": (
        {
            **cleared("Composantes", 4),
            **line("Thèses", 2, at=3),
            "Thèses!A3": "C3",
            "Thèses!B3": None,
            "Thèses!C3": None,
            "Thèses!E3": None,
            "Thèses!I2": "oui",
            "Thèses!I3": "oui",
        },
        ["Thèses!I2: the component «defence» is not in the sheet Composantes, add it there or empty its cells"],
    ),
    "a second resit without a first": (
        cleared("Rattrapages", 2),
        ["Rattrapages!E3: resit 2 of C3 in M1 has no resit 1 before it, add it or correct the rank"],
    ),
    "a resit of an assessment that is not of its module": (
        {"Rattrapages!I1": "Évaluation", "Rattrapages!I2": "E3", "Rattrapages!I3": "EX"},
        [
            "Rattrapages!I2: the assessment «E3» is not of the module M1, write one of: E1, E2",
            "Rattrapages!I3: the assessment «EX» is not of the module M1, write one of: E1, E2",
        ],
    ),
    "a resit of an assessment of no known module": (
        {"Rattrapages!I1": "Évaluation", "Rattrapages!I2": "E3", "Rattrapages!D2": "M9"},
        ["Rattrapages!D2: the module «M9» is not in the sheet Structure, write one of: M1, M2"],
    ),
    "resits of one assessment twice, and without the first of another": (
        {
            **line("Rattrapages", 2, at=4),
            "Rattrapages!I1": "Évaluation",
            **{f"Rattrapages!I{row}": code for row, code in ((2, "E1"), (3, "E2"), (4, "E1"))},
        },
        [
            "Rattrapages!E3: resit 2 of C3 in E2 has no resit 1 before it, add it or correct the rank",
            "Rattrapages!D4: «C3 / M1 / E1 / 1» is already on line 2, keep one of the two lines",
        ],
    ),
    "a resit over the scale of the assessment that it is of": (
        {"Rattrapages!I1": "Évaluation", "Rattrapages!I2": "E2", "Rattrapages!F2": 40.5, "Rattrapages!E3": 1},
        ["Rattrapages!F2: 40.5 is over the scale of 40, correct the mark or the scale"],
    ),
    "cells that are simply empty": (
        {"Composantes!B2": None, "Étudiants!B2": None, "Jury!B2": None, "Missions!G2": None, "Frais!F2": None},
        [
            "Composantes!B2: the cell is empty, fill it in",
            "Étudiants!B2: the cell is empty, fill it in",
            "Missions!G2: the cell is empty, fill it in",
            "Frais!F2: the cell is empty, fill it in",
            "Jury!B2: the cell is empty, fill it in",
        ],
    ),
}


def test_the_workbook_of_another_promotion_says_so_with_all_its_other_faults(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"Promotion!B2": "XYZ", "Promotion!B4": 2024, "Notes!E2": 21})

    assert faults_of(path, asked=Asked("CSE", 2025)) == [
        "Promotion!B2: the workbook is that of the programme XYZ and CSE is asked for, correct one or the other",
        "Promotion!B4: the workbook is that of the intake of 2024 and 2025 is asked for, correct one or the other",
        "Notes!E2: 21 is over the scale of 20, correct the mark or the scale",
    ]


@pytest.mark.parametrize(
    ("cells", "outline"),
    [
        ({"Notes!E2": 21, "Structure!J2": None}, (6, ["mission", "thesis", "defence"], INTAKE)),
        ({"Structure!C3": 7}, (None, ["mission", "thesis", "defence"], INTAKE)),
        ({"Structure!C2": "six"}, (None, ["mission", "thesis", "defence"], INTAKE)),
        ({"Composantes!C2": "quinze"}, (6, None, INTAKE)),
        ({"Promotion!B5": None}, (6, ["mission", "thesis", "defence"], None)),
        ({"Promotion!B4": 2015}, (6, ["mission", "thesis", "defence"], None)),
    ],
    ids=["elsewhere", "credits that differ", "credits that are none", "components", "no day", "another year"],
)
def test_what_could_be_read_of_the_outline_comes_with_the_faults(
    tmp_path: Path, cells: dict[str, Any], outline: tuple[Any, Any]
) -> None:
    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(write(tmp_path / "a.xlsx", cells))

    found = refused.value.outline
    components = found.components and [component.code for component in found.components]
    assert (found.teaching, components, found.intake_starts_on) == outline
    assert found.titles == ("Structure", "Composantes")


@pytest.mark.parametrize("name", CELLS)
def test_a_fault_of_cells_is_found(tmp_path: Path, name: str) -> None:
    cells, faults = CELLS[name]

    assert faults_of(write(tmp_path / "a.xlsx", cells)) == faults


@pytest.mark.parametrize(
    ("name", "sign", "code"),
    [("ن", "ن", "U+0646"), ("王", "王", "U+738B"), ("A\u202eB", "\u202e", "U+202E")],
)
def test_a_name_that_no_font_draws_is_found(tmp_path: Path, name: str, sign: str, code: str) -> None:
    assert faults_of(write(tmp_path / "w.xlsx", {"Étudiants!B2": name, **dict.fromkeys(HER_NAME_ELSEWHERE)})) == [
        f"Étudiants!B2: the sign «{sign}» ({code}) of «{name}» cannot be printed, "
        "write it in Latin, Greek or Cyrillic letters"
    ]


@pytest.mark.parametrize(
    "name", ["Łukasz-Đức", "Ελένη", "Анна", "O'Brien", "d’Œuvre", "Mª José", "N`Diaye", "Q´ero", "ʻOkina", "e\u0301"]
)
def test_a_name_that_the_fonts_draw_is_read(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "w.xlsx", {"Étudiants!B2": name, **dict.fromkeys(HER_NAME_ELSEWHERE)})

    assert read_promotion(path).students[0].last_name == normalize("NFC", name)


def test_every_text_that_is_printed_is_looked_at_with_the_other_faults(tmp_path: Path) -> None:
    odd = ["Promotion!B3", "Structure!B2", "Structure!F4", "Structure!I4", "Composantes!B2", "Étudiants!C3", "Jury!A2"]

    elsewhere = [f"{sheet}!C{at}" for sheet in BESIDE for at, row in enumerate(SOUND[sheet], 1) if row[0] == "C3"]

    faults = faults_of(
        write(tmp_path / "w.xlsx", {**dict.fromkeys(elsewhere), **dict.fromkeys(odd, "李"), "Notes!E2": 21})
    )

    assert [fault.split(": ")[0] for fault in faults] == [
        *odd[:2],
        "Structure!B3",
        "Structure!B4",
        *odd[2:6],
        "Notes!E2",
        odd[6],
    ]


def test_every_fault_of_a_kind_is_listed_however_many(tmp_path: Path) -> None:
    sheets = sound()
    sheets["Jury"] += [[f"Membre {rank}", None] for rank in range(50)]

    assert faults_of(write(tmp_path / "a.xlsx", sheets=sheets)) == [
        f"Jury!B{row}: the cell is empty, fill it in" for row in range(4, 54)
    ]


def test_faults_of_different_sheets_come_together_in_the_order_of_the_file_and_in_french(tmp_path: Path) -> None:
    cells = {"Notes!E2": "12,5", "Structure!D2": 0.5, "Frais!F3": Shaped(0.5, "0%"), "Étudiants!D3": date(1927, 3, 31)}

    assert faults_of(write(tmp_path / "a.xlsx", cells), lang="fr") == [
        "Structure!D3: « 2 » diffère de « 0,5 » écrit à la ligne 2 pour U1, écrivez la même chose partout",
        "Structure!D4: « 2 » diffère de « 0,5 » écrit à la ligne 2 pour U1, écrivez la même chose partout",
        "Étudiants!D3: 31/03/1927 n’est pas une date vraisemblable, vérifiez l’année",
        "Notes!E2: « 12,5 » est un texte et non un nombre, écrivez le nombre",
        (
            "Frais!F3: la case affiche 50 % et contient 0,5, "
            "changez son format ou sa valeur pour que les deux soient les mêmes"
        ),
    ]


WIDE: Mapping[str, tuple[dict[str, Any], list[str]]] = {
    "cells that are neither a mark nor a standing": (
        {"Notes!D2": "12,5", "Notes!E2": "A", "Notes!F3": 20.5, "Notes!E3": Formula("=NA()", "#N/A")},
        [
            "Notes!D2: «12,5» is neither a number nor a standing, write the mark, or ABS, EXC, PEND or EXEMPT",
            "Notes!E2: «A» is neither a number nor a standing, write the mark, or ABS, EXC, PEND or EXEMPT",
            "Notes!E3: the formula gives #N/A, correct it or write the value",
            "Notes!F3: 20.5 is over the scale of 20, correct the mark or the scale",
        ],
    ),
    "cells that are empty or say only that the student was there": (
        {"Notes!D2": None, "Notes!E3": "présente"},
        [
            "Notes!D2: there is neither a mark nor a standing, write a mark, or absent, excused, pending or exempt",
            "Notes!E3: there is neither a mark nor a standing, write a mark, or absent, excused, pending or exempt",
        ],
    ),
    "columns that are no assessment, or one twice": (
        {"Notes!G1": "E4", "Notes!H1": "E2"},
        [
            "Notes!G1: the assessment «E4» is not in the sheet Structure, write one of: E1, E2, E3",
            "Notes!H1: the column «E2» is already in E1, keep one of the two",
        ],
    ),
    "columns of which none is an assessment": (
        {"Notes!D1": "E01", "Notes!E1": "E02", "Notes!F1": "E03"},
        [
            *(
                f"Structure!H{row}: no student has a line for the assessment E{row - 1}, "
                "add them in the sheet Notes or join an export of Moodle"
                for row in (2, 3, 4)
            ),
            "Notes!D1: the assessment «E01» is not in the sheet Structure, did you mean «E1»?",
            "Notes!E1: the assessment «E02» is not in the sheet Structure, did you mean «E2»?",
            "Notes!F1: the assessment «E03» is not in the sheet Structure, did you mean «E3»?",
        ],
    ),
    "a student twice, and one whom nobody knows": (
        {
            **{f"Notes!{letter}4": value for letter, value in zip("ABCDEF", WIDE_NOTES[1], strict=True)},
            **{f"Notes!{letter}5": value for letter, value in zip("ABCDEF", ("D4", None, None, 1, 2, 3), strict=True)},
        },
        [
            "Notes!A4: «A1» is already on line 2, keep one of the two lines",
            "Notes!A5: the student «D4» is not in the sheet Étudiants, write one of: A1, C3",
        ],
    ),
}


@pytest.mark.parametrize("name", WIDE)
def test_a_fault_of_marks_in_columns_is_found(tmp_path: Path, name: str) -> None:
    cells, faults = WIDE[name]

    assert faults_of(write(tmp_path / "a.xlsx", cells, sound(Notes=WIDE_NOTES))) == faults


def test_an_unknown_student_among_many_is_not_followed_by_the_list_of_all(tmp_path: Path) -> None:
    sheets = sound()
    sheets["Étudiants"] += [[f"{rank}", "DURAND", "Zoé"] for rank in range(100, 120)]
    found = faults_of(write(tmp_path / "a.xlsx", {"Frais!A2": "XYZ"}, sheets))

    assert found[-1] == "Frais!A2: the student «XYZ» is not in the sheet Étudiants, check it"


@pytest.mark.parametrize("notes", [SOUND["Notes"][:1], WIDE_NOTES[:1]], ids=["long", "wide"])
def test_marks_that_are_nowhere_are_missed_in_each_assessment(tmp_path: Path, notes: list[list[Any]]) -> None:
    assert [fault.partition(",")[0] for fault in faults_of(write(tmp_path / "a.xlsx", sheets=sound(Notes=notes)))] == [
        f"Structure!H{row}: no student has a line for the assessment E{row - 1}" for row in (2, 3, 4)
    ]


def test_where_the_regulation_names_no_scale_the_columns_of_scales_are_needed(tmp_path: Path) -> None:
    cells = {f"Structure!K{row}": None for row in range(1, 5)} | {f"Rattrapages!H{row}": None for row in range(1, 4)}
    path = write(tmp_path / "a.xlsx", cells)

    assert faults_of(path, scale=None) == [
        "Structure!N1: the column «Scale» is missing, add it to the first row",
        "Rattrapages!H1: the column «Scale» is missing, add it to the first row",
    ]
    with pytest.raises(WorkbookFaulty, match="Structure!N1: the column «Scale» is missing"):
        read_units(path, scale=None)


def test_sheets_that_are_missing_empty_or_there_twice_are_found(tmp_path: Path) -> None:
    sheets = sound(Structure=SOUND["Structure"][:1]) | {"Resits": SOUND["Rattrapages"]}
    del sheets["Thèses"], sheets["Jury"]

    assert faults_of(write(tmp_path / "a.xlsx", sheets=sheets), lang="fr") == [
        "Structure: la feuille n’a aucune ligne, remplissez-la",
        "Resits: la feuille est là deux fois, avec « Rattrapages », gardez l’une des deux",
        "Thèses: la feuille manque, ajoutez-la, même sans ligne",
        "Jury: la feuille manque, ajoutez-la, même sans ligne",
    ]


def test_the_missions_that_a_missing_sheet_would_say_are_not_missed_one_by_one(tmp_path: Path) -> None:
    sheets = sound()
    del sheets["Missions"]

    assert faults_of(write(tmp_path / "a.xlsx", sheets=sheets)) == [
        "Missions: the sheet is missing, add it, even without a line"
    ]


def test_what_is_hidden_or_merged_is_found(tmp_path: Path) -> None:
    def hide(_: Any, sheets: Mapping[str, Any]) -> None:
        sheets["Jury"].hide()
        sheets["Frais"].very_hidden()
        sheets["Notes"].set_row(3, None, None, {"hidden": True})
        sheets["Notes"].set_row(20, None, None, {"hidden": True})
        sheets["Étudiants"].set_column("C:C", None, None, {"hidden": True})
        sheets["Étudiants"].set_column("K:L", None, None, {"hidden": True})
        sheets["Structure"].merge_range("A2:B3", "U1")

    assert faults_of(write(tmp_path / "a.xlsx", finish=hide)) == [
        "Structure!A2: cells are merged up to B3, unmerge them and fill in each one",
        "Étudiants!C1: the column is hidden, show it or delete it",
        "Notes!A4: the row is hidden or filtered out, show it or delete it",
        "Frais: the sheet is hidden, show it so that everyone sees what is read",
        "Jury: the sheet is hidden, show it so that everyone sees what is read",
    ]


def test_a_hidden_sheet_that_is_not_read_is_found_too(tmp_path: Path) -> None:
    def hide(_: Any, sheets: Mapping[str, Any]) -> None:
        sheets["Brouillon"].hide()
        sheets["Lisez-moi"].very_hidden()

    sheets = sound() | {"Brouillon": [["à voir"]], "Lisez-moi": [["Bonjour"]]}

    assert faults_of(write(tmp_path / "a.xlsx", sheets=sheets, finish=hide)) == [
        "Brouillon: the sheet is hidden and is not one that is read, show it or delete it",
        "Lisez-moi: the sheet is hidden and is not one that is read, show it or delete it",
    ]


def test_what_is_only_noted_is_told_with_the_faults(tmp_path: Path) -> None:
    notes: list[Fault] = []
    sheets = sound() | {"Brouillon": [["à voir"]]}

    faults_of(write(tmp_path / "a.xlsx", {"Notes!E2": 21}, sheets), note=notes.append)

    assert notes == [Fault("a.xlsx", "Brouillon", "is not a known sheet: it is not read")]


def test_a_workbook_that_no_spreadsheet_has_calculated_gives_none_of_its_formulas(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"Notes!E2": Formula("=10+2.5", 0)})
    operate(path, "xl/workbook.xml", b"<calcPr ", b'<calcPr fullCalcOnLoad="1" ')

    assert faults_of(path) == [
        (
            "Notes!E2: the formula was never calculated, open the workbook in a spreadsheet program and save it, "
            "or write the value"
        )
    ]


def test_what_is_no_number_at_all_is_not_taken_for_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    operate(path, NOTES, b"<v>12.5</v>", b"<v>NaN</v>")

    assert faults_of(path) == ["Notes!E2: «nan» is text and not a number, write the number"]


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
FILES: Mapping[str, tuple[bytes, str]] = {
    "an empty file": (b"", "the file is empty, export it again"),
    "a text": (
        b"a;b\n1;2\n",
        "the file is not an .xlsx workbook, open it in a spreadsheet program and save it as .xlsx",
    ),
    "an old workbook": (OLE + "Workbook".encode("utf-16-le"), "the file is in the old .xls format, save it as .xlsx"),
    "an encrypted workbook": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "the file is protected by a password, save it without one",
    ),
    "half a workbook": (
        b"PK\x03\x04" + bytes(100),
        "the file is damaged and cannot be read, save it again from a spreadsheet program",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, name: str) -> None:
    content, what = FILES[name]
    (tmp_path / "a.xlsx").write_bytes(content)

    assert faults_of(tmp_path / "a.xlsx") == [f"workbook: {what}"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "a.xlsx", lang="fr") == [
        "classeur: le fichier n’existe pas, vérifiez son nom et son dossier"
    ]


NOT_XLSX = "the file is not an .xlsx workbook, open it in a spreadsheet program and save it as .xlsx"
ARCHIVES: Mapping[str, tuple[dict[str, str], str]] = {
    "any archive": ({"a.txt": "a"}, NOT_XLSX),
    "a text document": ({"_rels/.rels": "<Relationships/>", "word/document.xml": "<w/>"}, NOT_XLSX),
    "an OpenDocument workbook": (
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office/>"},
        "the file is an OpenDocument workbook, save it as .xlsx",
    ),
    "a binary workbook": (
        {"xl/workbook.bin": "", "_rels/.rels": "<Relationships/>"},
        "the file is in the binary .xlsb format, save it as .xlsx",
    ),
    "broken XML": (
        {"_rels/.rels": "<Relationships>"},
        "the file is damaged and cannot be read, save it again from a spreadsheet program",
    ),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path, name: str) -> None:
    parts, what = ARCHIVES[name]
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)

    assert faults_of(tmp_path / "a.xlsx") == [f"workbook: {what}"]


DAMAGED = "the file is damaged and cannot be read, save it again from a spreadsheet program"
DOCTYPE = (
    "the file declares a DOCTYPE, which no spreadsheet program writes: it is refused, copy the data into a new workbook"
)
BOMB = b"""<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
OPERATIONS: Mapping[str, tuple[str, bytes, bytes, str]] = {
    "entities in a sheet": (NOTES, b"<worksheet", BOMB + b"<worksheet", f"workbook: {DOCTYPE}"),
    "entities in the styles": ("xl/styles.xml", b"<styleSheet", BOMB + b"<styleSheet", f"workbook: {DOCTYPE}"),
    "a sheet cut short": (NOTES, b"</worksheet>", b"", f"Notes: {DAMAGED}"),
    "a cell that is nowhere": (NOTES, b'r="E2"', b'r="E0"', f"Notes: {DAMAGED}"),
    "a style that is not there": (NOTES, b'<c r="E2"', b'<c r="E2" s="99"', f"Notes: {DAMAGED}"),
    "texts cut short": ("xl/sharedStrings.xml", b"</sst>", b"", f"workbook: {DAMAGED}"),
    "two sheets of one name": ("xl/workbook.xml", b'name="Jury"', b'name="Frais"', f"workbook: {DAMAGED}"),
    "a sheet whose part is not there": (
        "xl/_rels/workbook.xml.rels",
        b"worksheets/sheet5.xml",
        b"worksheets/sheet55.xml",
        f"Notes: {DAMAGED}",
    ),
    "a cell with two places": (
        NOTES,
        b"</sheetData>",
        b'<row r="9"><c r="XFD1048576" x:r="A9" xmlns:x="urn:x"><v>1</v></c></row></sheetData>',
        "Notes!XFD1048576: a filled cell is so far away that the sheet would hold more than 2000000 cells, clear it",
    ),
    "a cell in the farthest corner": (
        NOTES,
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        "Notes!XFD1048576: a filled cell is so far away that the sheet would hold more than 2000000 cells, clear it",
    ),
    "a cell that says another row than its own": (
        NOTES,
        b"</sheetData>",
        b'<row r="9"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        "Notes!XFD1048576: a filled cell is so far away that the sheet would hold more than 2000000 cells, clear it",
    ),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_workbook_that_was_tampered_with_is_refused(tmp_path: Path, name: str) -> None:
    part, old, new, fault = OPERATIONS[name]
    path = write(tmp_path / "a.xlsx")
    operate(path, part, old, new)

    assert faults_of(path) == [fault]


def test_a_sheet_that_cannot_be_read_hides_no_fault_of_the_others(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"Structure!D2": -1, "Frais!A2": "ZZZ"})
    alone = faults_of(path)
    operate(path, NOTES, b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>')

    limit = Limits(area=1_000_000)
    assert faults_of(path, limits=limit) == sorted_as_sheets(
        [
            *alone,
            "Notes!A1048576: a filled cell is so far away that the sheet would hold more than 1000000 cells, clear it",
        ]
    )


def sorted_as_sheets(faults: list[str]) -> list[str]:
    """Faults in the order of the sheets that they lie in."""
    sheets = list(SOUND)
    return sorted(faults, key=lambda fault: sheets.index(fault.partition("!")[0]))


def test_a_small_file_that_unpacks_into_a_large_one_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    operate(path, NOTES, b"</worksheet>", b" " * (100 * MIB) + b"</worksheet>")

    assert path.stat().st_size < MIB
    assert faults_of(path) == [
        "workbook: the file would take 100 MB once unpacked and the limit is 96 MB, copy the data into a new workbook"
    ]


def test_a_size_that_an_archive_declares_too_small_is_not_believed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    operate(path, NOTES, b"</worksheet>", b" " * MIB + b"</worksheet>")
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(NOTES).file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (2000).to_bytes(4, "little")))

    assert faults_of(path) == [f"workbook: {DAMAGED}"]


@pytest.mark.parametrize(
    ("limits", "faults"),
    [
        (
            Limits(file=MIB // 1024),
            [
                "workbook: the file weighs 0 MB and the limit is 0 MB, "
                "remove the pictures and the sheets that are not needed"
            ],
        ),
        (
            Limits(cells=30),
            [
                f"{sheet}: the sheet has more than 30 filled cells, remove what is not asked for"
                for sheet in ("Structure", "Notes")
            ],
        ),
    ],
    ids=["its weight", "its cells"],
)
def test_a_workbook_over_a_limit_is_refused(tmp_path: Path, limits: Limits, faults: list[str]) -> None:
    assert faults_of(write(tmp_path / "a.xlsx"), limits=limits) == faults
