"""The reasoning is pure: no number of law, no clock, no float; the law and the code cover each other."""

from __future__ import annotations

import ast
import importlib
import tomllib
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from sceau.core.vocabulary import RULES
from tests.cast import the_law

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "src" / "sceau" / "core").rglob("*.py"))
EVERYTHING = sorted((ROOT / "src").rglob("*.py"))
NUMBERS_OF_NO_LAW = {
    "MONTHS_IN_A_YEAR": 12,
    "DAYS_IN_A_WEEK": 7,
    "WORKING_DAYS_IN_A_WEEK": 5,
    "DAYS_IN_EVERY_MONTH": 28,
    "HUNDREDTHS": 100,
    "RULEBOOKS_AT_HAND": 64,
    "PLACES_AT_HAND": 256,
    "MARKS_AT_HAND": 16384,
    "DAYS_AT_HAND": 256,
    "MOST_DIGITS": 9,
    "CENT": Decimal("0.01"),
}
"""What no text could change.

The calendar, how decimals are written, the hundredth of the euro that payments are made in,
the sizes of caches and of numbers.
"""
CLOCKS = {"today", "now", "utcnow", "time", "monotonic", "perf_counter"}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def number_or_day(constant: object) -> object:
    """Return what a constant is or spells: a number, a day, or None if it is neither."""
    if not isinstance(constant, str):
        return constant if isinstance(constant, int | float | complex) and not isinstance(constant, bool) else None
    for read in (Decimal, date.fromisoformat):
        with suppress(ValueError, InvalidOperation):
            return read(constant)
    return None


def numbers_in(tree: ast.AST) -> list[object]:
    read = (number_or_day(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [number for number in read if number is not None and number not in (0, 1)]


@pytest.mark.parametrize(
    "hidden", ["10", 'Decimal("10")', '"9,5".replace(",", ".") + "2.5"', 'date.fromisoformat("2025-09-01")']
)
def test_a_number_is_seen_even_between_quotes(hidden: str) -> None:
    assert len(numbers_in(ast.parse(f"SNEAK = {hidden}"))) == 1


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_no_number_of_law_stands_in_the_reasoning(path: Path) -> None:
    tree = parsed(path)
    named = {
        statement.targets[0].id: numbers_in(statement)
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }
    allowed = [NUMBERS_OF_NO_LAW[name] for name in named if name in NUMBERS_OF_NO_LAW]

    assert sorted(numbers_in(tree), key=str) == sorted(allowed, key=str)


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_no_clock_and_no_float_stand_in_the_reasoning(path: Path) -> None:
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
    }
    names = {node.id for node in ast.walk(parsed(path)) if isinstance(node, ast.Name)}

    assert called & CLOCKS == set()
    assert "float" not in called | names


def test_only_the_command_line_and_the_door_of_the_site_read_the_clock() -> None:
    readers = {
        name_of(path)
        for path in EVERYTHING
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}
    }

    assert {name for name in readers if not name.startswith("src/sceau/cli/")} == {
        "src/sceau/accreditation/tasks.py",  # when was an act signed?
        "src/sceau/deliberations/tasks.py",  # when did a deliberation end?
        "src/sceau/law/tasks.py",  # when had a draft judged the past again?
        "src/sceau/mail/tasks.py",  # a job is at a door too: when did it hand a mail over?
        "src/sceau/site/worker.py",  # when did a job fail?
        "src/sceau/site/arrival.py",  # stamps each request
        "src/sceau/site/demo.py",  # a demonstration is of today
        "src/sceau/site/health.py",  # how long has the worker been silent?
    }


def test_no_school_is_named_in_python() -> None:
    words = {word for slug in the_law().schools for word in (slug, the_law().schools[slug].name)}
    named = {name_of(path) for path in EVERYTHING for word in words if word in path.read_text(encoding="utf-8")}

    assert named == set()


def test_every_key_of_the_vocabulary_is_written_in_the_law_or_read_by_the_reasoning() -> None:
    written = {key for rules in the_law().rules.values() for key in rules}
    read = {
        node.value
        for path in CORE
        if path.name not in {"vocabulary.py", "closed_lists.py"}
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and node.value in RULES
    }

    assert set(RULES) - written - read == set()


def test_every_text_of_the_law_is_cited() -> None:
    cited = set()
    for path in (ROOT / "regulations").rglob("*.toml"):
        if path.name != "texts.toml":
            cited |= set(_texts(tomllib.loads(path.read_text(encoding="utf-8"))))

    assert set(the_law().texts) - cited == set()


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if {"text", "locator"} <= value.keys() else []
        return own + [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return []


def test_nothing_is_called_by_a_word_that_says_nothing() -> None:
    banned = {"utils", "common", "helpers", "manager", "service", "handler", "misc"}

    assert {name_of(path) for path in EVERYTHING if path.stem in banned} == set()


def test_every_file_that_has_to_be_reached_whole_is_imported_so_that_none_goes_unmeasured() -> None:
    """Coverage tells nothing of a file that no test imports: here each is."""
    measured = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["coverage"]["run"][
        "include"
    ]
    found = {
        path
        for pattern in measured
        for path in ROOT.glob(pattern.removesuffix("/*") + "/**/*.py" * (pattern.endswith("/*")))
    }
    names = {".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__") for path in found}

    assert len(names) > len(CORE)
    for name in sorted(names):
        importlib.import_module(name)
