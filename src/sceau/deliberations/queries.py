"""Which deliberations are there, and what did one come to? In as many queries however many rows there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from sceau.core.question import CONTESTED, QUESTIONS
from sceau.deliberations.models import Deliberation, Document, Proposal
from sceau.journal.replay import judge_entry, law_of_edition
from sceau.journal.said import say_judged
from sceau.law.queries import law_of
from sceau.people.access import Viewer, visible
from sceau.people.models import School
from sceau.regulation import NotFound
from sceau.wording import Said, language

ACT = "deliberate"
OUTCOMES = (*QUESTIONS["jury.proposal"].outcomes, CONTESTED)
"""In the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A programme whose promotions somebody may have deliberated."""

    school: School
    code: str

    @property
    def value(self) -> str:
        """What a form calls it."""
        return f"{self.school.slug}/{self.code}"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which deliberations are shown; what is empty filters nothing."""

    school: UUID | None = None
    programme: str = ""
    state: str = ""


def programmes_for(viewer: Viewer, *, on: date) -> list[Choice]:
    """Return the programmes of the viewer's schools, as the law of a day knows them; a school without law has none."""
    schools = School.objects.filter(pk__in=viewer.schools_for(ACT)).order_by("name", "pk")
    return [Choice(school, code) for school in schools for code in _codes(school, on)]


def _codes(school: School, on: date) -> list[str]:
    try:
        return [one.code for one in law_of(school.slug, on=on).school(school.slug).programmes]
    except NotFound:
        return []


def deliberations_of(viewer: Viewer, filters: Filters) -> QuerySet[Deliberation]:
    """Return the deliberations that somebody may see, the latest first, without what names a student."""
    rows = visible(viewer, ACT, Deliberation.objects.all())
    named = {"school": filters.school, "programme": filters.programme, "state": filters.state}
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    return rows.select_related("school", "account__person").defer("told", "titles").order_by("-at", "pk")


def proposals_of(deliberation: Deliberation, *, outcome: str = "") -> QuerySet[Proposal]:
    """Return the proposals of a deliberation in the order of the minutes, of one outcome where it is named."""
    rows = Proposal.objects.filter(deliberation=deliberation)
    rows = rows.filter(outcome=outcome) if outcome else rows
    return rows.defer("evidence").order_by("rank")


def outcomes_of(deliberation: Deliberation) -> list[tuple[str, int]]:
    """Return how many students are proposed for each outcome, in the order of the outcomes."""
    return [(one, deliberation.outcomes[one]) for one in OUTCOMES if deliberation.outcomes.get(one)]


def documents_of(deliberation: Deliberation) -> QuerySet[Document]:
    """Return the documents of a deliberation, without their bytes."""
    return Document.objects.filter(deliberation=deliberation).defer("content").order_by("rank")


def contents_of(deliberation: Deliberation) -> Iterator[Document]:
    """Yield each document with its bytes: few of them are in memory at once."""
    yield from Document.objects.filter(deliberation=deliberation).order_by("rank").iterator(chunk_size=10)


def said_of(proposal: Proposal, deliberation: Deliberation, *, code: str) -> Said:
    """Return what is proposed for a student and why, in a language, as the law of its edition says it."""
    rules = law_of_edition(deliberation.edition)
    judged = judge_entry(0, "", proposal.evidence, rules)
    law = law_of(deliberation.school.slug, on=deliberation.law_on)
    return say_judged(judged, rules, law, language(code), deliberation.titles.get(code, {}))
