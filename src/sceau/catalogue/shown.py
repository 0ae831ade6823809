"""How is a programme told on a page? Its sheet in words, the same on its page, beside others and in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import get_language

from sceau.catalogue.domains import domain_name
from sceau.catalogue.models import Certification, RecordedLabel, Standing, Version
from sceau.catalogue.part_forms import say_choice
from sceau.catalogue.register import ends_soon, is_registered
from sceau.catalogue.sheet import Lasts, Said, Sheet, sheet_of
from sceau.core.rule import Duration
from sceau.law.queries import shipped
from sceau.people.forms import say
from sceau.people.models import School
from sceau.wording import language
from sceau.wording.dates import say_duration
from sceau.wording.numbers import say_quantity


class InWords(NamedTuple):
    """A text, in the language that it is written in."""

    text: str
    language: str


class Fact(NamedTuple):
    """One thing that a programme says of itself: a key of the sentences ``programme``, and the words."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A programme in words."""

    version: Version
    sheet: Sheet
    title: InWords
    schools: Sequence[str]
    """The names of those that offer it, the lead school first."""
    facts: Sequence[Fact]

    @property
    def slug(self) -> str:
        """Its public address."""
        return str(self.version.programme.slug)

    @property
    def is_closed(self) -> bool:
        """Whether it is offered no longer."""
        return self.version.standing == Standing.CLOSED

    @property
    def texts(self) -> list[tuple[str, InWords]]:
        """What it says at length, each under its name."""
        said = self.sheet.presentation
        every = {name: getattr(said, name) for name in ("objectives", "skills", "careers", "content", "conditions")}
        return [(name, in_words(one)) for name, one in every.items() if one]


def in_words(said: Said) -> InWords:
    """Return a text in the language of the page, else in the other one."""
    code = _code()
    return InWords(said.of(code), said.language(code))


def name_of(version: Version) -> str:
    """Return the title of a version, in the language of the page where it has one."""
    return in_words(sheet_of(version.content).presentation.title).text


def shown(versions: Iterable[Version]) -> list[Shown]:
    """Return programmes in words, in one query for the names of all their schools."""
    read = [(one, sheet_of(one.content)) for one in versions]
    slugs = {slug for _, sheet in read for slug in sheet.partners.schools}
    names = dict(School.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}
    return [_shown(version, sheet, names) for version, sheet in read]


def _shown(version: Version, sheet: Sheet, names: Mapping[str, str]) -> Shown:
    lead = version.programme.school
    schools = [lead.name] if lead else []
    schools += [names[slug] for slug in sheet.partners.schools if slug in names]
    return Shown(version, sheet, in_words(sheet.presentation.title), schools, list(facts_of(sheet)))


def facts_of(sheet: Sheet) -> Iterable[Fact]:
    """Yield what a sheet says in figures and words of closed lists; nothing of what it leaves unsaid."""
    own = sheet.organisation
    known = language(_code()).languages
    cities = dict.fromkeys(one.city or one.name for one in sheet.places.campuses)
    told = {
        "domain": domain_name(own.domain, _code()),
        "campus": ", ".join(cities),
        "pace": ", ".join(say_choice(one) for one in own.paces),
        "language": ", ".join(str(known[one]) for one in own.languages),
        "duration": _lasting(own.lasts, own.lasts_at_most),
        "hours": _figure(sheet.hours, "hours"),
        "ects": _figure(sheet.ects, "ECTS"),
        "mission": _lasting(own.mission, None),
        "education": ", ".join(say_choice(one) for one in own.education),
        "entry": say("programme.entry_level", n=own.entry_level) if own.entry_level is not None else "",
        "rncp": sheet.registration.rncp,
        "cpf": {None: "", True: say("sheet.yes"), False: say("sheet.no")}[sheet.registration.cpf],
    }
    return (Fact(name, text) for name, text in told.items() if text)


def _lasting(lasts: Lasts | None, at_most: Lasts | None) -> str:
    if lasts is None:
        return ""
    if at_most is None:
        return say_lasting(lasts)
    return say("programme.between", least=say_lasting(lasts), most=say_lasting(at_most))


def say_lasting(lasts: Lasts) -> str:
    """Return a duration in words."""
    return say_duration(Duration(lasts.amount, lasts.unit), language(_code()))


def _figure(number: Decimal | None, unit: str) -> str:
    return "" if number is None else say_quantity(number, unit, language(_code()))


@dataclass(frozen=True, slots=True)
class ShownTitle:
    """The title of the RNCP that a programme leads to, on a day."""

    number: str
    found: Certification | None
    """None where the register that was read does not know it."""
    is_registered: bool
    ends_soon: bool


def title_of(sheet: Sheet, *, on: date) -> ShownTitle | None:
    """Return the title that a sheet names; None where it names none."""
    number = sheet.registration.rncp
    if not number:
        return None
    found = Certification.objects.filter(pk=number).first()
    if found is None:
        return ShownTitle(number, None, is_registered=False, ends_soon=False)
    return ShownTitle(number, found, is_registered(found, on=on), ends_soon(found, on=on))


def label_of(labels: Sequence[RecordedLabel], *, on: date) -> tuple[RecordedLabel | None, str]:
    """Return the label that was recorded last, and where it stands on a day, as far as its source tells.

    That is ``in_force``, ``without_dates``, ``suspended``, ``over`` or ``to_come``; nothing where there is no label.
    """
    last = next(iter(labels), None)
    if last is None:
        return None, ""
    if last.until is not None and last.until < on:
        return last, "over"
    if last.since is not None and last.since > on:
        return last, "to_come"
    if last.suspended_on is not None and last.suspended_on <= on:
        return last, "suspended"
    return last, "in_force" if last.since or last.until else "without_dates"


def label_name(label: str) -> str:
    """Return the name of a label."""
    law = shipped()
    return law.label_name(label) if label in law.labels else label


def _code() -> str:
    return get_language() or "fr"
