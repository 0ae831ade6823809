"""The API: its routes, its one shape of errors, and what every answer bears."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from sceau.api import catalogue, dossiers, journal, law, people, questions, register
from sceau.api.door import door
from sceau.api.exact import ExactParser
from sceau.api.problems import PROBLEM, Problem, Trouble, answer, refusal
from sceau.people.access import Refused
from sceau.site.words import say

VERSION = "1"
UNREADABLE = HTTPStatus.UNPROCESSABLE_ENTITY


class Api(NinjaAPI):
    """An API whose answers bear what they are, so that nobody asks twice for the same."""

    def create_response(self, request: HttpRequest, data: Any, **more: Any) -> HttpResponse:
        """Return an answer with its ETag; 304 to who has it already."""
        response = super().create_response(request, data, **more)
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        response.headers["Cache-Control"] = "private, no-cache"
        if request.method != "GET" or response.status_code != HTTPStatus.OK:
            return response
        if "ETag" not in response.headers:
            response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()}"'
        return get_conditional_response(request, response.headers["ETag"], None, response)

    def get_openapi_schema(self, **more: Any) -> Any:
        """Return the OpenAPI document, problems under the type that RFC 9457 gives them."""
        schema = super().get_openapi_schema(**more)
        told = Problem.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"]["Problem"] = {name: one for name, one in told.items() if name != "$defs"}
        for path in schema["paths"].values():
            for operation in path.values():
                _finish(operation)
        return schema


def _finish(operation: dict[str, Any]) -> None:
    """Say of a route what answers every route may give."""
    for code, said in operation["responses"].items():
        if int(code) >= HTTPStatus.BAD_REQUEST:
            said["content"] = {PROBLEM: next(iter(said.get("content", {}).values()))}
        said["description"] = HTTPStatus(int(code)).phrase
    if "x-method" not in operation and operation["responses"].get(200) and "requestBody" not in operation:
        operation["responses"][304] = {"description": HTTPStatus.NOT_MODIFIED.phrase}


api = Api(
    title="Sceau",
    version=VERSION,
    description="Runs a Mastère Spécialisé® from accreditation to diploma, and can always say why.",
    docs_url=None,
    auth=door,
    parser=ExactParser(),
    urls_namespace="api",
)
for part in (catalogue, register, dossiers, law, questions, people, journal):
    api.add_router("", part.router)


@api.exception_handler(Trouble)
def _trouble(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    return answer(request, trouble)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return refusal(request, refused)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _: Http404) -> HttpResponse:
    return answer(request, Trouble("not_found", HTTPStatus.NOT_FOUND))


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer(request, Trouble("not_readable", UNREADABLE, [_fault(one) for one in error.errors]))


@api.exception_handler(HttpError)
def _not_parsed(request: HttpRequest, _: HttpError) -> HttpResponse:
    return answer(request, Trouble("not_json_text", HTTPStatus.BAD_REQUEST))


def _fault(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return where a fault is, and what it is, in words for what is missing and what is odd."""
    place = ".".join(str(step) for step in error["loc"][2 if error["loc"][0] == "body" else 1 :])
    return place, say("api_faults.missing" if error["type"] == "missing" else "api_faults.odd")
