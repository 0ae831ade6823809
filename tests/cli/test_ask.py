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
    path.write_text('payer = "employer"\n', encoding="utf-8")

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
    path.write_text('payer = "self"\n', encoding="utf-8")

    ran = sceau("ask", "fees.quote", path, *SCHOOL, "--on", "2025-09-01")

    assert ran.lines[0] == "Quote drawn up"
    assert [line for line in ran.lines if "at the level" in line] == []
    assert ran.lines[ran.lines.index("Note") + 1 :] == [
        "  ✗ Amount of the CVEC: value given until 31 August 2025, applied on 1 September 2025 for want of a later one",
        "    Notice MS 2025-2026, § 3, tiret « CVEC »",
        "    The CVEC is €103 in 2024-2025; its amount changes every year, and that of 2025-2026 is not given.",
    ]


def test_faulty_facts_are_listed_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text('cod = "UV1"\nects = "six"\nmodules = []\n', encoding="utf-8")

    ran = sceau("ask", "studies.unit_result", path, *SCHOOL, "--on", "2025-09-01")

    assert ran.code == 2
    assert ran.err.splitlines() == [
        "facts.toml: code: is missing, add it",
        "facts.toml: ects: «six» is not a number, write digits without quotes",
        "facts.toml: cod: is not a known field, did you mean «code»?",
        "3 faults.",
    ]


def test_unknown_words_come_with_what_is_faulty_beside_them(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(
        'degrees = [{ family = "enginer", level = 5 }, { family = "engineer", level = -1 }]\n'
        "experience = [{ months = true }]\nevents = { teaching_start = 2025-09-15 }\n",
        encoding="utf-8",
    )

    ran = sceau("ask", "admission.eligibility", path, *SCHOOL, "--on", "2025-09-01")

    assert (ran.code, sorted(line.split(": ", 2)[1] for line in ran.err.splitlines()[:-1])) == (
        2,
        ["degrees[1].family", "degrees[2].level", "events", "experience[1].months"],
    )


def test_what_would_command_the_terminal_is_shown_and_does_nothing(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text('"co\\u001b[31mde" = "UV1"\n', encoding="utf-8")

    ran = sceau("ask", "studies.unit_result", path, *SCHOOL, "--on", "2025-09-01")

    assert "facts.toml: co�[31mde: is not a known field, did you mean «code»?" in ran.err.splitlines()


def test_every_mark_above_the_scale_of_the_school_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(
        """
code = "U"
ects = 6
[[modules]]
code = "M1"
marks = [{ assessment = "a", mark = 12 }, { assessment = "b", mark = 21 }]
[[modules]]
code = "M2"
marks = [{ assessment = "c", standing = "absent" }, { assessment = "d", mark = 30, scale = 40 }]
resits = [{ assessment = "r", mark = 20.01 }]
""",
        encoding="utf-8",
    )

    ran = sceau("ask", "studies.unit_result", path, *SCHOOL, "--on", "2025-09-01")

    above = "lies above the scale of this school, which is 20; correct the mark"
    assert ran.err.splitlines() == [
        f"facts.toml: modules[1].marks[2].mark: 21 {above}",
        f"facts.toml: modules[2].resits[1].mark: 20.01 {above}",
        "2 faults.",
    ]


def test_facts_that_cannot_be_true_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text('code = "M1"\nmarks = [{ assessment = "E1", mark = 12, standing = "absent" }]\n', encoding="utf-8")

    ran = sceau("ask", "studies.module_mean", path, *SCHOOL, "--on", "2025-09-01")

    assert ran.code == 2
    assert ran.err.splitlines()[0] == (
        "facts.toml: marks[1].mark: a mark goes with the standing «present», and only with it"
    )


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
            "nowhere.toml: No such file or directory",
        ),
    ],
)
def test_what_cannot_be_answered_says_why(facts: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = sceau(*arguments, cwd=facts.parent)

    assert (ran.code, ran.err) == (2, message + "\n")


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text("code =", encoding="utf-8")

    ran = sceau("ask", "studies.unit_result", path, *SCHOOL, "--on", "2025-09-01")

    assert (
        ran.err.splitlines()[0] == "facts.toml: —: is not TOML (Invalid value (at end of document)), correct that line"
    )


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
        }
    }


def test_one_question_shows_its_facts_spread_out() -> None:
    assert sceau("ask", "fees.settled", "--list").lines[3:6] == ["{", '  "due": [', "    {"]


def test_only_a_question_that_exists_is_listed() -> None:
    ran = sceau("ask", "fees.setled", "--list")

    assert (ran.code, ran.out, ran.err) == (2, "", "unknown question “fees.setled”: did you mean «fees.settled»?\n")


def test_a_quality_that_no_law_declares_comes_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(
        'filed_at = 2025-06-04T12:00:00Z\nintake_year = 2025\nqualities = ["intrnational"]\n', encoding="utf-8"
    )

    ran = sceau("ask", "admission.deadline", path, *SCHOOL, "--on", "2025-09-01")

    assert ran.err.splitlines()[0] == (
        "facts.toml: qualities[1]: «intrnational» is not known, did you mean «international»?"
    )


@pytest.mark.parametrize(
    ("question", "facts", "said"),
    [
        (
            "fees.refund",
            'line = "banana"\npaid = 3000\ncause = "visa_refussed"\nproofs = ["visa_refuse"]',
            [
                "line: «banana» is not known, use one of: application_fee, cvec, instalment_1, instalment_2, "
                "instalment_3, tuition",
                "cause: «visa_refussed» is not known, did you mean «visa_refused»?",
                "proofs[1]: «visa_refuse» is not known, did you mean «visa_refusal»?",
            ],
        ),
        (
            "admission.file_is_complete",
            'route = "enginer"\npieces = [{ id = "degree" }, { id = "zzz" }]\nasked_for = ["banana"]',
            [
                "route: «enginer» is not known, did you mean «engineer»?",
                "pieces[2].id: «zzz» is not known, use one of: degree, equivalence_certificate",
                "asked_for[1]: «banana» is not known, use one of: degree, equivalence_certificate",
            ],
        ),
    ],
)
def test_a_word_that_the_law_in_hand_does_not_use_is_refused(
    tmp_path: Path, question: str, facts: str, said: list[str]
) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(facts, encoding="utf-8")

    ran = sceau("ask", question, path, *SCHOOL, "--on", "2025-09-15")

    assert (ran.code, ran.err.splitlines()[:-1]) == (2, [f"facts.toml: {fault}" for fault in said])


def test_a_language_that_nobody_has_told_is_not_taken_for_french(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text('route = "engineer"\npieces = [{ id = "degree" }]\nfee_paid = true', encoding="utf-8")

    ran = sceau("ask", "admission.file_is_complete", path, *SCHOOL, "--on", "2025-09-15")

    assert (ran.code, ran.lines[0]) == (0, "To be established")
    assert "  ? document “degree, or certificate of the level”: its language is to be established" in ran.out


@pytest.mark.parametrize(
    ("question", "facts", "message"),
    [
        (
            "studies.mission_conforms",
            'starts_on = 9999-11-01\nends_on = 9999-12-31\nplace = "company"',
            "9999-11-01: no calendar holds what follows from it; correct the date or the rule",
        ),
        (
            "studies.mission_conforms",
            'starts_on = 2026-05-01\nends_on = 2026-02-01\nplace = "company"',
            "facts.toml: ends_on: the mission ends on 2026-02-01, before it starts on 2026-05-01; correct the days",
        ),
        (
            "fees.schedule",
            'price = 9.001\npayer = "self"\nintake_year = 2025',
            "facts.toml: price: 9.001 is no amount, write euros and whole cents, zero or more",
        ),
        (
            "fees.schedule",
            'price = 9e40\npayer = "self"\nintake_year = 2025',
            "facts.toml: price: is a number beyond 1,000,000,000,000 or finer than 30 decimals, nothing is counted so; "
            "correct it",
        ),
        (
            "fees.refund",
            'line = "cvec"\npaid = -100\ncause = "renunciation"',
            "facts.toml: paid: -100 is no amount, write euros and whole cents, zero or more",
        ),
        (
            "admission.deadline",
            "filed_at = 2025-06-04T23:59:59\nintake_year = 2025",
            "facts.toml: filed_at: write its time zone, for example 2025-06-04T23:59:59+02:00",
        ),
        (
            "jury.proposal",
            "units = []\njury_on = 2026-10-05",
            "facts.toml: units: a student before the jury has at least one unit",
        ),
        (
            "fees.settled",
            "a = " + "[" * 3000 + "]" * 3000,
            "facts.toml: —: is nested too deeply to be read, flatten it",
        ),
    ],
)
def test_facts_that_no_law_can_judge_are_refused_in_words(
    tmp_path: Path, question: str, facts: str, message: str
) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(facts, encoding="utf-8")

    ran = sceau("ask", question, path, *SCHOOL, "--on", "2025-09-01")

    assert (ran.code, ran.err.splitlines()[0]) == (2, message)
