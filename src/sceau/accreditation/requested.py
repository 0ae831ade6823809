"""What does a school ask for in a dossier, and what does the law say of it? Gathered once, for pages and for acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sceau.accreditation.models import WRITTEN as DOSSIER_WRITTEN
from sceau.accreditation.models import Campaign, Chapter, Decision, Dossier, DossierPiece
from sceau.catalogue.actions.publishing import judged as judge_sheet
from sceau.catalogue.models import SHOWN, WRITTEN, Version
from sceau.catalogue.sheet import Sheet, sheet_of
from sceau.catalogue.turning import digest_of
from sceau.core.accreditation import REFUSED, ActFacts
from sceau.core.calendar import end_of, paris_day, start_of
from sceau.core.catalogue import DOES_NOT_CONFORM
from sceau.core.decision import Decision as Answer
from sceau.core.dossier import DossierFacts
from sceau.core.question import ask
from sceau.core.rule import Row
from sceau.core.rulebook import Rulebook
from sceau.law.queries import shipped
from sceau.people.models import School
from sceau.regulation import Regulation
from sceau.wording import Language, Said, say_decision

ADMISSIBLE_QUESTION, ACTS_QUESTION = "accreditation.dossier_is_admissible", "accreditation.may_act"
HOLDER, CO_HOLDER, BEARS = "holder", "co_holder", "bear_label"


class JudgedPart(NamedTuple):
    """One question of the law put to a dossier: about what, its facts, the decision, the law that gave it."""

    about: str
    """``programme``, ``dossier``, or the name of a school that would bear the label too."""
    facts: Any
    decision: Answer
    rules: Rulebook
    law: Regulation
    conforms: bool

    def said(self, lang: Language) -> Said:
        """Return the decision in words."""
        return say_decision(self.decision, lang, self.law.texts)


@dataclass(frozen=True, slots=True)
class Requested:
    """A dossier as it stands: the version of its programme, its chapters by criterion, its documents."""

    dossier: Dossier
    version: Version
    chapters: Mapping[str, Chapter]
    pieces: Sequence[DossierPiece]

    @property
    def content(self) -> dict[str, Any]:
        """What is signed and filed: nothing of it can change without its digest."""
        return {
            "version": str(self.version.pk),
            "sheet": self.version.content,
            "chapters": {name: one.text for name, one in sorted(self.chapters.items())},
            "pieces": [
                {
                    "id": str(one.pk),
                    "piece": one.piece,
                    "criterion": one.criterion,
                    "company": one.company,
                    "digest": one.file.digest,
                }
                for one in self.pieces
            ],
        }

    @property
    def digest(self) -> str:
        """The digest of the content."""
        return digest_of(self.content)

    @property
    def answers(self) -> frozenset[str]:
        """The criteria that the dossier answers."""
        return frozenset(name for name, one in self.chapters.items() if one.text.strip())

    def is_signed(self) -> bool:
        """Tell whether it was signed as it now is."""
        return self.dossier.signatures.filter(content_digest=self.digest).exists()


def requested(dossier: Dossier) -> Requested:
    """Return what a dossier says now."""
    chapters = {one.criterion: one for one in dossier.chapters.all()}
    pieces = list(dossier.pieces.filter(removed_at=None).select_related("file"))
    return Requested(dossier, version_of(dossier), chapters, pieces)


def version_of(dossier: Dossier) -> Version:
    """Return the version of the programme that is asked for: as it was filed, else the last that was not put aside."""
    filing = None if dossier.standing in DOSSIER_WRITTEN else dossier.filings.select_related("version").last()
    if filing is not None:
        return filing.version
    rows = Version.objects.select_related("programme__school").filter(programme=dossier.programme)
    alive = rows.filter(standing__in=(*SHOWN, *WRITTEN)).order_by("-number").first()
    found: Version = alive or rows.order_by("-number")[0]
    return found


def judged_parts(one: Requested, *, at: datetime) -> list[JudgedPart]:
    """Put a dossier to the law of the day of an instant, as if it were filed then."""
    dossier, sheet = one.dossier, sheet_of(one.version.content)
    campaign, on = dossier.campaign, paris_day(at)
    law, rules = law_of_campaign(campaign, on=on)
    parts = []
    programme = judge_sheet(one.version, sheet, at)
    if programme is not None:
        conforms = programme.decision.outcome != DOES_NOT_CONFORM
        told = programme.facts, programme.decision, programme.rules, programme.law
        parts.append(JudgedPart("programme", *told, conforms))
    facts = _dossier_facts(one, at)
    decision = ask(question=ADMISSIBLE_QUESTION, facts=facts, rules=rules)
    parts.append(JudgedPart("dossier", facts, decision, rules, law, decision.outcome == "admissible"))
    if rules.get("accreditation_roles").absence is not None:
        return parts  # no text of this label says who may bear it
    for name, member in _co_holders(sheet, on):
        bears = ActFacts(CO_HOLDER, BEARS, member=member)
        answer = ask(question=ACTS_QUESTION, facts=bears, rules=rules)
        parts.append(JudgedPart(name, bears, answer, rules, law, answer.outcome == "may"))
    return parts


def _co_holders(sheet: Sheet, on: date) -> Iterator[tuple[str, bool]]:
    """Yield who would bear the label beside the school that leads, and whether the owner of the label has them in it.

    A partner bears nothing, unless it is said to be a co-holder.
    """
    for school in School.objects.filter(slug__in=sheet.partners.schools).order_by("name"):
        yield school.name, school.is_member(on=on)
    for partner in sheet.partners.partners:
        if partner.role == CO_HOLDER:
            yield partner.name, partner.member


def _dossier_facts(one: Requested, at: datetime) -> DossierFacts:
    dossier = one.dossier
    return DossierFacts(
        filed_at=at,
        intake_year=dossier.campaign.intake_year,
        filed_with=dossier.campaign.accreditor,
        holder_is_member=dossier.school.is_member(on=paris_day(at)),
        request=dossier.request,
        signed_by=frozenset({HOLDER}) if one.is_signed() else frozenset(),
        pieces=frozenset(piece.piece for piece in one.pieces if piece.piece),
        answers=one.answers,
        refused_on=_refused_on(one.dossier, at),
    )


def _refused_on(dossier: Dossier, at: datetime) -> date | None:
    """Return the day on which an earlier request for the programme was last refused; None where none was."""
    told = {"dossier__programme": dossier.programme_id, "dossier__campaign__label": dossier.campaign.label}
    rows = Decision.objects.filter(**told, outcome=REFUSED, published_at__lt=at).exclude(dossier=dossier)
    last = rows.order_by("published_at").last()
    return paris_day(last.published_at) if last and last.published_at else None


def law_of_campaign(campaign: Campaign, *, on: date) -> tuple[Regulation, Rulebook]:
    """Return the law of the label of a campaign on a day."""
    law = shipped()
    return law, law.rulebook(label=campaign.label, on=on)


def criteria_of(campaign: Campaign, *, on: date) -> tuple[Row, ...]:
    """Return the criteria that a dossier answers, each with its title, in the order of the law."""
    rules = law_of_campaign(campaign, on=on)[1]
    return tuple(rules.get("accreditation_criteria").value or ())


def pieces_of(dossier: Dossier, *, on: date) -> tuple[Row, ...]:
    """Return the documents that the law asks for with a request of this kind."""
    rules = law_of_campaign(dossier.campaign, on=on)[1]
    rows = rules.get("dossier_pieces").value or ()
    return tuple(row for row in rows if not row.requests or dossier.request in row.requests)


def last_day_of(dossier: Dossier) -> date:
    """Return the last day on which a dossier may be filed: of its campaign, or of the reopening made for it alone."""
    return max([dossier.campaign.closes_on, *(one.until for one in dossier.reopenings.all())])


def is_open(dossier: Dossier, *, at: datetime) -> bool:
    """Tell whether a dossier may be filed at an instant: through the end of its last day, in Paris."""
    return start_of(dossier.campaign.opens_on) <= at < end_of(last_day_of(dossier))


def missing(parts: Sequence[JudgedPart]) -> Iterator[JudgedPart]:
    """Yield what does not conform."""
    return (one for one in parts if not one.conforms)
