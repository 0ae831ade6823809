"""How is a chart drawn? On the server, as SVG within the page, always with the table that says the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import altair as alt
import vl_convert
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

import sceau.documents

FONTS = Path(sceau.documents.__file__).parent / "fonts"
INK, LINE, TEXT = "#1c2b4a", "#dedacf", "#22262e"
WIDTH, A_BAR = 340, 28
"""In the units of the drawing: it grows and shrinks with the page."""
KEPT = 256
"""Drawings that a process keeps: some five million bytes."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and its table."""

    title: str
    headers: tuple[str, str]
    """What the names are, and what the numbers count."""
    rows: tuple[tuple[str, int | float], ...]

    @property
    def svg(self) -> SafeString:
        """The drawing."""
        return _drawn(self)


def bars(title: str, headers: tuple[str, str], rows: Sequence[tuple[str, int | float]]) -> Chart:
    """Return a chart of horizontal bars, in the order of its rows."""
    return Chart(title, headers, tuple(rows))


@cache
def _ready() -> None:
    """Name to the drawer the fonts that it may use: it measures words with them."""
    vl_convert.register_font_directory(str(FONTS))


@lru_cache(maxsize=KEPT)
def _drawn(chart: Chart) -> SafeString:
    """Draw a chart, and keep the drawing: it takes longer than a page.

    Ids and inline styles are left out, and what a reader hears is its title and its table.
    """
    _ready()
    names = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=260))
    numbers = alt.X("number:Q", title=None, axis=None)
    values = [{"name": name, "number": number} for name, number in chart.rows]
    base = alt.Chart(alt.Data(values=values)).encode(y=names, x=numbers)
    drawing = (
        alt.layer(
            base.mark_bar(color=INK, height={"band": 0.62}),
            base.mark_text(align="left", dx=6, color=TEXT).encode(text="number:Q"),
        )
        .properties(width=WIDTH, height=A_BAR * max(len(values), 1), background="transparent")
        .configure(font="Inter", aria=False, view={"stroke": None})
        .configure_axis(labelColor=TEXT, labelFontSize=13, gridColor=LINE)
        .configure_text(fontSize=13)
    )
    return _within_a_page(vl_convert.vegalite_to_svg(drawing.to_dict()), chart.title)


def _within_a_page(svg: str, title: str) -> SafeString:
    inner = re.sub(r'\s(style|class|id|role|aria-roledescription)="[^"]*"', "", svg)
    return mark_safe(inner.replace("<svg", f'<svg role="img" aria-label="{escape(title)}"', 1))  # noqa: S308 - drawn here, its words escaped by the drawer
