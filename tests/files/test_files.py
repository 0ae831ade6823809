"""What is handed in is known by its content, written anew without what acts, and kept where nobody is served."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import socketserver
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from sceau.files import actions
from sceau.files.actions import FileRefused, erase_file, store_file
from sceau.files.clamd import ScannerDown, is_harmful
from sceau.files.models import StoredFile
from sceau.files.names import safe_name
from sceau.files.place import place_of, remove_strays
from sceau.journal.actions import Actor
from sceau.journal.models import Entry
from sceau.journal.seals import verify
from sceau.people.models import Person
from sceau.people.roles import Role
from tests.files.samples import (
    SCRIPT,
    a_bomb,
    a_pdf,
    a_photograph,
    an_encrypted_pdf,
    an_image,
    that_acts,
)  # fmt: skip
from tests.people.people import a_person, a_school, an_account, browser_of, holds

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
CHLOE = Actor("chloe", "registrar", "eve-school")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any) -> Path:
    """A folder of the test's own, where everything is kept."""
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, var=tmp_path, upload_megabytes=2, clamd="")
    return tmp_path


def store(held: bytes, name: str = "cv.pdf", subject: str = "person:1") -> StoredFile:
    return store_file(subject=subject, name=name, chunks=[held], at=NOON, by=CHLOE)


def bytes_of(file: StoredFile) -> bytes:
    return place_of(file.pk).read_bytes()


def lying_in(var: Path) -> list[str]:
    return [path.name for path in var.rglob("*") if path.is_file()]


def test_a_pdf_is_kept_under_its_id_out_of_reach_and_recorded(var: Path) -> None:
    held = a_pdf()
    file = store(held, "Curriculum vitæ.pdf")

    path = place_of(file.pk)
    assert path == var / "files" / str(file.pk)[:2] / str(file.pk)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (file.name, file.media_type, file.size) == ("Curriculum vitæ.pdf", "application/pdf", path.stat().st_size)
    assert file.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert file.handed_in_digest == hashlib.sha256(held).hexdigest()
    assert lying_in(var) == [str(file.pk)]
    assert list(Entry.objects.order_by("pk").values_list("act", "subject", "actor")) == [
        ("attach_file", "person:1", "chloe"),
        ("store_file", f"file:{file.pk}", "chloe"),
    ]


def test_a_pdf_that_acts_is_kept_without_what_acts() -> None:
    held = a_pdf(that_acts)
    assert SCRIPT.encode() in held

    kept = bytes_of(store(held))
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        assert len(pdf.pages) == 1
        assert list(pdf.attachments) == []
        assert {"/OpenAction", "/AA"} & set(pdf.Root.keys()) == set()
        notes = [note.get("/A", pikepdf.Dictionary()).get("/URI", "") for note in pdf.pages[0].Annots]
        assert [str(one) for one in notes if one] == ["https://example.org/"]
        whole = b"".join(one.unparse(resolved=True) for one in pdf.objects if not isinstance(one, pikepdf.Stream))
    for gone in (SCRIPT.encode(), b"JavaScript", b"Launch", b"evil.exe", b"/XFA", b"/AA", b"javascript:", b"MZ evil"):
        assert gone not in whole + kept


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_an_image_is_kept_by_its_own_kind(form: str) -> None:
    file = store(an_image(form), "photo")

    assert (file.media_type, file.name) == (f"image/{form.lower()}", {"JPEG": "photo.jpg", "PNG": "photo.png"}[form])
    assert Image.open(io.BytesIO(bytes_of(file))).size == (40, 20)


def test_a_photograph_no_longer_tells_where_it_was_taken() -> None:
    held = a_photograph()
    assert b"taken at home" in held

    kept = bytes_of(store(held, "photo.jpg"))
    image = Image.open(io.BytesIO(kept))
    assert dict(image.getexif()) == {}
    assert image.size == (20, 40)  # upright without being told
    assert (b"taken at home" in kept, b"a secret" in kept) == (False, False)


@pytest.mark.parametrize(
    ("held", "name", "why"),
    [
        (b"MZ\x90\x00" + bytes(200), "cv.pdf", "not_allowed"),
        (b"<html><script>seized()</script></html>", "cv.pdf", "not_allowed"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="seized()"/>', "photo.png", "not_allowed"),
        (b"<html><script>seized()</script>\n" + a_pdf(), "cv.pdf", "not_allowed"),
        (b"GIF89a" + bytes(100), "photo.png", "not_allowed"),
        (b"%PDF-", "cv.pdf", "damaged"),
        (b"%PDF-1.7\n<html><script>seized()</script></html>", "cv.pdf", "damaged"),
        (a_pdf()[:-200], "cv.pdf", "damaged"),
        (an_encrypted_pdf("secret"), "cv.pdf", "encrypted"),
        (an_encrypted_pdf(), "cv.pdf", "encrypted"),
        (an_image("PNG")[:60], "photo.png", "damaged"),
        (an_image("JPEG")[:200], "photo.jpg", "damaged"),
        (b"\xff\xd8\xff" + bytes(100), "photo.jpg", "damaged"),
        (a_bomb(), "photo.png", "too_many_pixels"),
        (b"", "cv.pdf", "empty"),
        (bytes(2_000_001), "cv.pdf", "too_large"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(var: Path, held: bytes, name: str, why: str) -> None:
    with pytest.raises(FileRefused) as refused:
        store(held, name)

    assert refused.value.what == why
    assert lying_in(var) == []
    assert (StoredFile.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize("does", ["import time; time.sleep(9)", "import os; os.abort()", "print('application/pdf')"])
def test_what_reads_it_may_never_end_crash_or_write_nothing_and_only_the_file_is_lost(
    var: Path, does: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = var / "reader"
    reader.write_text(f"#!{sys.executable}\n{does}\n", encoding="utf-8")
    reader.chmod(0o700)
    monkeypatch.setattr(actions, "SECONDS", 0.5)
    monkeypatch.setattr(actions.sys, "executable", str(reader))

    with pytest.raises(FileRefused, match="damaged"):
        store(a_pdf())
    assert lying_in(var) == ["reader"]
    assert StoredFile.objects.count() == 0


def test_what_follows_the_end_of_a_pdf_is_left_out() -> None:
    kept = bytes_of(store(a_pdf() + b"\n<html><script>seized()</script></html>"))

    assert b"<script>" not in kept


def test_an_upload_too_large_is_read_no_further_than_its_limit() -> None:
    read = []

    def endless() -> Iterator[bytes]:
        for place in range(25):
            read.append(place)
            yield bytes(1_000_000)

    with pytest.raises(FileRefused, match="too_large"):
        store_file(subject="person:1", name="cv.pdf", chunks=endless(), at=NOON, by=CHLOE)
    assert read == [0, 1, 2]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("cv.pdf", "cv.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\alice\\cv.pdf", "cv.pdf"),
        ("cv\x00.pdf", "cv.pdf"),
        ("cv\r\nSet-Cookie: x=1.pdf", "cvSet-Cookie_ x=1.pdf"),
        ("gnp.\u202efdp.exe", "gnp.fdp.exe.pdf"),
        ("cv.exe", "cv.exe.pdf"),
        ('"><script>.pdf', "___script_.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        (".pdf", "document.pdf"),
        ("CV.PDF", "CV.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("é" * 500 + ".pdf", "é" * 120 + ".pdf"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_one(name: str, kept: str) -> None:
    assert safe_name(name, "application/pdf") == kept


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_leaves_no_row_and_its_stray_file_is_removed(var: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        undone()
    kept = store(a_pdf())
    assert StoredFile.objects.get() == kept
    (stray,) = set(lying_in(var)) - {str(kept.pk)}

    assert remove_strays(before=datetime.now(UTC) - timedelta(hours=1)) == 0  # somebody may be uploading it now
    assert remove_strays(before=datetime.now(UTC) + timedelta(hours=1)) == 1
    assert stray not in lying_in(var)
    assert lying_in(var) == [str(kept.pk)]


def undone() -> None:
    with transaction.atomic():
        store(a_pdf())
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_file_is_erased_by_an_act_and_the_journal_verifies(var: Path) -> None:
    file = store(a_pdf())

    assert erase_file(file=file, at=NOON, by=CHLOE) is True
    assert erase_file(file=file, at=NOON, by=CHLOE) is False
    file.refresh_from_db()
    assert (file.name, file.erased_at) == ("", NOON)
    assert lying_in(var) == []
    assert Entry.objects.filter(act="erase_file").values_list("subject", flat=True).get() == f"file:{file.pk}"
    assert verify() == []


@contextmanager
def a_scanner(answer: bytes) -> Iterator[str]:
    """A server that speaks clamd's INSTREAM: no clamd is on this machine. It finds EICAR, and else answers as told."""

    class Scan(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire = self.request.makefile("rb")
            assert wire.read(10) == b"zINSTREAM\0"
            held = b""
            while size := struct.unpack(">I", wire.read(4))[0]:
                held += wire.read(size)
            self.request.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in held else answer)

    with socketserver.TCPServer(("127.0.0.1", 0), Scan) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield "{}:{}".format(*server.server_address)
        server.shutdown()


def with_scanner(settings: Any, where: str) -> None:
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, clamd=where)


def test_what_the_scanner_knows_is_refused(settings: Any, var: Path) -> None:
    with a_scanner(b"stream: OK\0") as where:
        with_scanner(settings, where)
        with pytest.raises(FileRefused, match="harmful"):
            store(a_pdf() + EICAR)
        assert lying_in(var) == []
        assert store(a_pdf()).name == "cv.pdf"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OKAY\0"])
def test_where_the_scanner_does_not_say_clearly_nothing_is_let_in(settings: Any, answer: bytes) -> None:
    with a_scanner(answer) as where:
        with_scanner(settings, where)
        with pytest.raises(FileRefused, match="not_scanned"):
            store(a_pdf())


@pytest.mark.parametrize("where", ["127.0.0.1:1", "/nowhere/clamd.sock"])
def test_where_the_scanner_is_down_nothing_is_let_in(settings: Any, where: str) -> None:
    with_scanner(settings, where)
    with pytest.raises(FileRefused, match="not_scanned"):
        store(a_pdf())
    with pytest.raises(ScannerDown):
        is_harmful(Path(__file__), where)


# -- on the site -------------------------------------------------------------------------------------------------


def a_student() -> Person:
    alice = an_account("Alice Martin", Role.STUDENT)
    return alice.person


def page_of(person: Person) -> str:
    return f"/persons/{person.pk}/files/"


def send(browser: Any, person: Person, held: bytes, name: str = "cv.pdf") -> Any:
    form = {"file": SimpleUploadedFile(name, held), "school": str(a_school().pk)}
    return browser.post(page_of(person), form)


def text_of(answer: Any) -> str:
    return str(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def shut(answer: Any) -> None:
    """Close the file that an answer streams, as the server does once it is sent."""
    for close in answer._resource_closers:
        close()


def test_a_registrar_attaches_a_file_opens_it_and_erases_it() -> None:
    alice, chloe = a_student(), browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    assert "Aucun fichier n’est joint" in text_of(chloe.get(page_of(alice)))

    answer = send(chloe, alice, a_pdf(), "Relevé d’été.pdf")
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(alice))
    file = StoredFile.objects.get()
    assert (file.subject, file.school) == (f"person:{alice.pk}", a_school().pk)
    assert "Relevé d’été.pdf" in text_of(chloe.get(page_of(alice)))

    opened = chloe.get(f"/files/{file.pk}/")
    assert b"".join(opened.streaming_content) == bytes_of(file)
    shut(opened)
    headers = {name: opened.headers[name] for name in (
        "Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Cache-Control", "Content-Disposition",
    )}  # fmt: skip
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Disposition": "attachment; filename*=utf-8''Relev%C3%A9%20d%E2%80%99%C3%A9t%C3%A9.pdf",
    }
    shown = chloe.get(f"/files/{file.pk}/?show")
    assert shown.headers["Content-Disposition"].startswith("inline;")
    assert shown.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    shut(shown)

    assert chloe.get(f"/files/{file.pk}/erase/").status_code == 405
    assert chloe.post(f"/files/{file.pk}/erase/").status_code == 302
    assert chloe.get(f"/files/{file.pk}/").status_code == 404
    assert "effacé le" in text_of(chloe.get(page_of(alice)))


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"", "Le fichier soumis est vide"),
        (b"<html>", "ni un PDF, ni une image JPEG ou PNG"),
        (an_encrypted_pdf("secret"), "protégé par un mot de passe"),
        (bytes(25_000_000), "dépasse 2 Mo"),
    ],
)
def test_a_file_that_is_refused_says_why_and_what_to_do(held: bytes, said: str) -> None:
    alice, chloe = a_student(), browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    answer = send(chloe, alice, held)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert StoredFile.objects.count() == 0


def test_a_form_without_a_file_says_what_to_do() -> None:
    alice, chloe = a_student(), browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    answer = chloe.post(page_of(alice), {"school": str(a_school().pk)})
    assert (answer.status_code, "Choisissez d’abord un fichier." in text_of(answer)) == (422, True)


def test_a_file_is_attached_for_one_of_the_schools_that_know_the_person() -> None:
    alice, chloe = a_student(), an_account("Chloé Bernard", Role.REGISTRAR)
    other = a_school("another")
    holds(chloe.person, Role.REGISTRAR, other)
    browser = browser_of(chloe)

    assert browser.post(page_of(alice), {"school": str(other.pk)}).status_code == 422
    assert "<select" not in text_of(browser.get(page_of(alice)))
    holds(alice, Role.STUDENT, other)
    assert "<select" in text_of(browser.get(page_of(alice)))


def test_files_are_for_those_who_may_see_them() -> None:
    alice = an_account("Alice Martin", Role.STUDENT)
    school = a_school()
    file = store_file(
        subject=f"person:{alice.person_id}", name="cv.pdf", chunks=[a_pdf()], at=NOON, by=CHLOE, school=school.pk
    )
    path = f"/files/{file.pk}/"

    for account, code in (
        (alice, 200),
        (an_account("Driss Naït", Role.STUDENT), 403),
        (an_account("Chloé Bernard", Role.REGISTRAR), 200),
    ):
        answer = browser_of(account).get(path)
        assert answer.status_code == code
        shut(answer)
    elsewhere = an_account("Ève Durand", Role.REGISTRAR, school=a_school("another"))
    assert browser_of(elsewhere).get(path).status_code == 403
    assert browser_of(elsewhere).post(f"{path}erase/").status_code == 403
    assert browser_of(elsewhere).get(page_of(alice.person)).status_code == 403
    assert browser_of(alice).post(f"{path}erase/").status_code == 403
    assert browser_of().get(path).status_code == 302
    assert browser_of(alice).get(f"/files/{uuid4()}/").status_code == 404


def test_a_row_whose_bytes_are_gone_is_not_found() -> None:
    alice = a_student()
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    send(chloe, alice, a_pdf())
    file = StoredFile.objects.get()
    os.remove(place_of(file.pk))  # noqa: PTH107 - as a disk would lose it

    assert chloe.get(f"/files/{file.pk}/").status_code == 404


def test_a_list_costs_the_same_number_of_queries_whatever_is_on_it(django_assert_num_queries: Any) -> None:
    alice, chloe = a_person("Alice Martin"), browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    holds(alice, Role.STUDENT)
    one = {
        "subject": f"person:{alice.pk}", "school": a_school().pk, "name": "cv.pdf", "media_type": "application/pdf",
        "size": 1, "digest": "", "handed_in_digest": "", "at": NOON,
    }  # fmt: skip
    StoredFile.objects.create(**one)
    chloe.get(page_of(alice))
    with django_assert_num_queries(10):
        assert text_of(chloe.get(page_of(alice))).count(">cv.pdf<") == 1
    StoredFile.objects.bulk_create(StoredFile(**one) for _ in range(29))
    with django_assert_num_queries(10):
        assert text_of(chloe.get(page_of(alice))).count(">cv.pdf<") == 30
