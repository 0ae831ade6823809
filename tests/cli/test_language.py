"""The language comes from ``--lang``, else from the environment, else it is French."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import SCHOOL, sceau


@pytest.mark.parametrize(
    ("lang", "environment", "first"),
    [
        ("en", {"SCEAU_LANG": "fr"}, "The law holds together:"),
        ("", {"SCEAU_LANG": "en"}, "The law holds together:"),
        ("", {"LANG": "en_GB.UTF-8"}, "The law holds together:"),
        ("", {"LANG": "fr_FR.UTF-8"}, "Le droit se tient :"),
        ("", {}, "Le droit se tient :"),
    ],
)
def test_the_language_is_that_which_was_asked_for(lang: str, environment: dict[str, str], first: str) -> None:
    assert sceau("rules", "check", lang=lang, **environment).lines[0].startswith(first)


def test_it_may_be_written_with_an_equals_sign() -> None:
    assert sceau("--lang=en", "rules", "check", lang="").lines[0].startswith("The law holds together:")


@pytest.mark.parametrize(
    "arguments",
    [("rules", "--lang", "en", "check"), ("rules", "check", "--lang", "en"), ("rules", "check", "--lang=en")],
)
def test_it_may_be_written_wherever_one_likes(arguments: tuple[str, ...]) -> None:
    assert sceau(*arguments, lang="").lines[0].startswith("The law holds together:")


@pytest.mark.parametrize(
    ("lang", "environment", "said"),
    [
        ("de", {}, "langue inconnue « de » : fr, en\n"),
        ("", {"SCEAU_LANG": "de"}, "langue inconnue « de » : fr, en\n"),
        ("", {"SCEAU_LANG": "de", "LANG": "en_GB.UTF-8"}, "unknown language “de”: fr, en\n"),
    ],
)
def test_a_language_that_is_not_known_is_refused(lang: str, environment: dict[str, str], said: str) -> None:
    ran = sceau("rules", "check", lang=lang, **environment)

    assert (ran.code, ran.out, ran.err) == (2, "", said)


def test_a_language_without_its_name_is_refused() -> None:
    assert sceau("rules", "check", "--lang", lang="").code == 2


def test_help_is_in_the_language_too() -> None:
    assert "du règlement à la décision motivée" in sceau("--help", lang="fr").out
    assert "from the regulation to the motivated decision" in sceau("--help", lang="en").out


def test_faults_are_in_the_language_too(tmp_path: Path) -> None:
    path = tmp_path / "faits.toml"
    path.write_text('cod = "UV1"\nects = "six"\nmodules = []\n', encoding="utf-8")

    ran = sceau("ask", "studies.unit_result", path, *SCHOOL, "--on", "2025-09-01", lang="fr")

    assert (ran.code, ran.err.splitlines()) == (
        2,
        [
            "faits.toml: code: manque : ajoutez-le",
            "faits.toml: ects: « six » n'est pas un nombre : écrivez des chiffres, sans guillemets",
            "faits.toml: cod: n'est pas un champ connu : vouliez-vous dire « code » ?",
            "3 fautes.",
        ],
    )


def test_what_the_law_cannot_answer_is_in_the_language_too() -> None:
    ran = sceau("rules", "list", "--school", "nowhere", "--on", "2025-09-01", lang="fr")

    assert (ran.code, ran.err) == (2, "aucune école « nowhere » : choisissez parmi imt-nord-europe\n")
