"""What a page of a PDF says: the glyphs that it shows, through the table of letters of their fonts."""

from __future__ import annotations

import re

import pikepdf

PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def text_of(page: pikepdf.Page) -> str:
    """Return the text of a page in the order in which it is drawn, without its spaces."""
    fonts = {name: _letters(font) for name, font in page.resources.Font.items()}
    letters: dict[int, str] = {}
    said: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            pieces = operands[0] if str(operator) == "TJ" else operands
            said += [_read(bytes(piece), letters) for piece in pieces if isinstance(piece, pikepdf.String)]
    return "".join("".join(said).split())


def _read(shown: bytes, letters: dict[int, str]) -> str:
    """Return what glyphs of two bytes stand for."""
    return "".join(letters.get(int.from_bytes(shown[at : at + 2]), "") for at in range(0, len(shown), 2))


def _letters(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes()
    letters: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        letters |= {int(code, 16): _text(text) for code, text in PAIR.findall(block)}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in RANGE.findall(block):
            start = ord(_text(text))
            letters |= {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
    return letters


def _text(code: bytes) -> str:
    return bytes.fromhex(code.decode("ascii")).decode("utf-16-be")
