"""What do figures that texts publish come to, and do they agree? Facts only: no rule follows from a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, cast

from sceau.core.closed_lists import SIGNS
from sceau.core.decision import Decision, Reason, decide
from sceau.core.question import question
from sceau.core.rule import Citation, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.accreditation import ObservationRow

CONSISTENT, INCONSISTENT, NOT_OBSERVED = "consistent", "inconsistent", "not_observed"
NEEDED = {
    "sum": ("observed",),
    "share": ("observed", "whole"),
    "balance": ("observed", "removed"),
    "turnover": ("observed", "removed", "whole"),
}
"""What each measure is made of: a balance is what came less what went, a turnover both of them in a whole."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure that someone publishes, with where."""

    on: date
    """The day it speaks of, or the first day of the period it names."""
    observed: str
    """What is counted (``core.closed_lists.OBSERVED``)."""
    number: Decimal
    text: str
    locator: str
    sign: str = "exactly"
    """``exactly``, ``about``, ``at_least`` or ``more_than``: the last two say a lower bound only."""
    cumulated: bool = False
    """True of a number counted since the beginning, which never falls."""

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError(f"number: a number that was counted is not below zero, correct {self.number}")
        if self.sign not in SIGNS:
            raise ValueError(f"sign: «{self.sign}» is no sign, write one of: {', '.join(SIGNS)}")


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What is to be made of the figures of a label."""

    measure: str
    """``sum``, ``share``, ``balance`` or ``turnover``."""
    observed: str
    """What is summed, or is a part, or came (``core.closed_lists.OBSERVED``)."""
    removed: str = ""
    """What went: of a balance and of a turnover."""
    whole: str = ""
    """Of which it is a share or a turnover."""
    observations: tuple[Observation, ...] = ()
    """Figures beside those that the law holds."""
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.measure not in NEEDED:
            raise ValueError(f"measure: «{self.measure}» is not known, write one of: {', '.join(NEEDED)}")
        named = tuple(part for part in ("observed", "removed", "whole") if getattr(self, part))
        if named != NEEDED[self.measure]:
            raise ValueError(
                f"measure: {self.measure} is made of {', '.join(NEEDED[self.measure])}, name these and no others"
            )
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError(f"until: {self.until} comes before since, correct one of them")

    @property
    def things(self) -> tuple[str, ...]:
        """What is counted, in the order of the measure."""
        return tuple(getattr(self, part) for part in NEEDED[self.measure])


class _Seen(NamedTuple):
    """A figure with the value of the law, or of the facts, that carries its citation."""

    on: date
    number: Decimal
    sign: str
    cumulated: bool
    rule: Value
    row: ObservationRow | None

    @property
    def least(self) -> Decimal | None:
        """The number that it is at least; None where it is only near."""
        return None if self.sign == "about" else self.number

    @property
    def most(self) -> Decimal | None:
        """The number that it is at most; None where no text says one."""
        return self.number if self.sign == "exactly" else None


@question("accreditation.series", SeriesFacts, CONSISTENT, INCONSISTENT, NOT_OBSERVED)
def series(*, facts: SeriesFacts, rules: Rulebook) -> Decision:
    """What do these published figures come to, and do any two of them disagree?"""
    table = rules.get("observations")
    seen = {thing: _seen(thing, facts, table) for thing in facts.things}
    reasons = [_counted(one, thing) for thing, ones in seen.items() for one in ones]
    compared = [reason for thing, ones in seen.items() for reason in _agreement(thing, ones)]
    near = [reason for reason in compared if reason.holds is None]
    settled = [reason for reason in compared if reason.holds is not None]
    made = _measured(facts, [_by_day(ones) for ones in seen.values()], seen[facts.observed])
    if made is None:
        lacking = tuple(thing for thing, ones in seen.items() if not ones)
        open_point = Reason("figures_are_observed", None, table, facts.things, lacking)
        return decide("accreditation.series", NOT_OBSERVED, [*reasons, open_point, *settled], {}, near)
    if any(not reason.holds for reason in settled):  # what disagrees is not added up
        return decide("accreditation.series", INCONSISTENT, [*reasons, *settled], {}, near)
    return decide("accreditation.series", CONSISTENT, [*reasons, *settled], made, near)


def _seen(observed: str, facts: SeriesFacts, table: Value) -> list[_Seen]:
    """Return every figure on one thing within the days asked for, the oldest first."""
    rows = cast(tuple[ObservationRow, ...], table.value or ())
    held = [_Seen(r.on, r.number, r.sign, r.cumulated, table, r) for r in rows if r.observed == observed]
    given = [
        _Seen(one.on, one.number, one.sign, one.cumulated, _given(one), None)
        for one in facts.observations
        if one.observed == observed
    ]
    return sorted((one for one in [*held, *given] if _within(one.on, facts)), key=lambda one: one.on)


def _given(one: Observation) -> Value:
    return Value(key="observations", cite=Citation(one.text, one.locator))


def _within(on: date, facts: SeriesFacts) -> bool:
    return (facts.since is None or on >= facts.since) and (facts.until is None or on <= facts.until)


def _counted(one: _Seen, observed: str) -> Reason:
    return Reason("figure_is_published", True, one.rule, one.sign, one.number, observed, one.row)


# ---- what they come to -----------------------------------------------------------------------------------------------


def _measured(
    facts: SeriesFacts, columns: Sequence[Mapping[date, _Seen]], ones: Sequence[_Seen]
) -> dict[str, Any] | None:
    """Return what the figures come to, how surely, and the last day that counts; None where one is lacking."""
    days = sorted(set.intersection(*(set(column) for column in columns)))
    if not days:
        return None
    if facts.measure == "sum":
        each = tuple(columns[0].values())
        return _so_far(ones) if any(one.cumulated for one in ones) else _figures(_total(each), each, ())
    if facts.measure == "balance":
        added, removed = ([column[day] for day in days] for column in columns)
        return _figures(_total(added) - _total(removed), added, removed)
    *parts, whole = (column[days[-1]] for column in columns)
    if not whole.number:
        return None
    return _figures(Fraction(_total(parts)) / Fraction(whole.number), parts, (whole,))


def _by_day(ones: Iterable[_Seen]) -> dict[date, _Seen]:
    """Return one figure per day, the surest: what two texts say of the same day counts once."""
    return {one.on: one for one in sorted(ones, key=lambda one: SIGNS.index(one.sign), reverse=True)}


def _so_far(ones: Sequence[_Seen]) -> dict[str, Any]:
    """A number counted since the beginning never falls: the highest that is sure holds to the last day."""
    last = ones[-1]
    highest = max((one for one in ones if one.least is not None), key=lambda one: one.number, default=last)
    sign = "at_least" if highest.on < last.on and highest.sign == "exactly" else highest.sign
    return {"value": highest.number, "sign": sign, "observed_on": last.on}


def _total(ones: Iterable[_Seen]) -> Decimal:
    return sum((one.number for one in ones), Decimal(0))


def _figures(value: Fraction | Decimal, raising: Sequence[_Seen], lowering: Sequence[_Seen]) -> dict[str, Any]:
    """Return a figure with how sure it is: what lowers it must be exact, or it is only near."""
    sign = max((one.sign for one in raising), key=SIGNS.index)
    if any(one.sign != "exactly" for one in lowering):
        sign = "about"
    return {"value": value, "sign": sign, "observed_on": max(one.on for one in (*raising, *lowering))}


# ---- whether they agree ----------------------------------------------------------------------------------------------


def _agreement(observed: str, ones: Sequence[_Seen]) -> list[Reason]:
    """Set every two figures on one thing against each other where they must agree: on one day, or when cumulated."""
    return [
        reason
        for rank, later in enumerate(ones)
        for earlier in ones[:rank]
        if earlier.on == later.on or (earlier.cumulated and later.cumulated)
        for reason in _compared(observed, earlier, later)
    ]


def _compared(observed: str, earlier: _Seen, later: _Seen) -> list[Reason]:
    """«More than» is a lower bound and disagrees only with what lies under it; «about» disagrees with nothing.

    Of two figures that disagree each is shown with its own text.
    """
    near = "about" in (earlier.sign, later.sign)
    apart = _above(earlier, later) or (earlier.on == later.on and _above(later, earlier))
    holds = None if near and not apart else not apart
    pairs = ((earlier, later), (later, earlier)) if apart else ((earlier, later),)
    return [
        Reason("figures_agree", holds, one.rule, other.number, one.number, observed, one.row) for other, one in pairs
    ]


def _above(one: _Seen, other: _Seen) -> bool:
    """Tell whether the least that a figure can be is more than the most that another can be."""
    if one.least is None or other.most is None:
        return False
    return one.least > other.most or (one.least == other.most and one.sign == "more_than")
