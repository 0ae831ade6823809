"""The figures that texts publish of a label: over time, with their sources, those that disagree included."""

from __future__ import annotations

from datetime import date

import pytest

from sceau.people.models import School
from sceau.site.figures import series_of
from sceau.wording import language
from tests.catalogue.programmes import a_sheet, published
from tests.catalogue.test_public_pages import plain
from tests.people.people import browser_of

pytestmark = pytest.mark.django_db
ON = date(2026, 12, 1)


def page(code: str = "fr", query: str = "") -> str:
    return plain(browser_of(language=code).get(f"/figures/{query}")).split("<main")[1]


def test_each_figure_is_told_with_its_day_its_precision_and_its_source() -> None:
    found = {one.title: one for one in series_of("ms", on=ON, lang=language("fr"))}

    schools = [(one.day, one.sign, one.number) for one in found["Écoles"].figures]
    assert schools == [
        ("1er janvier 2005", "", "95"),
        ("1er septembre 2008", "", "90"),
        ("1er janvier 2013", "environ", "120"),
    ]
    assert found["Diplômés depuis la création"].figures[-1].sign == "plus de"
    assert found["Part des étrangers parmi les inscrits"].figures[0].number.startswith("25")
    assert found["Année de dépôt de la marque"].figures[0].number == "1985"
    assert "Communiqué CGE 2005" in found["Programmes"].figures[0].source


def test_texts_that_disagree_are_all_shown_and_said_to() -> None:
    found = {one.title: one for one in series_of("ms", on=ON, lang=language("fr"))}
    years = found["Années passées dans une école pour un titre d’ingénieur"]

    assert [one.number for one in years.figures] == ["3", "2"]
    assert years.disagreement is not None
    assert found["Programmes"].disagreement is None
    assert "Deux textes ne s’accordent pas" in page()
    assert "Two texts do not agree" in page("en")


def test_a_series_is_drawn_where_there_is_something_to_see() -> None:
    found = {one.title: one for one in series_of("ms", on=ON, lang=language("fr"))}

    assert found["Programmes"].chart is not None
    assert found["Année de création"].chart is None
    assert found["Années passées dans une école pour un titre d’ingénieur"].chart is None  # two texts, one day
    assert found["Étudiants inscrits"].chart is None
    assert "<svg" in page()


def test_a_label_of_which_no_text_publishes_anything_is_left_out() -> None:
    assert series_of("badge", on=ON, lang=language("fr")) == []
    assert "BADGE" not in page()


@pytest.mark.parametrize("parameter", ["sort", "order", "order_by", "group", "rank", "by", "school"])
def test_nothing_makes_the_figures_compare_or_rank_schools(parameter: str) -> None:
    published(a_sheet())
    name = School.objects.get().name

    assert page(query=f"?{parameter}=school") == page()
    assert name not in page(query=f"?{parameter}={name}")
