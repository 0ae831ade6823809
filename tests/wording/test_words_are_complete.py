"""Every word that core can utter has its name in both languages, and no name is left over."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from sceau import core
from sceau.core import closed_lists, vocabulary
from sceau.core.decision import Reason
from sceau.core.marks import MarkStanding
from sceau.core.question import CONTESTED, QUESTIONS
from sceau.core.rule import UNITS, Absence, Bound, Force, Layer, Standing, Value, Words
from sceau.regulation.values import DURATION_UNITS
from sceau.wording import LANGUAGES, Language, language, say_choice, say_reason
from sceau.wording.kinds import FIGURES, KINDS

TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(Path(core.__file__).parent.rglob("*.py"))]
STATES = ("holds", "fails", "unknown", "unasked", "silent")
FIELDS = {
    "checks": {"required", "found", "subject", "rule", "value"},
    "any_check": {"required", "found", "rule"},
    "words": {"name", "text", "cite", "aside", "n", "scale"},
    "thresholds": {"n"},
    "units": {"n", "scale"},
    "durations": {"n"},
    "values": {"n"},
    "dates": {"day", "month", "year", "date", "time", "h", "m", "s", "start", "end", "text"},
    "moments": {"day", "delay", "event"},
}
"""The fields that the templates of each table may name; the other tables hold plain words."""
OTHER_TABLES = {
    "numbers", "months", "stages", "layers", "bounds", "forces", "standings", "absences", "standings_of_marks",
    "languages", "choices", "questions", "outcomes", "figures",
}  # fmt: skip

each_language = pytest.mark.parametrize("code", LANGUAGES)


def calls(name: str) -> Iterator[ast.Call]:
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def text_of(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def functions() -> Iterator[ast.FunctionDef]:
    for tree in TREES:
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def checks_of_core() -> set[str]:
    """Find every name that reaches the first place of a Reason: there, by a parameter, a variable or a table."""
    found = {text_of(row.elts[0]) for table in tables_of_checks() for row in table.values if isinstance(row, ast.Tuple)}
    found |= {text_of(call.args[0]) for call in calls("Reason")}
    found |= {text_of(call.args[0].elts[0]) for call in calls("reason_of") if isinstance(call.args[0], ast.Tuple)}
    for function in functions():
        if function.args.args and function.args.args[0].arg == "check":
            found |= {text_of(call.args[0]) for call in calls(function.name)}
        for node in ast.walk(function):
            found |= {text for value in values_of_check(node) for text in texts_chosen(value)}
            if isinstance(node, ast.comprehension) and ast.unparse(node.target).startswith("(check, "):
                rows = (row for row in ast.walk(function) if isinstance(row, ast.Tuple) and row.elts)
                found |= {text_of(row.elts[0]) for row in rows}
    return found - {""}


def tables_of_checks() -> Iterator[ast.Dict]:
    """Find the constants whose name begins with CHECKS_: each line of theirs begins with a check."""
    for tree in TREES:
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("CHECKS_"):
                assert isinstance(node.value, ast.Dict)
                yield node.value


def values_of_check(node: ast.AST) -> Iterator[ast.AST]:
    """Find what a variable named ``check`` is given: alone, or in a row of variables."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=True)
            else:
                pairs = zip([target], [node.value], strict=True)
            yield from (value for name, value in pairs if ast.unparse(name) == "check")


def texts_chosen(value: ast.AST) -> list[str]:
    either = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    return [text_of(one) for one in either]


def checks_that_may_be_unknown() -> set[str]:
    """Find the checks whose state is written ``None`` where the Reason is made."""
    unknown = set()
    for call in calls("Reason"):
        nones = [n for n in ast.walk(call.args[1]) if isinstance(n, ast.Constant) and n.value is None]
        if nones and not isinstance(call.args[1], ast.Compare):
            unknown.add(text_of(call.args[0]))
    return unknown - {""}


def figures_of_core() -> set[str]:
    """Find every key of a dictionary of figures: passed to a decision, bound to ``figures``, or returned."""
    holders: list[ast.AST] = [*calls("decide"), *calls("Decision")]
    found = set()
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Return):
                holders.append(node)
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                named = [t for target in targets for t in ast.walk(target)]
                if any(isinstance(t, ast.Name) and t.id == "figures" for t in named):
                    holders.append(node)
                    found |= {text_of(t.slice) for t in named if isinstance(t, ast.Subscript)}
    for holder in holders:
        for node in ast.walk(holder):
            if isinstance(node, ast.Dict):
                found |= {text_of(key) for key in node.keys if key is not None}
    return found - {""}


def leaves(table: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, word in table.items():
        if isinstance(word, dict):
            yield from leaves(word, (*at, name))
        else:
            yield (*at, name), word


def fields_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def named(table: str, code: str) -> set[str]:
    return set(tables(code)[table])


def tables(code: str) -> dict[str, Any]:
    """Return every table of a language, by its name."""
    return {field.name: getattr(language(code), field.name) for field in fields(Language) if field.name != "code"}


def test_the_two_files_have_the_same_keys():
    french, english = (dict(leaves(tables(code))) for code in LANGUAGES)
    assert french.keys() == english.keys()


def test_every_table_is_known_here():
    assert tables("fr").keys() == FIELDS.keys() | OTHER_TABLES


def test_every_reason_of_core_names_its_check_where_it_can_be_read():
    kinds = {ast.unparse(call.args[0]) for call in calls("Reason") if not text_of(call.args[0])}
    assert kinds <= {"check"}


@each_language
def test_every_check_has_its_sentences_and_no_sentence_is_left_over(code):
    assert named("checks", code) == checks_of_core()


@each_language
def test_every_check_says_what_it_is_about_and_that_it_holds_and_that_it_fails(code):
    lacking = {check for check, said in language(code).checks.items() if not {"about", "holds", "fails"} <= said.keys()}
    assert lacking == set()


@each_language
def test_every_check_that_may_be_unknown_says_so(code):
    lacking = {check for check in checks_that_may_be_unknown() if "unknown" not in language(code).checks[check]}
    assert lacking == set()


@each_language
def test_a_check_has_no_other_words_than_its_states_and_what_stands_for_nothing(code):
    others = {name for said in language(code).checks.values() for name in said} - {
        *STATES,
        "about",
        "nothing",
        "anything",
        "whole",
    }
    assert others == set()


@each_language
@pytest.mark.parametrize("table", FIELDS)
def test_no_template_names_a_field_that_is_not_given(code, table):
    unknown = {at: fields_of(text) - FIELDS[table] for at, text in leaves(tables(code)[table]) if isinstance(text, str)}
    assert {at: fields for at, fields in unknown.items() if fields} == {}


@each_language
def test_sentences_of_both_languages_say_the_same_parts(code):
    for at, text in leaves(language("fr").checks):
        check, state = at
        assert fields_of(language(code).checks[check][state]) == fields_of(text), at


@each_language
@pytest.mark.parametrize("holds", [True, False, None])
def test_every_check_can_be_said_of_nothing_at_all(code, holds):
    silent = Value("unit_pass_mark", absence=Absence.SILENT)
    for check in checks_of_core():
        said = say_reason(Reason(check, holds, silent), language(code))
        assert said
        assert not {"{", "}"} & set(said)


def test_kinds_are_told_of_checks_and_figures_that_exist():
    assert KINDS.keys() <= checks_of_core()
    assert {name.split(" ")[-1] for name in FIGURES} <= figures_of_core()


@each_language
def test_every_figure_has_its_name_and_no_name_is_left_over(code):
    names = {name for at, _ in leaves(language(code).figures) for name in at[-1:]}
    assert names == figures_of_core()
    assert {at[0] for at, _ in leaves(language(code).figures) if len(at) > 1} <= QUESTIONS.keys()


@each_language
def test_every_question_is_a_sentence(code):
    assert named("questions", code) == QUESTIONS.keys()
    assert all(sentence.endswith("?") for sentence in language(code).questions.values())


@each_language
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_outcome_of_every_question_has_its_label(code, question):
    assert set(language(code).outcomes[question]) == {*QUESTIONS[question].outcomes, CONTESTED}


def closed_words() -> set[tuple[str, str]]:
    """Every word of a closed list, with the list or the rule it belongs to."""
    lists = {name.lower(): words for name, words in vars(closed_lists).items() if is_list_of_words(name, words)}
    rules = {key: shape.choices for key, shape in vocabulary.RULES.items()}
    return {(name, word) for name, words in (lists | rules).items() for word in words}


def is_list_of_words(name: str, words: object) -> bool:
    return name.isupper() and name != "PLACEHOLDERS" and isinstance(words, tuple)


@each_language
def test_every_closed_word_has_its_name(code):
    lacking = {word for within, word in closed_words() if language(code).find("choices", word, within) is None}
    assert lacking == set()


@each_language
def test_every_event_is_named_before_and_after_and_on_its_day(code):
    for table in ("events", "at"):
        assert set(language(code).moments[table]) == set(closed_lists.EVENTS)


@each_language
def test_every_other_closed_list_is_named(code):
    assert named("stages", code) == set(vocabulary.STAGES)
    assert named("units", code) >= set(UNITS)
    assert named("durations", code) == set(DURATION_UNITS)
    assert named("months", code) == {str(month) for month in range(1, 13)}
    assert named("layers", code) == {layer.name.lower() for layer in Layer}
    assert named("bounds", code) == {bound.value for bound in Bound}
    assert named("forces", code) == {force.value for force in Force}
    assert named("standings", code) == {standing.value for standing in Standing}
    assert named("absences", code) == {absence.value for absence in Absence}
    assert named("standings_of_marks", code) == {standing.value for standing in MarkStanding}


@each_language
def test_a_word_of_its_own_rule_prevails(code):
    assert say_choice("none", language(code)) != say_choice("none", language(code), "compensation")
    assert {name for name, word in language(code).choices.items() if isinstance(word, dict)} <= {
        "evaluators",
        "recognisers",
        *vocabulary.RULES,
    }


@each_language
def test_the_mark_is_written_as_it_is_registered(code):
    for at, text in leaves(tables(code)):
        assert "Mastère Spécialisé" not in str(text).replace("Mastère Spécialisé®", ""), at


def test_french_words_hold_no_space_that_may_end_a_line_wrongly():
    for at, text in leaves(tables("fr")):
        for pair in (" :", " ;", " ?", " %", " €", "« ", " »"):
            assert pair not in str(text), at


def test_words_in_both_languages_are_told_in_the_one_asked_for():
    assert language("fr").of(Words("jury", "board")) == "jury"
    assert language("en").of(Words("jury", "board")) == "board"
