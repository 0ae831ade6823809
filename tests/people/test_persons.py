from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry, Evidence
from sceau.people.actions import NotDone, correct_person, create_person
from sceau.people.countries import countries, country_name
from sceau.people.identity import Fault, Identity, IdentityFaulty, identity_of, mark_of
from sceau.people.models import Person, RoleHeld
from sceau.people.roles import Role
from tests.people.people import LONG_AGO, a_person, a_school, an_account, browser_of, holds

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
TODAY = date(2026, 9, 1)
WHOLE = Identity(
    birth_name="Lefèvre",
    given_names="Éloïse Anne",
    use_name="Martin",
    sex="F",
    nationality="FR",
    birth_date=date(1999, 3, 14),
    birth_place="Lille",
    birth_commune="59350",
    birth_country="FR",
    email="eloise@example.org",
)


def enter(identity: Identity = WHOLE, role: Role = Role.STUDENT, **more: Any) -> Person:
    said = {"school": a_school().pk, "since": TODAY, "on": TODAY, "at": AT, "by": SCEAU, **more}
    return create_person(identity=identity, role=role, **said)


def faults_of(**said: Any) -> list[Fault]:
    with pytest.raises(IdentityFaulty) as faulty:
        enter(Identity(**{"birth_name": "Martin", "given_names": "Alice", **said}))
    return list(faulty.value.faults)


def posted(**said: Any) -> dict[str, Any]:
    said = {"role": "student", "school": str(a_school().pk), "since": "2026-09-01", **said}
    return {"birth_name": "Naït", "given_names": "Driss", **said}


def test_a_person_is_entered_with_the_role_in_which_they_come_and_the_journal_names_them_by_their_id() -> None:
    person = enter()

    assert identity_of(Person.objects.get()) == WHOLE
    assert list(RoleHeld.objects.values_list("person", "role", "since", "until")) == [
        (person.pk, "student", TODAY, None)
    ]
    assert list(Entry.objects.order_by("id").values_list("act", "subject")) == [
        ("create_person", f"person:{person.pk}"),
        ("grant_role", f"role:{RoleHeld.objects.get().pk}"),
    ]


def test_names_are_kept_with_composed_letters_and_single_spaces_and_codes_in_capitals() -> None:
    person = enter(
        Identity(birth_name="  Le\u0301a   d’Or ", given_names="A\u0300", use_name="Léa d’Or", nationality="fr")
    )

    assert (person.birth_name, person.given_names, person.use_name, person.nationality) == ("Léa d’Or", "À", "", "FR")


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị", "O'Neill", "d’Hautefeuille", "Le-Bris", "Øystein Jr.", "محمد", "孙", "श्री\u200dराम", "ʻAkau"]
)
def test_names_of_every_script_are_taken(name: str) -> None:
    assert enter(Identity(birth_name=name, given_names=name)).birth_name == name


@pytest.mark.parametrize(
    "name",
    ["Mar1in", "<b>", "Martin\x00", "Martin\u202e", "=1+1", "-", "’", "Al\tice\x1b", "Martin;DROP", "\U0001f600"],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    assert faults_of(birth_name=name) == [Fault("birth_name", "odd_name")]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert faults_of(
        birth_name="",
        given_names="x" * 151,
        use_name="3",
        sex="X",
        nationality="ZZ",
        birth_date=date(1899, 12, 31),
        birth_country="FR",
        birth_place="<Lille>",
        email="nobody",
    ) == [
        Fault("birth_name", "no_birth_name"),
        Fault("use_name", "odd_name"),
        Fault("given_names", "too_long"),
        Fault("birth_place", "odd_place"),
        Fault("sex", "unknown_sex"),
        Fault("nationality", "unknown_country"),
        Fault("birth_date", "born_too_early"),
        Fault("birth_commune", "no_commune"),
        Fault("email", "no_address"),
    ]
    assert Person.objects.count() == 0


@pytest.mark.parametrize(
    ("born", "fault"),
    [
        (date(1899, 12, 31), [Fault("birth_date", "born_too_early")]),
        (date(2026, 9, 2), [Fault("birth_date", "born_in_the_future")]),
    ],
)
def test_a_birth_before_1900_or_yet_to_come_is_refused(born: date, fault: list[Fault]) -> None:
    assert faults_of(birth_date=born) == fault
    assert enter(Identity(birth_name="A", given_names="B", birth_date=TODAY)).birth_date == TODAY


@pytest.mark.parametrize("code", ["59350", "2A004", "2b033", "97411", "01004", "95690", "98818"])
def test_the_code_of_a_commune_is_taken(code: str) -> None:
    assert enter(Identity(birth_name="A", given_names="B", birth_country="FR", birth_commune=code)).birth_commune == (
        code.upper()
    )


@pytest.mark.parametrize("code", ["00001", "20004", "2C004", "96001", "97901", "5935", "593500", "ABCDE", "99352"])
def test_what_is_no_code_of_a_commune_is_refused(code: str) -> None:
    assert faults_of(birth_country="FR", birth_commune=code) == [Fault("birth_commune", "unknown_commune")]


@pytest.mark.parametrize(
    ("country", "commune", "fault"),
    [
        ("BE", "59350", Fault("birth_commune", "commune_abroad")),
        ("", "59350", Fault("birth_country", "no_country_of_the_commune")),
        ("RE", "", Fault("birth_commune", "no_commune")),
    ],
)
def test_a_commune_goes_with_france_alone(country: str, commune: str, fault: Fault) -> None:
    assert faults_of(birth_country=country, birth_commune=commune) == [fault]
    assert enter(Identity(birth_name="A", given_names="B", birth_country="BE")).birth_commune == ""


def test_an_address_longer_than_what_is_kept_is_refused() -> None:
    long = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.org"

    assert faults_of(email=long) == [Fault("email", "no_address")]


def test_an_office_is_given_by_an_invitation_and_never_entered() -> None:
    with pytest.raises(NotDone, match="office_not_entered"):
        enter(role=Role.REGISTRAR)
    assert Person.objects.count() == 0


def test_every_country_has_a_name_in_both_languages() -> None:
    assert len(countries("fr")) == len(countries("en")) == 249
    assert (country_name("CI", "fr"), country_name("DE", "en"), country_name("", "fr")) == (
        "Côte d’Ivoire",
        "Germany",
        "",
    )
    assert [code for code, _ in countries("fr")].index("EG") < [code for code, _ in countries("fr")].index("ES")


def correct(person: Person, identity: Identity, *, seen: str = "") -> Person:
    seen = seen or mark_of(identity_of(person))
    return correct_person(person=person.pk, seen=seen, identity=identity, on=TODAY, at=AT, by=SCEAU)


def test_the_journal_keeps_which_fields_a_correction_changed_and_never_what_they_hold() -> None:
    person = a_person("Alice Martin")

    correct(person, Identity(birth_name="Martín", given_names="Alice", sex="F"))

    entry = Entry.objects.get()
    assert (entry.act, entry.subject) == ("correct_person", f"person:{person.pk}")
    assert json.loads(Evidence.objects.get().text) == {"fields": ["birth_name", "sex"]}
    assert Person.objects.get().sort_key == "martin alice"


def test_a_correction_that_changes_nothing_is_not_journalled() -> None:
    person = a_person("Alice Martin")

    correct(person, identity_of(person))

    assert Entry.objects.count() == 0


def test_a_correction_of_what_somebody_else_has_corrected_since_is_refused() -> None:
    person = a_person("Alice Martin")
    seen = mark_of(identity_of(person))
    correct(person, Identity(birth_name="Martin", given_names="Alix"))

    with pytest.raises(NotDone, match="corrected_meanwhile"):
        correct(person, Identity(birth_name="Martine", given_names="Alice"), seen=seen)
    assert Person.objects.get().given_names == "Alix"


@pytest.mark.parametrize(("what", "why"), [("merged_into", "merged_meanwhile"), ("anonymised_at", "erased")])
def test_a_record_that_was_joined_or_erased_is_not_corrected(what: str, why: str) -> None:
    person = a_person("Alice Martin", **{what: a_person("Alice Martin") if what == "merged_into" else AT})

    with pytest.raises(NotDone, match=why):
        correct(person, Identity(birth_name="Martine", given_names="Alice"))


def test_a_registrar_enters_a_person_and_sees_them_in_the_list() -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    answer = browser.post("/new-person/", posted(birth_commune="59350", birth_country="FR"), follow=True)

    assert answer.redirect_chain == [(f"/persons/{Person.objects.get(birth_name='Naït').pk}/", 302)]
    assert "Driss Naït" in browser.get("/persons/").content.decode().replace("</a>", "").replace(
        "Naït</th>", "Driss Naït"
    )


def test_a_form_that_is_refused_tells_every_fault_beside_its_field_and_keeps_what_was_written() -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR), language="en")

    answer = browser.post(
        "/new-person/", posted(given_names="", birth_date="31/12/1999", email="nobody", role="expert")
    )

    assert answer.status_code == 422
    assert dict(answer.context["form"].errors) == {
        "given_names": ["Say at least one given name."],
        "birth_date": ["This is no date; write it as 1999-12-31."],
        "email": ["This is no e-mail address; check the at sign and the dot."],
        "role": ["There is no such choice, or it is not open to you; take one of the list."],
    }
    assert 'value="Naït"' in answer.content.decode()
    assert Person.objects.filter(birth_name="Naït").count() == 0


def test_nobody_enters_a_person_at_another_school() -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    answer = browser.post("/new-person/", posted(school=str(a_school("another").pk)))

    assert list(answer.context["form"].errors) == ["school"]


def test_the_page_of_a_person_shows_their_roles_at_the_schools_of_the_viewer_alone() -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    alice = a_person("Alice Martin", email="alice@example.org")
    holds(alice, Role.STUDENT)
    holds(alice, Role.CANDIDATE, a_school("another"))
    holds(alice, Role.EXPERT)

    page = browser.get(f"/persons/{alice.pk}/").content.decode()

    assert "Eve School" in page
    assert "Another" not in page
    assert "expert" not in page
    assert "alice@example.org" in page


def test_addresses_are_shown_to_who_may_correct_them_and_to_oneself_alone() -> None:
    alice = an_account("Alice Martin", Role.GRADUATE)
    director = browser_of(an_account("Driss Naït", Role.PROGRAMME_DIRECTOR))

    assert "alice.martin@example.org" not in director.get(f"/persons/{alice.person_id}/").content.decode()
    assert "alice.martin@example.org" in browser_of(alice).get(f"/persons/{alice.person_id}/").content.decode()


def test_a_graduate_sees_their_own_record_alone() -> None:
    alice = an_account("Alice Martin", Role.GRADUATE)
    other = a_person("Ève Durand")
    holds(other, Role.STUDENT)
    browser = browser_of(alice)

    assert browser.get(f"/persons/{other.pk}/").status_code == 403
    assert browser.get(f"/persons/{alice.person_id}/correct/").status_code == 403
    assert [person for person, _ in browser.get("/persons/").context["rows"]] == [alice.person]
    mine = browser.get("/").wsgi_request.navigation[0]
    assert (f"/persons/{alice.person_id}/", "Ma fiche") in [(page.address, page.name) for page in mine.pages]


def test_a_registrar_of_another_school_sees_none_of_it() -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR, school=a_school("another")))
    alice, twin = a_person("Alice Martin", birth_date=TODAY), a_person("Alice Martin", birth_date=TODAY)
    for one in (alice, twin):
        holds(one, Role.STUDENT)

    refused = [
        f"/persons/{alice.pk}/",
        f"/persons/{alice.pk}/correct/",
        f"/duplicates/{alice.pk}/{twin.pk}/",
    ]
    assert [browser.get(address).status_code for address in refused] == [403, 403, 403]
    assert [str(person) for person, _ in browser.get("/persons/").context["rows"]] == ["Chloé Bernard"]
    assert browser.get("/duplicates/").context["proposals"] == []


def test_a_person_is_corrected_on_their_page() -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    alice = a_person("Alice Martin")
    holds(alice, Role.STUDENT)
    address = f"/persons/{alice.pk}/correct/"
    seen = browser.get(address).context["form"]["seen"].value()

    answer = browser.post(address, {"birth_name": "Martin", "given_names": "Alice Zoé", "seen": seen})
    late = browser.post(address, {"birth_name": "Martinez", "given_names": "Alice", "seen": seen})

    assert (answer.status_code, answer.url) == (302, f"/persons/{alice.pk}/")
    assert (late.status_code, "a corrigé cette fiche entre-temps" in late.content.decode()) == (422, True)
    assert Person.objects.get(pk=alice.pk).given_names == "Alice Zoé"
    assert Entry.objects.get().role == "registrar"
    assert Entry.objects.get().school == str(a_school().pk)


def test_who_administers_the_installation_corrects_anybody_in_no_school() -> None:
    browser = browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))
    alice = a_person("Alice Martin")
    address = f"/persons/{alice.pk}/correct/"

    seen = browser.get(address).context["form"]["seen"].value()
    browser.post(address, {"birth_name": "Martin", "given_names": "Alix", "seen": seen})

    assert (Entry.objects.get().role, Entry.objects.get().school) == ("installation_administrator", "")


def test_a_person_who_is_none_is_not_found() -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    assert browser.get(f"/persons/{uuid4()}/").status_code == 404


def test_the_name_of_somebody_erased_is_not_made_up() -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    gone = a_person("X X", anonymised_at=AT)
    holds(gone, Role.GRADUATE, since=LONG_AGO)

    page = browser.get(f"/persons/{gone.pk}/").content.decode()

    assert "Personne effacée" in page
    assert "Corriger l’identité" not in page
