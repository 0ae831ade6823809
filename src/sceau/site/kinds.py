"""Which kinds of objects does the journal speak of? What each is, how one is told apart, and where its page is.

An entry names its subject as ``kind:id``. A kind that is not here cannot be recorded: a test reads every action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from sceau.files.models import StoredFile
from sceau.journal.models import Entry
from sceau.mail.models import Message
from sceau.people.access import Viewer, visible
from sceau.people.models import Account, Invitation, Link, Merger, Person, RoleHeld, School
from sceau.site.words import say


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of objects that acts are recorded on; its word is in ``wording/site.*.toml``, under ``kinds``."""

    model: type[Model]
    act: str = ""
    """What somebody must be allowed to do on one to be told its name; nobody is, where it is empty."""
    page: str = ""
    """The name of the address where one is shown; empty where none is."""
    name: Callable[[Any], str] = str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "account": Kind(Account),
        "entry": Kind(Entry),
        "file": Kind(StoredFile, "see_file", "file", lambda file: file.name),
        "invitation": Kind(Invitation),
        "link": Kind(Link),
        "merger": Kind(Merger),
        "message": Kind(Message, "see_mail", "message", lambda message: message.subject),
        "person": Kind(Person, "see_person", "person"),
        "role": Kind(RoleHeld, "see_person", "", lambda held: say(f"roles.{held.role}")),
        "school": Kind(School, "see_schools", "school"),
    }
)


def is_there(kind: str, key: str) -> bool:
    """Tell whether an object of a kind has this id; what is no id of that kind is nobody's."""
    try:
        return KINDS[kind].model.objects.filter(pk=key).exists()
    except (ValidationError, ValueError, OverflowError):
        return False


def name_for(viewer: Viewer, kind: str, found: Model) -> str:
    """Return the name of an object for who may see it, else the bare word of its kind."""
    one = KINDS[kind]
    if one.act and visible(viewer, one.act, one.model.objects.filter(pk=found.pk)).exists():
        return one.name(found)
    return say(f"kinds.{kind}")


def page_of(kind: str, found: Model) -> str:
    """Return the address of the page of an object; empty where its kind has none."""
    try:
        return reverse(KINDS[kind].page, args=[found.pk]) if KINDS[kind].page else ""
    except NoReverseMatch:  # the page takes more than the object to be found
        return ""
