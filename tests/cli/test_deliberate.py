"""``sceau deliberate``: from a workbook to the jury's documents, or every fault and nothing written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.command import ROOT, SCHOOL, sceau
from tests.studies.workbooks import write
from tests.wording.sample import plain

EXAMPLE = ROOT / "examples" / "promotion.xlsx"
INTAKE = ("--intake", "2025")


def test_the_example_promotion_is_deliberated(tmp_path: Path) -> None:
    out = tmp_path / "jury"

    ran = sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--out", out)

    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].startswith("30 students judged by the law of 15 September 2025 (edition ")
    assert ran.lines[1:7] == [
        "    17  Admitted",
        "     4  Resit",
        "     4  Refused",
        "     2  Extension",
        "     2  Pending",
        "     1  Contested",
    ]
    assert ran.lines[7:] == [
        f"Written in {out}:",
        *(f"  {out / name}" for name in ("minutes.pdf", "results.xlsx", "decisions.json")),
        f"  {out / 'transcripts'}/",
    ]
    assert len(list((out / "transcripts").glob("*.pdf"))) == 30


def test_every_reason_of_every_decision_is_cited(tmp_path: Path) -> None:
    sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    document = json.loads((tmp_path / "jury" / "decisions.json").read_text(encoding="utf-8"))

    reasons = [reason for one in document["students"] for reason in one["proposal"]["reasons"]]
    assert [reason for reason in reasons if not reason["cite"] or not reason["cite"]["locator"]] == []


def test_the_same_workbook_gives_the_same_decisions(tmp_path: Path) -> None:
    for name in ("one", "other"):
        sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--out", tmp_path / name)

    assert (tmp_path / "one/decisions.json").read_bytes() == (tmp_path / "other/decisions.json").read_bytes()


def test_marks_from_moodle_complete_a_workbook(tmp_path: Path) -> None:
    workbook, export = EXAMPLE.with_name("promotion_without_moodle.xlsx"), EXAMPLE.with_name("moodle.csv")
    moodle = ("--moodle", export, "--mapping", EXAMPLE.with_name("moodle_mapping.toml"))
    sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--out", tmp_path / "whole")

    ran = sceau("deliberate", workbook, *moodle, *SCHOOL, *INTAKE, "--out", tmp_path / "completed")

    assert ran.code == 0
    whole, completed = ((tmp_path / name / "decisions.json").read_bytes() for name in ("whole", "completed"))
    assert completed == whole


def test_without_moodle_the_same_workbook_lacks_marks_and_nothing_is_written(tmp_path: Path) -> None:
    workbook = EXAMPLE.with_name("promotion_without_moodle.xlsx")

    ran = sceau("deliberate", workbook, *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    assert ran.code == 2
    assert ran.err.splitlines()[-1] == "1 fault; nothing was written."
    assert list(tmp_path.iterdir()) == []


def test_a_preview_shows_what_would_be_read_and_writes_nothing(tmp_path: Path) -> None:
    export, mapping = EXAMPLE.with_name("moodle.csv"), EXAMPLE.with_name("moodle_mapping.toml")
    workbook = EXAMPLE.with_name("promotion_without_moodle.xlsx")

    ran = sceau("deliberate", workbook, "--moodle", export, "--mapping", mapping, "--preview", *SCHOOL, *INTAKE)

    assert ran.code == 0
    assert [line.split("  ")[0] for line in ran.lines if "UV1-M3-E2" in line] == [
        "Devoir : Rapport d’audit (Brut)",
        "student",
        "UV1-M3-E2",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_preview_counts_all_marks_and_tells_conflicts_and_who_is_not_in_the_promotion(tmp_path: Path) -> None:
    export, mapping = tmp_path / "a.csv", EXAMPLE.with_name("moodle_mapping.toml")
    lines = EXAMPLE.with_name("moodle.csv").read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace('"11,75","58,75 %"', '"3,25","16,25 %"')
    lines.append(lines[2].replace("2025002", "9999999"))
    export.write_text("\n".join(lines), encoding="utf-8")

    ran = sceau("deliberate", EXAMPLE, "--moodle", export, "--mapping", mapping, "--preview", *SCHOOL, *INTAKE)

    assert ran.code == 2
    assert ran.lines[-3:] == [
        "… and 26 more students",
        "assessment  marks  empty cells  unreadable cells",
        "UV1-M3-E2   30     1            0",
    ]
    assert [line.split(": ")[:2] for line in ran.err.splitlines()[:-1]] == [
        ["a.csv", "line 32, column 3"],
        ["promotion.xlsx", "Notes!E5"],
    ]


def test_an_export_without_a_mapping_gets_a_proposal(tmp_path: Path) -> None:
    workbook = EXAMPLE.with_name("promotion_without_moodle.xlsx")

    ran = sceau(
        "deliberate",
        workbook,
        "--moodle",
        EXAMPLE.with_name("moodle.csv"),
        *SCHOOL,
        *INTAKE,
        "--out",
        tmp_path / "jury",
    )

    assert ran.code == 2
    assert ran.err.splitlines()[0] == "A Moodle export needs --mapping FILE.toml; here is a proposal:"
    assert "[columns]" in ran.lines


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (*SCHOOL, "--intake", "2024"),
            "promotion.xlsx: Promotion!B4: the workbook is that of the intake of 2025 and 2024 is asked for, "
            "correct one or the other",
        ),
        (
            ("--school", "imt-nord-europe", "--programme", "PPIB", *INTAKE),
            "promotion.xlsx: Promotion!B2: the workbook is that of the programme CSE and PPIB is asked for, "
            "correct one or the other",
        ),
        (
            ("--school", "imt-nord-europe", "--programme", "CES", *INTAKE),
            "no programme «CES» at imt-nord-europe: did you mean «CSE»?",
        ),
        (("--school", "imt", "--programme", "CSE", *INTAKE), "no school «imt»: use one of: imt-nord-europe"),
        (
            SCHOOL,
            "Give the workbook, --school, --programme, --intake and --out; or --template FILE for an empty workbook.",
        ),
    ],
)
def test_what_does_not_fit_the_workbook_is_refused(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = sceau("deliberate", EXAMPLE, *arguments, "--out", tmp_path / "jury")

    assert ran.code == 2
    assert ran.err.splitlines()[0] == message
    assert list(tmp_path.iterdir()) == []


def with_cells(path: Path, cells: Mapping[str, Any]) -> Path:
    """The example promotion with some cells otherwise."""
    book = CalamineWorkbook.from_path(str(EXAMPLE))
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return write(
        path, cells, {name: [[None if v == "" else v for v in row] for row in sheets[name]] for name in sheets}
    )


def test_the_faults_of_marks_of_the_promotion_and_of_its_credits_come_at_once(tmp_path: Path) -> None:
    cells = {"Promotion!B2": "XYZ", "Composantes!C4": 6, "Notes!E3": 21}

    ran = sceau("deliberate", with_cells(tmp_path / "a.xlsx", cells), *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    assert ran.code == 2
    assert [line.split(": ")[1] for line in ran.err.splitlines()[:-1]] == ["Promotion!B2", "Notes!E3", "Composantes"]


def test_the_credits_of_a_sound_workbook_are_refused_under_the_title_that_the_sheet_has_in_the_file(
    tmp_path: Path,
) -> None:
    path = with_cells(tmp_path / "a.xlsx", {"Composantes!C4": 6})

    ran = sceau("deliberate", path, *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    assert [line.split(": ")[1] for line in ran.err.splitlines()[:-1]] == ["Composantes"]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Promotion!B5": None}, ["Promotion!B5", "Notes!E3"]),
        ({"Promotion!B4": 2023}, ["Promotion!B4", "Promotion!B4", "Notes!E3"]),
        ({"Promotion!B5": date(2025, 8, 25)}, ["Notes!E3", "Promotion"]),
    ],
    ids=["no day", "another year", "a day before the law"],
)
def test_a_workbook_with_other_faults_is_held_against_the_law_of_its_first_day_alone(
    tmp_path: Path, cells: dict[str, Any], told: list[str]
) -> None:
    path = with_cells(tmp_path / "a.xlsx", {**cells, "Composantes!C4": 6, "Notes!E3": 21})

    ran = sceau("deliberate", path, *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    assert [line.split(": ")[1] for line in ran.err.splitlines()[:-1]] == told


def test_a_promotion_that_begins_before_the_law_is_a_fault_of_its_workbook(tmp_path: Path) -> None:
    path = with_cells(tmp_path / "a.xlsx", {"Promotion!B5": date(2025, 8, 25)})

    ran = sceau("deliberate", path, *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    assert (ran.code, ran.err.splitlines()[0]) == (
        2,
        "a.xlsx: Promotion: teaching_ects: nothing is written before 2025-09-01 and 2025-08-25 was asked; "
        "ask for a later date, or write the earlier value with its citation",
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ran = sceau("deliberate", tmp_path / "none.xlsx", *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    assert ran.code == 2
    assert ran.err.startswith("none.xlsx: ")


def test_an_empty_workbook_is_written_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"

    assert sceau("deliberate", "--template", path).lines == [f"Empty workbook written: {path}"]
    again = sceau("deliberate", "--template", path)

    assert (again.code, again.err) == (2, f"{path} exists already: choose another name or delete it\n")


def test_the_empty_workbook_lacks_everything_and_says_so(tmp_path: Path) -> None:
    sceau("deliberate", "--template", tmp_path / "empty.xlsx")

    ran = sceau("deliberate", tmp_path / "empty.xlsx", *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    assert ran.code == 2
    assert not (tmp_path / "jury").exists()


def test_a_folder_that_holds_something_is_left_alone_unless_it_may_be_replaced(tmp_path: Path) -> None:
    note = tmp_path / "jury" / "note.txt"
    note.parent.mkdir()
    note.write_text("mine", encoding="utf-8")
    arguments = ("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    refused = sceau(*arguments)
    replaced = sceau(*arguments, "--replace")

    assert (refused.code, refused.err) == (
        2,
        f"{tmp_path / 'jury'} is not empty: choose another folder, or --replace to replace the dossier of a jury that "
        "is there.\n",
    )
    assert replaced.code == 0
    assert note.read_text(encoding="utf-8") == "mine"


def test_a_file_of_someone_else_among_the_transcripts_is_never_removed(tmp_path: Path) -> None:
    note = tmp_path / "jury" / "transcripts" / "note.txt"
    note.parent.mkdir(parents=True)
    note.write_text("mine", encoding="utf-8")

    ran = sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--out", tmp_path / "jury", "--replace")

    assert (ran.code, ran.err) == (2, f"{note}: is not Sceau's, move it elsewhere first\n")
    assert [path for path in (tmp_path / "jury").rglob("*") if path.is_file()] == [note]


def test_the_workbook_is_never_replaced_by_the_results_that_are_made_from_it(tmp_path: Path) -> None:
    workbook = tmp_path / "results.xlsx"
    workbook.write_bytes(EXAMPLE.read_bytes())

    ran = sceau("deliberate", workbook, *SCHOOL, *INTAKE, "--out", tmp_path, "--replace")

    assert (ran.code, ran.err) == (2, f"{workbook}: is what the dossier is made from, name another folder\n")
    assert [path.name for path in tmp_path.iterdir()] == ["results.xlsx"]
    assert workbook.read_bytes() == EXAMPLE.read_bytes()


def test_a_mapping_of_nothing_is_refused(tmp_path: Path) -> None:
    mapping = EXAMPLE.with_name("moodle_mapping.toml")

    ran = sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--mapping", mapping, "--out", tmp_path / "jury")

    assert (ran.code, ran.err) == (2, "--mapping says what the columns of an export are: give --moodle EXPORT too.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_preview_of_nothing_is_refused(tmp_path: Path) -> None:
    ran = sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--preview", cwd=tmp_path, PYTHONPATH=str(ROOT / "src"))

    assert (ran.code, ran.err) == (2, "--preview shows how an export would be read: give --moodle EXPORT too.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_school_whose_pass_mark_is_contested_can_hold_a_jury(tmp_path: Path) -> None:
    law = (ROOT / "regulations/schools/imt-nord-europe/studies.toml").read_text(encoding="utf-8")
    start = law.index("[[unit_pass_mark.value]]")
    end = law.index("[compensation]")
    says = 'cite = { text = "imtne-notice-2025", locator = "§ 1.2, 1er tiret" }, says = { fr = "Dit.", en = "Says." }'
    readings = ", ".join(f'{{ name = "at_{mark}", value = {mark}, passes = true, {says} }}' for mark in (10, 12))
    contested = (
        '[[unit_pass_mark.value]]\nfrom = 2025-09-01\nstanding = "contested"\n'
        f"variants = [{readings}]\n{says.replace(', says', chr(10) + 'says')}\n\n"
    )
    own = tmp_path / "law" / "schools" / "imt-nord-europe"
    own.mkdir(parents=True)
    (own / "studies.toml").write_text(law[:start] + contested + law[end:], encoding="utf-8")

    out = tmp_path / "jury"
    ran = sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--out", out, "--regulations", tmp_path / "law")

    assert (ran.code, ran.err) == (0, "")
    assert {line.split()[1] for line in ran.lines[1:] if line.split()[0].isdigit()} >= {"Admitted", "Contested"}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "/dev/null/jury: this is not a folder; check the path"),
        ("fr", "/dev/null/jury : ce n'est pas un dossier ; vérifiez le chemin"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_told_in_words(lang: str, said: str) -> None:
    ran = sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--out", "/dev/null/jury", lang=lang)

    assert (ran.code, plain(ran.err).strip()) == (2, said)


def test_what_bars_the_folder_of_work_is_told_of_the_folder_that_was_named() -> None:
    ran = sceau("deliberate", EXAMPLE, *SCHOOL, *INTAKE, "--out", "/proc/self", "--replace")

    assert (ran.code, ran.err.strip()) == (2, "/proc/self: nothing is there; check the name and the folder")


def test_a_folder_in_the_place_of_the_workbook_is_told_to_be_one(tmp_path: Path) -> None:
    ran = sceau("deliberate", tmp_path, *SCHOOL, *INTAKE, "--out", tmp_path / "jury")

    assert ran.err.splitlines()[0].endswith("this is a folder, give the file that is in it")
