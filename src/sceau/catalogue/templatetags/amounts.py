"""How does a template say a number? As the language of the page writes it, without a zero too many."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from sceau.wording import language
from sceau.wording.numbers import say_quantity

register = template.Library()


@register.filter
def amount(number: Decimal | int) -> str:
    """Return a number in words."""
    return say_quantity(number, "", language(get_language() or "fr"))
