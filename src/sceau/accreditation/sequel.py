"""What follows from an opinion of the commission, by the law of the day on which it is decided?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sceau.accreditation.models import Dossier, Opinion
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.requested import law_of_campaign
from sceau.core.accreditation import GrantFacts, Seat, Votes
from sceau.core.calendar import paris_day
from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.rulebook import Rulebook
from sceau.law.queries import shipped
from sceau.wording import Language, Said, say_decision

DECISION_QUESTION = "accreditation.decision"
DEFERRING = "deferring"


class JudgedSequel(NamedTuple):
    """An opinion put to the law: the facts, the decision, the rules that gave it."""

    facts: GrantFacts
    decision: Decision
    rules: Rulebook

    def said(self, lang: Language) -> Said:
        """Return the decision in words."""
        return say_decision(self.decision, lang, shipped().texts)

    def refuses(self, *checks: str) -> bool:
        """Tell whether one of some requirements does not hold."""
        return any(reason.refuses and reason.check in checks for reason in self.decision.reasons)


def opinion_on(dossier: Dossier) -> Opinion:
    """Return the last opinion of the commission on a dossier."""
    found = Opinion.objects.filter(item__dossier=dossier).select_related("item__meeting").order_by("at").last()
    assert found is not None  # noqa: S101 - the standing comes of it
    return found


def judged_opinion(
    dossier: Dossier, opinion: str, *, seats: Sequence[Seat], tally: Mapping[str, int], on: date
) -> JudgedSequel:
    """Put to the law of a day an opinion that the commission is about to give, as if it were decided at once.

    Where the law makes an opinion follow from the votes, the votes are put to it, unless the dossier is deferred.
    Without an opinion and before anybody has voted, it tells what the texts ask for and do not find yet.
    """
    return _judged(dossier, opinion, seats, tally, given_on=on, on=on, decided_by="")


def judged_sequel(given: Opinion, *, on: date, decided_by: str = "") -> JudgedSequel:
    """Put an opinion that was given to the law of the day on which it is decided, by whom the texts name or another."""
    seats = [Seat(world, took_part) for world, took_part in given.seats]
    tally = {"in_favour": given.in_favour, "against": given.against, "abstained": given.abstained}
    row = given.item.dossier
    return _judged(row, given.opinion, seats, tally, given_on=paris_day(given.at), on=on, decided_by=decided_by)


def _judged(
    row: Dossier,
    opinion: str,
    seats: Sequence[Seat],
    tally: Mapping[str, int],
    *,
    given_on: date,
    on: date,
    decided_by: str,
) -> JudgedSequel:
    rules = law_of_campaign(row.campaign, on=on)[1]
    decider = rules.get("accreditation_decided_by")
    if decider.absence is not None:
        raise NotDone("law_is_silent")
    by_votes = rules.get("commission_majority").absence is None and opinion != DEFERRING
    filing = row.filings.last()
    facts = GrantFacts(
        decided_on=on,
        decided_by=decided_by or decider.value,
        request=row.request,
        opinion="" if by_votes else opinion,
        opinion_by=rules.get("accreditation_opinion_by").value or "",
        opinion_on=given_on,
        votes=Votes(**tally) if by_votes and any(tally.values()) else None,
        seats=tuple(seats),
        filed_on=paris_day(filing.at) if filing else None,
    )
    return JudgedSequel(facts, ask(question=DECISION_QUESTION, facts=facts, rules=rules), rules)
