"""Which rules have no case at their boundaries: on their first day and the day before, at their value and beside it?

Of the lines of tables: which figure could be a little higher or lower without any case that answers otherwise?
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from sceau.core.decision import Decision
from sceau.core.question import FactImpossible, ask
from sceau.core.rule import Entry, Rule, RuleError, SeveralReadings
from sceau.core.rulebook import Rulebook
from sceau.core.vocabulary import MARK_UNITS, RULES
from sceau.regulation.case_files import CaseFile
from sceau.regulation.cases import run_case
from sceau.regulation.checks.walk import every_rule
from sceau.regulation.facts import FactsFaulty, read_facts
from sceau.regulation.law import NotFound, Regulation, Scope
from sceau.regulation.slips import slips

LACKS = ("first_day", "day_before", "at_the_value", "just_beside", "where_it_holds", "where_it_fails")
"""What the cases of a dated value may lack; those of a figure of a line may lack what ``slips.SLIPS`` names."""
NEAR = {unit: Fraction(int(unit.removeprefix("/")), 100) for unit in MARK_UNITS} | {"ratio": Fraction(1, 100)}
"""How near is just beside: a hundredth of a scale, one per cent; one of anything else."""


class Missing(NamedTuple):
    """A dated value, or a figure of one of its lines, and the cases that it lacks."""

    rule: Rule
    entry: Entry
    lacks: tuple[str, ...]
    at: str = ""
    """Which figure, as ``slips.Slip`` names it; empty: the value itself."""


class Touched(NamedTuple):
    """A rule that a case came upon, and what was set against it."""

    key: str
    holds: bool | None = None
    required: Any = None
    found: Any = None
    by_question: bool = False


class Asked(NamedTuple):
    """A case with the rules that it came upon."""

    case: CaseFile
    rules: frozenset[int]
    """The identity of every rule that may speak in this case."""
    looked_up: frozenset[str]
    """The keys of the rules of which the answer asked for the value."""
    touched: tuple[Touched, ...]


def missing(regulation: Regulation, cases: Iterable[CaseFile], origins: Collection[str]) -> Iterator[Missing]:
    """Return the dated values of some files of law that lack a case at a boundary, with what each lacks."""
    asked = [one for case in cases if (one := _asked(case, regulation)) is not None]
    for scope, rule in every_rule(regulation):
        if rule.origin not in origins:
            continue
        reaching = [one for one in asked if id(rule) in one.rules]
        for entry in rule.entries:
            lacks = tuple(lack for lack in LACKS if lack in _lacks(rule, entry, reaching))
            if lacks:
                yield Missing(rule, entry, lacks)
            met = [one.case for one in reaching if rule.key in one.looked_up and rule.in_force(one.case.on) is entry]
            for at, names in _slips_that_nobody_sees(regulation, scope, rule, entry, met).items():
                yield Missing(rule, entry, tuple(names), at)


def _slips_that_nobody_sees(
    regulation: Regulation, scope: Scope, rule: Rule, entry: Entry, met: Collection[CaseFile]
) -> Mapping[str, list[str]]:
    """Return, by figure, the slips after which every case that came upon the entry answers as before."""
    unseen: dict[str, list[str]] = {}
    for slip in slips(rule, entry):
        slipped = regulation.with_rule(scope, slip.rule)
        if not any(_passes(case, regulation) for case in met if not _passes(case, slipped)):
            unseen.setdefault(slip.at, []).append(slip.name)
    return unseen


def _passes(case: CaseFile, regulation: Regulation) -> bool:
    return run_case(case, "", regulation).passed


def _asked(case: CaseFile, regulation: Regulation) -> Asked | None:
    """Ask what a case asks, and return the rules that the answer rests on; None where nobody's law is named."""
    try:
        book = regulation.rulebook(on=case.on, school=case.school, programme=case.programme, label=case.label)
    except NotFound:
        return None
    rules = frozenset(id(rule) for ladder in book.ladders.values() for rule in ladder)
    if case.rule:
        return Asked(case, rules, frozenset({case.rule}), (Touched(case.rule),))
    try:
        facts = read_facts(case.ask, case.given, "given", regulation.seen_by(case.school).qualities)
        decisions = tuple(_under_each_reading(case.ask, facts, book))
        touched = tuple(one for decision in decisions for one in _touched(decision))
    except RuleError as error:
        touched = (Touched(error.key),)
    except (FactsFaulty, FactImpossible):
        touched = ()
    return Asked(case, rules, book.looked_up(), touched)


def _under_each_reading(question: str, facts: Any, book: Rulebook) -> Iterator[Decision]:
    """Return the decision and those of the readings it joins: where they agree it shows the first of them alone."""
    yield ask(question=question, facts=facts, rules=book)
    for key, name in _left_open(book):
        yield from _under_each_reading(question, facts, book.reading(key, name))


def _left_open(book: Rulebook) -> tuple[tuple[str, str], ...]:
    """Return each reading of the first rule that an answer came upon and of which none is settled on."""
    for key in sorted(book.looked_up()):
        try:
            book.get(key)
        except SeveralReadings as several:
            return tuple((several.key, name) for name in several.readings)
    return ()


def _touched(decision: Decision) -> Iterator[Touched]:
    """Return what each reason of a decision sets against which rule."""
    for reason in (*decision.reasons, *decision.warnings):
        yield Touched(reason.rule.key, reason.holds, reason.required, reason.found, by_question=True)


def _lacks(rule: Rule, entry: Entry, reaching: Iterable[Asked]) -> set[str]:
    days, touched = set(), []
    for one in reaching:
        own = [each for each in one.touched if each.key == rule.key]
        days |= {one.case.on} if own else set()
        touched += own if rule.in_force(one.case.on) is entry else []
    wanted = {"first_day": entry.since, "day_before": entry.since - timedelta(days=1)}
    lacks = {lack for lack, day in wanted.items() if day not in days}
    if entry.none or entry.repealed or entry.chooses:
        return lacks
    return lacks | _beside_the_value(rule, entry, [each for each in touched if each.by_question])


def _beside_the_value(rule: Rule, entry: Entry, touched: list[Touched]) -> set[str]:
    """Return what the situations lack: a number is set against its value, a length or a day is met and missed."""
    shape = RULES[rule.key]
    if shape.kind in ("duration", "moment"):
        missed = {True, False} - {each.holds for each in touched} if touched else set()
        return {"where_it_holds" if holds else "where_it_fails" for holds in missed}
    if shape.kind != "number":
        return set()
    values = [Fraction(value) for value in (entry.value, *(one.value for one in entry.variants)) if value is not None]
    compared = [each for each in touched if _is_number(each.found) and each.required in values]
    found = [Fraction(each.found) for each in compared]
    near = NEAR.get(rule.unit, Fraction(1))
    lacks = set()
    if (found or shape.threshold) and not set(found) & set(values):
        lacks.add("at_the_value")
    differ = [number for number in found if number not in values]
    if (differ or shape.threshold) and not any(abs(number - value) <= near for number in differ for value in values):
        lacks.add("just_beside")
    return lacks


def _is_number(found: Any) -> bool:
    return isinstance(found, int | Decimal | Fraction) and not isinstance(found, bool)
