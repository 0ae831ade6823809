"""How does a list of programmes leave as a workbook? Every cell is text, so that no title can become a formula."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from sceau.catalogue.shown import Shown
from sceau.people.export import OPTIONS, text_alone
from sceau.people.forms import say

COLUMNS = (
    "title",
    "schools",
    "domain",
    "campus",
    "pace",
    "language",
    "duration",
    "hours",
    "ects",
    "mission",
    "education",
    "entry",
    "rncp",
    "cpf",
    "source",
)
"""What a line says: nothing of what a school achieved."""
WIDTH = 24


def workbook_of(programmes: Sequence[Shown]) -> bytes:
    """Return a workbook with a line a programme, in the order given."""
    held = BytesIO()
    with xlsxwriter.Workbook(held, OPTIONS) as book:
        sheet = book.add_worksheet(say("programmes.sheet"))
        head = book.add_format({"bold": True, "bottom": 1})
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, say(f"programme.{column}"), head)
        for line, one in enumerate(programmes, start=1):
            told = {"title": one.title.text, "schools": " ; ".join(one.schools), "source": one.version.source}
            told |= {fact.name: fact.text for fact in one.facts}
            for place, column in enumerate(COLUMNS):
                sheet.write_string(line, place, text_alone(told.get(column, "")))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(programmes)), len(COLUMNS) - 1)
        sheet.set_column(0, len(COLUMNS) - 1, WIDTH)
    return held.getvalue()
