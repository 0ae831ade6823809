"""How is a file written anew, with what it shows and nothing that acts? In a process of its own, with little to use.

``python -m sceau.files.rewrite FROM TO``: prints the media type, or why the file is refused. What reads files of
strangers may crash or never end: it does so here, where only this file is lost.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import puremagic
from PIL import Image, ImageOps

from sceau.files.bounds import MEMORY, MOST_PIXELS, REFUSED, SECONDS

JPEG_QUALITY = 90
HEAD = 4096
BEGINNINGS = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
"""What may be handed in, and how each begins: at its first byte, or it is something else besides."""
ACTS = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/Rendition", "/Movie",
    "/Sound", "/RichMediaExecute", "/GoTo3DView", "/Hide", "/SetOCGState", "/Trans",
})  # fmt: skip
"""What a PDF may ask a reader to do, beside going to a page of its own or to an address."""
CARRIES = (
    "/OpenAction", "/AA", "/JavaScript", "/JS", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent",
    "/Renditions",
)  # fmt: skip
"""What holds actions, programs and files within a PDF."""
ATTACHED = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
ADDRESSES = ("http://", "https://", "mailto:")


class Refused(ValueError):
    """A file that cannot be kept: a key of the sentences on refused files."""


def media_type_of(path: Path) -> str:
    """Return what a file is by its content; raises ``Refused`` for anything that may not be handed in."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for media_type, beginning in BEGINNINGS.items():
        if head.startswith(beginning) and _is_known_as(head, media_type):
            return media_type
    raise Refused("not_allowed")


def _is_known_as(head: bytes, media_type: str) -> bool:
    try:
        return any(one.mime_type == media_type for one in puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return False


def write_anew(path: Path, to: Path) -> str:
    """Write a file anew and return its media type; raises ``Refused``."""
    media_type = media_type_of(path)
    WRITERS[media_type](path, to)
    return media_type


def _write_pdf(path: Path, to: Path) -> None:
    try:
        with pikepdf.open(path, attempt_recovery=False, suppress_warnings=True) as pdf:
            _refuse_what_cannot_be_read(pdf)
            for one in pdf.objects:
                _disarm(one)
            for page in pdf.pages:
                _without_attachments(page.obj)
            pdf.save(to, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    except Refused:
        raise
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise Refused("damaged") from error


def _refuse_what_cannot_be_read(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise Refused("encrypted")
    if not len(pdf.pages):
        raise Refused("damaged")


def _disarm(thing: Any) -> None:
    """Take away what acts from an object and from all that stands within it; what it points to comes by itself."""
    if isinstance(thing, pikepdf.Array):
        for one in thing:
            if not getattr(one, "is_indirect", False):
                _disarm(one)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        _disarm_dictionary(thing)


def _disarm_dictionary(thing: Any) -> None:
    if _acts(thing) or str(thing.get("/Subtype", "")) in ATTACHED:
        for key in list(thing.keys()):
            if key not in {"/Length", "/Filter", "/DecodeParms"}:
                del thing[key]
        return
    for key in CARRIES:
        if key in thing:
            del thing[key]
    for key in list(thing.keys()):
        one = thing[key]
        if not getattr(one, "is_indirect", False):
            _disarm(one)


def _acts(thing: Any) -> bool:
    kind = thing.get("/S")
    if not isinstance(kind, pikepdf.Name):
        return False
    if str(kind) == "/URI":
        return not str(thing.get("/URI", "")).strip().lower().startswith(ADDRESSES)
    return str(kind) in ACTS


def _without_attachments(page: Any) -> None:
    """Leave out the notes of a page that were emptied."""
    notes = page.get("/Annots")
    if isinstance(notes, pikepdf.Array):
        page["/Annots"] = pikepdf.Array([one for one in notes if isinstance(one, pikepdf.Dictionary) and one.keys()])


def _write_image(path: Path, to: Path, form: str, **options: Any) -> None:
    try:
        with Image.open(path, formats=[form]) as image:
            _refuse_too_many_pixels(image)
            upright = ImageOps.exif_transpose(image)
            upright.info = {name: one for name, one in upright.info.items() if name == "transparency"}
            upright.save(to, form, **options)
    except Refused:
        raise
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, ArithmeticError) as error:
        raise Refused("damaged") from error


def _refuse_too_many_pixels(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise Refused("too_many_pixels")


WRITERS: Mapping[str, Callable[[Path, Path], None]] = {
    "application/pdf": _write_pdf,
    "image/jpeg": lambda path, to: _write_image(path, to, "JPEG", quality=JPEG_QUALITY),
    "image/png": lambda path, to: _write_image(path, to, "PNG"),
}


def main() -> int:
    """Write anew the file named first to the place named second."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    Image.MAX_IMAGE_PIXELS = None  # ours is the limit: the other one warns before it refuses
    try:
        print(write_anew(Path(sys.argv[1]), Path(sys.argv[2])))  # noqa: T201 - its answer
    except Refused as refused:
        print(refused)  # noqa: T201 - its answer
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
