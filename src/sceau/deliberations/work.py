"""How is a workbook deliberated in the background? Read apart, held against the law, judged, written."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from sceau.core.calendar import paris_day
from sceau.core.rule import RuleError, Words
from sceau.deliberations.actions import (
    MAPPING,
    MOODLE,
    WORKBOOK,
    Ended,
    Superseded,
    begin,
    finish,
    give_up,
    refuse_workbook,
    tell,
)
from sceau.deliberations.models import Deliberation, Document, HandedIn, Proposal, State
from sceau.deliberations.place import workplace
from sceau.journal.grounds import grounds_of
from sceau.jury.convened import Convened, convene
from sceau.jury.deliberation import Deliberation as Deliberated
from sceau.jury.deliberation import deliberate
from sceau.jury.dossier import TRANSCRIPTS, named_transcripts, write_dossier
from sceau.jury.papers import Papers
from sceau.law.queries import law_of
from sceau.regulation import NotFound
from sceau.regulation.fault import Fault
from sceau.studies.apart import NotRead, Reading, WhatWasRead, read_apart
from sceau.studies.moodle import MoodleExport
from sceau.studies.promotion import Promotion
from sceau.wording import LANGUAGES, language
from sceau.wording.faults import say_fault

NAMES = {WORKBOOK: "workbook.xlsx", MOODLE: "moodle", MAPPING: "mapping.toml"}
"""What the files that were handed in are called while they are read: faults name them so."""
TELLS_EVERY = 1.0
"""Seconds between two words on how far it has come."""
MOST_TOLD = 2_000
"""Faults beyond this are counted and not kept: nobody reads them before mending those."""


class WorkbookRefused(Exception):
    """The workbook has faults, or says what the law does not allow: what, by language, and how many there are."""

    def __init__(self, told: Mapping[str, Any], count: int) -> None:
        super().__init__(count)
        self.told, self.count = told, count


class Progress:
    """How far an attempt has come, written down every second at most."""

    def __init__(self, deliberation: UUID, run: int) -> None:
        self._deliberation, self._run = deliberation, run
        self._done, self._told_at = 0, 0.0

    def enter(self, state: str, students: int) -> None:
        """Tell that the next part begins, for so many students; raises ``Superseded``."""
        self._done, self._told_at = 0, time.monotonic()
        tell(deliberation=self._deliberation, run=self._run, state=state, done=0, students=students)

    def advance(self) -> None:
        """Count one student more; raises ``Superseded``."""
        self._done += 1
        now = time.monotonic()
        if now - self._told_at >= TELLS_EVERY:
            self._told_at = now
            tell(deliberation=self._deliberation, run=self._run, done=self._done)


def deliberate_in_background(key: UUID, *, clock: Callable[[], datetime]) -> None:
    """Do all the work of one deliberation, from its beginning; whatever ends it is told in words.

    ``clock`` tells when it ended. What nobody foresaw is raised again, so that the job is shown among those that
    failed and may be tried again.
    """
    run = begin(deliberation=key)
    if run is None:
        return
    end: dict[str, Any] = {"deliberation": key, "run": run}
    try:
        _work(Deliberation.objects.select_related("school").get(pk=key), run, clock)
    except Superseded:
        return
    except WorkbookRefused as refused:
        refuse_workbook(**end, told=refused.told, count=refused.count, at=clock())
    except NotRead:
        give_up(**end, why="not_read", at=clock())
    except (RuleError, NotFound) as silent:
        give_up(**end, why="law_silent", told=_in_each_language(str(silent)), at=clock())
    except DatabaseError:  # the job is tried again by itself
        raise
    except Exception:
        give_up(**end, why="unexpected", again=True, at=clock())
        raise


def _in_each_language(sentence: str) -> dict[str, Any]:
    return {code: {"lacks": say_fault(sentence, language(code))} for code in LANGUAGES}


def _work(row: Deliberation, run: int, clock: Callable[[], datetime]) -> None:
    law = law_of(row.school.slug, on=paris_day(row.at))
    convened = convene(law=law, school=row.school.slug, programme=row.programme, intake=row.intake)
    with workplace(row.pk, run) as place:
        progress = Progress(row.pk, run)
        promotion, notes = _promotion(row, convened, place)
        progress.enter(State.JUDGING, len(promotion.students))
        rules = convened.law_of(promotion.intake_starts_on)
        result = deliberate(promotion=promotion, rules=rules, advance=progress.advance)
        progress.enter(State.WRITING, len(promotion.students))
        papers = {code: Papers(result, law, language(code), paris_day(row.at)) for code in LANGUAGES}
        written = write_dossier(papers=papers[row.language], out=place / "jury", advance=progress.advance)
        documents = _documents(place / "jury", written, result)
        ended = Ended(result.edition, _proposals(result, papers), documents, _said(result, papers, notes))
        finish(deliberation=row.pk, run=run, ended=ended, at=clock())


def _promotion(row: Deliberation, convened: Convened, place: Path) -> tuple[Promotion, Mapping[str, Any]]:
    """Return the promotion and what is to be noted of it; raises ``WorkbookRefused``, ``NotRead``."""
    paths = {}
    for one in HandedIn.objects.filter(deliberation=row):
        paths[one.what] = place / NAMES[one.what]
        paths[one.what].write_bytes(one.content)
    moodle = MoodleExport(paths[MOODLE], paths[MAPPING]) if MOODLE in paths else None
    read = read_apart(Reading(paths[WORKBOOK], convened.scale, convened.asked, tuple(LANGUAGES), moodle))
    told = {code: _told(read, convened, code) for code in LANGUAGES}
    faults = len(told[row.language]["faults"])
    if read.promotion is None or faults:
        kept = {code: {**one, "faults": one["faults"][:MOST_TOLD], "count": faults} for code, one in told.items()}
        raise WorkbookRefused(kept, faults)
    return read.promotion, told


def _told(read: WhatWasRead, convened: Convened, code: str) -> dict[str, Any]:
    """Return the faults and the notes of a workbook in a language, each with its file and its place."""
    by_law = convened.faults_of(read.outline, NAMES[WORKBOOK], code)
    faults = [*read.faults.get(code, ()), *by_law]
    return {"faults": _placed(faults, code), "notes": _placed(read.notes.get(code, ()), code)}


def _placed(faults: Sequence[Fault], code: str) -> list[list[str]]:
    whats = {name: what for what, name in NAMES.items()}
    return [[whats.get(one.file, WORKBOOK), one.key, say_fault(one.what, language(code))] for one in faults]


def _proposals(result: Deliberated, papers: Mapping[str, Papers]) -> list[Proposal]:
    """Return what is proposed for each student, in the order of the minutes."""
    return [
        Proposal(
            rank=rank,
            number=one.student.number,
            last_name=one.student.last_name,
            first_name=one.student.first_name,
            outcome=one.proposal.outcome,
            figures={
                code: {"mean": said.mean(one.proposal), "credits": said.figure(one.proposal, "total")}
                for code, said in papers.items()
            },
            warnings=len(one.proposal.warnings),
            evidence=grounds_of(decision=one.proposal, facts=one.student.facts, rules=result.rules).text,
        )
        for rank, (one, _) in enumerate(named_transcripts(result), 1)
    ]


def _documents(folder: Path, written: Sequence[Path], result: Deliberated) -> Iterator[tuple[Document, int | None]]:
    """Yield each document that was written, with the place of its student where it is a transcript."""
    files = [(path, None) for path in written if path.is_file()]
    names = (name for _, name in named_transcripts(result))
    transcripts = [(folder / TRANSCRIPTS / name, place) for place, name in enumerate(names)]
    for rank, (path, place) in enumerate([*files, *transcripts], 1):
        content = path.read_bytes()
        name, digest = path.relative_to(folder).as_posix(), hashlib.sha256(content).hexdigest()
        yield Document(rank=rank, name=name, size=len(content), digest=digest, content=content), place


def _said(result: Deliberated, papers: Mapping[str, Papers], notes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the row of a deliberation that is done says."""
    outcomes: dict[str, int] = {}
    for one in result.students:
        outcomes[one.proposal.outcome] = outcomes.get(one.proposal.outcome, 0) + 1
    count = len(result.students)
    return {
        "told": {code: {"notes": one["notes"]} for code, one in notes.items()},
        "titles": {code: _titles(one) for code, one in papers.items()},
        "outcomes": outcomes,
        "law_on": result.rules.on,
        "jury_on": result.promotion.jury_on,
        "done": count,
        "students": count,
    }


def _titles(papers: Papers) -> dict[str, str]:
    """Return the name of each part of the promotion by its code; those of qualities are in the law."""
    named = {code: title for code, title in papers.titles.items() if code not in papers.law.qualities}
    return {code: papers.language.of(one) if isinstance(one, Words) else one for code, one in named.items()}
