"""How is a field of a form drawn? By our ``field.html``: a box to tick stands before its words."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Django's own, with our field."""

    field_template_name = "field.html"
