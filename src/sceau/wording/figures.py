"""How are the outcome and the figures of a decision said?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sceau.core.decision import Decision
from sceau.core.rule import UNITS, Duration, Row
from sceau.core.vocabulary import RULES
from sceau.wording.dates import say_duration, say_end
from sceau.wording.kinds import kind_of_figure
from sceau.wording.language import Language
from sceau.wording.numbers import counted, say_money, say_number, say_quantity
from sceau.wording.reasons import Telling, Titles, outcome_of, say_mark_of, say_payment, telling_of
from sceau.wording.values import Manner, say_choice, say_list, say_row, say_thing


def say_outcome(decision: Decision | tuple[str, str], lang: Language) -> str:
    """Return the label of the outcome of a decision, or of a question and an outcome: « Rattrapage »."""
    if isinstance(decision, Decision):
        return outcome_of(decision.question, decision.outcome, lang)
    question, outcome = decision
    return outcome_of(question, outcome, lang)


def say_question(question: str, lang: Language) -> str:
    """Return a question as a sentence."""
    return lang.name("questions", question)


def say_figures(decision: Decision, lang: Language, titles: Titles | None = None) -> list[tuple[str, str]]:
    """Return the figures of a decision, each with its name, in the order in which the decision gives them."""
    telling = telling_of((*decision.reasons, *decision.warnings), lang, titles, decision.question)
    return [
        (lang.name("figures", name, within=decision.question), say_figure(name, figure, telling))
        for name, figure in decision.figures.items()
    ]


def say_figure(name: str, figure: Any, telling: Telling) -> str:
    """Return one figure of the decision that is being told."""
    lang = telling.lang
    if figure is None or figure == ():
        return str(lang.words["none"])
    kind = kind_of_figure(telling.question, name)
    if kind in UNITS and kind:
        return say_quantity(figure, kind, lang, figure)
    if kind in _KINDS:
        return _KINDS[kind](figure, telling)
    if kind in RULES:
        return say_choice(figure, lang, kind)
    return say_thing(figure, Manner(lang, lambda word: _code(word, telling)))


def _code(code: str, telling: Telling) -> str:
    """Return the name of a unit or a module, or its code."""
    return telling.title(code) or code


def _row(row_id: str, telling: Telling) -> str:
    """Return the title of a line, or the usual name of what it is about."""
    row = telling.rows.get(row_id)
    return say_row(row, telling.lang) if row else telling.title(row_id) or say_choice(row_id, telling.lang)


def _rows(figure: Any, telling: Telling) -> str:
    ids = (figure,) if isinstance(figure, str) else figure
    return _apart((_row(row_id, telling) for row_id in ids), telling.lang)


def _nearest(figure: Iterable[tuple[str, int]], telling: Telling) -> str:
    """Return the routes that came nearest, each with how much it lacks."""
    forms = telling.lang.words["unmet"]
    said = (counted(forms, unmet, telling.lang, name=_row(route, telling), n=str(unmet)) for route, unmet in figure)
    return _apart(said, telling.lang)


def _lines(figure: Iterable[Any], telling: Telling) -> str:
    pairs = ((say_choice(line.code, telling.lang), say_money(line.amount, telling.lang)) for line in figure)
    return _pairs(pairs, telling.lang)


def _payments(figure: Iterable[tuple[str, Any, Any]], telling: Telling) -> str:
    pairs = ((_row(code, telling), say_payment(amount, day, telling.lang)) for code, amount, day in figure)
    return _pairs(pairs, telling.lang)


def _amounts(figure: Iterable[tuple[str, Any]], telling: Telling) -> str:
    pairs = ((_row(code, telling), say_money(amount, telling.lang)) for code, amount in figure)
    return _pairs(pairs, telling.lang)


def _funders(figure: Iterable[Any], telling: Telling) -> str:
    """Return what each funder pays, and what is left behind it."""
    template = str(telling.lang.words["left"])
    pairs = (
        (
            _row(part.funder, telling),
            template.format(text=say_money(part.amount, telling.lang), aside=say_money(part.left, telling.lang)),
        )
        for part in figure
    )
    return _pairs(pairs, telling.lang)


def _funded_lines(figure: Iterable[Any], telling: Telling) -> str:
    lang = telling.lang
    pairs = (
        (say_list((say_choice(part.line, lang), _row(part.who, telling)), lang, "comma"), say_money(part.amount, lang))
        for part in figure
    )
    return _pairs(pairs, lang)


def _debts(figure: Iterable[Any], telling: Telling) -> str:
    """Return who owes what remains."""
    lang = telling.lang
    nobody = str(lang.words["nobody"])
    pairs = (
        (say_choice(debt.who, lang, "refused_share_owed_by") if debt.who else nobody, say_money(debt.amount, lang))
        for debt in figure
    )
    return _pairs(pairs, lang)


def _numbers_by_row(figure: Iterable[tuple[str, int | None]], telling: Telling) -> str:
    """Return one number for each line, or that there is none."""
    none = str(telling.lang.words["none"])
    pairs = ((_row(row_id, telling), none if number is None else str(number)) for row_id, number in figure)
    return _pairs(pairs, telling.lang)


def _by_unit(say: Callable[[Any, Telling], str]) -> Callable[[Any, Telling], str]:
    """Return how a figure that has one item for each unit is said."""

    def each(figure: Iterable[tuple[str, Any]], telling: Telling) -> str:
        none = str(telling.lang.words["none"])
        pairs = ((_code(code, telling), none if item is None else say(item, telling)) for code, item in figure)
        return _pairs(pairs, telling.lang)

    return each


def _pairs(pairs: Iterable[tuple[str, str]], lang: Language) -> str:
    template = str(lang.words["pair"])
    return _apart((template.format(name=name, text=text) for name, text in pairs), lang)


def _apart(said: Iterable[str], lang: Language) -> str:
    return say_list(said, lang, "semicolon")


def _indicators(figure: Iterable[tuple[str, Any]], telling: Telling) -> str:
    """Return each indicator with its name: a share, months, or euros, as its line says."""
    return _pairs(
        ((_row(code, telling), _measured(value, telling.rows.get(code), telling)) for code, value in figure),
        telling.lang,
    )


def _measured(value: Any, row: Row | None, telling: Telling) -> str:
    measure = getattr(row, "measure", "")
    if measure == "salary":
        return say_money(value, telling.lang)
    if measure:
        return counted(telling.lang.durations["months"], value, telling.lang, n=say_number(value, telling.lang))
    return say_quantity(value, "ratio", telling.lang)


def _counts(figure: Iterable[tuple[str, int, int]], telling: Telling) -> str:
    """Return how many were counted, among how many."""
    template, lang = str(telling.lang.words["among"]), telling.lang
    pairs = (
        (_row(code, telling), template.format(n=say_number(n, lang), scale=say_number(d, lang)))
        for code, n, d in figure
    )
    return _pairs(pairs, lang)


_KINDS: Mapping[str, Callable[[Any, Telling], str]] = {
    "row": _rows,
    "unmet": _nearest,
    "lines": _lines,
    "payments": _payments,
    "amounts": _amounts,
    "funders": _funders,
    "funded_lines": _funded_lines,
    "debts": _debts,
    "numbers_by_row": _numbers_by_row,
    "mark": say_mark_of,
    "end": lambda figure, telling: say_end(figure, telling.lang),
    "verbatim": lambda figure, _telling: str(figure),
    "credits_by_unit": _by_unit(lambda item, telling: say_quantity(item, "ECTS", telling.lang)),
    "results_by_unit": _by_unit(lambda item, telling: telling.outcome(item, "studies.unit_result")),
    "means_by_unit": _by_unit(say_mark_of),
    "months": lambda figure, telling: say_duration(Duration(figure, "months"), telling.lang),
    "indicators": _indicators,
    "counts": _counts,
}
