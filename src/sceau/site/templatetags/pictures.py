"""How does a page draw? An icon by its name in ``site/icons.txt``, always beside the words that say the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
ICONS = Path(__file__).parents[1] / "static" / "vendor" / "icons"


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return an icon as SVG within the page; raises ``FileNotFoundError`` for one that ``icons.txt`` does not name."""
    drawn = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    return mark_safe(" ".join(drawn.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1).split()))  # noqa: S308 - a file of ours, with no word of a user's
