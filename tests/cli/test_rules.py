"""``sceau rules``: check, list, show, diff."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.command import SCHOOL, sceau
from tests.regulation.small_law import FILES
from tests.regulation.test_faults import school_rule


def overlay(folder: Path, old: str, new: str) -> Path:
    """A folder with the school of the small law and its texts, one thing changed."""
    for name in ("schools/eve/school.toml", "schools/eve/studies.toml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[name].replace(old, new), encoding="utf-8")
    texts = folder / "schools/eve/texts.toml"
    texts.write_text(FILES["texts.toml"].replace("[label-text]", "[eve-other]"), encoding="utf-8")
    (folder / "schools/eve/qualities.toml").write_text(FILES["labels/ms/qualities.toml"], encoding="utf-8")
    return folder


def test_the_shipped_law_holds() -> None:
    ran = sceau("rules", "check")

    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].startswith("The law holds together: ")


def test_the_law_of_one_school_is_checked_on_a_date() -> None:
    ran = sceau("rules", "check", "--school", "imt-nord-europe", "--on", "2026-09-01")

    assert ran.lines[1:] == [
        "On 1 September 2026, 104 rules apply to imt-nord-europe.",
        "Say nothing on that date: application_closes, application_opens.",
    ]
    assert "unit_pass_mark" in sceau("rules", "check", "--school", "imt-nord-europe", "--on", "2024-09-01").lines[2]


def test_the_law_of_one_programme_or_label_is_checked_where_a_school_has_several(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "campus =", 'label = "badge"\ncampus =')
    badge = folder / "labels/badge/jury.toml"
    badge.parent.mkdir(parents=True)
    badge.write_text(
        school_rule("agreement_renewal", "value = true") + school_rule("studies_jury_decides", "value = true"),
        encoding="utf-8",
    )
    texts = folder / "schools/eve/texts.toml"
    texts.rename(folder / "labels/badge/texts.toml")  # what a label cites, all may cite
    school = folder / "schools/eve/school.toml"
    school.write_text(school.read_text(encoding="utf-8") + '[programmes.BETA]\ntitle = { fr = "Bêta", en = "Beta" }\n')
    whole = ("rules", "check", "--school", "eve", "--on", "2025-09-01", "--regulations", folder)

    assert sceau(*whole).err.strip() == "several labels are possible, name a programme or one of: badge, ms"
    assert sceau(*whole, "--programme", "BETA").lines[1] == sceau(*whole, "--label", "ms").lines[1]
    assert sceau(*whole, "--label", "badge").lines[1] != sceau(*whole, "--label", "ms").lines[1]
    assert sceau("rules", "check", "--label", "ms").lines[1].endswith(" rules apply to ms.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--on", "2026-09-01"], "--on asks what applies on a date: say for whom, with --school."),
        (["check", "--programme", "CSE"], "the programme «CSE» is named without its school: name the school too"),
        (
            ["show", "unit_pass_mark", "--on", "2026-09-01"],
            "--on asks what applies on a date: say for whom, with --school.",
        ),
        (
            ["show", "unit_pass_mark", "--programme", "CSE"],
            "the programme «CSE» is named without its school: name the school too",
        ),
        (["list", "--programme", "CSE"], "the programme «CSE» is named without its school: name the school too"),
        (["list", "--label", "mss"], "no label «mss»: did you mean «ms»?"),
    ],
)
def test_nothing_that_was_asked_is_passed_over(arguments: list[str], said: str) -> None:
    ran = sceau("rules", *arguments)

    assert (ran.code, ran.out, ran.err.strip()) == (2, "", said)


def test_a_school_brings_its_own_folder(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "", "")

    assert sceau("rules", "check", "--regulations", folder).code == 0
    assert sceau(
        "rules", "show", "unit_pass_mark", "--school", "eve", "--on", "2025-09-01", "--regulations", folder
    ).lines[:2] == [
        "unit_pass_mark — Threshold",
        "  on 1 September 2025: at least 12/20 (Règlement de l'école d'Ève, art. 2)",
    ]


def test_faults_are_listed_all_at_once_with_the_exit_code_2(tmp_path: Path) -> None:
    ran = sceau("rules", "check", "--regulations", overlay(tmp_path, "passes = true", "pass = true"))

    assert ran.code == 2
    assert ran.err.splitlines() == [
        "schools/eve/studies.toml: unit_pass_mark.value[1].pass: is not a known field, did you mean «passes»?",
        "schools/eve/studies.toml: unit_pass_mark.value[1].passes: is missing, say whether the value itself passes: "
        "true or false",
        "2 faults.",
    ]


def test_a_rule_is_shown_with_every_layer_that_writes_it() -> None:
    assert sceau("rules", "show", "programme_ects").lines == [
        "programme_ects — ECTS credits of the programme",
        "  Label · labels/ms/catalogue.toml · minimum",
        "    since 1 January 2005: 75 ECTS credits",
        "      Communiqué CGE 2005, « Qu'est-ce qu'un Mastère Spécialisé (MS) », 1er point",
        "      The programme carries at least 75 ECTS credits.",
        "  School · schools/imt-nord-europe/catalogue.toml · fixed",
        "    since 1 September 2025: 75 ECTS credits",
        "      Notice MS 2025-2026, § 1.2, 1er paragraphe",
        "      The programme carries 75 ECTS credits.",
    ]


def test_a_rule_that_does_not_bind_says_so(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "", "")
    (folder / "schools/eve/jury.toml").write_text(
        school_rule("agreement_renewal", "value = true", entry='force = "recommended"'), encoding="utf-8"
    )

    ran = sceau("rules", "show", "agreement_renewal", "--school", "eve", "--label", "ms", "--regulations", folder)

    assert ran.lines[-3] == "    since 1 September 2025: yes (recommended)"


def test_a_contested_rule_shows_its_readings() -> None:
    ran = sceau("rules", "show", "resit_counts", *SCHOOL)

    assert ran.lines[1] == "  on 1 September 2026: best_of ≠ replaces (contested)"
    assert [line.strip() for line in ran.lines if line.startswith("    since")] == [
        "since 1 September 2025 [best_of]: the better of the two marks counts",
        "since 1 September 2025 [replaces]: the mark of the resit replaces the first",
    ]


def test_a_rule_that_no_text_sets_says_so() -> None:
    assert sceau("rules", "show", "thesis_pass_mark", *SCHOOL).lines == [
        "thesis_pass_mark — the texts say nothing of it"
    ]
    assert sceau("rules", "show", "thesis_pass_mark").lines == ["thesis_pass_mark — the texts say nothing of it"]


def test_a_rule_that_is_not_known_comes_with_the_nearest() -> None:
    ran = sceau("rules", "show", "unit_pass_marks")

    assert (ran.code, ran.err) == (2, "unknown rule “unit_pass_marks”: did you mean «unit_pass_mark»?\n")


def test_the_list_shows_what_applies_and_where_it_is_said() -> None:
    ran = sceau("rules", "list", *SCHOOL, "--on", "2025-09-01")

    line = next(line for line in ran.lines if line.startswith("mission_duration"))
    assert line.split(maxsplit=1)[1].split("  ", 1)[0] == "4 months"
    assert line.endswith("Présentation CGE 2013, « Son contenu », b)")


def test_before_the_first_date_the_list_says_so() -> None:
    ran = sceau("rules", "list", *SCHOOL, "--on", "2024-09-01")

    line = next(line for line in ran.lines if line.startswith("unit_pass_mark"))
    assert "nothing before 1 September 2025" in line


def test_two_dates_are_compared() -> None:
    ran = sceau("rules", "diff", "2024-08-31", "2024-09-01")

    assert [line.split() for line in ran.lines] == [
        ["State"],
        ["rule", "2024-08-31", "2024-09-01"],
        ["cvec_amount", "€100", "€103"],
    ]


def test_two_dates_without_a_difference_say_so() -> None:
    assert sceau("rules", "diff", "2025-09-01", "2025-09-02", *SCHOOL).lines == [
        "No difference between these two dates."
    ]


def test_without_a_school_the_changes_of_each_label_are_told_under_its_name() -> None:
    ran = sceau("rules", "diff", "2012-12-31", "2013-01-01")

    assert [line for line in ran.lines if line in ("BADGE", "Mastère Spécialisé®", "State")] == [
        "BADGE",
        "Mastère Spécialisé®",
    ]


def test_of_a_table_whose_lines_keep_their_names_those_that_differ_are_shown() -> None:
    told = " ".join(sceau("rules", "diff", "2024-12-31", "2025-01-01", COLUMNS="240").out.split())

    assert "holder_share" in told
    assert 'amount = "100"' in told
    assert 'amount = "102.23"' in told


def test_of_values_that_read_alike_the_articles_are_shown(tmp_path: Path) -> None:
    sceau("rules", "new", "ecole-neuve", "--name", "Neuve", "--on", "2026-09-01", "--out", tmp_path)
    file = tmp_path / "schools/ecole-neuve/catalogue.toml"
    ahead, ects, behind = re.split(r"(?ms)(^#\[programme_ects\].*?)(?=^# ----)", file.read_text("utf-8"), maxsplit=1)
    file.write_text(ahead + ects.replace("#", "") + behind, encoding="utf-8")
    with file.with_name("school.toml").open("a", encoding="utf-8") as school:
        school.write('[programmes.P]\ntitle = { fr = "Un programme", en = "A programme" }\nlabel = "ms"\n')

    days = ("2026-08-31", "2026-09-01")
    whose = ("--school", "ecole-neuve", "--label", "ms", "--regulations", tmp_path)
    ran = sceau("rules", "diff", *days, *whose, COLUMNS="300")

    above = "75 ECTS credits (Communiqué CGE 2005, « Qu'est-ce qu'un Mastère Spécialisé (MS) », 1er point)"
    assert [re.split(r"\s{2,}", line.strip()) for line in ran.lines if "programme_ects" in line] == [
        ["programme_ects", above, "75 ECTS credits (Neuve, art. 1)"]
    ]


def test_a_date_that_is_none_is_refused() -> None:
    ran = sceau("rules", "diff", "2025-13-01", "2025-09-02")

    assert ran.code == 2
    assert "2025-13-01" in ran.err


def test_a_key_is_never_cut_and_a_source_is_named_as_people_name_it() -> None:
    ran = sceau("rules", "list", "--school", "imt-nord-europe", "--on", "2025-09-15", COLUMNS="80")

    assert any(line.startswith("application_fee_completes_the_file ") for line in ran.lines)
    assert "Notice MS 2025-2026" in " ".join(ran.out.split())
    assert "imtne-notice" not in ran.out


def test_what_is_not_written_yet_is_said_shortly_in_a_comparison() -> None:
    ran = sceau("rules", "diff", "2024-09-01", "2025-09-01", "--school", "imt-nord-europe")

    (line,) = (line for line in ran.lines if line.startswith("unit_pass_mark "))
    assert "  nothing before 1 September 2025  " in line
    assert "ask for a later date" not in ran.out
