"""A law is adopted with a fault and then without, a workbook deliberated: in a real browser, of either size."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from tests.browser.browser import SIZES, what_bars_somebody
from tests.deliberations import dropping
from tests.law.drafting import NEXT_YEAR, SLUG, a_draft, anne, chloe, faulty, studies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("size", sorted(SIZES))]


def send(page: Any, what: str) -> None:
    """Press something that leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.click(what)


def write_studies(page: Any, draft: Any, text: str) -> None:
    page.goto(f"/law/drafts/{draft.pk}/files/studies.toml")
    page.fill("main textarea", text)
    send(page, "form.wide button")
    page.goto(f"/law/drafts/{draft.pk}/")


def test_a_law_with_a_fault_is_not_adopted_and_is_once_it_is_mended(open_page: Callable[..., Any], size: str) -> None:
    draft, approver = a_draft(), anne()
    page = open_page(chloe(), size=size)
    write_studies(page, draft, faulty())
    assert page.is_visible("main .notice.error")
    assert "studies.toml" in page.inner_text("main")
    assert what_bars_somebody(page) == []

    write_studies(page, draft, studies(13))
    assert page.is_visible("main .notice.success")
    page.fill("form[action$='/submit/'] [name=since]", NEXT_YEAR.isoformat())
    send(page, "form[action$='/submit/'] button")
    director = open_page(approver, size=size)
    director.goto(f"/law/drafts/{draft.pk}/")
    assert what_bars_somebody(director) == []
    send(director, "form[action$='/adopt/'] button")
    director.goto(f"/law/school-{SLUG}/unit_pass_mark/?on={NEXT_YEAR.isoformat()}")

    assert "au moins 13/20" in director.inner_text("main .now").lower()


def work_apart() -> Thread:
    """A worker that does what waits, beside the browser."""

    def work() -> None:
        dropping.work()
        connection.close()

    worker = Thread(target=work)
    worker.start()
    return worker


def test_a_workbook_is_dropped_and_its_proposals_are_read(open_page: Callable[..., Any], size: str) -> None:
    page = open_page(dropping.chloe(), size=size)
    page.goto("/deliberate/")
    page.select_option("main [name=programme]", f"{dropping.SLUG}/{dropping.PROGRAMME}")
    page.fill("main [name=intake]", str(dropping.INTAKE))
    page.set_input_files("main [name=workbook]", str(dropping.EXAMPLE))
    send(page, "main form.card button")
    worker = work_apart()
    page.wait_for_selector("#proposals", timeout=120_000)
    worker.join()
    assert what_bars_somebody(page) == []
    send(page, "#proposals ~ table tbody a >> nth=0")

    assert page.is_visible("main .decision .outcome")
    assert what_bars_somebody(page) == []
