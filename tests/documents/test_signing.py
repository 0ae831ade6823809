"""The signature of a PDF: whole, at its instant, by the key that is given; nothing may change after it."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from sceau.documents.render import render
from sceau.documents.signing import KeyFaulty, fresh_key, signed
from tests.documents import sample

AT = datetime(2026, 12, 14, 9, tzinfo=UTC)
PEM = fresh_key("sceau.example.org", at=AT)


def checked(pdf: bytes, pem: str = PEM, *, at: datetime = AT) -> Any:
    """What a reader of PDF says of the only signature, who trusts the certificate of a key."""
    trusted = list(load_certs_from_pemder_data(pem[pem.index("-----BEGIN CERTIFICATE") :].encode()))
    context = ValidationContext(trust_roots=trusted, moment=at, allow_fetching=False)
    (found,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(found, context)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render("transcript", sample.transcript())


def test_a_signed_document_is_whole_and_says_when_by_whom_and_why(pdf: bytes) -> None:
    made = signed(pdf, pem=PEM, reason="Décision sur le label", at=AT)
    found = checked(made)

    assert made.startswith(pdf)
    assert (found.bottom_line, found.trusted, found.signer_reported_dt) == (True, True, AT)
    assert found.signing_cert.subject.native == {"common_name": "sceau.example.org"}
    assert "Décision sur le label" in str(PdfFileReader(io.BytesIO(made)).embedded_signatures[0].sig_object["/Reason"])


def test_a_signed_document_keeps_its_promise_to_be_kept_and_read_aloud(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed(pdf, pem=PEM, reason="Acte", at=AT))) as opened:
        said = opened.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"], "/StructTreeRoot" in opened.Root) == ("3", "A", True)


def test_a_byte_that_changes_shows(pdf: bytes) -> None:
    made = bytearray(signed(pdf, pem=PEM, reason="Acte", at=AT))
    place = made.index(b"/Title")
    made[place : place + 6] = b"/Tytle"

    assert checked(bytes(made)).bottom_line is False


def test_what_another_key_signed_is_not_trusted(pdf: bytes) -> None:
    made = signed(pdf, pem=fresh_key("autre.example.org", at=AT), reason="Acte", at=AT)

    assert (checked(made).intact, checked(made).trusted) == (True, False)


@pytest.mark.parametrize(
    "pem", ["", "nonsense", PEM[: PEM.index("-----BEGIN CERT")], PEM[PEM.index("-----BEGIN CERT") :]]
)
def test_what_holds_no_key_or_no_certificate_is_said(pdf: bytes, pem: str) -> None:
    with pytest.raises(KeyFaulty, match="write the key, then its certificates, as PEM"):
        signed(pdf, pem=pem, reason="Acte", at=AT)


def test_a_document_is_signed_where_a_loop_runs_already_too(pdf: bytes) -> None:
    async def sign() -> bytes:
        return signed(pdf, pem=PEM, reason="Acte", at=AT)

    assert checked(asyncio.run(sign())).bottom_line is True
