"""The review of the tests: two experts, their reports, a commission of two worlds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sceau.accreditation.actions import (
    admit_dossier,
    cast_ballot,
    convene_meeting,
    give_opinion,
    mark_present,
    propose_expert,
    put_on_agenda,
    seat_member,
    share_reports,
    write_report,
)
from sceau.accreditation.models import AgendaItem, Dossier, Expertise, Meeting, Opinion, Report, SeatHeld
from sceau.accreditation.requested import criteria_of
from sceau.journal.actions import Actor
from sceau.people.models import Account
from sceau.people.roles import Role
from tests.accreditation.dossiers import OCTOBER, OPENS, filed, free, of_the_label

DUE, UNTIL = date(2026, 11, 15), date(2026, 11, 30)
NIGHT = datetime(2026, 11, 30, 23, tzinfo=UTC)
"""The first instant after the last day for a reply."""
MEETS = datetime(2026, 12, 10, 13, tzinfo=UTC)
EXPERTS = ("Anne Rivoire", "Paolo Conti")
WORLDS = {"Marie Duval": "professional_world", "Jean Roux": "training_world"}


def admitted(dossier: Dossier | None = None) -> Dossier:
    """A dossier that the office found admissible."""
    found = dossier or filed()
    account, by = of_the_label()
    free(found, account)
    admit_dossier(dossier=found.pk, word="", at=OCTOBER, by=by)
    found.refresh_from_db()
    return found


def expert(name: str = EXPERTS[0]) -> tuple[Account, Actor]:
    """An expert."""
    return of_the_label(name, Role.EXPERT)


def person_of(account: Account) -> Any:
    """The id of the person of an account."""
    assert account.person is not None
    return account.person.whole


def asked(dossier: Dossier, name: str = EXPERTS[0]) -> Expertise:
    """An expert who is asked to examine a dossier."""
    told = {"person": person_of(expert(name)[0]), "due_on": DUE, "at": OCTOBER, "by": of_the_label()[1]}
    return propose_expert(dossier=dossier.pk, **told)


def findings(dossier: Dossier, mark: str = "met") -> dict[str, dict[str, str]]:
    """What an expert finds of each criterion."""
    return {one.id: {"mark": mark, "why": f"Vu : {one.id}"} for one in criteria_of(dossier.campaign, on=OPENS)}


def reported(one: Expertise, name: str = EXPERTS[0], **said: Any) -> Report:
    """A report that was handed in by who declared no tie."""
    account, by = expert(name)
    free(one.dossier, account)
    told = {"summary": "Solide", "opinion": "favourable", "hand_in": True, "at": OCTOBER, "by": by, **said}
    return write_report(expertise=one.pk, findings=findings(one.dossier), **told)


def shared(dossier: Dossier | None = None) -> Dossier:
    """A dossier whose two reports were sent to its school."""
    found = dossier or admitted()
    for name in EXPERTS:
        reported(asked(found, name), name)
    share_reports(dossier=found.pk, until=UNTIL, at=OCTOBER, by=of_the_label()[1])
    found.refresh_from_db()
    return found


def a_meeting(starts_at: datetime = MEETS, label: str = "ms") -> Meeting:
    """A meeting of the commission, with somebody of each world present."""
    by = of_the_label()[1]
    found = convene_meeting(label=label, starts_at=starts_at, place="Paris", at=OCTOBER, by=by)
    for name, world in WORLDS.items():
        seat = seated(found, name, world)
        mark_present(seat=seat.pk, is_present=True, at=starts_at, by=by)
    return found


def member(name: str = "Marie Duval") -> tuple[Account, Actor]:
    """Somebody of the commission."""
    return of_the_label(name, Role.COMMISSION_MEMBER)


def seated(meeting: Meeting, name: str, world: str) -> SeatHeld:
    """Somebody who sits at a meeting."""
    told = {"world": world, "at": OCTOBER, "by": of_the_label()[1]}
    return seat_member(meeting=meeting.pk, person=person_of(member(name)[0]), **told)


def on_agenda(dossier: Dossier | None = None, meeting: Meeting | None = None) -> AgendaItem:
    """A dossier on the agenda of a meeting, after the school had its time to reply."""
    found, held = dossier or shared(), meeting or a_meeting()
    return put_on_agenda(meeting=held.pk, dossier=found.pk, at=NIGHT, by=of_the_label()[1])


def voted(item: AgendaItem, *votes: str, at: datetime = MEETS) -> AgendaItem:
    """An item on which the members present declared no tie and voted."""
    for name, vote in zip(WORLDS, votes or ("in_favour", "in_favour"), strict=True):
        account, by = member(name)
        free(item.dossier, account)
        cast_ballot(item=item.pk, person=person_of(account), vote=vote, at=at, by=by)
    return item


def given(item: AgendaItem | None = None, opinion: str = "favourable", **said: Any) -> Opinion:
    """An opinion of the commission."""
    found = voted(item or on_agenda())
    told = {"motive": "Un besoin réel", "complement_by": None, "at": MEETS + timedelta(hours=1), **said}
    return give_opinion(item=found.pk, opinion=opinion, **told, by=of_the_label()[1])
