"""How is this done? The guides of ``docs/guide/``, each at hand from the pages that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import tomli
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sceau.people.roles import Role

SCREENS = "screens"


@dataclass(frozen=True, slots=True)
class Guide:
    """What a guide speaks of, and to whom."""

    name: str
    pages: tuple[str, ...]
    roles: frozenset[str]
    """Empty where it speaks to everybody."""


@dataclass(frozen=True, slots=True)
class Text:
    """A guide in a language."""

    title: str
    html: SafeString


@cache
def folder() -> Path:
    """Return where the guides are: within the package, or beside it in a checkout."""
    packaged = Path(str(files("sceau.site").joinpath("guide")))
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "docs" / "guide"


@cache
def guides() -> Mapping[str, Guide]:
    """Return every guide by its name, in the order of the first page."""
    said = tomli.loads((folder() / "guide.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {name: Guide(name, tuple(one["pages"]), frozenset(one.get("roles", ()))) for name, one in said.items()}
    )


def guide_of(page: str) -> str:
    """Return the name of the guide that speaks of a page; empty where none does."""
    return next((guide.name for guide in guides().values() if page in guide.pages), "")


@cache
def text_of(name: str, code: str) -> Text:
    """Return a guide in a language; markup that is no Markdown stays text."""
    source = (folder() / code / f"{name}.md").read_text(encoding="utf-8")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(source)
    for token in _images(tokens):
        token.attrs["src"] = reverse("guide_screen", args=[str(token.attrs["src"]).rpartition("/")[2]])
    title = source.partition("\n")[0].removeprefix("# ")
    return Text(title, mark_safe(reader.renderer.render(tokens, reader.options, {})))  # noqa: S308 - a file of ours, its markup refused by the reader


def _images(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or () if child.type == "image"]


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """Show every guide: those that speak to the viewer first, then what each role has to read."""
    code = get_language() or "fr"
    held = {one.role for one in request.viewer.roles}
    told = [(guide, text_of(guide.name, code).title) for guide in guides().values()]
    shown = {
        "mine": [(guide, title) for guide, title in told if not guide.roles or guide.roles & held],
        "by_role": [(role, [(guide, title) for guide, title in told if role in guide.roles]) for role in Role.values],
    }
    return render(request, "guide/list.html", shown)


@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """Show a guide."""
    if name not in guides():
        raise Http404
    return render(request, "guide/guide.html", {"text": text_of(name, get_language() or "fr")})


@require_safe
def guide_screen(request: HttpRequest, picture: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Serve a picture of a page, as the tests of pages drew it."""
    known = {path.name: path for path in (folder() / SCREENS).glob("*.png")}
    if picture not in known:
        raise Http404
    return HttpResponse(known[picture].read_bytes(), content_type="image/png")
