"""A real browser for the tests: the Chromium of this machine, one page of a size and a language at a time."""

from __future__ import annotations

import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from sceau.people.models import Account

SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
RULES = {"resultTypes": ["violations"], "preload": False}
"""What axe is asked: nothing that is loaded from elsewhere."""


def chromium() -> str | None:
    """Return where the browser of this machine is; none where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def opened(browser: Any, address: str, account: Account | None, *, language: str = "fr", size: str = "desktop") -> Any:
    """Return a new page of a browser that nobody used before, signed in where an account is given."""
    context = browser.new_context(base_url=address, viewport=SIZES[size], locale=language)
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if account is not None:
        client = Client()
        client.force_login(account)
        cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def what_bars_somebody(page: Any) -> list[str]:
    """Return what axe finds on a page, each with its first place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]
