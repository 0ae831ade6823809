"""What was pasted from a spreadsheet? What is taught, a line an assessment, in the columns of the workbook of marks.

The same reader as that of a workbook: its faults name the cell, in a sheet that begins with the line of headers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sceau.catalogue.sheet import Assessment, Component, Module, Structure, Unit
from sceau.studies.book import Grid
from sceau.studies.faults import FaultList
from sceau.studies.layout import SHEETS, Kind, headers
from sceau.studies.sheets import Table
from sceau.studies.structure import read_structure
from sceau.studies.words import fold, words

NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?")
SHEET = SHEETS["structure"]
NUMERIC = frozenset(one.name for one in SHEET.columns if one.kind is Kind.NUMBER)
LONGEST, MOST_LINES = 200_000, 3_000
"""Characters and lines that are looked at."""


def structure_pasted(text: str, components: Sequence[Component], *, scale: Decimal | None, lang: str) -> Structure:
    """Return what was pasted, with the components as they were; raises ``WorkbookFaulty`` with every fault.

    ``scale`` is what the regulation marks out of, for lines that do not say.
    """
    said = words(lang)
    faults = FaultList(said["sheets"]["structure"], said, kind="workbook")
    table = Table(SHEET, Grid(said["sheets"]["structure"], _cells(text)), faults)
    table.needs_headers()
    table.needs_lines()
    read = read_structure(table, scale)
    faults.stop_if_any()
    units = [_unit(one) for one in read.units()]
    return Structure.model_validate({"units": units, "components": [one.model_dump() for one in components]})


def _cells(text: str) -> list[list[Any]]:
    """Return the cells of a text that a spreadsheet gave, numbers as numbers where the column holds numbers."""
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ";"
    rows = list(csv.reader(text[:LONGEST].splitlines()[:MOST_LINES], delimiter=delimiter))
    known = headers(SHEET)
    numeric = [known.get(fold(one), "") in NUMERIC for one in rows[0]] if rows else []
    return [
        [_number(cell) if place < len(numeric) and numeric[place] and n else cell for place, cell in enumerate(row)]
        for n, row in enumerate(rows)
    ]


def _number(cell: str) -> Any:
    bare = cell.strip()
    return float(bare.replace(",", ".")) if NUMBER.fullmatch(bare) else cell


def _unit(line: Any) -> dict[str, Any]:
    """Return a line of the workbook as the sheet has it."""
    modules = [
        Module(
            code=module.code,
            title=module.title,
            coefficient=module.coefficient,
            assessments=tuple(
                Assessment(
                    code=one.code,
                    title=one.title,
                    coefficient=one.coefficient,
                    scale=one.scale,
                    group=one.group,
                    individualised=one.individualised,
                )
                for one in module.assessments
            ),
        )
        for module in line.modules
    ]
    return Unit(
        code=line.code,
        title=line.title,
        ects=line.ects,
        coefficient=line.coefficient,
        block=line.block,
        modules=tuple(modules),
    ).model_dump()
