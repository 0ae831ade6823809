"""What is wrong with a request? One shape for every error: RFC 9457, in the language of who asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from ninja import Schema
from pydantic import ConfigDict, Field

from sceau.people.access import Refused
from sceau.people.permissions import LINK, TOKEN
from sceau.site.words import say

PROBLEM = "application/problem+json"
BESIDE_ROUTES: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "not_understood",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "no_such_method",
    HTTPStatus.INTERNAL_SERVER_ERROR: "our_fault",
}
"""What is wrong where no route of the API told it."""


class ProblemFault(Schema):
    """One thing that is wrong with what was sent, and where."""

    place: str
    what: str


class Problem(Schema):
    """Why a request was not answered."""

    model_config = ConfigDict(populate_by_name=True)

    type: str
    """Names the kind of problem: ``/api/v1/#refused``."""
    title: str
    code: int = Field(alias="status")
    detail: str
    instance: str
    faults: list[ProblemFault] = []


class Trouble(Exception):
    """A request that cannot be answered: a key of the sentences ``api_problems``, with everything that is wrong."""

    def __init__(self, kind: str, code: HTTPStatus, faults: Iterable[tuple[str, str]] = (), retry: int = 0) -> None:
        super().__init__(kind)
        self.kind = kind
        self.code = code
        self.faults = tuple(faults)
        self.retry = retry
        """Seconds until it may be tried again; none where it is no use."""


def answer(request: HttpRequest, trouble: Trouble, detail: str = "") -> HttpResponse:
    """Return the answer that tells a trouble."""
    said = {
        "type": f"/api/v1/#{trouble.kind}",
        "title": say(f"api_problems.{trouble.kind}.title"),
        "status": trouble.code,
        "detail": detail or say(f"api_problems.{trouble.kind}.do"),
        "instance": request.path,
        "faults": [{"place": place, "what": what} for place, what in trouble.faults],
    }
    response = HttpResponse(json.dumps(said), status=trouble.code, content_type=PROBLEM)
    if trouble.code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if trouble.retry:
        response.headers["Retry-After"] = str(trouble.retry)
    return response


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Return the answer to an act that is refused: which, and who may."""
    code = get_language() or "fr"
    holders = [say(f"roles.{one}") for one in refused.act.scopes if one not in {LINK, TOKEN}]
    detail = say("api_problems.refused.detail", act=refused.act.title[code], who=", ".join(holders) or "—")
    return answer(request, Trouble("refused", HTTPStatus.FORBIDDEN), detail)


class ProblemMiddleware:
    """Tell in the one shape of errors what goes wrong around the routes: no such address or method, a fault of ours.

    HEAD is answered as GET would be (RFC 9110, 9.3.2), without its body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; turn a page of errors that a program cannot read into a problem."""
        if not request.path.startswith(reverse("api_guide")):
            return self._get_response(request)
        asked, request.method = request.method, "GET" if request.method == "HEAD" else request.method
        response = self._get_response(request)
        request.method = asked
        kind = BESIDE_ROUTES.get(response.status_code, "")
        if not kind or response["Content-Type"] == PROBLEM:
            return response
        told = answer(request, Trouble(kind, HTTPStatus(response.status_code)))
        if "Allow" in response.headers:
            told.headers["Allow"] = response.headers["Allow"]
        return told
