"""What is counted is said in its singular or its plural, never with an «(s)»."""

from __future__ import annotations

from pathlib import Path

from sceau import wording
from sceau.studies.words import words


def test_no_sentence_leaves_the_plural_to_the_reader() -> None:
    lists = sorted(Path(wording.__file__).parent.glob("*.toml"))

    assert [path.name for path in lists if "(s)" in path.read_text(encoding="utf-8")] == []


def test_a_sentence_of_workbooks_follows_its_count() -> None:
    said = [words("fr").say("faults", "mapping_empty_needed", count=n, where="A1").split(" (")[0] for n in (1, 2)]

    assert said == ["1 case est vide", "2 cases sont vides"]
