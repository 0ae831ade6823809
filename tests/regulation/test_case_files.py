"""A file of cases that cannot be run says why, and a case asks what it says that it asks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sceau.regulation import load
from sceau.regulation.cases import run_cases
from tests.regulation.small_law import write_law

HEAD = 'school = "eve"\non = 2025-09-01\n'
CASE = '[[case]]\nname = "twelve"\nrule = "unit_pass_mark"\n[case.expect]\nvalue = 12\ncites = ["eve-text, art. 2"]\n'
MISSION = """
[[case]]
name = "five months"
ask = "studies.mission_conforms"
given = { starts_on = 2027-02-01, ends_on = 2027-06-30, place = "company" }
[case.expect]
outcome = "conforms"
cites = ["label-text, art. 6", "label-text, art. 5"]
figures = { days = 150 }
"""


EXPECT = "cases.toml: case[1].expect"
NOT_YET = ["cites: expected None, found ['eve-text, art. 2']", "error: expected 'RuleNotYetInForce', found None"]
NOT_YET += ["first: expected '2020-09-01', found None", "value: expected None, found '12'"]


def expecting(answer: str) -> str:
    """A case of a rule that expects an answer."""
    return f'[[case]]\nname = "twelve"\nrule = "unit_pass_mark"\n[case.expect]\n{answer}\n'


def outcome_of(text: str, folder: Path) -> list[str]:
    """The faults of a file of cases, else what its cases differ in."""
    path = folder / "cases.toml"
    path.write_text(text, encoding="utf-8")
    results, faults = run_cases(path, load(write_law(folder / "law")))
    return [str(fault) for fault in faults] or [line for result in results for line in result.differences]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + CASE, []),
        (
            HEAD + CASE.replace("[[case]]", "[case]"),
            ["cases.toml: case: is no list of cases, write [[case]] above each"],
        ),
        (HEAD + "case = [12]\n", ["cases.toml: case: is no list of cases, write [[case]] above each"]),
        (
            HEAD + "given = 3\n" + CASE,
            ["cases.toml: given: «3» is not a table of fields, write it as { field = value }"],
        ),
        (
            HEAD + CASE.replace("rule =", "given = 3\nrule ="),
            ["cases.toml: case[1].given: «3» is not a table of fields, write it as { field = value }"],
        ),
        (
            HEAD + CASE.replace("rule =", 'ask = "studies.unit_result"\nrule ='),
            ["cases.toml: case[1]: asks a question and a rule at once, write two cases"],
        ),
        (
            HEAD + 'ask = "studies.unit_result"\nrule = "unit_pass_mark"\n' + MISSION,
            ["cases.toml: —: asks a question and a rule at once, keep one above the cases"],
        ),
        (HEAD + expecting('error = "RuleNotYetInForce"\nfirst = 2020-09-01'), NOT_YET),
        (
            HEAD + expecting('error = "RuleNotYetInForce"\noutcome = "nonsense"\nfigures = { x = 1 }'),
            [f"{EXPECT}: expects outcome and error, write exactly one of: outcome, value, error"],
        ),
        (HEAD + expecting("cites = []"), [f"{EXPECT}: expects nothing, write exactly one of: outcome, value, error"]),
        (
            HEAD + expecting('error = "RuleNotYetInForce"\nwarnings = ["x"]'),
            [f"{EXPECT}.warnings: does not go with error and would not be compared, remove it"],
        ),
        (
            HEAD + expecting('value = 12\nunmet = ["x"]'),
            [f"{EXPECT}.unmet: does not go with value and would not be compared, remove it"],
        ),
        (
            HEAD + expecting("value = 12\nfigures = { x = 1 }"),
            [f"{EXPECT}.figures: does not go with value and would not be compared, remove it"],
        ),
        (
            HEAD + expecting('error = "RuleMissing"\nfirst = 2020-09-01'),
            [f"{EXPECT}.first: goes with the error RuleNotYetInForce alone, remove it"],
        ),
        (
            HEAD + expecting('error = "RuleNotYetInForse"'),
            [
                f"{EXPECT}.error: «RuleNotYetInForse» is not among the choices, write 'RuleMissing', "
                "'RuleNotYetInForce', 'MomentUnknown', 'NoLength', 'BeyondTheCalendar', 'FactImpossible', "
                "'FactsFaulty' or 'NotFound'"
            ],
        ),
    ],
)
def test_a_file_of_cases_that_cannot_be_run_says_why(text: str, said: list[str], tmp_path: Path) -> None:
    assert outcome_of(text, tmp_path) == said


def test_what_a_case_asks_comes_before_what_stands_above_it(tmp_path: Path) -> None:
    assert outcome_of(HEAD + 'rule = "unit_pass_mark"\n' + MISSION, tmp_path) == []
    assert outcome_of(HEAD + 'ask = "studies.mission_conforms"\n' + CASE, tmp_path) == []


@pytest.mark.parametrize(("written", "found"), [("10:00:00", "'10:00:00'"), ("inf", "'Infinity'"), ("nan", "'NaN'")])
def test_an_expected_value_that_no_rule_has_only_differs(written: str, found: str, tmp_path: Path) -> None:
    case = HEAD + CASE.replace("value = 12", f"value = {written}")

    assert outcome_of(case, tmp_path) == [f"value: expected {found}, found '12'"]


SHORT = MISSION.replace("2027-06-30", "2027-05-30").replace('"conforms"', '"does_not_conform"').replace("150", "119")
SHORT = SHORT.replace('cites = ["label-text, art. 6", "label-text, art. 5"]', 'cites = ["label-text, art. 6"]')


@pytest.mark.parametrize(
    ("written", "differs"),
    [
        ("", []),
        ('unmet = ["mission_is_long_enough"]', []),
        ("unmet = []", ["unmet: expected [], found ['mission_is_long_enough']"]),
    ],
)
def test_the_checks_that_do_not_hold_are_compared_where_they_are_written(
    written: str, differs: list[str], tmp_path: Path
) -> None:
    assert outcome_of(HEAD + SHORT + written + "\n", tmp_path) == differs


CONTESTED = """
[programme_ects]
title = { fr = "Crédits", en = "Credits" }
unit = "ECTS"
bound = "floor"

[[programme_ects.value]]
from = 2020-09-01
standing = "contested"
cite = { text = "eve-text", locator = "art. 1" }
says = { fr = "Contesté.", en = "Contested." }

[[programme_ects.value.variants]]
name = "few"
value = 60
cite = { text = "eve-text", locator = "art. 8" }
says = { fr = "Soixante.", en = "Sixty." }

[[programme_ects.value.variants]]
name = "many"
value = 75
cite = { text = "label-text", locator = "art. 9" }
says = { fr = "Soixante-quinze.", en = "Seventy-five." }
"""


def test_a_rule_with_several_readings_is_expected_with_the_article_of_each(tmp_path: Path) -> None:
    law = write_law(tmp_path / "law")
    (law / "schools" / "eve" / "catalogue.toml").write_text(CONTESTED, encoding="utf-8")
    asked = HEAD + '[[case]]\nname = "credits"\nrule = "programme_ects"\n[case.expect]\nvalue = ["few", "many"]\n'
    (tmp_path / "cases.toml").write_text(asked + 'cites = ["eve-text, art. 8"]\n', encoding="utf-8")

    results, _ = run_cases(tmp_path / "cases.toml", load(law))

    found = ["eve-text, art. 8", "label-text, art. 9"]
    assert [result.differences for result in results] == [(f"cites: expected {found[:1]!r}, found {found!r}",)]


def test_the_last_day_that_a_text_gives_a_value_for_is_expected_with_it(tmp_path: Path) -> None:
    law = write_law(tmp_path / "law")
    studies = law / "schools" / "eve" / "studies.toml"
    until = studies.read_text(encoding="utf-8").replace("value = 12\n", "value = 12\nserves_until = 2026-08-31\n")
    studies.write_text(until, encoding="utf-8")
    answer = 'value = 12\ncites = ["eve-text, art. 2"]\n'
    (tmp_path / "cases.toml").write_text(
        HEAD + expecting(answer) + expecting(answer + "serves_until = 2026-08-31"), encoding="utf-8"
    )

    results, _ = run_cases(tmp_path / "cases.toml", load(law))

    assert [one.differences for one in results] == [("serves_until: expected None, found '2026-08-31'",), ()]


INVITING = """
[application_closes]
title = { fr = "Clôture", en = "Closing" }
bound = "open"

[[application_closes.value]]
from = 2025-09-01
standing = "contested"
cite = { text = "eve-text", locator = "art. 1" }
says = { fr = "Contesté.", en = "Contested." }

[[application_closes.value.variants]]
name = "binds"
value = [{ id = "all", closes = { on = 2025-03-12 } }]
cite = { text = "eve-text", locator = "art. 2" }
says = { fr = "Le 12 mars.", en = "12 March." }

[[application_closes.value.variants]]
name = "invites"
value = [
    { id = "early", closes = { on = 2025-03-12 }, force = "recommended" },
    { id = "all", closes = { on = 2025-06-04 } },
]
cite = { text = "eve-text", locator = "art. 3" }
says = { fr = "Le 4 juin.", en = "4 June." }

[late_file_leads_to]
title = { fr = "Tardif", en = "Late" }
bound = "open"

[[late_file_leads_to.value]]
from = 2025-09-01
value = "refused"
cite = { text = "eve-text", locator = "art. 4" }
says = { fr = "Refusé.", en = "Refused." }
"""
LATE_OR_WARNED = """
school = "eve"
on = 2025-09-01
[[case]]
name = "late by one reading, warned by the other"
ask = "admission.deadline"
given = { filed_at = 2025-03-13T00:00:00+01:00, intake_year = 2025 }
[case.expect]
outcome = "contested"
cites = ["eve-text, art. 2", "eve-text, art. 3"]
[case.expect.readings.binds]
outcome = "late"
figures = { closes_on = 2025-03-12, closes_at = 2025-03-12T23:00:00+00:00, consequence = "refused" }
[case.expect.readings.invites]
outcome = "in_time"
figures = { closes_on = 2025-06-04, closes_at = 2025-06-04T22:00:00+00:00 }
"""


@pytest.mark.parametrize(
    ("written", "passes"),
    [("", True), ('warnings = ["file_follows_the_invitation"]', True), ("warnings = []", False)],
)
def test_what_a_reading_warns_of_is_compared_where_it_is_written(written: str, passes: bool, tmp_path: Path) -> None:
    law = write_law(tmp_path / "law", schools__eve__admission=INVITING)
    (tmp_path / "cases.toml").write_text(LATE_OR_WARNED + written, encoding="utf-8")

    results, faults = run_cases(tmp_path / "cases.toml", load(law))

    assert ([one.passed for one in results], faults) == ([passes], [])


def test_a_file_that_cannot_be_read_is_named_and_the_cases_of_the_others_are_run(tmp_path: Path) -> None:
    law, folder = load(write_law(tmp_path / "law")), tmp_path / "cases"
    folder.mkdir()
    (folder / "a.toml").symlink_to("nowhere.toml")
    (folder / "b.toml").mkdir()
    os.mkfifo(folder / "c.toml")
    (folder / "d.toml").write_text("#" * 1_000_001, encoding="utf-8")
    (folder / "e.toml").write_text("a = 1e9999999999999999999999", encoding="utf-8")
    (folder / "f.toml").write_text(HEAD + CASE, encoding="utf-8")

    results, faults = run_cases(folder, law)

    assert [(result.file, result.differences) for result in results] == [("f.toml", ())]
    assert [str(fault) for fault in faults] == [
        "a.toml: —: is no plain file, put the file itself there",
        "b.toml: —: is no plain file, put the file itself there",
        "c.toml: —: is no plain file, put the file itself there",
        "d.toml: —: is larger than 1,000,000 bytes, nobody writes that much; split it",
        "e.toml: a: is a number beyond 1,000,000,000,000 or finer than 30 decimals, nothing is counted so; correct it",
    ]
