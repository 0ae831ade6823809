"""What does a rule show until a school writes its own value? Some value of its shape, which loads as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from typing import Any, get_type_hints

from sceau.core.closed_lists import CEFR_LEVELS, COMPONENTS
from sceau.core.rule import Duration, Moment, Row, Words
from sceau.core.tables.admission import LanguageRow, QuotaRow
from sceau.core.tables.studies import WeightRow
from sceau.core.vocabulary import Shape
from sceau.regulation.columns import COLUMNS

FIGURES = {
    "": 5,
    "/10": 5,
    "/20": 10,
    "/100": 50,
    "ECTS": 60,
    "EUR": 100,
    "hours": 350,
    "ratio": Decimal("0.3"),
    "days": 10,
}
"""A number for each unit, to be replaced; one for any other."""
ONE_OF_SEVERAL: Mapping[type[Row], Mapping[str, Any]] = {
    QuotaRow: {"ratio": Decimal("0.1")},
    LanguageRow: {"cefr": next(iter(CEFR_LEVELS))},
    WeightRow: {"id": next(iter(COMPONENTS))},
}
"""What a line says that must say one of several columns, or bear one of several names."""


def sample(shape: Shape, unit: str) -> Any:
    """Return some value of a shape, a number in this unit."""
    match shape.kind:
        case "number":
            return FIGURES.get(unit, 1)
        case "yes_no":
            return True
        case "choice":
            return shape.choices[0]
        case "set":
            return frozenset(shape.choices or ("fr", "en"))
        case "duration":
            return Duration(4, "months")
        case "moment":
            return Moment(day=30, month=4)
        case "text":
            return Words("…", "…")
    return (_row(shape.row or Row),)


def _row(kind: type[Row]) -> Row:
    """Return a line with what it must say and nothing more."""
    hints = get_type_hints(kind)
    needed = [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
    columns: dict[str, Any] = {name: "example" if name == "id" else _column(name, hints[name]) for name in needed}
    return kind(**{**columns, **ONE_OF_SEVERAL.get(kind, {})})


def _column(name: str, hint: Any) -> Any:
    samples: dict[Any, Any] = {
        bool: True,
        int: 1,
        Decimal: Decimal(1),
        Duration: Duration(4, "months"),
        Moment: Moment(day=30, month=4),
        date: date(2026, 1, 1),
        Mapping[str, Decimal]: {next(iter(COLUMNS.get(name, ("example",)))): Decimal(1)},
        str: next(iter(COLUMNS.get(name, ("example",)))),
    }
    return samples.get(hint, frozenset(COLUMNS.get(name, ("example",))))
