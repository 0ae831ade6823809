"""Every fault that the code says in English has its French sentence, and the values it quotes stay as they were."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

import sceau
from sceau.wording.faults import say_fault
from sceau.wording.lists import words
from tests.regulation.test_faults import BROKEN
from tests.wording.sample import EN, FR

LISTS = words("faults", "fr")
TEMPLATES = [(name, one["en"], one["fr"]) for name, lists in LISTS.items() for one in lists]
HOME = Path(sceau.__file__).parent
FILES = [
    path
    for place in (
        *("regulation/**/*.py", "core/**/*.py", "documents/*.py", "jury/dossier.py"),
        *(f"site/{name}.py" for name in ("backup", "restoration", "embedded", "processes", "tables")),
    )
    for path in sorted(HOME.glob(place))
]
RAISED = {"RuleMissing", "FactImpossible", "NotFound", "ValueError", "TypeError", "DocumentFaulty", "FolderTaken"}
RAISED |= {"DatabaseDown", "CannotRun", "BackupRefused"}
NEVER_SHOWN = {"SeveralReadings"}
HINT = "did you mean «x»?"
BREAKS = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


def told(sentence: str) -> str:
    """What is read in French, with plain spaces."""
    return say_fault(sentence, FR).translate(BREAKS)


def quoted(sentence: str) -> list[str]:
    return sorted(value.strip() for value in re.findall(r"«([^»]*)»", sentence))


class Sentences(ast.NodeVisitor):
    """Gathers the sentences of the faults and errors of a file, with «x» for what is not known beforehand."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[str] = []
        self.silent: list[str] = []
        self.functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        self.scopes: list[ast.FunctionDef] = []
        self.visit(tree)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if node.name not in NEVER_SHOWN:
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.scopes.append(node)
        self.generic_visit(node)
        self.scopes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = ast.unparse(node.func)
        if name == "Fault":
            said = self.expand(node.args[2], self.scopes[-1])
            self.silent += [] if said else [ast.unparse(node)]
            self.found += said
        elif name in RAISED or name == "super().__init__":
            self.found += [said for one in node.args for said in self.expand(one, self.scopes[-1])]
        self.generic_visit(node)

    def expand(self, node: ast.AST, scope: ast.FunctionDef) -> list[str]:
        """Return every text that an expression may come to, as far as the file says."""
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=values):
                return ["".join(parts) for parts in product(*(self.expand(one, scope) or ["x"] for one in values))]
            case ast.FormattedValue(value=value):
                return self.expand(value, scope)
            case ast.IfExp(body=body, orelse=orelse):
                return [said for one in (body, orelse) for said in self.expand(one, scope) or ["x"]]
            case ast.Subscript(value=ast.Dict(values=values)):
                return [said for one in values for said in self.expand(one, scope)]
            case ast.Name(id=name):
                return [said for one in assigned(name, scope) for said in self.expand(one, scope)]
            case ast.Call(func=ast.Name(id="nearest")):
                return [HINT]
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                called = self.functions[name]
                returns = [one.value for one in ast.walk(called) if isinstance(one, ast.Return) and one.value]
                return [said for one in returns for said in self.expand(one, called)]
        return []


def assigned(name: str, scope: ast.FunctionDef) -> Iterator[ast.expr]:
    """Return what a function gives to a name of its own."""
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=given)], value=value) if given == name:
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                yield from (value for one, value in zip(names, values, strict=True) if ast.unparse(one) == name)


GATHERED = {path: Sentences(ast.parse(path.read_text(encoding="utf-8"))) for path in FILES}
SAID = sorted({said for sentences in GATHERED.values() for said in sentences.found if " " in said})


def test_what_is_gathered_from_the_code_is_all_of_it() -> None:
    assert len(SAID) > 130
    assert [silent for sentences in GATHERED.values() for silent in sentences.silent] == []


@pytest.mark.parametrize("sentence", SAID)
def test_every_sentence_of_the_code_is_told_in_french(sentence: str) -> None:
    french = told(sentence)

    assert french != sentence
    assert quoted(french) == quoted(sentence)
    assert not re.search(r"\b(is|are|the|write|did you|correct it|cannot)\b", french)


@pytest.mark.parametrize("what", BROKEN)
def test_every_fault_of_the_law_is_told_in_french_with_the_values_it_quotes(what: str) -> None:
    for expected in BROKEN[what][2]:
        sentence = expected.split(": ", 2)[2]
        french = told(sentence)

        assert french != sentence
        assert quoted(french) == quoted(sentence)
        assert not re.search(r"\b(is|are|the|write|did you|use one|correct it|cannot|and|or)\b", french)


@pytest.mark.parametrize(("name", "english", "french"), TEMPLATES)
def test_a_sentence_names_the_same_things_in_both_languages(name: str, english: str, french: str) -> None:
    holes = [sorted(hole for _, hole, *_ in Formatter().parse(text) if hole) for text in (english, french)]

    assert set(holes[1]) <= set(holes[0]) if name == "problem" else holes[0] == holes[1]
    assert len(set(holes[0])) == len(holes[0])


def test_no_list_tells_again_what_stands_between_quotes() -> None:
    held = {hole for _, english, _ in TEMPLATES for hole in re.findall(r"«\{(\w+?)\d*\}»", english)}

    assert held & LISTS.keys() == set()


def test_no_sentence_is_written_twice_and_every_part_stands_in_a_sentence() -> None:
    assert len({(name, english) for name, english, _ in TEMPLATES}) == len(TEMPLATES)
    holes = {hole.rstrip("12") for _, english, _ in TEMPLATES for _, hole, *_ in Formatter().parse(english) if hole}
    assert LISTS.keys() <= holes


@pytest.mark.parametrize(
    ("sentence", "french"),
    [
        ("is not a known rule, did you mean «a_b»?", "n'est pas une règle connue : vouliez-vous dire « a_b » ?"),
        (
            "is not a known rule, none of the 134 known names is near it, look for its own in regulations/README.md",
            "n'est pas une règle connue : aucun des 134 noms connus n'en est proche, cherchez le sien dans "
            "regulations/README.md",
        ),
        ("«x» is not known, none is known here", "« x » n'est pas connu : aucun n'est connu ici"),
        (
            "3 months (own, art. 2 (to confirm)) breaks 4 months (label, art. 6), which may only be raised; "
            "keep to it, or write contradicts = «label» if the text really says so",
            "3 mois (own, art. 2 (à confirmer)) enfreint 4 mois (label, art. 6), valeur qui ne peut qu'être relevée : "
            "respectez-la, ou écrivez contradicts = « label » si le texte le dit vraiment",
        ),
        (
            "cannot be set against label-text, art. 6: weeks cannot be compared with months without a cited "
            "equivalence; write it in the same unit",
            "ne se compare pas à label-text, art. 6 (des semaines ne se comparent pas à des mois sans équivalence "
            "citée) : écrivez la valeur dans la même unité",
        ),
        (
            "is larger than 1,000,000 bytes, nobody writes that much; split it",
            "dépasse 1 000 000 octets, personne n'en écrit autant : partagez-le",
        ),
        (
            "cannot be opened (Permission denied), make it readable",
            "ne peut être ouvert (l'accès est refusé) : rendez-le lisible",
        ),
        ("«EUR» does not fit, write /10 or /20 or /100", "« EUR » ne convient pas : écrivez /10 ou /20 ou /100"),
        (
            "is not TOML (Expected ']' at the end of a table declaration (at line 3, column 7)), correct that line",
            "n'est pas du TOML (] attendu à la fin du nom de la table, ligne 3, colonne 7) : corrigez cette ligne",
        ),
        ("notes.pdf: is not Sceau's, move it elsewhere first", "notes.pdf : n'a pas été écrit par Sceau : déplacez-le"),
        ("règle inconnue « a » : did you mean «b»?", "règle inconnue « a » : vouliez-vous dire « b » ?"),
    ],
)
def test_the_parts_of_a_sentence_are_told_too(sentence: str, french: str) -> None:
    assert told(sentence).startswith(french)


def test_french_spaces_do_not_break() -> None:
    assert say_fault("is missing, add it", FR) == "manque\N{NO-BREAK SPACE}: ajoutez-le"
    assert say_fault("règle inconnue\N{NO-BREAK SPACE}: none is known here", FR) == (
        "règle inconnue\N{NO-BREAK SPACE}: aucun n'est connu ici"
    )


@pytest.mark.parametrize("sentence", ["", "days", "la note manque : ajoutez-la", "nobody has said: this", "a {b} % c"])
def test_a_sentence_that_is_not_known_stays_as_it_is(sentence: str) -> None:
    assert say_fault(sentence, FR) == sentence


@pytest.mark.parametrize("sentence", SAID)
def test_english_stays_as_it_is(sentence: str) -> None:
    assert say_fault(sentence, EN) == sentence


def test_a_value_that_is_quoted_at_length_is_cut() -> None:
    page = "a: " * 5_000

    assert told(f"«{page}» is not a number, write digits without quotes") == (
        f"« {page[:120]}… » n'est pas un nombre : écrivez des chiffres, sans guillemets"
    )
    assert say_fault("x" * 2_000, EN) == "x" * 1_500 + "…"
