"""What does the page of a draft show? Its files with their faults, its cases, what it changes, what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from sceau.law.adoption import Checked, check_files
from sceau.law.difference import changes_said, files_changed
from sceau.law.draft_forms import places_of
from sceau.law.drafts import ADOPTS, adoption_before, files_of, files_shipped, last_adoption, mark_of
from sceau.law.folder import PROGRAMMES, digest_of
from sceau.law.models import ALIVE, LawAdoption, LawDraft, Standing, WhatIf
from sceau.law.what_if import Group, groups_of
from sceau.people.access import visible
from sceau.regulation import Fault
from sceau.wording import Language, language, say_outcome, say_question
from sceau.wording.faults import say_fault

STEPS = ("write", "submit", "approve", "hold")
STEP = {Standing.OPEN: 0, Standing.SUBMITTED: 2, Standing.ADOPTED: 4, Standing.WITHDRAWN: 0}
FAULTS_SHOWN, CASES_SHOWN = 200, 50


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


@dataclass(frozen=True, slots=True)
class InHand:
    """A draft with all that is read of it: its files, what it would take the place of, and what bars it."""

    draft: LawDraft
    files: dict[str, str]
    last: LawAdoption | None
    before: dict[str, str]
    checked: Checked

    @property
    def places(self) -> dict[str, str]:
        """The folders that a file may lie in: those of the labels, and of the programmes that the draft names."""
        known = self.checked.law.schools.get(self.draft.school.slug)
        held = {path.split("/")[1] for path in self.files if path.startswith(PROGRAMMES)}
        codes = {one.code.lower() for one in known.programmes} if known else set()
        return places_of(list(self.checked.law.labels), sorted(held | codes))


@dataclass(frozen=True, slots=True)
class SaidGroup:
    """Decisions that would all come out otherwise in the same way, in words."""

    group: Group
    question: str
    before: str
    after: str
    """Empty where they can be judged no more."""

    @property
    def subjects(self) -> list[list[str]]:
        """What the first of them bear on: each kind and id."""
        return [str(subject).split(":", 1) for _, subject in self.group.examples]


def in_hand(draft: LawDraft) -> InHand:
    """Read a draft, and what it would take the place of."""
    files, last = files_of(draft), last_adoption(draft.school)
    over = last if draft.standing != Standing.ADOPTED else adoption_before(draft.adoption)
    before = dict(over.files) if over else files_shipped(draft.school.slug)
    return InHand(draft, files, last, before, check_files(draft.school.slug, files))


def page_of(request: HttpRequest, read: InHand) -> dict[str, Any]:
    """Return what every page on a draft shows."""
    draft, checked = read.draft, read.checked
    today = timezone.localdate(request.at)
    return {
        "draft": draft,
        "checked": checked,
        "files": [
            FileShown(path, text.count("\n"), sum(one.file == path for one in checked.faults))
            for path, text in sorted(read.files.items())
        ],
        "faults": _said(checked, set(read.files)),
        "more_faults": max(len(checked.faults) - FAULTS_SHOWN, 0),
        "passed": len(checked.cases) - len(checked.failing),
        "failing": _failing(checked),
        "steps": [(name, number - STEP[Standing(draft.standing)]) for number, name in enumerate(STEPS)],
        "earliest": earliest_day(read.last, today),
        "proposed": proposed_day(read, today),
        "mark": mark_of(read.files, read.last),
        "is_behind": (draft.based_on_id or 0) != (read.last.pk if read.last else 0) and draft.standing in ALIVE,
        **_what_may_be_done(request, draft),
    }


def differences(read: InHand) -> dict[str, Any]:
    """Return what a draft would change: each rule side by side, and the lines of its files."""
    slug = read.draft.school.slug
    law = check_files(slug, read.before).law
    return {
        "changes": changes_said(law, read.checked.law, slug, _language()),
        "file_changes": files_changed(read.before, read.files),
    }


def _what_may_be_done(request: HttpRequest, draft: LawDraft) -> dict[str, bool]:
    person = draft.author.person
    is_author = person is not None and person.whole == request.viewer.person
    may_adopt = visible(request.viewer, ADOPTS, LawDraft.objects.filter(pk=draft.pk)).exists()
    return {
        "is_author": is_author,
        "may_write": is_author and draft.standing in ALIVE,
        "may_adopt": may_adopt and draft.standing == Standing.SUBMITTED,
    }


def earliest_day(last: LawAdoption | None, today: date) -> date:
    """Return the first day from which a law may be adopted: not before today, and after the last one begins."""
    return max(today, last.since + timedelta(days=1)) if last else today


def proposed_day(read: InHand, today: date) -> date:
    """Return the day from which a draft may hold that is nearest to the one that its author proposed."""
    earliest = earliest_day(read.last, today)
    return max(read.draft.since or earliest, earliest)


def what_if_of(read: InHand) -> dict[str, Any]:
    """Return how the decisions of the school would have come out under a draft, as it was last asked."""
    row = WhatIf.objects.filter(draft=read.draft).first()
    if row is None:
        return {"what_if": None}
    groups = groups_of(row)
    return {
        "what_if": row,
        "is_outdated": row.digest != digest_of(read.files),
        "groups": [SaidGroup(group, *_said_group(group)) for group in groups],
        "otherwise": sum(group.count for group in groups if group.after),
        "unjudged": sum(group.count for group in groups if not group.after),
        "not_owed": sum(group.count - group.owed for group in groups),
    }


def _said_group(group: Group) -> tuple[str, str, str]:
    """Return the question, the outcome recorded and the one under the draft, in words."""
    lang, question = _language(), group.question
    after = say_outcome((question, group.after), lang) if group.after else ""
    return say_question(question, lang), say_outcome((question, group.before), lang), after


def _said(checked: Checked, here: set[str]) -> list[SaidFault]:
    return [
        SaidFault(fault, say_fault(fault.what, _language()), fault.file in here)
        for fault in checked.faults[:FAULTS_SHOWN]
    ]


def _failing(checked: Checked) -> list[dict[str, Any]]:
    """Return the first cases that fail, each with its file and what differs."""
    return [
        {"path": one.file, "name": one.name, "differences": [say_fault(text, _language()) for text in one.differences]}
        for one in checked.failing[:CASES_SHOWN]
    ]


def _language() -> Language:
    return language(get_language() or "fr")
