"""What can a line say of the dossier of a programme, who signs and decides, and for how long?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from sceau.core.rule import Duration, Moment, Row
from sceau.core.tables.tightening import FEWER, MORE, TRUE


@dataclass(frozen=True, slots=True)
class DossierPieceRow(Row):
    """A document of the dossier of a programme, and for which requests it is required."""

    requests: frozenset[str] = frozenset()
    """``first_request``, ``renewal``; empty: both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatoryRow(Row):
    """Who must sign the dossier of a programme."""

    role: str


@dataclass(frozen=True, slots=True)
class WindowRow(Row):
    """A stretch of the year in which dossiers are filed, its first and last day included."""

    requests: frozenset[str] = frozenset()
    """``first_request``, ``renewal``; empty: both."""
    opens: Moment | None = None
    closes: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow(Row):
    """What follows from an opinion on a request for the label."""

    opinions: frozenset[str] = frozenset()
    """``favourable``, ``with_reservations``, ``deferring``, ``unfavourable``; empty: any."""
    requests: frozenset[str] = frozenset()
    """``first_request``, ``renewal``; empty: both."""
    leads_to: str
    """``granted``, ``granted_on_conditions``, ``deferred`` or ``refused``."""
    term: Duration | None = None
    """For how long the label is granted."""
    sequel: str = ""
    """What the school owes meanwhile: ``progress_report``, ``visit``, ``new_dossier``, ``phasing_out``."""
    return_after: Duration | None = None
    """After how long a dossier that was not accepted may come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow(Row):
    """What a role may do for the label."""

    roles: frozenset[str]
    acts: frozenset[str] = frozenset()
    members_only: bool = False
    """True if only a member of the label's owner may take the role."""
    STRICTER: ClassVar[Mapping[str, str]] = {
        "roles": FEWER,
        "acts": FEWER,
        "members_only": TRUE,
        "requires": MORE,
        "excludes": MORE,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRow(Row):
    """A figure that a text publishes; no rule follows from it."""

    on: date
    """The day it speaks of, or the first day of the period it names."""
    observed: str
    number: Decimal
    sign: str = "exactly"
    """``exactly``, ``about``, ``at_least`` or ``more_than``."""
    cumulated: bool = False
    """True of a number counted since the beginning."""
