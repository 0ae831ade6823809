"""Where is help on this page? In the guide that speaks of it, else in the list of guides."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from sceau.site.guide import guide_of

register = template.Library()


@register.simple_tag(takes_context=True)
def help_address(context: dict[str, Any]) -> str:
    """Return the address of the help on the page that is drawn."""
    request = context.get("request")
    match = request.resolver_match if request else None
    name = guide_of(match.url_name or "") if match else ""
    return reverse("guide", args=[name]) if name else reverse("guides")
