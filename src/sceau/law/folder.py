"""What may the folder of a school hold? Files of law and of cases, by known paths, and no more than is read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from sceau.core.vocabulary import STAGES
from sceau.law.models import LONGEST_PATH

MOST_FILES, MOST_BYTES, MOST_BYTES_IN_ALL = 60, 512_000, 2_000_000
"""How many files a folder may hold, and how much one, and all of them: nobody writes more law than that."""
MOST_LINES = 4_000
"""How many lines a file may have."""
CASES, PROGRAMMES = "cases/", "programmes/"
NAME = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
LAW_FILE = re.compile(
    rf"(?:school|texts|qualities)\.toml|(?:(?!{CASES}|{PROGRAMMES}){NAME}/|{PROGRAMMES}{NAME}/)?(?:{'|'.join(STAGES)})\.toml"
)
CASE_FILE = re.compile(rf"{CASES}(?:{NAME}/){{0,2}}{NAME}\.toml")


class NotWritten(ValueError):
    """What cannot be done to a draft: a key of the sentences ``draft_refusals``, its field, and what fills it."""

    def __init__(self, why: str, field: str = "", **named: Any) -> None:
        super().__init__(why)
        self.why = why
        self.field = field
        self.named = named


def is_path(path: str) -> bool:
    """Tell whether a file of the folder of a school may bear a path."""
    return len(path) <= LONGEST_PATH and bool(LAW_FILE.fullmatch(path) or CASE_FILE.fullmatch(path))


def law_in(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files of law alone."""
    return {path: text for path, text in files.items() if not path.startswith(CASES)}


def cases_in(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files of cases, by their paths within their folder."""
    return {path.removeprefix(CASES): text for path, text in files.items() if path.startswith(CASES)}


def tidy_text(text: str, path: str) -> str:
    """Return the text of a file with the line ends of the law; raises ``NotWritten`` for what no file holds."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise NotWritten("null_byte", "text", path=path)
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise NotWritten("not_utf8", "text", path=path) from None
    if size > MOST_BYTES:
        raise NotWritten("file_too_large", "text", path=path, n=MOST_BYTES // 1000)
    if text.count("\n") > MOST_LINES:
        raise NotWritten("too_many_lines", "text", path=path, n=MOST_LINES)
    return text


def refuse_too_much(files: Mapping[str, str]) -> None:
    """Raise ``NotWritten`` for a folder of more files, or more text, than is read."""
    if len(files) > MOST_FILES:
        raise NotWritten("too_many_files", "", n=MOST_FILES)
    if sum(len(text.encode()) for text in files.values()) > MOST_BYTES_IN_ALL:
        raise NotWritten("folder_too_large", "", n=MOST_BYTES_IN_ALL // 1_000_000)


def digest_of(files: Mapping[str, str]) -> str:
    """Return the SHA-256 of the files of a folder by their paths, in hexadecimal."""
    held = json.dumps(dict(files), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(held.encode()).hexdigest()
