"""Who is there to try the site with? Two invented schools, and somebody in every role."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import tomli
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from sceau.core.calendar import PARIS, paris_day
from sceau.core.rule import Citation, Force, Words
from sceau.journal.actions import Actor
from sceau.law.actions import adopt_law, open_law, start_draft, submit_draft
from sceau.law.drafts import files_adopted, mark_of, texts_in
from sceau.law.folder import CASES
from sceau.people.access import AT_THE_TERMINAL
from sceau.people.actions import begin_membership, create_person, create_school, end_membership, merge_persons
from sceau.people.identity import Identity, check, tidy
from sceau.people.models import Account, Person, RoleHeld, School
from sceau.people.roles import OF_STUDY, Role
from sceau.regulation import load as load_law
from sceau.regulation import shipped_law
from sceau.regulation.rule_writing import entry_as_toml, write_rule
from sceau.site.demo_dossiers import OfTheLabel, fill_dossiers
from sceau.site.demo_programmes import fill_catalogue
from sceau.site.environment import EnvironmentFaulty
from sceau.site.settings import ENVIRONMENT
from sceau.wording import language_of_environment
from sceau.wording.lists import sentence

PLACES = ("first", "second")
"""How the file of the people names the schools, in the order of their folders."""
MEMBER_FOR = timedelta(days=3650)
PASSWORD_BYTES = 9
WIDTH = 32
"""Of the column of the roles."""
BEGINS, NOON = 9, time(12)
"""The month in which an academic year begins, and the hour at which its law was adopted."""


class DemoRefused(EnvironmentFaulty):
    """A demonstration that was asked for where somebody else's data is: it would open it to invented accounts."""


def load(say: Callable[[str], None], code: str = "") -> None:
    """Load the demonstration where there is none, and say how to sign in as each role.

    Its schools, and the password that was drawn for it, tell that it is there, whatever was done to its people since.
    Raises ``DemoRefused`` where the installation holds anything that is not the demonstration's.
    """
    code = code or language_of_environment(os.environ)
    at = timezone.now()
    known = set(_addresses().values())
    schools = set(School.objects.values_list("slug", flat=True))
    if not schools and not Account.objects.exists():
        with transaction.atomic():
            _fill(at)
            _give_password(known)
    elif not (_password_file().exists() and schools >= set(_slugs())):
        if Account.objects.filter(email__in=known).count() < len(known):
            raise DemoRefused(sentence("cli", code, "demo_refused"))
        _give_password(known)
    _tell(say, code)


def example_schools() -> Path:
    """Return the folder of the schools that ship as examples: beside this in a wheel, at the root in a checkout."""
    packed = Path(__file__).parent / "example_schools"
    return packed if packed.is_dir() else Path(__file__).parents[3] / "examples" / "schools"


@cache
def _people() -> Mapping[str, Any]:
    return tomli.loads(files("sceau.site").joinpath("demo.toml").read_text(encoding="utf-8"))


@cache
def _slugs() -> tuple[str, ...]:
    """Return the folders of the first schools of the examples: as many as the file of the people names."""
    found = sorted(one.name for one in example_schools().iterdir() if one.is_dir())
    return tuple(found[: len(PLACES)])


def _addresses() -> dict[tuple[str, str], str]:
    """Return the address of each account, by the place of its school and its role."""
    domains = {**dict(zip(PLACES, _slugs(), strict=True)), "none": "label"}
    return {
        (place, role): f"{role.replace('_', '-')}@{domains[place]}.example"
        for place, roles in _people()["accounts"].items()
        for role in roles
    }


def _fill(at: datetime) -> None:
    today = timezone.localdate(at)
    year = date(today.year - (today.month < BEGINS), BEGINS, 1)
    schools = dict(zip(PLACES, (one.pk for one in _schools(at, today)), strict=True))
    for (place, role), address in _addresses().items():
        person = _enter(_people()["accounts"][place][role], role, schools.get(place), year, at)
        account = Account.objects.create(email=address, person=person, opened_at=at)
        EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
    for place, role, line in _without_account():
        _enter(line, role, schools[place], year, at)
    for line in _people()["twice"].values():
        _enter(line, Role.STUDENT, schools["first"], year, at)
    _join(schools["first"], year, at)
    for place, slug in zip(PLACES, _slugs(), strict=True):
        _adopt(schools[place], slug, place, datetime.combine(year.replace(year=year.year - 2), NOON, PARIS))
    _submit(schools[PLACES[0]], at)
    open_law(school=schools[PLACES[0]], at=at, by=_as(Role.SCHOOL_DIRECTOR, PLACES[0], schools[PLACES[0]]))
    first = schools[PLACES[0]]
    director = _as(Role.PROGRAMME_DIRECTOR, PLACES[0], first)
    fill_catalogue(at=at, director=director, first=first)
    signing_in = (Role.LABEL_OFFICE, Role.EXPERT, Role.COMMISSION_MEMBER, Role.PRESIDENT)
    label = OfTheLabel(*(_account("none", role) for role in signing_in))
    fill_dossiers(at=at, director=director, first=first, label=label)


def _adopt(school: UUID, slug: str, place: str, at: datetime) -> None:
    """Adopt the law that ships as an example for a school: its registrar wrote it, its director approved it."""
    folder, since = example_schools() / slug, paris_day(at)
    files = texts_in(folder / "regulations" / "schools" / slug)
    files |= {CASES + path: text for path, text in texts_in(folder / "cases").items()}
    author = _as(Role.REGISTRAR, place, school)
    draft = start_draft(school=school, files=files, at=at, by=author)
    submit_draft(draft=draft.pk, since=since, word="", at=at, by=author)
    by = _as(Role.SCHOOL_DIRECTOR, place, school)
    adopt_law(draft=draft.pk, since=since, seen=mark_of(files, None), at=at, by=by)


def _submit(school: UUID, at: datetime) -> None:
    """Leave a draft for the director to approve: a higher mark from the next intake on."""
    said, by = _people()["draft"], _as(Role.REGISTRAR, PLACES[0], school)
    files = files_adopted(School.objects.get(pk=school))
    since = date(paris_day(at).year + 1, BEGINS, 1)
    entry = entry_as_toml(
        since=since,
        value=str(said["value"]),
        passes=True,
        force=Force.BINDING,
        cite=Citation(said["text"], said["locator"]),
        says=Words(**said["says"]),
        note="",
    )
    files[said["file"]] = write_rule(files[said["file"]], said["rule"], {}, entry)
    draft = start_draft(school=school, files=files, at=at, by=by)
    submit_draft(draft=draft.pk, since=since, word=said["word"], at=at, by=by)


def _as(role: str, place: str, school: UUID) -> Actor:
    """Return whoever holds a role at a school of the demonstration, as who acts."""
    return Actor(str(_account(place, role).pk), role, str(school))


def _account(place: str, role: str) -> Account:
    return Account.objects.get(email=_addresses()[place, role])


def _schools(at: datetime, today: date) -> Iterator[School]:
    """Enter the schools, under the names of their law: the first is a member of the CGE, the second no longer."""
    folders = [example_schools() / slug / "regulations" for slug in _slugs()]
    law = load_law(shipped_law(), *folders)
    for place, slug in zip(PLACES, _slugs(), strict=True):
        school = create_school(slug=slug, name=law.school(slug).name, at=at, by=AT_THE_TERMINAL)
        begin_membership(school=school.pk, since=today - MEMBER_FOR, at=at, by=AT_THE_TERMINAL)
        if place != PLACES[0]:
            end_membership(school=school.pk, until=today - MEMBER_FOR / 2, at=at, by=AT_THE_TERMINAL)
        yield school


def _without_account() -> Iterator[tuple[str, str, Sequence[Any]]]:
    for place, roles in _people()["people"].items():
        for role, lines in roles.items():
            yield from ((place, role, line) for line in lines)


def _enter(line: Sequence[Any], role: str, school: UUID | None, year: date, at: datetime) -> Person:
    """Enter a person in a role: as a registrar would, or, in an office, as an invitation that was accepted would."""
    given, birth, sex, nationality, born, country, commune, place = line
    identity = Identity(
        given_names=given,
        birth_name=birth,
        sex=sex,
        nationality=nationality,
        birth_date=born or None,
        birth_country=country,
        birth_commune=commune,
        birth_place=place,
    )
    since = year.replace(year=year.year - 2) if role == Role.GRADUATE else year
    on = timezone.localdate(at)
    if role in OF_STUDY and school:
        return create_person(
            identity=identity, role=Role(role), school=school, since=since, on=on, at=at, by=AT_THE_TERMINAL
        )
    check(tidy(identity), on=on)
    person = Person.objects.create(**{name: getattr(tidy(identity), name) for name in Identity.__slots__})
    RoleHeld.objects.create(person=person, role=role, school_id=school, since=since)
    return person


def _join(school: UUID, year: date, at: datetime) -> None:
    """Join two records of one person."""
    given, birth = _people()["joined"]["into"]
    absorbed = _enter(_people()["joined"]["record"], Role.CANDIDATE, school, year, at)
    kept = Person.objects.get(given_names=given, birth_name=birth)
    merge_persons(kept=kept.pk, absorbed=absorbed.pk, offices_at=(), at=at, by=AT_THE_TERMINAL)


def _password_file() -> Path:
    return ENVIRONMENT.var / "demo.password"


def _give_password(addresses: set[str]) -> None:
    """Draw the one password of the accounts of the demonstration, unless it was drawn before, and let them use it."""
    file = _password_file()
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as fresh:
            fresh.write(secrets.token_urlsafe(PASSWORD_BYTES) + "\n")
    hashed = make_password(file.read_text(encoding="ascii").strip())  # once for all: it is slow on purpose
    Account.objects.filter(email__in=addresses).update(password=hashed)


def _tell(say: Callable[[str], None], code: str) -> None:
    """Say the address of each role, and the password of all."""
    there = set(Account.objects.filter(is_active=True).values_list("email", flat=True))
    names = {place: School.objects.get(slug=slug).name for place, slug in zip(PLACES, _slugs(), strict=True)}
    say(sentence("cli", code, "demo_sign_in", password=_password_file().read_text(encoding="ascii").strip()))
    for place in (*PLACES, "none"):
        say("")
        say(names.get(place) or sentence("cli", code, "demo_no_school"))
        for (of, role), address in _addresses().items():
            if of == place and address in there:
                say(f"  {sentence('site', code, f'roles.{role}'):<{WIDTH}}  {address}")
