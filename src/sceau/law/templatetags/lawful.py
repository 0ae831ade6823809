"""How does a page name a stage, and set a line of a table under its columns?"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from sceau.law.told import Line, Table
from sceau.wording import language

register = template.Library()


@register.filter
def stage_name(stage: str) -> str:
    """Return the name of a stage of the life of a programme, with a capital."""
    said = str(language(get_language() or "fr").stages[stage])
    return said[:1].upper() + said[1:]


@register.filter
def cells(table: Table, line: Line) -> Iterable[tuple[str, str]]:
    """Return each cell of a line with the name of its column."""
    return zip(table.columns, line.cells, strict=True)
