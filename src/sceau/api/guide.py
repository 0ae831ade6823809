"""How does a program ask? The page that says it: each route, with an example that a test runs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sceau.people.tokens import SCOPES

ROOT = "/api/v1"
HEADER = "Authorization: Bearer sceau_…"
NAMED = re.compile(r"^sceau_api_[a-z]+_")
"""What the id of a route begins with: the module of its function."""


@dataclass(frozen=True, slots=True)
class Example:
    """A request that anybody may try."""

    method: str
    path: str
    body: Mapping[str, Any] = field(default_factory=dict)
    needs_token: bool = False

    @property
    def command(self) -> str:
        """The command that sends it."""
        lines = [f"curl {settings.ENVIRONMENT.site_url}{ROOT}{self.path}"]
        lines += [f"-X {self.method}"] if self.method not in {"GET", "POST"} else []
        lines += ['-H "Authorization: Bearer $TOKEN"'] if self.needs_token else []
        if self.body:
            lines += ['-H "Content-Type: application/json"', f"-d '{json.dumps(self.body)}'"]
        return " \\\n  ".join(lines)


MISSION = {"facts": {"starts_on": "2026-03-01", "ends_on": "2026-08-31", "place": "company"}, "label": "ms"}
EXAMPLES: Mapping[tuple[str, str], Example] = {
    ("get", "/programmes/"): Example("GET", "/programmes/?q=cybersecurite"),
    ("get", "/register/"): Example("GET", "/register/?q=energie&on=2026-01-01"),
    ("get", "/schools"): Example("GET", "/schools"),
    ("get", "/labels"): Example("GET", "/labels"),
    ("get", "/rules"): Example("GET", "/rules?label=ms&on=2026-01-01&q=mission"),
    ("get", "/rules/{key}"): Example("GET", "/rules/mission_duration?label=ms&on=2026-01-01"),
    ("get", "/questions"): Example("GET", "/questions"),
    ("get", "/questions/{name}"): Example("GET", "/questions/studies.mission_conforms"),
    ("post", "/questions/{name}/answer"): Example("POST", "/questions/studies.mission_conforms/answer", MISSION),
    ("get", "/persons"): Example("GET", "/persons?role=student", needs_token=True),
    ("get", "/journal"): Example("GET", "/journal", needs_token=True),
    ("get", "/journal/seals"): Example("GET", "/journal/seals", needs_token=True),
}
"""An example of each route that needs no id of anybody's."""


@dataclass(frozen=True, slots=True)
class Route:
    """A route as its page tells it."""

    method: str
    path: str
    name: str
    """Names its sentence, in ``wording/site.*.toml`` under ``api_routes``."""
    parameters: tuple[str, ...]
    codes: tuple[str, ...]
    example: Example | None


@cache
def routes() -> tuple[Route, ...]:
    """Return every route, read off the OpenAPI document."""
    from sceau.api.app import api  # noqa: PLC0415 - the routes are named by who is named here

    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, said in methods.items():
            short = path.removeprefix(ROOT)
            parameters = tuple(one["name"] for one in said.get("parameters", ()))
            codes = tuple(str(code) for code in sorted(said["responses"], key=int))
            name = NAMED.sub("", said["operationId"])
            found.append(Route(method, short, name, parameters, codes, EXAMPLES.get((method, short))))
    return tuple(found)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show how a program asks, and every route."""
    return render(request, "api/guide.html", {"routes": routes(), "scopes": SCOPES, "root": ROOT, "header": HEADER})
