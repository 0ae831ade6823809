"""What can a line say of what is due, who pays it, and what is given back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sceau.core.rule import Duration, Moment, Row
from sceau.core.tables.tightening import FEWER, HIGHER, LOWER, MORE, TRUE


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffRow(Row):
    """The price of the programme for a kind of payer."""

    payers: frozenset[str] = frozenset()
    """Who pays: ``self``, ``job_seeker``, ``employer``, ``third_party``; empty: anyone."""
    amount: Decimal
    taxes: str = ""
    """``net`` when no tax is added, ``excluded`` when it is."""
    charged: str = "person"
    """What one price is for: ``person``, ``year`` or ``intake``."""
    education: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    third_party_pays: frozenset[str] = frozenset()
    """How much a third party pays beside the payer: ``nothing``, ``part`` or ``all``; empty: whatever it pays."""
    degree_years_at_least: int | None = None
    degree_years_at_most: int | None = None
    """Whole years since the degree, these numbers included."""
    experience_at_least: int | None = None
    experience_at_most: int | None = None
    """Months of professional experience, these numbers included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiabilityRow(Row):
    """Who owes a contribution and who does not."""

    payers: frozenset[str] = frozenset()
    education: frozenset[str] = frozenset()
    """``initial`` or ``continuing``; empty: both."""
    contracts: frozenset[str] = frozenset()
    """``apprenticeship``, ``professionalisation`` or ``none``; empty: any."""
    due: bool


@dataclass(frozen=True, slots=True)
class InstalmentRow(Row):
    """One of the payments the price is spread over."""

    due: Moment | None = None
    """None when the text names no day."""
    ratio: Decimal | None = None
    """Its share of the price; None when the text does not give one."""


@dataclass(frozen=True, slots=True)
class DepositRow(Row):
    """What is paid before the instalments to keep a place; what is left of the price is spread over them."""

    payers: frozenset[str] = frozenset()
    ratio: Decimal | None = None
    """Its share of the price."""
    amount: Decimal | None = None
    """Or its amount in euros."""
    due: Moment | None = None


@dataclass(frozen=True, slots=True)
class FunderRow(Row):
    """A funder: whom and what it pays for, until when it is asked, how much it gives."""

    payers: frozenset[str] = frozenset()
    """Who owes what is left once it has paid; empty: anyone."""
    contracts: frozenset[str] = frozenset()
    seniority: Duration | None = None
    """Time at work that is asked for, in months or years."""
    seniority_in_company: Duration | None = None
    """How much of it in the company where the person works."""
    seniority_waived_for: frozenset[str] = frozenset()
    """Qualities of which one is enough to be asked for no seniority."""
    remote_at_most: Decimal | None = None
    """The greatest share of the teaching at a distance."""
    registers: frozenset[str] = frozenset()
    """The registers in one of which the certification stands on the day the intake starts."""
    quality_certificate: bool = False
    """True if the school must hold a quality certificate (Qualiopi) on that day."""
    ask_by: Moment | None = None
    lines: frozenset[str] = frozenset()
    """The lines that it may pay (``tuition``…); empty: any."""
    ratio: Decimal | None = None
    """Its share of what is left of these lines."""
    amount: Decimal | None = None
    """Or a fixed amount in euros."""
    floor: Decimal | None = None
    cap: Decimal | None = None
    after_break: str = ""
    """What it pays of a course that is broken off: ``whole``, ``pro_rata`` or ``nothing``."""
    day_base: int | None = None
    """Over how many days a part of the course is counted; None: its own days."""
    STRICTER: ClassVar[Mapping[str, str]] = {
        "payers": FEWER,
        "contracts": FEWER,
        "seniority": HIGHER,
        "seniority_in_company": HIGHER,
        "remote_at_most": LOWER,
        "registers": FEWER,
        "quality_certificate": TRUE,
        "lines": FEWER,
        "requires": MORE,
        "excludes": MORE,
    }


@dataclass(frozen=True, slots=True)
class ShareRow(Row):
    """What stays with the holder or the employer of whatever a funder pays."""

    funders: frozenset[str] = frozenset()
    """The funders whose payment it goes with; empty: any."""
    payers: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    amount: Decimal = Decimal(0)
    """In euros; zero: nothing stays with them."""
    taken_from: str = "price"
    """``price``: what is left to pay is less; ``funding``: the funder gives that much less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCutRow(Row):
    """By how much a funder gives less for teaching at a distance."""

    funders: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    remote_from: Decimal
    """The share of the teaching at a distance from which funding is cut, this share included."""
    cut: Decimal
    floor: Decimal | None = None
    """Below which no cut brings the funding."""


@dataclass(frozen=True, slots=True)
class LeavingRow(Row):
    """What is owed of the price by someone who leaves, by cause, form and day."""

    causes: frozenset[str] = frozenset()
    """Why they leave, in free words; empty: whatever the cause."""
    payers: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    """In which form it must be said; empty: any."""
    until: Moment | None = None
    """The last day to say so; None: no last day."""
    until_elapsed: Decimal | None = None
    """The greatest share of the course that may have elapsed."""
    ratio: Decimal | None = None
    """The share of the price that is owed."""
    amount: Decimal | None = None
    """Or an amount in euros."""
    pro_rata: bool = False
    """Or the share of the course that has elapsed."""
    day_base: int | None = None
    """Over how many days that share is counted; None: the course's own days."""
    kept_lines: frozenset[str] = frozenset()
    """What was paid under these lines is kept on top (``application_fee``, ``deposit``…)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow(Row):
    """What is given back of an amount paid, for what cause and on what proof."""

    lines: frozenset[str] = frozenset()
    """The lines it speaks of (``application_fee``, ``instalment_1``, ``cvec``…); empty: any."""
    causes: frozenset[str] = frozenset()
    """Why it is asked for; empty: whatever the cause."""
    refunded: Decimal
    """The share given back, from 0 (kept) to 1."""
    kept: Decimal = Decimal(0)
    """An amount in euros that is kept first; the share is that of the rest."""
    proof: str = ""
    """The piece to show; empty: none."""
    ask_by: Moment | None = None
