"""How long is each kind of data kept? As long as nobody says otherwise; then it goes, by acts of the journal."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from sceau.core.rule import Citation, Duration
from sceau.files.actions import store_file
from sceau.files.models import StoredFile
from sceau.files.place import place_of
from sceau.journal.actions import Actor
from sceau.journal.models import Entry, Evidence
from sceau.journal.retention import RetentionFaulty, purposes, read_retention
from sceau.journal.seals import seal, verify
from sceau.mail.models import Going, Message
from sceau.people.erasure import Forgotten, NotForgotten, forget, would_be_forgotten
from sceau.people.models import Account, Invitation, Link, Merger, Person, RoleHeld
from sceau.people.roles import Role
from sceau.people.secrets import digest_of_secret
from sceau.site.retention import ERASABLES, erase_what_is_past, past_their_time
from tests.cli.on_the_database import sceau_on_the_database as sceau
from tests.files.samples import a_pdf
from tests.journal.test_replay import decide
from tests.people.people import a_person, an_account, browser_of, holds

THEN, NOW = datetime(2016, 8, 31, 12, tzinfo=UTC), datetime(2026, 9, 1, 12, tzinfo=UTC)
ROOT = Actor(role=Role.INSTALLATION_ADMINISTRATOR)
DECISION = 'cite = { text = "Conseil du 12 décembre 2026", locator = "art. 3" }'
ALL = "\n".join(f"[{kind}]\nkept_for = {{ years = 10 }}\n{DECISION}" for kind in ("evidence", "mail", "files"))
OF_OTHER_TESTS = ("deliberations", "misuses", "invitations", "links", "tokens", "sessions", "accounts", "persons")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any) -> Path:
    """A folder of the test's own, where everything is kept."""
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, var=tmp_path, clamd="")
    return tmp_path


def write_retention(var: Path, text: str) -> None:
    (var / "retention.toml").write_text(text, encoding="utf-8")


def a_mail(at: datetime = THEN, going: str = Going.SENT, **more: Any) -> Message:
    texts = {f"{part}_{code}": "Bonjour Alice" for part in ("subject", "text") for code in ("fr", "en")}
    fields = {"kind": "invitation", "address": "alice.martin@example.org", "language": "fr", "written_at": at}
    return Message.objects.create(**texts, **{**fields, "going": going, "sent_at": at, **more})


def a_file(subject: str = "person:1", at: datetime = THEN) -> StoredFile:
    return store_file(subject=subject, name="cv.pdf", chunks=[a_pdf()], at=at, by=ROOT)


def kept_now(var: Path) -> list[tuple[str, date | None, int]]:
    return [(one.kind, one.before, one.count) for one in past_their_time(var, at=NOW) if one.kind not in OF_OTHER_TESTS]


def test_each_kind_says_what_it_is_kept_for_and_which_text_asks_for_an_end() -> None:
    assert purposes().keys() == ERASABLES.keys()
    assert {one.cite for one in purposes().values()} == {Citation("rgpd", "art. 5, § 1, e)", confirmed=False)}
    assert {one.kept_for for one in purposes().values()} == {None}


def test_where_no_text_says_a_duration_nothing_is_erased(var: Path) -> None:
    decide("person:1", at=THEN)
    a_mail()
    a_file()

    assert kept_now(var) == [("evidence", None, 0), ("mail", None, 0), ("files", None, 0)]
    assert [one.count for one in erase_what_is_past(var, at=NOW, by=ROOT)] == [0] * len(ERASABLES)
    assert (Evidence.objects.count(), Message.objects.filter(erased_at=None).count()) == (1, 1)


def test_what_is_past_its_time_goes_by_acts_and_the_journal_verifies_before_and_after(var: Path) -> None:
    write_retention(var, ALL)
    old, _ = decide("person:1", at=THEN)
    young, _ = decide("person:1", at=datetime(2016, 9, 1, 0, tzinfo=UTC))  # ten years ago to the day: still kept
    mail, waiting, recent = a_mail(), a_mail(going=Going.QUEUED, sent_at=None), a_mail(at=NOW)
    file = a_file()
    seal(at=NOW)
    assert verify() == []

    first_kept = date(2016, 9, 1)
    assert kept_now(var) == [("evidence", first_kept, 1), ("mail", first_kept, 1), ("files", first_kept, 1)]
    assert Evidence.objects.count() == 2
    assert [one.count for one in erase_what_is_past(var, at=NOW, by=ROOT)] == [1, 1, 1, *[0] * len(OF_OTHER_TESTS)]
    assert list(Evidence.objects.values_list("pk", flat=True)) == [young.pk]
    mail.refresh_from_db()
    assert (mail.address, mail.subject_fr, mail.text_fr, mail.text_en, mail.erased_at) == ("", "", "", "", NOW)
    assert set(Message.objects.filter(erased_at=None).values_list("pk", flat=True)) == {waiting.pk, recent.pk}
    assert not place_of(file.pk).exists()
    acts = Entry.objects.filter(act__startswith="erase_").order_by("pk").values_list("act", "subject", "role")
    assert list(acts) == [
        ("erase_evidence", f"entry:{old.pk}", Role.INSTALLATION_ADMINISTRATOR),
        ("erase_mail", f"message:{mail.pk}", Role.INSTALLATION_ADMINISTRATOR),
        ("erase_file", f"file:{file.pk}", Role.INSTALLATION_ADMINISTRATOR),
    ]
    assert verify() == []
    seal(at=NOW)
    assert verify() == []
    assert [one.count for one in erase_what_is_past(var, at=NOW, by=ROOT)] == [0] * len(ERASABLES)


def test_the_durations_of_the_institution_are_read_with_their_source(var: Path) -> None:
    write_retention(var, f"[mail]\nkept_for = {{ months = 18 }}\n{DECISION}")

    kept = read_retention(var)["mail"]
    assert (kept.kept_for, kept.decided) == (
        Duration(18, "months"),
        Citation("Conseil du 12 décembre 2026", "art. 3"),
    )
    assert kept.before(date(2026, 8, 31)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("[mail", ["not_toml"]),
        ("[marks]", ["unknown"]),
        ("[mail]", ["no_duration", "no_cite"]),
        ("mail = 3", ["no_duration", "no_cite"]),
        (f"[mail]\nkept_for = {{ years = 0 }}\n{DECISION}", ["no_duration"]),
        (f"[mail]\nkept_for = {{ years = -1 }}\n{DECISION}", ["no_duration"]),
        (f"[mail]\nkept_for = {{ years = true }}\n{DECISION}", ["no_duration"]),
        (f"[mail]\nkept_for = {{ semesters = 1 }}\n{DECISION}", ["no_duration"]),
        (f"[mail]\nkept_for = {{ years = 1, months = 1 }}\n{DECISION}", ["no_duration"]),
        ('[mail]\nkept_for = { years = 1 }\ncite = { text = "", locator = "art. 1" }', ["no_cite"]),
        ('[mail]\nkept_for = { years = 1 }\ncite = "art. 1"', ["no_cite"]),
        (f"[mail]\n{DECISION}\n[files]\n{DECISION}\n[marks]", ["no_duration", "no_duration", "unknown"]),
    ],
)
def test_a_file_of_durations_that_cannot_be_followed_tells_every_fault_and_erases_nothing(
    var: Path, text: str, faults: list[str]
) -> None:
    write_retention(var, text)
    a_mail()

    with pytest.raises(RetentionFaulty) as faulty:
        erase_what_is_past(var, at=NOW, by=ROOT)
    assert [what for what, _ in faulty.value.faults] == faults
    assert Message.objects.filter(erased_at=None).count() == 1


# -- a person ------------------------------------------------------------------------------------------------------


def somebody() -> Account:
    """Somebody who studied here, long ago, with everything that is kept of them."""
    alice = an_account("Alice Martin")
    holds(alice.person, Role.STUDENT, until=date(2021, 9, 1))
    Person.objects.filter(pk=alice.person_id).update(birth_date=date(1999, 1, 2), nationality="FR", email=alice.email)
    a_mail(person=alice.person_id)
    a_mail(address="Alice.Martin@example.org")  # written to the address, before anybody knew whose it was
    a_file(f"person:{alice.person_id}")
    common = {"person": alice.person, "sent_at": THEN, "expires_at": THEN}
    Invitation.objects.create(email=alice.email, role=Role.STUDENT, secret_digest=digest_of_secret("i"), **common)
    Link.objects.create(act="complete_identity", subject=alice.person_id, secret_digest=digest_of_secret("l"), **common)
    return alice


def test_a_person_is_forgotten_and_what_was_decided_stays(var: Path) -> None:
    alice = somebody()
    decide(f"person:{alice.person_id}", at=THEN)
    browser = browser_of(alice)
    assert "Alice" in browser.get("/").content.decode()
    seal(at=NOW)

    assert would_be_forgotten(person=alice.person_id, at=NOW) == Forgotten(accounts=1, mails=2, files=1)
    assert forget(person=alice.person_id, at=NOW, by=ROOT) == Forgotten(accounts=1, mails=2, files=1)
    person = Person.objects.get()
    assert str(person).strip() == ""
    assert (person.birth_date, person.nationality, person.email, person.anonymised_at) == (None, "", "", NOW)
    account = Account.objects.get()
    assert (account.email, account.is_active, account.has_usable_password()) == (
        f"{account.pk}@forgotten.invalid",
        False,
        False,
    )
    assert EmailAddress.objects.count() == 0
    assert set(Message.objects.values_list("address", "text_fr", "person")) == {("", "", None)}
    assert [path for path in (var / "files").rglob("*") if path.is_file()] == []
    invitation, link = Invitation.objects.get(), Link.objects.get()
    assert (invitation.email, invitation.erased_at) == ("", NOW)
    assert (link.revoked_at, link.erased_at) == (NOW, NOW)
    assert digest_of_secret("i") != invitation.secret_digest
    assert digest_of_secret("l") != link.secret_digest
    assert "Alice" not in browser.get("/").content.decode()
    assert (RoleHeld.objects.count(), Evidence.objects.count()) == (1, 1)
    assert Entry.objects.filter(act="forget_person").values_list("subject", flat=True).get() == f"person:{person.pk}"
    assert verify() == []


def test_those_found_to_be_the_same_person_are_forgotten_with_them() -> None:
    kept, absorbed = a_person("Alice Martin"), a_person("Alice Martyn")
    Merger.objects.create(kept=kept, absorbed=absorbed, moved=[str(absorbed.pk)], at=THEN)
    Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)

    forget(person=kept.pk, at=NOW, by=ROOT)
    assert set(Person.objects.values_list("birth_name", "anonymised_at")) == {("", NOW)}


def test_a_record_that_was_joined_to_another_is_forgotten_with_that_one_or_not_at_all() -> None:
    alice = somebody()
    twin = a_person("Alise Martin", merged_into=alice.person)
    role = holds(alice.person, Role.TEACHER)

    with pytest.raises(NotForgotten, match="role_in_force"):
        forget(person=twin.pk, at=NOW, by=ROOT)
    role.until = date(2022, 9, 1)
    role.save()
    assert forget(person=twin.pk, at=NOW, by=ROOT).accounts == 1
    assert Person.objects.filter(anonymised_at=None).count() == 0


def test_who_still_holds_a_role_is_not_forgotten() -> None:
    alice = an_account("Alice Martin", Role.STUDENT).person

    with pytest.raises(NotForgotten) as barred:
        forget(person=alice.pk, at=NOW, by=ROOT)
    assert (barred.value.what, barred.value.named["roles"]) == ("role_in_force", "student")
    assert Person.objects.get().birth_name == "Martin"


def test_who_is_still_being_written_to_is_not_forgotten() -> None:
    alice = a_person()
    a_mail(person=alice.pk, going=Going.QUEUED, sent_at=None)

    with pytest.raises(NotForgotten, match="mail_waits"):
        forget(person=alice.pk, at=NOW, by=ROOT)


def test_nobody_is_forgotten_twice() -> None:
    alice = a_person()
    forget(person=alice.pk, at=NOW, by=ROOT)

    with pytest.raises(NotForgotten, match="already_erased"):
        forget(person=alice.pk, at=NOW, by=ROOT)


# -- on the command line -------------------------------------------------------------------------------------------


def test_the_command_line_says_that_the_texts_say_nothing(var: Path) -> None:
    decide("person:1", at=THEN)

    ran = sceau("retention", "--dry-run", SCEAU_VAR=str(var))
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[1:4] == [
        "Facts and reasons of decisions",
        "  Tell on which facts a decision rests, and judge it again where it is contested "
        "— RGPD, art. 5, § 1, e) (to be confirmed)",
        "  the texts say no duration: nothing is erased. "
        f"Write the institution's own, with its source, in {var}/retention.toml.",
    ]
    assert ran.lines[-1] == "Nothing was erased: --dry-run."


def test_the_command_line_lists_what_is_past_and_erases_it(var: Path) -> None:
    write_retention(var, ALL)
    decide("person:1", at=THEN)

    dry = sceau("retention", "--dry-run", lang="fr", SCEAU_VAR=str(var))
    assert "  gardé 10 ans — Conseil du 12 décembre 2026, art. 3" in dry.lines
    assert dry.lines[4].startswith("  1 à effacer, d’avant le ")
    assert Evidence.objects.count() == 1
    ran = sceau("retention", SCEAU_VAR=str(var))
    assert ran.lines[4].startswith("  1 erased, from before ")
    assert Evidence.objects.count() == 0
    assert sceau("journal", "verify").code == 0


def test_the_command_line_tells_each_fault_of_the_durations(var: Path) -> None:
    write_retention(var, "[mail]\n[marks]")

    ran = sceau("retention", "--dry-run", SCEAU_VAR=str(var))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        f"{var}/retention.toml: «mail»: write kept_for = {{ years = 10 }}, in days, weeks, months or years",
        f'{var}/retention.toml: «mail»: write cite = {{ text = "…", locator = "…" }}, '
        "the decision that sets this duration",
        f"{var}/retention.toml: «marks» is not kept by Sceau; write one of: {', '.join(ERASABLES)}",
    ]


def test_the_command_line_forgets_a_person(var: Path) -> None:
    alice = somebody().person_id

    dry = sceau("retention", "--person", str(alice), "--dry-run", SCEAU_VAR=str(var))
    assert dry.lines == [
        f"Of the person {alice} would be erased: their identity, 1 account, 2 mails, 1 file.",
        "Nothing was erased: --dry-run.",
    ]
    assert Person.objects.get().birth_name == "Martin"
    ran = sceau("retention", "--person", str(alice), SCEAU_VAR=str(var))
    forgotten = Entry.objects.get(act="forget_person")
    assert (forgotten.actor, forgotten.role, forgotten.came_by) == ("", "installation_administrator", "terminal")
    assert ran.lines[0].startswith(f"Of the person {alice} were erased: their identity, 1 account, 2 mails, 1 file.")
    assert Person.objects.get().birth_name == ""
    again = sceau("retention", "--person", str(alice), lang="fr", SCEAU_VAR=str(var))
    assert (again.code, again.err.strip()) == (2, f"l’identité de la personne {alice} a déjà été effacée")


@pytest.mark.parametrize("given", ["alice", "0f8fad5b-d9cb-469f-a165-70867728950e"])
def test_a_person_who_is_nobody_is_refused(given: str, var: Path) -> None:
    ran = sceau("retention", "--person", given, SCEAU_VAR=str(var))

    assert (ran.code, ran.err.strip()) == (
        2,
        f"no person «{given}» in this installation; give their id, as their address shows it",
    )
