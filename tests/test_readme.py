"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.command import ROOT, sceau

README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first block of the README in a language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return found[1] if found else ""


def test_the_main_job_prints_what_the_readme_shows(tmp_path: Path) -> None:
    arguments = ("--school", "imt-nord-europe", "--programme", "CSE", "--intake", "2025", "--out", "out/promotion")

    ran = sceau("deliberate", ROOT / "examples/promotion.xlsx", *arguments, lang="fr", cwd=tmp_path)

    assert ran.lines == block("text").splitlines()


def test_the_question_answers_what_the_readme_shows(tmp_path: Path) -> None:
    shown, answer = block("console").split("$ sceau ")
    command, expected = answer.split("\n", 1)
    (tmp_path / "unit.toml").write_text(shown.removeprefix("$ cat unit.toml\n"), encoding="utf-8")

    ran = sceau(*command.split(), lang="", cwd=tmp_path)

    assert ran.lines == expected.splitlines()


def test_every_word_of_make_is_named() -> None:
    words = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert [
        word for word in words if word != "help" and f"`{word}`" not in README and f"make {word}" not in README
    ] == []
