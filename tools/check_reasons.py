"""Check that whatever silences a checker says why: ``noqa: T201 - a tool speaks to a terminal``."""

from __future__ import annotations

import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "tests", "tools", "bench")
SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover|mypy:)[^#]*", re.IGNORECASE)
WITH_A_REASON = re.compile(r"\s[-–—]\s+\w.*\w")


def without_reason(path: Path) -> Iterator[int]:
    """Return the numbers of the lines that silence a checker without a reason behind a dash."""
    with tokenize.open(path) as source:
        comments = [token for token in tokenize.generate_tokens(source.readline) if token.type == tokenize.COMMENT]
    for comment in comments:
        for silenced in SILENCED.finditer(comment.string):
            if not WITH_A_REASON.search(silenced[0]):
                yield comment.start[0]


def main() -> int:
    """Say every place that lacks a reason; return the code for the shell."""
    faults = [
        f"{path.relative_to(ROOT)}:{line}: silences a checker, add the reason behind a dash"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line in without_reason(path)
    ]
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
