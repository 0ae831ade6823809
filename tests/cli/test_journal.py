"""``sceau explain``, ``sceau journal``, ``sceau rules replay``: what was done, and whether anybody touched it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from sceau.journal.actions import SCEAU, Actor, erase_evidence, record
from sceau.journal.models import Entry
from sceau.journal.seals import seal
from sceau.people.access import AT_THE_TERMINAL
from sceau.people.actions import correct_person, end_role, grant_role
from sceau.people.identity import identity_of, mark_of
from sceau.people.roles import Role
from tests.cli.on_the_database import sceau_on_the_database as sceau
from tests.journal.test_journal import as_the_owner_of_the_database
from tests.journal.test_replay import decide
from tests.people.people import a_person, a_school

NOON = datetime(2026, 9, 1, 10, tzinfo=UTC)
CHLOE = Actor("5f0c9c0e-0000-4000-8000-000000000001", "registrar", "eve-school")

pytestmark = pytest.mark.django_db(transaction=True)


def done_on_a_school() -> str:
    """A school on which somebody decided something, and somebody else did something."""
    subject = f"school:{a_school().pk}"
    decide(subject, at=NOON)
    seal(at=NOON)
    with transaction.atomic():
        record(at=NOON, by=CHLOE, act="attach_file", subject=subject)
    return subject


def test_the_chain_of_acts_on_an_object_is_told_with_the_reasons_of_each_decision() -> None:
    subject = done_on_a_school()
    edition = Entry.objects.exclude(edition="").get().edition

    ran = sceau("explain", subject)
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0] == f"school {subject.partition(':')[2]}: 2 acts."
    assert ran.lines[1:5] == [
        "1 September 2026 at 12:00 · judge_unit",
        "  Sceau · Seal no. 1",
        "  Unit validated",
        "    Credits earned: 6 ECTS credits",
    ]
    assert "§ " in ran.out  # where the text says so
    assert f"  edition {edition}" in ran.lines
    assert ran.lines[-2:] == [
        "1 September 2026 at 12:00 · attach a file",
        "  registrar, account 5f0c9c0e-0000-4000-8000-000000000001, school eve-school · not yet sealed",
    ]


def test_it_is_told_in_french() -> None:
    ran = sceau("explain", done_on_a_school(), lang="fr")

    assert ran.lines[1:4] == ["1er septembre 2026 à 12 h · judge_unit", "  Sceau · Sceau n° 1", "  UV validée"]
    assert "joindre un fichier" in ran.lines[-2]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (SCEAU, "Sceau"),
        (AT_THE_TERMINAL, "installation administrator, at the terminal"),
        (Actor("", "link", "s", "link:l"), "by a one-purpose link (link l), school s"),
        (Actor("a", "token", "s", "invitation:i"), "by an invitation (invitation i), account a, school s"),
        (Actor("a", "registrar", "s"), "registrar, account a, school s"),
    ],
)
def test_who_acted_is_told_by_what_they_came_in_by(by: Actor, said: str) -> None:
    subject = f"school:{a_school().pk}"
    with transaction.atomic():
        record(at=NOON, by=by, act="attach_file", subject=subject)

    assert sceau("explain", subject).lines[-1] == f"  {said} · not yet sealed"


def test_what_was_given_in_an_act_is_told_and_so_is_that_it_was_erased() -> None:
    person, school = a_person("Alice Martin"), a_school()
    given = {"person": person.pk, "role": Role.TEACHER, "school": school.pk, "since": date(2026, 9, 1)}
    held = grant_role(**given, until=None, at=NOON, by=SCEAU)
    end_role(held=held.pk, until=date(2026, 12, 31), at=NOON, by=SCEAU)

    ran = sceau("explain", f"role:{held.pk}")
    place = [f"  Person: {person.pk}", "  Role: teacher", f"  School: {school.pk}", "  Since: 1 September 2026"]
    assert ran.lines[3:8] == [*place, "  Until: —"]
    assert ran.lines[10:16] == [*place, "  Until: 31 December 2026", "  Until, before that: —"]

    with transaction.atomic():
        for entry in Entry.objects.all():
            erase_evidence(at=NOON, by=SCEAU, entry=entry)
    assert sceau("explain", f"role:{held.pk}", lang="fr").lines[-1] == (
        "  Ce qui avait été noté de cet acte a été effacé, par un acte de l’histoire ; l’acte reste."
    )


def test_which_fields_were_corrected_is_told_in_words() -> None:
    person = a_person("Alice Martin")
    identity = replace(identity_of(person), birth_name="Martín", sex="F")
    said = {"seen": mark_of(identity_of(person)), "identity": identity, "on": date(2026, 9, 1)}
    correct_person(person=person.pk, **said, at=NOON, by=SCEAU)

    ran = sceau("explain", f"person:{person.pk}", lang="fr")
    assert ran.lines[-1].replace("\N{NO-BREAK SPACE}", " ") == "  Changé : Nom de naissance, Sexe"


def test_nobody_is_named_on_the_command_line() -> None:
    person = a_person("Alice Martin")
    with transaction.atomic():
        record(at=NOON, by=CHLOE, act="attach_file", subject=f"person:{person.pk}")

    assert "Martin" not in sceau("explain", f"person:{person.pk}").out


def test_a_decision_whose_ground_was_erased_still_says_what_was_decided() -> None:
    entry, decision = decide(f"school:{a_school().pk}", at=NOON)
    with transaction.atomic():
        erase_evidence(at=NOON, by=CHLOE, entry=entry)

    ran = sceau("explain", entry.subject)
    assert ran.lines[-1] == (
        "  What this decision rests on was erased, by an act of the history; what was decided stays: Unit validated."
    )
    assert decision.outcome == "validated"


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        (
            "school",
            "«school» names no object: write kind:id, for instance person:0f8fad5b-d9cb-469f-a165-70867728950e",
        ),
        ("scool:1", "«scool» is no kind of object of the journal: did you mean «school»?"),
        (
            "school:1",
            "there is no object «school:1» in this installation, and nothing was done on it; check the id",
        ),
        (
            "person:0f8fad5b-d9cb-469f-a165-70867728950e",
            "there is no object «person:0f8fad5b-d9cb-469f-a165-70867728950e» in this installation, "
            "and nothing was done on it; check the id",
        ),
    ],
)
def test_what_names_no_object_is_refused_with_what_to_do(subject: str, why: str) -> None:
    for command in (("explain",), ("rules", "replay")):
        ran = sceau(*command, subject)
        assert (ran.code, ran.out, ran.err.strip()) == (2, "", why)


def test_an_object_on_which_nothing_was_done_says_so() -> None:
    subject = f"school:{a_school().pk}"

    assert sceau("explain", subject).lines == [f"Nothing was done on {subject}."]


def test_a_journal_that_nobody_touched_is_whole_and_is_the_one_that_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    done_on_a_school()

    assert sceau("journal", "seal").lines == ["Seal no. 2 set on 1 entry."]
    assert sceau("journal", "seal").lines == ["Nothing was written since the last seal."]
    assert sceau("journal", "export", file).lines == [f"2 seals added to {file}."]
    ran = sceau("journal", "verify", "--against", file)
    assert ran.code == 0
    assert ran.lines[0] == "The journal is whole: 2 entries, 2 seals, 1 edition of the law."
    assert ran.lines[1].startswith(f"It is the one of {file}: 2 seals compared, the last one set on ")


def test_a_journal_that_somebody_touched_says_where(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    done_on_a_school()
    sceau("journal", "export", file)
    with as_the_owner_of_the_database() as do:
        do("UPDATE journal_entry SET outcome = 'failed' WHERE outcome = 'validated'")
        do("UPDATE journal_edition SET text = 'other'")

    ran = sceau("journal", "verify")
    assert ran.code == 1
    assert ran.lines[0].startswith("✗ seal 1: entries 1 to ")
    assert ran.lines[1].endswith(": the law kept is not the one that was decided under")
    assert ran.lines[2].startswith("The journal is no longer as it was written: 2 findings.")
    with as_the_owner_of_the_database() as do:
        do("DELETE FROM journal_seal")
    again = sceau("journal", "export", file)
    assert again.code == 1
    assert "seal 1: it was kept elsewhere, and is no longer in the journal" in again.err
    assert "sceau 1 : il a été gardé ailleurs" in sceau("journal", "verify", "--against", file, lang="fr").out


def test_a_file_of_seals_that_cannot_be_relied_upon_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    file.write_text("{}\n")

    said = f"{file}, line 1: this is no line of a seal; give a file that «sceau journal export» wrote"
    for command in (("verify", "--against"), ("export",)):
        ran = sceau("journal", *command, file)
        assert (ran.code, ran.err.strip()) == (2, said)
    missing = sceau("journal", "verify", "--against", tmp_path / "none")
    assert (missing.code, missing.out) == (2, "")
    assert "none" in missing.err


def test_past_decisions_are_judged_again() -> None:
    subject = done_on_a_school()

    assert sceau("rules", "replay").lines == ["1 decision judged again, no difference."]
    assert sceau("rules", "replay", subject).lines == ["1 decision judged again, no difference."]
    assert sceau("rules", "replay", "--since", "2026-09-02").lines == ["No decision to judge again."]


def test_a_past_decision_that_would_be_another_is_told_and_fails() -> None:
    entry, _ = decide(f"school:{a_school().pk}", at=NOON)
    with as_the_owner_of_the_database() as do:
        do("UPDATE journal_evidence SET text = replace(text, '\"validated\"', '\"failed\"')")

    ran = sceau("rules", "replay")
    assert ran.code == 1
    assert ran.lines == [
        f"✗ entry {entry.pk}, {entry.subject}, Is this unit validated, to be resat, or not validated?",
        "    decided: Unit not validated",
        "    would be: Unit validated",
        "1 decision judged again; decided otherwise: 1. "
        "The past does not change: tell the difference in the changelog.",
    ]
