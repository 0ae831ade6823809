"""The pages that put any question to the law: which there are, and one of them with the facts that are typed."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from sceau.asking.asked import Asked, asked_of
from sceau.asking.catalogue import stages
from sceau.wording import language

LONGEST_SEARCH = 100
TOML = "application/toml; charset=utf-8"


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """List every question that the law answers, by stage, or those that hold the words that are looked for."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found = stages(text, language(get_language() or "fr"))
    return render(request, "asking/questions.html", {"text": text, "stages": found})


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, name: str) -> HttpResponse:
    """Put one question: draw its facts, read what was typed in them, and show what the law answers."""
    said = dict((request.POST if request.method == "POST" else request.GET).lists())
    lang = language(get_language() or "fr")
    asked = asked_of(name, said, request.viewer, today=timezone.localdate(request.at), lang=lang)
    if asked.wants_file:
        return _file(asked)
    if asked.address and request.method == "POST" and not _in_place(request):
        return HttpResponseRedirect(f"{asked.address}#decision")
    return _page(request, asked)


def _page(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Return the page; to htmx, which shows no page of a fault, always as one that is well."""
    wrong = HTTPStatus.FORBIDDEN if asked.whose.reserved else HTTPStatus.UNPROCESSABLE_ENTITY
    answered = wrong if asked.faults and not _in_place(request) else HTTPStatus.OK
    page = render(request, "asking/question.html", {"asked": asked}, status=answered)
    if _in_place(request) and asked.address:
        page.headers["HX-Push-Url"] = asked.address
    return page


def _file(asked: Asked) -> HttpResponse:
    """Return the facts as the file that ``sceau ask`` reads."""
    answer = HttpResponse(asked.file, content_type=TOML)
    answer.headers["Content-Disposition"] = f'attachment; filename="{asked.question}.toml"'
    return answer


def _in_place(request: HttpRequest) -> bool:
    """Tell whether htmx asks, to change the page in place."""
    return request.headers.get("HX-Request") == "true"
