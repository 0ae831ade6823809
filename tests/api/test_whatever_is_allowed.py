"""Whatever the OpenAPI document allows is answered as it says: by no fault of ours, and nothing unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sceau.api.app import api
from sceau.people.roles import Role
from sceau.site.wsgi import application
from tests.api.asking import a_token, program
from tests.people.people import a_school, an_account

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
pytestmark = pytest.mark.django_db
schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = lambda environ, start: application({"REMOTE_ADDR": "127.0.0.1", **environ}, start)
schema.config.phases.coverage.enabled = False


@pytest.fixture(autouse=True)
def _the_connection_of_the_test_stays_open() -> Iterator[None]:
    """A server shuts what is too old at the end of a request; within a test it is the test's own."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture(params=[Role.INSTALLATION_ADMINISTRATOR, None], ids=["who may do the most", "nobody"])
def secret(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The secret of who asks, whom nobody counts; none of who comes without a token."""
    monkeypatch.setattr("sceau.api.door.LIMITS", {"api": "100000/m/ip", "api_token": "100000/m/key"})
    program()
    a_school()
    return a_token(an_account("Paul Durand", request.param)) if request.param else ""


@schema.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_is_documented(case: Any, secret: str) -> None:
    case.call_and_validate(checks=list(CHECKS), headers={"Authorization": f"Bearer {secret}"} if secret else {})
