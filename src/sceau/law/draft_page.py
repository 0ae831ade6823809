"""What does the page of a draft show? Its files with their faults, its cases, what it changes, what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from sceau.law.adoption import Checked, check_files
from sceau.law.draft_forms import places_of
from sceau.law.drafts import ADOPTS, files_of, last_adoption, mark_of
from sceau.law.folder import PROGRAMMES
from sceau.law.models import LawAdoption, LawDraft, Standing
from sceau.people.access import visible
from sceau.regulation import Fault
from sceau.wording import language
from sceau.wording.faults import say_fault

STEPS = ("write", "submit", "approve", "hold")
STEP = {Standing.OPEN: 0, Standing.SUBMITTED: 2, Standing.ADOPTED: 4, Standing.WITHDRAWN: 0}
FAULTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SaidFault:
    """A fault in words, and the file where it is to be mended, where that is one of the draft."""

    fault: Fault
    text: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of a draft: its path, how long it is, and how many faults it has."""

    path: str
    lines: int
    faults: int


def page_of(request: HttpRequest, draft: LawDraft) -> dict[str, Any]:
    """Return what every page on a draft shows."""
    files, last = files_of(draft), last_adoption(draft.school)
    checked = check_files(draft.school.slug, files)
    today = timezone.localdate(request.at)
    is_author = bool(draft.author.person and draft.author.person.whole == request.viewer.person)
    may_adopt = visible(request.viewer, ADOPTS, LawDraft.objects.filter(pk=draft.pk)).exists()
    earliest = earliest_day(last, today)
    return {
        "draft": draft,
        "checked": checked,
        "files": [
            FileShown(path, text.count("\n"), sum(one.file == path for one in checked.faults))
            for path, text in sorted(files.items())
        ],
        "faults": _said(checked, set(files)),
        "more_faults": max(len(checked.faults) - FAULTS_SHOWN, 0),
        "passed": len(checked.cases) - len(checked.failing),
        "steps": [(name, number - STEP[Standing(draft.standing)]) for number, name in enumerate(STEPS)],
        "is_author": is_author,
        "may_write": is_author and draft.standing in (Standing.OPEN, Standing.SUBMITTED),
        "may_adopt": may_adopt and draft.standing == Standing.SUBMITTED,
        "earliest": earliest,
        "proposed": max(draft.since or earliest, earliest),
        "mark": mark_of(files, last),
        "is_behind": (draft.based_on_id or 0) != (last.pk if last else 0) and draft.standing != Standing.ADOPTED,
    }


def places_for(draft: LawDraft) -> dict[str, str]:
    """Return the folders that a file may lie in: those of the labels, and of the programmes that the draft names."""
    files = files_of(draft)
    law = check_files(draft.school.slug, files).law
    known = law.schools.get(draft.school.slug)
    held = {path.split("/")[1] for path in files if path.startswith(PROGRAMMES)}
    return places_of(list(law.labels), sorted(held | {one.code.lower() for one in (known.programmes if known else ())}))


def earliest_day(last: LawAdoption | None, today: date) -> date:
    """Return the first day from which a law may be adopted: not before today, and after the last one begins."""
    return max(today, last.since + timedelta(days=1)) if last else today


def _said(checked: Checked, here: set[str]) -> list[SaidFault]:
    lang = language(get_language() or "fr")
    return [
        SaidFault(fault, say_fault(fault.what, lang), fault.file in here) for fault in checked.faults[:FAULTS_SHOWN]
    ]
