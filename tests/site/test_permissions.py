"""Every address, as every role, on one's own, one's school's, another's and the label's objects, against the matrix."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.accreditation.actions import record_grant
from sceau.accreditation.models import (
    AgendaItem,
    Campaign,
    Dossier,
    DossierPiece,
    Expertise,
    Filing,
    Meeting,
    Misuse,
    RegisterEntry,
    SeatHeld,
    Visit,
)
from sceau.catalogue.models import Programme, RegisterReading, Responsible, Standing, Version
from sceau.catalogue.sheet import content_of, sheet_of
from sceau.deliberations.models import Deliberation, Document, Proposal, State
from sceau.files.models import StoredFile
from sceau.journal.actions import SCEAU, record
from sceau.journal.models import Entry, KeptEdition
from sceau.law.models import LawAdoption, LawDraft
from sceau.mail.models import Going, Message
from sceau.mail.tasks import send_message
from sceau.people.actions import merge_persons
from sceau.people.models import AccessToken, Account, Invitation, Link, Person, RoleHeld, School
from sceau.people.permissions import ANYONE, SIGNED_IN, TOKEN, Scope, acts_of_pages, matrix
from sceau.people.roles import OF_NO_SCHOOL, OF_THE_LABEL, Role
from sceau.regulation.edition import Edition, edition_of, text_of
from sceau.site.kinds import KINDS
from tests.cast import the_law
from tests.people.people import LONG_AGO, a_person, a_school, an_account, browser_of, holds

pytestmark = pytest.mark.django_db

NOBODY, NO_ROLE = "nobody", "no role"
OF_THE_API = frozenset(page for page in acts_of_pages() if page.startswith("api_")) - {"api_guide"}
OF_THE_API |= {"openapi-json", "api-root"}
"""Routes for programs, which bear no cookie: they are walked by tokens, in ``tests/api``."""
VIEWERS = (NOBODY, NO_ROLE, *Role.values)
OWN, HERE, THERE, LABEL = "own", "of the same school", "of another school", "of the label"
OF_DELIBERATIONS = frozenset(
    {
        "deliberation", "deliberation_dossier", "deliberation_faults", "erase_deliberation", "deliberation_student",
        "deliberation_document", "history of deliberation",
    }
)  # fmt: skip
OF_SCHOOLS_ALONE = OF_DELIBERATIONS | {
    "school", "correct_school", "begin_membership", "end_membership", "open_law", "reserve_law", "history of school",
}  # fmt: skip
OF_DRAFTS = frozenset(
    {"law_draft", "add_law_draft_file", "upload_law_draft_files", "submit_law_draft", "withdraw_law_draft"}
) | {"send_back_law_draft", "adopt_law_draft", "law_draft_what_if", "law_draft_rules"}
"""Pages about one draft of law."""
OF_FILES_OF_DRAFTS = frozenset({"law_draft_file", "remove_law_draft_file"})
OF_ADOPTIONS = frozenset({"law_adoption", "adopted_files"})
OF_SCHOOLS_ALONE |= OF_ADOPTIONS | {"law_adoptions", "adopted_file"}
OF_SCHOOLS_ALONE |= OF_DRAFTS | OF_FILES_OF_DRAFTS | {"history of draft", "law_draft_rule"}
OF_PROGRAMMES = frozenset(
    {
        "catalogue_programme",
        "start_version",
        "correct_programme",
        "close_programme",
        "archive_programme",
        "appoint_responsible",
    }
)
"""Pages about one programme."""
OF_ENTRIES = frozenset({"register_entry", "register_state", "change_label", "close_label", "label_results"})
"""Pages about a label of the register."""
OF_DOSSIERS = frozenset(
    {"dossier", "send_signing_code", "sign_dossier", "file_dossier", "withdraw_dossier", "declare_ties"}
) | {"dossier_act", "admit_dossier", "return_dossier", "refuse_dossier", "reopen_filing", "add_piece"}
OF_DOSSIERS |= {"dossier_decision", "prepare_decision", "sign_decision", "send_back_decision", "publish_decision"}
OF_DOSSIERS |= {"dossier_review", "propose_expert", "plan_visit", "share_reports", "put_on_agenda", "reply_to_reports"}
"""Pages about one request for the label."""
OF_THE_LABEL_UNLESS_TIED = OF_DOSSIERS | {
    "write_chapter", "dossier_piece", "remove_piece", "move_closing", "history of campaign",
    "release_expert", "call_off_visit", "write_report", "meet_condition",
}  # fmt: skip
OF_MISUSES = frozenset({"misuse", "follow_misuse", "settle_misuse", "history of misuse"})
"""Pages about a use of the label that somebody reported."""
OF_THE_LABEL_UNLESS_TIED |= OF_MISUSES
OF_ITEMS = frozenset({"agenda_item", "cast_ballot", "give_opinion", "take_off_agenda"})
OF_MEETINGS = frozenset({"meeting", "seat_member", "mark_present", "history of meeting"})
"""Pages about a meeting of the commission, which is of the label, and one's own where one sits."""
OF_THE_LABEL_UNLESS_TIED |= OF_ITEMS | OF_MEETINGS
"""Pages about what schools ask of the label: of the label too, whichever the school."""
OF_SCHOOLS_ALONE |= OF_THE_LABEL_UNLESS_TIED | {"history of dossier", "history of review"}
OF_NOBODY = frozenset({"move_closing", "history of campaign"}) | OF_MISUSES
"""Pages about what is no school's and nobody's own."""
OF_NO_SCHOOLS = (
    OF_NOBODY | {"history of review"} | OF_ITEMS | OF_MEETINGS | {"release_expert", "call_off_visit", "write_report"}
)
"""Pages about what is no school's, whichever school it bears on."""
OF_VERSIONS = frozenset(
    {
        "version", "version_structure", "take_out_line", "move_line", "paste_structure", "submit_version",
        "withdraw_version", "publish_version", "send_back_version",
    }
)  # fmt: skip
"""Pages about one version of a programme."""
"""Pages about what the label has not."""
NOT_THE_LABELS = frozenset(
    {"history of file", "history of message", "history of register_reading", "history of dossier", "history of review"}
)
"""Histories of what no school has, and that the label keeps none of."""
OF_A_PERSON = frozenset({"person", "grant_role", "send_link", "history of person"})
"""Pages about a person, who is of the label by any role of theirs that is."""
NOBODYS_OWN = frozenset(
    {
        f"history of {kind}"
        for kind in ("school", "link", "invitation", "job", "deliberation", "draft", "campaign", "misuse")
    }
) | {
    f"history of {kind}" for kind in ("programme", "version", "dossier", "review", "register_entry", "register_reading")
}
"""Histories of what is nobody's own."""


@dataclass(frozen=True)
class Whose:
    """Something to act on, and whose it is."""

    whose: str
    person: Person
    school: School | None


def addresses() -> Iterator[tuple[str | None, str]]:
    """Every address of the site: its name and its pattern."""

    def walk(resolver: Any, before: str) -> Iterator[tuple[str | None, str]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                yield one.name, before + str(one.pattern)
            else:
                yield from walk(one, before + str(one.pattern))

    yield from walk(get_resolver(), "")


def two_records(whose: Whose) -> dict[str, Any]:
    """A person, and another record of theirs."""
    return {"one": whose.person.pk, "other": twin_of(whose).pk}


def twin_of(whose: Whose) -> Person:
    """Another record of a person, at the same school."""
    twin = a_person(str(whose.person))
    holds(twin, Role.STUDENT if whose.school else Role.EXPERT, whose.school)
    return twin


def a_merger(whose: Whose) -> dict[str, Any]:
    """Two records that were joined."""
    now = datetime(2026, 9, 1, tzinfo=UTC)
    merger = merge_persons(kept=whose.person.pk, absorbed=twin_of(whose).pk, offices_at=None, at=now, by=SCEAU)
    return {"key": merger.pk}


def a_message(whose: Whose) -> dict[str, Any]:
    """A mail that was refused."""
    said = {f"{part}_{code}": "…" for part in ("subject", "text") for code in ("fr", "en")}
    about = {
        "person": whose.person.pk,
        "school": id_of(whose.school),
        "going": Going.BOUNCED,
        "written_at": timezone.now(),
    }
    return {
        "key": Message.objects.create(kind="invitation", address="a@example.org", language="fr", **about, **said).pk
    }


def id_of(school: School | None) -> UUID | None:
    return school.pk if school else None


def a_role(whose: Whose) -> RoleHeld:
    """A role that a person holds at a school, or of the label."""
    role = Role.TEACHER if whose.school else Role.EXPERT
    return RoleHeld.objects.get_or_create(
        person=whose.person, role=role, school=whose.school, defaults={"since": LONG_AGO}
    )[0]


def an_invitation(whose: Whose) -> Invitation:
    """An invitation that was sent from a school, or by the label."""
    now = timezone.now()
    return Invitation.objects.create(
        email="a@example.org",
        person=whose.person,
        school=whose.school,
        role=Role.TEACHER if whose.school else Role.EXPERT,
        secret_digest=uuid4().hex,
        sent_at=now,
        expires_at=now + timedelta(days=1),
    )


def an_entry(whose: Whose) -> Entry:
    """An act on a person."""
    with transaction.atomic():
        return record(at=timezone.now(), by=SCEAU, act="correct_person", subject=f"person:{whose.person.pk}")


def the_account_of(whose: Whose) -> Account:
    """The account of a person, entered where there was none."""
    found = Account.objects.filter(person=whose.person).first()
    return found or Account.objects.create(email=f"{uuid4().hex}@example.org", person=whose.person)


def a_token(whose: Whose) -> AccessToken:
    """What a program comes in by, as a person."""
    now, account = timezone.now(), the_account_of(whose)
    said = {"secret_digest": uuid4().hex, "made_at": now, "expires_at": now + timedelta(days=1)}
    return AccessToken.objects.create(account=account, scopes=["ask"], **said)


def a_job(_: Whose) -> ProcrastinateJob:
    """A background job, which is nobody's."""
    return ProcrastinateJob.objects.get(pk=send_message.defer(message=str(uuid4())))


def an_edition() -> str:
    """An edition of a label's law, which is open to anyone."""
    edition = the_edition()
    KeptEdition.objects.get_or_create(digest=edition.digest, defaults={"text": text_of(edition)})
    return edition.digest


@cache
def the_edition() -> Edition:
    law = the_law()
    return edition_of(law.rulebook(on=LONG_AGO, label=law.labels[0]))


def a_deliberation(whose: Whose) -> Deliberation:
    """A promotion of a school that was deliberated: one student, one document."""
    told = {"programme": "MS", "intake": 2025, "language": "fr", "at": timezone.now(), "name": "promotion.xlsx"}
    law = {"edition": "0" * 64, "law_on": LONG_AGO, "jury_on": LONG_AGO, "digest": "0" * 64, "size": 1, "students": 1}
    faults = {"told": {code: {"faults": [["workbook", "Notes!E3", "…"]]} for code in ("fr", "en")}}
    done = {"state": State.DONE, "outcomes": {"admitted": 1}}
    one = Deliberation.objects.create(school=whose.school, **told, **law, **done, **faults)
    decision = {"question": "jury.proposal", "outcome": "admitted", "figures": {}, "reasons": []}
    evidence = json.dumps({"question": "jury.proposal", "facts": {}, "decision": decision})
    named = {"number": "1", "last_name": "Martin", "first_name": "Alice", "outcome": "admitted"}
    Proposal.objects.create(deliberation=one, rank=1, **named, figures={}, warnings=0, evidence=evidence)
    Document.objects.create(deliberation=one, rank=1, name="minutes.pdf", size=1, digest="0" * 64, content=b"%PDF-")
    return one


def a_link(whose: Whose) -> Link:
    """A link that was sent to a person from a school."""
    now = timezone.now()
    return Link.objects.create(
        person=whose.person,
        school=whose.school,
        act="complete_identity",
        subject=whose.person.pk,
        secret_digest=uuid4().hex,
        sent_at=now,
        expires_at=now + timedelta(days=1),
    )


OBJECTS: dict[str, Callable[[Whose], dict[str, Any]]] = {
    **dict.fromkeys(("message", "send_mail_again", "let_mail_go", "settle_mail", "discard_mail"), a_message),
    **dict.fromkeys(
        ("school", "correct_school", "begin_membership", "end_membership"), lambda whose: {"slug": whose.school.slug}
    ),
    **dict.fromkeys(("person", "correct_person"), lambda whose: {"key": whose.person.pk}),
    **dict.fromkeys(("merge_persons", "tell_apart"), two_records),
    "part_persons": a_merger,
    **dict.fromkeys(("grant_role", "send_link"), lambda whose: {"key": whose.person.pk}),
    "end_role": lambda whose: {"key": a_role(whose).pk},
    "revoke_link": lambda whose: {"key": a_link(whose).pk},
}
"""What stands in the address of each page that is about something."""
OBJECTS["attach_file"] = lambda whose: {"key": whose.person.pk}
OBJECTS["file"] = OBJECTS["erase_file"] = lambda whose: {"key": a_file(whose).pk}
OBJECTS |= {
    name: lambda whose: {"key": a_deliberation(whose).pk}
    for name in ("deliberation", "deliberation_dossier", "deliberation_faults", "erase_deliberation")
}
OBJECTS |= {
    name: lambda whose: {"key": a_deliberation(whose).pk, "rank": 1}
    for name in ("deliberation_student", "deliberation_document")
}
OBJECTS |= dict.fromkeys(OF_DRAFTS, lambda whose: {"key": a_draft(whose).pk})
OBJECTS |= dict.fromkeys(OF_FILES_OF_DRAFTS, lambda whose: {"key": a_draft(whose).pk, "path": "studies.toml"})
OBJECTS["law_draft_rule"] = lambda whose: {"key": a_draft(whose).pk, "rule": "unit_pass_mark"}
OBJECTS |= dict.fromkeys(OF_ADOPTIONS, lambda whose: {"key": an_adoption(whose).pk})
OBJECTS |= dict.fromkeys(OF_PROGRAMMES, lambda whose: {"key": a_version(whose).programme_id})
OBJECTS |= dict.fromkeys(OF_VERSIONS, lambda whose: {"key": a_version(whose).pk})
OBJECTS |= dict.fromkeys(OF_ENTRIES, lambda whose: {"number": an_entry_of_the_register(whose).number})
OBJECTS["correct_grant"] = lambda whose: {"key": an_entry_of_the_register(whose).grants.get().pk}
OBJECTS |= dict.fromkeys(OF_DOSSIERS, lambda whose: {"key": a_dossier(whose).pk})
OBJECTS["write_chapter"] = lambda whose: {"key": a_dossier(whose).pk, "criterion": "companies"}
OBJECTS["register_act"] = lambda whose: {"number": an_entry_of_the_register(whose).number, "key": 1}
OBJECTS |= dict.fromkeys(("dossier_piece", "remove_piece"), lambda whose: {"key": a_piece(whose).pk})
OBJECTS |= dict.fromkeys((*OF_MISUSES, "misuse_told"), lambda _: {"key": a_misuse().pk})
OBJECTS["move_closing"] = lambda _: {"key": a_campaign().pk}
OBJECTS |= dict.fromkeys(("write_report", "release_expert"), lambda whose: {"key": a_dossier(whose).experts.get().pk})
OBJECTS["meet_condition"] = lambda whose: {"key": a_dossier(whose).pk, "which": 0}
OBJECTS["call_off_visit"] = lambda whose: {"key": a_visit(whose).pk}
OBJECTS |= dict.fromkeys(OF_ITEMS, lambda whose: {"key": a_dossier(whose).items.get().pk})
OBJECTS |= dict.fromkeys(("meeting", "seat_member"), lambda whose: {"key": a_dossier(whose).items.get().meeting_id})
OBJECTS["mark_present"] = lambda whose: {"key": a_dossier(whose).items.get().meeting.seats.get().pk}
OBJECTS["write_part"] = lambda whose: {"key": a_version(whose).pk, "name": "organisation"}
OBJECTS["end_responsible"] = lambda whose: {**an_appointment(whose)}
OBJECTS["programme"] = lambda whose: {"slug": a_version(whose, Standing.PUBLISHED).programme.slug}
OBJECTS["adopted_file"] = lambda whose: {"key": an_adoption(whose).pk, "path": "studies.toml"}
OBJECTS["law_adoptions"] = lambda whose: {"school": whose.school.slug}
OF_KINDS: dict[str, Callable[[Whose], Any]] = {
    "account": lambda whose: the_account_of(whose).pk,
    "campaign": lambda _: a_campaign().pk,
    "deliberation": lambda whose: a_deliberation(whose).pk,
    "dossier": lambda whose: a_dossier(whose).pk,
    "draft": lambda whose: a_draft(whose).pk,
    "entry": lambda whose: an_entry(whose).pk,
    "file": lambda whose: a_file(whose).pk,
    "invitation": lambda whose: an_invitation(whose).pk,
    "job": lambda whose: a_job(whose).pk,
    "link": lambda whose: a_link(whose).pk,
    "meeting": lambda whose: a_dossier(whose).items.get().meeting_id,
    "misuse": lambda _: a_misuse().pk,
    "message": lambda whose: a_message(whose)["key"],
    "person": lambda whose: whose.person.pk,
    "programme": lambda whose: a_version(whose).programme_id,
    "register_entry": lambda whose: an_entry_of_the_register(whose).pk,
    "register_reading": lambda _: a_reading().pk,
    "review": lambda whose: a_dossier(whose).pk,
    "role": lambda whose: a_role(whose).pk,
    "school": lambda whose: id_of(whose.school),
    "token": lambda whose: a_token(whose).pk,
    "version": lambda whose: a_version(whose).pk,
}
"""Something of each kind that has a history."""


def history_of(kind: str) -> Callable[[Whose], dict[str, Any]]:
    return lambda whose: {"kind": kind, "key": OF_KINDS[kind](whose)}


OBJECTS |= dict.fromkeys(("open_law", "reserve_law"), lambda whose: {"slug": whose.school.slug})
OBJECTS["law_edition"] = lambda _: {"digest": an_edition()}
OBJECTS["law_edition_rule"] = lambda _: {"digest": an_edition(), "key": "mission_duration"}
OBJECTS |= {f"history of {kind}": history_of(kind) for kind in OF_KINDS}
NUMBERED = {
    "guide": {"name": "persons"},
    "guide_screen": {"picture": "home.fr.png"},
    "retry_job": {"key": 1},
    "end_session": {"key": 1},
} | {
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
}
NUMBERED |= {"law": {"whose": "state"}, "compare_law": {"whose": "label-ms"}}
NUMBERED |= {"rule": {"whose": "label-ms", "key": "mission_duration"}}
NUMBERED["question"] = {"name": "admission.eligibility"}
NUMBERED["revoke_token"] = {"key": UUID(int=0)}
NUMBERED |= {name: {"secret": "nobodys"} for name in ("accept_invitation", "come_by_link")}
NUMBERED |= {name: {"provider_id": "directory"} for name in ("openid_connect_login", "openid_connect_callback")}


def a_version(whose: Whose, standing: str = Standing.DRAFT) -> Version:
    """A version of a programme of a school, or of none."""
    programme = Programme.objects.create(school=whose.school, slug=uuid4().hex)
    content = content_of(sheet_of({"presentation": {"title": {"fr": "Cybersécurité"}}}))
    told = {"content": content, "digest": "0" * 64, "changed_at": timezone.now()}
    return Version.objects.create(programme=programme, number=1, standing=standing, **told)


def an_entry_of_the_register(whose: Whose) -> RegisterEntry:
    """A label that was granted to a programme of a school, or of none."""
    told: dict[str, Any] = {"label": "ms", "since": None, "until": None, "source": "…", "at": timezone.now()}
    programme = a_version(whose, Standing.PUBLISHED).programme_id
    return record_grant(programme=programme, **told, by=SCEAU).entry


def a_campaign() -> Campaign:
    """A campaign of the label."""
    told = {"intake_year": 2027, "opens_on": LONG_AGO, "closes_on": LONG_AGO, "at": timezone.now()}
    return Campaign.objects.get_or_create(label="ms", name="2027", defaults={"accreditor": "cge", **told})[0]


def a_dossier(whose: Whose) -> Dossier:
    """A request for the label of a school, filed, that somebody examines and that is on an agenda."""
    version = a_version(whose)
    told = {"school": whose.school, "request": "first_request", "changed_at": timezone.now()}
    found = Dossier.objects.create(campaign=a_campaign(), programme=version.programme, **told)
    now = timezone.now()
    Filing.objects.create(dossier=found, version=version, content={}, digest="0" * 64, at=now)
    Expertise.objects.create(dossier=found, person=whose.person, due_on=LONG_AGO, at=now)
    meeting = Meeting.objects.create(label="ms", starts_at=now, place="…", at=now)
    SeatHeld.objects.create(meeting=meeting, person=whose.person, world="training_world")
    AgendaItem.objects.create(meeting=meeting, dossier=found, at=now)
    return found


def a_misuse() -> Misuse:
    """A use of the label that somebody reported."""
    return Misuse.objects.get_or_create(label="ms", where="Une page", what="Un label", defaults={"at": timezone.now()})[
        0
    ]


def a_visit(whose: Whose) -> Visit:
    """A visit to a school."""
    told = {"kind": "visit", "starts_at": timezone.now(), "place": "…", "at": timezone.now()}
    return Visit.objects.create(dossier=a_dossier(whose), **told)


def a_piece(whose: Whose) -> DossierPiece:
    """A document of a request for the label."""
    return DossierPiece.objects.create(dossier=a_dossier(whose), file=a_file(whose), at=timezone.now())


def an_appointment(whose: Whose) -> dict[str, Any]:
    """Somebody who answers for a programme."""
    programme = a_version(whose).programme
    found = Responsible.objects.create(programme=programme, person=whose.person, since=LONG_AGO)
    return {"key": programme.pk, "which": found.pk}


def a_reading() -> RegisterReading:
    """A file of the RNCP that was read."""
    told = {"day": LONG_AGO, "at": timezone.now(), "titles": 1, "changed": 1}
    return RegisterReading.objects.create(digest=uuid4().hex, **told)


def a_draft(whose: Whose) -> LawDraft:
    """A draft of the law of a school."""
    return LawDraft.objects.create(
        school=whose.school, author=the_account_of(whose), started_at=timezone.now(), changed_at=timezone.now()
    )


def an_adoption(whose: Whose) -> LawAdoption:
    """A law that a school adopted."""
    draft, approver = a_draft(whose), Account.objects.create(email=f"{uuid4().hex}@example.org", person=a_person())
    since = LONG_AGO + timedelta(days=LawAdoption.objects.filter(school=whose.school).count())
    persons = {"author": draft.author, "approver": approver}
    held = {"digest": "0" * 64, "files": {"studies.toml": ""}}
    return LawAdoption.objects.create(
        school=whose.school, draft=draft, at=timezone.now(), since=since, **persons, **held
    )


def a_file(whose: Whose) -> StoredFile:
    """The row of a file on the record of somebody."""
    said = {"name": "cv.pdf", "media_type": "application/pdf", "size": 1, "at": timezone.now()}
    return StoredFile.objects.create(subject=f"person:{whose.person.pk}", school=id_of(whose.school), **said)


def test_the_matrix_names_every_address_and_no_other() -> None:
    assert {name for name, _ in addresses()} == set(acts_of_pages())


def test_the_history_of_every_kind_is_walked() -> None:
    assert set(OF_KINDS) == set(KINDS)


def test_every_role_and_every_act_is_walked() -> None:
    assert {holder for act in matrix().values() for holder in act.scopes} <= {
        *Role.values,
        ANYONE,
        SIGNED_IN,
        "link",
        TOKEN,
    }


def viewer(name: str, here: School) -> tuple[Account | None, Person]:
    """Somebody in one role at the school here: their account and person."""
    if name == NOBODY:
        return None, a_person("Nobody Known")
    account = an_account("Alice Martin")
    assert account.person is not None
    if name != NO_ROLE:
        holds(account.person, Role(name), here)
    return account, account.person


def expected(page: str, name: str, whose: Whose | None) -> str:
    """What the matrix says of a page, to somebody, on something."""
    act = acts_of_pages()[page.partition(" of ")[0]]
    if act.is_open:
        return "open"
    scopes = [act.scopes[SIGNED_IN]] if SIGNED_IN in act.scopes and name != NOBODY else []
    scopes += [act.scopes[name]] if name in act.scopes else []
    if name == NOBODY:
        return "sign in"
    return "open" if any(reaches(scope, name, page, whose) for scope in scopes) else "refused"


def reaches(scope: Scope, name: str, page: str, whose: Whose | None) -> bool:
    """Whether a scope reaches something."""
    if whose is None or scope is Scope.ANY:
        return True
    if page in ("history of job", "history of register_reading") or (scope is Scope.OWN and page in NOBODYS_OWN):
        return False
    if scope is Scope.LABEL and page in NOT_THE_LABELS | OF_THE_LABEL_UNLESS_TIED:
        return page in OF_THE_LABEL_UNLESS_TIED
    if page in OF_NO_SCHOOLS and scope is Scope.SCHOOL:
        return False
    if scope is Scope.LABEL:
        return whose.whose == LABEL or (whose.whose == OWN and name in OF_THE_LABEL and page in OF_A_PERSON)
    at_the_school = {HERE, *({OWN} if name in Role.values and name not in OF_NO_SCHOOL else ())}
    return whose.whose in ({OWN} if scope is Scope.OWN else at_the_school)


def found(browser: Client, page: str, whose: Whose | None) -> str:
    """What happens, whichever way a page is asked for; what it is about and does is taken back, in the browser too."""
    name = page.partition(" of ")[0]
    said = set()
    for way in ("get", "post"):
        with transaction.atomic():
            address = reverse(name, kwargs=OBJECTS[page](whose) if whose else NUMBERED.get(page))
            answer = getattr(as_it_was(browser), way)(address)
            transaction.set_rollback(True)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            said.add(outcome(answer))
    assert len(said) == 1, f"{page} answers in two ways: {said}"
    return said.pop()


def as_it_was(browser: Client) -> Client:
    """Another browser, that holds the same."""
    another = copy(browser)
    another.cookies = deepcopy(browser.cookies)
    return another


def outcome(answer: Any) -> str:
    """An answer in the words of the matrix."""
    if answer.status_code == HTTPStatus.FORBIDDEN and answer.context["act"]:
        return "refused"  # by the matrix: allauth refuses to authenticate anew who has nothing to do it with
    to_sign_in = answer.status_code == HTTPStatus.FOUND and answer.url.startswith(f"{reverse('account_login')}?next=")
    return "sign in" if to_sign_in else "open"


@pytest.mark.parametrize("name", VIEWERS)
def test_every_page_opens_to_whom_the_matrix_opens_it(name: str) -> None:
    here, there = a_school("here"), a_school("there")
    account, person = viewer(name, here)
    neighbour, stranger, expert = a_person("Driss Naït"), a_person("Ève Durand"), a_person("Øystein Sæther")
    holds(neighbour, Role.STUDENT, here)
    holds(stranger, Role.STUDENT, there)
    holds(expert, Role.EXPERT)
    everybody = [Whose(OWN, person, here), Whose(HERE, neighbour, here), Whose(THERE, stranger, there)]
    everybody.append(Whose(LABEL, expert, None))
    browser = browser_of(account)
    wrong = [
        f"{page}, {whose.whose if whose else '—'}: {what}, not {wanted}"
        for page in [*(set(acts_of_pages()) - {"history"} - OF_THE_API), *(f"history of {kind}" for kind in OF_KINDS)]
        for whose in (everybody if page in OBJECTS else (None,))
        if whose is None or whose.school or page not in OF_SCHOOLS_ALONE
        if (what := found(browser, page, whose)) != (wanted := expected(page, name, whose))
    ]
    assert wrong == []
