"""``sceau deliberate`` serves schools that it has never heard of: their folders are enough."""

from __future__ import annotations

import json
import runpy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from sceau.core.marks import Mark
from sceau.studies.workbook_template import write_workbook
from tests.cast import EXAMPLES
from tests.cli.command import ROOT, sceau


@pytest.mark.parametrize(
    ("school", "programme", "proposals"),
    [
        (
            "ecole-des-alizes",
            "NEG",
            {
                "A01": "admitted",
                "A02": "admitted",
                "A03": "resit",
                "A04": "resit",
                "A05": "admitted",
                "A06": "admitted",
                "A07": "extension",
                "A08": "extension",
                "A09": "admitted",
                "A10": "refused",
            },
        ),
        (
            "institut-des-marches",
            "RAIL",
            {
                "M01": "admitted",
                "M02": "refused",
                "M03": "admitted",
                "M04": "resit",
                "M05": "contested",
                "M06": "refused",
                "M07": "refused",
                "M08": "pending",
                "M09": "extension",
                "M10": "admitted",
            },
        ),
    ],
)
def test_the_promotion_of_an_invented_school_is_deliberated(
    school: str, programme: str, proposals: dict[str, str], tmp_path: Path
) -> None:
    folder, out = EXAMPLES / school, tmp_path / "jury"
    whose = ("--school", school, "--programme", programme, "--intake", "2026")

    ran = sceau("deliberate", folder / "promotion.xlsx", *whose, "--regulations", folder / "regulations", "--out", out)

    assert (ran.code, ran.err) == (0, "")
    students = json.loads((out / "decisions.json").read_text(encoding="utf-8"))["students"]
    assert {one["number"]: one["proposal"]["outcome"] for one in students} == proposals


def test_the_promotions_are_made_the_same_to_the_byte(tmp_path: Path) -> None:
    made = runpy.run_path(str(ROOT / "examples" / "schools" / "make_promotions.py"))
    for name in ("ALIZES", "MARCHES"):
        school = made[name]
        made["write_workbook"](tmp_path / f"{name}.xlsx", school.promotion())
        assert (tmp_path / f"{name}.xlsx").read_bytes() == (EXAMPLES / school.folder / "promotion.xlsx").read_bytes()


def test_a_unit_is_on_paper_what_its_block_leaves_it(tmp_path: Path) -> None:
    school = EXAMPLES / "ecole-des-alizes"
    whose = ("--school", school.name, "--programme", "NEG", "--intake", "2026")

    sceau(
        "deliberate",
        school / "promotion.xlsx",
        *whose,
        "--regulations",
        school / "regulations",
        "--out",
        tmp_path / "j",
    )

    students = json.loads((tmp_path / "j" / "decisions.json").read_text(encoding="utf-8"))["students"]
    unit = next(one for one in students if one["number"] == "A02")["units"]["U2"]
    assert (unit["outcome"], unit["figures"]) == ("compensated", {"credits": "12", "mean": "40"})


def resat_alone(folder: Path, *resits: Mark) -> Path:
    """The workbook of one student of the Alizés who failed the exam of a module that has a project too."""
    made = runpy.run_path(str(EXAMPLES / "make_promotions.py"))["ALIZES"].promotion()
    student, (unit, *units), (line, *lines) = made.students[0], made.students[0].facts.units, made.units
    exam, project = (replace(unit.modules[0].marks[0], assessment=code) for code in ("EXAM", "PROJECT"))
    marks = (replace(exam, mark=Decimal(10)), replace(project, mark=Decimal(60)))
    first = replace(unit, modules=(replace(unit.modules[0], marks=marks, resits=resits),))
    asked = tuple(replace(line.modules[0].assessments[0], code=mark.assessment) for mark in marks)
    first_line = replace(line, modules=(replace(line.modules[0], assessments=asked),))
    facts = replace(student.facts, units=(first, *units))
    promotion = replace(made, units=(first_line, *lines), students=(replace(student, facts=facts),))
    write_workbook(folder / "w.xlsx", promotion, lang="en")
    return folder / "w.xlsx"


def test_an_exam_that_is_resat_alone_comes_from_the_workbook_to_the_jury_and_one_that_is_not_named_is_refused(
    tmp_path: Path,
) -> None:
    school, out = EXAMPLES / "ecole-des-alizes", tmp_path / "jury"
    whose = ("--school", school.name, "--programme", "NEG", "--intake", "2026", "--out", out)
    named, unnamed = (Mark(code, Decimal(50), scale=Decimal(100)) for code in ("EXAM", "U1-M1/R1"))

    refused = sceau(
        "deliberate", resat_alone(tmp_path, unnamed), *whose, "--regulations", school / "regulations", lang="en"
    )
    sceau("deliberate", resat_alone(tmp_path, named), *whose, "--regulations", school / "regulations")

    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        "w.xlsx: Resits!I2: each assessment is resat by itself (alizes-reglement-2026, art. 24, 4e alinéa), "
        "write which one of the module U1-M1 was: EXAM, PROJECT",
    )
    (student,) = json.loads((out / "decisions.json").read_text(encoding="utf-8"))["students"]
    assert student["units"]["U1"]["figures"] == {"credits": "12", "mean": "50"}
