"""The files that people hand in, and those that somebody would slip in among them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

SCRIPT = "seized = true"


def a_pdf(change: Callable[[Pdf], None] | None = None, **saved: object) -> bytes:
    """A PDF of one page, changed at will."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    if change:
        change(pdf)
    held = io.BytesIO()
    pdf.save(held, **saved)
    return held.getvalue()


def an_encrypted_pdf(user: str = "") -> bytes:
    return a_pdf(encryption=pikepdf.Encryption(owner="owner", user=user))


def that_acts(pdf: Pdf) -> None:
    """Everything by which a PDF may act or carry something, at every place where it can stand."""
    script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=SCRIPT))
    launch = Dictionary(S=Name.Launch, F="calc.exe", Next=Dictionary(S=Name.JavaScript, JS=SCRIPT))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["run", script])))
    pdf.attachments["evil.exe"] = b"MZ evil"
    page = pdf.pages[0].obj
    page.AA = Dictionary(O=script)
    rect = Array([0, 0, 9, 9])
    field = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=rect, AA=Dictionary(K=script), T="field", FT=Name.Tx)
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), XFA=pdf.make_stream(b"<xdp/>"))
    page.Annots = Array(
        [
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=launch),
            pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=script)),
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=Dictionary(S=Name.URI, URI="javascript:seized()")
            ),
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=Dictionary(S=Name.URI, URI="https://example.org/")
            ),
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=rect, FS=Dictionary(F="evil.exe")),
            field,
        ]
    )


def an_image(form: str = "JPEG", size: tuple[int, int] = (40, 20), **saved: object) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "navy").save(held, form, **saved)
    return held.getvalue()


def a_photograph() -> bytes:
    """A photograph that tells where it was taken, and that is held sideways."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)  # where on Earth
    return an_image(exif=exif, comment=b"a secret")


def a_bomb() -> bytes:
    """A small PNG of forty thousand pixels by forty thousand."""

    def chunk(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
