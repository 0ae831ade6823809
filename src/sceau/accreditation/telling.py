"""Who is written to about a dossier? Who answers for it at its school, or somebody of the label; never who is tied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from sceau.accreditation.gate import is_shut_out, tied_to
from sceau.accreditation.in_force import counting
from sceau.accreditation.models import Dossier, Misuse, RegisterEntry, SeatHeld
from sceau.accreditation.requested import version_of
from sceau.catalogue.sheet import sheet_of
from sceau.catalogue.shown import label_name
from sceau.core.calendar import paris_day
from sceau.mail.actions import write
from sceau.people.models import Account, RoleHeld
from sceau.people.roles import Role
from sceau.wording import LANGUAGES, language, say_date, say_instant

AT_THE_SCHOOL = (Role.SCHOOL_DIRECTOR, Role.PROGRAMME_DIRECTOR)


def tell_school(dossier: Dossier, kind: str, said: Mapping[str, object], *, at: datetime) -> None:
    """Write to who answers for a dossier at its school."""
    held = RoleHeld.objects.in_force(paris_day(at)).filter(role__in=AT_THE_SCHOOL, school=dossier.school)
    _tell(dossier, kind, said, held.values("person__whole"), at=at, school=dossier.school_id)


def tell_office(dossier: Dossier, kind: str, said: Mapping[str, object], *, at: datetime) -> None:
    """Write to the office of the label, save to who is tied to the dossier."""
    held = RoleHeld.objects.in_force(paris_day(at)).filter(role=Role.LABEL_OFFICE)
    persons = set(held.values_list("person__whole", flat=True))
    _tell(dossier, kind, said, persons - tied_to(dossier, among=persons), at=at)


def tell_person(dossier: Dossier, kind: str, said: Mapping[str, object], *, person: UUID, at: datetime) -> None:
    """Write to somebody of the label, unless they are tied to the dossier."""
    if not is_shut_out(person, dossier):
        _tell(dossier, kind, said, [person], at=at)


def tell_member(seat: SeatHeld, *, at: datetime) -> None:
    """Write to who sits at a meeting of the commission: when, and where."""
    told: dict[str, object] = {"label": label_name(seat.meeting.label), "place": seat.meeting.place}
    told |= {f"starts_{code}": say_instant(seat.meeting.starts_at, language(code)) for code in LANGUAGES}
    _write("seated", told, [seat.person.whole], at=at)


def tell_of_end(entry: RegisterEntry, until: date, *, at: datetime) -> None:
    """Write to who answers for a label at its school that it ends on a day."""
    school = entry.programme.school_id
    held = RoleHeld.objects.in_force(paris_day(at)).filter(role__in=AT_THE_SCHOOL, school=school)
    told: dict[str, object] = {"label": label_name(entry.label), "number": entry.number}
    told |= {"title": counting(list(entry.grants.all()))[-1].speciality_fr, "address": _address("dossiers")}
    told |= {f"until_{code}": say_date(until, language(code)) for code in LANGUAGES}
    _write("label_ends", told, held.values("person__whole"), at=at, school=school)


def tell_of_misuse(misuse: Misuse, *, at: datetime) -> None:
    """Write to the office of the label that a use of it was reported; what was written by anybody stays on its page."""
    held = RoleHeld.objects.in_force(paris_day(at)).filter(role=Role.LABEL_OFFICE)
    told = {"label": label_name(misuse.label), "address": _address("misuse", misuse.pk)}
    _write("misuse_reported", told, held.values("person__whole"), at=at)


def title_of_request(dossier: Dossier, code: str = "fr") -> str:
    """Return the title of the programme of a dossier, as its mails and its act bear it."""
    return sheet_of(version_of(dossier).content).presentation.title.of(code)


def _address(name: str, *key: object) -> str:
    return f"{settings.ENVIRONMENT.site_url}{reverse(name, args=key)}"


def _tell(
    dossier: Dossier,
    kind: str,
    said: Mapping[str, object],
    persons: Iterable[object],
    *,
    at: datetime,
    school: UUID | None = None,
) -> None:
    told = {"title": title_of_request(dossier), "campaign": dossier.campaign.name, "of_school": dossier.school.name}
    _write(kind, {**told, **said}, persons, at=at, school=school)


def _write(
    kind: str, said: Mapping[str, object], persons: Iterable[object], *, at: datetime, school: UUID | None = None
) -> None:
    for who in Account.objects.filter(person__whole__in=persons, is_active=True).order_by("email"):
        about = {"address": who.email, "language": who.language, "person": who.person_id, "school": school}
        write(kind=kind, said=said, at=at, **about)
