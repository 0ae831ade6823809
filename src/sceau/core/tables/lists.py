"""What can a line of a plain list say? These are shown, and no question reads them."""

from __future__ import annotations

from dataclasses import dataclass

from sceau.core.rule import Moment, Row


@dataclass(frozen=True, slots=True)
class StepRow(Row):
    """A step of a procedure: who acts, and what comes of it."""

    actor: str = ""
    produces: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class PeriodRow(Row):
    """A stretch of the year, its first and last day included."""

    starts: Moment | None = None
    ends: Moment | None = None


@dataclass(frozen=True, slots=True)
class WayRow(Row):
    """A way to pay and who may use it."""

    on_demand: bool = False
    label_carries: frozenset[str] = frozenset()
    """What the payment's label must carry."""


@dataclass(frozen=True, slots=True)
class CriterionRow(Row):
    """A criterion on which a dossier is judged, or a point that a text lists."""
