"""Whatever is sent to the page of a question, it answers in bounded time, and never with a fault of ours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from sceau.asking.asked import asked_of
from sceau.asking.shapes import Field, Kind, fields_of_question
from sceau.asking.typed import MOST_IN_ALL, MOST_ROWS, read_typed, rows_in, with_row
from sceau.core.question import QUESTIONS
from sceau.people.access import NOBODY
from sceau.wording import language
from tests.people.people import browser_of

pytestmark = pytest.mark.django_db
ODD = (
    *("1e999999", "9" * 5000, "-1", "0", "0,5", "inf", "nan", "\0", "a\0b", "é" * 501, "1.0", "1 000", "=1+1", "٣"),
    *("<script>alert(1)</script>", "{{ 7 }}", "'; drop table", "\u202e", "-", " ", "yes", "no", "engineer", "ms"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "99/99/9999", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00"),
    "2026-02-30T10:00",
)


def address(name: str = "admission.eligibility") -> str:
    return reverse("question", args=[name])


def refused(**said: Any) -> str:
    """What the page says of facts that it refuses."""
    answer = browser_of().post(address(), {**said, "do": "ask"})
    assert answer.status_code == 422
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1e999999", "trop grand"),
        ("9" * 400, "trop grand"),
        ("1e5", "trop grand"),
        ("2.5", "pas un nombre entier"),
        ("cinq", "pas un nombre entier"),
        ("5\x07", "ne s’affiche pas"),
        ("5" * 501, "dépasse 500 caractères"),
    ],
)
def test_a_number_that_is_none_is_told_and_kept(text: str, why: str) -> None:
    html = refused(**{"degrees.1.family": "dea", "degrees.1.level": text})

    assert why in html
    assert text[:400] in html


def test_a_word_of_no_list_is_told_and_stays_chosen() -> None:
    html = refused(**{"degrees.1.family": "wizardry", "degrees.1.level": "5"})

    assert '<option value="wizardry" selected>' in html
    assert '<a href="#f-degrees-1-family">' in html


def test_what_is_typed_never_becomes_part_of_the_page() -> None:
    evil = '"><script>alert(1)</script>'
    html = refused(**{"degrees.1.family": evil, "degrees.1.level": evil, f"x{evil}": "1", "label": evil, "on": evil})

    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_names_that_are_no_fact_are_told() -> None:
    html = refused(**{"degrees.1.colour": "red", "nothing": "1", "education.x": "1", "degrees.one.family": "dea"})

    for name in ("degrees.1.colour", "nothing", "degrees.one"):
        assert f"« {name} »" in html.replace("\xa0", " ")


def test_a_name_without_end_is_a_name_that_is_no_fact() -> None:
    assert browser_of().get(address(), {"degrees" + ".1" * 500: "x", "do": "ask"}).status_code == 422
    assert browser_of().get(address(), {"....": "x", "do": "ask"}).status_code == 422
    assert browser_of().get(address(), {"degrees.999999999999999999.family": "x", "do": "ask"}).status_code == 422


def test_rows_beyond_what_a_page_takes_are_told() -> None:
    html = refused(**{f"degrees.{n}.family": "dea" for n in range(1, 500)})

    assert f"ne prend que {MOST_ROWS} lignes" in html.replace("\xa0", " ")
    assert html.count('<fieldset class="part"') == MOST_ROWS


def test_rows_within_rows_are_bounded_in_all() -> None:
    fields = fields_of_question("jury.proposal")
    said = {f"units.{u}.modules.{m}.code": ["x"] for u in range(1, 31) for m in range(1, 31)}
    read = read_typed(fields, said, beside=frozenset())

    assert rows_in(read.typed) <= MOST_IN_ALL
    assert read.crowded
    assert with_row(fields, read.typed, "units") == read.typed


def test_thousands_of_fields_are_refused_at_once() -> None:
    answer = browser_of().post(address(), {f"degrees.{n}.level": "5" for n in range(5000)})

    assert answer.status_code == 400


@pytest.mark.parametrize("text", ["2026-02-30T10:00", "2026-06-04", "noon", "2026-06-04T25:00"])
def test_an_instant_that_is_none_is_told(text: str) -> None:
    answer = browser_of().post(address("admission.deadline"), {"filed_at": text, "intake_year": "2026", "do": "ask"})

    assert 'href="#f-filed_at"' in answer.content.decode()
    assert f'value="{text}"' in answer.content.decode()


def test_one_name_many_times_is_its_last_word() -> None:
    answer = browser_of().get(f"{address()}?label=ms&degrees.1.family=x&degrees.1.family=dea&degrees.1.level=5&do=ask")

    assert answer.status_code == 200


def leaves(fields: tuple[Field, ...], at: str = "") -> list[str]:
    """The name of every input of a page with one row of each kind."""
    names: list[str] = []
    for one in fields:
        place = f"{at}{one.name}"
        match one.kind:
            case Kind.PART:
                names += leaves(one.inner, f"{place}.")
            case Kind.ROWS:
                names += leaves(one.inner, f"{place}.1.")
            case Kind.DURATION:
                names += [f"{place}.amount", f"{place}.unit"]
            case Kind.DAYS:
                names += [f"{place}.teaching_starts", f"{place}.nothing"]
            case _:
                names.append(place)
    return names


@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=25)
@given(data=st.data())
def test_no_text_in_any_field_is_a_fault_of_ours(name: str, data: st.DataObject) -> None:
    chosen = data.draw(st.dictionaries(st.sampled_from(leaves(fields_of_question(name))), st.sampled_from(ODD)))
    said = {key: [text] for key, text in chosen.items()}
    asked = asked_of(
        name, {**said, "label": ["ms"], "do": ["ask"]}, NOBODY, today=date(2026, 9, 1), lang=language("fr")
    )

    assert asked.is_answered or asked.faults
    assert asked.drawn or not fields_of_question(name)
