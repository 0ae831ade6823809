"""A question that is put is answered with its reasons; what bars an answer is told where it is mended."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import tomli
from django.test import Client
from django.urls import reverse

from sceau.asking.asked import asked_of
from sceau.asking.examples import examples, filled
from sceau.asking.labels import label_of
from sceau.asking.shapes import fields_of_question
from sceau.asking.typed import names_of
from sceau.core.question import QUESTIONS
from sceau.people.access import viewer_of
from sceau.people.roles import Role
from sceau.wording import language, say_outcome
from tests.people.people import LONG_AGO, a_school, an_account, browser_of

pytestmark = pytest.mark.django_db

SCHOOL = "imt-nord-europe"
ELIGIBLE = {
    "label": "ms",
    "on": "2026-09-01",
    "degrees.1.family": "engineer",
    "degrees.1.level": "5",
    "degrees.1.grade_of_master": "yes",
}
UNDECIDED = {"studies.block_result", "jury.honours"}
"""The questions that no shipped law decides: none knows blocks or honours."""
HTMX = {"HX-Request": "true"}


def address(name: str = "admission.eligibility") -> str:
    return reverse("question", args=[name])


def text_of(answer: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def somebody_at_the_school() -> Client:
    """The browser of who holds a role at the school whose law ships."""
    return browser_of(an_account("Alice Martin", Role.REGISTRAR, school=a_school(SCHOOL)))


@pytest.mark.parametrize(("way", "what"), [("fr", "Candidature recevable"), ("en", "May apply")])
def test_an_answer_shows_its_outcome_its_reasons_and_where_the_text_says_so(way: str, what: str) -> None:
    answer = browser_of(language=way).get(address(), {**ELIGIBLE, "do": "ask"})

    assert answer.status_code == 200
    assert what in text_of(answer)
    assert 'class="cite"' in answer.content.decode()


def test_what_was_typed_has_an_address_that_answers_alone() -> None:
    sent = browser_of().post(address(), {**ELIGIBLE, "degrees.1.ects": "", "do": "ask"})

    assert sent.status_code == 302
    assert sent.url.endswith("#decision")
    assert "ects" not in sent.url
    assert "Candidature recevable" in text_of(browser_of().get(sent.url))


def test_htmx_shows_the_answer_in_place_and_its_address() -> None:
    sent = browser_of().post(address(), {**ELIGIBLE, "do": "ask"}, headers=HTMX)

    assert sent.status_code == 200
    assert "Candidature recevable" in text_of(sent)
    assert "Candidature recevable" in text_of(browser_of().get(sent.headers["HX-Push-Url"]))


def test_too_many_facts_for_an_address_are_answered_all_the_same() -> None:
    facts = {
        f"experience.{n}.{name}": said
        for n in range(1, 41)
        for name, said in (("months", "2"), ("related", "yes"), ("nature", "employment"))
    }
    sent = browser_of().post(address(), {**ELIGIBLE, **facts, "do": "ask"})

    assert sent.status_code == 200
    assert "Candidature recevable" in text_of(sent)
    assert "trop de faits pour une adresse" in text_of(sent)


def test_nothing_is_asked_of_who_gives_no_fact_where_none_is_needed() -> None:
    answer = browser_of().get(address(), {"label": "ms", "do": "ask"})

    assert answer.status_code == 200
    assert "Candidature non recevable" in text_of(answer)


def test_every_fault_stands_at_its_field_and_in_the_summary() -> None:
    sent = browser_of().post(
        address(), {"degrees.1.family": "engineer", "degrees.1.level": "cinq", "experience.1.months": "", "do": "ask"}
    )
    html = sent.content.decode()

    assert sent.status_code == 422
    assert '<a href="#f-degrees-1-level">Diplôme 1 › Niveau, en années après le baccalauréat</a>' in html
    assert '<a href="#f-experience-1-months">Expérience 1 › Durée en mois</a>' in html
    shown = re.search(r'<input id="f-degrees-1-level"[^>]*>', html)
    assert shown is not None
    assert 'value="cinq"' in shown[0]
    assert 'aria-invalid="true"' in shown[0]
    assert "f-degrees-1-level-fault" in shown[0]
    assert 'id="f-degrees-1-level-fault"' in html


def test_htmx_is_shown_the_faults_too() -> None:
    sent = browser_of().post(address(), {"degrees.1.level": "5", "do": "ask"}, headers=HTMX)

    assert sent.status_code == 200
    assert 'id="faults"' in sent.content.decode()
    assert "HX-Push-Url" not in sent.headers


def test_what_core_refuses_stands_at_its_field() -> None:
    facts = {"starts_on": "2026-05-01", "ends_on": "2026-04-01", "place": "company", "do": "ask"}
    sent = browser_of().post(address("studies.mission_conforms"), facts)

    assert sent.status_code == 422
    assert '<a href="#f-ends_on">Dernier jour</a>' in sent.content.decode()


def test_a_mark_above_the_scale_is_told_at_the_mark() -> None:
    facts = {"label": "ms", "code": "M1", "marks.1.assessment": "A", "marks.1.mark": "21", "on": "2025-10-01"}
    sent = somebody_at_the_school().post(address("studies.module_mean"), {"school": SCHOOL, **facts, "do": "ask"})

    assert sent.status_code == 422
    assert 'href="#f-marks-1-mark"' in sent.content.decode()


def test_a_decimal_comma_is_a_decimal_point() -> None:
    facts = {"on": "2025-10-01", "code": "M1", "marks.1.assessment": "A", "marks.1.mark": "12,5", "do": "ask"}
    sent = somebody_at_the_school().get(address("studies.module_mean"), {"school": SCHOOL, **facts})

    assert "12,5/20" in text_of(sent)


def test_rows_are_added_and_removed_without_script() -> None:
    browser = browser_of()
    two = browser.post(address(), {"degrees.1.family": "dea", "degrees.1.level": "5", "do": "add degrees"})

    assert 'name="degrees.2.family"' in two.content.decode()
    assert re.search(r'id="f-degrees-2" tabindex="-1" autofocus', two.content.decode())
    one = browser.post(
        address(),
        {"degrees.1.family": "dea", "degrees.1.level": "5", "degrees.2.family": "dess", "do": "remove degrees.1"},
    )
    assert 'name="degrees.2.family"' not in one.content.decode()
    assert re.search(r'<option value="dess" selected>', one.content.decode())


def test_rows_within_rows_and_parts_are_added_and_removed() -> None:
    browser, at = browser_of(), address("jury.proposal")
    deep = browser.post(at, {"units.1.code": "U", "units.1.modules.1.code": "M", "do": "add units.1.modules.1.marks"})
    assert 'name="units.1.modules.1.marks.1.mark"' in deep.content.decode()
    thesis = browser.post(at, {"units.1.code": "U", "do": "add thesis"}).content.decode()
    assert 'name="thesis.due_on"' in thesis
    assert 'name="thesis.components.1.code"' not in thesis
    inside = browser.post(at, {"thesis.here": "1", "do": "add thesis.components"}).content.decode()
    assert 'name="thesis.components.1.code"' in inside
    gone = browser.post(at, {"thesis.here": "1", "thesis.due_on": "2026-01-01", "do": "remove thesis"}).content.decode()
    assert 'name="thesis.due_on"' not in gone


@pytest.mark.parametrize(
    "place", ["", "nothing", "degrees.9", "degrees.x", "education", "degrees.1.family", "degrees.0"]
)
def test_adding_and_removing_nowhere_changes_nothing(place: str) -> None:
    for do in ("add", "remove"):
        sent = browser_of().post(address(), {"degrees.1.family": "dea", "do": f"{do} {place}"})
        assert sent.status_code == 200
        assert sent.content.decode().count('<fieldset class="part"') == 1


def test_the_law_before_its_first_day_says_so() -> None:
    answer = browser_of().get(address(), {**ELIGIBLE, "on": "1890-01-01", "do": "ask"})

    assert answer.status_code == 200
    assert "Les textes ne permettent pas de répondre." in text_of(answer)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"school": "nowhere"}, "school"),
        ({"label": "nothing"}, "label"),
        ({"on": "31/02/2026"}, "on"),
        ({"on": "yesterday"}, "on"),
        ({"programme": "CSE"}, "programme"),
    ],
)
def test_a_law_that_is_not_there_is_told_at_its_field(said: dict[str, str], field: str) -> None:
    answer = browser_of().get(address(), {**said, "do": "ask"})

    assert answer.status_code == 422
    assert f'<a href="#whose-{field}">' in answer.content.decode()


def test_a_reserved_law_is_refused_with_the_reason() -> None:
    answer = browser_of().get(address(), {"school": SCHOOL, "do": "ask"})

    assert answer.status_code == 403
    assert "réservé à ses membres" in text_of(answer)
    assert "MRPT" not in text_of(answer)
    assert 'id="decision"' not in answer.content.decode()


def test_who_holds_a_role_at_a_school_is_shown_its_law_first() -> None:
    answer = somebody_at_the_school().get(address())

    assert re.search(rf'<option value="{SCHOOL}" selected>', answer.content.decode())
    assert "MRPT" in text_of(answer)


def test_another_school_lets_go_of_the_programme_of_the_one_before() -> None:
    said = {"school": "", "programme": "CSE", "do": "law"}
    assert somebody_at_the_school().post(address(), said).status_code == 200
    kept = {"school": SCHOOL, "programme": "cse", "do": "law"}
    assert '<option value="CSE" selected>' in somebody_again().post(address(), kept).content.decode()


def somebody_again() -> Client:
    return browser_of(an_account("Driss Naït", Role.STUDENT, school=a_school(SCHOOL)))


def test_the_facts_are_a_file_for_the_terminal() -> None:
    answer = browser_of().post(address(), {**ELIGIBLE, "do": "file"})

    assert answer.headers["Content-Disposition"] == 'attachment; filename="admission.eligibility.toml"'
    assert tomli.loads(answer.content.decode()) == {
        "degrees": [{"family": "engineer", "level": 5, "grade_of_master": True}]
    }
    assert browser_of().post(address(), {"degrees.1.level": "x", "do": "file"}).status_code == 422


def test_every_question_that_a_case_decides_offers_it() -> None:
    browser = somebody_at_the_school()
    for name in set(QUESTIONS) - UNDECIDED:
        sent = browser.post(address(name), {"do": "example 1"})
        example = filled(name, 1, schools=[SCHOOL])
        assert example is not None
        assert sent.status_code == 200
        assert example.name in text_of(sent), name


def test_who_may_read_no_law_of_a_school_is_offered_no_case_of_one() -> None:
    assert "Essayer un exemple" not in text_of(browser_of().get(address("fees.settled")))
    assert browser_of().post(address("fees.settled"), {"do": "example 1"}).status_code == 200


@pytest.mark.parametrize("name", sorted(examples()))
def test_every_shipped_case_has_its_outcome_on_the_page(name: str) -> None:
    account = an_account("Alice Martin", Role.REGISTRAR, school=a_school(SCHOOL))
    viewer, lang = viewer_of(account, on=LONG_AGO), language("fr")
    for rank, case in enumerate(examples()[name], 1):
        example = filled(name, rank, schools=[SCHOOL])
        assert example is not None
        said: dict[str, list[str]] = {key: list(texts) for key, texts in example.said.items()}
        for key, text in names_of(fields_of_question(name), example.typed):
            said.setdefault(key, []).append(text)
        asked = asked_of(name, {**said, "do": ["ask"]}, viewer, today=case.on, lang=lang)
        assert asked.faults == (), case.name
        assert asked.said is not None
        assert asked.said.outcome == say_outcome((name, str(case.expect.outcome)), lang), case.name


def test_the_questions_are_found_by_their_words() -> None:
    every = browser_of().get(reverse("questions"))
    some = browser_of().get(reverse("questions"), {"q": "ELIGIBILITY"})
    none = browser_of().get(reverse("questions"), {"q": "<b>xyz"})

    assert all(address(name) in every.content.decode() for name in QUESTIONS)
    assert address() in some.content.decode()
    assert address("fees.refund") not in some.content.decode()
    assert "Aucune question ne contient « <b>xyz »" in text_of(none).replace("\xa0", " ")
    assert "<b>xyz" not in none.content.decode()


def test_there_is_no_page_of_what_is_no_question() -> None:
    assert browser_of().get("/ask/admission.nothing/").status_code == 404
    assert browser_of().get("/ask/x/").status_code == 404
    assert browser_of().delete(address()).status_code == 405


def test_as_many_queries_for_one_row_as_for_thirty(django_assert_num_queries: Any) -> None:
    for browser, asked in ((browser_of(), 1), (somebody_at_the_school(), 6)):
        for rows in (1, 30):
            facts = {
                f"degrees.{n}.{key}": said
                for n in range(1, rows + 1)
                for key, said in (("family", "dea"), ("level", "5"))
            }
            browser.get(address())
            with django_assert_num_queries(asked):
                browser.post(address(), {**facts, "do": "ask"}, headers=HTMX)


def test_a_word_that_nobody_has_named_is_a_fault_to_be_seen() -> None:
    with pytest.raises(KeyError, match=r"Degree\.colour"):
        label_of(fields_of_question("admission.eligibility")[0].inner[0]._replace(name="colour"), "fr")


def test_a_law_that_is_to_come_offers_no_words_yet() -> None:
    answer = browser_of().get(address("accreditation.dossier_is_admissible"), {"on": "1890-01-01", "label": "ms"})

    assert answer.status_code == 200
    assert "Ce règlement n’en nomme aucun." in text_of(answer)


def test_what_holds_nothing_or_is_not_known_are_two_answers() -> None:
    facts = {"jury_outcome": "admitted", "intake_starts_on": "2025-09-01", "balance": "0", "credits": "75"}
    at, browser = address("diploma.may_issue"), somebody_at_the_school()
    unknown = browser.post(at, {**facts, "school": SCHOOL, "on": "2025-09-01", "do": "file"})
    complete = browser.post(at, {**facts, "missing_identity": "-", "school": SCHOOL, "on": "2025-09-01", "do": "file"})
    both = browser.post(at, {**facts, "missing_identity": ["-", "sex"], "school": SCHOOL, "do": "file"})

    assert "missing_identity" not in tomli.loads(unknown.content.decode())
    assert tomli.loads(complete.content.decode())["missing_identity"] == []
    assert both.status_code == 422
    assert 'href="#f-missing_identity"' in both.content.decode()


def test_a_length_of_time_has_its_unit() -> None:
    at = address("accreditation.programme_conforms")
    told = browser_of().post(at, {"lasts.amount": "12", "lasts.unit": "months", "label": "ms", "do": "file"})
    untold = browser_of().post(at, {"lasts.amount": "12", "lasts.unit": "moons", "label": "ms", "do": "file"})
    odd = browser_of().post(at, {"lasts.amount": "a year", "lasts.unit": "months", "label": "ms", "do": "file"})

    assert tomli.loads(told.content.decode()) == {"lasts": {"months": 12}}
    assert "Choisissez l’unité" in text_of(untold)
    assert 'href="#f-lasts"' in odd.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-06-04T23:59", "2025-06-04T23:59:00+02:00"),
        ("2025-06-04 23:59:30", "2025-06-04T23:59:30+02:00"),
        ("2025-06-04T23:59:59.5+09:00", "2025-06-04T23:59:59.500000+09:00"),
    ],
)
def test_an_instant_is_of_paris_unless_it_says_where(text: str, said: str) -> None:
    facts = {"filed_at": text, "intake_year": "2025", "label": "ms", "do": "file"}
    answer = browser_of().post(address("admission.deadline"), facts)

    assert f"filed_at = {said}" in answer.content.decode()


def test_a_day_may_be_written_as_the_french_write_it() -> None:
    facts = {"starts_on": "1/5/2026", "ends_on": "31/08/2026", "place": "company", "label": "ms", "do": "file"}
    answer = browser_of().post(address("studies.mission_conforms"), facts)

    assert tomli.loads(answer.content.decode())["starts_on"].isoformat() == "2026-05-01"


def test_a_day_of_an_event_that_is_none_is_told_at_the_event() -> None:
    sent = browser_of().post(address(), {**ELIGIBLE, "events.teaching_starts": "soon", "do": "ask"})

    assert 'href="#f-events-teaching_starts"' in sent.content.decode()
