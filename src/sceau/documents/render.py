"""How does a template become a PDF? Typst, the shipped fonts and nothing else; the same data gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any, Literal, cast

import typst

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent / "fonts"
LETTERS = "letters"
APART = ("house", LETTERS)
"""The style that templates share, and what asks the fonts; not documents."""
STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]
"""Kept for decades (PDF/A-3a) and read aloud (PDF/UA-1), both at once."""
SCREEN = 110
"""Points per inch of a page to look at."""

WORTH_SHARING = 60
"""From how many documents on starting other processes pays."""
CHUNK = 10

_PLACE = re.compile(r"┌─ (?:.*/)?([\w-]+\.typ):(\d+)")


class DocumentFaulty(ValueError):
    """A template and its data do not make a faultless document; the message names the template and what is wrong."""

    def __init__(self, template: str, *faults: str) -> None:
        super().__init__(f"the document «{template}» cannot be made: {'; '.join(faults)}")
        self.template = template
        self.faults = faults

    def __reduce__(self) -> tuple[type[DocumentFaulty], tuple[str, ...]]:
        """Let the fault come back whole from the process that met it."""
        return DocumentFaulty, (self.template, *self.faults)


class FontsMissing(RuntimeError):
    """The fonts that documents embed have not been fetched."""

    def __init__(self) -> None:
        super().__init__("the fonts of PDF documents are missing: run «make install» once, then try again")


class _Press:
    """A template with its compiler, which is kept: every document after the first costs a fraction of it."""

    def __init__(self, source: Path, fonts: typst.Fonts) -> None:
        self.template = source.stem
        self.compiler = typst.Compiler(source, root=source.parent, font_paths=fonts, ignore_system_fonts=True)
        self.lock = Lock()  # a compiler serves one thread at a time

    def print(self, data: Mapping[str, Any] | Sequence[str], **options: Any) -> bytes | list[bytes]:
        """Return what Typst makes of the data; whatever it warns of is a fault."""
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        with self.lock:
            try:
                made, warnings = self.compiler.compile_with_warnings(sys_inputs=inputs, **options)
            except typst.TypstError as error:
                raise DocumentFaulty(self.template, _said(error)) from error
        if warnings:
            raise DocumentFaulty(self.template, *(_said(warning) for warning in warnings))
        return cast("bytes | list[bytes]", made)


def _said(finding: typst.TypstError | typst.TypstWarning) -> str:
    """Return what Typst found, where in the templates, and its advice when it gives some."""
    place = _PLACE.search(finding.diagnostic)
    where = [f"{place[1]} line {place[2]}"] if place else []
    return ", ".join([finding.message, *where, *finding.hints])


@cache
def _fonts(folder: Path) -> typst.Fonts:
    """Return the shipped fonts, and no other: neither the machine's nor those that Typst carries."""
    if not any(folder.glob("*.ttf")):
        raise FontsMissing
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@cache
def _press(source: Path, fonts: Path) -> _Press:
    if not source.is_file() or source.stem in APART:
        known = ", ".join(sorted(path.stem for path in source.parent.glob("*.typ") if path.stem not in APART))
        raise DocumentFaulty(source.stem, f"there is no such template, use one of: {known}")
    return _Press(source, _fonts(fonts))


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """Return a PDF/A-3a that is also PDF/UA-1; its dates come from the data, never from the clock.

    Raises ``DocumentFaulty`` for whatever Typst refuses or warns of, ``FontsMissing`` if the fonts are not there.
    """
    press = _press(TEMPLATES / f"{template}.typ", FONTS)
    return cast(bytes, press.print(data, format="pdf", pdf_standards=STANDARDS))


def render_all(template: str, documents: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    """Return the PDF of each document in turn; many of them are shared among the processors.

    Raises ``DocumentFaulty`` at the first that cannot be made.
    """
    if len(documents) < WORTH_SHARING:
        yield from (render(template, data) for data in documents)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:  # a fork would copy the locks of threads
        yield from pool.map(partial(render, template), documents, chunksize=CHUNK)


def undrawn(letters: Iterable[str]) -> frozenset[str]:
    """Return those of some letters that the fonts of the documents do not draw; raises ``FontsMissing``."""
    asked = sorted(set(letters))
    press = _Press(TEMPLATES / f"{LETTERS}.typ", _fonts(FONTS))
    return frozenset() if _draws(press, asked) else frozenset(one for one in asked if not _draws(press, [one]))


def _draws(press: _Press, letters: Sequence[str]) -> bool:
    try:
        press.print(letters, format="pdf", pdf_standards=STANDARDS)
    except DocumentFaulty:
        return False
    return True


def pages_as_png(template: str, data: Mapping[str, Any], ppi: float = SCREEN) -> list[bytes]:
    """Return each page as a picture, to look at."""
    made = _press(TEMPLATES / f"{template}.typ", FONTS).print(data, format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]
