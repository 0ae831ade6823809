"""A deliberation ends once, whatever is killed or tried again; it is erased, and the journal still verifies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.core.rule import RuleError
from sceau.deliberations import actions
from sceau.deliberations import work as working
from sceau.deliberations.actions import Superseded, begin, erase_deliberation, finish, give_up, refuse_workbook, tell
from sceau.deliberations.models import Deliberation, Document, HandedIn, Proposal, State
from sceau.deliberations.place import remove_left_over, workplace
from sceau.deliberations.work import deliberate_in_background
from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.journal.seals import seal, verify
from sceau.people.roles import Role
from sceau.site.retention import ERASABLES, erase_what_is_past
from tests.cli.on_the_database import address_of_the_database
from tests.deliberations.dropping import NOON, a_browser, chloe, deliberated, done, drop, the_school, work
from tests.people.people import an_account, browser_of

pytestmark = pytest.mark.django_db(transaction=True)


def dropped() -> Deliberation:
    drop(a_browser())
    return Deliberation.objects.get()


def acts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("act", flat=True))


def clock() -> Any:
    return NOON


KILLED = """
import os, signal
import django; django.setup()
from sceau.deliberations import work
from sceau.deliberations.tasks import deliberate_workbook
from sceau.deliberations.models import Deliberation
at_which = work.write_dossier
def write(**how):
    at_which(**how)
    os.kill(os.getpid(), signal.SIGKILL)
work.write_dossier = write
deliberate_workbook.func(str(Deliberation.objects.get().pk))
"""


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_job_does_all_of_it_again(var: Path) -> None:
    one = dropped()
    environment = {**os.environ, "DATABASE_URL": address_of_the_database(), "SCEAU_VAR": str(var)}
    ran = subprocess.run([sys.executable, "-c", KILLED], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    one.refresh_from_db()
    assert (one.state, one.run, Proposal.objects.count(), Document.objects.count()) == (State.WRITING, 1, 0, 0)
    left = [path for path in var.rglob("*") if path.is_file() and "deliberating" in path.parts]
    assert left != []

    work()  # the stalled job is put back in the queue; here it never left it

    one.refresh_from_db()
    assert (one.state, one.run, Proposal.objects.count(), Document.objects.count()) == (State.DONE, 2, 30, 33)
    assert [path for path in var.rglob("*") if path.is_file() and "deliberating" in path.parts] == []
    assert acts() == ["hand_in_workbook", "deliberate_workbook"]


def test_a_job_done_twice_changes_nothing() -> None:
    one = deliberated(a_browser())
    before = list(Document.objects.values_list("pk", "digest"))

    deliberate_in_background(one.pk, clock=clock)
    deliberate_in_background(uuid4(), clock=clock)

    assert list(Document.objects.values_list("pk", "digest")) == before
    assert acts() == ["hand_in_workbook", "deliberate_workbook"]


def test_an_attempt_that_was_taken_for_dead_says_nothing_more() -> None:
    one = dropped()
    first, second = begin(deliberation=one.pk), begin(deliberation=one.pk)
    assert (first, second) == (1, 2)
    late: dict[str, Any] = {"deliberation": one.pk, "run": first}

    for says in (
        lambda: tell(**late, done=3),
        lambda: refuse_workbook(**late, told={}, count=1, at=NOON),
        lambda: give_up(**late, why="not_read", at=NOON),
        lambda: finish(**late, ended=None, at=NOON),  # type: ignore[arg-type] - it comes too late to be looked at
    ):
        with pytest.raises(Superseded):
            says()
    one.refresh_from_db()
    assert (one.state, one.done, HandedIn.objects.count()) == (State.READING, 0, 1)


def test_documents_are_written_some_at_a_time(monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "AT_A_TIME", 10)

    one = deliberated(a_browser())

    assert (one.state, one.documents.count(), one.documents.exclude(proposal=None).count()) == (State.DONE, 33, 30)


def test_what_is_erased_while_it_is_at_work_ends_there(monkeypatch: Any) -> None:
    one = dropped()
    judging = working.deliberate

    def erased_meanwhile(**how: Any) -> Any:
        erase_deliberation(deliberation=one, at=NOON, by=SCEAU)
        return judging(**how)

    monkeypatch.setattr(working, "deliberate", erased_meanwhile)
    work()

    assert (Proposal.objects.count(), Document.objects.count(), HandedIn.objects.count()) == (0, 0, 0)
    assert acts() == ["hand_in_workbook", "erase_deliberation"]
    assert ProcrastinateJob.objects.exclude(status="succeeded").count() == 0


def test_what_nobody_foresaw_is_told_fails_the_job_and_may_be_tried_again(monkeypatch: Any) -> None:
    client = a_browser()
    drop(client)
    one = Deliberation.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr(working, "deliberate", lambda **_: 1 / 0)
        work()
    one.refresh_from_db()
    assert (one.state, one.why, HandedIn.objects.count()) == (State.FAILED, "unexpected", 1)
    assert ProcrastinateJob.objects.get().status == "failed"
    assert "tâches de fond" in client.get(f"/deliberate/{one.pk}/").content.decode()

    deliberate_in_background(one.pk, clock=clock)

    one.refresh_from_db()
    assert (one.state, one.why, one.students) == (State.DONE, "", 30)


def test_a_law_that_does_not_say_what_is_needed_is_told_in_the_language_of_the_page(monkeypatch: Any) -> None:
    def silent(**_: Any) -> None:
        raise RuleError("general_mean_pass_mark", "general_mean_pass_mark: no layer sets it; set it")

    monkeypatch.setattr(working, "deliberate", silent)
    client = a_browser()

    one = deliberated(client)

    assert (one.state, one.why, HandedIn.objects.count()) == (State.FAILED, "law_silent", 0)
    assert "general_mean_pass_mark" in client.get(f"/deliberate/{one.pk}/").content.decode()


def test_a_database_that_is_away_fails_nothing_but_the_attempt(monkeypatch: Any) -> None:
    one = dropped()

    def away(**_: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(working, "deliberate", away)
    with pytest.raises(DatabaseError):
        deliberate_in_background(one.pk, clock=clock)
    one.refresh_from_db()
    assert one.state == State.JUDGING


def test_progress_is_written_every_second_at_most(monkeypatch: Any) -> None:
    one = dropped()
    run = begin(deliberation=one.pk)
    now = [0.0]
    monkeypatch.setattr(working.time, "monotonic", lambda: now[0])
    progress = working.Progress(one.pk, run or 0)
    progress.enter(State.JUDGING, 500)
    seen = []
    for _ in range(40):
        now[0] += 0.1
        progress.advance()
        seen.append(Deliberation.objects.values_list("done", flat=True).get(pk=one.pk))

    assert sorted(set(seen)) == [0, 10, 20, 30, 40] or len(set(seen)) <= 5


def test_erased_it_names_nobody_and_the_journal_verifies() -> None:
    account = chloe()
    client = browser_of(account)
    one = deliberated(client)
    seal(at=NOON)

    assert client.post(f"/deliberate/{one.pk}/erase/").status_code == 302
    assert client.post(f"/deliberate/{one.pk}/erase/").status_code == 302

    one.refresh_from_db()
    assert (Proposal.objects.count(), Document.objects.count(), one.name, one.told, one.titles) == (0, 0, "", {}, {})
    assert acts() == ["hand_in_workbook", "deliberate_workbook", "erase_deliberation"]
    page = client.get(f"/deliberate/{one.pk}/").content.decode()
    assert "Tout ce qui nommait un étudiant a été effacé" in page
    assert "AUBERTINEAU" not in page
    assert client.get(f"/deliberate/{one.pk}/dossier.zip").status_code == 404
    assert "effacée" in client.get("/deliberate/").content.decode()
    seal(at=NOON)
    assert verify() == []


def test_who_directs_a_programme_may_deliberate_and_not_erase() -> None:
    one = done()
    director = browser_of(an_account("Bernard Petit", Role.PROGRAMME_DIRECTOR, school=the_school()))

    page = director.get(f"/deliberate/{one.pk}/").content.decode()

    assert "AUBERTINEAU" in page
    assert "Effacer pour toujours" not in page
    assert director.post(f"/deliberate/{one.pk}/erase/").status_code == 403


def test_what_is_past_its_time_is_erased_by_acts(var: Path) -> None:
    one = done()
    var.mkdir(exist_ok=True)
    said = '[deliberations]\nkept_for = { years = 1 }\ncite = { text = "Conseil", locator = "art. 3" }\n'
    (var / "retention.toml").write_text(said, encoding="utf-8")

    erase_what_is_past(var, at=NOON + timedelta(days=300), by=SCEAU)
    assert Proposal.objects.count() == 30
    erased = erase_what_is_past(var, at=NOON + timedelta(days=400), by=SCEAU)

    assert [(past.kind, past.count) for past in erased if past.count] == [("deliberations", 1)]
    assert "deliberations" in ERASABLES
    one.refresh_from_db()
    assert (Proposal.objects.count(), one.erased_at) == (0, NOON + timedelta(days=400))


def test_what_a_killed_attempt_left_goes_with_the_night(var: Path) -> None:
    assert remove_left_over(before=timezone.now()) == 0
    left = var / "deliberating" / "a-1"
    left.mkdir(parents=True)
    (left / "workbook.xlsx").write_bytes(b"names")

    assert remove_left_over(before=timezone.now() - timedelta(days=1)) == 0
    assert remove_left_over(before=timezone.now() + timedelta(seconds=1)) == 1
    assert not left.exists()
    with workplace(uuid4(), 1) as place:
        assert place.stat().st_mode & 0o777 == 0o700
    assert not place.exists()
