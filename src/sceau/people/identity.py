"""Can somebody be entered under this identity? What an identity document says, and what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model

from sceau.people.countries import is_country, is_french
from sceau.people.models import Person

FIRST_BIRTH = date(1900, 1, 1)
"""Nobody born before is entered: such a date is a slip."""
IN_NAMES = frozenset(" -'’.,·\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
"""What stands in names beside letters; the two that join belong to Persian and to the scripts of India."""
IN_PLACES = IN_NAMES | frozenset("()/")
COMMUNE = re.compile(r"(0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5])[0-9]{3}|97[1-8][0-9]{2}|98[4-8][0-9]{2}")
"""The code of a commune: two figures of the department, 2A and 2B in Corsica, three overseas."""


class Fault(NamedTuple):
    """What is wrong with a field: a key of the sentences ``person_faults``."""

    field: str
    what: str


class IdentityFaulty(ValueError):
    """An identity that cannot be entered; ``faults`` says everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(f"{fault.field}: {fault.what}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person as an identity document has it, with where to write to them."""

    birth_name: str
    given_names: str
    use_name: str = ""
    sex: str = ""
    nationality: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    birth_commune: str = ""
    birth_country: str = ""
    email: str = ""


FIELDS = tuple(field.name for field in fields(Identity))


def identity_of(person: Person) -> Identity:
    """Return the identity of a person as it is kept."""
    return Identity(**{name: getattr(person, name) for name in FIELDS})


def mark_of(identity: Identity) -> str:
    """Return a mark of an identity as somebody saw it: another one tells that it has been corrected since."""
    said = json.dumps(asdict(identity), default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def tidy(identity: Identity) -> Identity:
    """Return the same identity as it is kept: composed letters, single spaces, codes in capitals."""
    said: dict[str, Any] = {
        name: _tidy(value) if isinstance(value, str) else value for name, value in asdict(identity).items()
    }
    for name in ("sex", "nationality", "birth_commune", "birth_country"):
        said[name] = said[name].upper()
    if said["use_name"] == said["birth_name"]:
        said["use_name"] = ""
    return Identity(**said)


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def longest(kind: type[Model], name: str) -> int:
    """Return how many characters of a field are kept."""
    return int(getattr(kind, name).field.max_length)


def check(identity: Identity, *, on: date) -> None:
    """Raise ``IdentityFaulty`` with everything that is wrong with a tidy identity on a day."""
    if faults := tuple(_faults(identity, on)):
        raise IdentityFaulty(faults)


def _faults(one: Identity, on: date) -> Iterator[Fault]:
    yield from _in_text(one)
    if one.sex not in {"", "F", "M"}:
        yield Fault("sex", "unknown_sex")
    for name in ("nationality", "birth_country"):
        if getattr(one, name) and not is_country(getattr(one, name)):
            yield Fault(name, "unknown_country")
    if one.birth_date and not FIRST_BIRTH <= one.birth_date <= on:
        yield Fault("birth_date", "born_too_early" if one.birth_date < FIRST_BIRTH else "born_in_the_future")
    yield from _of_the_commune(one)
    if one.email and not _is_email(one.email):
        yield Fault("email", "no_address")


def _in_text(one: Identity) -> Iterator[Fault]:
    for name, allowed in (("birth_name", _is_name), ("use_name", _is_name), ("given_names", _is_name)):
        yield from _of_a_text(name, getattr(one, name), allowed, needed=name != "use_name")
    yield from _of_a_text("birth_place", one.birth_place, _is_place, needed=False)


def _of_a_text(name: str, text: str, allowed: Callable[[str], bool], *, needed: bool) -> Iterator[Fault]:
    if not text:
        if needed:
            yield Fault(name, f"no_{name}")
    elif len(text) > longest(Person, name):
        yield Fault(name, "too_long")
    elif not allowed(text):
        yield Fault(name, "odd_place" if name == "birth_place" else "odd_name")


def _is_name(text: str) -> bool:
    return _has_a_letter(text) and all(_is_letter(one) or one in IN_NAMES for one in text)


def _is_place(text: str) -> bool:
    return _has_a_letter(text) and all(_is_letter(one) or one.isdecimal() or one in IN_PLACES for one in text)


def _has_a_letter(text: str) -> bool:
    return any(one.isalpha() for one in text)


def _is_letter(one: str) -> bool:
    """Tell whether a character is a letter, or a mark upon one."""
    return unicodedata.category(one)[0] in "LM"


def _of_the_commune(one: Identity) -> Iterator[Fault]:
    if is_french(one.birth_country) and not one.birth_commune:
        yield Fault("birth_commune", "no_commune")
    elif one.birth_commune and not one.birth_country:
        yield Fault("birth_country", "no_country_of_the_commune")
    elif one.birth_commune and not is_french(one.birth_country):
        yield Fault("birth_commune", "commune_abroad")
    elif one.birth_commune and not COMMUNE.fullmatch(one.birth_commune):
        yield Fault("birth_commune", "unknown_commune")


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= longest(Person, "email")
