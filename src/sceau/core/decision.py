"""What is a decision? An outcome and the reasons behind it, each with where the text says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from sceau.core.rule import Citation, Row, Value


class Reason(NamedTuple):
    """One requirement set against one fact.

    ``check`` is a sentence that can be true (``mean_reaches_the_pass_mark``); the words that a person reads are drawn
    from it later, in the person's language, so that a hundred thousand reasons cost no text.
    """

    check: str
    holds: bool | None
    """True, False, or None when it cannot be known yet."""
    rule: Value
    required: Any = None
    found: Any = None
    subject: str = ""
    """What it is about when several are alike: a unit, a module, a route, a line."""
    row: Row | None = None
    """The line of the table that speaks, when the rule is a table."""

    @property
    def cite(self) -> Citation | None:
        """Where the text says so; None only where the texts say nothing."""
        if self.row is not None and self.row.cite is not None:
            return self.row.cite
        return self.rule.cite

    @property
    def refuses(self) -> bool:
        """True if a binding rule is not met."""
        return self.holds is False and self.rule.binds


reason_of: Callable[[tuple[str, bool | None, Value, Any, Any, str, Row | None]], Reason] = partial(
    tuple.__new__, Reason
)
"""Make a reason from its seven parts at once, in a third of the time: for the loops that run once per mark."""


class Line(NamedTuple):
    """An amount in euros with the rule that sets it; ``row`` is the line of the tariff."""

    code: str
    amount: Decimal
    rule: Value
    row: Row | None = None

    @property
    def cite(self) -> Citation | None:
        """Where the text sets this amount."""
        if self.row is not None and self.row.cite is not None:
            return self.row.cite
        return self.rule.cite


class Finding(NamedTuple):
    """What one part of a question comes to, before it is put in order as a decision."""

    outcome: str
    reasons: list[Reason]
    figures: dict[str, Any]


finding_of: Callable[[tuple[str, list[Reason], dict[str, Any]]], Finding] = partial(tuple.__new__, Finding)
"""Make a finding from its three parts at once, as ``reason_of`` does: for the loop that runs once per unit."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The decision under one reading of a rule that the texts leave open or contradict."""

    key: str
    name: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question: outcome, reasons (unmet first), and every figure it carries, exact."""

    question: str
    outcome: str
    reasons: tuple[Reason, ...]
    figures: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Reason, ...] = ()
    """What does not refuse but must be seen: rules that only recommend, silence, contradictions."""
    readings: tuple[Reading, ...] = ()
    """Empty unless a rule has several readings; the first is the one that applies meanwhile."""

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError(f"a decision on {self.question} needs at least one reason")

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """The reasons that do not hold."""
        return tuple(reason for reason in self.reasons if reason.holds is False)

    def every_reason(self) -> Iterator[Reason]:
        """Return every reason, those that only warn and those of the readings included."""
        yield from (*self.reasons, *self.warnings)
        for reading in self.readings:
            yield from reading.decision.every_reason()

    @property
    def decisive(self) -> tuple[Citation, ...]:
        """The citations that decide: those of what is unmet, of what is not known yet, or else of every requirement."""
        open_points = [reason for reason in self.reasons if reason.holds is None]
        deciding = self.unmet or open_points or self.reasons
        cites = (reason.cite for reason in deciding)
        return tuple(dict.fromkeys(cite for cite in cites if cite is not None))


def decide(
    question: str,
    outcome: str,
    reasons: Iterable[Reason],
    figures: Mapping[str, Any] | None = None,
    warnings: Iterable[Reason] = (),
) -> Decision:
    """Return a decision whose reasons stand unmet first, then unknown, then met; what only warns is set apart."""
    unmet, unknown, met, warned = [], [], [], list(warnings)
    for reason in reasons:
        if reason.holds:
            met.append(reason)
        elif reason.holds is None:
            unknown.append(reason)
        elif reason.rule.binds:
            unmet.append(reason)
        else:
            warned.append(reason)
    ordered = (*unmet, *unknown, *met)
    if not ordered:  # nothing binds: what warns is then all there is to say
        return Decision(question, outcome, tuple(warned), figures or {})
    return Decision(question, outcome, ordered, figures or {}, tuple(warned))
