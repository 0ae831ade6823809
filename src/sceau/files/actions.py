"""How does a file come in? Scanned, read by its content, written anew without what acts, kept out of what is served."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from sceau.files.bounds import MEGABYTE, REFUSED, SECONDS
from sceau.files.clamd import ScannerDown, is_harmful
from sceau.files.models import StoredFile
from sceau.files.names import safe_name
from sceau.files.place import PRIVATE, incoming, put, remove
from sceau.journal.actions import Actor, record

CHUNK = 1 << 16


class FileRefused(ValueError):
    """A file that is not kept: a key of the sentences on refused files."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Measured:
    """How long some bytes are, and their digest."""

    size: int
    digest: str


def store_file(
    *, subject: str, name: str, chunks: Iterable[bytes], at: datetime, by: Actor, school: uuid.UUID | None = None
) -> StoredFile:
    """Keep a file that somebody hands in on an object, and record it; raises ``FileRefused`` with the reason.

    The bytes lie in their place, on the disk, before the row is committed: a row always has its file. Where the
    transaction is undone, the file is a stray that ``remove_strays`` finds.
    """
    key = uuid.uuid4()
    anew = incoming(key).with_suffix(".new")
    try:
        with taken_in(key, chunks) as (raw, handed_in):
            media_type = _rewritten(raw, anew)
        kept = _measured(anew)
        with transaction.atomic():
            put(anew, key)
            file = StoredFile.objects.create(
                id=key,
                subject=subject,
                school=school,
                name=safe_name(name, media_type),
                media_type=media_type,
                size=kept.size,
                digest=kept.digest,
                handed_in_digest=handed_in.digest,
                at=at,
            )
            record(at=at, by=by, act="attach_file", subject=subject)
            record(at=at, by=by, act="store_file", subject=f"file:{key}")
            return file
    finally:
        anew.unlink(missing_ok=True)


@contextmanager
def taken_in(key: uuid.UUID, chunks: Iterable[bytes]) -> Iterator[tuple[Path, Measured]]:
    """Write what somebody hands in where nobody is served, have it scanned, and give it for as long as it is looked at.

    Raises ``FileRefused`` for what is empty, too large, or known to be harmful; nothing of it lies there afterwards.
    """
    raw = incoming(key)
    try:
        measured = _written(chunks, raw)
        _scan(raw)
        yield raw, measured
    finally:
        raw.unlink(missing_ok=True)


def erase_file(*, file: StoredFile, at: datetime, by: Actor) -> bool:
    """Erase the bytes and the name of a file, and record it; tell whether there was anything left.

    The bytes go once the transaction is committed: what is undone still has its file.
    """
    with transaction.atomic():
        if not StoredFile.objects.select_for_update().filter(pk=file.pk, erased_at=None).exists():
            return False
        StoredFile.objects.filter(pk=file.pk).update(name="", erased_at=at)
        record(at=at, by=by, act="erase_file", subject=f"file:{file.pk}")
        transaction.on_commit(lambda: remove(file.pk))
    return True


def _written(chunks: Iterable[bytes], path: Path) -> Measured:
    """Write what comes, and stop as soon as it is more than is allowed."""
    most = settings.ENVIRONMENT.upload_megabytes * MEGABYTE
    sha, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        path.chmod(PRIVATE)
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise FileRefused("too_large")
            sha.update(chunk)
            file.write(chunk)
    if not size:
        raise FileRefused("empty")
    return Measured(size, sha.hexdigest())


def _measured(path: Path) -> Measured:
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha.update(chunk)
    return Measured(path.stat().st_size, sha.hexdigest())


def _scan(path: Path) -> None:
    """Refuse what is known to be harmful, and everything while nobody can tell."""
    where = settings.ENVIRONMENT.clamd
    try:
        if where and is_harmful(path, where):
            raise FileRefused("harmful")
    except ScannerDown:
        raise FileRefused("not_scanned") from None


def _rewritten(path: Path, to: Path) -> str:
    """Write a file anew in a process of its own, and return its media type."""
    command = [sys.executable, "-m", "sceau.files.rewrite", str(path), str(to)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and names that we drew
            command, capture_output=True, text=True, timeout=2 * SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise FileRefused("damaged") from None
    said = done.stdout.strip()
    if done.returncode == REFUSED:
        raise FileRefused(said)
    if done.returncode or not to.exists():
        raise FileRefused("damaged")
    return said
