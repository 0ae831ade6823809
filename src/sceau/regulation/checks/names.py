"""Are programmes, labels, wordings and moments whole, and are marks on one scale?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from string import Formatter

from sceau.core.closed_lists import EVENTS, PLACEHOLDERS
from sceau.core.rule import Layer, Moment, Rule
from sceau.core.vocabulary import MARK_UNITS, RULES
from sceau.regulation.checks.walk import every_line, every_rule, every_value
from sceau.regulation.fault import Fault, fields_of, made_of, nearest
from sceau.regulation.law import Regulation, Scope

A_COMMON_YEAR = 2001
"""29 February would not exist in three years out of four."""
YEARS = range(1900, 2200)


def programmes_are_whole(regulation: Regulation) -> Iterator[Fault]:
    """Schools and programmes bear known qualities, campuses are known, a folder of a programme belongs to one."""
    for slug, document in regulation.documents.items():
        file = f"schools/{slug}/school.toml"
        known = regulation.names_in(file).qualities
        for quality in sorted(document.school.qualities - known.keys()):
            hint = nearest(quality, known)
            yield Fault(file, "school.qualities", f"«{quality}» is not a declared quality, {hint}")
        for code, programme in document.programmes.items():
            for quality in sorted(programme.qualities - known.keys()):
                hint = nearest(quality, known)
                yield Fault(file, f"programmes.{code}.qualities", f"«{quality}» is not a declared quality, {hint}")
            if programme.campus and programme.campus not in document.campuses:
                hint = nearest(programme.campus, document.campuses)
                yield Fault(file, f"programmes.{code}.campus", f"«{programme.campus}» is not a declared campus, {hint}")
    for scope in regulation.rules:
        if scope.school and scope.school not in regulation.schools:
            yield Fault(f"schools/{scope.school}/school.toml", "school", "is missing, declare the school's name there")
        elif scope.programme:
            codes = [p.code.lower() for p in regulation.schools[scope.school].programmes]
            if scope.programme not in codes:
                folder = f"schools/{scope.school}/programmes/{scope.programme}"
                yield Fault(folder, "—", f"is the folder of no declared programme, {nearest(scope.programme, codes)}")


def labels_are_known(regulation: Regulation) -> Iterator[Fault]:
    """A label that a programme or a folder names has rules of its own."""
    labels = regulation.labels
    for scope in regulation.rules:
        if scope.layer is Layer.SCHOOL and scope.label and scope.label not in labels:
            what = f"is the folder of no label that has rules, {nearest(scope.label, labels)}"
            yield Fault(f"schools/{scope.school}/{scope.label}", "—", what)
    for slug, document in regulation.documents.items():
        for code, programme in document.programmes.items():
            if programme.label not in labels:
                what = f"«{programme.label}» is no label that has rules, {nearest(programme.label, labels)}"
                at = f"programmes.{code}.label" if "label" in programme.model_fields_set else f"programmes.{code}"
                yield Fault(f"schools/{slug}/school.toml", at, what)


def schools_say_under_which_label_they_stand(regulation: Regulation) -> Iterator[Fault]:
    """A school that writes what a label binds declares a programme: programmes alone tie a school to a label."""
    bound = {key for scope, rules in regulation.rules.items() if scope.layer is Layer.LABEL for key in rules}
    for slug, document in regulation.documents.items():
        own = regulation.rules.get(Scope(Layer.SCHOOL, school=slug), {})
        keys = sorted(bound & own.keys())
        if keys and not document.programmes:
            what = f"is missing, no label is known to bind {keys[0]} at this school; declare a programme with its label"
            yield Fault(f"schools/{slug}/school.toml", "programmes", what)


def wordings_name_what_is_known(regulation: Regulation) -> Iterator[Fault]:
    """The wording of a diploma names between braces only what a diploma knows."""
    for rule, at, value in every_value(regulation):
        for sentence in (value.fr, value.en) if rule.key == "diploma_wording" else ():
            yield from _placeholder_faults(sentence, rule.origin, at)


def _placeholder_faults(sentence: str, file: str, at: str) -> Iterator[Fault]:
    try:
        parts = [part for part in Formatter().parse(sentence) if part[1] is not None]
    except ValueError as error:
        yield Fault(file, at, f"«{sentence}» cannot be read ({error}), write names between single braces")
        return
    if any(spec or conversion for _, _, spec, conversion in parts):
        yield Fault(file, at, f"«{sentence}» shapes what it names, write the names alone: {{speciality}}, {{school}}")
    for name in sorted({str(name) for _, name, _, _ in parts} - set(PLACEHOLDERS)):
        yield Fault(file, at, f"«{{{name}}}» is not known on a diploma, {nearest(name, PLACEHOLDERS)}")


def moments_name_one_day(regulation: Regulation) -> Iterator[Fault]:
    """A moment is a date, or a day and month, or a delay around a known event."""
    for rule, at, value in every_value(regulation):
        if isinstance(value, Moment):
            yield from _moment_faults(value, rule.origin, at)
    for rule, at, row in every_line(regulation):
        kind: type = type(row)
        for column in _moments(kind):
            if (moment := getattr(row, column)) is not None:
                yield from _moment_faults(moment, rule.origin, f"{at}.{column}")


@cache
def _moments(kind: type) -> tuple[str, ...]:
    """Return the columns of a kind of line that name a day."""
    return tuple(name for name, hint in fields_of(kind).items() if Moment in made_of(hint))


def _moment_faults(moment: Moment, file: str, at: str) -> Iterator[Fault]:
    forms = (moment.on is not None, moment.day is not None and moment.month is not None, moment.delay is not None)
    if sum(forms) != 1:
        yield Fault(
            file, at, "names no single day, write { on = date }, { day, month, year } or { delay, after = event }"
        )
    if moment.delay is not None and moment.event not in EVENTS:
        yield Fault(file, at, f"«{moment.event}» is not a known event, {nearest(moment.event, EVENTS)}")
    if moment.year not in ("previous", "intake", "next"):
        yield Fault(file, at, f"«{moment.year}» is no year, write previous, intake or next")
    if moment.on is not None and moment.on.year not in YEARS:
        yield Fault(file, at, f"{moment.on} is out of all times that a school knows, correct it")
    if moment.day is not None and moment.month is not None and not _exists(moment.day, moment.month):
        yield Fault(file, at, f"there is no day {moment.day} of month {moment.month}, correct it")


def _exists(day: int, month: int) -> bool:
    try:
        date(A_COMMON_YEAR, month, day)
    except ValueError:
        return False
    return True


def marks_are_on_one_scale(regulation: Regulation) -> Iterator[Fault]:
    """All thresholds of marks of one label, or of one school, are out of the same number, and within it."""
    first: dict[tuple[str, str], Rule] = {}
    for scope, rule in every_rule(regulation):
        if RULES[rule.key].units != MARK_UNITS:
            continue
        model = first.setdefault((scope.school, "" if scope.school else scope.label), rule)
        if rule.unit != model.unit and rule.key != model.key:  # of one key, the layers themselves are compared
            what = f"is out of {rule.unit} where {model.key} is out of {model.unit}, use one scale"
            yield Fault(rule.origin, f"{rule.key}.unit", what)
    for rule, at, value in every_value(regulation):
        marked = RULES[rule.key].units == MARK_UNITS and rule.unit in MARK_UNITS
        if marked and value > int(rule.unit.removeprefix("/")):
            yield Fault(rule.origin, at, f"{value} is above the scale {rule.unit}, correct one of them")
