from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.people.actions import NotDone, accept_invitation, end_role, grant_role, invite
from sceau.people.links import Shut
from sceau.people.models import Account, Invitation, Person, RoleHeld
from sceau.people.roles import Role
from sceau.people.secrets import fresh_secret
from tests.people.people import a_person, a_school, an_account, browser_of, holds
from tests.people.sign_in import is_in, link_in, mails

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _nothing_counted() -> Any:
    cache.clear()


def offered(**other: Any) -> dict[str, Any]:
    return {
        "given_names": "Zoé",
        "birth_name": "Muller",
        "email": "Zoe.Muller@Example.org",
        "role": "teacher",
        "school": a_school().pk,
        "until": "",
        "language": "en",
        **other,
    }


def an_administrator() -> Client:
    return browser_of(an_account("Hugo Petit", Role.SCHOOL_ADMINISTRATOR))


def invited(**other: Any) -> str:
    """Invite somebody, and return where the mail leads."""
    answer = an_administrator().post("/invite/", offered(**other))
    assert answer.status_code == 302
    return link_in(mails("invitation")[-1])


def test_an_invitation_accepted_opens_an_account_in_the_role_and_signs_in() -> None:
    link, client = invited(), browser_of()
    (message,) = mails("invitation")
    assert (message.address, message.language, message.school) == ("zoe.muller@example.org", "en", None)
    assert "teacher (Eve School)" in message.text_en
    assert "enseignant (Eve School)" in message.text_fr
    page = client.get(link)
    assert "Eve School" in page.content.decode()
    assert Account.objects.filter(email="zoe.muller@example.org").count() == 0
    answer = client.post(link)

    assert answer.url == "/account/"
    assert is_in(client)
    account = Account.objects.get(email="zoe.muller@example.org")
    assert EmailAddress.objects.filter(user=account, verified=True, primary=True).count() == 1
    assert [(one.role, one.school.slug) for one in RoleHeld.objects.filter(person=account.person)] == [
        ("teacher", "eve-school")
    ]
    by_it = ("token", str(account.pk), f"invitation:{Invitation.objects.get().pk}")
    assert list(Entry.objects.order_by("id").values_list("act", "role", "actor", "came_by"))[2:] == [
        ("accept_invitation", *by_it),
        ("grant_role", *by_it),
    ]
    assert list(Entry.objects.order_by("id").values_list("act", "role", "came_by"))[:2] == [
        ("create_person", "school_administrator", ""),
        ("invite", "school_administrator", ""),
    ]


def test_the_journal_keeps_what_was_offered_and_no_name_nor_address() -> None:
    invitation = an_invitation("zoe.muller@example.org")

    told = json.loads(Entry.objects.select_related("evidence").get(act="invite").evidence.text)
    assert told == {
        "person": str(invitation.person_id),
        "role": "teacher",
        "school": str(a_school().pk),
        "until": None,
        "expires": str(timezone.localdate(invitation.expires_at)),
    }


def test_what_a_scanner_of_mail_opens_is_not_used_up() -> None:
    link = invited()
    for way in ("get", "head", "get"):
        assert getattr(browser_of(), way)(link).status_code == 200
    assert Invitation.objects.filter(accepted_at=None).count() == 1


def test_the_database_keeps_no_secret_beside_the_mail() -> None:
    secret = invited().strip("/").split("/")[-1]

    assert secret not in str(Invitation.objects.values().get())


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda: Invitation.objects.update(expires_at=timezone.now()), "Son temps est passé"),
        (lambda: Invitation.objects.update(until=TODAY - timedelta(days=9999)), "Son temps est passé"),
        (lambda: Invitation.objects.update(accepted_at=timezone.now()), "déjà servi"),
        (lambda: Invitation.objects.update(secret_digest="0" * 64), "n’a jamais existé"),
    ],
)
def test_an_invitation_that_opens_nothing_says_why_and_what_to_do(spoil: Callable[[], int], said: str) -> None:
    link = invited()
    spoil()
    answer = browser_of().post(link)

    assert answer.status_code == 410
    assert said in answer.content.decode()
    assert "Zoé" not in answer.content.decode()
    assert RoleHeld.objects.filter(role="teacher").count() == 0


def test_a_secret_of_no_invitation_is_not_accepted() -> None:
    with pytest.raises(Shut, match="unknown"):
        accept_invitation(secret=fresh_secret(), account=None, language="fr", at=timezone.now())


def test_an_address_that_has_an_account_accepts_only_when_signed_in_as_it() -> None:
    alice, driss = an_account(), an_account("Driss Nait")
    link = invited(email=alice.email, given_names="Other", birth_name="Name")
    alone = browser_of()
    assert "connectez-vous avec lui" in alone.get(link).content.decode()
    assert alone.post(link).status_code == 410
    other = browser_of(driss)
    assert "autre adresse" in other.get(link).content.decode()
    assert other.post(link).status_code == 410
    own = browser_of(alice)
    assert own.get(link).status_code == 200
    own.post(link)

    assert RoleHeld.objects.get(role="teacher").person == alice.person
    assert Person.objects.filter(birth_name="Name").count() == 0
    assert "déjà servi" in own.post(link).content.decode()


def test_somebody_signed_in_does_not_take_what_waits_for_an_address_without_an_account() -> None:
    link, client = invited(), browser_of(an_account())

    assert client.post(link).status_code == 410
    assert Invitation.objects.filter(accepted_at=None).count() == 1


def test_an_account_without_a_person_becomes_that_of_the_person_invited() -> None:
    account = Account.objects.create(email="zoe.muller@example.org")
    link = invited()
    browser_of(account).post(link)

    account.refresh_from_db()
    assert str(account.person) == "Zoé Muller"


def test_a_second_invitation_to_the_same_role_shuts_the_first_and_enters_nobody_twice() -> None:
    client = an_administrator()
    client.post("/invite/", offered())
    client.post("/invite/", offered())
    first, second = (link_in(message) for message in mails("invitation"))

    assert browser_of().post(first).status_code == 410
    assert browser_of().post(second).status_code == 302
    assert Person.objects.filter(birth_name="Muller").count() == 1


def test_a_role_held_already_is_not_given_twice() -> None:
    alice = an_account("Alice Martin", Role.TEACHER)
    link = invited(email=alice.email)
    browser_of(alice).post(link)

    assert RoleHeld.objects.filter(role="teacher").count() == 1


GIVEN = [
    (Role.SCHOOL_ADMINISTRATOR, "school_director", True, 302),
    (Role.SCHOOL_DIRECTOR, "registrar", True, 302),
    (Role.SCHOOL_DIRECTOR, "expert", False, 422),
    (Role.SCHOOL_DIRECTOR, "installation_administrator", False, 422),
    (Role.LABEL_OFFICE, "expert", False, 302),
    (Role.LABEL_OFFICE, "registrar", True, 422),
    (Role.INSTALLATION_ADMINISTRATOR, "installation_administrator", False, 302),
    (Role.INSTALLATION_ADMINISTRATOR, "registrar", True, 302),
    (Role.INSTALLATION_ADMINISTRATOR, "registrar", False, 422),
    (Role.INSTALLATION_ADMINISTRATOR, "expert", True, 422),
    (Role.REGISTRAR, "student", True, 403),
]


@pytest.mark.parametrize(("giver", "role", "at_school", "status"), GIVEN)
def test_who_gives_which_role(giver: Role, role: str, at_school: bool, status: int) -> None:
    client = browser_of(an_account("Hugo Petit", giver))
    school = a_school().pk if at_school else ""

    assert client.post("/invite/", offered(role=role, school=school)).status_code == status
    assert len(mails()) == (status == 302)


def test_nobody_invites_to_another_school() -> None:
    answer = an_administrator().post("/invite/", offered(school=a_school("another").pk))

    assert answer.status_code == 422
    assert mails() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no address"},
        {"given_names": "<b>"},
        {"birth_name": ""},
        {"birth_name": "x" * 101},
        {"role": "king"},
        {"until": "2020-01-01"},
        {"until": "soon"},
        {"language": "de"},
        {"school": "x"},
    ],
)
def test_an_invitation_that_cannot_be_sent_says_what_is_wrong(wrong: dict[str, str]) -> None:
    answer = an_administrator().post("/invite/", offered(**wrong))

    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()
    assert mails() == []


def test_the_list_of_invitations_asks_as_much_of_the_database_for_thirty_as_for_one() -> None:
    client = an_administrator()
    counts = []
    for more in (1, 29):
        for number in range(more):
            an_invitation(f"a{more}-{number}@example.org")
        with CaptureQueriesContext(connection) as asked:
            client.get("/invite/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def an_invitation(address: str, role: Role = Role.TEACHER) -> Invitation:
    return invite(
        address=address,
        given_names="Zoé",
        birth_name="Muller",
        role=role,
        school=a_school().pk,
        until=None,
        language="fr",
        on=TODAY,
        at=timezone.now(),
        by=SCEAU,
    )


def test_a_role_is_given_to_somebody_known_and_ended() -> None:
    client, one = an_administrator(), a_person("Ève Durand")
    holds(one, Role.STUDENT)
    said = {"role": "jury_member", "school": a_school().pk, "since": "2026-09-01", "until": ""}
    assert client.get(f"/persons/{one.pk}/grant-role/").status_code == 200
    assert client.post(f"/persons/{one.pk}/grant-role/", said).url == f"/persons/{one.pk}/"
    given = RoleHeld.objects.get(role="jury_member")
    assert "a déjà ce rôle" in client.post(f"/persons/{one.pk}/grant-role/", said).content.decode()
    address = f"/roles/{given.pk}/end/"
    assert client.get(address).status_code == 200
    assert "n’avait pas commencé" in client.post(address, {"until": "2026-08-31"}).content.decode()
    assert client.post(address, {"until": "2026-10-01"}).status_code == 302
    assert "finit déjà" in client.post(address, {"until": "2026-10-02"}).content.decode()

    given.refresh_from_db()
    assert given.until == date(2026, 10, 1)
    assert list(Entry.objects.order_by("id").values_list("act", "subject")) == [
        ("grant_role", f"role:{given.pk}"),
        ("end_role", f"role:{given.pk}"),
    ]


def test_the_label_ends_no_role_of_a_school() -> None:
    held = holds(a_person(), Role.REGISTRAR)
    answer = browser_of(an_account("Hugo Petit", Role.LABEL_OFFICE)).post(
        f"/roles/{held.pk}/end/", {"until": "2026-10-01"}
    )

    assert answer.status_code == 403
    held.refresh_from_db()
    assert held.until is None


def test_a_school_administrator_ends_no_role_that_they_do_not_give() -> None:
    both = an_account("Hugo Petit", Role.SCHOOL_ADMINISTRATOR, Role.LABEL_OFFICE)
    held = holds(a_person(), Role.REGISTRAR)
    RoleHeld.objects.filter(person=both.person_id, role=Role.SCHOOL_ADMINISTRATOR).update(school=a_school("another"))

    assert browser_of(both).post(f"/roles/{held.pk}/end/", {"until": "2026-10-01"}).status_code == 403


def test_the_label_gives_a_role_of_its_own_to_who_holds_one_and_to_nobody_of_a_school() -> None:
    pupil, expert = a_person("Ève Durand"), a_person("Øystein Sæther")
    holds(pupil, Role.STUDENT)
    holds(expert, Role.EXPERT)
    client = browser_of(an_account("Hugo Petit", Role.LABEL_OFFICE))
    said = {"role": "commission_member", "since": "2026-09-01"}

    assert client.post(f"/persons/{pupil.pk}/grant-role/", said).status_code == 403
    assert client.post(f"/persons/{expert.pk}/grant-role/", said).url == f"/persons/{expert.pk}/"
    assert RoleHeld.objects.get(role="commission_member").person == expert


def gives(person: Person, **other: Any) -> RoleHeld:
    said = {"role": Role.TEACHER, "school": a_school().pk, "since": TODAY, "until": None, **other}
    return grant_role(person=person.pk, at=timezone.now(), by=SCEAU, **said)


def test_what_cannot_be_given_is_refused_with_the_reason() -> None:
    one, gone = a_person(), a_person(anonymised_at=timezone.now())
    joined = a_person(merged_into=one)
    for person, other, why in (
        (one, {"until": date(2026, 8, 31)}, "ends_in_the_past"),
        (one, {"school": None}, "role_elsewhere"),
        (one, {"role": Role.EXPERT}, "role_elsewhere"),
        (gone, {}, "erased"),
        (joined, {}, "merged_meanwhile"),
    ):
        with pytest.raises(NotDone) as refused:
            gives(person, **other)
        assert refused.value.why == why
    held = gives(one)
    assert end_role(held=held.pk, until=TODAY, at=timezone.now(), by=SCEAU).until == TODAY


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_does() -> None:
    an_invitation("zoe@example.org")
    secret = link_in(mails("invitation")[0]).strip("/").split("/")[-1]

    def accept(_: int) -> str:
        try:
            accept_invitation(secret=secret, account=None, language="fr", at=timezone.now())
        except Shut as shut:
            return shut.why
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(4) as four:
        assert sorted(four.map(accept, range(4))) == ["done", "used", "used", "used"]
    assert (Account.objects.count(), RoleHeld.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_roles_accepted_at_once_open_one_account() -> None:
    for role in (Role.TEACHER, Role.JURY_MEMBER):
        an_invitation("zoe@example.org", role)
    secrets = [link_in(message).strip("/").split("/")[-1] for message in mails("invitation")]

    def accept(secret: str) -> str:
        try:
            accept_invitation(secret=secret, account=None, language="fr", at=timezone.now())
        except Shut as shut:
            return shut.why
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(accept, secrets)) == ["done", "sign_in_first"]
    assert (Account.objects.count(), Person.objects.count()) == (1, 1)
