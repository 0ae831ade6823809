"""How is a rule told on a page? What applies and whose it is, each layer, each dated value, the lines of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sceau.core.rule import Duration, Force, Row, Rule, RuleError, RuleNotYetInForce, Standing, Value
from sceau.core.rulebook import Rulebook
from sceau.core.vocabulary import RULES, STAGES
from sceau.regulation import Regulation
from sceau.regulation.edition import changed_between
from sceau.regulation.ladder import Step, ladder_of
from sceau.wording import Language, say_choice, say_citation, say_date, say_value
from sceau.wording.faults import say_fault
from sceau.wording.lists import words
from sceau.wording.values import Manner, say_row, say_thing

APART = frozenset({"id", "title", "says", "cite"})
"""The columns of a line that are not shown as columns."""
UNITS_OF_COLUMNS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("amount", "kept", "cap"), "EUR")
    | dict.fromkeys(("ratio", "refunded", "remote_at_most", "remote_from", "cut", "until_elapsed"), "ratio")
    | {"level": "level", "ects": "ECTS"}
)
OF_TITLES = {"keeps", "routes", "requires", "excludes", "requests", "windows", "numerator", "denominator", "over"}
"""The columns that name lines or qualities, by their ids."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: its name, its words, where it is said, and a cell for each column of the table."""

    id: str
    title: str
    says: str
    cite: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a rule that is a table, under the columns that some line fills."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ToldValue:
    """One value of a rule, or one of its readings, in words."""

    text: str
    cite: str
    says: str
    whose: str = ""
    """The layer whose it is."""
    reading: str = ""
    force: str = ""
    """Empty where it binds."""
    serves_until: date | None = None
    table: Table | None = None
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class ToldRule:
    """A rule as it applies on a day."""

    key: str
    title: str
    values: tuple[ToldValue, ...]
    silence: str = ""
    """Why it has no value on that day; empty where it has one."""

    @property
    def is_contested(self) -> bool:
        """Tell whether the texts leave several readings."""
        return len(self.values) > 1


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """A dated value of one layer."""

    since: date
    until: date | None
    """The day before the next value of the layer begins; None for the last."""
    is_now: bool
    standing: str
    note: str
    values: tuple[ToldValue, ...]


@dataclass(frozen=True, slots=True)
class ToldStep:
    """What one layer says of a rule, and what becomes of it under the layers above."""

    layer: str
    origin: str
    bound: str
    verdict: str
    entries: tuple[ToldEntry, ...]
    applies: bool
    """Whether what applies in the end is of this layer."""


def by_stage(book: Rulebook, law: Regulation, lang: Language) -> list[tuple[str, list[ToldRule]]]:
    """Return every rule of a rulebook as it applies on its day, by stage, as the vocabulary lists them."""
    told = {key: told_rule(key, book, law, lang) for key in RULES if key in book.ladders}
    staged = [(stage, [told[key] for key in told if RULES[key].stage == stage]) for stage in STAGES]
    return [(stage, rules) for stage, rules in staged if rules]


def told_rule(key: str, book: Rulebook, law: Regulation, lang: Language) -> ToldRule:
    """Return a rule as it applies on the day of the rulebook, under each of its readings."""
    title = title_of(key, book, lang)
    try:
        values = book.readings(key)
    except RuleNotYetInForce as later:
        return ToldRule(
            key, title, (), words("cli", lang.code)["nothing_before"].format(date=say_date(later.first, lang))
        )
    except RuleError as error:
        return ToldRule(key, title, (), say_fault(str(error), lang).split(": ", 1)[-1])
    return ToldRule(key, title, tuple(_told(one, law, lang) for one in values))


def title_of(key: str, book: Rulebook, lang: Language) -> str:
    """Return the title that the lowest layer gives to a rule; what the key means where none gives one."""
    titles = [lang.of(rule.title) for rule in book.ladders.get(key, ()) if lang.of(rule.title)]
    return titles[-1] if titles else str(words("law", lang.code)["keys"].get(key, key))


def ladder_told(key: str, book: Rulebook, law: Regulation, lang: Language) -> list[ToldStep]:
    """Return what each layer says of a rule on the day of the rulebook, before and after it, from the highest."""
    steps = ladder_of(key, book)
    last = {value.layer for step in steps[-1:] for value in step.applies}
    return [_step(step, book, law, lang, applies=step.layer in last) for step in steps]


Side = tuple[date, ToldRule, tuple[str, ...]]
"""A rule on a day, with the lines of it that the other day has not."""


def set_side_by_side(
    books: Sequence[Rulebook], law: Regulation, lang: Language
) -> Iterator[tuple[str, str, tuple[Side, ...]]]:
    """Yield each rule that two rulebooks hold otherwise: its key, its title, and both sides of it."""
    changed = changed_between(*books)
    for key in (one for one in RULES if one in changed):
        told = [told_rule(key, book, law, lang) for book in books]
        lines = [
            {_line_told(line, one.table) for one in rule.values if one.table for line in one.table.lines}
            for rule in told
        ]
        apart = [tuple(sorted(own - other)) for own, other in (lines, lines[::-1])]
        sides = tuple((book.on, rule, own) for book, rule, own in zip(books, told, apart, strict=True))
        yield key, told[-1].title, sides


def _line_told(line: Line, table: Table) -> str:
    """Return a line of a table on one line, without what it leaves empty."""
    said = [f"{column} {cell}" for column, cell in zip(table.columns, line.cells, strict=True) if cell != "—"]
    return ", ".join([line.title, *said])


def table_told(value: Any, law: Regulation, lang: Language, key: str = "") -> Table | None:
    """Return the lines of a value that is a table; None of any other."""
    if not isinstance(value, tuple) or isinstance(value, Duration) or not value or not isinstance(value[0], Row):
        return None
    names = [one.name for one in fields(value[0]) if one.name not in APART]
    filled = [name for name in names if any(_is_filled(row, name) for row in value)]
    said = words("law", lang.code)["columns"]
    titles = {row.id: say_row(row, lang) for row in value}
    cell = _Cells(law, lang, titles, key)
    lines = tuple(
        Line(
            row.id,
            say_row(row, lang),
            lang.of(row.says) if row.says else "",
            say_citation(row.cite, law.texts, lang) if row.cite else "",
            tuple(cell.said(row, name) for name in filled),
        )
        for row in value
    )
    return Table(tuple(str(said[name]) for name in filled), lines)


@dataclass(frozen=True, slots=True)
class _Cells:
    """How a cell is said: by its column, with the names of lines and of qualities."""

    law: Regulation
    lang: Language
    titles: Mapping[str, str]
    key: str

    def said(self, row: Row, column: str) -> str:
        value = getattr(row, column)
        if not _is_filled(row, column):
            return "—"
        if isinstance(value, Mapping):
            pairs = (f"{self._named(name, column)} {say_thing(one, self._how(column))}" for name, one in value.items())
            return ", ".join(pairs)
        return say_thing(value, self._how(column))

    def _how(self, column: str) -> Manner:
        return Manner(self.lang, lambda word: self._named(word, column), UNITS_OF_COLUMNS.get(column, ""))

    def _named(self, word: str, column: str) -> str:
        if column in OF_TITLES and word in self.titles:
            return self.titles[word]
        if word in self.law.qualities:
            return self.lang.of(self.law.qualities[word].title)
        return say_choice(word, self.lang, column)


def _is_filled(row: Row, column: str) -> bool:
    return getattr(row, column) not in (None, "", False, (), frozenset(), {}, Decimal(0))


def _told(value: Value, law: Regulation, lang: Language) -> ToldValue:
    return ToldValue(
        text=say_value(value, lang),
        cite=say_citation(value.cite, law.texts, lang) if value.cite else "",
        says=lang.of(value.says) if value.says else "",
        whose=str(lang.layers[value.layer.name.lower()]) if value.layer else "",
        reading=value.reading,
        force="" if value.force is Force.BINDING else str(lang.forces[value.force.value]),
        serves_until=value.serves_until,
        table=table_told(value.value, law, lang, value.key),
        is_absent=value.absence is not None,
    )


def _step(step: Step, book: Rulebook, law: Regulation, lang: Language, *, applies: bool) -> ToldStep:
    layer = str(lang.layers[step.layer.name.lower()])
    verdict = str(words("cli", lang.code)[f"why_{step.verdict}"])
    if step.rule is None:
        return ToldStep(layer, "", "", verdict, (), applies=False)
    if step.entry is None:
        verdict = verdict.format(date=say_date(step.rule.entries[0].since, lang))
    bound = str(lang.bounds[step.rule.bound.value])
    return ToldStep(layer, step.rule.origin, bound, verdict, tuple(_entries(step.rule, book, law, lang)), applies)


def _entries(rule: Rule, book: Rulebook, law: Regulation, lang: Language) -> Iterator[ToldEntry]:
    """Yield each dated value of a layer, the newest first."""
    now = rule.in_force(book.on)
    ends = [one.since for one in rule.entries[1:]]
    for entry, end in reversed(list(zip(rule.entries, [*ends, None], strict=True))):
        alone = Rulebook(on=entry.since, ladders={rule.key: (rule,)})
        values = tuple(_told(one, law, lang) for one in alone.readings(rule.key))
        if entry.chooses:
            chosen = str(words("cli", lang.code)["why_chooses"]).format(name=entry.chooses)
            values = (ToldValue(chosen, say_citation(entry.cite, law.texts, lang), lang.of(entry.says)),)
        standing = "" if entry.standing is Standing.IN_FORCE else str(lang.standings[entry.standing.value])
        until = date.fromordinal(end.toordinal() - 1) if end else None
        yield ToldEntry(entry.since, until, entry is now, standing, entry.note, values)
