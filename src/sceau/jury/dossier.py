"""Write what the jury needs: minutes, transcripts, results and decisions, all of them or none."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from errno import EEXIST
from pathlib import Path
from typing import Any

from sceau.documents.render import render, render_all
from sceau.jury.deliberation import Deliberated, Deliberation
from sceau.jury.minutes import minutes_of
from sceau.jury.names import name_key
from sceau.jury.papers import Papers
from sceau.jury.results_workbook import write_results
from sceau.jury.transcript import transcript_of
from sceau.regulation.plain import plain, plain_decision

LONGEST_NAME = 80
MINUTES, RESULTS, DECISIONS, TRANSCRIPTS = "minutes.pdf", "results.xlsx", "decisions.json", "transcripts"


class FolderTaken(OSError):
    """The folder holds, where the dossier goes, a file that Sceau did not write as it is; the message names one."""


def write_dossier(
    *, papers: Papers, out: Path, sources: Iterable[Path] = (), advance: Callable[[], None] = lambda: None
) -> list[Path]:
    """Write every document into a folder and return their paths; ``advance`` is called after each student.

    Everything is made apart and moved in at the end. A dossier that is already there is replaced as a whole, and put
    back if something fails on the way. Raises ``FolderTaken`` rather than replace a file that Sceau did not write, or
    that was changed since, or one of the ``sources`` that the promotion was read from.
    """
    _hold_no_file_but_ours(out, list(sources))
    created = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    try:
        with _apart(out) as made:
            here, old = Path(made) / "new", Path(made) / "old"
            here.mkdir()
            old.mkdir()
            _make(papers, here, advance)
            return _exchange(here, old, out)
    except BaseException:
        if created:
            shutil.rmtree(out, ignore_errors=True)
        raise


def _apart(out: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a folder that goes at the end, inside another; what bars it is told of the one that was named."""
    try:
        return tempfile.TemporaryDirectory(dir=out, prefix=".sceau-")
    except OSError as error:
        error.filename = str(out)
        raise


def _make(papers: Papers, here: Path, advance: Callable[[], None]) -> None:
    """Make every document in an empty folder."""
    (here / MINUTES).write_bytes(render("minutes", minutes_of(papers)))
    write_results(here / RESULTS, papers)
    (here / TRANSCRIPTS).mkdir()
    named = named_transcripts(papers.deliberation)
    transcripts = render_all("transcript", [transcript_of(one, papers) for one, _ in named])
    for (_, name), transcript in zip(named, transcripts, strict=True):
        (here / TRANSCRIPTS / name).write_bytes(transcript)
        advance()
    files = {path.relative_to(here).as_posix(): _digest(path) for path in sorted(here.rglob("*")) if path.is_file()}
    (here / DECISIONS).write_text(decisions_json(papers.deliberation, files), encoding="utf-8")


def _exchange(new: Path, old: Path, out: Path) -> list[Path]:
    """Move the old documents aside and the new ones in; on a failure or a signal, move everything back."""
    moved: list[tuple[Path, Path]] = []
    try:
        for name in (MINUTES, RESULTS, DECISIONS, TRANSCRIPTS):
            for source, target in ((out / name, old / name), (new / name, out / name)):
                if source.exists():
                    moved.append((source, target))  # before the move: a signal may come just after it
                    source.rename(target)
    except BaseException:
        for source, target in reversed(moved):
            if not source.exists():
                target.rename(source)
        raise
    return [out / name for name in (MINUTES, RESULTS, DECISIONS, TRANSCRIPTS)]


def _hold_no_file_but_ours(out: Path, sources: Sequence[Path]) -> None:
    """Raise ``FolderTaken`` for the first file in the way that was read from, or is not as Sceau wrote it."""
    written = _written_there(out)
    for path in _in_the_way(out):
        name = path.relative_to(out).as_posix()
        if any(source.exists() and path.exists() and path.samefile(source) for source in sources):
            raise FolderTaken(EEXIST, "is what the dossier is made from, name another folder", str(path))
        if name not in written and (name != DECISIONS or not written):
            raise FolderTaken(EEXIST, "is not Sceau's, move it elsewhere first", str(path))
        if name in written and (not path.is_file() or _digest(path) != written[name]):
            raise FolderTaken(EEXIST, "was changed since Sceau wrote it, move it elsewhere first", str(path))


def _in_the_way(out: Path) -> list[Path]:
    """Return what the documents would replace, the transcripts last."""
    tops = [out / name for name in (MINUTES, RESULTS, DECISIONS, TRANSCRIPTS)]
    inside = sorted((out / TRANSCRIPTS).rglob("*"))
    found = [path for path in tops if (path.exists() or path.is_symlink()) and not _is_own_folder(path)]
    return found + inside


def _is_own_folder(path: Path) -> bool:
    return path.name == TRANSCRIPTS and path.is_dir() and not path.is_symlink()


def _written_there(out: Path) -> dict[str, str]:
    """Return the files of an earlier dossier with their digests, as its decisions list them."""
    try:
        files = json.loads((out / DECISIONS).read_text(encoding="utf-8"))["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def named_transcripts(deliberation: Deliberation) -> list[tuple[Deliberated, str]]:
    """Return the students in the order of the minutes, each with the name of the file of their transcript."""
    students = sorted(deliberation.students, key=name_key)
    return list(zip(students, _file_names(one.student.number for one in students), strict=True))


def _file_names(numbers: Iterable[str]) -> Iterator[str]:
    """Return a file name per student: the number, reduced to what every file system takes, never twice the same."""
    seen: set[str] = set()
    for number in numbers:
        stem = re.sub(r"[^A-Za-z0-9._-]", "_", number).strip(".")[:LONGEST_NAME] or "_"
        name, again = stem, 1
        while name.lower() in seen:
            again += 1
            name = f"{stem}-{again}"
        seen.add(name.lower())
        yield f"{name}.pdf"


def decisions_json(deliberation: Deliberation, files: Mapping[str, str]) -> str:
    """Return every decision, each reason with its citation, and the edition of the law that it was judged by.

    ``files`` are the other documents of the dossier with their digests.
    """
    promotion, rules = deliberation.promotion, deliberation.rules
    document: dict[str, Any] = {
        "school": rules.school.slug if rules.school else "",
        "programme": promotion.programme,
        "intake": promotion.intake_year,
        "jury_on": plain(promotion.jury_on),
        "edition": {
            "digest": deliberation.edition.digest,
            "on": plain(rules.on),
            "of": deliberation.edition.of,
            "values": deliberation.edition.values,
        },
        "students": [
            {
                "number": one.student.number,
                "proposal": plain_decision(one.proposal),
                "units": {code: plain_decision(decision) for code, decision in one.units.items()},
            }
            for one in sorted(deliberation.students, key=name_key)
        ],
        "files": dict(files),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
