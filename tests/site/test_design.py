from __future__ import annotations

import re
from pathlib import Path

import pytest

import sceau.site
from sceau.site.charts import bars
from sceau.site.design import COLOURS
from sceau.site.templatetags.pictures import icon
from tests.people.people import browser_of

HOME = Path(sceau.site.__file__).parent
SRC = HOME.parent


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "title"), [("fr", "Nos pages, partie par partie"), ("en", "Our pages, part by part")])
def test_every_part_of_the_pages_stands_on_one_page(code: str, title: str) -> None:
    page = browser_of(language=code).get("/design/").content.decode()

    assert title in page
    for part in (
        "swatches",
        "expected",
        "errorlist",
        "stack",
        "decision",
        "steps-to",
        "timeline",
        "<progress",
        "chart",
    ):
        assert part in page, part


def test_the_colours_that_it_names_are_those_of_the_style_sheet() -> None:
    styles = (HOME / "static" / "sceau" / "site.css").read_text(encoding="utf-8")

    assert {name: f"--{name}: {value};" in styles for name, value in COLOURS.items()} == dict.fromkeys(COLOURS, True)


def test_every_icon_that_a_page_asks_for_is_fetched_and_none_is_fetched_for_nothing() -> None:
    asked = {
        name
        for path in SRC.rglob("*.html")
        for name in re.findall(r'\{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    held = {
        name
        for path in SRC.rglob("*.py")
        for name in re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)*)"', path.read_text(encoding="utf-8"))
    }
    listed = set((HOME / "icons.txt").read_text(encoding="ascii").split())

    assert asked - listed == set()
    assert listed - asked - held == set()


def test_an_icon_is_drawn_within_the_page_and_is_not_read_aloud() -> None:
    assert icon("home").startswith('<svg aria-hidden="true" focusable="false"')
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_a_chart_is_drawn_with_neither_style_nor_markup_of_its_words() -> None:
    drawn = bars("<b>Titre</b>", ("nom", "nombre"), [("Études & <i>jurys</i>", 12), ("Admission", 30)]).svg

    assert drawn.startswith('<svg role="img" aria-label="&lt;b&gt;Titre&lt;/b&gt;"')
    assert "style=" not in drawn
    assert "<i>" not in drawn
    assert (drawn.count(">12<"), drawn.count(">30<"), drawn.count("Études &amp; &lt;i&gt;jurys&lt;/i&gt;")) == (1, 1, 1)


def test_a_chart_of_nothing_is_an_empty_drawing() -> None:
    assert bars("Rien", ("nom", "nombre"), []).svg.startswith("<svg")
