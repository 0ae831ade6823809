"""How long is each kind of personal data kept? What it is for, as the texts ask, and the institution's own duration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomli
from django.db import transaction

from sceau.core.calendar import later, start_of
from sceau.core.rule import Citation, Duration, Words
from sceau.journal.actions import Actor, erase_evidence
from sceau.journal.models import Entry, Evidence

UNITS = ("days", "weeks", "months", "years")
FILE = "retention.toml"
"""The institution's own durations, in the folder of everything that it keeps."""
AT_A_TIME = 500
LONGEST = 10_000


class RetentionFaulty(ValueError):
    """A file of durations that cannot be followed: every fault, as a key of its sentences and what fills them."""

    def __init__(self, faults: list[tuple[str, dict[str, str]]]) -> None:
        super().__init__("; ".join(f"{what} {named}" for what, named in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Kept:
    """What one kind of data is kept for, and how long."""

    purpose: Words
    cite: Citation
    """Where a text asks that it end."""
    kept_for: Duration | None = None
    """None where no text and no decision of the institution says a duration: it is then not erased."""
    decided: Citation | None = None
    """The decision of the institution that sets the duration."""

    def before(self, on: date) -> date | None:
        """Return the first day that is still kept, on a day; None where nothing says."""
        if self.kept_for is None:
            return None
        return later(on, Duration(-self.kept_for.amount, self.kept_for.unit))


@cache
def purposes() -> Mapping[str, Kept]:
    """Return what the texts say of each kind of data, by its name."""
    said = tomli.loads(files("sceau.journal").joinpath("retention.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {name: Kept(Words(**one["purpose"]), Citation(**one["cite"])) for name, one in said.items()}
    )


def read_retention(folder: Path) -> dict[str, Kept]:
    """Return how long each kind of data is kept at this institution; raises ``RetentionFaulty`` with every fault."""
    kept, path = dict(purposes()), folder / FILE
    if not path.exists():
        return kept
    try:
        own = tomli.loads(path.read_text(encoding="utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RetentionFaulty([("not_toml", {"why": str(error)})]) from None
    faults: list[tuple[str, dict[str, str]]] = []
    for name, said in own.items():
        if name not in kept:
            faults.append(("unknown", {"name": name, "known": ", ".join(kept)}))
            continue
        duration, cite = _duration(said), _citation(said)
        faults += [("no_duration", {"name": name})] if duration is None else []
        faults += [("no_cite", {"name": name})] if cite is None else []
        kept[name] = replace(kept[name], kept_for=duration, decided=cite)
    if faults:
        raise RetentionFaulty(faults)
    return kept


def _duration(said: Any) -> Duration | None:
    length = said.get("kept_for") if isinstance(said, dict) else None
    if not isinstance(length, dict) or len(length) != 1:
        return None
    unit, amount = next(iter(length.items()))
    fits = unit in UNITS and type(amount) is int and 0 < amount <= LONGEST
    return Duration(amount, unit) if fits else None


def _citation(said: Any) -> Citation | None:
    cite = said.get("cite") if isinstance(said, dict) else None
    if not isinstance(cite, dict) or cite.keys() != {"text", "locator"}:
        return None
    return Citation(**cite) if all(isinstance(one, str) and one.strip() for one in cite.values()) else None


def evidence_from_before(day: date) -> Any:
    """Return the evidence of what was decided before a day."""
    return Evidence.objects.filter(entry__at__lt=start_of(day)).order_by("pk")


def erase_evidence_from_before(*, day: date, at: datetime, by: Actor) -> int:
    """Erase what was decided upon before a day, some at a time, each by an act of its own; return how many."""
    count = 0
    while True:
        with transaction.atomic():
            rows = evidence_from_before(day).select_for_update(skip_locked=True, of=("self",))[:AT_A_TIME]
            keys = list(rows.values_list("pk", flat=True))
            for entry in Entry.objects.filter(pk__in=keys).order_by("pk"):
                erase_evidence(at=at, by=by, entry=entry)
        count += len(keys)
        if len(keys) < AT_A_TIME:
            return count
