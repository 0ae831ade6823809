"""``sceau rules new``, ``why``, ``stale``, ``schema`` and ``sceau cases --missing``: for those who write the law."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from sceau.wording.lists import words
from tests.cli.command import sceau
from tests.regulation.small_law import COMPENSATION, FILES

DUNES = "ecole-des-dunes"
RAISED = """
[[unit_pass_mark.value]]
from = 2027-09-01
value = 13
passes = true
cite = { text = "label-text", locator = "art. 4 bis" }
says = { fr = "Treize.", en = "Thirteen." }
"""
LABEL_TEXT, OWN_TEXT = FILES["texts.toml"].split("\n\n")
HIGHER = FILES["labels/ms/studies.toml"].replace("[mission_places]", f"{RAISED}\n[mission_places]")


def overlay(folder: Path) -> Path:
    """The school of the small law, under a label of its own that asks for more later."""
    school = FILES["schools/eve/school.toml"].replace('qualities = ["experienced"]', 'label = "ls"')
    files = {
        "labels/ls/studies.toml": HIGHER.replace(', requires = ["experienced"]', ""),
        "labels/ls/texts.toml": LABEL_TEXT.replace('"CGE"', '"CGE"\nperiod = "2012"'),
        "schools/eve/texts.toml": OWN_TEXT,
        "schools/eve/school.toml": school,
        "schools/eve/studies.toml": FILES["schools/eve/studies.toml"],
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


# ---- new


def test_a_folder_is_started_that_holds_together(tmp_path: Path) -> None:
    ran = sceau("rules", "new", DUNES, "--name", "École des Dunes", "--out", "law", cwd=tmp_path)

    assert (ran.code, ran.err) == (0, "")
    assert ran.lines == [
        f"Started: law/schools/{DUNES}. Nothing in it applies until you take it up.",
        "Check it with: sceau rules check --regulations law",
    ]
    assert sceau("rules", "check", "--school", DUNES, "--regulations", "law", cwd=tmp_path).code == 0
    school = tomllib.loads((tmp_path / "law" / "schools" / DUNES / "school.toml").read_text(encoding="utf-8"))
    assert school["school"]["name"] == "École des Dunes"


def test_without_more_it_starts_in_regulations_in_the_language_that_is_spoken(tmp_path: Path) -> None:
    ran = sceau("rules", "new", DUNES, "--on", "2026-09-01", lang="fr", cwd=tmp_path)

    studies = (tmp_path / "regulations" / "schools" / DUNES / "studies.toml").read_text(encoding="utf-8")
    assert ran.lines[0].startswith("Commencé : regulations/schools/ecole-des-dunes.")
    assert studies.startswith("# Ecole Des Dunes\N{NO-BREAK SPACE}: Études.\n")
    assert "vous pouvez demander plus, pas moins" in studies
    assert "#from = 2026-09-01" in studies


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["École"], "“École” names no folder of a school: small letters without accents, digits and hyphens"),
        (["../elsewhere"], "“../elsewhere” names no folder of a school"),
        (["imt-nord-europe"], "the law of “imt-nord-europe” is written already: choose another name"),
        (["there"], "regulations/schools/there is not empty: choose another name or another folder"),
        (["file"], "regulations/schools/file is not empty: choose another name or another folder"),
        (["other", "--label", "mss"], "no label «mss»: did you mean «ms»?"),
    ],
)
def test_nothing_is_written_over_and_no_name_is_taken_that_is_none(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    schools = tmp_path / "regulations" / "schools"
    (schools / "there").mkdir(parents=True)
    (schools / "there" / "mine.toml").write_text("", encoding="utf-8")
    (schools / "file").write_text("", encoding="utf-8")

    ran = sceau("rules", "new", *arguments, cwd=tmp_path)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)
    assert sorted(path.name for path in schools.rglob("*")) == ["file", "mine.toml", "there"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("A\nB = 1", r"A\nB = 1"), ("A\udcff", r"A\udcff"), ("A\x7f", r"A\u007f"), ("A\u2028B", r"A\u2028B"), (" ", " ")],
)
def test_a_name_that_no_file_can_hold_is_refused_and_nothing_is_begun(name: str, shown: str, tmp_path: Path) -> None:
    ran = sceau("rules", "new", DUNES, "--name", name, cwd=tmp_path)

    assert (ran.code, ran.out, list(tmp_path.iterdir())) == (2, "", [])
    assert ran.err.startswith(f"“{shown}” is no name that a file can hold: write it on one line")


def test_an_empty_folder_may_be_started_in(tmp_path: Path) -> None:
    (tmp_path / "regulations" / "schools" / DUNES).mkdir(parents=True)

    assert sceau("rules", "new", DUNES, cwd=tmp_path).code == 0


# ---- why


def why(folder: Path, key: str, on: str, *more: str) -> list[str]:
    return sceau("rules", "why", key, "--school", "eve", "--on", on, "--regulations", folder, *more).lines


def test_the_ladder_of_a_rule_says_which_value_applies_and_why(tmp_path: Path) -> None:
    folder = overlay(tmp_path)

    assert why(folder, "unit_pass_mark", "2026-09-01") == [
        "unit_pass_mark — Threshold",
        "  State · says nothing",
        "  Label · labels/ls/studies.toml · minimum",
        "    since 1 September 2020: at least 10/20",
        "      Règlement du label, art. 4",
        "    → sets the value",
        "  School · schools/eve/studies.toml · minimum",
        "    since 1 September 2025: at least 12/20",
        "      Règlement de l'école d'Ève, art. 2",
        "    → tightens the value above",
        "  on 1 September 2026: at least 12/20 (School, Règlement de l'école d'Ève, art. 2)",
    ]
    assert why(folder, "unit_pass_mark", "2027-09-01", "--programme", "ALPHA")[-3:] == [
        "    → is kept out: the stricter value above applies",
        "  Programme · says nothing",
        "  on 1 September 2027: at least 13/20 (Label, Règlement du label, art. 4 bis)",
    ]


def test_a_rule_of_which_nothing_is_written_yet_or_ever_says_so(tmp_path: Path) -> None:
    folder = overlay(tmp_path)

    assert why(folder, "unit_pass_mark", "2020-08-31")[2:4] == [
        "  Label · labels/ls/studies.toml · minimum",
        "    → says nothing before 1 September 2020",
    ]
    assert why(folder, "unit_pass_mark", "2020-08-31")[-1].startswith("  unit_pass_mark: nothing is written before")
    assert why(folder, "thesis_theme", "2026-09-01")[-1] == "  on 1 September 2026: the texts say nothing of it"


def test_readings_are_shown_with_their_names() -> None:
    ran = sceau("rules", "why", "cvec_liability", "--school", "imt-nord-europe", "--on", "2026-09-01", lang="fr")

    assert "    → contredit sciemment le niveau du dessus : les deux sont évalués, celui-ci l'emporte" in ran.lines
    assert [line.rsplit("[", 1)[1].split("]")[0] for line in ran.lines[-2:]] == ["school", "state"]


def test_a_reading_that_was_chosen_is_named(tmp_path: Path) -> None:
    school = tmp_path / "schools" / "x"
    school.mkdir(parents=True)
    head = '[school]\nname = "X"\ngenitive = { fr = "de X", en = "of X" }\n'
    (school / "school.toml").write_text(head, encoding="utf-8")
    (school / "fees.toml").write_text(
        '[training_contract_covers]\ntitle = { fr = "…", en = "…" }\nbound = "open"\n'
        "[[training_contract_covers.value]]\nfrom = 2026-09-01\n"
        'chooses = "continuing_education_only"\ncite = { text = "code-travail", locator = "art. 1" }\n'
        'says = { fr = "…", en = "…" }\n',
        encoding="utf-8",
    )
    arguments = ("--school", "x", "--label", "ms", "--on", "2026-09-01", "--regulations", tmp_path)

    lines = sceau("rules", "why", "training_contract_covers", *arguments).lines

    assert "    since 1 September 2026: the reading “continuing_education_only”" in lines
    assert "    → chooses one of the readings above" in lines


def test_a_key_that_is_none_is_refused_with_the_nearest() -> None:
    ran = sceau("rules", "why", "unit_pas_mark", "--school", "imt-nord-europe")

    assert (ran.code, ran.err.strip()) == (2, "unknown rule “unit_pas_mark”: did you mean «unit_pass_mark»?")


def test_every_verdict_has_its_words() -> None:
    from sceau.regulation.ladder import VERDICTS  # noqa: PLC0415 - read beside the words it is compared with

    for code in ("fr", "en"):
        assert {f"why_{verdict}" for verdict in VERDICTS} <= words("cli", code).keys()


# ---- stale


def test_what_is_overtaken_is_told_with_both_articles_and_since_when(tmp_path: Path) -> None:
    ran = sceau("rules", "stale", "--school", "eve", "--on", "2028-01-01", "--regulations", overlay(tmp_path))

    assert ran.code == 1
    assert ran.lines[:4] == [
        "On 1 January 2028: 1 rule overtaken, 1 value that has ended, 1 text to be read again.",
        "✗ schools/eve/studies.toml: unit_pass_mark.value[1]",
        "    since 1 September 2027: Règlement de l'école d'Ève, art. 2, overtaken by Règlement du label, art. 4 bis",
        "    12 (eve-text, art. 2) breaks 13 (label-text, art. 4 bis), which may only be raised; keep to it, or write "
        "contradicts = «label» if the text really says so",
    ]
    assert ran.lines[4:] == [
        "? state/fees.toml: cvec_amount",
        "    given until 31 August 2025; it still applies for want of another: look for the next one and write it",
        "? Règlement du label",
        "    of 31 December 2012 at the latest, never read again since; on it rest: mission_duration, mission_places, "
        "unit_pass_mark",
    ]


def test_before_the_change_nothing_is_overtaken_and_no_text_is_old_enough(tmp_path: Path) -> None:
    arguments = ("--school", "eve", "--on", "2027-08-31", "--years", "20", "--regulations", overlay(tmp_path))

    ran = sceau("rules", "stale", *arguments)

    told = "On 31 August 2027: 0 rules overtaken, 1 value that has ended, 0 texts to be read again."
    assert (ran.code, ran.lines[0]) == (0, told)
    assert ran.lines[1:] == [
        "? state/fees.toml: cvec_amount",
        "    given until 31 August 2025; it still applies for want of another: look for the next one and write it",
    ]


def test_a_text_is_to_be_read_again_once_the_time_it_serves_is_over(tmp_path: Path) -> None:
    folder = overlay(tmp_path)
    texts = folder / "labels/ls/texts.toml"
    texts.write_text(
        texts.read_text(encoding="utf-8").replace("2012", '2012"\nserves_until = 2027-08-31 #"'), encoding="utf-8"
    )

    counts = [
        sceau("rules", "stale", "--school", "eve", "--years", "50", "--on", on, "--regulations", folder).lines[0]
        for on in ("2027-08-31", "2027-09-01")
    ]

    assert [line.split("ended, ")[1] for line in counts] == [
        "0 texts to be read again.",
        "1 text to be read again.",
    ]


def test_a_value_given_until_a_day_is_named_once_that_day_has_passed(tmp_path: Path) -> None:
    folder = overlay(tmp_path)
    studies = folder / "schools/eve/studies.toml"
    text = studies.read_text(encoding="utf-8")
    studies.write_text(text.replace("value = 12\n", "value = 12\nserves_until = 2027-08-31\n", 1), encoding="utf-8")

    told = [
        sceau("rules", "stale", "--school", "eve", "--on", on, "--regulations", folder).lines
        for on in ("2027-08-31", "2027-09-01")
    ]

    assert [any("unit_pass_mark" in line and line.startswith("?") for line in lines) for lines in told] == [False, True]
    assert [line for line in told[1] if "given until 31 August 2027" in line] == [
        "    given until 31 August 2027; it still applies for want of another: look for the next one and write it"
    ]


def test_a_school_that_is_not_known_is_refused() -> None:
    ran = sceau("rules", "stale", "--school", "imt-nord-europ")

    assert (ran.code, ran.err.strip()) == (2, "no school «imt-nord-europ»: did you mean «imt-nord-europe»?")


# ---- schema


def test_the_schemas_are_written_or_printed(tmp_path: Path) -> None:
    ran = sceau("rules", "schema", "--out", "schema", cwd=tmp_path)

    printed = json.loads(sceau("rules", "schema").out)
    written = {path.name.replace(".schema.json", ".toml"): path for path in (tmp_path / "schema").iterdir()}
    assert ran.lines == [f"{len(printed)} schemas written in schema."]
    assert {name: json.loads(path.read_text(encoding="utf-8")) for name, path in written.items()} == printed


# ---- cases --missing

INSTALMENTS = """
[instalments]
title = { fr = "Échéances", en = "Instalments" }
bound = "open"
[[instalments.value]]
from = 2026-09-01
value = [{ id = "first", ratio = 1 }]
cite = { text = "eve-text", locator = "art. 1" }
says = { fr = "Une fois.", en = "Once." }
"""


def test_rules_without_cases_at_their_boundaries_are_listed(tmp_path: Path) -> None:
    case = 'school = "eve"\n[[case]]\nname = "…"\nrule = "unit_pass_mark"\non = 2025-09-01\nexpect = { value = 12 }\n'
    (tmp_path / "cases.toml").write_text(case, encoding="utf-8")
    own = ("cases", "--missing", tmp_path / "cases.toml", "--regulations", overlay(tmp_path / "law"))

    ran = sceau(*own, "--school", "eve")

    assert (ran.code, ran.err) == (1, "")
    assert ran.lines == [
        "schools/eve/studies.toml: unit_pass_mark, since 1 September 2025",
        "    no case on the day before; no case at the value; no case just beside the value",
        "1 dated value or figure without a case at a boundary.",
    ]
    files = {one["file"] for one in json.loads(sceau(*own, "--json").out)}
    assert files == {"schools/eve/studies.toml", "labels/ls/studies.toml"}


def test_a_figure_of_a_line_that_no_case_notices_is_named_by_its_line_and_column(tmp_path: Path) -> None:
    folder, cases = overlay(tmp_path / "law"), tmp_path / "cases.toml"
    case = (
        'school = "eve"\n[[case]]\nname = "…"\nrule = "instalments"\non = 2026-09-01\nexpect = { value = ["first"] }\n'
    )
    cases.write_text(case, encoding="utf-8")
    (folder / "schools/eve/fees.toml").write_text(INSTALMENTS, encoding="utf-8")
    own = ("cases", cases, "--missing", "--school", "eve", "--regulations", folder)

    assert sceau(*own).lines[:4] == [
        "schools/eve/fees.toml: instalments, since 1 September 2026",
        "    no case on the day before",
        "schools/eve/fees.toml: instalments, since 1 September 2026, first.ratio",
        "    no case answers otherwise when it is one more; no case answers otherwise when it is one less",
    ]
    assert [(one["at"], one["lacks"]) for one in json.loads(sceau(*own, "--json").out) if one["at"]] == [
        ("first.ratio", ["one_more", "one_less"])
    ]


def test_where_nothing_is_missing_the_exit_code_is_0(tmp_path: Path) -> None:
    folder, cases = overlay(tmp_path / "law"), tmp_path / "cases.toml"
    head = 'school = "eve"\nask = "studies.unit_result"\n'
    marks = 'modules = [{ code = "M", marks = [{ assessment = "E", mark = MARK }] }]'
    each = (
        f'[[case]]\nname = "…"\non = DAY\ngiven = {{ code = "U", ects = 6, {marks} }}\nexpect = {{ outcome = "…" }}\n'
    )
    asked = [("2025-08-31", "12"), ("2025-09-01", "12"), ("2025-09-01", "11.99")]
    before = '[[case]]\nname = "…"\nrule = "unit_pass_mark"\non = 2025-08-31\nexpect = { value = 10 }\n'
    before += '[[case]]\nname = "…"\nrule = "compensation"\non = 2025-09-01\nexpect = { value = "…" }\n'
    cases.write_text(
        head + before + "".join(each.replace("DAY", day).replace("MARK", mark) for day, mark in asked), "utf-8"
    )
    with (folder / "schools/eve/studies.toml").open("a", encoding="utf-8") as law:
        law.write(COMPENSATION)

    ran = sceau("cases", cases, "--missing", "--school", "eve", "--regulations", folder)

    assert (ran.code, ran.lines) == (0, ["0 dated values and figures without a case at a boundary."])


def test_files_of_cases_with_faults_and_a_school_alone_are_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("name =", encoding="utf-8")

    assert sceau("cases", tmp_path, "--missing").code == 2
    ran = sceau("cases", "--school", "imt-nord-europe")
    assert (ran.code, ran.err.strip()) == (2, "--school tells whose rules lack cases: give --missing too.")
