"""What does a decision come to under each reading of what the texts leave open?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sceau.core.decision import Decision

DIFFER = " ≠ "
"""Between two values of which the texts do not say which is right."""


def in_each_reading(decision: Decision, said: Callable[[Decision], str]) -> str:
    """Return what is said of a decision, or of each of its contested readings where that is not the same."""
    return DIFFER.join(dict.fromkeys(said(one) for one in readings_of(decision)))


def readings_of(decision: Decision) -> Iterator[Decision]:
    """Return a decision under each reading of a contested rule; where layers differ, the lower one stands."""
    open_keys = {r.subject for r in (*decision.reasons, *decision.warnings) if r.check == "readings_agree"}
    readings = [reading.decision for reading in decision.readings if reading.key in open_keys]
    for one in readings:
        yield from readings_of(one)
    if not readings:
        yield decision
