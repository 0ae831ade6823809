"""A question is put in a real browser: by an example, with rows that come and go, on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.browser import SIZES, what_bars_somebody

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("size", sorted(SIZES))]

ASK = ".sticky button"


def focus_comes_to(page: Any, name: str) -> bool:
    """The page leads there once it has settled, a moment after what it shows is in place."""
    return bool(page.wait_for_selector(f"#{name}:focus"))


def test_a_question_is_answered_in_place_and_at_its_address(open_page: Callable[..., Any], size: str) -> None:
    page = open_page(size=size)
    page.goto("/ask/")
    page.fill("#looked_for", "candidater")
    page.press("#looked_for", "Enter")
    page.click("text=Cette personne peut-elle candidater")
    page.wait_for_selector("#whose-label")
    page.click("text=Essayer un exemple")
    page.wait_for_selector("#example")
    page.click(ASK)
    page.wait_for_selector("#decision")

    assert focus_comes_to(page, "decision")
    assert what_bars_somebody(page) == []
    outcome = page.inner_text("#decision .outcome")
    page.goto(page.url)
    assert page.inner_text("#decision .outcome") == outcome


def test_rows_come_and_go_and_faults_are_led_to(open_page: Callable[..., Any], size: str) -> None:
    page = open_page(size=size)
    page.goto("/ask/jury.proposal/?label=ms")
    page.fill("#f-units-1-code", "UV1")
    page.click("text=Ajouter un module")
    page.wait_for_selector("#f-units-1-modules-2")
    assert focus_comes_to(page, "f-units-1-modules-2")
    assert page.input_value("#f-units-1-code") == "UV1"
    page.locator("#f-units-1-modules-2 > .acts button").click()
    page.wait_for_selector("#f-units-1-modules-2", state="detached")
    page.click(ASK)
    page.wait_for_selector("#faults")

    assert focus_comes_to(page, "faults")
    assert page.input_value("#f-units-1-code") == "UV1"
    page.click("#faults a >> nth=0")
    assert focus_comes_to(page, "f-units-1-ects")
    assert what_bars_somebody(page) == []


def test_without_script_it_is_the_same(browser: Any, live_server: Any, size: str) -> None:
    context = browser.new_context(
        base_url=live_server.url, viewport=SIZES[size], locale="fr", java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/ask/studies.mission_conforms/?label=ms")
    page.fill("#f-starts_on", "2026-04-01")
    page.fill("#f-ends_on", "2026-09-30")
    page.select_option("#f-place", "company")
    page.press("#f-ends_on", "Enter")

    assert page.locator("#decision .outcome").count() == 1
    assert "do=ask#decision" in page.url
    context.close()
