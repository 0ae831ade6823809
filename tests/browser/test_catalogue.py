"""Programmes in a real browser: searched and compared by anybody, written by one person and published by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from sceau.catalogue.models import Standing, Version
from sceau.catalogue.sheet import sheet_of
from tests.browser.browser import SIZES, what_bars_somebody
from tests.catalogue.programmes import a_sheet, a_whole_sheet, bernard, chloe, published
from tests.people.people import a_school

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("size", sorted(SIZES))]

LISTED = ".programmes:not(:has(> li:nth-child({one_more})))"
"""A list that has not so many programmes."""


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


def title(page: Any) -> str:
    return str(page.inner_text("main h1"))


def found(page: Any) -> list[str]:
    return [one.inner_text() for one in page.query_selector_all(".programmes h2")]


def narrowed(page: Any, size: str, name: str) -> None:
    """Choose a value of a facet, as a reader of that screen does."""
    if size == "phone" and not page.is_visible(f"label:has-text('{name}')"):
        page.click(".narrow > summary")
    page.check(f".facet label:has-text('{name}') input")


def some_programmes() -> None:
    published(a_whole_sheet())
    published(a_sheet("Énergies marines", organisation={"domain": "energy", "paces": ["part_time"]}))
    published(a_sheet("Énergies de la ville", organisation={"domain": "energy"}), school=a_school("other"))


def test_anybody_searches_narrows_and_reads_a_programme(open_page: Callable[..., Any], size: str) -> None:
    some_programmes()
    page = open_page(size=size)
    page.goto("/programmes/")
    assert len(found(page)) == 3

    page.fill("#words", "energie")
    page.press("#words", "Enter")
    page.wait_for_selector(LISTED.format(one_more=3))
    assert "q=energie" in page.url
    narrowed(page, size, "temps partiel")
    page.wait_for_selector(LISTED.format(one_more=2))

    assert found(page) == ["Énergies marines"]
    assert what_bars_somebody(page) == []
    page.click(".programmes h2 a")
    page.wait_for_url("**/programmes/energies-marines-eve-school/")
    assert title(page) == "Énergies marines"


def test_a_slip_of_the_pen_is_forgiven_and_told(open_page: Callable[..., Any], size: str) -> None:
    some_programmes()
    page = open_page(size=size, language="en")

    page.goto("/programmes/?q=cibersecurite")

    assert found(page) == ["Cybersecurity engineering"]
    assert "here is what holds “cybersecurite”" in page.inner_text(".results [role=status]")


def test_three_programmes_are_set_side_by_side_by_the_keyboard(open_page: Callable[..., Any], size: str) -> None:
    some_programmes()
    page = open_page(size=size)
    page.goto("/programmes/")
    for number in range(3):
        page.focus(f".programmes > li:nth-child({number + 1}) .beside input")
        page.keyboard.press("Space")
    page.focus(".results form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/**")

    assert title(page) == "Programmes côte à côte"
    assert len(page.query_selector_all(".compared thead th")) == 3
    page.click(".compared thead th:first-of-type a:has-text('Retirer')")
    page.wait_for_selector(".compared thead tr:not(:has(> th:nth-of-type(3)))")
    assert what_bars_somebody(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")


def test_without_scripts_the_search_narrows_as_well(open_page: Callable[..., Any], size: str) -> None:
    some_programmes()
    page = open_page(size=size)
    page.goto("/programmes/")
    context = page.context.browser.new_context(java_script_enabled=False, viewport=SIZES[size], locale="fr-FR")
    bare = context.new_page()
    bare.goto(page.url)
    if size == "phone":
        bare.click(".narrow > summary")
    bare.check(".facet label:has-text('Énergie') input")
    with bare.expect_navigation():
        bare.click(".facets .acts button")

    assert len(found(bare)) == 2
    context.close()


def test_a_programme_is_written_by_one_person_and_published_by_another(
    open_page: Callable[..., Any], size: str
) -> None:
    a_school()
    page = open_page(bernard()[0], size=size)
    page.goto("/catalogue/new/")
    page.fill("[name=title]", "Réseaux sûrs")
    with page.expect_navigation():
        page.click("main form.card button")
    page.click("a.card:has-text('Organisation')")
    page.check("[name=paces][value=full_time]")
    page.fill("[name=hours_theory]", "350")
    with page.expect_navigation():
        page.click("main form.wide button")

    page.click("a.card:has-text('Enseignements')")
    page.click("a.add:has-text('Ajouter une unité')")
    page.fill("form.line [name=code]", "UV1")
    page.fill("form.line [name=title]", "Protocoles")
    page.fill("form.line [name=ects]", "45")
    page.click("form.line button")
    page.wait_for_selector("#unit-UV1 .leaf")
    page.click("a.add:has-text('Ajouter un module')")
    page.fill("form.line [name=code]", "M1")
    page.fill("form.line [name=title]", "Routage")
    page.click("form.line button")
    page.wait_for_selector("#module-M1 .leaf")
    assert "45 ECTS" in page.inner_text(".sums")
    assert what_bars_somebody(page) == []

    version = Version.objects.get()
    page.goto(f"/catalogue/versions/{version.pk}/")
    page.fill("#id_word", "Les crédits de la mission viendront du partenaire.")
    with page.expect_navigation():
        page.click("button:has-text('Soumettre la version')")
    assert "soumise" in page.inner_text("main .tag")
    hers = open_page(chloe()[0], size=size)
    hers.goto("/")
    hers.click("main a:has-text('Relire')")
    hers.click("main table a:has-text('version 1')")
    assert "Les crédits de la mission" in hers.inner_text("main .notice")
    with hers.expect_navigation():
        hers.click("button:has-text('Publier la version')")
    anybody = open_page(size=size)
    anybody.goto("/programmes/?q=reseaux")
    assert found(anybody) == ["Réseaux sûrs"]


def test_what_is_published_is_edited_by_a_new_version_and_stays_until_that_is_published(
    open_page: Callable[..., Any], size: str
) -> None:
    version = published(a_whole_sheet())
    page, anybody = open_page(bernard()[0], size=size), open_page(size=size)
    anybody.goto("/programmes/?q=cybersecurite")
    page.goto(f"/catalogue/{version.programme_id}/")
    with page.expect_navigation():
        page.click("button:has-text('Écrire une nouvelle version')")
    page.click("a.card:has-text('Présentation')")
    page.fill("[name=title_fr]", "Réseaux et attaques")
    with page.expect_navigation():
        page.click("main form.wide button")

    second = Version.objects.get(number=2)
    assert (second.standing, sheet_of(second.content).structure) == (
        Standing.DRAFT,
        sheet_of(Version.objects.get(number=1).content).structure,
    )
    anybody.reload()
    assert found(anybody) == ["Ingénierie de la cybersécurité"]
