"""The dossiers of the tests: Bernard writes, Øystein directs and signs, Marguerite receives for the label."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from sceau.accreditation.actions import (
    declare_ties,
    file_dossier,
    open_campaign,
    send_signing_code,
    sign_dossier,
    start_dossier,
    write_chapter,
)
from sceau.accreditation.models import Campaign, Dossier
from sceau.accreditation.requested import criteria_of
from sceau.catalogue.models import Programme
from sceau.journal.actions import SCEAU, Actor
from sceau.mail.models import Message
from sceau.people.models import Account, Membership, School
from sceau.people.roles import Role
from sceau.people.secrets import digest_of_secret
from tests.catalogue.programmes import a_whole_sheet, acting, bernard, published
from tests.people.people import LONG_AGO, a_school, an_account

OPENS, CLOSES = date(2026, 9, 1), date(2026, 11, 30)
OCTOBER = datetime(2026, 10, 1, 10, tzinfo=UTC)


def a_campaign(name: str = "Campagne 2027", **said: Any) -> Campaign:
    """A campaign of autumn 2026 for intakes from 2027 on."""
    told = {"label": "ms", "intake_year": 2027, "opens_on": OPENS, "closes_on": CLOSES, "at": OCTOBER, **said}
    return Campaign.objects.filter(name=name).first() or open_campaign(name=name, **told, by=SCEAU)


def a_member(school: School | None = None) -> School:
    """A school that is a member of the owner of the label."""
    found = school or a_school()
    Membership.objects.get_or_create(school=found, defaults={"since": LONG_AGO})
    return found


def oystein(school: School | None = None) -> tuple[Account, Actor]:
    """The director of the school, who signs and files."""
    at = school or a_school()
    found = Account.objects.filter(email="oystein.saether@example.org").first()
    account = found or an_account("Oystein Saether", Role.SCHOOL_DIRECTOR, school=at)
    return account, acting(account, Role.SCHOOL_DIRECTOR, at)


def of_the_label(name: str = "Marguerite Thevenot", role: Role = Role.LABEL_OFFICE) -> tuple[Account, Actor]:
    """Somebody of the label."""
    address = f"{name.lower().replace(' ', '.')}@example.org"
    account = Account.objects.filter(email=address).first() or an_account(name, role)
    return account, Actor(str(account.pk), role)


def a_dossier(programme: Programme | None = None, **said: Any) -> Dossier:
    """A dossier that was started."""
    a_member()
    about = programme or published(a_whole_sheet()).programme
    told = {"at": OCTOBER, "by": bernard()[1], **said}
    return start_dossier(campaign=a_campaign().pk, programme=about.pk, **told)


def written(dossier: Dossier | None = None) -> Dossier:
    """A dossier that answers every criterion."""
    found = dossier or a_dossier()
    for one in criteria_of(found.campaign, on=OPENS):
        write_chapter(
            dossier=found.pk, criterion=one.id, text=f"Dire {one.id} en clair.", seen=0, at=OCTOBER, by=bernard()[1]
        )
    return found


def code_of(dossier: Dossier, account: Account, at: datetime = OCTOBER) -> str:
    """The code that somebody was sent to sign."""
    sent = send_signing_code(dossier=dossier.pk, account=account.pk, at=at)
    texts = Message.objects.filter(kind="signing_code").values_list("text_fr", flat=True)
    codes = [re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", text, re.MULTILINE)[0] for text in texts]
    return next(code for code in codes if digest_of_secret(code) == sent.secret_digest)


def signed(dossier: Dossier | None = None, at: datetime = OCTOBER) -> Dossier:
    """A dossier that the director signed."""
    found = dossier or written()
    account, by = oystein()
    assert sign_dossier(dossier=found.pk, code=code_of(found, account, at), at=at, by=by)
    return found


def filed(dossier: Dossier | None = None, at: datetime = OCTOBER) -> Dossier:
    """A dossier that was filed."""
    found = signed(dossier)
    file_dossier(dossier=found.pk, motive="", at=at, by=oystein()[1])
    found.refresh_from_db()
    return found


def free(dossier: Dossier, account: Account) -> None:
    """Let somebody declare that nothing ties them to a dossier."""
    person = account.person
    assert person is not None
    told = {"is_conflict": False, "at": OCTOBER, "by": Actor(str(account.pk))}
    declare_ties(dossier=dossier.pk, person=person.pk, **told)
