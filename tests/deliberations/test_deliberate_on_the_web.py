"""A workbook is dropped, deliberated by a worker, and what comes of it is what the command line writes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from sceau.deliberations.models import Deliberation, HandedIn, Proposal, State
from sceau.journal.models import Entry, Evidence, KeptEdition
from sceau.journal.replay import judged_again
from sceau.journal.seals import seal, verify
from sceau.people.roles import Role
from tests.cli.command import sceau
from tests.cli.test_deliberate import with_cells
from tests.deliberations.dropping import (
    EXAMPLE,
    NOON,
    SLUG,
    a_browser,
    chloe,
    deliberated,
    done,
    drop,
    the_school,
    upload,
    work,
)
from tests.people.people import a_school, an_account, browser_of
from tests.studies.workbooks import write

pytestmark = pytest.mark.django_db(transaction=True)
OUTCOMES = {"admitted": 17, "resit": 4, "refused": 4, "extension": 2, "pending": 2, "contested": 1}


def at_the_terminal(out: Path, *more: str | Path, workbook: Path = EXAMPLE, lang: str = "fr") -> dict[str, bytes]:
    """What the command line writes of a workbook, by its path."""
    of = ("--school", SLUG, "--programme", "CSE", "--intake", "2025")
    ran = sceau("deliberate", workbook, *of, *more, "--out", out, lang=lang)
    assert ran.code == 0, ran.err
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def made(one: Deliberation) -> dict[str, bytes]:
    return {document.name: bytes(document.content) for document in one.documents.all()}


def facts_in_the_journal() -> list[tuple[str, Any]]:
    rows = Entry.objects.order_by("pk").values_list("act", "evidence__text")
    return [(act, json.loads(text) if text else None) for act, text in rows]


def test_the_example_promotion_is_deliberated_as_at_the_terminal(tmp_path: Path, var: Path) -> None:
    one = deliberated(a_browser())

    assert (one.state, one.students, one.done, one.outcomes) == (State.DONE, 30, 30, OUTCOMES)
    written, here = at_the_terminal(tmp_path / "jury"), made(one)
    assert here.keys() == written.keys()
    assert [name for name in here if here[name] != written[name]] == []
    assert {one.name: one.digest for one in one.documents.all()} == {
        name: hashlib.sha256(held).hexdigest() for name, held in written.items()
    }
    assert HandedIn.objects.count() == 0
    assert [path for path in var.rglob("*") if path.is_file()] == []


def test_documents_are_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    one = deliberated(a_browser(), language="en")

    assert made(one)["results.xlsx"] == at_the_terminal(tmp_path / "jury", lang="en")["results.xlsx"]


def test_marks_of_moodle_complete_a_workbook_as_at_the_terminal(tmp_path: Path) -> None:
    workbook = EXAMPLE.with_name("promotion_without_moodle.xlsx")
    export, mapping = EXAMPLE.with_name("moodle.csv"), EXAMPLE.with_name("moodle_mapping.toml")

    one = deliberated(
        a_browser(), workbook, moodle=upload(export, "moodle.csv"), mapping=upload(mapping, "moodle_mapping.toml")
    )

    assert (one.state, one.with_moodle) == (State.DONE, True)
    more = ("--moodle", export, "--mapping", mapping)
    assert made(one) == at_the_terminal(tmp_path / "jury", *more, workbook=workbook)


def test_the_journal_says_who_dropped_what_and_what_it_came_to_and_names_no_student() -> None:
    client = a_browser()

    one = deliberated(client)

    digest = hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()
    asked = {"workbook": digest, "programme": "CSE", "intake": 2025}
    assert facts_in_the_journal() == [
        ("hand_in_workbook", asked),
        ("deliberate_workbook", {**asked, "outcomes": one.outcomes}),
    ]
    first, last = Entry.objects.order_by("pk")
    assert (first.role, first.school, last.role) == ("registrar", str(the_school().pk), "")
    assert (last.edition, last.outcome) == (one.edition, "")
    assert list(KeptEdition.objects.values_list("pk", flat=True)) == [one.edition]
    assert list(judged_again()) == []  # what many came to is no decision to be judged again
    seal(at=NOON)
    assert verify() == []
    page = client.get(f"/history/deliberation/{one.pk}/").content.decode()
    assert "Admission (17), Rattrapage (4)" in page
    kept = "".join(Evidence.objects.values_list("text", flat=True))
    assert [one.number for one in Proposal.objects.all() if one.last_name in kept or one.number in kept] == []


def test_the_job_holds_an_id_alone() -> None:
    answer = drop(a_browser())

    (job,) = ProcrastinateJob.objects.all()
    assert job.args == {"deliberation": str(Deliberation.objects.get().pk)}
    assert answer.url == f"/deliberate/{job.args['deliberation']}/"


def test_who_waits_sees_how_far_it_has_come_and_the_page_stops_asking_when_it_is_over() -> None:
    client = a_browser()
    page = drop(client).url

    waiting = client.get(page).content.decode()
    assert "Le classeur attend son tour." in waiting
    assert 'hx-trigger="every 1s"' in waiting
    Deliberation.objects.update(state=State.JUDGING, done=12, students=30)
    assert "12 sur 30" in client.get(page, headers={"hx-request": "true", "hx-target": "work"}).content.decode()
    Deliberation.objects.update(state=State.WAITING)
    work()
    over = client.get(page, headers={"hx-request": "true", "hx-target": "work"})

    assert (over.headers["HX-Refresh"], over.content) == ("true", b"")
    assert "hx-trigger" not in client.get(page).content.decode().partition("<main")[2]


def test_proposals_are_listed_filtered_and_open_their_reasons() -> None:
    account = chloe()
    client, one = browser_of(account), done(account)
    page = f"/deliberate/{one.pk}/"

    whole, some = client.get(page).content.decode(), client.get(f"{page}?outcome=contested").content.decode()
    assert "AUBERTINEAU Camille" in whole
    assert "<svg" in whole
    assert "PRUDHOMMEAU Octave" in some
    assert "12,45 ≠ 12,40" in some
    assert "AUBERTINEAU" not in some
    assert "AUBERTINEAU" in client.get(f"{page}?outcome=%00nonsense&page=zz").content.decode()
    found = one.proposals.get(outcome="contested")
    student = client.get(f"{page}students/{found.rank}/").content.decode()
    assert "<strong>Contesté</strong>" in student
    assert "Notice MS 2025-2026, § 1.2" in student
    assert "module Analyse de risques" in student  # by its title, not by its code
    assert client.get(f"{page}documents/{found.transcript.rank}/").headers["Content-Type"] == "application/pdf"
    english = browser_of(one.account, language="en")
    english.cookies["language"] = "en"
    assert "Contested" in english.get(f"{page}students/{found.rank}/").content.decode()


@pytest.mark.parametrize("rank", ["0", "31", "99999999999999999999"])
def test_a_student_or_a_document_that_is_not_there_is_not_found(rank: str) -> None:
    account = chloe()
    client, one = browser_of(account), done(account)

    assert client.get(f"/deliberate/{one.pk}/students/{rank}/").status_code == 404
    assert client.get(f"/deliberate/{one.pk}/documents/{rank if rank != '31' else 99}/").status_code == 404


def test_each_document_and_all_at_once_are_sent_to_be_saved_and_can_do_nothing() -> None:
    account = chloe()
    client, one = browser_of(account), done(account)
    held = made(one)

    answers = {rank: client.get(f"/deliberate/{one.pk}/documents/{rank}/") for rank in (1, 2, 3, 4)}
    whole = client.get(f"/deliberate/{one.pk}/dossier.zip")

    assert [answer.headers["Content-Disposition"] for answer in answers.values()] == [
        f'attachment; filename="{name}"' for name in ("minutes.pdf", "results.xlsx", "decisions.json", "2025001.pdf")
    ]
    assert b"".join(answers[2].streaming_content) == held["results.xlsx"]
    for answer in (*answers.values(), whole):
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.streaming
    assert whole.headers["Content-Disposition"] == 'attachment; filename="deliberation-CSE-2025.zip"'
    with zipfile.ZipFile(io.BytesIO(b"".join(whole.streaming_content))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == held


def test_faults_are_told_by_cell_in_the_language_of_the_page_and_nothing_else_is_kept(tmp_path: Path) -> None:
    cells = {"Promotion!B2": "XYZ", "Composantes!C4": 6, "Notes!E3": 21}
    client = a_browser()

    one = deliberated(client, with_cells(tmp_path / "a.xlsx", cells))

    page = f"/deliberate/{one.pk}/"
    shown = client.get(page).content.decode()
    assert one.state == State.FAULTY
    assert [(sheet, cell) for _, sheet, cell, _ in client.get(page).context["faults"]] == [
        ("Promotion", "B2"),
        ("Notes", "E3"),
        ("Composantes", ""),
    ]
    assert "3\N{NO-BREAK SPACE}fautes" in shown or "3 fautes" in shown
    assert "21 dépasse le barème de 20, corrigez la note ou le barème" in shown
    assert "Les crédits font 31 ECTS" in shown
    english = browser_of(one.account, language="en")
    english.cookies["language"] = "en"
    assert "21 is over the scale of 20" in english.get(page).content.decode()
    assert (HandedIn.objects.count(), Proposal.objects.count(), one.documents.count()) == (0, 0, 0)
    assert facts_in_the_journal()[1] == ("refuse_workbook", {"workbook": one.digest, "faults": 3})


def test_faults_are_taken_away_as_a_workbook_without_formulas_or_as_text(tmp_path: Path) -> None:
    client = a_browser()
    one = deliberated(client, with_cells(tmp_path / "a.xlsx", {"Notes!E3": "=HYPERLINK(1)", "Notes!E4": 21}))

    book = client.get(f"/deliberate/{one.pk}/faults/")
    text = client.get(f"/deliberate/{one.pk}/faults/?as=text")

    held = b"".join(book.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(held)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Feuille", "Case", "Ce qui ne va pas, et ce qu’il faut faire"]
    assert [row[:2] for row in rows[1:]] == [["Notes", "E3"], ["Notes", "E4"]]
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    lines = b"".join(text.streaming_content).decode().splitlines()
    assert lines[1].startswith("Notes!E4: 21")
    assert text.headers["Content-Security-Policy"].startswith("sandbox")
    assert client.get(f"/deliberate/{done().pk}/faults/").status_code == 404


def test_what_is_only_to_be_noted_bars_nothing(tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(str(EXAMPLE))
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    full = {name: [[None if cell == "" else cell for cell in row] for row in rows] for name, rows in sheets.items()}
    client = a_browser()

    one = deliberated(client, write(tmp_path / "a.xlsx", sheets={**full, "Ailleurs": [["autre chose"]]}))

    assert one.state == State.DONE
    assert "Ailleurs" in client.get(f"/deliberate/{one.pk}/").content.decode()


def test_the_empty_workbook_is_in_the_language_of_the_page() -> None:
    client = a_browser()

    held = b"".join(client.get("/deliberate/template.xlsx").streaming_content)

    assert CalamineWorkbook.from_filelike(io.BytesIO(held)).sheet_names[1] == "Promotion"
    assert b"".join(client.get("/deliberate/template.xlsx").streaming_content) == held
    one = deliberated(client, held)
    assert one.state == State.FAULTY


def test_the_same_workbook_dropped_twice_is_deliberated_twice() -> None:
    client = a_browser()
    drop(client)
    drop(client)

    work()

    one, other = Deliberation.objects.all()
    assert one.digest == other.digest
    assert [one.state, other.state] == [State.DONE, State.DONE]
    assert made(one) == made(other)


def test_another_school_sees_nothing_and_may_do_nothing() -> None:
    one = done(chloe())
    eve = browser_of(an_account("Ève Durand", Role.REGISTRAR, school=a_school("eve-school")))
    page = f"/deliberate/{one.pk}/"

    refused = [eve.get(f"{page}{what}") for what in ("", "students/1/", "documents/1/", "dossier.zip", "faults/")]
    refused.append(eve.post(f"{page}erase/"))

    assert [answer.status_code for answer in refused] == [403] * 6
    assert "CSE" not in eve.get("/deliberate/").content.decode()
    asked = drop(eve)
    assert asked.status_code in (200, 422)
    assert Deliberation.objects.count() == 1


def queries(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        answer = client.get(address)
        assert answer.status_code == 200
        if answer.streaming:
            b"".join(answer.streaming_content)
    return len(found)


def test_pages_ask_as_many_questions_at_thirty_rows_as_at_one() -> None:
    account = chloe()
    client, one = browser_of(account), done(account)
    few = Deliberation.objects.get(pk=drop(client).url.strip("/").rpartition("/")[2])
    Deliberation.objects.exclude(pk__in=[one.pk, few.pk]).delete()
    listed = queries(client, "/deliberate/")
    of_thirty = [queries(client, f"/deliberate/{one.pk}/{what}") for what in ("", "students/2/", "dossier.zip")]

    keep = one.proposals.order_by("rank")[:1].get().pk
    one.documents.exclude(rank__lte=4).delete()
    one.proposals.exclude(pk=keep).delete()
    for n in range(28):
        about = {"school": the_school(), "programme": "CSE", "intake": 2000 + n, "language": "fr", "at": NOON}
        Deliberation.objects.create(**about, account=one.account, digest="", size=1)

    assert queries(client, "/deliberate/") == listed
    assert [queries(client, f"/deliberate/{one.pk}/{what}") for what in ("", "students/1/", "dossier.zip")] == of_thirty


def test_lists_are_paged_and_filtered_and_odd_filters_filter_nothing() -> None:
    client = a_browser()
    for n in range(31):
        about = {"school": the_school(), "programme": "CSE" if n else "PPIB", "intake": 2000 + n, "language": "fr"}
        Deliberation.objects.create(**about, at=NOON, digest="", size=1, state=State.FAULTY if n else State.DONE)

    assert len(client.get("/deliberate/").context["page"]) == 30
    assert len(client.get("/deliberate/?page=2").context["page"]) == 1
    assert [one.intake for one in client.get("/deliberate/?programme=PPIB").context["page"]] == [2000]
    assert [one.intake for one in client.get("/deliberate/?state=done").context["page"]] == [2000]
    assert len(client.get("/deliberate/?state=%00&programme=zz&page=zz").context["page"]) == 30
