"""The example promotion is what its maker makes, and holds the situations that its table promises."""

from __future__ import annotations

import runpy
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sceau.core.marks import MarkStanding
from sceau.core.means import weighted_mean
from sceau.studies.moodle import MoodleExport
from sceau.studies.promotion import Promotion, Student
from sceau.studies.workbook import WorkbookFaulty
from tests.studies.workbooks import read_promotion

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ("moodle.csv", "moodle_mapping.toml", "promotion.xlsx", "promotion_without_moodle.xlsx")
MOODLE = MoodleExport(EXAMPLES / "moodle.csv", EXAMPLES / "moodle_mapping.toml")


@pytest.fixture(scope="module")
def maker() -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLES / "make_promotion.py"))


@pytest.fixture(scope="module")
def promotion() -> Promotion:
    return read_promotion(EXAMPLES / "promotion.xlsx")


def contents(path: Path) -> dict[str, bytes]:
    """What a file holds; of an archive its parts, because how tightly they are packed depends on the machine."""
    if path.suffix != ".xlsx":
        return {path.name: path.read_bytes()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", FILES)
def test_making_the_examples_again_gives_the_files_that_are_committed(
    tmp_path: Path, maker: dict[str, Any], name: str
) -> None:
    maker["main"](tmp_path)

    assert contents(tmp_path / name) == contents(EXAMPLES / name)


def test_the_example_is_read_back_as_it_was_made(maker: dict[str, Any], promotion: Promotion) -> None:
    assert promotion == maker["promotion"]()


def test_the_second_workbook_completed_by_moodle_is_the_first(promotion: Promotion) -> None:
    assert read_promotion(EXAMPLES / "promotion_without_moodle.xlsx", moodle=MOODLE) == promotion


def test_the_second_workbook_alone_lacks_one_assessment() -> None:
    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(EXAMPLES / "promotion_without_moodle.xlsx")

    assert [fault.key for fault in refused.value.faults] == ["Structure!H5"]


def test_the_credits_add_up_to_seventy_five(promotion: Promotion) -> None:
    assert sum(unit.ects for unit in promotion.units) == 45
    assert sum(component.ects for component in promotion.components) == 30
    assert [len(unit.modules) for unit in promotion.units] == [3] * 8
    assert len(promotion.students) == 30


def student(promotion: Promotion, number: str) -> Student:
    return next(one for one in promotion.students if one.number == number)


def mean_of_unit(promotion: Promotion, number: str, code: str) -> Decimal:
    """The mean of the first marks of a unit, all out of twenty."""
    unit = next(one for one in student(promotion, number).facts.units if one.code == code)
    return weighted_mean(
        (
            weighted_mean((mark.mark * 20 / mark.scale, mark.coefficient) for mark in module.marks),
            module.coefficient,
        )
        for module in unit.modules
    )


@pytest.mark.parametrize(
    ("number", "code", "mean"),
    [("2025003", "UV3", "11"), ("2025005", "UV2", "11"), ("2025012", "UV6", "9.99"), ("2025027", "UV5", "9.5")],
)
def test_a_unit_has_the_mean_that_the_table_says(promotion: Promotion, number: str, code: str, mean: str) -> None:
    assert mean_of_unit(promotion, number, code) == Decimal(mean)


def test_one_student_has_ten_in_every_unit(promotion: Promotion) -> None:
    assert {mean_of_unit(promotion, "2025011", unit.code) for unit in promotion.units} == {10}


def test_the_standings_are_those_of_the_table(promotion: Promotion) -> None:
    found = {
        (one.number, mark.assessment, mark.standing)
        for one in promotion.students
        for unit in one.facts.units
        for module in unit.modules
        for mark in module.marks
        if mark.standing is not MarkStanding.PRESENT
    }

    assert found == {
        ("2025014", "UV2-M1-E1", MarkStanding.ABSENT),
        ("2025015", "UV7-M1-E1", MarkStanding.EXCUSED),
        ("2025017", "UV8-M2-E1", MarkStanding.EXEMPT),
        ("2025018", "UV1-M3-E2", MarkStanding.PENDING),
    }


def test_the_resits_are_those_of_the_table(promotion: Promotion) -> None:
    found = {
        (one.number, module.code): [resit.mark for resit in module.resits]
        for one in promotion.students
        for unit in one.facts.units
        for module in unit.modules
        if module.resits
    }

    assert found == {
        ("2025007", "UV5-M1"): [12],
        ("2025009", "UV5-M3"): [4],
        ("2025027", "UV5-M1"): [8],
        ("2025027", "UV5-M3"): [11],
    }


def test_the_script_and_the_readme_tell_the_same_situations(maker: dict[str, Any]) -> None:
    rows = [
        line.split("|")[1:3] for line in (EXAMPLES / "README.md").read_text("utf-8").splitlines() if "| 2025" in line
    ]
    told = [tuple(cell.strip() for cell in row) for row in rows]
    docstring = [tuple(line.split(None, 1)) for line in maker["__doc__"].splitlines() if line.startswith("    2025")]

    assert told == docstring
    assert [number for number, _ in told] == sorted(maker["SITUATIONS"])
