"""Write what the jury needs: minutes, transcripts, results and decisions, all of them or none."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sceau.documents.render import render, render_all
from sceau.jury.deliberation import Deliberated, Deliberation
from sceau.jury.papers import Papers, name_key
from sceau.jury.results_workbook import write_results
from sceau.regulation.plain import plain, plain_decision

MINUTES, RESULTS, DECISIONS, TRANSCRIPTS = "minutes.pdf", "results.xlsx", "decisions.json", "transcripts"


def write_dossier(*, papers: Papers, out: Path, advance: Callable[[], None] = lambda: None) -> list[Path]:
    """Write every document into a folder and return their paths; ``advance`` is called after each student.

    Everything is made beside the folder first and moved in at the end, so that a fault on the way leaves it as it was.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as made:
        here = Path(made)
        (here / MINUTES).write_bytes(render("minutes", papers.minutes()))
        (here / DECISIONS).write_text(decisions_json(papers.deliberation), encoding="utf-8")
        write_results(here / RESULTS, papers)
        (here / TRANSCRIPTS).mkdir()
        names = list(_file_names(papers.deliberation))
        transcripts = render_all("transcript", [papers.transcript(one) for _, one in names])
        for (name, _), transcript in zip(names, transcripts, strict=True):
            (here / TRANSCRIPTS / name).write_bytes(transcript)
            advance()
        return _move(here, out)


def _move(made: Path, out: Path) -> list[Path]:
    """Move the documents into place; transcripts of an earlier run are replaced as a whole."""
    out.mkdir(exist_ok=True)
    if (out / TRANSCRIPTS).exists():
        shutil.rmtree(out / TRANSCRIPTS)
    for name in (MINUTES, RESULTS, DECISIONS, TRANSCRIPTS):
        (made / name).replace(out / name)
    return [out / name for name in (MINUTES, RESULTS, DECISIONS, TRANSCRIPTS)]


def _file_names(deliberation: Deliberation) -> Iterator[tuple[str, Deliberated]]:
    """Return a file name per student: the number, reduced to what every file system takes, never twice the same."""
    seen: set[str] = set()
    for one in sorted(deliberation.students, key=name_key):
        stem = re.sub(r"[^A-Za-z0-9._-]", "_", one.student.number).strip(".") or "_"
        name, again = stem, 1
        while name.lower() in seen:
            again += 1
            name = f"{stem}-{again}"
        seen.add(name.lower())
        yield f"{name}.pdf", one


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
