"""Does the law hold together? One function per check; each returns the faults it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from sceau.core.rule import Bound, Citation, Duration, Entry, Force, Layer, Moment, Row, Rule, keeps_to, value_of
from sceau.core.tables import loosened
from sceau.core.vocabulary import (
    CONTRACTS,
    DEGREE_FAMILIES,
    EDUCATION,
    EVALUATORS,
    EVENTS,
    EXPERIENCE_NATURES,
    MARK_UNITS,
    MISSION_PLACES,
    PAYERS,
    RULES,
)
from sceau.regulation.fault import Fault, nearest
from sceau.regulation.law import Regulation, Scope

COLUMNS = {
    "families": DEGREE_FAMILIES,
    "evaluated_by": EVALUATORS,
    "experience_excludes": EXPERIENCE_NATURES,
    "payers": PAYERS,
    "education": EDUCATION,
    "contracts": CONTRACTS,
    "places": MISSION_PLACES,
}
"""The columns of tables that take their words from a closed list."""

VAGUE = {"", "notice", "texte", "text", "document", "règlement", "page", "site", "article"}
"""Locators that would locate nothing."""


def check(regulation: Regulation) -> list[Fault]:
    """Return every fault of a regulation that was read."""
    return [fault for one in CHECKS for fault in one(regulation)]


def _rules(regulation: Regulation) -> Iterator[tuple[Scope, Rule]]:
    for scope, rules in regulation.rules.items():
        for rule in rules.values():
            yield scope, rule


def _entries(regulation: Regulation) -> Iterator[tuple[Rule, str, Entry]]:
    for _, rule in _rules(regulation):
        for number, entry in enumerate(rule.entries, 1):
            yield rule, f"{rule.key}.value[{number}]", entry


def _tables(regulation: Regulation) -> Iterator[tuple[Rule, str, tuple[Row, ...]]]:
    """Return every table with its place: those of entries, and those of the readings of contested entries."""
    for rule, at, entry in _entries(regulation):
        if RULES[rule.key].kind != "table":
            continue
        if entry.value:
            yield rule, f"{at}.value", entry.value
        for number, variant in enumerate(entry.variants, 1):
            if variant.value:
                yield rule, f"{at}.variants[{number}].value", variant.value


def citations_name_a_text_and_a_place(regulation: Regulation) -> Iterator[Fault]:
    """Every citation names a text of ``texts.toml`` and a locator that locates something."""
    for file, at, cite in _citations(regulation):
        if cite.text not in regulation.texts:
            yield Fault(
                file, f"{at}.text", f"«{cite.text}» is not a known text, {nearest(cite.text, regulation.texts)}"
            )
        if cite.locator.strip().lower() in VAGUE:
            yield Fault(
                file, f"{at}.locator", f"«{cite.locator}» locates nothing, name the article, section or paragraph"
            )


def _citations(regulation: Regulation) -> Iterator[tuple[str, str, Citation]]:
    for rule, at, entry in _entries(regulation):
        yield rule.origin, f"{at}.cite", entry.cite
        for number, variant in enumerate(entry.variants, 1):
            yield rule.origin, f"{at}.variants[{number}].cite", variant.cite
    for rule, at, rows in _tables(regulation):
        for number, row in enumerate(rows, 1):
            if row.cite:
                yield rule.origin, f"{at}[{number}].cite", row.cite
    for slug, document in regulation.documents.items():
        file = f"schools/{slug}/school.toml"
        cited: list[tuple[str, Any]] = [("school", document.school)]
        cited += [(f"campuses.{code}", campus) for code, campus in document.campuses.items()]
        cited += [(f"programmes.{code}", programme) for code, programme in document.programmes.items()]
        for at, thing in cited:
            if thing.cite:
                yield file, f"{at}.cite", thing.cite


def dates_differ_within_a_ladder(regulation: Regulation) -> Iterator[Fault]:
    """Two values of one rule never begin on the same day."""
    for _, rule in _rules(regulation):
        seen: set[date] = set()
        for entry in rule.entries:
            if entry.since in seen:
                what = (
                    f"two values begin on {entry.since.isoformat()}, change a date or make them variants of one value"
                )
                yield Fault(rule.origin, rule.key, what)
            seen.add(entry.since)


def rows_can_be_reached(regulation: Regulation) -> Iterator[Fault]:
    """Ids differ within a table, and no line hides behind one that always fits."""
    for rule, at, rows in _tables(regulation):
        seen: set[str] = set()
        closed_by = ""
        for number, row in enumerate(rows, 1):
            if row.id in seen:
                yield Fault(rule.origin, f"{at}[{number}].id", f"«{row.id}» stands twice, give each line its own id")
            seen.add(row.id)
            if closed_by:
                yield Fault(
                    rule.origin, f"{at}[{number}]", f"is never reached behind «{closed_by}», move it above or remove it"
                )
            if row.otherwise:
                closed_by = closed_by or row.id


def words_of_rows_are_known(regulation: Regulation) -> Iterator[Fault]:
    """Qualities are declared, and columns take their words from the closed lists."""
    for rule, at, rows in _tables(regulation):
        for number, row in enumerate(rows, 1):
            here = f"{at}[{number}]"
            for quality in sorted((row.requires | row.excludes) - regulation.qualities.keys()):
                hint = nearest(quality, regulation.qualities)
                yield Fault(
                    rule.origin, here, f"«{quality}» is not a declared quality, declare it in qualities.toml; {hint}"
                )
            for column, words in COLUMNS.items():
                for word in sorted(getattr(row, column, frozenset()) - set(words)):
                    yield Fault(rule.origin, f"{here}.{column}", f"«{word}» is not known, {nearest(word, words)}")


def programmes_are_whole(regulation: Regulation) -> Iterator[Fault]:
    """Programmes bear known qualities and campuses, and every folder of a programme belongs to one."""
    for slug, document in regulation.documents.items():
        file = f"schools/{slug}/school.toml"
        for code, programme in document.programmes.items():
            for quality in sorted(programme.qualities - regulation.qualities.keys()):
                hint = nearest(quality, regulation.qualities)
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


def moments_name_one_day(regulation: Regulation) -> Iterator[Fault]:
    """A moment is a date, or a day and month, or a delay around a known event."""
    for rule, at, entry in _entries(regulation):
        for moment in (entry.value, *(variant.value for variant in entry.variants)):
            if isinstance(moment, Moment):
                yield from _moment_faults(moment, rule.origin, f"{at}.value")
    for rule, at, rows in _tables(regulation):
        for number, row in enumerate(rows, 1):
            for column in ("closes", "due", "ask_by", "starts", "ends"):
                if isinstance(moment := getattr(row, column, None), Moment):
                    yield from _moment_faults(moment, rule.origin, f"{at}[{number}].{column}")


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
    if moment.day is not None and not _exists(moment.day, moment.month):
        yield Fault(file, at, f"there is no day {moment.day} of month {moment.month}, correct it")


def _exists(day: int, month: int | None) -> bool:
    try:
        date(2000, month or 0, day)
    except ValueError:
        return False
    return True


def _pairs(regulation: Regulation) -> Iterator[tuple[Rule, Rule]]:
    """Return every upper rule with each lower one that stands under it."""
    for scope, lower in _rules(regulation):
        for upper_scope in _above(scope, regulation):
            upper = regulation.rules.get(upper_scope, {}).get(lower.key)
            if upper is not None:
                yield upper, lower


def _above(scope: Scope, regulation: Regulation) -> Iterable[Scope]:
    labels = [scope.label] if scope.label else _labels_of(scope, regulation)
    if scope.layer > Layer.STATE:
        yield Scope(Layer.STATE)
    if scope.layer > Layer.LABEL:
        yield from (Scope(Layer.LABEL, label=label) for label in labels)
    if scope.layer > Layer.SCHOOL:
        yield Scope(Layer.SCHOOL, school=scope.school)
        yield from (Scope(Layer.SCHOOL, label=label, school=scope.school) for label in labels)


def _labels_of(scope: Scope, regulation: Regulation) -> list[str]:
    """Return the labels of the programmes that a folder of a school speaks of."""
    school = regulation.schools.get(scope.school)
    programmes = school.programmes if school else ()
    return sorted({p.label for p in programmes if not scope.programme or p.code.lower() == scope.programme})


def bounds_hold_when_a_rule_is_adopted(regulation: Regulation) -> Iterator[Fault]:
    """No lower value breaks the bound of an upper one that was in force on the day the lower one begins."""
    for upper, lower in _pairs(regulation):
        for number, entry in enumerate(lower.entries, 1):
            above = upper.in_force(entry.since)
            at = f"{lower.key}.value[{number}]"
            if above is not None:
                yield from _bound_faults(upper, above, lower, entry, at)


def _bound_faults(upper: Rule, above: Entry, lower: Rule, entry: Entry, at: str) -> Iterator[Fault]:
    if entry.chooses and entry.chooses not in {variant.name for variant in above.variants}:
        names = [variant.name for variant in above.variants]
        yield Fault(
            lower.origin,
            f"{at}.chooses",
            f"«{entry.chooses}» is no reading of {above.cite}, {nearest(entry.chooses, names)}",
        )
    silent = entry.repealed or entry.chooses or entry.variants or above.repealed or above.none or above.variants
    if entry.contradicts is not None or silent:
        return
    rank = list(Force)
    if rank.index(entry.force) > rank.index(above.force):
        yield Fault(
            lower.origin, f"{at}.force", f"is weaker than {above.cite}, which is {above.force}; make it at least that"
        )
    if RULES[lower.key].kind == "table":
        yield from _table_faults(upper, above, lower, entry, at)
        return
    try:
        kept = keeps_to(value_of(upper, above), value_of(lower, entry), upper.bound)
    except TypeError as error:
        yield Fault(lower.origin, at, f"cannot be set against {above.cite}: {error}; write it in the same unit")
        return
    if not kept:
        yield Fault(lower.origin, at, _broken(upper, above, entry))


def _broken(upper: Rule, above: Entry, entry: Entry) -> str:
    """Name both articles and say what may be done."""
    may = {
        Bound.FIXED: "may not be changed",
        Bound.FLOOR: "may only be raised",
        Bound.CEILING: "may only be lowered",
    }[upper.bound]
    return (
        f"{_shown(entry.value)} ({entry.cite}) breaks {_shown(above.value)} ({above.cite}), which {may}; "
        f"keep to it, or write contradicts = «{upper.layer.name.lower()}» if the text really says so"
    )


def _shown(value: Any) -> str:
    if isinstance(value, Duration):
        return f"{value.amount} {value.unit}"
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def _table_faults(upper: Rule, above: Entry, lower: Rule, entry: Entry, at: str) -> Iterator[Fault]:
    """Under a bound, each line keeps a line of the upper table and loosens none of its columns."""
    if upper.bound is Bound.OPEN or entry.none:
        return
    if upper.bound is Bound.FIXED:
        yield Fault(lower.origin, at, f"replaces a table that may not be changed ({above.cite}), remove it")
        return
    kept = {row.id: row for row in above.value}
    for number, row in enumerate(entry.value, 1):
        here = f"{at}.value[{number}]"
        model = kept.get(row.keeps)
        if model is None:
            yield Fault(lower.origin, f"{here}.keeps", f"names no line of {above.cite}, {nearest(row.keeps, kept)}")
            continue
        for column, direction in type(row).STRICTER.items():
            if loosened(getattr(model, column), getattr(row, column), direction):
                what = f"is looser than «{model.id}» ({model.cite or above.cite}), tighten it or keep another line"
                yield Fault(lower.origin, f"{here}.{column}", what)


def contradictions_name_a_layer_that_speaks(regulation: Regulation) -> Iterator[Fault]:
    """``contradicts`` names a layer that has a value of the same rule."""
    uppers: dict[int, set[Layer]] = {}
    for upper, lower in _pairs(regulation):
        uppers.setdefault(id(lower), set()).add(upper.layer)
    for _, rule in _rules(regulation):
        for number, entry in enumerate(rule.entries, 1):
            if entry.contradicts is not None and entry.contradicts not in uppers.get(id(rule), set()):
                layer = entry.contradicts.name.lower()
                what = f"the layer «{layer}» says nothing of {rule.key}, remove contradicts or name another layer"
                yield Fault(rule.origin, f"{rule.key}.value[{number}].contradicts", what)


def marks_are_on_one_scale(regulation: Regulation) -> Iterator[Fault]:
    """All thresholds of marks of one folder are out of the same number."""
    for rules in regulation.rules.values():
        marked = [rule for rule in rules.values() if RULES[rule.key].units == MARK_UNITS]
        for rule in marked[1:]:
            if rule.unit != marked[0].unit:
                what = f"is out of {rule.unit} where {marked[0].key} is out of {marked[0].unit}, use one scale"
                yield Fault(rule.origin, f"{rule.key}.unit", what)


CHECKS: tuple[Callable[[Regulation], Iterator[Fault]], ...] = (
    citations_name_a_text_and_a_place,
    dates_differ_within_a_ladder,
    rows_can_be_reached,
    words_of_rows_are_known,
    programmes_are_whole,
    moments_name_one_day,
    bounds_hold_when_a_rule_is_adopted,
    contradictions_name_a_layer_that_speaks,
    marks_are_on_one_scale,
)
