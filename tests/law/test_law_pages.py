"""The law on the web: every rule on every day is told; what is reserved is kept from who may not read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sceau.core.rule import Layer, Words
from sceau.core.vocabulary import RULES
from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.law import views
from sceau.law.actions import open_law, reserve_law
from sceau.law.models import Publicity
from sceau.law.told import by_stage, ladder_told, told_rule
from sceau.law.whose import Whose, whose_is
from sceau.people.models import School
from sceau.people.roles import Role
from sceau.regulation import Regulation, load, shipped_law
from sceau.regulation.law import Scope
from sceau.wording import language
from tests.journal.test_replay import decide
from tests.people.people import a_person, a_school, an_account, browser_of
from tests.test_docs import ROOT

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 1, 10, tzinfo=UTC)
DAYS = (date(1990, 1, 1), date(2006, 1, 1), date(2014, 1, 1), date(2026, 11, 1), date(2030, 1, 1))
SCHOOL = "imt-nord-europe"
EXAMPLES = sorted(path.name for path in (ROOT / "examples" / "schools").iterdir() if path.is_dir())


def the_law_with(school: str) -> Regulation:
    folder: Path = ROOT / "examples" / "schools" / school / "regulations"
    return load(shipped_law(), folder)


def every_law() -> list[tuple[Whose, Regulation]]:
    shipped = load()
    found = [(Whose(Layer.STATE), shipped), *((Whose(Layer.LABEL, one), shipped) for one in shipped.labels)]
    found += [(Whose(Layer.SCHOOL, one), shipped) for one in shipped.schools]
    return found + [(Whose(Layer.SCHOOL, one), the_law_with(one)) for one in EXAMPLES]


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_rule_of_every_layer_is_told_on_every_day(code: str) -> None:
    lang = language(code)
    for whose, law in every_law():
        for on in DAYS:
            book = whose.rulebook(law, on=on)
            own = law.seen_by(whose.school)
            told = [rule for _, rules in by_stage(book, own, lang) for rule in rules]
            assert {rule.key for rule in told} == set(book.ladders)
            assert [rule.key for rule in told if not rule.title or not (rule.values or rule.silence)] == []
            for key in book.ladders:
                steps = ladder_told(key, book, own, lang)
                assert [step.layer for step in steps if not step.verdict] == []


def test_the_ladder_marks_the_layer_whose_value_applies() -> None:
    law, lang = the_law_with(EXAMPLES[0]), language("en")
    book = Whose(Layer.SCHOOL, EXAMPLES[0]).rulebook(law, on=date(2026, 11, 1))
    for key in book.ladders:
        rule = told_rule(key, book, law.seen_by(EXAMPLES[0]), lang)
        marked = {step.layer for step in ladder_told(key, book, law, lang) if step.applies}
        assert {value.whose for value in rule.values if value.whose} == marked, key


def test_the_law_of_the_state_and_of_the_labels_is_open_to_anyone() -> None:
    nobody = browser_of()
    page = nobody.get("/law/").content.decode()

    assert "Mastère Spécialisé®" in page
    assert nobody.get("/law/state/").status_code == 200
    assert "La mission dure au moins quatre mois." in nobody.get("/law/label-ms/?on=2026-11-01").content.decode()


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_page_of_each_rule_opens_whoever_sets_it(code: str) -> None:
    a_school(SCHOOL)
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR, school=a_school(SCHOOL)), language=code)
    answers = {key: chloe.get(f"/law/school-{SCHOOL}/{key}/?on=2026-11-01").status_code for key in RULES}

    assert {key for key, answer in answers.items() if answer != 200} == set()


def test_the_mission_of_2005_and_of_today_are_told_with_their_texts() -> None:
    old = browser_of().get("/law/label-ms/mission_duration/?on=2006-01-01").content.decode()
    new = browser_of(language="en").get("/law/label-ms/mission_duration/?on=2026-01-01").content.decode()

    assert "Communiqué CGE 2005" in old
    assert "4 months" in new
    assert "since 1 January 2013" in new


def test_a_table_is_shown_under_its_columns() -> None:
    page = browser_of(language="en").get("/law/label-ms/admission_routes/?on=2026-01-01").content.decode()

    for said in ('<th scope="col">Kinds of degree</th>', '<td data-label="Experience">3 years</td>', "bac+4"):
        assert said in page


def test_two_days_are_compared_and_only_what_differs_is_shown() -> None:
    page = browser_of(language="en").get("/law/label-ms/compare/?before=2006-01-01&after=2026-01-01").content.decode()
    same = browser_of(language="en").get("/law/label-ms/compare/?before=2026-01-01&after=2026-01-02").content.decode()

    assert 'href="/law/label-ms/mission_duration/"' in page
    assert "Between these two days nothing differs." in same


@pytest.mark.parametrize(
    "asked",
    ["before=&after=", "before=2026-01-01", "before=never&after=2026-01-01", "before=0001-01-01&after=9999-12-31"],
)
def test_days_that_are_none_are_said_at_their_field(asked: str) -> None:
    answer = browser_of().get(f"/law/label-ms/compare/?{asked}")

    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()


@pytest.mark.parametrize("asked", ["on=tomorrow", "on=0001-01-01", "on=9999-12-31", "on=%00", "on=2026-13-45"])
def test_a_day_that_is_none_shows_the_law_of_today_and_says_so(asked: str) -> None:
    answer = browser_of(language="en").get(f"/law/label-ms/mission_duration/?{asked}")

    assert answer.status_code == 422
    assert "the law of today is shown" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/law/label-nothing/",
        "/law/label-ms/no_such_rule/",
        "/law/editions/0123/",
        "/law/editions/0123/mission_duration/",
        "/law/nobody/",
        "/law/label-MS/",
    ],
)
def test_a_law_or_a_rule_that_is_none_is_not_found(address: str) -> None:
    assert browser_of().get(address).status_code == 404


def test_a_school_without_law_is_not_found_by_who_may_read_every_law() -> None:
    root = browser_of(an_account("Alice Martin", Role.INSTALLATION_ADMINISTRATOR))
    a_school("empty-school")

    assert root.get("/law/school-empty-school/").status_code == 404
    assert root.get("/law/school-never-heard-of/").status_code == 404


def test_a_programme_that_is_none_is_said_at_its_field() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR, school=a_school(SCHOOL)))

    assert chloe.get(f"/law/school-{SCHOOL}/?under=NOTHING").status_code == 422
    assert chloe.get(f"/law/school-{SCHOOL}/?under=CSE").status_code == 200


def test_words_are_found_whatever_their_accents_and_lead_to_their_rules() -> None:
    found = browser_of().get("/law/?q=MEMOIRE+these").content.decode()
    none = browser_of().get("/law/?q=zzzz").content.decode()

    assert 'href="/law/label-ms/' in found
    assert "Aucune règle" in none


def reserved_pages() -> list[str]:
    return [f"/law/school-{SCHOOL}/", f"/law/school-{SCHOOL}/compare/", f"/law/school-{SCHOOL}/unit_pass_mark/"]


def test_the_law_of_a_school_is_kept_from_others_until_it_opens_it() -> None:
    school = a_school(SCHOOL)
    anne = browser_of(an_account("Anne Kervella", Role.SCHOOL_DIRECTOR, school=school))
    ours = browser_of(an_account("Alice Martin", Role.STUDENT, school=school))
    theirs = browser_of(an_account("Zoé Muller", Role.SCHOOL_DIRECTOR, school=a_school("other")))

    for page in reserved_pages():
        assert [one.get(page).status_code in {200, 422} for one in (ours, theirs, browser_of())] == [True, False, False]
    link = f'href="/law/school-{SCHOOL}/unit_pass_mark/"'
    assert link not in theirs.get("/law/?q=unit_pass_mark").content.decode()
    anne.post(f"/law/schools/{SCHOOL}/open/")
    for page in reserved_pages():
        assert [one.get(page).status_code in {200, 422} for one in (ours, theirs, browser_of())] == [True, True, True]
    assert link in theirs.get("/law/?q=unit_pass_mark").content.decode()
    anne.post(f"/law/schools/{SCHOOL}/reserve/")
    assert browser_of().get(reserved_pages()[0]).status_code == 403


def test_opening_twice_is_recorded_once() -> None:
    school = a_school(SCHOOL)

    assert [turn(school=school.pk, at=NOON, by=SCEAU) for turn in (reserve_law, open_law, open_law, reserve_law)] == [
        False,
        True,
        False,
        True,
    ]
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True)) == ["open_law", "reserve_law"]
    assert Publicity.objects.count() == 2


def test_an_edition_is_read_as_it_was_by_who_may_read_its_law() -> None:
    alice = a_person("Alice Martin")
    decide(f"person:{alice.pk}", at=NOON)
    digest = Entry.objects.exclude(edition="").values_list("edition", flat=True)[0]
    root = browser_of(an_account("Paul Durand", Role.INSTALLATION_ADMINISTRATOR), language="en")
    page = root.get(f"/law/editions/{digest}/").content.decode()
    rule = root.get(f"/law/editions/{digest}/unit_pass_mark/").content.decode()

    assert f'href="/law/editions/{digest}/unit_pass_mark/"' in page
    assert "It never changes." in rule
    assert browser_of().get(f"/law/editions/{digest}/").status_code == 403


def test_each_reason_of_a_recorded_decision_leads_to_its_rule_in_its_edition() -> None:
    alice = an_account("Alice Martin", Role.STUDENT).person
    assert alice is not None
    decide(f"person:{alice.pk}", at=NOON)
    digest = Entry.objects.exclude(edition="").values_list("edition", flat=True)[0]
    page = browser_of(an_account("Chloé Bernard", Role.REGISTRAR)).get(f"/history/person/{alice.pk}/").content.decode()

    assert f'href="/law/editions/{digest}/unit_pass_mark/"' in page


def test_what_a_school_writes_is_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    law, scope = load(), Scope(Layer.LABEL, label="ms")
    rule = law.rules[scope]["mission_duration"]
    bad = law.with_rule(scope, replace(rule, title=Words("<script>x</script>", "<script>x</script>")))

    def bad_law(_: str = "", *, on: date) -> Regulation:
        assert on
        return bad

    monkeypatch.setattr(views, "law_of", bad_law)

    for page in ("/law/label-ms/", "/law/label-ms/mission_duration/"):
        assert "<script>x" not in browser_of().get(page).content.decode()


def queries_of(browser: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_the_front_of_the_law_asks_as_much_of_the_database_for_thirty_schools_as_for_one() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR, school=a_school(SCHOOL)))
    queries_of(chloe, "/law/")
    one = queries_of(chloe, "/law/")
    School.objects.bulk_create(School(slug=f"school-{n}", name=f"School {n}") for n in range(29))
    for school in School.objects.exclude(slug=SCHOOL):
        open_law(school=school.pk, at=NOON, by=SCEAU)

    assert queries_of(chloe, "/law/") == one


@pytest.mark.parametrize("word", ["state", "label-ms", "school-imt-nord-europe"])
def test_the_word_of_an_address_comes_back(word: str) -> None:
    assert whose_is(word).word == word
