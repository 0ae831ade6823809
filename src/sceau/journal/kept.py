"""How are seals kept out of reach of whoever could alter the database? As lines of a file that only grows."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sceau.journal.models import Seal
from sceau.journal.seals import AT_A_TIME, Finding, KnownSeal, known, seals_lost

BEFORE_THE_FIRST_LINE = "0" * 64
PRIVATE = 0o600


class KeptFaulty(ValueError):
    """A file of seals that cannot be relied upon: at which line, and a key of the sentences on such files."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line
        self.what = what


class JournalLostSeals(RuntimeError):
    """The journal no longer has seals that a file keeps: nothing is added to that file before somebody has looked."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} seals")
        self.findings = findings


def read_kept(path: Path) -> list[KnownSeal]:
    """Return the seals of a file; raises ``KeptFaulty`` where it was cut within a line, or altered.

    Each line carries a digest of itself upon the line before: what was altered in the file is not blamed on the
    journal. Whole lines cut off the end leave an older file, that still tells what it tells.
    """
    return _read(path.read_bytes())[0]


def export(path: Path) -> int:
    """Add to a file the seals set since its last line, and return how many; the file is made where there is none.

    Raises ``KeptFaulty`` where the file is altered, ``JournalLostSeals`` where the journal no longer has what it keeps.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, PRIVATE), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept, digest = _read(file.read())
        if lost := list(seals_lost(kept)):
            raise JournalLostSeals(lost)
        fresh = list(_lines_after(kept[-1].number if kept else 0, digest))
        file.write(b"".join(fresh))  # at once, at the end: what a crash may leave is a line cut short, and is told
        file.flush()
        os.fsync(file.fileno())
    return len(fresh)


def _read(held: bytes) -> tuple[list[KnownSeal], str]:
    """Return the seals of a file and the digest of its last line."""
    kept: list[KnownSeal] = []
    digest = BEFORE_THE_FIRST_LINE
    for place, line in enumerate(held.splitlines(keepends=True), start=1):
        if not line.endswith(b"\n"):
            raise KeptFaulty(place, "line_cut")
        one, digest = _seal_of(line, place, digest)
        kept.append(one)
    return kept, digest


def _seal_of(line: bytes, place: int, previous: str) -> tuple[KnownSeal, str]:
    try:
        said = json.loads(line)
        digest = said.pop("line")
        one = KnownSeal(**{**said, "at": datetime.fromisoformat(said["at"])})
    except (ValueError, TypeError, KeyError, AttributeError):
        raise KeptFaulty(place, "line_unreadable") from None
    if line != _line(one, previous):
        raise KeptFaulty(place, "line_altered")
    return one, digest


def _lines_after(number: int, digest: str) -> Iterator[bytes]:
    for one in Seal.objects.filter(number__gt=number).order_by("number").iterator(chunk_size=AT_A_TIME):
        line = _line(known(one), digest)
        digest = json.loads(line)["line"]
        yield line


def _line(one: KnownSeal, previous: str) -> bytes:
    """Return a seal as the line that follows another."""
    said = {**asdict(one), "at": one.at.isoformat()}
    digest = hashlib.sha256(f"{previous}\n{json.dumps(said)}".encode()).hexdigest()
    return json.dumps({**said, "line": digest}).encode() + b"\n"
