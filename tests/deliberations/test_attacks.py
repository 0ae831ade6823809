"""What is dropped may be anything: it is told what is wrong, in words, and nobody but its reader is harmed."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from typing import Any

import pytest

from sceau.deliberations import actions
from sceau.deliberations.models import Deliberation, HandedIn, State
from sceau.files.clamd import ScannerDown
from sceau.journal.models import Entry
from sceau.studies import apart
from tests.deliberations.dropping import EXAMPLE, a_browser, chloe, deliberated, done, drop, the_school, upload
from tests.people.people import browser_of

pytestmark = pytest.mark.django_db(transaction=True)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def parts() -> dict[str, bytes]:
    """The parts of the example workbook."""
    with zipfile.ZipFile(EXAMPLE) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(changed: dict[str, bytes]) -> bytes:
    """The example workbook with some parts otherwise."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts(), **changed}.items():
            archive.writestr(name, content)
    return held.getvalue()


def a_bomb() -> bytes:
    return packed({"xl/worksheets/sheet2.xml": b"<worksheet>" + bytes(200_000_000) + b"</worksheet>"})


def two_million_rows() -> bytes:
    rows = b"<row><c><v>1</v></c></row>" * 2_000_000
    return packed({"xl/worksheets/sheet6.xml": b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"})


def an_entity() -> bytes:
    held = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    return packed({"xl/worksheets/sheet2.xml": held})


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (b"MZ\x90\x00" + bytes(200), "n’est pas un classeur .xlsx"),
        (b"<html><script>seized()</script></html>", "n’est pas un classeur .xlsx"),
        (OLE + bytes(600), "ancien format .xls"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (EXAMPLE.read_bytes()[:20_000], "enregistrez-le de nouveau"),
        (a_bomb(), "décompressé"),
        (two_million_rows(), "cases remplies"),
        (an_entity(), "DOCTYPE"),
    ],
    ids=["a program", "a page", "old", "encrypted", "cut off", "a bomb", "two million rows", "an entity"],
)
def test_what_is_no_workbook_to_be_read_is_told_and_not_kept(held: bytes, told: str) -> None:
    client = a_browser()

    one = deliberated(client, held)

    assert one.state == State.FAULTY
    assert told in client.get(f"/deliberate/{one.pk}/").content.decode()
    assert HandedIn.objects.count() == 0


def test_macros_and_what_lies_elsewhere_are_never_looked_at() -> None:
    relations = parts()["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="evil" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"'
        b' Target="http://attacker.example/x" TargetMode="External"/></Relationships>',
    )
    held = packed({"xl/vbaProject.bin": OLE + b"Sub AutoOpen()", "xl/_rels/workbook.xml.rels": relations})

    one = deliberated(a_browser(), held)

    assert one.state == State.DONE
    assert [document.name for document in one.documents.all() if b"attacker" in bytes(document.content)] == []


@pytest.mark.parametrize("ends", ["seconds", "memory"])
def test_a_reader_that_uses_more_than_it_may_ends_alone_and_that_is_told(ends: str, monkeypatch: Any) -> None:
    limits = {"seconds": ("import time; time.sleep(9)",), "memory": ("import os; os.abort()",)}
    reading = apart.subprocess.run

    def ill(command: list[str], **how: Any) -> Any:
        return reading([command[0], "-c", *limits[ends]], **{**how, "timeout": 1})

    monkeypatch.setattr(apart.subprocess, "run", ill)
    client = a_browser()

    one = deliberated(client)

    assert (one.state, one.why) == (State.FAILED, "not_read")
    assert "plus de temps ou de mémoire" in client.get(f"/deliberate/{one.pk}/").content.decode()
    assert HandedIn.objects.count() == 0


def test_what_reads_may_use_no_more_memory_than_it_is_given(monkeypatch: Any) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1)
    told = apart.Reading(EXAMPLE, apart.Decimal(20), apart.Asked(), ("fr",))

    with pytest.raises(apart.NotRead):
        apart.read_apart(told, seconds=0)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.xlsx"),
        ('"><script>seized()</script>.xlsx', "script_.xlsx"),
        ("promo\x00tion.xlsx", "promotion.xlsx"),
        ("é" * 300 + ".xlsx", "é" * 120 + ".xlsx"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_one_and_shown_as_words(name: str, kept: str) -> None:
    client = a_browser()

    drop(client, workbook=upload(EXAMPLE, name))

    one = Deliberation.objects.get()
    assert one.name.endswith(kept[-20:])
    assert "<script>" not in client.get(f"/deliberate/{one.pk}/").content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"programme": "eve-school/MS"}, "Ce choix n’existe pas ici."),
        ({"programme": "\x00"}, "Ce choix n’existe pas ici."),
        ({"programme": ""}, "Choisissez un programme."),
        ({"intake": "99999999999999999999"}, "Écrivez une année de quatre chiffres"),
        ({"intake": "deux mille"}, "Écrivez une année de quatre chiffres"),
        ({"intake": ""}, "Écrivez l’année"),
        ({"language": "de"}, "Ce choix n’existe pas ici."),
        ({"workbook": ""}, "Choisissez le classeur"),
        ({"workbook": upload(b"")}, "Ce fichier est vide"),
        ({"moodle": upload(b"a;b")}, "la correspondance de ses colonnes"),
        ({"mapping": upload(b"[columns]")}, "va avec un export de Moodle"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_what_was_typed_stays(fields: dict[str, Any], told: str) -> None:
    answer = drop(a_browser(), **fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    if "intake" not in fields:
        assert 'value="2025"' in page
    assert (Deliberation.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_file_larger_than_is_allowed_is_not_taken_in(settings: Any) -> None:
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, upload_megabytes=1)

    answer = drop(a_browser(), bytes(1_000_001))

    assert answer.status_code == 422
    assert "dépasse 1" in answer.content.decode()


@pytest.mark.parametrize(("harm", "told"), [(True, "programme nuisible"), (ScannerDown(), "L’antivirus ne répond pas")])
def test_what_is_known_to_be_harmful_is_not_taken_in(harm: Any, told: str, monkeypatch: Any, settings: Any) -> None:
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, clamd="/run/clamd")

    def is_harmful(*_: object) -> bool:
        if isinstance(harm, Exception):
            raise harm
        return bool(harm)

    monkeypatch.setattr("sceau.files.actions.is_harmful", is_harmful)

    answer = drop(a_browser())

    assert (answer.status_code, Deliberation.objects.count()) == (422, 0)
    assert told in answer.content.decode()


def test_a_school_has_no_more_at_work_than_it_may(monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "MOST_AT_WORK", 1)
    client = a_browser()
    assert drop(client).status_code == 302

    answer = drop(client)

    assert answer.status_code == 422
    assert "laissez-les finir" in answer.content.decode()
    assert Deliberation.objects.count() == 1


def test_a_school_without_law_is_told_so() -> None:
    account = chloe()
    school = the_school()
    school.slug = "lawless"
    school.save()
    client = browser_of(account)

    assert "Sceau ne connaît le règlement d’aucun programme" in client.get("/deliberate/").content.decode()
    assert drop(client).status_code == 422


@pytest.mark.parametrize("way", ["get", "put", "delete"])
def test_nothing_is_erased_but_by_a_button(way: str) -> None:
    one = done(account := chloe())

    assert getattr(browser_of(account), way)(f"/deliberate/{one.pk}/erase/").status_code == 405
