"""A browser is started once for each of the processes that run the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """The browser of this machine."""
    from tests.browser.browser import QUIET, chromium  # noqa: PLC0415 - it wants the settings, which come later

    found = chromium()
    if found is None:
        pytest.skip("there is no browser here: install the system package «chromium»")
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patched:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the loop of the browser runs beside us, not us in it
        started = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open a page of the site in a browser that nobody used before: ``open_page(account, language=…, size=…)``."""
    from tests.browser.browser import opened  # noqa: PLC0415 - as above

    address = live_server.url.replace("127.0.0.1", "localhost")
    contexts = []

    def open_one(account: Any = None, **more: str) -> Any:
        page = opened(browser, address, account, **more)
        contexts.append(page.context)
        return page

    yield open_one
    for context in contexts:
        context.close()
