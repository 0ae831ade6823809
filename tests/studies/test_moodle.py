"""An export of Moodle gives marks, or every fault at once; it never overwrites and never guesses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sceau.core.marks import MarkStanding
from sceau.regulation.fault import Fault
from sceau.studies.marks import Given, Key
from sceau.studies.moodle import MoodleExport, read_supplement, scales_of
from sceau.studies.moodle_file import kind_of
from sceau.studies.moodle_preview import PreviewColumn, mapping_template, preview
from sceau.studies.ooxml_scan import Limits
from sceau.studies.workbook import WorkbookFaulty, hold_export
from tests.studies.test_workbook import PROMOTION, U1
from tests.studies.test_workbook_faults import cleared
from tests.studies.workbooks import SOUND, WHO, WIDE_NOTES, Formula, Shaped, read_promotion, sound, write

FRENCH = (
    "Prénom;Nom de famille;Numéro d'identification;Adresse de courriel;Devoir : Examen de routage (Brut);"
    "Devoir : Examen de routage (Pourcentage);Total du cours (Lettre);Dernier téléchargement depuis ce cours\n"
    "Alice;MARTIN;A1;a@example.org;12,50;62,50 %;B;1790761800\n"
    "Chloé;PETIT;C3;c@example.org;4,00;20,00 %;E;1790761800\n"
)
MAPPING = '[columns]\n"Devoir : Examen de routage (Brut)" = "E1"\n'
BOTH = {
    ("A1", "E1"): Given(Decimal("12.5"), MarkStanding.PRESENT, "a.csv, line 2, column 5"),
    ("C3", "E1"): Given(Decimal(4), MarkStanding.PRESENT, "a.csv, line 3, column 5"),
}


def files(tmp_path: Path, export: str | bytes = FRENCH, mapping: str = MAPPING) -> MoodleExport:
    """Write an export and its mapping."""
    content = export.encode() if isinstance(export, str) else export
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "m.toml").write_text(mapping, encoding="utf-8")
    return MoodleExport(tmp_path / "a.csv", tmp_path / "m.toml")


def marks_of(export: Path, mapping: Path) -> Mapping[Key, Given]:
    """The marks of an export without fault."""
    supplement = read_supplement(MoodleExport(export, mapping), scales_of((U1,)), lang="en")
    assert supplement.faults == []
    return supplement.given


def faults_of(export: Path, mapping: Path, *, lang: str = "en", limits: Limits | None = None) -> list[str]:
    supplement = read_supplement(MoodleExport(export, mapping), scales_of((U1,)), lang=lang, limits=limits)
    return [str(fault) for fault in supplement.faults]


@pytest.mark.parametrize(
    "content",
    [
        FRENCH.encode(),
        FRENCH.encode("utf-8-sig"),
        FRENCH.encode("utf-16"),
        FRENCH.encode("cp1252"),
        FRENCH.replace(";", "\t").encode(),
        FRENCH.replace("12,50", '"12,50"').replace("4,00", '"4,00"').replace("62,50", "62.50").replace("20,00", "20.00")
        .replace(";", ",").encode(),
        FRENCH.replace("\n", "\r\n").encode(),
        FRENCH.replace(" : ", "\u00a0: ").encode(),
        (FRENCH + "\n;;;;;;;\n").encode(),
        FRENCH.replace("a@example.org", "a" * 140_000).encode(),
    ],
    ids=["UTF-8", "with a mark of order", "UTF-16", "Windows", "tabs", "commas", "CRLF", "hard spaces", "empty lines",
        "a long value"],
)  # fmt: skip
def test_an_export_is_read_in_whatever_form_it_was_saved(tmp_path: Path, content: bytes) -> None:
    assert marks_of(*files(tmp_path, content)) == BOTH


@pytest.mark.parametrize("blank", ["\n", "\r\n \r\n", ";;;;;;;\n"])
def test_an_export_may_begin_with_blank_lines(tmp_path: Path, blank: str) -> None:
    marks = marks_of(*files(tmp_path, blank + FRENCH))

    assert [(key, given.mark) for key, given in marks.items()] == [
        (("A1", "E1"), Decimal("12.5")),
        (("C3", "E1"), Decimal(4)),
    ]


@pytest.mark.parametrize(
    ("mapping", "fault"),
    [
        (
            f"empty = {'1' * 5000}",
            "m.toml: file: holds a number of thousands of digits, nothing is counted so; shorten it",
        ),
        (f"empty = {'[' * 5000}", "m.toml: file: is nested too deeply to be read, flatten it"),
        (f"empty{'.a' * 5000} = 1", "m.toml: file: is nested too deeply to be read, flatten it"),
        (f"empty = 0x{'f' * 5000}", "m.toml: empty: is a number beyond 1,000,000,000,000 or finer than 30 decimals"),
        ("#" * (2**20 + 1), "m.toml: file: the file weighs 1 MB and the limit is 1 MB"),
    ],
    ids=["long", "tables", "keys", "large", "heavy"],
)
def test_a_mapping_that_no_machine_can_hold_is_refused(tmp_path: Path, mapping: str, fault: str) -> None:
    (found,) = faults_of(*files(tmp_path, mapping=mapping))

    assert found.startswith(fault)


def test_a_mapping_that_cannot_be_read_says_so_in_french(tmp_path: Path) -> None:
    (found,) = faults_of(*files(tmp_path, mapping=f"empty = {'[' * 5000}"), lang="fr")

    assert found.startswith("m.toml: fichier: est imbriqué")


def test_an_english_export_is_read(tmp_path: Path) -> None:
    export = "First name,Last name,ID number,Assignment: Routing exam (Real)\nAlice,MARTIN,A1,12.5\n"
    mapping = '[columns]\n"Assignment: Routing exam (Real)" = "E1"\n'

    assert marks_of(*files(tmp_path, export, mapping)) == {
        ("A1", "E1"): Given(Decimal("12.5"), MarkStanding.PRESENT, "a.csv, line 2, column 4")
    }


def sheet(path: Path, rows: list[list[Any]], hidden: str = "") -> Path:
    book = xlsxwriter.Workbook(path)
    if hidden:
        book.add_worksheet(hidden).hide()
    page = book.add_worksheet("Notes")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, tuple):
                page.write_formula(at, column, value[0], None, value[1])
            else:
                page.write(at, column, value)
    book.close()
    return path


def test_an_export_may_be_a_workbook_with_numbers_or_texts(tmp_path: Path) -> None:
    rows = [["Numéro d'identification", "Examen (Brut)"], [20250001, 12.5], ["C3", "4,00"]]
    export = sheet(tmp_path / "a.xlsx", rows, hidden="Paramètres")
    _, mapping = files(tmp_path, mapping='[columns]\n"Examen (Brut)" = "E1"\n')

    assert marks_of(export, mapping) == {
        ("20250001", "E1"): Given(Decimal("12.5"), MarkStanding.PRESENT, "a.xlsx, Notes!B2"),
        ("C3", "E1"): Given(Decimal(4), MarkStanding.PRESENT, "a.xlsx, Notes!B3"),
    }


def test_the_faults_of_a_workbook_of_marks_name_its_cells(tmp_path: Path) -> None:
    rows = [["ID number", "Examen (Real)"], ["A1", ("=1/0", "#DIV/0!")], ["C3", True], ["D4", 20.5], [None, 3]]
    _, mapping = files(tmp_path, mapping='[columns]\n"Examen (Real)" = "E1"\n')

    assert faults_of(sheet(tmp_path / "a.xlsx", rows), mapping) == [
        "a.xlsx: Notes!B2: the formula gives #DIV/0!, correct it or write the value",
        "a.xlsx: Notes!B3: «TRUE» is not a mark, correct it in Moodle and export again",
        "a.xlsx: Notes!B4: 20.5 is over the scale of 20, correct the mark or the scale",
        "a.xlsx: Notes!A5: the student has no number, give it in Moodle or in the file",
    ]


def test_a_workbook_of_marks_is_read_only_where_its_cells_show_what_they_hold(tmp_path: Path) -> None:
    percent, tenths = Shaped(0.62, "0%"), Shaped(9.96, "0.0")
    rows = [["ID number", "Examen (Real)"], ["A1", Formula("=6+6", "")], ["C3", percent], ["D4", tenths]]
    rows += [[Formula('="E"&5', ""), 12], ["F6", Shaped(12.5, "0.00")]]
    _, mapping = files(tmp_path, mapping='empty = "absent"\n[columns]\n"Examen (Real)" = "E1"\n')

    assert faults_of(write(tmp_path / "a.xlsx", sheets={"Notes": rows}), mapping) == [
        "a.xlsx: Notes!B2: the formula was never calculated, open the workbook in a spreadsheet program and save it, "
        "or write the value",
        "a.xlsx: Notes!B3: the cell shows 62 % and holds 0.62, change its format or its value "
        "so that both are the same",
        "a.xlsx: Notes!B4: the cell shows 10.0 and holds 9.96, change its format or its value "
        "so that both are the same",
        "a.xlsx: Notes!A5: the formula was never calculated, open the workbook in a spreadsheet program and save it, "
        "or write the value",
    ]


def test_a_workbook_of_marks_is_read_only_where_it_hides_nothing(tmp_path: Path) -> None:
    def hide(_: Any, sheets: Mapping[str, Any]) -> None:
        sheets["Notes"].set_row(2, None, None, {"hidden": True})
        sheets["Notes"].set_column("B:B", None, None, {"hidden": True})
        sheets["Notes"].set_column("K:L", None, None, {"hidden": True})
        sheets["Notes"].merge_range("A5:A6", "")

    rows = [["ID number", "Examen (Real)"], ["A1", 12], ["C3", 13], ["D4", 14]]
    export = write(tmp_path / "a.xlsx", sheets={"Notes": rows}, finish=hide)

    assert faults_of(export, files(tmp_path, mapping='[columns]\n"Examen (Real)" = "E1"\n').mapping) == [
        "a.xlsx: Notes!B1: the column is hidden, show it or delete it",
        "a.xlsx: Notes!A3: the row is hidden or filtered out, show it or delete it",
        "a.xlsx: Notes!A5: cells are merged up to A6, unmerge them and fill in each one",
    ]


def test_the_sheets_of_an_export_that_are_not_read_are_noted(tmp_path: Path) -> None:
    rows = [["ID number", "Examen (Brut)"], ["A1", 12.5], ["C3", 4]]
    sheets = {"Vide": [[" "]], "Paramètres": [["x"]], "Notes": rows, "Groupe 2": rows}
    export = write(tmp_path / "e.xlsx", sheets=sheets, finish=lambda _, named: named["Paramètres"].hide())
    mapping = files(tmp_path, mapping='[columns]\n"Examen (Brut)" = "E1"\n').mapping
    notes: list[Fault] = []

    workbook = write(tmp_path / "w.xlsx", cleared("Notes", 2, 5))
    assert read_promotion(workbook, moodle=MoodleExport(export, mapping), note=notes.append) == PROMOTION
    assert notes == [
        Fault("e.xlsx", "Paramètres", "only the first sheet in plain sight is read: this one is not"),
        Fault("e.xlsx", "Groupe 2", "only the first sheet in plain sight is read: this one is not"),
    ]


def test_a_student_number_of_an_export_that_has_lost_digits_is_refused(tmp_path: Path) -> None:
    rows = [["ID number", "Examen (Brut)"], [12345678901234567890, 12], [1.5, 13], [True, 14]]
    mapping = files(tmp_path, mapping='[columns]\n"Examen (Brut)" = "E1"\n').mapping

    assert faults_of(write(tmp_path / "a.xlsx", sheets={"Notes": rows}), mapping) == [
        f"a.xlsx: Notes!A{row}: «{found}» is not text, give the cell the format Text and write it again"
        for row, found in ((2, "12345678901234600000"), (3, "1.5"), (4, "TRUE"))
    ]


def test_a_column_of_an_export_may_be_headed_by_a_number(tmp_path: Path) -> None:
    rows = [["ID number", 101], ["A1", 12.5]]
    mapping = files(tmp_path, mapping='[columns]\n101 = "E1"\n').mapping

    marks = marks_of(write(tmp_path / "a.xlsx", sheets={"Notes": rows}), mapping)

    assert [given.mark for given in marks.values()] == [Decimal("12.5")]


def test_a_student_number_of_an_export_has_the_zeros_that_its_cell_shows(tmp_path: Path) -> None:
    rows = [["ID number", "Examen (Real)"], [Shaped(2025001, "000000000"), 12]]
    _, mapping = files(tmp_path, mapping='[columns]\n"Examen (Real)" = "E1"\n')

    marks = marks_of(write(tmp_path / "a.xlsx", sheets={"Notes": rows}), mapping)

    assert list(marks) == [("002025001", "E1")]


def test_an_empty_cell_means_what_the_mapping_says(tmp_path: Path) -> None:
    export = FRENCH.replace("12,50;", "-;").replace("4,00;", ";")
    marks = marks_of(*files(tmp_path, export, 'empty = "absent"\n' + MAPPING))

    assert marks == {
        ("A1", "E1"): Given(None, MarkStanding.ABSENT, "a.csv, line 2, column 5", stated=False),
        ("C3", "E1"): Given(None, MarkStanding.ABSENT, "a.csv, line 3, column 5", stated=False),
    }


def test_the_meaning_of_an_empty_cell_is_never_guessed(tmp_path: Path) -> None:
    export = FRENCH.replace("12,50;", "-;").replace("4,00;", ";")

    assert faults_of(*files(tmp_path, export)) == [
        "m.toml: empty: 2 cells are empty («-»), the first at a.csv, line 2, column 5: "
        'add empty = "absent" or empty = "pending"'
    ]


def test_another_column_may_hold_the_student_numbers(tmp_path: Path) -> None:
    export = FRENCH.replace("Numéro d'identification", "Code INE")
    mapping = 'student = "Code INE"\n' + MAPPING

    assert marks_of(*files(tmp_path, export, mapping)) == BOTH


MAPPINGS: Mapping[str, tuple[str, list[str]]] = {
    "not TOML": (
        "[columns",
        [
            "m.toml: file: is not TOML (Expected ']' at the end of a table declaration (at end of document)), "
            "correct that line"
        ],
    ),
    "keys and values that it cannot have": (
        'emty = "absent"\nempty = "excused"\nstudent = 3\n[columns]\n"Devoir : Examen de routage (Brut)" = 1\n',
        [
            "m.toml: emty: «emty» is not a known key, did you mean «empty»?",
            'm.toml: columns."Devoir : Examen de routage (Brut)": «1» is not text, put it between quotes',
            'm.toml: empty: «excused» is not a known meaning of an empty cell, write "absent" or "pending"',
            "m.toml: student: «3» is not text, put it between quotes",
        ],
    ),
    "no columns": (
        "columns = 3\n",
        [
            "m.toml: columns: the table [columns] is missing or empty, "
            'add a line « "column of Moodle" = "assessment code" »'
        ],
    ),
    "columns that hold no marks": (
        "[columns]\n"
        '"Devoir : Examen de routage (Pourcentage)" = "E1"\n'
        '"Total du cours (Lettre)" = "E2"\n'
        '"Prénom" = "E3"\n',
        [
            'm.toml: columns."Devoir : Examen de routage (Pourcentage)": the column «Devoir : Examen de routage '
            "(Pourcentage)» is a percentage, export the real marks and name their column",
            'm.toml: columns."Total du cours (Lettre)": the column «Total du cours (Lettre)» is in letters, '
            "export the real marks and name their column",
            'm.toml: columns."Prénom": the column «Prénom» does not hold marks, name a column of marks',
        ],
    ),
    "columns and assessments that are not there, or twice": (
        'student = "INE"\n[columns]\n'
        '"Devoir : Examen de routages (Brut)" = "E1"\n'
        '"Devoir : Examen de routage (Brut)" = "E9"\n'
        '"devoir examen de routage (brut)" = "E1"\n',
        [
            'm.toml: columns."Devoir : Examen de routages (Brut)": the column «Devoir : Examen de routages (Brut)» '
            "is not in the export, did you mean «Devoir : Examen de routage (Brut)»?",
            'm.toml: columns."Devoir : Examen de routage (Brut)": the assessment «E9» is not in the sheet Structure, '
            "write one of: E1, E2, E3",
            'm.toml: columns."devoir examen de routage (brut)": the assessment E1 is already taken from the column '
            "«Devoir : Examen de routages (Brut)», keep one of the two",
            "m.toml: student: the column «INE» is not in the export, write one of: Adresse de courriel, "
            "Dernier téléchargement depuis ce cours, Devoir : Examen de routage (Brut), "
            "Devoir : Examen de routage (Pourcentage), Nom de famille, Numéro d'identification, Prénom, "
            "Total du cours (Lettre)",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_fault_of_a_mapping_is_found(tmp_path: Path, name: str) -> None:
    mapping, faults = MAPPINGS[name]

    assert faults_of(*files(tmp_path, mapping=mapping)) == faults


def test_the_mapping_and_the_export_must_be_there(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "a.csv", tmp_path / "m.toml", lang="fr") == [
        "m.toml: fichier: le fichier n’existe pas, vérifiez son nom et son dossier",
        "a.csv: fichier: le fichier n’existe pas, vérifiez son nom et son dossier",
    ]


EXPORTS: Mapping[str, tuple[str | bytes, list[str]]] = {
    "an empty file": (b"", ["a.csv: file: the file is empty, export it again"]),
    "headers alone": (FRENCH.splitlines()[0], ["a.csv: file: the export has no student, export it again"]),
    "no separator": (
        "a\nb\n",
        ["a.csv: file: no separator (comma, semicolon or tab) divides the first line, export the file again"],
    ),
    "blank lines alone": ("\n  \r\n\n", ["a.csv: file: the export has no student, export it again"]),
    "a line without end": (
        "x" * 140_000,
        ["a.csv: file: no separator (comma, semicolon or tab) divides the first line, export the file again"],
    ),
    "an unknown encoding": (
        FRENCH.encode("utf-16-le"),
        ["a.csv: file: the encoding of the file is not recognised, export it again as CSV UTF-8 or as .xlsx"],
    ),
    "bytes of no encoding": (
        b"a;b\n\x81\x8d;1\n",
        ["a.csv: file: the encoding of the file is not recognised, export it again as CSV UTF-8 or as .xlsx"],
    ),
    "a quotation mark left open": (
        FRENCH + '"Zoé;DURAND\n',
        ["a.csv: line 4: a quotation mark is never closed, export the file again"],
    ),
    "lines of another length": (
        FRENCH + "Zoé;DURAND;Z9;7\n",
        ["a.csv: line 4: the line has 4 values for 8 columns, correct it or export the file again"],
    ),
    "marks that are none": (
        FRENCH.replace("12,50;", "20,5;").replace("4,00;", "B+;")
        + "Zoé;DURAND;Z9;;-1;;;\nYann;ROUX;Y8;;9,995;;;\nIda;ROUX;I7;;1e1;;;\n",
        [
            "a.csv: line 2, column 5: 20.5 is over the scale of 20, correct the mark or the scale",
            "a.csv: line 3, column 5: «B+» is not a mark, correct it in Moodle and export again",
            "a.csv: line 4, column 5: -1 is below zero, write zero or more",
            "a.csv: line 5, column 5: 9.995 has more than 2 decimals, round it yourself",
            "a.csv: line 6, column 5: «1e1» is not a mark, correct it in Moodle and export again",
        ],
    ),
    "marks of many digits": (
        FRENCH.replace("12,50;", f"9,{'9' * 29};").replace("4,00;", f"{'9' * 40};"),
        [
            f"a.csv: line 2, column 5: 9.{'9' * 29} has more than 2 decimals, round it yourself",
            "a.csv: line 3, column 5: the number has more than 10 digits before the decimal point, "
            "which nothing counted here has, correct it",
        ],
    ),
    "students without a number, or twice": (
        FRENCH + "Zoé;DURAND;;;7;;;\nAlice;MARTIN;A1;;8;;;\n",
        [
            "a.csv: line 4, column 3: the student has no number, give it in Moodle or in the file",
            "a.csv: line 5, column 3: the number «A1» is already on line 2, keep one of the two",
        ],
    ),
    "no column of student numbers": (
        FRENCH.replace("Numéro d'identification", "Code INE"),
        [
            "a.csv: file: no column gives the student number, tick «ID number» in Moodle "
            'or write student = "…" in the mapping'
        ],
    ),
    "several columns of student numbers, and of the same marks": (
        FRENCH.replace("Adresse de courriel", "ID number").replace("(Pourcentage)", "(Brut)"),
        [
            'm.toml: columns."Devoir : Examen de routage (Brut)": the column «Devoir : Examen de routage (Brut)» '
            "is there more than once, rename the activity in Moodle and export again",
            "a.csv: file: the column «Numéro d'identification» is there more than once, "
            "rename the activity in Moodle and export again",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_a_fault_of_an_export_is_found(tmp_path: Path, name: str) -> None:
    export, faults = EXPORTS[name]

    assert faults_of(*files(tmp_path, export)) == faults


def test_an_export_over_the_limit_is_refused(tmp_path: Path) -> None:
    assert faults_of(*files(tmp_path), limits=Limits(file=10)) == [
        "a.csv: file: the file weighs 0 MB and the limit is 0 MB, "
        "remove the pictures and the sheets that are not needed"
    ]  # fmt: skip


def test_a_line_is_named_by_where_it_begins_even_after_values_of_several_lines(tmp_path: Path) -> None:
    export = FRENCH.replace("a@example.org", '"a@\nexample.org"') + "Zoé;DURAND;Z9;;B;;;\n"

    assert faults_of(*files(tmp_path, export)) == [
        "a.csv: line 5, column 5: «B» is not a mark, correct it in Moodle and export again"
    ]


def test_moodle_fills_the_marks_that_the_workbook_lacks(tmp_path: Path) -> None:
    workbook = write(tmp_path / "w.xlsx", cleared("Notes", 2, 5))

    assert read_promotion(workbook, moodle=files(tmp_path)) == PROMOTION


@pytest.mark.parametrize("notes", [SOUND["Notes"][:1], WIDE_NOTES[:1], [list(WHO)]], ids=["long", "wide", "neither"])
def test_every_mark_may_come_from_moodle(tmp_path: Path, notes: list[list[Any]]) -> None:
    export = "ID number,E1,E2,E3\nA1,12.5,33,-\nC3,4,-,9.99\n"
    mapping = 'empty = "pending"\n[columns]\nE1 = "E1"\nE2 = "E2"\nE3 = "E3"\n'

    promotion = read_promotion(
        write(tmp_path / "w.xlsx", sheets=sound(Notes=notes)), moodle=files(tmp_path, export, mapping)
    )

    marks = [mark.mark for one in promotion.students for module in one.facts.units[0].modules for mark in module.marks]
    assert marks == [Decimal("12.5"), 33, None, 4, None, Decimal("9.99")]


def test_moodle_fills_the_lines_and_cells_that_are_left_empty(tmp_path: Path) -> None:
    empty = {"Notes!E2": None, "Notes!E5": None}

    assert read_promotion(write(tmp_path / "w.xlsx", empty), moodle=files(tmp_path)) == PROMOTION


def test_moodle_may_say_again_what_the_workbook_says(tmp_path: Path) -> None:
    assert read_promotion(write(tmp_path / "w.xlsx"), moodle=files(tmp_path)) == PROMOTION


def test_an_empty_cell_of_moodle_says_nothing_against_the_workbook(tmp_path: Path) -> None:
    export = files(tmp_path, FRENCH.replace("12,50;", "-;"), 'empty = "absent"\n' + MAPPING)

    assert read_promotion(write(tmp_path / "w.xlsx"), moodle=export) == PROMOTION


def test_a_mark_of_moodle_never_overwrites_one_of_the_workbook(tmp_path: Path) -> None:
    workbook = write(tmp_path / "w.xlsx", {"Notes!E5": None, "Notes!F5": "excusé"})
    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(workbook, moodle=files(tmp_path, FRENCH.replace("12,50;", "13;")), lang="fr")

    assert refused.value.faults == (
        Fault(
            "w.xlsx",
            "Notes!E2",
            "Moodle donne 13 à A1 en E1 (a.csv, ligne 2, colonne 5) et le classeur 12,5, corrigez l’un des deux",
        ),
        Fault(
            "w.xlsx",
            "Notes!E5",
            "Moodle donne 4 à C3 en E1 (a.csv, ligne 3, colonne 5) et le classeur excusé, corrigez l’un des deux",
        ),
    )


def test_the_faults_of_the_workbook_and_of_the_export_come_together(tmp_path: Path) -> None:
    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(
            write(tmp_path / "w.xlsx", {"Structure!D2": 0, "Notes!E2": 12}),
            moodle=files(tmp_path, FRENCH.replace("4,00;", "B;")),
        )

    assert [(fault.file, fault.key) for fault in refused.value.faults] == [
        ("w.xlsx", "Structure!D2"),
        ("w.xlsx", "Notes!E2"),
        ("a.csv", "line 3, column 5"),
    ]


def test_a_student_of_moodle_who_is_not_in_the_promotion_is_only_noted(tmp_path: Path) -> None:
    notes: list[Fault] = []
    export = files(tmp_path, FRENCH + "Zoé;DURAND;Z9;;7;;;\n")

    assert read_promotion(write(tmp_path / "w.xlsx"), moodle=export, note=notes.append) == PROMOTION
    assert notes == [
        Fault("a.csv", "line 4, column 3", "the student «Z9» is not in the promotion: the line is not read")
    ]


def test_a_preview_shows_what_becomes_of_each_column_and_of_the_first_students(tmp_path: Path) -> None:
    export = FRENCH.replace("4,00;", "-;") + "Ida;ROUX;I7;;B;;;\n"
    export += "".join(f"Zoé;DURAND;Z{n};;{n};;;\n" for n in range(5))
    seen = preview(*files(tmp_path, export), lang="fr")

    assert seen.columns == (
        PreviewColumn("Prénom", "n’est pas lue"),
        PreviewColumn("Nom de famille", "n’est pas lue"),
        PreviewColumn("Numéro d'identification", "numéro d’étudiant"),
        PreviewColumn("Adresse de courriel", "n’est pas lue"),
        PreviewColumn("Devoir : Examen de routage (Brut)", "E1"),
        PreviewColumn("Devoir : Examen de routage (Pourcentage)", "pourcentage, n’est pas lue"),
        PreviewColumn("Total du cours (Lettre)", "en lettres, n’est pas lue"),
        PreviewColumn("Dernier téléchargement depuis ce cours", "n’est pas lue"),
    )
    assert seen.assessments == ("E1",)
    assert seen.students == (
        ("A1 Alice MARTIN", "12,5"),
        ("C3 Chloé PETIT", "vide, sens à préciser"),
        ("I7 Ida ROUX", "illisible"),
        ("Z0 Zoé DURAND", "0"),
        ("Z1 Zoé DURAND", "1"),
    )
    assert (seen.more, seen.counts) == (3, (("E1", 6, 1, 1),))
    assert [(fault.file, fault.key) for fault in seen.faults] == [("m.toml", "empty"), ("a.csv", "ligne 4, colonne 5")]


SWAPPED = FRENCH.replace(";A1;", ";X;").replace(";C3;", ";A1;").replace(";X;", ";C3;")
DIFFERS = [
    (
        "a.csv",
        "line 2, column 3",
        "the line bears the name «MARTIN» and the number C3 is that of «PETIT», correct the name or the number",
    ),
    (
        "a.csv",
        "line 3, column 3",
        "the line bears the name «PETIT» and the number A1 is that of «MARTIN», correct the name or the number",
    ),
]


def test_a_number_of_an_export_that_goes_with_another_name_is_a_fault(tmp_path: Path) -> None:
    workbook = write(tmp_path / "w.xlsx", cleared("Notes", 2, 5))

    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(workbook, moodle=files(tmp_path, SWAPPED))

    assert list(refused.value.faults) == DIFFERS


def test_the_first_name_of_an_export_is_held_against_the_promotion_too(tmp_path: Path) -> None:
    workbook = write(tmp_path / "w.xlsx", cleared("Notes", 2, 5))

    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(
            workbook, moodle=files(tmp_path, FRENCH.replace("Alice;", "Zoé;").replace("Chloé;", "Chloé Ève;"))
        )

    what = "the line bears the name «Zoé» and the number A1 is that of «Alice», correct the name or the number"
    assert list(refused.value.faults) == [("a.csv", "line 2, column 3", what)]


@pytest.mark.parametrize("cell", ["?", ""])
def test_a_cell_of_an_export_that_is_faulty_is_told_once(tmp_path: Path, cell: str) -> None:
    workbook = write(tmp_path / "w.xlsx", cleared("Notes", 2, 5))
    export = files(tmp_path, FRENCH.replace("12,50", cell))
    alone, _ = hold_export(workbook, export)

    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(workbook, moodle=export)

    assert len(refused.value.faults) == 1
    assert list(refused.value.faults) == list(alone)


@pytest.mark.parametrize(("old", "new"), [("MARTIN", "Martin"), ("MARTIN", ""), ("Nom de famille", "Équipe")])
def test_a_name_that_is_the_same_or_untold_is_none(tmp_path: Path, old: str, new: str) -> None:
    workbook = write(tmp_path / "w.xlsx", cleared("Notes", 2, 5))

    assert read_promotion(workbook, moodle=files(tmp_path, FRENCH.replace(old, new))) == PROMOTION


def test_an_export_can_be_held_against_a_workbook_that_has_other_faults(tmp_path: Path) -> None:
    workbook = write(tmp_path / "w.xlsx", {"Notes!E2": 13, "Notes!E3": 99, "Jury!B2": None, "Frais!E2": "dix"})
    export, mapping = files(tmp_path, SWAPPED + "Zoé;DURAND;Z9;;7;;;\n")

    faults, notes = hold_export(workbook, MoodleExport(export, mapping), scale=Decimal(20))

    assert [fault.key for fault in faults] == ["Notes!E2", "Notes!E5", "line 2, column 3", "line 3, column 3"]
    assert [note.key for note in notes] == ["line 4, column 3"]


def test_a_preview_suggests_the_nearest_assessment_for_a_column_that_nothing_maps(tmp_path: Path) -> None:
    export, _ = files(tmp_path)
    seen = preview(export, None, units=(U1,))

    assert seen.columns[4] == PreviewColumn("Devoir : Examen de routage (Brut)", "is not read; perhaps E1")
    assert seen.faults == ()


def test_a_mapping_is_proposed_for_an_export_and_reads_it(tmp_path: Path) -> None:
    export, mapping = files(tmp_path, FRENCH.replace("Total du cours (Lettre)", 'Test : "QCM" (Brut)'))
    proposed = mapping_template(export, units=(U1,))
    mapping.write_text(proposed, encoding="utf-8")

    assert tomllib.loads(proposed) == {
        "student": "Numéro d'identification",
        "columns": {"Devoir : Examen de routage (Brut)": "E1"},
    }
    assert proposed.splitlines()[-1] == '# "Test : \\"QCM\\" (Brut)" = ""'
    assert marks_of(export, mapping) == BOTH


def test_a_proposed_mapping_is_valid_where_titles_or_suggestions_stand_twice(tmp_path: Path) -> None:
    export, mapping = files(tmp_path, "ID number;Examen (Réel);Examen (Réel);Examens (Réel);\x7f (Réel)\nA1;1;2;3;4\n")
    proposed = mapping_template(export, units=(U1,), lang="en")
    mapping.write_text(proposed, encoding="utf-8")

    assert tomllib.loads(proposed) == {"student": "ID number", "columns": {"Examen (Réel)": "E1"}}
    assert proposed.splitlines()[-4:] == [
        '"Examen (Réel)" = "E1"',
        '# "Examen (Réel)" = "E1"  '
        "# two columns bear this title: rename one of the activities in Moodle and export again",
        '# "Examens (Réel)" = "E1"  # E1 is already proposed above',
        '# "\\u007f (Réel)" = ""',
    ]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Devoir : Rapport (Brut)", "mark"),
        ("Assignment: Report (Real)", "mark"),
        ("Rapport", "mark"),
        ("Rapport (groupe 2)", "mark"),
        ("Devoir : Rapport (Pourcentage)", "percentage"),
        ("Devoir : Rapport (Lettre)", "letter"),
        ("Devoir : Rapport (Feedback)", "other"),
        ("NUMERO D’IDENTIFICATION", "number"),
        ("First name", "first_name"),
        ("Email address", "other"),
    ],
)
def test_a_header_of_moodle_tells_what_its_column_holds(header: str, kind: str) -> None:
    assert kind_of(header) == kind


def test_without_the_structure_every_line_of_the_proposed_mapping_waits_for_a_person(tmp_path: Path) -> None:
    export, _ = files(tmp_path, FRENCH.replace("Numéro d'identification", "Code INE"))

    assert tomllib.loads(mapping_template(export)) == {"columns": {}}


def test_the_structure_of_the_promotion_is_that_of_the_sound_workbook() -> None:
    assert [row[7] for row in sound()["Structure"][1:]] == ["E1", "E2", "E3"]


HEADS = {
    "fr": ("Prénom", "Nom de famille", "Numéro d'identification", "Devoir : Routage (Brut)"),
    "en": ("First name", "Surname", "ID number", "Assignment: Routing (Real)"),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    found=st.dictionaries(st.sampled_from("ABCDEFGH"), st.none() | st.integers(0, 2000), min_size=1),
    lang=st.sampled_from(sorted(HEADS)),
    separator=st.sampled_from(";\t"),
    decimal=st.sampled_from(",."),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_marks_exported_in_any_form_are_read_back_to_the_hundredth(
    tmp_path: Path, found: dict[str, int | None], lang: str, separator: str, decimal: str, encoding: str
) -> None:
    shown = {
        who: "-" if hundredths is None else f"{hundredths // 100}{decimal}{hundredths % 100:02}"
        for who, hundredths in found.items()
    }
    rows = [HEADS[lang], *((who, who, who, mark) for who, mark in shown.items())]
    export = "\n".join(separator.join(row) for row in rows) + "\n"

    mapping = f'empty = "absent"\n[columns]\n"{HEADS[lang][3]}" = "E1"\n'

    given_back = marks_of(*files(tmp_path, export.encode(encoding), mapping))

    assert {who: (one.mark, one.standing) for (who, _), one in given_back.items()} == {
        who: (None, MarkStanding.ABSENT) if mark is None else (Decimal(mark) / 100, MarkStanding.PRESENT)
        for who, mark in found.items()
    }
