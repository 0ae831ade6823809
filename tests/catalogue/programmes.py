"""The programmes of the tests: Bernard directs and writes, Chloé registers and publishes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sceau.catalogue.actions import create_programme, publish_version, submit_version
from sceau.catalogue.models import Version
from sceau.catalogue.sheet import Sheet, content_of, sheet_of
from sceau.journal.actions import Actor
from sceau.people.models import Account, School
from sceau.people.roles import Role
from tests.people.people import a_school, an_account

NOON = datetime(2026, 9, 1, 10, tzinfo=UTC)
STANDARDS = Path(__file__).parents[3] / "shared" / "standards"
"""Schemas and samples: tests that need them run where they are."""
WHOLE: dict[str, Any] = {
    "presentation": {
        "title": {"fr": "Ingénierie de la cybersécurité", "en": "Cybersecurity engineering"},
        "acronym": "CSE",
        **{name: {"fr": f"Dire {name} en clair."} for name in ("objectives", "skills", "careers", "content")},
        "conditions": {"fr": "Un diplôme de niveau bac+5."},
    },
    "organisation": {
        "domain": "computing",
        "languages": ["fr"],
        "paces": ["full_time"],
        "education": ["initial"],
        "lasts": {"amount": 4, "unit": "quarters"},
        "months": 12,
        "mission": {"amount": 6, "unit": "months"},
        "mission_places": ["company"],
        "hours": {"theory": "250", "practical_work": "100.5"},
        "company_hours": "700",
        "entry_level": 5,
    },
    "places": {
        "campuses": [
            {"name": "Campus", "address": "1 rue du Port", "postcode": "59000", "city": "Lille", "commune": "59350"}
        ]
    },
    "registration": {"rncp": "RNCP36494", "cpf": True, "blocks": [{"code": "RNCP36494BC01", "title": "Protéger"}]},
    "structure": {
        "units": [
            {
                "code": "UV1",
                "title": "Cryptographie",
                "ects": "45",
                "modules": [
                    {
                        "code": "M1",
                        "title": "Protocoles",
                        "assessments": [
                            {"code": "E1", "title": "Examen", "nature": "final"},
                            {"code": "P1", "title": "Projet", "coefficient": "2", "group": True},
                        ],
                    },
                    {"code": "M2", "title": "Fondements"},
                ],
            },
        ],
        "components": [
            {"code": "mission", "title": "Mission", "ects": "15"},
            {"code": "thesis", "title": "Thèse", "ects": "10"},
            {"code": "defence", "title": "Soutenance", "ects": "5"},
        ],
    },
    "partners": {"partners": [{"name": "Centre d’études", "role": "partner"}]},
    "platforms": {
        "declaration_number": "99999999999",
        "siret": "73282932000074",
        "uai": "0590338X",
        "formacodes": ["31006"],
        "nsf": ["326"],
        "romes": ["M1802"],
        "publics": ["81061"],
        "price": "9500",
        "email": "office@school.example",
        "phone": "03 20 00 00 00",
        "starts": [{"begins_on": "2027-09-06", "ends_on": "2028-09-29"}],
    },
}
"""All that a sheet may say."""


def a_sheet(title: str = "Ingénierie de la cybersécurité", **parts: Any) -> Sheet:
    """A sheet of a title, with parts of one's own."""
    return sheet_of({"presentation": {"title": {"fr": title}}, **parts})


def a_whole_sheet(**parts: Any) -> Sheet:
    """A sheet that says all that it may, but for parts of one's own."""
    return sheet_of({**content_of(sheet_of(WHOLE)), **parts})


def acting(account: Account, role: Role, school: School) -> Actor:
    """An account as who acts, in a role at a school."""
    return Actor(str(account.pk), role, str(school.pk))


def bernard(school: School | None = None) -> tuple[Account, Actor]:
    """The programme director, as who writes."""
    at = school or a_school()
    found = Account.objects.filter(email="bernard.leroy@example.org").first()
    account = found or an_account("Bernard Leroy", Role.PROGRAMME_DIRECTOR, school=at)
    return account, acting(account, Role.PROGRAMME_DIRECTOR, at)


def chloe(school: School | None = None) -> tuple[Account, Actor]:
    """The registrar, as who publishes."""
    at = school or a_school()
    found = Account.objects.filter(email="chloe.bernard@example.org").first()
    account = found or an_account("Chloe Bernard", Role.REGISTRAR, school=at)
    return account, acting(account, Role.REGISTRAR, at)


def a_draft(sheet: Sheet | None = None, *, school: School | None = None, code: str = "") -> Version:
    """A version that Bernard writes."""
    at = school or a_school()
    return create_programme(school=at.pk, code=code, sheet=sheet or a_sheet(), at=NOON, by=bernard(at)[1])


def submitted(sheet: Sheet | None = None, *, school: School | None = None, code: str = "") -> Version:
    """A version that Bernard has submitted."""
    version = a_draft(sheet, school=school, code=code)
    return submit_version(version=version.pk, word="À relire", at=NOON, by=bernard(school)[1])


def published(sheet: Sheet | None = None, *, school: School | None = None, code: str = "") -> Version:
    """A version that Chloé has published."""
    version = submitted(sheet, school=school, code=code)
    return publish_version(version=version.pk, seen=version.digest, at=NOON, by=chloe(school)[1])
