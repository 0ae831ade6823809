"""What does a programme say of itself? Its sheet, in parts; each part is checked whole, every fault at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, LiteralString, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from stdnum.fr import siret as stdnum_siret

from sceau.catalogue.domains import DOMAINS, LANGUAGES_TAUGHT
from sceau.core.closed_lists import COMPONENTS, EDUCATION, MISSION_PLACES, PACES, ROLES, TEACHING_KINDS
from sceau.people.countries import is_country

LONGEST_TEXT, LONGEST_LINE, LONGEST_CODE = 3000, 255, 30
"""Characters of a text, of a title, of a code: what LHEO 2.3 takes."""
MOST_LINES = 60
"""Units of a programme, modules of a unit, assessments of a module, campuses…: more is a slip."""
UAI_LETTERS = "abcdefghjklmnprstuvwxyz"
"""The letter that ends a UAI is the rest of its number divided by their count."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
UNITS = ("months", "years", "semesters", "quarters")
"""In which a programme says how long it lasts."""
WORK_STUDY = "work_study"


def _matches(pattern: str, what: LiteralString) -> AfterValidator:
    """Return what accepts a text of a shape, and an empty one; ``what`` names the fault."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if text and not compiled.fullmatch(text):
            raise _fault(what)
        return text

    return AfterValidator(check)


def _fault(what: LiteralString, **named: Any) -> PydanticCustomError:
    """Return a fault of a sheet; its sentence is in ``wording/site.*.toml``, under ``sheet_faults``."""
    return PydanticCustomError(what, what, named)


def _plain(text: str) -> str:
    if any(ord(one) < ord(" ") and one not in "\n\r\t" for one in text):
        raise _fault("control_character")
    return text


def _siret(text: str) -> str:
    compact = text.replace(" ", "")
    if compact and not stdnum_siret.is_valid(compact):
        raise _fault("bad_siret")
    return compact


def _uai(text: str) -> str:
    code = text.replace(" ", "").upper()
    if code and not (
        re.fullmatch("[0-9]{7}[A-Z]", code) and UAI_LETTERS[int(code[:7]) % len(UAI_LETTERS)] == code[7].lower()
    ):
        raise _fault("bad_uai")
    return code


def _country(text: str) -> str:
    if text and not is_country(text):
        raise _fault("no_country")
    return text


def _among(known: Iterable[str]) -> AfterValidator:
    allowed = frozenset(known)

    def check(text: str) -> str:
        if text and text not in allowed:
            raise _fault("unknown_choice")
        return text

    return AfterValidator(check)


def _each_once(codes: Iterable[str], what: LiteralString) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise _fault(what, code=code)
        seen.add(code)


Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(_plain)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_plain)]
Code = Annotated[str, Field(min_length=1, max_length=LONGEST_CODE), AfterValidator(_plain)]
Web = Annotated[str, Field(max_length=LONGEST_LINE), _matches(r"https?://[^\s<>\"']+", "bad_url")]
Credits = Annotated[Decimal, Field(ge=0, le=300, max_digits=6, decimal_places=2)]
Hours = Annotated[Decimal, Field(ge=0, le=9999, max_digits=6, decimal_places=2)]
Weight = Annotated[Decimal, Field(gt=0, le=1000, max_digits=8, decimal_places=4)]
Count = Annotated[int, Field(ge=1, le=120)]


class Part(BaseModel):
    """A part of a sheet: what is not known is refused, and nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Said(Part):
    """A text in French, in English, or in both."""

    fr: Text = ""
    en: Text = ""

    def __bool__(self) -> bool:
        return bool(self.fr or self.en)

    def of(self, code: str) -> str:
        """Return the text in a language, else in the other one."""
        return (self.en or self.fr) if code == "en" else (self.fr or self.en)

    def language(self, code: str) -> str:
        """Return the language of what ``of`` returns."""
        return code if getattr(self, code) else {"fr": "en", "en": "fr"}[code]


class Presentation(Part):
    """What the programme is, in words."""

    title: Said = Said()
    acronym: Annotated[str, Field(max_length=LONGEST_CODE)] = ""
    objectives: Said = Said()
    skills: Said = Said()
    careers: Said = Said()
    content: Said = Said()
    conditions: Said = Said()
    """Who it is for, and what they must bring."""
    url: Web = ""

    @model_validator(mode="after")
    def _has_a_title(self) -> Presentation:
        if not self.title:
            raise _fault("no_title")
        if max(len(self.title.fr), len(self.title.en)) > LONGEST_LINE:
            raise _fault("title_too_long")
        return self


class Lasts(Part):
    """How long something lasts, in the unit that it is said in."""

    amount: Count
    unit: Literal["months", "years", "semesters", "quarters"]


class Organisation(Part):
    """How it is followed: label, domain, languages, paces, duration, hours, credits, entry."""

    label: Line = "ms"
    domain: Annotated[str, _among(DOMAINS)] = ""
    education: tuple[Annotated[str, _among(EDUCATION)], ...] = ()
    languages: tuple[Annotated[str, _among(LANGUAGES_TAUGHT)], ...] = ()
    paces: tuple[Annotated[str, _among(PACES)], ...] = ()
    lasts: Lasts | None = None
    lasts_at_most: Lasts | None = None
    """The longest that it lasts, where it says between two durations."""
    months: Count | None = None
    """From its first day to its last."""
    mission: Lasts | None = None
    mission_places: tuple[Annotated[str, _among(MISSION_PLACES)], ...] = ()
    hours: dict[Annotated[str, _among(TEACHING_KINDS)], Hours] = {}
    """By kind of teaching."""
    hours_in_all: Hours | None = None
    """Where no kind is told."""
    company_hours: Hours | None = None
    ects: Credits | None = None
    """Where no unit is told."""
    entry_level: Annotated[int, Field(ge=0, le=8)] | None = None
    """Years of study after the baccalauréat that are asked for."""
    entry_months: Count | None = None
    """Months of experience that are asked for."""


class Campus(Part):
    """Where it is taught."""

    name: Line
    address: Line = ""
    postcode: Annotated[str, _matches(r"[0-9A-Z -]{3,10}", "bad_postcode")] = ""
    city: Line = ""
    commune: Annotated[str, _matches(r"[0-9][0-9AB][0-9]{3}", "bad_commune")] = ""
    """The code of the commune (INSEE)."""
    country: Annotated[str, AfterValidator(_country)] = "FR"


class Places(Part):
    """Every campus."""

    campuses: Annotated[tuple[Campus, ...], Field(max_length=MOST_LINES)] = ()


class Block(Part):
    """A block of competences."""

    code: Code
    title: Annotated[str, Field(min_length=1, max_length=500)]


class Registration(Part):
    """The title of the RNCP that it leads to, and whether a personal training account pays for it."""

    rncp: Annotated[str, _matches(r"RNCP[0-9]{1,6}", "bad_rncp")] = ""
    cpf: bool | None = None
    blocks: Annotated[tuple[Block, ...], Field(max_length=MOST_LINES)] = ()

    @model_validator(mode="after")
    def _blocks_once(self) -> Registration:
        _each_once((one.code for one in self.blocks), "block_twice")
        return self


class Assessment(Part):
    """What is marked in a module."""

    code: Code
    title: Line
    nature: Literal["", "continuous", "final"] = ""
    """Along the module, or at its end; empty where nobody says it."""
    coefficient: Weight = Decimal(1)
    scale: Annotated[Decimal, Field(gt=0, le=1000, max_digits=6, decimal_places=2)] = Decimal(20)
    """What it is marked out of."""
    group: bool = False
    individualised: bool = True
    """Of group work: is each student marked one by one?"""


class Module(Part):
    """A module of a unit."""

    code: Code
    title: Line
    coefficient: Weight = Decimal(1)
    assessments: Annotated[tuple[Assessment, ...], Field(max_length=MOST_LINES)] = ()


class Unit(Part):
    """A unit of teaching, with its credits."""

    code: Code
    title: Line
    ects: Credits
    coefficient: Weight = Decimal(1)
    block: Annotated[str, Field(max_length=LONGEST_CODE)] = ""
    modules: Annotated[tuple[Module, ...], Field(max_length=MOST_LINES)] = ()


class Component(Part):
    """The mission, the thesis or its defence, with its credits."""

    code: Annotated[str, _among(COMPONENTS)]
    title: Line
    ects: Credits


class Structure(Part):
    """What is taught and assessed: units, their modules, the assessments of each, and what ends the programme."""

    units: Annotated[tuple[Unit, ...], Field(max_length=MOST_LINES)] = ()
    components: tuple[Component, ...] = ()

    @model_validator(mode="after")
    def _codes_once(self) -> Structure:
        modules = [module for unit in self.units for module in unit.modules]
        codes = [unit.code for unit in self.units] + [module.code for module in modules]
        _each_once(codes, "code_twice")
        _each_once((one.code for module in modules for one in module.assessments), "assessment_twice")
        _each_once((one.code for one in self.components), "component_twice")
        return self

    @property
    def teaching_ects(self) -> Decimal:
        """The credits of all units."""
        return sum((one.ects for one in self.units), Decimal(0))

    @property
    def mission_ects(self) -> Decimal:
        """The credits of mission, thesis and defence."""
        return sum((one.ects for one in self.components), Decimal(0))


class Partner(Part):
    """Who runs the programme beside the school that holds it."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]
    role: Annotated[str, _among(ROLES)] = "partner"
    member: bool = False
    """Is it a member of the owner of the label?"""
    country: Annotated[str, AfterValidator(_country)] = "FR"


class Partners(Part):
    """Who offers it with the lead school: schools of this installation in their order, and partners."""

    schools: tuple[Annotated[str, Field(max_length=60)], ...] = ()
    """By their slugs, the lead school not among them."""
    partners: Annotated[tuple[Partner, ...], Field(max_length=MOST_LINES)] = ()


class Start(Part):
    """A time that the programme is next given."""

    begins_on: date
    ends_on: date
    recruiting: Literal["open", "closed", "suspended"] = "open"

    @model_validator(mode="after")
    def _in_order(self) -> Start:
        if not self.begins_on < self.ends_on:
            raise _fault("ends_before_it_begins")
        if self.begins_on.year < FIRST_YEAR or self.ends_on.year > LAST_YEAR:
            raise _fault("odd_year")
        return self


class Platforms(Part):
    """What LHEO and the platforms of training ask beside."""

    declaration_number: Annotated[str, _matches(r"[0-9]{11}", "bad_declaration")] = ""
    """The number under which the school declared itself a provider of training."""
    siret: Annotated[str, AfterValidator(_siret)] = ""
    uai: Annotated[str, AfterValidator(_uai)] = ""
    formacodes: Annotated[tuple[Annotated[str, _matches(r"[0-9]{5}", "bad_formacode")], ...], Field(max_length=5)] = ()
    nsf: Annotated[tuple[Annotated[str, _matches(r"[0-9]{3}", "bad_nsf")], ...], Field(max_length=3)] = ()
    romes: Annotated[tuple[Annotated[str, _matches(r"[A-Z][0-9]{4}", "bad_rome")], ...], Field(max_length=5)] = ()
    publics: Annotated[tuple[Annotated[str, _matches(r"[0-9]{5}", "bad_formacode")], ...], Field(max_length=10)] = ()
    """Who it is for, in codes of the FORMACODE."""
    price: Annotated[Decimal, Field(ge=0, le=999999, max_digits=8, decimal_places=2)] | None = None
    """Euros, all taxes included."""
    email: Annotated[str, Field(max_length=160), _matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "bad_email")] = ""
    phone: Annotated[str, _matches(r"\+?[0-9 .()-]{6,25}", "bad_phone")] = ""
    starts: Annotated[tuple[Start, ...], Field(max_length=MOST_LINES)] = ()


class Sheet(Part):
    """All that a programme says of itself."""

    presentation: Presentation
    organisation: Organisation = Organisation()
    places: Places = Places()
    registration: Registration = Registration()
    structure: Structure = Structure()
    partners: Partners = Partners()
    platforms: Platforms = Platforms()

    @property
    def ects(self) -> Decimal | None:
        """Its credits: those of its units and components, else those that it declares; None where it says none."""
        structure = self.structure
        if structure.units or structure.components:
            return structure.teaching_ects + structure.mission_ects
        return self.organisation.ects

    @property
    def hours(self) -> Decimal | None:
        """Its hours of teaching of every kind; None where it says none."""
        own = self.organisation
        return sum(own.hours.values(), Decimal(0)) if own.hours else own.hours_in_all


PARTS: tuple[str, ...] = tuple(Sheet.model_fields)
"""The parts of a sheet, in the order in which they are written."""


def part_of(name: str) -> type[Part]:
    """Return what a part of a sheet is read by."""
    return cast(type[Part], Sheet.model_fields[name].annotation)


def sheet_of(content: dict[str, Any]) -> Sheet:
    """Return a sheet from what is kept of it."""
    return Sheet.model_validate(content)


def content_of(sheet: Sheet) -> dict[str, Any]:
    """Return what is kept of a sheet: plain data, numbers as texts so that none is rounded."""
    return sheet.model_dump(mode="json")
