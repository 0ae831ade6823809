"""How does a page of any app draw a chart? By its title, what its names and numbers are, and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from sceau.site.charts import bars

register = template.Library()


@register.inclusion_tag("chart.html")
def bars_of(title: str, names: str, numbers: str, rows: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Return horizontal bars, with the table that says the same."""
    return {"chart": bars(title, (names, numbers), rows)}
