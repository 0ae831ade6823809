"""Which programmes are there to try the site with? Five of one school, a draft of another, and the public lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import tomli

from sceau.accreditation.actions import record_grant, take_over_labels
from sceau.catalogue.actions import (
    appoint_responsible,
    create_programme,
    import_programmes,
    publish_version,
    submit_version,
)
from sceau.catalogue.sheet import Sheet, sheet_of
from sceau.catalogue.source_file import read_source
from sceau.core.calendar import paris_day
from sceau.journal.actions import Actor
from sceau.law.queries import shipped
from sceau.people.access import AT_THE_TERMINAL
from sceau.people.actions import create_school
from sceau.people.models import Account, Person, RoleHeld, School
from sceau.people.roles import Role
from sceau.wording import language, say_citation

UNIT_ECTS = 9
COMPONENTS = {
    "mission": (18, "Mission en entreprise"),
    "thesis": (9, "Thèse professionnelle"),
    "defence": (3, "Soutenance"),
}
BEGINS = 9
"""The month in which a programme begins."""
LASTS = timedelta(days=395)
OFFICES = (Role.REGISTRAR, Role.SCHOOL_DIRECTOR)
"""Who writes, and who publishes."""
HOURS = {"lectures": 40, "theory": 180, "practical_work": 100, "group_work": 80}


def public_programmes() -> Path:
    """Return the list of public programmes: beside this in a wheel, among the examples in a checkout."""
    packed = Path(__file__).parent / "programmes.csv"
    return packed if packed.is_file() else Path(__file__).parents[3] / "examples" / "programmes.csv"


def fill_catalogue(*, at: datetime, director: Actor, first: UUID) -> None:
    """Load the programmes; ``director`` is the programme director of the ``first`` school, who writes its draft."""
    said = tomli.loads(files("sceau.site").joinpath("demo_programmes.toml").read_text(encoding="utf-8"))
    school = create_school(slug=said["school"]["slug"], name=said["school"]["name"], at=at, by=AT_THE_TERMINAL)
    since = paris_day(at).replace(month=1, day=1)
    writer, publisher = (_office(role, said["offices"][role], school, since) for role in OFFICES)
    for code, line in said["programmes"].items():
        sheet = _sheet(line, said, code, at)
        version = create_programme(school=school.pk, code=code, sheet=sheet, at=at, by=writer)
        submit_version(version=version.pk, word=line.get("word", ""), at=at, by=writer)
        publish_version(version=version.pk, seen=version.digest, at=at, by=publisher)
        _label(version.programme_id, school, code, at)
        _responsible(version.programme_id, line["responsible"], school, since, at)
    _draft(said["draft"], first, director, at)
    import_programmes(lines=read_source(public_programmes()), at=at, by=AT_THE_TERMINAL)
    take_over_labels(at=at, by=AT_THE_TERMINAL)


def _sheet(line: Mapping[str, Any], said: Mapping[str, Any], code: str, at: datetime) -> Sheet:
    on, own = paris_day(at), said["school"]
    begins = date(on.year + (on.month >= BEGINS), BEGINS, 7)
    content = _content(line) | {
        "places": {"campuses": [said["campuses"][line["campus"]]]},
        "platforms": {
            **{name: own[name] for name in ("declaration_number", "siret", "email", "publics")},
            "starts": [{"begins_on": begins, "ends_on": begins + LASTS}],
        },
    }
    content["presentation"] |= {"acronym": code, "title": {"fr": line["title"], "en": line.get("title_en", "")}}
    return sheet_of(content)


def _content(line: Mapping[str, Any]) -> dict[str, Any]:
    conditions = "Un diplôme de niveau bac+5, ou bac+4 avec trois ans d’expérience ; un entretien."
    taught = " ; ".join(unit[0] for unit in line["units"])
    return {
        "presentation": {
            "title": {"fr": line["title"]},
            **{name: {"fr": line[name]} for name in ("objectives", "skills", "careers")},
            "content": {"fr": f"{taught} ; mission de six mois, thèse professionnelle et soutenance."},
            "conditions": {"fr": conditions},
        },
        "organisation": {
            "domain": line["domain"],
            "languages": ["fr"],
            "paces": line.get("paces", ["full_time"]),
            "education": ["initial", "continuing"],
            "lasts": {"amount": 4, "unit": "quarters"},
            "months": 13,
            "mission": {"amount": 6, "unit": "months"},
            "mission_places": ["company"],
            "hours": line.get("hours", HOURS),
            "company_hours": 800,
            "entry_level": 5,
        },
        "structure": _structure(line),
    }


def _structure(line: Mapping[str, Any]) -> dict[str, Any]:
    components = {
        code: (line.get("components", {}).get(code, ects), title) for code, (ects, title) in COMPONENTS.items()
    }
    return {
        "units": [
            {
                "code": f"UV{rank}",
                "title": title,
                "ects": line.get("unit_ects", UNIT_ECTS),
                "modules": [
                    {
                        "code": f"M{rank}.{place}",
                        "title": module,
                        "assessments": [
                            {"code": f"M{rank}.{place}-E", "title": "Examen", "nature": "final", "coefficient": 2},
                            {"code": f"M{rank}.{place}-P", "title": "Projet", "nature": "continuous", "group": True},
                        ],
                    }
                    for place, module in enumerate(modules, 1)
                ],
            }
            for rank, (title, *modules) in enumerate(line["units"], 1)
        ],
        "components": [{"code": code, "title": title, "ects": ects} for code, (ects, title) in components.items()],
    }


def _draft(line: Mapping[str, Any], school: UUID, director: Actor, at: datetime) -> None:
    content = _content(line) | {"places": {"campuses": [{"name": line["city"], "city": line["city"]}]}}
    version = create_programme(school=school, code="", sheet=sheet_of(content), at=at, by=director)
    submit_version(version=version.pk, word=line["word"], at=at, by=director)


def _label(programme: UUID, school: School, code: str, at: datetime) -> None:
    law = shipped()
    own = law.programme(school.slug, code)
    source = say_citation(own.cite, law.texts, language("fr")) if own.cite else school.name
    undated = {"since": None, "until": None}
    record_grant(programme=programme, label=own.label, **undated, source=source, at=at, by=AT_THE_TERMINAL)


def _office(role: str, line: Sequence[str], school: School, since: date) -> Actor:
    """Return somebody in an office of the school, with an account that nobody can sign in with."""
    person = _person(line, role, school, since)
    address = f"{role}@{school.slug}.example".replace("_", "-")
    account = Account.objects.create(email=address, person=person, is_active=False)
    return Actor(str(account.pk), role, str(school.pk))


def _responsible(programme: UUID, line: Sequence[str], school: School, since: date, at: datetime) -> None:
    person = _person(line, Role.PROGRAMME_DIRECTOR, school, since)
    appoint_responsible(programme=programme, person=person.pk, since=since, at=at, by=AT_THE_TERMINAL)


def _person(line: Sequence[str], role: str, school: School, since: date) -> Person:
    given, birth, sex = line
    person = Person.objects.create(given_names=given, birth_name=birth, sex=sex)
    RoleHeld.objects.create(person=person, role=role, school=school, since=since)
    return person
