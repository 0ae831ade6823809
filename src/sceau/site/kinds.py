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
from django.http import Http404
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.accreditation.models import Campaign, Dossier, DossierReview, Meeting, Misuse, RegisterEntry
from sceau.catalogue.models import Programme, RegisterReading, Version
from sceau.catalogue.shown import name_of
from sceau.deliberations.models import Deliberation
from sceau.files.models import StoredFile
from sceau.journal.models import Entry
from sceau.law.models import LawDraft
from sceau.mail.models import Message
from sceau.people.access import Viewer, get_or_refuse, visible
from sceau.people.models import AccessToken, Account, Invitation, Link, Person, RoleHeld, School
from sceau.site.words import say

ACT = "see_history"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of objects that acts are recorded on; its word is in ``wording/site.*.toml``, under ``kinds``."""

    model: type[Model]
    act: str = ""
    """What somebody must be allowed to do on one to be told its name; nobody is, where it is empty."""
    page: Callable[[Any], str] = lambda _: ""
    """The address where one is shown to whoever may see its history; empty where none is."""
    name: Callable[[Any], str] = str


def _page_of_file(file: StoredFile) -> str:
    return "" if file.erased_at else reverse("file", args=[file.pk])


def _page_of_account(account: Account) -> str:
    return reverse("person", args=[account.person_id]) if account.person_id else ""


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "account": Kind(Account, "see_person", _page_of_account, lambda account: account.email),
        "campaign": Kind(Campaign, "see_dossiers", lambda _: reverse("dossiers")),
        "deliberation": Kind(Deliberation, "deliberate", lambda one: reverse("deliberation", args=[one.pk])),
        "dossier": Kind(
            Dossier,
            "see_dossiers",
            lambda one: reverse("dossier", args=[one.pk]),
            lambda one: name_of(one.programme.versions.all()[0]),
        ),
        "draft": Kind(
            LawDraft, "write_law", lambda draft: reverse("law_draft", args=[draft.pk]), lambda draft: draft.school.name
        ),
        "entry": Kind(Entry),
        "file": Kind(StoredFile, "see_file", _page_of_file, lambda file: file.name),
        "invitation": Kind(Invitation),
        "job": Kind(ProcrastinateJob, page=lambda _: reverse("jobs")),
        "link": Kind(Link),
        "meeting": Kind(Meeting, "see_meetings", lambda one: reverse("meeting", args=[one.pk])),
        "message": Kind(
            Message, "see_mail", lambda mail: reverse("message", args=[mail.pk]), lambda mail: mail.subject
        ),
        "misuse": Kind(Misuse, "see_misuses", lambda one: reverse("misuse", args=[one.pk])),
        "person": Kind(Person, "see_person", lambda person: reverse("person", args=[person.pk])),
        "programme": Kind(
            Programme,
            "see_versions",
            lambda one: reverse("catalogue_programme", args=[one.pk]),
            lambda one: name_of(one.versions.all()[0]),
        ),
        "register_entry": Kind(
            RegisterEntry,
            "see_register",
            lambda one: reverse("register_entry", args=[one.number]),
            lambda one: one.number,
        ),
        "register_reading": Kind(RegisterReading),
        "review": Kind(
            DossierReview,
            "see_decision",
            lambda one: reverse("dossier_review", args=[one.pk]),
            lambda one: name_of(one.programme.versions.all()[0]),
        ),
        "role": Kind(
            RoleHeld,
            "see_person",
            lambda held: reverse("person", args=[held.person_id]),
            lambda held: f"{say(f'roles.{held.role}')}, {held.person}",
        ),
        "token": Kind(AccessToken, "keep_own_account", lambda _: reverse("access_tokens"), lambda token: token.name),
        "school": Kind(School, "see_schools", lambda school: reverse("school", args=[school.slug])),
        "version": Kind(
            Version,
            "see_versions",
            lambda one: reverse("version", args=[one.pk]),
            lambda one: f"{name_of(one)}, {one.number}",
        ),
    }
)


def find(kind: str, key: str) -> Any:
    """Return the object of a kind that has this id; None for what is no kind, or no id of that kind."""
    try:
        return KINDS[kind].model.objects.filter(pk=key).first()
    except (KeyError, ValidationError, ValueError, OverflowError):
        return None


def get_of_kind(viewer: Viewer, kind: str, key: str) -> Any:
    """Return an object whose history somebody may see; raises ``Http404`` where there is none, or ``Refused``.

    An entry is seen by who may see the history that it stands in.
    """
    found = find(kind, key)
    if found is None:
        raise Http404
    on, _, its_key = found.subject.partition(":") if kind == "entry" else ("", "", "")
    whose = find(on, its_key) or found
    get_or_refuse(viewer, ACT, type(whose).objects.all(), pk=whose.pk)
    return found


def name_for(viewer: Viewer, kind: str, found: Model) -> str:
    """Return the name of an object for who may see it, else the bare word of its kind, as where its name was erased."""
    one, word = KINDS[kind], say(f"kinds.{kind}")
    if one.act and visible(viewer, one.act, one.model.objects.filter(pk=found.pk)).exists():
        return one.name(found).strip(" ,") or word
    return f"{word} {found.pk}" if isinstance(found.pk, int) else word


def page_of(kind: str, found: Model) -> str:
    """Return the address of the page of an object; empty where its kind has none."""
    return KINDS[kind].page(found)
