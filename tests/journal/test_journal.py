from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from sceau.journal.actions import SCEAU, Actor, Grounds, erase_evidence, record, record_all
from sceau.journal.kept import JournalLostSeals, KeptFaulty, export, read_kept
from sceau.journal.models import Entry, Evidence, KeptEdition, Seal
from sceau.journal.seals import Finding, KnownSeal, known, seal, verify
from sceau.regulation.edition import Edition, edition_from

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
CHLOE = Actor("chloe", "registrar", "eve-school")
LAW = edition_from('{"of":{"on":"2026-09-01"},"values":{}}')
ADMITTED = Grounds("admitted", '{"question": "jury.proposal"}', LAW)

pytestmark = pytest.mark.django_db(transaction=True)


def write(count: int, *, at: datetime = NOON, law: Edition = LAW) -> list[Entry]:
    on = replace(ADMITTED, edition=law)
    with transaction.atomic():
        return [record(at=at, by=CHLOE, act="award_credits", subject=f"student:{n}", on=on) for n in range(count)]


@contextmanager
def as_the_owner_of_the_database() -> Iterator[Callable[..., None]]:
    """What an administrator of the database could do, who puts the triggers out of the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor.execute
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def one_that_fails() -> None:
    """An act that goes wrong after it was recorded."""
    record(at=NOON, by=SCEAU, act="award_credits", subject="student:1")
    raise ZeroDivisionError


def test_an_act_is_recorded_in_the_transaction_that_does_it() -> None:
    with pytest.raises(RuntimeError, match="an act is recorded in the transaction that does it"):
        record(at=NOON, by=SCEAU, act="award_credits", subject="student:1")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        one_that_fails()
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("table", ["journal_entry", "journal_evidence", "journal_edition", "journal_seal"])
@pytest.mark.parametrize(
    "wish",
    [
        "UPDATE {} SET digest = 'x'",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_delete_what_is_written(table: str, wish: str) -> None:
    write(2)
    seal(at=NOON)
    wish = wish.replace("digest", "text") if table in {"journal_evidence", "journal_edition"} else wish
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(wish.format(table))


def test_a_journal_that_nobody_touched_is_as_it_was_sealed() -> None:
    assert seal(at=NOON) is None
    write(3)
    first = seal(at=NOON)
    write(2)
    second = seal(at=NOON + timedelta(hours=1))
    assert seal(at=NOON + timedelta(hours=2)) is None
    assert first is not None
    assert second is not None
    assert [(one.number, one.entries) for one in Seal.objects.order_by("number")] == [(1, 3), (2, 2)]
    assert verify(against=[known(first), known(second)]) == []


def test_evidence_goes_by_an_act_of_its_own_and_the_journal_verifies_before_and_after() -> None:
    entry, other = write(2)
    seal(at=NOON)
    with transaction.atomic():
        erasure = erase_evidence(at=NOON, by=CHLOE, entry=entry)
    assert (erasure.act, erasure.subject) == ("erase_evidence", f"entry:{entry.pk}")
    assert list(Evidence.objects.values_list("pk", flat=True)) == [other.pk]
    assert verify() == []


def test_evidence_that_went_without_that_act_is_missed() -> None:
    entry, _ = write(2)
    seal(at=NOON)
    with as_the_owner_of_the_database() as do:
        do("DELETE FROM journal_evidence WHERE entry_id = %s", [entry.pk])
    assert verify() == [Finding("entry", entry.pk, "evidence_missing")]


def test_evidence_that_was_altered_is_found() -> None:
    entry, _ = write(2)
    with as_the_owner_of_the_database() as do:
        do("UPDATE journal_evidence SET text = 'other' WHERE entry_id = %s", [entry.pk])
    assert verify() == [Finding("entry", entry.pk, "evidence_altered")]


def test_a_journal_cut_off_with_its_seals_is_found_by_the_seals_that_were_kept() -> None:
    write(2)
    first = seal(at=NOON)
    (lost,) = write(1)
    second = seal(at=NOON)
    assert first is not None
    assert second is not None
    with as_the_owner_of_the_database() as do:
        do("DELETE FROM journal_evidence WHERE entry_id = %s", [lost.pk])
        do("DELETE FROM journal_entry WHERE id = %s", [lost.pk])
        do("DELETE FROM journal_seal WHERE number = 2")
    assert verify() == []
    assert verify(against=[known(first), known(second)]) == [Finding("seal", 2, "cut_off")]


def some_seals(count: int) -> list[KnownSeal]:
    """As many seals, each on an entry of its own."""
    for hour in range(count):
        write(1)
        seal(at=NOON + timedelta(hours=hour))
    return [known(one) for one in Seal.objects.order_by("number")]


def test_the_seals_of_each_day_are_added_to_a_file_that_only_grows(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "seals.jsonl"
    first = some_seals(2)
    assert export(file) == 2
    before = file.read_bytes()
    assert export(file) == 0
    both = first + some_seals(1)[2:]
    assert export(file) == 1
    assert file.read_bytes().startswith(before)
    assert read_kept(file) == both
    assert verify(against=read_kept(file)) == []
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("alter", "line", "what"),
    [
        (lambda held: held[:-20], 3, "line_cut"),
        (lambda held: held.replace(b'"entries": 1', b'"entries": 2', 1), 1, "line_altered"),
        (lambda held: held.split(b"\n", 1)[1], 1, "line_altered"),
        (lambda held: held.replace(held.splitlines(keepends=True)[1], b""), 2, "line_altered"),
        (lambda held: held + b"nothing\n", 4, "line_unreadable"),
        (lambda held: held + b"{}\n", 4, "line_unreadable"),
        (lambda held: held + b"[1]\n", 4, "line_unreadable"),
        (lambda held: b"\xff\xfe\n" + held, 1, "line_unreadable"),
    ],
)
def test_a_file_of_seals_that_was_altered_is_not_relied_upon(
    tmp_path: Path, alter: Callable[[bytes], bytes], line: int, what: str
) -> None:
    file = tmp_path / "seals.jsonl"
    some_seals(3)
    export(file)
    file.write_bytes(alter(file.read_bytes()))
    with pytest.raises(KeptFaulty) as faulty:
        read_kept(file)
    assert (faulty.value.line, faulty.value.what) == (line, what)
    with pytest.raises(KeptFaulty):
        export(file)


def test_nothing_is_added_to_a_file_whose_seals_the_journal_has_lost(tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    some_seals(2)
    export(file)
    before = file.read_bytes()
    with as_the_owner_of_the_database() as do:
        do("DELETE FROM journal_seal WHERE number = 2")
    with pytest.raises(JournalLostSeals) as lost:
        export(file)
    assert lost.value.findings == [Finding("seal", 2, "cut_off")]
    assert file.read_bytes() == before


def test_an_act_on_many_costs_the_same_number_of_queries_however_many_they_are(
    django_assert_num_queries: Any,
) -> None:
    write(1)
    for count in (1, 300):
        with transaction.atomic(), django_assert_num_queries(3):
            on = [(f"student:{place}", ADMITTED) for place in range(count)]
            entries = record_all(at=NOON, by=CHLOE, act="award_credits", on=on)
    assert [entry.subject for entry in entries] == [f"student:{place}" for place in range(300)]
    assert list(Entry.objects.order_by("pk").values_list("subject", flat=True))[-300:] == [
        f"student:{place}" for place in range(300)
    ]
    assert (Evidence.objects.count(), KeptEdition.objects.count()) == (302, 1)
    seal(at=NOON)
    assert verify() == []


def test_an_edition_of_the_law_is_kept_once_with_what_is_decided_under_it() -> None:
    with pytest.raises(ZeroDivisionError):
        give_up(on=ADMITTED)
    assert KeptEdition.objects.count() == 0
    write(2)
    write(1)
    assert list(KeptEdition.objects.values_list("digest", flat=True)) == [LAW.digest]
    assert verify() == []


def test_what_two_overlapping_transactions_write_is_sealed_whole() -> None:
    begun, go_on, sealed = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(at=NOON, by=SCEAU, act="award_credits", subject="student:slow")
            begun.set()
            go_on.wait(20)
        connections.close_all()

    def sealing() -> None:
        seal(at=NOON)
        sealed.set()
        connections.close_all()

    first = threading.Thread(target=slow)
    first.start()
    begun.wait(20)
    write(1)  # a later id, committed before
    second = threading.Thread(target=sealing)
    second.start()
    assert not sealed.wait(0.3)
    go_on.set()
    first.join()
    second.join()
    assert [(one.entries, one.last_entry) for one in Seal.objects.all()] == [
        (2, max(Entry.objects.values_list("pk", flat=True)))
    ]
    assert verify() == []


@pytest.mark.parametrize("first_is_undone", [False, True])
def test_an_edition_that_two_transactions_keep_at_once_is_kept_whichever_of_them_is_undone(
    first_is_undone: bool,
) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            record(at=NOON, by=CHLOE, act="award_credits", subject="student:1", on=ADMITTED)
            begun.set()
            go_on.wait(20)
            transaction.set_rollback(first_is_undone)
        connections.close_all()

    def second() -> None:
        write(1)
        done.set()
        connections.close_all()

    threads = [threading.Thread(target=one) for one in (first, second)]
    threads[0].start()
    begun.wait(20)
    threads[1].start()
    assert not done.wait(0.3)  # it waits to know whether the edition is there
    go_on.set()
    for thread in threads:
        thread.join()
    assert KeptEdition.objects.count() == 1
    assert Entry.objects.count() == (1 if first_is_undone else 2)
    assert verify() == []


def test_each_of_a_thousand_random_tamperings_is_found() -> None:
    for hour in range(5):
        write(8, at=NOON + timedelta(hours=hour), law=edition_from(f'{{"of":{{}},"values":{{"hour":{hour}}}}}'))
        with transaction.atomic():
            record(at=NOON, by=SCEAU, act="close", subject=f"round:{hour}")
        with pytest.raises(ZeroDivisionError):  # which leaves a gap among the ids
            give_up()
        write(3)
        seal(at=NOON + timedelta(hours=hour))
    seals = [known(one) for one in Seal.objects.order_by("number")]
    draw = random.Random(2026)
    unseen = [name for name in (tamper(draw, seals) for _ in range(1000)) if name]
    assert unseen == []
    assert verify(against=seals) == []


def give_up(on: Grounds | None = None) -> None:
    with transaction.atomic():
        record(at=NOON, by=SCEAU, act="close", subject="round:none", on=on)
        raise ZeroDivisionError


def tamper(draw: random.Random, seals: list[KnownSeal]) -> str:
    """Alter the journal at random, and put it back; return what was done if nobody saw it."""
    name, wish = draw.choice(WAYS)
    ids = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    gaps = sorted(set(range(ids[0], ids[-1])) - set(ids))
    one, other = draw.sample(ids, 2)
    law = draw.choice(list(KeptEdition.objects.order_by("pk").values_list("pk", flat=True)))
    values = {"one": one, "other": other, "gap": draw.choice(gaps), "seal": draw.choice(seals).number, "law": law}
    with as_the_owner_of_the_database() as do:
        do("BEGIN")
        try:
            for statement in wish:
                do(statement, values)
            return "" if verify(against=seals) else f"{name} {values}"
        finally:
            do("ROLLBACK")


COPIED = "at, actor, role, school, came_by, act, subject, outcome, edition, digest"
WAYS = [
    ("actor altered", ["UPDATE journal_entry SET actor = actor || 'x' WHERE id = %(one)s"]),
    ("way in altered", ["UPDATE journal_entry SET came_by = came_by || 'x' WHERE id = %(one)s"]),
    ("instant altered", ["UPDATE journal_entry SET at = at + interval '1 microsecond' WHERE id = %(one)s"]),
    ("outcome altered", ["UPDATE journal_entry SET outcome = 'refused' WHERE id = %(one)s"]),
    (
        "words moved from one field to the next",
        [
            "UPDATE journal_entry SET actor = actor || left(role || school || act, 1), act = act || '.' "
            "WHERE id = %(one)s"
        ],
    ),
    ("evidence altered", ["UPDATE journal_evidence SET text = text || ' '"]),
    ("missing", ["DELETE FROM journal_entry WHERE id = %(one)s"]),
    (
        "inserted",
        [f"INSERT INTO journal_entry (id, {COPIED}) SELECT %(gap)s, {COPIED} FROM journal_entry WHERE id = %(one)s"],
    ),
    (
        "inserted below the first",
        [f"INSERT INTO journal_entry (id, {COPIED}) SELECT -%(one)s, {COPIED} FROM journal_entry WHERE id = %(one)s"],
    ),
    (
        "evidence erased by an act that nobody sealed",
        [
            f"INSERT INTO journal_entry (id, {COPIED}) SELECT 0, at, "
            "'', '', '', '', 'erase_evidence', 'entry:' || id, '', '', '' FROM journal_entry WHERE id = %(one)s",
            "DELETE FROM journal_evidence WHERE entry_id = %(one)s",
        ],
    ),
    ("seal moved beyond", ["UPDATE journal_seal SET last_entry = last_entry + 1000000 WHERE number = %(seal)s"]),
    (
        "reordered",
        [
            "UPDATE journal_entry SET subject = 'swapped' WHERE id = %(one)s",
            "UPDATE journal_entry SET id = 0 WHERE id = %(one)s",
            "UPDATE journal_entry SET id = %(one)s WHERE id = %(other)s",
            "UPDATE journal_entry SET id = %(other)s WHERE id = 0",
        ],
    ),
    (
        "cut off",
        ["DELETE FROM journal_entry WHERE id >= %(one)s", "DELETE FROM journal_seal WHERE last_entry >= %(one)s"],
    ),
    ("edition altered", ["UPDATE journal_edition SET text = text || ' ' WHERE digest = %(law)s"]),
    ("edition missing", ["DELETE FROM journal_edition WHERE digest = %(law)s"]),
    (
        "edition under another digest",
        ["UPDATE journal_edition SET digest = reverse(digest) WHERE digest = %(law)s"],
    ),
    (
        "edition inserted",
        ["INSERT INTO journal_edition (digest, text) SELECT reverse(digest), text FROM journal_edition LIMIT 1"],
    ),
    ("instant of a seal altered", ["UPDATE journal_seal SET at = at + interval '1 hour' WHERE number = %(seal)s"]),
    ("seal missing", ["DELETE FROM journal_seal WHERE number = %(seal)s"]),
    ("seal altered", ["UPDATE journal_seal SET digest = reverse(digest) WHERE number = %(seal)s"]),
    ("seal moved", ["UPDATE journal_seal SET last_entry = last_entry - 1 WHERE number = %(seal)s"]),
]
