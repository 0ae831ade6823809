"""What is a promotion? Its structure, its jury and its students with their facts, as the registrar gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sceau.core.jury import StudentFacts


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One assessment of a module: what is marked, out of how much, with which weight."""

    code: str
    title: str
    coefficient: Decimal
    scale: Decimal
    """What it is marked out of."""
    group: bool
    individualised: bool
    """For group work: was each student marked one by one? True for individual work."""


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """One module of a unit, with its weight in the unit."""

    code: str
    title: str
    coefficient: Decimal
    assessments: tuple[AssessmentLine, ...]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit, with its credits and its weight in the general mean."""

    code: str
    title: str
    ects: Decimal
    coefficient: Decimal
    modules: tuple[ModuleLine, ...]
    block: str = ""
    """The block or term that it belongs to, where the school has blocks."""


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """The mission, the thesis or its defence, with its credits."""

    code: str
    """``mission``, ``thesis`` or ``defence`` (``core.closed_lists.COMPONENTS``)."""
    title: str
    ects: Decimal


class Titles(NamedTuple):
    """How the sheets that the law is held against are called in the file; empty where nothing was read."""

    structure: str = ""
    components: str = ""


class UnnamedResit(NamedTuple):
    """A resit that does not say which of the assessments of its module it is of."""

    where: str
    """The cell in which to say so."""
    module: str
    assessments: tuple[str, ...]


class Outline(NamedTuple):
    """What the law is held against before any student is judged; None for what could not be read."""

    teaching: Decimal | None = None
    """The credits of all units."""
    components: tuple[ComponentLine, ...] | None = None
    intake_starts_on: date | None = None
    """The day whose law applies."""
    titles: Titles = Titles()
    unnamed_resits: tuple[UnnamedResit, ...] = ()


UNREAD = Outline()
"""Nothing of a promotion could be read."""


@dataclass(frozen=True, slots=True)
class JuryMember:
    """One member of the jury, in the capacity that the minutes print."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Student:
    """One student of the promotion, with everything the jury has before it."""

    number: str
    last_name: str
    first_name: str
    facts: StudentFacts


@dataclass(frozen=True, slots=True)
class Promotion:
    """The students of one intake of one programme, ready to be deliberated."""

    programme: str
    """The code of the programme in the school's regulation."""
    title: str
    intake_year: int
    intake_starts_on: date
    jury_on: date
    units: tuple[UnitLine, ...]
    components: tuple[ComponentLine, ...]
    jury: tuple[JuryMember, ...]
    students: tuple[Student, ...]
    titles: Titles = field(default=Titles(), compare=False)
    """Where to look for what the law refuses; another file may give the same promotion."""
    unnamed_resits: tuple[UnnamedResit, ...] = field(default=(), compare=False)
    """Where to say which assessment was resat, if the law asks for it."""

    @property
    def outline(self) -> Outline:
        """Its credits, its components, and the resits that name no assessment."""
        teaching = sum((unit.ects for unit in self.units), Decimal(0))
        return Outline(teaching, self.components, self.intake_starts_on, self.titles, self.unnamed_resits)
