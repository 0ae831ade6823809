"""Write what the jury needs: minutes, transcripts, results and decisions, all of them or none."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from errno import EEXIST
from pathlib import Path
from typing import Any

from sceau.documents.render import render, render_all
from sceau.jury.deliberation import Deliberation
from sceau.jury.names import name_key
from sceau.jury.papers import Papers
from sceau.jury.results_workbook import write_results
from sceau.regulation.plain import plain, plain_decision

LONGEST_NAME = 80
MINUTES, RESULTS, DECISIONS, TRANSCRIPTS = "minutes.pdf", "results.xlsx", "decisions.json", "transcripts"


class FolderTaken(OSError):
    """The folder of an earlier dossier holds files that Sceau did not write; the message names one."""


def write_dossier(*, papers: Papers, out: Path, advance: Callable[[], None] = lambda: None) -> list[Path]:
    """Write every document into a folder and return their paths; ``advance`` is called after each student.

    Everything is made apart and moved in at the end. A dossier that is already there is replaced as a whole, and put
    back if something fails on the way. Raises ``FolderTaken`` rather than remove a file that is not one of its
    transcripts.
    """
    own = _transcripts_there(out)
    for path in sorted((out / TRANSCRIPTS).rglob("*")):
        if path.relative_to(out / TRANSCRIPTS).as_posix() not in own:
            raise FolderTaken(EEXIST, "is not Sceau's, move it elsewhere first", str(path))
    created = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=out, prefix=".sceau-") as made:
            here, old = Path(made) / "new", Path(made) / "old"
            here.mkdir()
            old.mkdir()
            _make(papers, here, advance)
            return _exchange(here, old, out)
    except BaseException:
        if created:
            shutil.rmtree(out, ignore_errors=True)
        raise


def _make(papers: Papers, here: Path, advance: Callable[[], None]) -> None:
    """Make every document in an empty folder."""
    (here / MINUTES).write_bytes(render("minutes", papers.minutes()))
    (here / DECISIONS).write_text(decisions_json(papers.deliberation), encoding="utf-8")
    write_results(here / RESULTS, papers)
    (here / TRANSCRIPTS).mkdir()
    students = sorted(papers.deliberation.students, key=name_key)
    names = _file_names(one.student.number for one in students)
    transcripts = render_all("transcript", [papers.transcript(one) for one in students])
    for name, transcript in zip(names, transcripts, strict=True):
        (here / TRANSCRIPTS / name).write_bytes(transcript)
        advance()


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


def _transcripts_there(out: Path) -> set[str]:
    """Return the names of the transcripts of an earlier dossier, as its decisions tell whose they are."""
    try:
        document = json.loads((out / DECISIONS).read_text(encoding="utf-8"))
        return set(_file_names(student["number"] for student in document["students"]))
    except (OSError, ValueError, LookupError, TypeError):
        return set()


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


def decisions_json(deliberation: Deliberation) -> str:
    """Return every decision, each reason with its citation, and the edition of the law that it was judged by."""
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
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
