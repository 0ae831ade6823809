"""What is taken away of a deliberation: its documents, one or all, the faults of its workbook, an empty workbook."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

import xlsxwriter
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.deliberations.models import Deliberation, Document, State
from sceau.deliberations.queries import ACT, contents_of
from sceau.deliberations.views import placed
from sceau.files.names import XLSX
from sceau.files.serving import shut_in
from sceau.people.access import get_or_refuse
from sceau.people.forms import say
from sceau.studies.workbook_template import WRITTEN_AT, write_template
from sceau.wording.lists import words

MEDIA_TYPES = {".pdf": "application/pdf", ".xlsx": XLSX, ".json": "application/json"}
PACKED = frozenset({".pdf", ".xlsx"})
"""What is packed already: packing it anew takes time and gains nothing."""
WIDTHS = (24, 12, 100)
OF_THE_LAST_DAY = (1980, 1, 1, 0, 0, 0)
"""The day that an archive gives its files: the same documents give the same bytes."""


@require_safe
def template(_: HttpRequest) -> HttpResponse:
    """Send an empty workbook in the language of the page."""
    code = get_language() or "fr"
    return _sent(_template(code), f"{say('deliberate.template_file')}.xlsx", XLSX)


@cache
def _template(code: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, code)
        return path.read_bytes()


@require_safe
def document(request: HttpRequest, key: UUID, rank: int) -> HttpResponse:
    """Send one document."""
    one = get_or_refuse(request.viewer, ACT, Deliberation.objects.all(), pk=key)
    found = Document.objects.filter(deliberation=one, rank=rank).first()
    if found is None:
        raise Http404
    name = PurePosixPath(found.name)
    return _sent(bytes(found.content), name.name, MEDIA_TYPES[name.suffix])


@require_safe
def dossier(request: HttpRequest, key: UUID) -> StreamingHttpResponse:
    """Send every document as one archive, written while it is sent."""
    one = get_or_refuse(request.viewer, ACT, Deliberation.objects.all(), pk=key)
    if one.state != State.DONE or one.erased_at:
        raise Http404
    answer = StreamingHttpResponse(zipped(contents_of(one)), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(one)}.zip"'
    return shut_in(answer)


def file_name(one: Deliberation) -> str:
    """Return what the files of a deliberation are called: letters that every system takes."""
    return f"{say('deliberation.file')}-{re.sub(r'[^A-Za-z0-9._-]', '_', one.programme)}-{one.intake}"


class _Wire(io.RawIOBase):
    """Holds what an archive has written until it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """Tell that it takes bytes; it is never read nor wound back."""
        return True

    def write(self, written: Any) -> int:
        """Hold some bytes."""
        self._held.append(bytes(written))
        return len(written)

    def taken(self) -> bytes:
        """Return what is held, and hold it no longer."""
        held, self._held = b"".join(self._held), []
        return held


def zipped(documents: Iterable[Document]) -> Iterator[bytes]:
    """Yield an archive piece by piece: one document at a time is in memory."""
    wire = _Wire()
    with zipfile.ZipFile(wire, "w") as archive:
        for one in documents:
            about = zipfile.ZipInfo(one.name, OF_THE_LAST_DAY)
            packed = PurePosixPath(one.name).suffix in PACKED
            about.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            about.external_attr = 0o600 << 16
            archive.writestr(about, bytes(one.content))
            yield wire.taken()
    yield wire.taken()


@require_safe
def faults(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the faults of a workbook, as a workbook or, with ``?as=text``, as lines."""
    one = get_or_refuse(request.viewer, ACT, Deliberation.objects.all(), pk=key)
    found = one.told.get(get_language() or "fr", {}).get("faults")
    if not found:
        raise Http404
    name = f"{file_name(one)}-{say('deliberation.faults_file')}"
    if request.GET.get("as") == "text":
        lines = [": ".join((where, what)) for _, where, what in found]
        return _sent("".join(f"{line}\n" for line in lines).encode(), f"{name}.txt", "text/plain; charset=utf-8")
    return _sent(_workbook(placed(found)), f"{name}.xlsx", XLSX)


def _workbook(rows: Iterable[tuple[str, str, str, str]]) -> bytes:
    """Return faults as a workbook. Text is always written as text: nothing that was typed can become a formula."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties({"created": WRITTEN_AT})
        sheet = book.add_worksheet(words("site", get_language() or "fr")["deliberation"]["faults_sheet"])
        shape = {"text_wrap": True, "valign": "top"}
        head, body = book.add_format({**shape, "bold": True}), book.add_format(shape)
        for place, (name, width) in enumerate(zip(("sheet", "cell", "fault"), WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, say(f"deliberation.{name}"), head)
        for line, (_, *row) in enumerate(rows, 1):
            for place, text in enumerate(row):
                sheet.write_string(line, place, text, body)
        sheet.freeze_panes(1, 0)
    return held.getvalue()


def _sent(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Return a file to be saved, under its name."""
    answer = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=media_type)
    return shut_in(answer)
