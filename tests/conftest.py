"""What all tests share: a real PostgreSQL, and properties tried without a clock, for a busy machine is no fault."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from whitenoise.middleware import WhiteNoiseMiddleware

from sceau.site.embedded import DatabaseDown, Embedded, Owned

settings.register_profile("sceau", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("sceau"), max_examples=3000)
settings.load_profile("sceau")

VAR = Path(__file__).parents[1] / "var" / "tests"
RUNNING = ExitStack()


def pytest_configure() -> None:
    """Start the embedded server, kept between runs, unless DATABASE_URL names one; the workers find it named."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sceau.site.settings"
    os.environ["SCEAU_VAR"] = str(VAR)
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _started()
    django.setup()


def _started() -> str:
    """Return where the server of the tests is; one that another run owns serves this one too."""
    embedded = Embedded(VAR)
    try:
        RUNNING.enter_context(Owned(embedded))
    except DatabaseDown:
        return embedded.url()
    return embedded.url()


def pytest_unconfigure() -> None:
    """Stop the server that this run started."""
    RUNNING.close()


@pytest.fixture(autouse=True, scope="session")
def _a_flush_may_empty_what_nobody_else_may() -> Iterator[None]:
    """Let Django empty the tables between tests; the triggers that refuse it are put back at once."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_as_the_owner(self: Any, statements: list[str]) -> None:
        away, back = "SET session_replication_role = replica", "SET session_replication_role = DEFAULT"
        flush(self, [away, *statements, back])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(operations, "execute_sql_flush", flush_as_the_owner)
        yield


@pytest.fixture(autouse=True, scope="session")
def _files_of_pages_are_looked_for_once() -> Iterator[None]:
    """Every client of a test makes the middleware anew; what pages are dressed in is the same for all of them."""
    look = WhiteNoiseMiddleware.add_files_from_finders
    known: dict[str, dict[str, Any]] = {}

    def look_once(self: Any) -> None:
        if self.static_prefix not in known:
            look(self)
            known[self.static_prefix] = dict(self.files)
        self.files.update(known[self.static_prefix])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield
