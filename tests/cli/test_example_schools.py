"""``sceau deliberate`` serves schools that it has never heard of: their folders are enough."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

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
