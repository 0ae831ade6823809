from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
import tomli
from django.utils import timezone

from sceau.core.rule import Citation, Words
from sceau.core.vocabulary import RULES
from sceau.law.actions import start_draft
from sceau.law.adoption import check_files
from sceau.law.drafts import files_adopted, files_of
from sceau.law.models import DraftFile, LawDraft
from sceau.people.roles import Role
from sceau.regulation.rule_writing import (
    LONGEST,
    FileUnreadable,
    entries_in,
    entry_as_toml,
    rule_in,
    value_in,
    write_rule,
)
from tests.law.drafting import AT, a_draft, as_, chloe, files, studies, the_school
from tests.law.test_draft_pages import english, page, text_of
from tests.people.people import a_school, an_account

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "title_fr": "La règle",
    "title_en": "The rule",
    "bound": "open",
    "since": "2027-09-01",
    "says_what": "value",
    "cite_text": "eve-regulation",
    "locator": "art. 9",
    "says_fr": "Ainsi.",
    "says_en": "So.",
    "force": "binding",
    "note": "",
}


def an_entry(**more: Any) -> dict[str, str | None]:
    said = {"since": date(2027, 9, 1), "value": "14", "passes": True, "force": "binding", "note": ""}
    return entry_as_toml(**{**said, "cite": Citation("eve-regulation", "art. 9"), "says": Words("…", "…"), **more})


def post(draft: LawDraft, rule: str, place: str = "", **said: Any) -> Any:
    return english(chloe()).post(f"{page(draft, 'rules', rule)}?place={place}", {**SAID, **said})


def written(draft: LawDraft, rule: str, path: str = "") -> Any:
    text = files_of(draft)[path or f"{RULES[rule].stage}.toml"]
    return entries_in(rule_in(text, rule))[-1]


def test_one_value_is_written_and_whatever_else_the_file_says_stays() -> None:
    text = studies()

    after = write_rule(text, "unit_pass_mark", {}, an_entry())

    assert after.startswith("# How marks count.\n[unit_pass_mark]")
    assert set(text.splitlines()) <= set(after.splitlines())
    assert [one["value"] for one in entries_in(rule_in(after, "unit_pass_mark"))] == [12, 14]


def test_the_value_of_a_day_takes_the_place_of_the_one_of_that_day() -> None:
    entry = an_entry(since=date(2025, 9, 1), value="none", note="A note.", force="usual")

    (one,) = entries_in(rule_in(write_rule(studies(), "unit_pass_mark", {"unit": '"/20"'}, entry), "unit_pass_mark"))

    assert one["none"] is True
    assert not {"value", "passes"} & set(one)
    assert (one["note"], one["force"]) == ("A note.", "usual")


def test_a_rule_of_which_nothing_is_said_is_added_at_the_end() -> None:
    head = {"title": '{ fr = "a", en = "b" }', "bound": '"open"'}

    after = write_rule(studies(), "rounding_decimals", head, an_entry(passes=None, value="2"))

    assert after.startswith(studies().rstrip("\n"))
    assert tomli.loads(after)["rounding_decimals"]["title"] == {"fr": "a", "en": "b"}


@pytest.mark.parametrize(
    "text",
    [
        "[unit_pass_mark",
        "unit_pass_mark = 3",
        '[[unit_pass_mark.value]]\nfrom = "soon"',
        "[unit_pass_mark]\nvalue = 3",
        "x = " + "[" * 5000,
        "#" * (LONGEST + 1),
        "x = 1\n[x]",
        "unit_pass_mark.bound = 'floor'\nx.y = 1\n[z]\ny = 1",
        "[unit_pass_mark]\n" + "[[unit_pass_mark.value]]\nfrom = 2027-09-01\nvalue = 1\n" * 2,
    ],
)
def test_a_file_that_cannot_be_taken_apart_is_left_alone(text: str) -> None:
    with pytest.raises(FileUnreadable):
        write_rule(text, "unit_pass_mark", {}, an_entry())


def test_a_file_that_ends_in_the_middle_of_a_line_goes_on_at_the_next() -> None:
    text = "[unit_pass_mark]\n[[unit_pass_mark.value]]\nfrom = 2020-09-01\nvalue = 9\n# as before"

    after = write_rule(text, "unit_pass_mark", {}, an_entry())

    assert after.startswith(f"{text}\n")
    assert len(tomli.loads(after)["unit_pass_mark"]["value"]) == 2


def test_what_is_no_toml_is_not_written() -> None:
    for value in ("{", "1\nx = 2", "twelve"):
        with pytest.raises(FileUnreadable):
            write_rule(studies(), "unit_pass_mark", {}, an_entry(value=value))


def test_the_value_of_a_day_is_shown_as_it_is_written() -> None:
    held = files_adopted(a_school("imt-nord-europe"))["studies.toml"]

    assert value_in(studies(), "unit_pass_mark", date(2025, 9, 1)) == "12"
    assert value_in(studies(), "unit_pass_mark", date(2030, 9, 1)) == ""
    assert value_in(studies(), "honours", date(2030, 9, 1)) == ""
    assert value_in(held, "individual_evaluation", date(2025, 9, 1)) == "true"


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        ("unit_pass_mark", {"number": "12,5", "unit": "/20", "passes": "on"}, Decimal("12.5")),
        ("teaching_ects", {"number": "48", "unit": "ECTS"}, 48),
        ("individual_evaluation", {"yes_no": "true"}, True),
        ("compensation", {"choice": "within_block"}, "within_block"),
        ("teaching_kinds", {"several": ["lecture"]}, ["lecture"]),
        ("piece_languages", {"several": "fr, en"}, ["en", "fr"]),
        ("mission_duration", {"amount": "4", "time_unit": "months"}, {"months": 4}),
        ("title_level_name", {"text_fr": "Niveau", "text_en": "Level"}, {"fr": "Niveau", "en": "Level"}),
        ("thesis_due", {"way": "on", "on": "2027-10-01"}, {"on": date(2027, 10, 1)}),
        (
            "thesis_due",
            {"way": "yearly", "day": "1", "month": "10", "year": "next"},
            {"day": 1, "month": 10, "year": "next"},
        ),
        (
            "thesis_due",
            {"way": "delay", "amount": "2", "time_unit": "weeks", "side": "before", "event": "defence"},
            {"delay": {"weeks": 2}, "before": "defence"},
        ),
        ("thesis_theme", {"table": '[\n  { id = "own" }, # theirs\n]'}, [{"id": "own"}]),
        ("unit_pass_mark", {"says_what": "none", "unit": "/20"}, None),
        ("unit_pass_mark", {"says_what": "repealed", "unit": "/20"}, None),
    ],
)
def test_a_rule_of_each_shape_is_set_by_its_form(rule: str, said: dict[str, Any], expected: Any) -> None:
    choices = RULES["teaching_kinds"].choices
    said = {**said, "several": [choices[0]]} if said.get("several") == ["lecture"] else said
    wanted = [choices[0]] if expected == ["lecture"] else expected
    draft = a_draft()

    answer = post(draft, rule, **said)

    assert answer.status_code == HTTPStatus.FOUND
    one = tomli.loads(files_of(draft)[f"{RULES[rule].stage}.toml"], parse_float=Decimal)[rule]["value"][-1]
    assert one.get("value") == wanted
    if said.get("says_what"):
        assert one[said["says_what"]] is True
    assert (one["cite"], one["from"]) == ({"text": "eve-regulation", "locator": "art. 9"}, date(2027, 9, 1))
    shown = english(chloe()).get(f"{page(draft, 'rules', rule)}?since=2027-09-01").context["form"]
    assert shown["locator"].value() == "art. 9"


@pytest.mark.parametrize(
    ("rule", "said", "field"),
    [
        ("unit_pass_mark", {"number": "twelve", "unit": "/20"}, "number"),
        ("unit_pass_mark", {"number": "NaN", "unit": "/20"}, "number"),
        ("unit_pass_mark", {"number": "1e999999", "unit": "/20"}, "number"),
        ("unit_pass_mark", {"number": "", "unit": "/20"}, "number"),
        ("unit_pass_mark", {"number": "12"}, "unit"),
        ("individual_evaluation", {}, "yes_no"),
        ("compensation", {}, "choice"),
        ("compensation", {"choice": "everything"}, "choice"),
        ("mission_duration", {"amount": "1.5", "time_unit": "months"}, "amount"),
        ("title_level_name", {"text_fr": "Niveau"}, "text_en"),
        ("title_level_name", {"text_en": "Level"}, "text_fr"),
        ("thesis_due", {"way": "on"}, "on"),
        ("thesis_due", {"way": "yearly", "day": "1"}, "month"),
        ("thesis_due", {"way": "yearly", "day": "99", "month": "1"}, "day"),
        ("thesis_due", {"way": "delay", "amount": "x"}, "amount"),
        ("thesis_theme", {"table": "id = 1"}, "table"),
        ("thesis_theme", {"table": "[]\nother = 1"}, "table"),
        ("thesis_theme", {"table": ""}, "table"),
        ("compensation", {"choice": "none", "cite_text": "no-text"}, "cite_text"),
        ("compensation", {"choice": "none", "since": "soon"}, "since"),
    ],
)
def test_what_a_rule_cannot_say_is_told_beside_its_field_and_stays_in_the_form(
    rule: str, said: dict[str, Any], field: str
) -> None:
    draft = a_draft()

    answer = post(draft, rule, **said)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["says_fr"].value() == "Ainsi."
    assert files_of(draft) == files()


def test_a_rule_is_set_for_a_programme_alone_and_its_faults_are_told_there() -> None:
    draft = a_draft()
    rule = {"number": "9", "unit": "/20", "passes": "on"}

    answer = english(chloe()).post(f"{page(draft, 'rules', 'unit_pass_mark')}?place=programmes/eve/", {**SAID, **rule})

    assert answer.url.endswith("?place=programmes/eve/#faults")
    assert written(draft, "unit_pass_mark", "programmes/eve/studies.toml")["value"] == 9
    said = text_of(english(chloe()).get(answer.url.partition("#")[0]))
    assert "programmes/eve/studies.toml" in said
    assert 'class="faults"' in said


def test_the_form_shows_what_the_layers_above_say_and_the_values_of_the_draft() -> None:
    said = text_of(english(chloe()).get(page(a_draft(), "rules", "programme_ects")))
    own = text_of(english(chloe()).get(page(a_draft(), "rules", "unit_pass_mark")))

    assert "Mastère Spécialisé®: " in said
    assert '<input type="text" name="number" value="12"' in own
    assert "?place=&amp;since=2025-09-01" in own


def test_what_the_form_does_not_ask_for_is_edited_in_the_file() -> None:
    choosing = studies().replace("value = 12\npasses = true", 'chooses = "one"')
    for text in (choosing, "[broken"):
        draft = a_draft(**{"studies.toml": text})
        answer = english(chloe()).get(page(draft, "rules", "unit_pass_mark"), follow=True)
        assert answer.redirect_chain[-1][0] == page(draft, "files", "studies.toml")
        assert "cannot write this rule" in text_of(answer)


ODD = ("3", '"x"', "true", "[1]", "[]", "{}", "{ a = 1 }", "2025-09-01", "[[1]]", "{ delay = 3 }", "{ on = [] }", "1e9")


@pytest.mark.parametrize("rule", ["unit_pass_mark"])
def test_whatever_a_file_says_of_a_rule_its_form_opens(rule: str) -> None:
    draft, path = a_draft(), f"{RULES[rule].stage}.toml"
    for field in ("title", "unit", "bound", "cite", "says", "force", "note"):
        for said in ("3", '"x"', "[1]", "{}", "2025-09-01"):
            head = f"{field} = {said}\n" if field in ("title", "unit", "bound") else ""
            entry = f"{field} = {said}\n" if not head else ""
            text = f"[{rule}]\n{head}\n[[{rule}.value]]\nfrom = 2025-09-01\n{entry}"
            DraftFile.objects.update_or_create(draft=draft, path=path, defaults={"text": text})
            answer = english(chloe()).get(page(draft, "rules", rule))
            assert answer.status_code == HTTPStatus.OK, (field, said)


@pytest.mark.parametrize("rule", ["piece_languages", "mission_duration", "title_level_name", "thesis_due", "tariff"])
def test_whatever_a_file_gives_as_a_value_its_form_opens(rule: str) -> None:
    draft, path = a_draft(), f"{RULES[rule].stage}.toml"
    for said in ODD:
        text = f"[{rule}]\n[[{rule}.value]]\nfrom = 2025-09-01\nvalue = {said}\n"
        DraftFile.objects.update_or_create(draft=draft, path=path, defaults={"text": text})
        assert english(chloe()).get(page(draft, "rules", rule)).status_code == HTTPStatus.OK, said


def test_a_rule_or_a_place_that_is_not_there_is_not_found() -> None:
    draft = a_draft()

    for address in ("nothing", "unit_pass_mark/?place=programmes/none/", "unit_pass_mark/?place=cases/"):
        found = english(chloe()).get(f"/law/drafts/{draft.pk}/rules/{address}" + ("" if "?" in address else "/"))
        assert found.status_code == HTTPStatus.NOT_FOUND


def test_nobody_but_its_author_sets_a_rule_and_nobody_writes_over_what_they_did_not_see() -> None:
    draft = a_draft()
    other = an_account("Dora Director", Role.SCHOOL_DIRECTOR, school=the_school())
    said = {**SAID, "number": "13", "unit": "/20"}

    refused = english(other).post(page(draft, "rules", "unit_pass_mark"), said)
    stale = english(chloe()).post(page(draft, "rules", "unit_pass_mark"), {**said, "seen": "of before"})

    assert "Only its author writes in a draft" in text_of(refused)
    assert "was written meanwhile" in text_of(stale)
    assert files_of(draft) == files()


def test_every_rule_has_a_form_that_shows_what_schools_wrote() -> None:
    school = a_school("imt-nord-europe")
    author = an_account("Rémi Sautron", Role.REGISTRAR, school=school)
    draft = start_draft(school=school.pk, files=files_adopted(school), at=AT, by=as_(author))
    browser = english(author)

    listed = text_of(browser.get(page(draft, "rules")))
    found = {rule: browser.get(page(draft, "rules", rule)).status_code for rule in RULES}

    assert listed.count('data-label="Set in"') == len(RULES)
    assert {rule: code for rule, code in found.items() if code not in (HTTPStatus.OK, HTTPStatus.FOUND)} == {}


def test_a_form_sent_as_it_is_shown_changes_nothing_that_is_law() -> None:
    school = a_school("imt-nord-europe")
    author = an_account("Rémi Sautron", Role.REGISTRAR, school=school)
    draft = start_draft(school=school.pk, files=files_adopted(school), at=timezone.now(), by=as_(author))
    before = check_files(school.slug, files_of(draft))
    browser = english(author)
    for rule in RULES:
        answer = browser.get(page(draft, "rules", rule))
        if answer.status_code != HTTPStatus.OK or not answer.context["known"]:
            continue
        form = answer.context["form"]
        said = {
            name: form[name].value()
            for name in form.fields
            if form[name].value() is not None and form[name].value() is not False
        }
        sent = browser.post(page(draft, "rules", rule), said)
        assert sent.status_code == HTTPStatus.FOUND, (rule, getattr(sent.context["form"], "errors", ""))

    after = check_files(school.slug, files_of(draft))
    assert after.faults == ()
    assert after.law.rules == before.law.rules
