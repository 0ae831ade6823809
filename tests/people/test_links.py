from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.people.actions import NotDone, complete_identity, revoke_link, send_link
from sceau.people.identity import identity_of
from sceau.people.links import Shut
from sceau.people.models import Link, Person
from sceau.people.roles import Role
from tests.people.people import a_person, a_school, an_account, browser_of, holds
from tests.people.sign_in import is_in, link_in, mails

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
OWN = {
    "birth_name": "Ní Dhomhnaill",
    "given_names": "Siobhán",
    "use_name": "",
    "sex": "F",
    "nationality": "IE",
    "birth_date": "1981-10-31",
    "birth_country": "FR",
    "birth_commune": "59350",
    "birth_place": "Lille",
}


@pytest.fixture(autouse=True)
def _nothing_counted() -> Any:
    cache.clear()


@pytest.fixture
def tutor() -> Person:
    one = a_person("Siobhan Dhomhnaill", email="siobhan@example.org")
    holds(one, Role.COMPANY_TUTOR)
    return one


def sent(tutor: Person, **other: Any) -> str:
    """Send a link by its page, and return where the mail leads."""
    client = browser_of(an_account("Chloe Bernard", Role.REGISTRAR))
    said = {"email": tutor.email, "days": "7", "language": "fr", **other}
    assert client.get(f"/persons/{tutor.pk}/send-link/").status_code == 200
    assert client.post(f"/persons/{tutor.pk}/send-link/", said).status_code == 302
    return link_in(mails("link_complete_identity")[-1])


def test_somebody_outside_completes_their_identity_once_and_does_nothing_else(tutor: Person) -> None:
    link, client = sent(tutor), browser_of()
    assert "Siobhan Dhomhnaill" in client.get(link).content.decode()
    assert client.get("/own-identity/").status_code == 302
    assert client.post(link).url == "/own-identity/"
    assert [client.get(page).status_code for page in ("/persons/", "/account/", f"/persons/{tutor.pk}/")] == [403] * 3
    assert client.get("/own-identity/").status_code == 200
    assert "Merci" in client.post("/own-identity/", OWN).content.decode()

    tutor.refresh_from_db()
    assert (str(tutor), tutor.birth_date, tutor.email) == (
        "Siobhán Ní Dhomhnaill",
        date(1981, 10, 31),
        "siobhan@example.org",
    )
    assert client.get("/own-identity/").status_code == 302
    assert "déjà servi" in client.post(link).content.decode()
    assert list(Entry.objects.order_by("id").values_list("act", "role", "came_by")) == [
        ("send_link", "registrar", ""),
        ("complete_identity", "link", f"link:{Link.objects.get().pk}"),
    ]
    assert Link.objects.get().school == a_school()


def test_looking_uses_nothing_up(tutor: Person) -> None:
    link = sent(tutor)
    for _ in range(3):
        assert browser_of().get(link).status_code == 200

    assert browser_of().post(link).status_code == 302


def test_an_identity_with_faults_is_refused_and_the_link_stays_good(tutor: Person) -> None:
    client = browser_of()
    client.post(sent(tutor))
    for wrong in (
        {"birth_date": ""},
        {"birth_date": "2999-01-01"},
        {"nationality": ""},
        {"nationality": "ZZ"},
        {"birth_commune": ""},
        {"birth_commune": "00000"},
        {"birth_country": "IE"},
        {"birth_name": "<script>"},
    ):
        assert client.post("/own-identity/", {**OWN, **wrong}).status_code == 422
    assert Link.objects.filter(done_at=None).count() == 1


@pytest.mark.parametrize(
    ("column", "said"),
    [("expires_at", "Son temps est passé"), ("revoked_at", "l’a reprise"), ("done_at", "déjà servi")],
)
def test_a_link_that_opens_nothing_says_why_even_to_who_came_in_by_it(tutor: Person, column: str, said: str) -> None:
    link, inside = sent(tutor), browser_of()
    inside.post(link)
    Link.objects.update(**{column: timezone.now()})
    answer = browser_of().get(link)

    assert answer.status_code == 410
    assert said in answer.content.decode()
    assert "Siobhan" not in answer.content.decode()
    assert inside.get("/own-identity/").status_code == 302


def test_a_forged_link_is_told_nothing_of_anybody() -> None:
    answers = [browser_of().get(f"/link/{secret}/").content for secret in ("x", "A" * 43, "%00")]

    assert all("n’a jamais existé" in answer.decode() for answer in answers)


def test_who_is_signed_in_is_told_and_signed_out_by_a_link(tutor: Person) -> None:
    link, client = sent(tutor), browser_of(an_account())
    assert "vous en déconnecte" in client.get(link).content.decode()
    client.post(link)

    assert not is_in(client)
    assert client.get("/own-identity/").status_code == 200


def test_a_link_is_taken_back_by_its_school_alone(tutor: Person) -> None:
    link = sent(tutor)
    address = f"/links/{Link.objects.get().pk}/revoke/"
    other = browser_of(an_account("Eve Durand", Role.REGISTRAR, school=a_school("another")))
    assert other.post(address).status_code == 403
    own = browser_of(an_account("Hugo Petit", Role.REGISTRAR))
    assert own.get(address).status_code == 200
    assert own.post(address).status_code == 302
    assert own.post(address).status_code == 302

    assert "l’a reprise" in browser_of().post(link).content.decode()
    assert Entry.objects.filter(act="revoke_link").count() == 1


@pytest.mark.parametrize("wrong", [{"days": "0"}, {"days": "31"}, {"days": "x"}, {"email": "no"}, {"language": "de"}])
def test_a_link_that_cannot_be_sent_is_refused(tutor: Person, wrong: dict[str, str]) -> None:
    client = browser_of(an_account("Chloe Bernard", Role.REGISTRAR))
    said = {"email": tutor.email, "days": "7", "language": "fr", **wrong}

    assert client.post(f"/persons/{tutor.pk}/send-link/", said).status_code == 422
    assert mails() == []


def test_no_link_goes_to_who_has_an_account() -> None:
    alice = an_account("Alice Martin", Role.STUDENT)
    client = browser_of(an_account("Chloe Bernard", Role.REGISTRAR))
    said = {"email": alice.email, "days": "7", "language": "fr"}

    answer = client.post(f"/persons/{alice.person_id}/send-link/", said)
    assert "a un compte" in answer.content.decode()


def a_link(person: Person, **other: Any) -> Link:
    said = {"act": "complete_identity", "days": 7, **other}
    return send_link(
        person=person.pk, address="s@example.org", school=None, language="fr", at=timezone.now(), by=SCEAU, **said
    )


def test_what_a_link_is_not_for_cannot_be_sent() -> None:
    one = a_person()
    for person, other, why in (
        (one, {"act": "see_person"}, "link_impossible"),
        (one, {"days": 31}, "link_impossible"),
        (a_person(anonymised_at=timezone.now()), {}, "erased"),
        (a_person(merged_into=one), {}, "merged_meanwhile"),
    ):
        with pytest.raises(NotDone) as refused:
            a_link(person, **other)
        assert refused.value.why == why


def test_a_link_used_or_of_somebody_who_is_no_more_changes_nothing() -> None:
    one = a_person()
    link, now = a_link(one), timezone.now()
    identity = identity_of(one)
    Person.objects.update(anonymised_at=now)
    with pytest.raises(Shut):
        complete_identity(link=link.pk, identity=identity, on=TODAY, at=now, by=SCEAU)
    with pytest.raises(Shut):
        complete_identity(link=link.pk, identity=identity, on=TODAY, at=now + timedelta(days=8), by=SCEAU)
    assert revoke_link(link=link.pk, at=now, by=SCEAU).revoked_at == now
    with pytest.raises(NotDone):
        revoke_link(link=link.pk, at=now, by=SCEAU)
