"""What is a file called? As its owner called it, as far as a name may stand in a header, a page and a folder."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {"application/pdf": (".pdf",), "image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), XLSX: (".xlsx",)}
UNSAFE = re.compile(r'[<>:"|?*%;]')
NAMELESS = "document"


def safe_name(name: str, media_type: str) -> str:
    """Return a name without path, control or direction marks, that ends as its content asks."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(one for one in unicodedata.normalize("NFC", last) if not unicodedata.category(one).startswith("C"))
    plain = UNSAFE.sub("_", shown).strip()
    ending = next((one for one in ENDINGS[media_type] if plain.lower().endswith(one)), "")
    stem = plain.removesuffix(plain[-len(ending) :]) if ending else plain
    return f"{stem.strip(' .')[:LONGEST] or NAMELESS}{ENDINGS[media_type][0]}"
