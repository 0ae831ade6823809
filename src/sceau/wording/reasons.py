"""How is a reason said? What was required and what was found, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sceau.core.decision import Reason
from sceau.core.marks import MarkStanding
from sceau.core.question import QUESTIONS
from sceau.core.rule import Absence, Duration, Row, Value, Words
from sceau.wording.dates import say_date, say_duration, say_period
from sceau.wording.kinds import kinds_of
from sceau.wording.language import Language, legible
from sceau.wording.numbers import say_money, say_quantity
from sceau.wording.values import (
    NUMBERS,
    Manner,
    find_choice,
    is_threshold,
    say_list,
    say_row,
    say_thing,
    say_threshold,
    say_value,
)

Titles = Mapping[str, str | Words]
"""The names of codes: units, modules, qualities."""


@dataclass(frozen=True)
class Telling:
    """What is known while a decision is told: its language, its question, and the names of what it speaks of."""

    lang: Language
    titles: Titles
    question: str
    rows: Mapping[str, Row]
    """The lines of every table that the decision rests on, by id."""
    marks: tuple[Value, ...]
    """The thresholds that marks are compared with in this decision: they tell the scale."""
    differing: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What each reading of each rule comes to, where it is not the outcome that differs."""

    def title(self, code: str) -> str | None:
        """Return the name that was given for a code, if any."""
        title = self.titles.get(code)
        return self.lang.of(title) if isinstance(title, Words) else title

    def outcome(self, outcome: str, question: str = "") -> str:
        """Return an outcome as it is said within a sentence."""
        return inside(outcome_of(question or self.question, outcome, self.lang))


def telling_of(reasons: Iterable[Reason], lang: Language, titles: Titles | None = None, question: str = "") -> Telling:
    """Return what the reasons of one decision tell about each other."""
    rows: dict[str, Row] = {}
    marks: dict[str, Value] = {}
    for reason in reasons:
        rows = rows_of(reason) | rows
        if is_threshold(reason.rule):
            marks[reason.rule.key] = reason.rule
    return Telling(lang, titles or {}, question, rows, tuple(marks.values()))


def rows_of(reason: Reason) -> dict[str, Row]:
    """Return the lines that a reason knows: those of its table, and its own."""
    value = reason.rule.value
    table = value if isinstance(value, tuple) and value and isinstance(value[0], Row) else ()
    rows = {row.id: row for row in table}
    return rows if reason.row is None else {**rows, reason.row.id: reason.row}


def say_reason(reason: Reason, lang: Language, titles: Titles | None = None, question: str = "") -> str:
    """Return a reason in one sentence, without capital nor full stop.

    ``titles`` gives the names of units, modules and qualities; ``question`` tells whose outcomes are meant where
    readings are set side by side.
    """
    return tell(reason, telling_of((reason,), lang, titles, question))


def tell(reason: Reason, telling: Telling) -> str:
    """Return a reason in one sentence, among the others of its decision."""
    lang = telling.lang
    sentences = lang.checks.get(reason.check, lang.any_check)
    state = _state(reason, sentences)
    template = str(sentences[state])
    parts: dict[str, Callable[[], str]] = {
        "required": lambda: required_of(reason, telling) or _empty(sentences, "anything", lang),
        "found": lambda: found_of(reason, telling) or _empty(sentences, "nothing", lang),
        "subject": lambda: subject_of(reason, telling) or str(sentences.get("whole", "")),
        "rule": lambda: lang.of(reason.rule.title) if reason.rule.title else legible(reason.rule.key),
        "value": lambda: say_value(reason.rule, lang),
    }
    named = [name for name in parts if f"{{{name}}}" in template]
    said = template.format(**{name: parts[name]() for name in named})
    if reason.rule.absence is None or "value" in named or state == "silent":  # the sentence itself says so
        return said
    return str(lang.words["aside"]).format(text=said, aside=lang.absences[reason.rule.absence])


def _state(reason: Reason, sentences: Mapping[str, str]) -> str:
    """Return which sentence fits: that the texts are silent, then what the rule asks, then whether it is met."""
    if reason.rule.absence is Absence.SILENT and "silent" in sentences:
        return "silent"
    asks_nothing = reason.rule.absence is not None or reason.rule.value is False
    if asks_nothing and "unasked" in sentences:
        return "unasked"
    state = {True: "holds", False: "fails", None: "unknown"}[reason.holds]
    return state if state in sentences else "fails"


def _empty(sentences: Mapping[str, str], word: str, lang: Language) -> str:
    return str(sentences.get(word, lang.words["nothing"]))


def required_of(reason: Reason, telling: Telling) -> str:
    """Return what is required, or nothing if nothing precise is."""
    kind = kinds_of(reason.check).required
    if not kind and is_threshold(reason.rule) and reason.required == reason.rule.value:
        return say_threshold(reason.rule, telling.lang)
    return _part(reason.required, reason, telling, kind, Manner(telling.lang, legible, last="or"))


def found_of(reason: Reason, telling: Telling) -> str:
    """Return what was found, or nothing if nothing was."""
    kind = kinds_of(reason.check).found
    beside = (reason.required,) if _is_number(reason.required) else ()
    if is_threshold(reason.rule):  # a mark beside one threshold is read beside the others of its decision
        beside += tuple(rule.value for rule in telling.marks)
    return _part(reason.found, reason, telling, kind, Manner(telling.lang, legible, beside=beside))


def _is_number(thing: Any) -> bool:
    return isinstance(thing, NUMBERS) and not isinstance(thing, bool)


def subject_of(reason: Reason, telling: Telling) -> str:
    """Return the name of what a reason is about: a rule, a line of a table, a unit, a module."""
    if reason.subject == reason.rule.key and reason.rule.title:
        return telling.lang.of(reason.rule.title)
    return _name(reason.subject, reason, telling, kinds_of(reason.check).subject)


def _part(thing: Any, reason: Reason, telling: Telling, kind: str, how: Manner) -> str:
    """Return what is required or found by its kind, else by its type and the unit of the rule."""
    if thing is None or thing in ((), frozenset(), (None, None), ""):
        return ""
    if kind in _KINDS:
        return _KINDS[kind](thing, reason, telling, how)
    unit = {"": reason.rule.unit, "number": ""}.get(kind, kind)
    how = replace(how, last={"row": "semicolon", "all": "and"}.get(kind, how.last))
    return say_thing(thing, replace(how, unit=unit, name=lambda word: _name(word, reason, telling, kind)))


def _name(word: str, reason: Reason, telling: Telling, kind: str) -> str:
    """Return a bare word as the reason means it: the title of a line, a name that was given, a closed word."""
    row = rows_of(reason).get(word) or telling.rows.get(word)
    if kind == "row" and row:
        return say_row(row, telling.lang)
    if kind in QUESTIONS:
        return telling.outcome(word, kind)
    if kind == "verbatim":
        return word
    if kind == "family":  # a closed word, whatever the line or the quality of that name is called
        return find_choice(word, telling.lang, kind) or legible(word)
    if kind == "code":
        return telling.title(word) or word
    title = telling.title(word) or find_choice(word, telling.lang, kind or reason.rule.key)
    return title or (say_row(row, telling.lang) if row else legible(word))


def _degree(thing: Any, reason: Reason, telling: Telling, how: Manner) -> str:
    family, level = thing
    said = (_name(family, reason, telling, "family"), say_quantity(level, "level", how.lang))
    return say_list(said, how.lang, "comma")


def _language_asked(thing: Any, reason: Reason, telling: Telling, how: Manner) -> str:
    """Return what proves a language: « B2, TOEIC : 785 ou IELTS : 6,5, depuis le 1er septembre 2024 »."""
    cefr, tests, since = thing
    said = say_list(_proofs(cefr, tests, reason, telling), how.lang, "or")
    if since is None:
        return said
    return say_list((said, str(how.lang.dates["since"]).format(start=say_date(since, how.lang))), how.lang, "comma")


def _language_shown(thing: Any, reason: Reason, telling: Telling, how: Manner) -> str:
    """Return the tests and certificates that a person has shown, each with its day."""
    shown = []
    for cefr, tests, taken_on in thing:
        said = say_list(_proofs(cefr, tests, reason, telling), how.lang, "comma")
        dated = None if taken_on is None else say_date(taken_on, how.lang)
        shown.append(said if dated is None else str(how.lang.dates["on"]).format(text=said, date=dated))
    return say_list(shown, how.lang, "semicolon")


def _proofs(cefr: str, tests: Any, reason: Reason, telling: Telling) -> list[str]:
    """Return a level and the scores of tests, each in a few words."""
    template = str(telling.lang.words["pair"])
    scores = [
        template.format(name=_name(test, reason, telling, ""), text=say_quantity(score, "", telling.lang, score))
        for test, score in tests
    ]
    return [cefr, *scores] if cefr else scores


def _situation(thing: Any, reason: Reason, telling: Telling, how: Manner) -> str:
    facts = (thing,) if isinstance(thing, str) else thing
    return say_list((_name(fact, reason, telling, "") for fact in facts), how.lang, "comma")


def _payment(thing: Any, _reason: Reason, _telling: Telling, how: Manner) -> str:
    amount, day = thing
    return say_payment(amount, day, how.lang)


def _mark(thing: Any, _reason: Reason, telling: Telling, _how: Manner) -> str:
    return say_mark_of(thing, telling)


def _unmarked(thing: Any, reason: Reason, telling: Telling, how: Manner) -> str:
    """Return the assessments that have no mark, each with its standing; one that is awaited needs no more words."""
    said = []
    for code, standing in thing:
        name, stands = _name(code, reason, telling, "code"), how.lang.standings_of_marks[standing.value]
        awaited = standing is MarkStanding.PENDING
        said.append(name if awaited else str(how.lang.words["pair"]).format(name=name, text=stands))
    return say_list(said, how.lang, "semicolon")


def _reading(thing: Any, reason: Reason, _telling: Telling, how: Manner) -> str:
    """Return the name of a layer, or what a reading says: its own name is for those who write the law."""
    layer = how.lang.find("layers", thing)
    says = reason.rule.says
    return layer or (how.lang.of(says).removesuffix(".") if says else legible(thing))


_KINDS: Mapping[str, Callable[[Any, Reason, Telling, Manner], str]] = {
    "degree": _degree,
    "language_asked": _language_asked,
    "language_shown": _language_shown,
    "situation": _situation,
    "payment": _payment,
    "mark": _mark,
    "unmarked": _unmarked,
    "reading": _reading,
    "months": lambda thing, _reason, _telling, how: say_duration(Duration(thing, "months"), how.lang),
    "years": lambda thing, _reason, _telling, how: say_duration(Duration(thing, "years"), how.lang),
    "period": lambda thing, _reason, _telling, how: say_period(thing[0], thing[1], how.lang),
    "outcome": lambda thing, reason, telling, _how: (
        telling.differing.get((reason.subject, reason.required)) or telling.outcome(thing)
    ),
}


def say_payment(amount: Any, day: Any, lang: Language) -> str:
    """Return a payment with its day: « 2 500 €, le 1er septembre 2025 »."""
    if day is None:
        return str(lang.dates["undated"]).format(text=say_money(amount, lang))
    return str(lang.dates["on"]).format(text=say_money(amount, lang), date=say_date(day, lang))


def say_mark_of(mark: Any, telling: Telling) -> str:
    """Return a mark on the scale of the decision, on its own side of every threshold in it."""
    unit = telling.marks[0].unit if telling.marks else ""
    return say_quantity(mark, unit, telling.lang, tuple(rule.value for rule in telling.marks))


def outcome_of(question: str, outcome: str, lang: Language) -> str:
    """Return the label of an outcome; without the question, the first question that has such an outcome tells it."""
    outcomes = lang.outcomes
    for name in (question, *outcomes):
        label = outcomes.get(name, {}).get(outcome)
        if label:
            return str(label)
    return legible(outcome)


def inside(label: str) -> str:
    """Return a label as it stands within a sentence: « rattrapage », but « UV validée »."""
    return label[0].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label
