"""``sceau cases``: the cases that ship, and those that a school brings."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command import sceau

CASE = """
ask = "studies.unit_result"
school = "imt-nord-europe"
on = 2025-09-01

[[case]]
name = "ten validates"
given = { code = "UV1", ects = 6, modules = [{ code = "M1", marks = [{ assessment = "E1", mark = 10 }] }] }
[case.expect]
outcome = "validated"
cites = ["imtne-notice-2025, § 1.2, 1er tiret", "imtne-notice-2025, § 1.2, 1er tiret (to confirm)"]
figures = { mean = 10, credits = 6 }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "studies.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_cases_that_ship_hold() -> None:
    ran = sceau("cases")

    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[-1].endswith(" cases hold, 0 do not.")


def test_a_school_brings_its_own_cases(tmp_path: Path) -> None:
    written(tmp_path, CASE)

    assert sceau("cases", tmp_path).lines == ["1 case holds, 0 do not."]


def test_a_case_that_does_not_hold_shows_what_differs(tmp_path: Path) -> None:
    path = written(tmp_path, CASE.replace('"validated"', '"failed"').replace("credits = 6", "credits = 5"))

    ran = sceau("cases", path)

    assert ran.code == 1
    assert ran.lines[:3] == [
        "✗ studies.toml: ten validates",
        "    figures: expected {'mean': '10', 'credits': '5'}, found {'credits': '6', 'mean': '10'}",
        "    outcome: expected 'failed', found 'validated'",
    ]


def test_what_differs_is_told_in_french_too(tmp_path: Path) -> None:
    path = written(tmp_path, CASE.replace('"validated"', '"failed"').replace("credits = 6", "credits = 5"))

    ran = sceau("cases", path, lang="fr")

    assert ran.lines[:3] == [
        "✗ studies.toml: ten validates",
        "    figures : attendu {'mean': '10', 'credits': '5'}, trouvé {'credits': '6', 'mean': '10'}",
        "    outcome : attendu 'failed', trouvé 'validated'",
    ]
    assert ran.lines[-1] == "Cas tenus : 0. Cas non tenus : 1."


def test_results_as_json(tmp_path: Path) -> None:
    assert json.loads(sceau("cases", written(tmp_path, CASE), "--json").out) == [
        {"file": "studies.toml", "name": "ten validates", "passed": True, "differences": []}
    ]


def test_faults_of_case_files_are_listed(tmp_path: Path) -> None:
    written(tmp_path, CASE.replace("outcome =", "outcom =").replace("studies.unit_result", "studies.unit_results"))
    (tmp_path / "broken.toml").write_text("name =", encoding="utf-8")
    (tmp_path / "empty.toml").write_text('ask = "fees.quote"', encoding="utf-8")

    ran = sceau("cases", tmp_path)

    assert ran.code == 2
    assert ran.err.splitlines() == [
        "broken.toml: —: is not TOML (Invalid value (at end of document)), correct that line",
        "empty.toml: case: is missing, write at least one [[case]]",
        "studies.toml: case[1].expect.outcom: is not a known field, did you mean «outcome»?",
        "3 faults.",
    ]


def test_a_question_that_is_not_known_is_a_fault(tmp_path: Path) -> None:
    ran = sceau("cases", written(tmp_path, CASE.replace("studies.unit_result", "studies.unit_results")))

    assert ran.err.splitlines()[0] == (
        "studies.toml: case[1]: «studies.unit_results» is neither a question nor a rule, "
        "did you mean «studies.unit_result»?"
    )


def test_a_folder_without_cases_is_a_fault(tmp_path: Path) -> None:
    ran = sceau("cases", tmp_path)

    assert ran.code == 2
    assert ran.err.splitlines()[0].endswith("holds no case, name a folder or a file of cases (*.toml)")


def test_a_case_asks_one_thing(tmp_path: Path) -> None:
    path = written(tmp_path, CASE.replace('name = "ten', 'ask = "fees.quote"\nrule = "unit_pass_mark"\nname = "ten'))

    ran = sceau("cases", path)

    assert ran.err.splitlines()[0] == "studies.toml: case[1]: asks a question and a rule at once, write two cases"
