"""Do the lines of tables make sense: reachable, in known words, with possible numbers?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sceau.core.rule import Force, Row, Rule
from sceau.core.vocabulary import (
    ACTIVITIES,
    ACTORS,
    CHARGED,
    CONTRACTS,
    COUNTED,
    DEGREE_FAMILIES,
    EDUCATION,
    EVALUATORS,
    EXPERIENCE_NATURES,
    JOB_CONTRACTS,
    MEASURED,
    MISSION_PLACES,
    PAYERS,
    RESIT_TRIGGERS,
    SITUATIONS,
    STATISTICS,
    TAXES,
    UNTOLD,
)
from sceau.regulation.checks.walk import every_table
from sceau.regulation.fault import Fault, nearest
from sceau.regulation.law import Regulation

COLUMNS = {
    "families": DEGREE_FAMILIES,
    "evaluated_by": EVALUATORS,
    "experience_excludes": EXPERIENCE_NATURES,
    "payers": PAYERS,
    "education": EDUCATION,
    "contracts": CONTRACTS,
    "places": MISSION_PLACES,
    "trigger": RESIT_TRIGGERS,
    "actor": ACTORS,
    "recognised_by": ACTORS,
    "taxes": TAXES,
    "charged": CHARGED,
    "situation": SITUATIONS,
    "activities": ACTIVITIES,
    "without": ACTIVITIES,
    "job_contracts": JOB_CONTRACTS,
    "numerator": COUNTED,
    "numerator_contracts": JOB_CONTRACTS,
    "denominator": COUNTED,
    "statistic": STATISTICS,
    "measure": MEASURED,
    "untold": UNTOLD,
}
"""The columns of tables that take their words from a closed list."""
FIRST_FITS = {
    "tariff": ("payers",),
    "cvec_liability": ("payers", "education", "contracts"),
    "refunds": ("lines", "causes"),
    "cvec_refunds": ("lines", "causes"),
    "application_closes": (),
    "mission_places": ("places",),
    "situations": ("activities", "job_contracts"),
}
"""The tables of which the first line that fits applies, with the columns that decide whether one fits."""
LINES_NAMED = (
    ("application_pieces", "routes", "admission_routes"),
    ("admission_routes", "may_ask_for", "application_pieces"),
    ("indicators", "windows", "survey_windows"),
)
"""The tables whose lines name lines of another table: the column that names them, and the other table."""


def rows_can_be_reached(regulation: Regulation) -> Iterator[Fault]:
    """Ids differ within a table, and no line hides behind one that fits whenever it does."""
    for rule, at, rows in every_table(regulation):
        seen: set[str] = set()
        for number, row in enumerate(rows, 1):
            here = f"{at}[{number}]"
            if row.id in seen:
                yield Fault(rule.origin, f"{here}.id", f"«{row.id}» stands twice, give each line its own id")
            seen.add(row.id)
            hiding = next((above for above in rows[: number - 1] if _hides(above, row, rule.key)), None)
            if hiding is not None and hiding.id != row.id:
                what = f"is never reached behind «{hiding.id}», move it above or remove it"
                yield Fault(rule.origin, here, what)


def _hides(above: Row, row: Row, key: str) -> bool:
    """Tell whether a line fits whenever a line below it does, so that the lower one never applies."""
    if above.otherwise:
        return True
    if key not in FIRST_FITS or getattr(above, "force", Force.BINDING) is not Force.BINDING:
        return False
    if not (above.requires <= row.requires and _excluded(above) <= _excluded(row)) or row.otherwise:
        return not (above.requires or _excluded(above) or any(getattr(above, column) for column in FIRST_FITS[key]))
    return all(
        not (wide := getattr(above, column)) or (bool(narrow := getattr(row, column)) and narrow <= wide)
        for column in FIRST_FITS[key]
    )


def _excluded(row: Row) -> frozenset[str]:
    """Return everything that must not be there for a line to fit."""
    return row.excludes | getattr(row, "without", frozenset())


def words_of_rows_are_known(regulation: Regulation) -> Iterator[Fault]:
    """Qualities are declared, and columns take their words from the closed lists."""
    for rule, at, rows in every_table(regulation):
        for number, row in enumerate(rows, 1):
            here = f"{at}[{number}]"
            for quality in sorted(row.requires & row.excludes):
                yield Fault(rule.origin, here, f"requires and excludes «{quality}» at once and never fits, keep one")
            named = row.requires | row.excludes | getattr(row, "numerator_qualities", frozenset())
            for quality in sorted(named - regulation.qualities.keys()):
                hint = nearest(quality, regulation.qualities)
                yield Fault(
                    rule.origin, here, f"«{quality}» is not a declared quality, declare it in qualities.toml; {hint}"
                )
            for column, words in COLUMNS.items():
                given = getattr(row, column, "")
                for word in sorted(({given} if isinstance(given, str) else set(given)) - {"", *words}):
                    yield Fault(rule.origin, f"{here}.{column}", f"«{word}» is not known, {nearest(word, words)}")


def numbers_of_rows_make_sense(regulation: Regulation) -> Iterator[Fault]:
    """Amounts are not below zero, and shares are not above the whole."""
    for rule, at, rows in every_table(regulation):
        for number, row in enumerate(rows, 1):
            for column in ("amount", "ratio", "refunded"):
                given = getattr(row, column, None)
                if given is not None and given < 0:
                    what = f"{given} is below zero, write zero or more"
                    yield Fault(rule.origin, f"{at}[{number}].{column}", what)
                if given is not None and given > 1 and column != "amount":
                    what = f"{given} is more than the whole, write 0.3 for thirty per cent"
                    yield Fault(rule.origin, f"{at}[{number}].{column}", what)


def lines_name_lines_that_exist(regulation: Regulation) -> Iterator[Fault]:
    """A line that names lines of another table names lines of the same folder."""
    for scope, rules in regulation.rules.items():
        for key, column, other in LINES_NAMED:
            for rule, at, rows in every_table(Regulation({scope: rules}, {}, {}, {})):
                if rule.key == key:
                    yield from _unknown_ids(rule, at, rows, column, _ids(rules.get(other)))


def _ids(rule: Rule | None) -> set[str]:
    """Return the ids of every line that a table of this folder has had, under any reading."""
    entries = rule.entries if rule else ()
    tables = [table for entry in entries for table in (entry.value, *(variant.value for variant in entry.variants))]
    return {row.id for table in tables for row in table or ()}


def _unknown_ids(rule: Rule, at: str, rows: Iterable[Row], column: str, known: set[str]) -> Iterator[Fault]:
    for number, row in enumerate(rows, 1):
        for word in sorted(getattr(row, column) - known):
            yield Fault(
                rule.origin, f"{at}[{number}].{column}", f"«{word}» is no line of this folder, {nearest(word, known)}"
            )
