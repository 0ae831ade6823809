from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from sceau.catalogue.models import Responsible, Version
from sceau.journal.models import Entry
from sceau.law.adoption import check_files
from sceau.law.draft_page import in_hand
from sceau.law.drafts import files_of
from sceau.law.models import LawAdoption, LawDraft, Standing
from sceau.law.queries import law_of
from sceau.people.access import viewer_of
from sceau.people.duplicates import proposals
from sceau.people.models import Account, Merger, Person, RoleHeld, School
from sceau.people.roles import Role
from sceau.regulation.difference import changes_between
from sceau.site import demo
from tests.people.people import a_school, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "demo.password"
    monkeypatch.setattr(demo, "_password_file", lambda: file)
    return file


def loaded(code: str = "en") -> list[str]:
    said: list[str] = []
    demo.load(said.append, code)
    return said


def counts() -> list[int]:
    return [kind.objects.count() for kind in (School, Person, Account, RoleHeld, Merger, Entry)]


def test_it_brings_two_schools_under_the_names_of_their_law_and_an_account_in_every_role() -> None:
    loaded()

    opened = School.objects.filter(roles__person__accounts__is_active=True).distinct()
    assert list(opened.values_list("name", flat=True)) == ["Institut des Marches", "École des Alizés"]
    assert set(RoleHeld.objects.exclude(person__accounts=None).values_list("role", flat=True)) == set(Role.values)
    assert {email.rsplit(".", 1)[1] for email in Account.objects.values_list("email", flat=True)} == {"example"}
    assert Person.objects.count() > 50


def test_five_programmes_stand_beside_the_public_lists_and_a_draft_waits_for_a_second_person() -> None:
    loaded()
    shown = Version.objects.filter(standing="published")

    assert sorted(shown.filter(source="").values_list("programme__code", flat=True)) == [
        "BE+", "CSE", "InECAM", "MRPT", "PPIB",
    ]  # fmt: skip
    assert shown.exclude(source="").count() == 265
    assert {one.content["places"]["campuses"][0]["city"] for one in shown.filter(source="")} == {
        "Douai", "Villeneuve-d’Ascq",
    }  # fmt: skip
    assert Version.objects.get(standing="in_review").programme.school.slug == "ecole-des-alizes"
    assert Responsible.objects.count() == 5


def test_loaded_again_it_changes_nothing() -> None:
    first = loaded()
    before = counts()

    assert loaded() == first
    assert counts() == before


def test_it_says_how_to_sign_in_as_each_role_in_both_languages(password_file: Path) -> None:
    said = loaded()
    password = password_file.read_text().strip()

    assert said[0] == f"Demonstration: all is invented. Everybody's password is {password}"
    assert len([line for line in said if ".example" in line]) == Account.objects.filter(is_active=True).count()
    assert re.search(r"registrar +registrar@", "\n".join(said))
    assert "gestionnaire de scolarité" in "\n".join(loaded("fr"))


def test_whoever_it_names_signs_in_with_the_password_that_it_says(password_file: Path) -> None:
    loaded()
    account = Account.objects.get(email__startswith="registrar@ecole")
    browser = Client()

    answer = browser.post("/account/login/", {"login": account.email, "password": password_file.read_text().strip()})

    assert (answer.status_code, answer.url) == (302, "/")
    assert "Chloé Bernard" in browser.get("/").content.decode()


def test_the_password_is_drawn_at_random_and_kept_from_others(password_file: Path) -> None:
    loaded()
    first = password_file.read_text()
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600

    password_file.unlink()
    loaded()

    assert password_file.read_text() != first
    account = Account.objects.order_by("email").first()
    assert account is not None
    assert account.check_password(password_file.read_text().strip())


def test_it_holds_three_duplicates_and_two_records_that_were_joined() -> None:
    loaded()
    registrar = Account.objects.get(email__startswith="registrar@ecole")

    found = proposals(viewer_of(registrar, on=Entry.objects.latest("at").at.date()))

    assert [proposal.strength for proposal in found] == ["nearly_sure", "likely", "possible"]
    assert str(Merger.objects.get().absorbed) == "Mariama Diallo Ndiaye"


@pytest.mark.parametrize("what", ["school", "account"])
def test_it_is_refused_where_somebody_elses_data_is(what: str) -> None:
    if what == "school":
        a_school()
    else:
        an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR)
    before = counts()

    with pytest.raises(demo.DemoRefused, match="holds schools or accounts that are not its own"):
        loaded()
    assert counts() == before


def test_an_address_that_somebody_changed_in_the_demonstration_does_not_stop_the_next_start() -> None:
    told = loaded()
    changed = next(line.split()[-1] for line in told if "registrar@" in line)
    Account.objects.filter(email=changed).update(email="moved@example.org")

    assert loaded() == [line for line in told if changed not in line]


def test_a_school_that_is_added_to_the_demonstration_does_not_stop_the_next_start() -> None:
    first = loaded()
    a_school("one-more")

    assert loaded() == first


def test_what_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_join", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        loaded()
    assert counts() == [0] * 6


def test_each_of_its_schools_has_adopted_its_law_and_one_has_a_draft_to_approve() -> None:
    loaded()

    with_law = School.objects.exclude(law_adoptions=None)
    assert LawAdoption.objects.count() == with_law.count() == 2
    for school in with_law:
        assert law_of(school.slug, on=timezone.localdate()).school(school.slug).name == school.name
    draft = LawDraft.objects.get(standing=Standing.SUBMITTED)
    assert check_files(draft.school.slug, files_of(draft)).holds
    read, slug = in_hand(draft), draft.school.slug
    assert len(changes_between(check_files(slug, read.before).law, read.checked.law, slug)) == 1


def test_anyone_may_read_the_law_of_one_of_its_schools() -> None:
    loaded()

    assert [
        Client().get(f"/law/school-{slug}/").status_code for slug in ("ecole-des-alizes", "institut-des-marches")
    ] == [
        200,
        403,
    ]


def test_its_schools_are_those_that_ship_as_examples() -> None:
    assert {one.name for one in demo.example_schools().iterdir() if one.is_dir()} >= set(
        School.objects.values_list("slug", flat=True)
    )
