"""How does the office of the label open a campaign, move its last day, or leave the door open to one dossier?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.accreditation.models import Campaign, ClosingMove, Dossier, Reopening
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.stepping import refuse_unsaid
from sceau.core.calendar import paris_day
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.law.queries import shipped

LONGEST_NAME = 100
MOST_EXPERTS = 9
YEARS = range(1986, 2200)
"""The years of an intake: the label is not older, and nothing is planned so far ahead."""


def open_campaign(
    *,
    label: str,
    name: str,
    intake_year: int,
    opens_on: date,
    closes_on: date,
    experts: int = 2,
    at: datetime,
    by: Actor,
) -> Campaign:
    """Open a campaign: from a day on, and through the end of another, schools file dossiers for a label.

    ``experts`` is how many report on each dossier.
    """
    if label not in shipped().labels:
        raise NotDone("unknown_label", "label")
    if not name.strip() or len(name) > LONGEST_NAME or "\x00" in name:
        raise NotDone("no_name", "name", n=LONGEST_NAME)
    if intake_year not in YEARS:
        raise NotDone("odd_year", "intake_year")
    if closes_on < opens_on:
        raise NotDone("ends_before_it_begins", "closes_on")
    if not 1 <= experts <= MOST_EXPERTS:
        raise NotDone("odd_experts", "experts", n=MOST_EXPERTS)
    accreditor = shipped().rulebook(label=label, on=closes_on).get("label_accredited_by")
    with transaction.atomic():
        found, is_new = Campaign.objects.get_or_create(
            label=label,
            name=name.strip(),
            defaults={
                "accreditor": accreditor.value or "other",
                "intake_year": intake_year,
                "opens_on": opens_on,
                "closes_on": closes_on,
                "experts": experts,
                "at": at,
            },
        )
        if not is_new:
            raise NotDone("name_taken", "name")
        facts = facts_of(label=label, intake=intake_year, opens_on=opens_on, closes_on=closes_on)
        record(at=at, by=by, act="open_campaign", subject=f"campaign:{found.pk}", on=facts)
    return found


def move_closing(*, campaign: UUID, closes_on: date, motive: str, at: datetime, by: Actor) -> Campaign:
    """Move the last day of a campaign, for all of its dossiers; a day that is past cannot be made of it."""
    refuse_unsaid(motive, "motive")
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(pk=campaign)
        if closes_on < max(row.opens_on, paris_day(at)):
            raise NotDone("closes_in_the_past", "closes_on", day=max(row.opens_on, paris_day(at)))
        if closes_on == row.closes_on:
            raise NotDone("closes_then_already", "closes_on")
        was, row.closes_on = row.closes_on, closes_on
        row.save(update_fields=["closes_on"])
        told = {"was": was, "closes_on": closes_on, "motive": motive.strip(), "at": at}
        ClosingMove.objects.create(campaign=row, **told, account_id=by.account or None)
        facts = facts_of(was=was, closes_on=closes_on)
        record(at=at, by=by, act="move_closing", subject=f"campaign:{campaign}", on=facts)
    return row


def reopen_filing(*, dossier: UUID, until: date, motive: str, at: datetime, by: Actor) -> Reopening:
    """Let one dossier be filed through the end of a day, whenever its campaign closes."""
    refuse_unsaid(motive, "motive")
    with transaction.atomic():
        row = Dossier.objects.select_for_update().get(pk=dossier)
        if until < paris_day(at):
            raise NotDone("closes_in_the_past", "until", day=paris_day(at))
        told = {"until": until, "motive": motive.strip(), "at": at}
        found = Reopening.objects.create(dossier=row, **told, account_id=by.account or None)
        record(at=at, by=by, act="reopen_filing", subject=f"dossier:{dossier}", on=facts_of(until=until))
    return found
