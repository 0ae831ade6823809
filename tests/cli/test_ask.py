"""``sceau ask``: a question, its facts, and the decision with its reasons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sceau.core.question import QUESTIONS
from tests.cli.command import SCHOOL, sceau

UNIT = """
code = "UV1"
ects = 6
modules = [{ code = "M1", marks = [{ assessment = "E1", mark = 9.99 }] }]
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.toml"
    path.write_text(UNIT, encoding="utf-8")
    return path


def test_the_decision_comes_with_its_reasons(facts: Path) -> None:
    ran = sceau("ask", "studies.unit_result", facts, *SCHOOL, "--on", "2025-09-01")

    assert ran.code == 0
    assert ran.lines[:7] == [
        "Resit",
        "  Credits earned: 0 ECTS credits",
        "  Mean: 9.99/20",
        "  Modules to resit: M1",
        "  ✗ mean of unit UV1: 9.99/20, at least 10/20 required",
        "    Notice MS 2025-2026, § 1.2, 1er tiret (to be confirmed)",
        "    Every unit must be validated; the notice gives no threshold other than 10/20, which is read here too.",
    ]


def test_the_same_decision_in_french(facts: Path) -> None:
    ran = sceau("ask", "studies.unit_result", facts, *SCHOOL, "--on", "2025-09-01", lang="fr")

    assert ran.lines[0] == "Rattrapage"
    assert ran.lines[5] == "    Notice MS 2025-2026, § 1.2, 1er tiret (à confirmer)"


def test_json_is_for_programs_and_exact(facts: Path) -> None:
    answer = json.loads(sceau("ask", "studies.unit_result", facts, *SCHOOL, "--on", "2025-09-01", "--json").out)

    assert (answer["outcome"], answer["figures"]) == ("resit_due", {"credits": "0", "mean": "9.99", "resits": ["M1"]})
    assert answer["reasons"][0]["cite"] == {
        "text": "imtne-notice-2025",
        "locator": "§ 1.2, 1er tiret",
        "confirmed": False,
    }


def test_a_contradiction_of_the_law_is_shown_beside(tmp_path: Path) -> None:
    path = tmp_path / "payer.toml"
    path.write_text('payer = "employer"\neducation = "initial"\n', encoding="utf-8")

    ran = sceau("ask", "fees.quote", path, *SCHOOL, "--on", "2025-09-01")

    assert [line for line in ran.lines if "otal: €" in line] == [
        "  Total: €14,060",
        "  ? Who owes the CVEC, at the level “School”: total: €14,060",
        "  ? Who owes the CVEC, at the level “State”: total: €14,163",
        "      Total: €14,163",
    ]
    assert "    Code de l'éducation, art. L. 841-5 (to be confirmed)" in ran.lines


def test_layers_that_come_to_the_very_same_are_not_set_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "payer.toml"
    path.write_text('payer = "self"\neducation = "initial"\n', encoding="utf-8")

    ran = sceau("ask", "fees.quote", path, *SCHOOL, "--on", "2025-09-01")

    assert ran.lines[0] == "Quote drawn up"
    assert [line for line in ran.lines if "at the level" in line] == []
    assert ran.lines[ran.lines.index("Note") + 1 :] == [
        "  ✗ Amount of the CVEC: value given until 31 August 2025, applied on 1 September 2025 for want of a later one",
        "    Notice MS 2025-2026, § 3, tiret « CVEC »",
        "    The CVEC is €103 in 2024-2025; its amount changes every year, and that of 2025-2026 is not given.",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ask",), "Give the question, the file of facts and --on DATE; “sceau ask --list” shows the questions."),
        (
            ("ask", "studies.unit", "facts.toml", "--on", "2025-09-01"),
            "unknown question “studies.unit”: did you mean «studies.unit_result»?",
        ),
        (
            ("ask", "studies.unit_result", "facts.toml", "--school", "imt", "--on", "2025-09-01"),
            "no school «imt»: use one of: imt-nord-europe",
        ),
        (
            ("ask", "studies.unit_result", "facts.toml", *SCHOOL, "--on", "2025-08-31"),
            "unit_pass_mark: nothing is written before 2025-09-01 and 2025-08-31 was asked; ask for a later date, "
            "or write the earlier value with its citation",
        ),
        (
            ("ask", "studies.unit_result", "nowhere.toml", *SCHOOL, "--on", "2025-09-01"),
            "nowhere.toml: nothing is there; check the name and the folder",
        ),
    ],
)
def test_what_cannot_be_answered_says_why(facts: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = sceau(*arguments, cwd=facts.parent)

    assert (ran.code, ran.err) == (2, message + "\n")


def test_the_questions_are_listed_with_the_shape_of_their_facts() -> None:
    ran = sceau("ask", "--list")

    names = [line for line in ran.lines if not line.startswith(" ")]
    assert names == sorted(QUESTIONS)
    shown = json.loads(sceau("ask", "fees.settled", "--list", "--json").out)
    assert shown == {
        "fees.settled": {
            "outcomes": ["settled", "outstanding"],
            "facts": {
                "due": [{"code": "str", "amount": "Decimal"}],
                "paid?": [{"code": "str", "amount": "Decimal"}],
            },
            "left_out": {"paid": []},
        }
    }


@pytest.mark.parametrize(
    ("lang", "stands", "unknown"),
    [
        ("en", "  Where it is left out: contract = ", "  Where it is left out, it is not known: "),
        ("fr", "  À défaut d'être donné : contract = ", "  À défaut d'être donné, n'est pas connu : "),
    ],
)
def test_what_a_fact_stands_for_that_is_left_out_is_listed(lang: str, stands: str, unknown: str) -> None:
    lines = [line.replace("\N{NO-BREAK SPACE}", " ") for line in sceau("ask", "fees.quote", "--list", lang=lang).lines]

    assert lines[-2:] == [
        stands + '"none", qualities = [], third_party_pays = "nothing"',
        unknown + "education, degree_years, experience_months, years",
    ]


def test_what_a_fact_within_a_fact_stands_for_that_is_left_out_is_listed_by_its_place() -> None:
    lines = sceau("ask", "studies.module_mean", "--list").lines

    assert lines[-2:] == [
        '  Where it is left out: marks.standing = "present", marks.coefficient = 1, marks.group = false, '
        'coefficient = 1, resits = [], resits.standing = "present", resits.coefficient = 1, resits.group = false',
        "  Where it is left out, it is not known: marks.mark, marks.scale, marks.individualised, resits.mark, "
        "resits.scale, resits.individualised",
    ]


def test_where_every_fact_must_be_given_nothing_is_listed_as_left_out() -> None:
    assert "left out" not in sceau("ask", "diploma.wording", "--list").out


def test_one_question_shows_its_facts_spread_out() -> None:
    assert sceau("ask", "fees.settled", "--list").lines[3:6] == ["{", '  "due": [', "    {"]


def test_only_a_question_that_exists_is_listed() -> None:
    ran = sceau("ask", "fees.setled", "--list")

    assert (ran.code, ran.out, ran.err) == (2, "", "unknown question “fees.setled”: did you mean «fees.settled»?\n")


def test_a_language_that_nobody_has_told_is_not_taken_for_french(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text('route = "engineer"\npieces = [{ id = "degree" }]\nfee_paid = true', encoding="utf-8")

    ran = sceau("ask", "admission.file_is_complete", path, *SCHOOL, "--on", "2025-09-15")

    assert (ran.code, ran.lines[0]) == (0, "To be established")
    assert "  ? document “degree, or certificate of the level”: its language is to be established" in ran.out
