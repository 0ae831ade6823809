"""How does the commission come to an opinion? It is convened and seated, dossiers are on its agenda, it votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from sceau.accreditation.actions.reviewing import LONGEST_PLACE, may_go_on
from sceau.accreditation.gate import free_of, refuse_undeclared
from sceau.accreditation.models import (
    VOTES,
    Act,
    AgendaItem,
    Ballot,
    Meeting,
    Opinion,
    Reopening,
    SeatHeld,
    Standing,
)
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.sequel import DEFERRING, JudgedSequel, judged_opinion
from sceau.accreditation.stepping import locked, refuse_unsaid, step
from sceau.accreditation.telling import tell_member, tell_school
from sceau.core.accreditation import Seat
from sceau.core.calendar import paris_day
from sceau.core.closed_lists import OPINIONS
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of, grounds_of
from sceau.law.queries import shipped
from sceau.people.models import RoleHeld
from sceau.people.roles import Role
from sceau.wording import language, say_date

OF_THE_ASSEMBLY = ("every_world_sits", "quorum_is_reached")


class Sitting(NamedTuple):
    """Who takes part in an item of an agenda, and how they voted."""

    taking_part: tuple[SeatHeld, ...]
    """Those who are present and declared that nothing ties them to the dossier."""
    withdrew: tuple[SeatHeld, ...]
    """Those who are present and do not take part."""
    votes: Mapping[int, str]
    """By seat, of those who take part."""

    @property
    def waits_for(self) -> tuple[SeatHeld, ...]:
        """Those who take part and have not voted."""
        return tuple(one for one in self.taking_part if one.pk not in self.votes)

    @property
    def tally(self) -> dict[str, int]:
        """How many voted which way."""
        counted = Counter(self.votes.values())
        return {vote: counted[vote] for vote in VOTES}


def convene_meeting(*, label: str, starts_at: datetime, place: str, at: datetime, by: Actor) -> Meeting:
    """Convene the commission of a label."""
    if label not in shipped().labels:
        raise NotDone("unknown_label", "label")
    if not place.strip() or len(place) > LONGEST_PLACE or "\x00" in place:
        raise NotDone("no_place", "place", n=LONGEST_PLACE)
    if starts_at <= at:
        raise NotDone("already_past", "starts_at")
    with transaction.atomic():
        told = {"place": place.strip(), "at": at}
        found, is_new = Meeting.objects.get_or_create(label=label, starts_at=starts_at, defaults=told)
        if not is_new:
            raise NotDone("convened_already", "starts_at")
        facts = facts_of(label=label, starts_at=starts_at)
        record(at=at, by=by, act="convene_meeting", subject=f"meeting:{found.pk}", on=facts)
    return found


def seat_member(*, meeting: UUID, person: UUID, world: str, at: datetime, by: Actor) -> SeatHeld:
    """Seat somebody on the commission at a meeting, for a world that the texts have sit."""
    with transaction.atomic():
        row = Meeting.objects.select_for_update().get(pk=meeting)
        on = paris_day(row.starts_at)
        if world not in worlds_of(row):
            raise NotDone("unknown_world", "world")
        if not RoleHeld.objects.of(person).in_force(on).filter(role=Role.COMMISSION_MEMBER).exists():
            raise NotDone("no_member", "person", day=on)
        if row.seats.filter(person__whole=person).exists():
            raise NotDone("seated_already", "person")
        found = SeatHeld.objects.create(meeting=row, person_id=person, world=world)
        facts = facts_of(person=person, world=world)
        record(at=at, by=by, act="seat_member", subject=f"meeting:{meeting}", on=facts)
        tell_member(found, at=at)
    return found


def worlds_of(meeting: Meeting) -> tuple[str, ...]:
    """Return the worlds that sit on the commission by the law of the day of a meeting."""
    rules = shipped().rulebook(label=meeting.label, on=paris_day(meeting.starts_at))
    return tuple(sorted(rules.get("commission_composition").value or ()))


def mark_present(*, seat: int, is_present: bool, at: datetime, by: Actor) -> SeatHeld:
    """Mark somebody of the commission as present at a meeting, or as absent."""
    with transaction.atomic():
        found = SeatHeld.objects.select_for_update().get(pk=seat)
        found.is_present = is_present
        found.save(update_fields=["is_present"])
        facts = facts_of(seat=seat, is_present=is_present)
        record(at=at, by=by, act="mark_present", subject=f"meeting:{found.meeting_id}", on=facts)
    return found


def put_on_agenda(*, meeting: UUID, dossier: UUID, at: datetime, by: Actor) -> AgendaItem:
    """Put a dossier on the agenda of a meeting, once its school replied to the reports or had its time to."""
    with transaction.atomic():
        row = locked(dossier, standing=(Standing.ADMISSIBLE, Standing.SHARED), barred="not_ready")
        refuse_undeclared(row, by)
        held = Meeting.objects.get(pk=meeting)
        if held.label != row.campaign.label:
            raise NotDone("other_commission", "meeting")
        if not may_go_on(row, at=at):
            raise NotDone("reply_is_awaited")
        found = AgendaItem.objects.create(meeting=held, dossier=row, at=at)
        step(row, Act.SCHEDULE, at=at, by=by)
        record(at=at, by=by, act="put_on_agenda", subject=f"dossier:{dossier}", on=facts_of(meeting=meeting))
    return found


def take_off_agenda(*, item: UUID, motive: str, at: datetime, by: Actor) -> AgendaItem:
    """Take a dossier off an agenda, with the reason: it waits for another meeting."""
    refuse_unsaid(motive, "motive")
    with transaction.atomic():
        found = AgendaItem.objects.select_for_update().get(pk=item)
        row = locked(found.dossier_id, standing=(Standing.ON_AGENDA,), barred="not_on_agenda")
        refuse_undeclared(row, by)
        if found.taken_off_at is not None or hasattr(found, "opinion"):
            raise NotDone("not_on_agenda")
        found.taken_off_at = at
        found.save(update_fields=["taken_off_at"])
        step(row, Act.TAKE_OFF, at=at, by=by, word=motive)
        record(at=at, by=by, act="take_off_agenda", subject=f"dossier:{row.pk}", on=facts_of(item=item))
    return found


def sitting_on(item: AgendaItem) -> Sitting:
    """Return who takes part in an item of an agenda, and how they voted so far."""
    present = list(item.meeting.seats.filter(is_present=True).select_related("person"))
    declared = free_of(item.dossier, among=[one.person.whole for one in present])
    free = {one.pk for one in present if one.person.whole in declared}
    votes = {one.seat_id: one.vote for one in item.ballots.all()}
    return Sitting(
        tuple(one for one in present if one.pk in free),
        tuple(one for one in present if one.pk not in free),
        {seat: vote for seat, vote in votes.items() if seat in free},
    )


def seats_of(item: AgendaItem, sitting: Sitting) -> list[Seat]:
    """Return the seats of the commission as the law counts them: who takes part in an item sits, nobody else."""
    part = {one.pk for one in sitting.taking_part}
    return [Seat(one.world, one.pk in part) for one in item.meeting.seats.all()]


def cast_ballot(*, item: UUID, person: UUID, vote: str, at: datetime, by: Actor) -> Ballot:
    """Vote on granting the label, as somebody who is present and takes part; until the opinion is given, anew."""
    if vote not in VOTES:
        raise NotDone("unknown_vote", "vote")
    with transaction.atomic():
        found = _open_item(item)
        seat = next((one for one in sitting_on(found).taking_part if one.person.whole == person), None)
        if seat is None:
            raise NotDone("takes_no_part")
        ballot = Ballot.objects.create(item=found, seat=seat, vote=vote, at=at)
        record(at=at, by=by, act="cast_ballot", subject=f"review:{found.dossier_id}", on=facts_of(item=item))
    return ballot


def give_opinion(
    *, item: UUID, opinion: str, motive: str, complement_by: date | None, at: datetime, by: Actor
) -> Opinion:
    """Give the opinion of the commission on a dossier, with its reasons, as it voted.

    Whoever is present has voted or withdrew; the assembly is composed as the law of the day says; where the law makes
    an opinion follow from the votes, it does. A deferring opinion asks for a complement by a day.
    """
    refuse_unsaid(motive, "motive")
    if opinion not in OPINIONS:
        raise NotDone("no_opinion", "opinion")
    if opinion == DEFERRING and (complement_by is None or complement_by < paris_day(at)):
        raise NotDone("no_complement_day", "complement_by")
    with transaction.atomic():
        found = _open_item(item)
        row = locked(found.dossier_id, standing=(Standing.ON_AGENDA,), barred="not_on_agenda")
        refuse_undeclared(row, by)
        sitting = sitting_on(found)
        if sitting.waits_for:
            raise NotDone("votes_are_lacking", n=len(sitting.waits_for))
        if not sitting.votes:
            raise NotDone("nobody_votes")
        seats = seats_of(found, sitting)
        judged = judged_opinion(row, opinion, seats=seats, tally=sitting.tally, on=paris_day(at))
        _refuse_irregular(judged, opinion)
        told = {**sitting.tally, "withdrew": len(sitting.withdrew), "motive": motive.strip(), "at": at}
        told["seats"] = [[one.world, one.present] for one in seats]
        is_deferring = opinion == DEFERRING
        given = Opinion.objects.create(
            item=found,
            opinion=opinion,
            complement_by=complement_by if is_deferring else None,
            account_id=by.account or None,
            **told,
        )
        grounds = grounds_of(decision=judged.decision, facts=judged.facts, rules=judged.rules)
        record(at=at, by=by, act="give_opinion", subject=f"review:{row.pk}", on=grounds)
        if is_deferring and complement_by is not None:
            _ask_for_complement(found, complement_by, motive.strip(), at, by)
        else:
            step(row, Act.OPINE, at=at, by=by)
    return given


def _refuse_irregular(judged: JudgedSequel, opinion: str) -> None:
    """Raise ``NotDone`` for an assembly that is not composed as it must be, or an opinion that its votes belie."""
    if judged.refuses(*OF_THE_ASSEMBLY):
        raise NotDone("assembly_is_irregular")
    if judged.decision.figures["opinion"] != opinion:
        raise NotDone("votes_say_otherwise", "opinion")


def _open_item(item: UUID) -> AgendaItem:
    """Return an item of an agenda on which no opinion was given, held until the transaction ends."""
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting", "dossier__campaign")
    found = rows.get(pk=item)
    if found.taken_off_at is not None or hasattr(found, "opinion"):
        raise NotDone("not_on_agenda")
    return found


def _ask_for_complement(item: AgendaItem, until: date, motive: str, at: datetime, by: Actor) -> None:
    """Let the school complete its dossier through the end of a day, and write to it."""
    row = item.dossier
    told = {"until": until, "motive": motive, "at": at, "account_id": by.account or None}
    Reopening.objects.create(dossier=row, **told)
    step(row, Act.DEFER, at=at, by=by, word=motive)
    days = {f"until_{code}": say_date(until, language(code)) for code in ("fr", "en")}
    tell_school(row, "complement_asked", {"motive": motive, **days}, at=at)
