"""``sceau ask``: facts that cannot be read, or that cannot be true, are refused with every fault and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import SCHOOL, sceau


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

    assert "facts.toml: co�[31mde: holds a control character (U+001B), remove it" in ran.err.splitlines()


def test_the_name_of_a_key_that_ends_a_line_passes_for_no_fault_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text('"a\\nlaw.toml: fees" = 1\n', encoding="utf-8")

    ran = sceau("ask", "studies.unit_result", path, *SCHOOL, "--on", "2025-09-01")

    known = "beside, block, code, coefficient, ects, modules"
    assert f"facts.toml: a�law.toml: fees: is not a known field, use one of: {known}" in ran.err.splitlines()


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


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text("code =", encoding="utf-8")

    ran = sceau("ask", "studies.unit_result", path, *SCHOOL, "--on", "2025-09-01")

    assert (
        ran.err.splitlines()[0] == "facts.toml: —: is not TOML (Invalid value (at end of document)), correct that line"
    )


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
