"""At which line does a file cease to be text? Found in the same memory, however long its lines are."""

from __future__ import annotations

import codecs
from typing import IO

CHUNK = 65_536


def line_that_is_no_utf8(raw: IO[bytes]) -> int:
    """Return the line, counted from one, of the first byte that UTF-8 has no place for; the last line where none is."""
    decoder, line, held = codecs.getincrementaldecoder("utf-8")(), 1, b""
    while chunk := raw.read(CHUNK):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as odd:
            return line + (held + chunk)[: odd.start].count(b"\n") - held.count(b"\n")
        held = decoder.getstate()[0]
        line += chunk.count(b"\n")
    return line
