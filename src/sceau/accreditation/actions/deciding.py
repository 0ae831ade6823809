"""How is a dossier decided on? The office prepares, whom the texts name signs, then it is published: three acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from sceau.accreditation.act import names_on_the_act
from sceau.accreditation.actions.register import record_grant
from sceau.accreditation.gate import refuse_undeclared
from sceau.accreditation.models import Act, Condition, Decision, Dossier, LabelGrant, Standing
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.sequel import JudgedSequel, judged_sequel, opinion_on
from sceau.accreditation.stepping import locked, refuse_long, refuse_unsaid, step
from sceau.accreditation.tasks import print_acts
from sceau.accreditation.telling import tell_school
from sceau.core.accreditation import DEFERRED, GRANTED, GRANTED_ON_CONDITIONS, REFUSED
from sceau.core.calendar import paris_day
from sceau.documents.render import undrawn
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of, grounds_of
from sceau.people.roles import Role
from sceau.wording import LANGUAGES, language, say_date
from sceau.wording.lists import sentence

GRANTS = (GRANTED, GRANTED_ON_CONDITIONS)
OUTCOMES = (*GRANTS, DEFERRED, REFUSED)
SIGNS_AS: Mapping[str, str] = {Role.PRESIDENT: "president", Role.LABEL_OFFICE: "commission"}
"""Whom each role signs for: the office signs what the commission decided, where the texts let it decide."""
NOBODY = "nobody"
"""Whom every other role signs for."""


class ConditionSet(NamedTuple):
    """A condition of a grant, as it is prepared."""

    text: str
    due_on: date


class Follows(NamedTuple):
    """What follows from the opinion of the commission, by the law of the day of a decision."""

    outcome: str
    first_day: date | None
    last_day: date | None


def follows_from(judged: JudgedSequel) -> Follows:
    """Return what the law has follow from an opinion; its days are empty where no text gives them."""
    figures = judged.decision.figures
    return Follows(judged.decision.outcome, figures.get("first_day"), figures.get("last_day"))


def prepare_decision(
    *,
    dossier: UUID,
    outcome: str,
    first_day: date | None,
    last_day: date | None,
    motive: str,
    conditions: Sequence[ConditionSet] = (),
    at: datetime,
    by: Actor,
) -> Decision:
    """Prepare what is to be signed; a decision that differs from what follows from the opinion says why.

    What grants the label says from when until when; what grants it on conditions says which, and by when.
    """
    refuse_long(motive, "motive")
    if outcome not in OUTCOMES:
        raise NotDone("no_outcome", "outcome")
    with transaction.atomic():
        row = locked(dossier, standing=(Standing.OPINION_GIVEN,), barred="no_opinion_yet")
        refuse_undeclared(row, by)
        days = (first_day, last_day) if outcome in GRANTS else (None, None)
        _refuse_days(outcome, *days)
        _refuse_conditions(outcome, conditions)
        said = {"motive": motive, **{f"condition_{n}": one.text for n, one in enumerate(conditions, 1)}}
        _refuse_undrawn({**said, "": " ".join(names_on_the_act(row))})
        if outcome != follows_from(judged_sequel(opinion_on(row), on=paris_day(at))).outcome and not motive.strip():
            raise NotDone("differs_from_the_opinion", "motive")
        told = {"motive": motive.strip(), "prepared_at": at, "prepared_by_id": by.account or None}
        found = Decision.objects.create(dossier=row, outcome=outcome, first_day=days[0], last_day=days[1], **told)
        for one in conditions:
            Condition.objects.create(decision=found, text=one.text.strip(), due_on=one.due_on)
        step(row, Act.PREPARE, at=at, by=by)
        facts = facts_of(outcome=outcome, first_day=days[0], last_day=days[1])
        record(at=at, by=by, act="prepare_decision", subject=f"review:{dossier}", on=facts)
    return found


def send_back_decision(*, dossier: UUID, word: str, at: datetime, by: Actor) -> Decision:
    """Send back what was prepared, with what is wrong with it: the office prepares another."""
    refuse_unsaid(word)
    with transaction.atomic():
        row, found = _prepared(dossier, Standing.DECISION_PREPARED, "nothing_to_sign")
        refuse_undeclared(row, by)
        found.sent_back_at = at
        found.save(update_fields=["sent_back_at"])
        step(row, Act.SEND_BACK, at=at, by=by, word=word)
        record(at=at, by=by, act="send_back_decision", subject=f"review:{dossier}")
    return found


def sign_decision(*, dossier: UUID, at: datetime, by: Actor) -> Decision:
    """Sign what was prepared, as whom the texts of the day name: the President, or the commission where it decides.

    What the law says of the opinion that came first, and of who decides, is recorded with its reasons.
    """
    with transaction.atomic():
        row, found = _prepared(dossier, Standing.DECISION_PREPARED, "nothing_to_sign")
        refuse_undeclared(row, by)
        judged = judged_sequel(opinion_on(row), on=paris_day(at), decided_by=SIGNS_AS.get(by.role, NOBODY))
        if judged.refuses("decided_by_whom_the_texts_name"):
            raise NotDone("another_signs")
        found.signed_at, found.signed_by_id = at, by.account or None
        found.save(update_fields=["signed_at", "signed_by"])
        step(row, Act.SIGN, at=at, by=by)
        grounds = grounds_of(decision=judged.decision, facts=judged.facts, rules=judged.rules)
        record(at=at, by=by, act="sign_decision", subject=f"review:{dossier}", on=grounds)
    return found


def publish_decision(*, dossier: UUID, at: datetime, by: Actor) -> Decision:
    """Publish what was signed: the register holds what it grants, and the school is written to."""
    with transaction.atomic():
        row, found = _prepared(dossier, Standing.DECISION_SIGNED, "nothing_to_publish")
        refuse_undeclared(row, by)
        found.grant = _grant(row, found, at, by)
        found.published_at, found.published_by_id = at, by.account or None
        found.save(update_fields=["grant", "published_at", "published_by"])
        step(row, Act.PUBLISH, at=at, by=by)
        facts = facts_of(outcome=found.outcome, decision=found.pk)
        record(at=at, by=by, act="publish_decision", subject=f"dossier:{dossier}", on=facts)
        outcomes = {f"outcome_{code}": sentence("site", code, f"accreditations.{found.outcome}") for code in LANGUAGES}
        tell_school(row, "decision_published", outcomes, at=at)
        print_acts.defer(decision=str(found.pk))
    return found


def meet_condition(*, condition: int, word: str, at: datetime, by: Actor) -> Condition:
    """Say how a condition of a grant was met."""
    refuse_unsaid(word)
    with transaction.atomic():
        found = Condition.objects.select_for_update().get(pk=condition)
        row = locked(found.decision.dossier_id, standing=(Standing.DECIDED,), barred="nothing_to_follow")
        refuse_undeclared(row, by)
        if found.met_at is not None:
            raise NotDone("met_already")
        found.met_at, found.word = at, word.strip()
        found.save(update_fields=["met_at", "word"])
        record(at=at, by=by, act="meet_condition", subject=f"dossier:{row.pk}", on=facts_of(condition=condition))
    return found


def _refuse_days(outcome: str, first_day: date | None, last_day: date | None) -> None:
    if outcome not in GRANTS:
        return
    if first_day is None:
        raise NotDone("no_first_day", "first_day")
    if last_day is None or last_day < first_day:
        raise NotDone("no_last_day", "last_day")


def _refuse_conditions(outcome: str, conditions: Sequence[ConditionSet]) -> None:
    if outcome == GRANTED_ON_CONDITIONS and not conditions:
        raise NotDone("no_condition", "condition_1")
    if outcome != GRANTED_ON_CONDITIONS and conditions:
        raise NotDone("conditions_of_no_grant", "condition_1")
    for rank, one in enumerate(conditions, 1):
        refuse_unsaid(one.text, f"condition_{rank}")


def _refuse_undrawn(texts: Mapping[str, str]) -> None:
    """Raise ``NotDone`` for a text that the act could not print: its fonts lack some of its letters."""
    lacking = undrawn(letter for text in texts.values() for letter in text if not letter.isspace())
    for field, text in texts.items():
        if not lacking.isdisjoint(text):
            raise NotDone("not_printable", field, letters=" ".join(sorted(lacking.intersection(text))))


def _prepared(dossier: UUID, standing: str, barred: str) -> tuple[Dossier, Decision]:
    row = locked(dossier, standing=(standing,), barred=barred)
    return row, Decision.objects.select_for_update(of=("self",)).get(dossier=row, sent_back_at=None)


def _grant(row: Dossier, decision: Decision, at: datetime, by: Actor) -> LabelGrant | None:
    if decision.outcome not in GRANTS or decision.signed_at is None:
        return None
    signed = say_date(paris_day(decision.signed_at), language("fr"))
    source = sentence("site", "fr", "granting.source", day=signed, campaign=row.campaign.name)
    days = {"since": decision.first_day, "until": decision.last_day}
    return record_grant(programme=row.programme_id, label=row.campaign.label, **days, source=source, at=at, by=by)
