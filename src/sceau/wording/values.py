"""How is what a rule requires, or what was found, put into words? By its kind: a number, a day, a choice, a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sceau.core.rule import Citation, Duration, Moment, Row, Value, Words
from sceau.core.tables.lists import PeriodRow
from sceau.core.vocabulary import MARK_UNITS, RULES
from sceau.wording.dates import say_date, say_duration, say_instant, say_moment
from sceau.wording.language import Language, legible
from sceau.wording.numbers import Number, say_quantity

NUMBERS = (int, Decimal, Fraction)


@dataclass(frozen=True)
class Manner:
    """How a thing is to be said where it stands."""

    lang: Language
    name: Callable[[str], str]
    """How a bare word is named there."""
    unit: str = ""
    beside: tuple[Number, ...] = ()
    """What a number is compared with; beside itself it is shown whole."""
    last: str = "and"
    """What joins a list: ``and``, ``or``, ``comma`` or ``semicolon`` (for titles, which may hold commas)."""


def say_value(value: Value, lang: Language) -> str:
    """Return what a rule requires: « au moins 10/20 », « 4 mois », « oui », the titles of the lines of a table.

    Where it requires nothing, say why: « les textes n'en disent rien ».
    """
    if value.absence is not None:
        return lang.name("absences", value.absence)
    if is_threshold(value):
        return say_threshold(value, lang)
    if isinstance(value.value, NUMBERS) and not isinstance(value.value, bool) and value.key in lang.values:
        return str(lang.values[value.key]).format(n=say_quantity(value.value, "", lang, value.value))
    how = Manner(lang, lambda word: say_choice(word, lang, value.key), value.unit)
    return say_thing(_in_order(value), how)


def say_threshold(value: Value, lang: Language) -> str:
    """Return a threshold with whether it itself passes: « au moins 10/20 », « plus de 5/20 »."""
    n = say_quantity(value.value, value.unit, lang, value.value)
    return str(lang.thresholds["inclusive" if value.passes else "strict"]).format(n=n)


def is_threshold(value: Value) -> bool:
    """Tell whether a rule sets a number that must be reached or passed."""
    shape = RULES.get(value.key)
    threshold = shape.threshold if shape else value.unit in MARK_UNITS
    return threshold and isinstance(value.value, NUMBERS)


def say_choice(word: str, lang: Language, within: str = "") -> str:
    """Return a word of a closed list; ``within`` is the rule or the list it comes from, where that changes its name."""
    return find_choice(word, lang, within) or legible(word)


def find_choice(word: str, lang: Language, within: str = "") -> str | None:
    """Return the name of a word of a closed list, if it has one."""
    if within in ("piece_languages", "programme_languages"):
        return lang.find("languages", word)
    return lang.find("choices", word, within=within)


def say_row(row: Row, lang: Language) -> str:
    """Return the title of a line of a table; when the text gives none, its days or its id."""
    if row.title:
        return lang.of(row.title)
    if isinstance(row, PeriodRow) and row.starts and row.ends:
        days = {"start": say_moment(row.starts, lang), "end": say_moment(row.ends, lang)}
        return str(lang.dates["from_to"]).format(**days)
    return legible(row.id)


def say_list(said: Iterable[str], lang: Language, last: str = "and") -> str:
    """Return several things in a row: « a, b et c », « a, b ou c », « a ; b ; c »."""
    items = list(said)
    if not items:
        return str(lang.words["nothing"])
    between = lang.words["semicolon" if last == "semicolon" else "comma"]
    head = between.join(items[:-1])
    return str(head + lang.words[last] + items[-1] if head else items[-1])


def say_citation(cite: Citation | None, texts: Any, lang: Language) -> str:
    """Return where a text says so: « Notice…, § 1.2 », and that it is to be confirmed where the text was not read.

    ``texts`` maps the id of each text to something that has a ``title``, and perhaps a ``short`` name.
    """
    if cite is None:
        return str(lang.absences["silent"])
    text = texts.get(cite.text)
    title = cite.text if text is None else getattr(text, "short", "") or text.title
    said = lang.words["comma"].join((lang.of(title) if isinstance(title, Words) else title, cite.locator))
    return said if cite.confirmed else str(lang.words["to_confirm"]).format(cite=said)


def say_thing(thing: Any, how: Manner) -> str:
    """Return any fact or requirement of ``core`` in words."""
    lang = how.lang
    match thing:
        case None:
            return str(lang.words["nothing"])
        case bool():
            return str(lang.words["yes" if thing else "no"])
        case int() | Decimal() | Fraction():
            return say_quantity(thing, how.unit, lang, how.beside or (thing,))
        case str():
            return how.name(str(thing))
        case datetime():
            return say_instant(thing, lang)
        case date():
            return say_date(thing, lang)
        case Duration():
            return say_duration(thing, lang)
        case Moment():
            return say_moment(thing, lang)
        case Words():
            return lang.of(thing)
        case Row():
            return say_row(thing, lang)
        case tuple() | list() | frozenset() | set():
            return _say_several(thing, how)
    return str(thing)


def _say_several(things: Iterable[Any], how: Manner) -> str:
    """Return a list, the lines of a table apart."""
    items = sorted(things) if isinstance(things, frozenset | set) else list(things)
    last = "semicolon" if any(isinstance(item, Row) for item in items) else how.last
    return say_list((say_thing(item, how) for item in items), how.lang, last)


def _in_order(value: Value) -> Any:
    """Return the value of a rule, a set in the order in which its closed list names its words."""
    shape = RULES.get(value.key)
    if not isinstance(value.value, frozenset) or shape is None:
        return value.value
    return sorted(value.value, key=lambda word: (shape.choices.index(word) if word in shape.choices else -1, word))
