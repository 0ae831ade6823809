"""What the tables of graduates may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from sceau.regulation import read
from tests.regulation.small_law import write_law

HIDDEN = "is never reached behind «first», move it above or remove it"
COUNTRY = "«France» is no code of a country, write two capital letters: FR"


def graduates(key: str, lines: str) -> str:
    return (
        f'[{key}]\ntitle = {{ fr = "…", en = "…" }}\nbound = "open"\n[[{key}.value]]\nfrom = 2026-09-01\n'
        f'cite = {{ text = "eve-text", locator = "art. 9" }}\nsays = {{ fr = "…", en = "…" }}\nvalue = [{lines}]\n'
    )


def situations(first: str, second: str) -> str:
    """Two lines of situations."""
    return f'{{ id = "first", situation = "employed", {first} }}, {{ id = "second", situation = "seeking", {second} }}'


@pytest.mark.parametrize(
    ("key", "lines", "fault"),
    [
        ("situations", situations('activities = ["employed", "seeking"]', 'activities = ["seeking"]'), HIDDEN),
        ("situations", situations('without = ["seeking"]', 'without = ["seeking", "studying"]'), HIDDEN),
        ("situations", situations('without = ["seeking", "studying"]', 'without = ["seeking"]'), ""),
        ("situations", situations('activities = ["seeking"], without = ["studying"]', 'activities = ["seeking"]'), ""),
        ("situations", situations('without = ["studying"]', "otherwise = true"), ""),
        ("indicators", '{ id = "x", numerator_qualities = ["foreign"] }', "«foreign» is not a declared quality"),
        ("indicators", '{ id = "x", numerator = ["emploied"] }', "«emploied» is not known, did you mean «employed»?"),
        ("indicators", '{ id = "x", numerator_outside = ["France"] }', COUNTRY),
        ("indicators", '{ id = "x", statistic = "mean", measure = "salaries" }', "«salaries» is not known, did you"),
    ],
)
def test_a_line_is_refused_that_never_applies_or_names_what_is_not_there(
    key: str, lines: str, fault: str, tmp_path: Path
) -> None:
    _, faults = read(write_law(tmp_path, schools__eve__graduates=graduates(key, lines)))

    assert [found.what[: len(fault)] for found in faults] == ([fault] if fault else [])
