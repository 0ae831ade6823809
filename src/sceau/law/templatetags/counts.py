"""How does a template say how many? ``{% count "drafts.faults" n %}``."""

from __future__ import annotations

from typing import Any

from django import template

from sceau.law.counts import say_counted

register = template.Library()


@register.simple_tag
def count(key: str, n: int, /, **named: Any) -> str:
    """Return a sentence on so many, in its singular or its plural."""
    return say_counted(key, n, **named)
