"""Every act and every kind of object that an action records is known: it has its words, and whose it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sceau
from sceau.people.access import REACHES
from sceau.site.kinds import KINDS
from sceau.wording import LANGUAGES
from sceau.wording.lists import words

SOURCES = sorted(Path(sceau.__file__).parent.rglob("*.py"))
OF_THE_JOURNAL_ITSELF = {"ERASES_EVIDENCE": "erase_evidence", "act": "erase_evidence"}
"""What the journal's own module calls an act that it is given, or its own."""
PASSED_ON = ast.Name("on")


def recorded() -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Find each act that is recorded: where, by which word, on what."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"record", "record_all"}
            ):
                said = {one.arg: one.value for one in node.keywords}
                yield f"{path.name}:{node.lineno}", said["act"], said.get("subject", PASSED_ON)


def kind_in(subject: ast.expr) -> str:
    """The kind that a subject begins with, written out; empty where it cannot be read."""
    first = subject.values[0] if isinstance(subject, ast.JoinedStr) else subject
    text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    return text.partition(":")[0] if ":" in text else ""


def test_every_object_that_an_act_is_recorded_on_is_of_a_known_kind() -> None:
    """The kind is written out where the act is recorded; one that is passed on was written so by who passes it."""
    unknown = [
        (where, ast.unparse(subject))
        for where, _, subject in recorded()
        if not isinstance(subject, ast.Name | ast.Attribute) and kind_in(subject) not in KINDS
    ]
    assert unknown == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_act_that_is_recorded_has_its_words(code: str) -> None:
    written = {ast.unparse(act) for _, act, _ in recorded()}
    named = {OF_THE_JOURNAL_ITSELF.get(act, act.strip("'\"")) for act in written}
    assert named - set(words("site", code)["acts"]) == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kind_has_its_word(code: str) -> None:
    assert set(words("site", code)["kinds"]) == set(KINDS)


def test_every_kind_is_somebodys_and_so_has_a_history() -> None:
    assert {kind for kind, one in KINDS.items() if one.model not in REACHES} == set()


def test_every_kind_is_one_that_an_act_is_recorded_on() -> None:
    recorded_on = {kind_in(subject) for _, _, subject in recorded()}
    assert recorded_on - {""} == set(KINDS)
