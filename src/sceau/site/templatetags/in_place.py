"""How does a list change without its page being loaded anew? By htmx, where there is JavaScript; else as any form."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

register = template.Library()
SWAPS = SafeString(
    'hx-boost="true" hx-target="main" hx-select="main" hx-swap="outerHTML show:none" hx-push-url="true"'
    ' hx-trigger="change, submit"'
)


@register.simple_tag
def in_place() -> SafeString:
    """Return what makes a form of filters, or the links of pages, change the page in place, its address too."""
    return SWAPS
