"""Which requests for the label are there to try the site with? One at each step, from a draft to a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any, NamedTuple
from uuid import UUID

import tomli

from sceau.accreditation.actions import (
    admit_dossier,
    cast_ballot,
    convene_meeting,
    declare_ties,
    file_dossier,
    give_opinion,
    mark_present,
    open_campaign,
    plan_visit,
    prepare_decision,
    propose_expert,
    publish_decision,
    put_on_agenda,
    reply_to_reports,
    seat_member,
    share_reports,
    sign_decision,
    start_dossier,
    write_chapter,
    write_report,
)
from sceau.accreditation.actions.deciding import ConditionSet
from sceau.accreditation.models import AgendaItem, Campaign, Dossier, Expertise, Meeting, SeatHeld, Signature
from sceau.accreditation.requested import requested
from sceau.catalogue.models import Programme
from sceau.catalogue.shown import name_of
from sceau.core.calendar import PARIS, paris_day
from sceau.journal.actions import Actor
from sceau.people.access import AT_THE_TERMINAL
from sceau.people.actions import begin_membership
from sceau.people.models import Account, Person, RoleHeld
from sceau.people.roles import Role

DAY = timedelta(days=1)
MEMBER_FOR = 3650 * DAY
AFTERNOON = time(14)


class OfTheLabel(NamedTuple):
    """Who of the label signs in to the demonstration."""

    office: Account
    expert: Account
    member: Account
    president: Account


def fill_dossiers(*, at: datetime, director: Actor, first: UUID, label: OfTheLabel) -> None:
    """Load the requests for the label; ``director`` writes that of the ``first`` school, which is still a draft."""
    said = tomli.loads(files("sceau.site").joinpath("demo_dossiers.toml").read_text(encoding="utf-8"))
    campaign = _campaign(said, at)
    _draft(said, campaign, first, director, at)
    by_code = {one.code: one for one in Programme.objects.exclude(code="").select_related("school")}
    _join(by_code["CSE"], at)
    _filed(said, campaign, by_code["CSE"], at - 2 * DAY)
    experts = [_person(line, Role.EXPERT, at) for line in said["people"]["expert"]]
    examined = _admitted(said, campaign, by_code["BE+"], label, at - 40 * DAY)
    _await(examined, label.expert, at)
    _report(said, examined, experts[0], label, at - 10 * DAY)
    members = said["people"]["commission_member"]
    professional, teacher, other = (_person(line, Role.COMMISSION_MEMBER, at) for line in members)
    waits = _admitted(said, campaign, by_code["PPIB"], label, at - 45 * DAY)
    item = _on_agenda(said, waits, experts, label, at)
    _seat(item.meeting, {teacher: "training_world", other: "training_world"}, label, at)
    # without the mail that convenes: the demonstration sends none to who signs in
    SeatHeld.objects.create(meeting=item.meeting, person=label.member.person, world="professional_world")
    then = at - 22 * DAY
    ended = _admitted(said, campaign, by_code["InECAM"], label, then - 45 * DAY)
    decided = _on_agenda(said, ended, experts, label, then)
    _seat(decided.meeting, {professional: "professional_world", teacher: "training_world"}, label, then)
    _decide(said, decided, label, then + 8 * DAY)


def _campaign(said: Mapping[str, Any], at: datetime) -> Campaign:
    on = paris_day(at)
    days = {"opens_on": on - 90 * DAY, "closes_on": on + 21 * DAY}
    told = {"label": "ms", "name": said["campaign"], "intake_year": on.year + 1, **days}
    return open_campaign(**told, at=at - 90 * DAY, by=AT_THE_TERMINAL)


def _join(programme: Programme, at: datetime) -> None:
    """Let the school be a member of the owner of the label, as its notice says."""
    assert programme.school is not None  # noqa: S101 - the demonstration gave it one
    begin_membership(school=programme.school.pk, since=paris_day(at) - MEMBER_FOR, at=at, by=AT_THE_TERMINAL)


def _draft(said: Mapping[str, Any], campaign: Campaign, school: UUID, director: Actor, at: datetime) -> None:
    programme = Programme.objects.get(school=school)
    dossier = start_dossier(campaign=campaign.pk, programme=programme.pk, at=at, by=director)
    _write(said, dossier, said["draft"]["chapters"], at, director)


def _write(said: Mapping[str, Any], dossier: Dossier, chapters: Sequence[str], at: datetime, by: Actor) -> None:
    title = name_of(dossier.programme.versions.all()[0])
    for criterion in chapters:
        text = said["chapters"][criterion].format(title=title)
        write_chapter(dossier=dossier.pk, criterion=criterion, text=text, seen=0, at=at, by=by)


def _filed(said: Mapping[str, Any], campaign: Campaign, programme: Programme, at: datetime) -> Dossier:
    """Write, let the director sign without a code, which nobody would read, and file."""
    held = RoleHeld.objects.filter(role=Role.SCHOOL_DIRECTOR, school=programme.school)
    account = Account.objects.get(person__in=held.values("person"))
    by = Actor(str(account.pk), Role.SCHOOL_DIRECTOR, str(programme.school_id))
    dossier = start_dossier(campaign=campaign.pk, programme=programme.pk, at=at, by=by)
    _write(said, dossier, list(said["chapters"]), at, by)
    digest = requested(dossier).digest
    Signature.objects.create(dossier=dossier, content_digest=digest, at=at, account=account)
    file_dossier(dossier=dossier.pk, motive=said["motive"], at=at, by=by)
    return dossier


def _admitted(
    said: Mapping[str, Any], campaign: Campaign, programme: Programme, label: OfTheLabel, at: datetime
) -> Dossier:
    dossier, by = _filed(said, campaign, programme, at), _office(label)
    _declare(dossier, label.office.person_id, at)
    admit_dossier(dossier=dossier.pk, word="", at=at + DAY, by=by)
    return dossier


def _declare(dossier: Dossier, person: UUID | None, at: datetime) -> None:
    assert person is not None  # noqa: S101 - the demonstration gave each account one
    declare_ties(dossier=dossier.pk, person=person, is_conflict=False, at=at, by=AT_THE_TERMINAL)


def _await(dossier: Dossier, expert: Account, at: datetime) -> None:
    """Let somebody who signs in be asked to examine a dossier, without the mail: the demonstration sends none."""
    due = paris_day(at) + 10 * DAY
    Expertise.objects.create(dossier=dossier, person=expert.person, due_on=due, at=at)


def _ask(dossier: Dossier, person: UUID, label: OfTheLabel, at: datetime) -> Expertise:
    due = paris_day(at) + 10 * DAY
    return propose_expert(dossier=dossier.pk, person=person, due_on=due, at=at, by=_office(label))


def _report(said: Mapping[str, Any], dossier: Dossier, person: Person, label: OfTheLabel, at: datetime) -> None:
    """Let an expert without an account declare no tie, and report through an account that nobody signs in with."""
    asked = _ask(dossier, person.pk, label, at - 10 * DAY)
    _declare(dossier, person.pk, at - 10 * DAY)
    findings = {name: {"mark": mark, "why": why} for name, (mark, why) in said["findings"].items()}
    by = Actor(str(Account.objects.get(person=person).pk), Role.EXPERT)
    write_report(expertise=asked.pk, findings=findings, **said["report"], hand_in=True, at=at, by=by)


def _on_agenda(
    said: Mapping[str, Any], dossier: Dossier, experts: Sequence[Person], label: OfTheLabel, at: datetime
) -> AgendaItem:
    """Have a dossier reviewed, replied to by its school, and put before the commission."""
    by, on = _office(label), paris_day(at)
    visited = datetime.combine(on - 30 * DAY, AFTERNOON, PARIS)
    told = {"kind": "visit", "starts_at": visited, "place": said["visit"]}
    plan_visit(dossier=dossier.pk, **told, at=at - 40 * DAY, by=by)
    for person in experts:
        _report(said, dossier, person, label, at - 20 * DAY)
    share_reports(dossier=dossier.pk, until=on - DAY, at=at - 15 * DAY, by=by)
    filing = dossier.filings.get()
    school = Actor(str(filing.account_id), Role.SCHOOL_DIRECTOR, str(dossier.school_id))
    reply_to_reports(dossier=dossier.pk, text=said["reply"], at=at - 5 * DAY, by=school)
    starts_at = datetime.combine(on + 7 * DAY, AFTERNOON, PARIS)
    meeting = convene_meeting(label="ms", starts_at=starts_at, place=said["place"], at=at, by=by)
    return put_on_agenda(meeting=meeting.pk, dossier=dossier.pk, at=at, by=by)


def _seat(meeting: Meeting, members: Mapping[Person, str], label: OfTheLabel, at: datetime) -> None:
    for person, world in members.items():
        seat_member(meeting=meeting.pk, person=person.pk, world=world, at=at, by=_office(label))


def _decide(said: Mapping[str, Any], item: AgendaItem, label: OfTheLabel, at: datetime) -> None:
    """Let the commission vote with reservations, and the label be granted on a condition for five years."""
    by, dossier = _office(label), item.dossier
    for seat in item.meeting.seats.select_related("person"):
        mark_present(seat=seat.pk, is_present=True, at=at, by=by)
        _declare(dossier, seat.person.pk, at)
        member = Actor(str(Account.objects.get(person=seat.person).pk), Role.COMMISSION_MEMBER)
        cast_ballot(item=item.pk, person=seat.person.pk, vote="in_favour", at=at, by=member)
    opinion = {"opinion": "with_reservations", "motive": said["opinion"], "complement_by": None}
    give_opinion(item=item.pk, **opinion, at=at, by=by)
    first = date(paris_day(at).year + 1, 9, 1)
    days = {"first_day": first, "last_day": first.replace(year=first.year + 5) - DAY}
    condition = ConditionSet(said["condition"], first - 150 * DAY)
    told = {"dossier": dossier.pk, "outcome": "granted_on_conditions", **days, "motive": said["opinion"]}
    prepare_decision(**told, conditions=[condition], at=at + DAY, by=by)
    _declare(dossier, label.president.person_id, at)
    sign_decision(dossier=dossier.pk, at=at + 3 * DAY, by=Actor(str(label.president.pk), Role.PRESIDENT))
    publish_decision(dossier=dossier.pk, at=at + 4 * DAY, by=by)


def _office(label: OfTheLabel) -> Actor:
    return Actor(str(label.office.pk), Role.LABEL_OFFICE)


def _person(line: Sequence[str], role: str, at: datetime) -> Person:
    """Enter somebody of the label, with an account that nobody can sign in with."""
    given, birth, sex = line
    person = Person.objects.create(given_names=given, birth_name=birth, sex=sex)
    RoleHeld.objects.create(person=person, role=role, since=paris_day(at) - 365 * DAY)
    Account.objects.create(email=f"{role}-{person.pk.hex}@label.example", person=person, is_active=False)
    return person
