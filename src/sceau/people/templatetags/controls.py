"""How is a field of a form of django-allauth shown? With its label alone, and nothing written inside it."""

from __future__ import annotations

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def control(field: BoundField) -> str:
    """Return the control of a field without a placeholder, and without taking the focus."""
    return str(field.as_widget(attrs={"placeholder": False, "autofocus": False}))
