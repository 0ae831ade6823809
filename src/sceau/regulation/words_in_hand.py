"""Which words does the law in hand use? Those alone may stand in facts: any other would only fit no line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sceau.core.closed_lists import LEAVING_CAUSES, REFUND_CAUSES
from sceau.core.fees import PRICED
from sceau.core.rule import RuleError
from sceau.core.rulebook import Rulebook


def words_in_hand(question: str, rules: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """Return the words that fields of the facts of a question may hold; a field that the law leaves open has none."""
    words = OF_QUESTIONS.get(question)
    return {} if words is None else {name: tuple(sorted(known)) for name, known in words(rules).items() if known}


def _of_a_file(rules: Rulebook) -> Mapping[str, set[str]]:
    pieces = _column("id", rules, "application_pieces")
    routes = _column("id", rules, "admission_routes") if _has_begun(rules, "application_pieces") else set()
    return {"route": routes, "id": pieces, "asked_for": pieces}


def _of_a_quota(rules: Rulebook) -> Mapping[str, set[str]]:
    programmes = {programme.code for programme in rules.school.programmes} if rules.school else set()
    return {"route": _column("id", rules, "admission_routes"), "programme": programmes}


def _of_a_leaving(rules: Rulebook) -> Mapping[str, set[str]]:
    return {"cause": {*LEAVING_CAUSES, *_column("causes", rules, "leaving", "training_contract_leaving")}}


def _of_a_refund(rules: Rulebook) -> Mapping[str, set[str]]:
    tables = ("refunds", "cvec_refunds")
    proofs = _column("proof", rules, *tables) | _column("id", rules, "application_pieces")
    lines = _column("lines", rules, *tables) | _column("id", rules, "instalments")
    return {
        "line": {*PRICED, *lines},
        "cause": {*REFUND_CAUSES, *_column("causes", rules, *tables)},
        "proofs": proofs,
    }


def _column(name: str, rules: Rulebook, *keys: str) -> set[str]:
    """Return every word of a column of some tables, under every reading of them."""
    return {word for key in keys for row in _rows(rules, key) for word in _several(getattr(row, name))}


def _rows(rules: Rulebook, key: str) -> Iterable[Any]:
    return [row for value in rules.readings(key) for row in value.value or ()] if _has_begun(rules, key) else ()


def _has_begun(rules: Rulebook, key: str) -> bool:
    """Tell whether a rule is in force, or set by nobody; one that is to come the question itself will tell."""
    try:
        return bool(rules.readings(key))
    except RuleError:
        return False


def _several(words: str | frozenset[str]) -> Iterable[str]:
    """Return the words of a cell, which holds one, several or none."""
    return filter(None, (words,) if isinstance(words, str) else words)


OF_QUESTIONS: Mapping[str, Callable[[Rulebook], Mapping[str, set[str]]]] = {
    "admission.file_is_complete": _of_a_file,
    "admission.within_quota": _of_a_quota,
    "fees.leaving": _of_a_leaving,
    "fees.refund": _of_a_refund,
}
"""For each question that takes words of the law in hand, the words that its fields may hold."""
