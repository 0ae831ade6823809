"""Which units, modules, assessments and components has this promotion? Read from one line for each assessment."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sceau.studies.promotion import AssessmentLine, ComponentLine, ModuleLine, UnitLine
from sceau.studies.sheets import Line, Table

COEFFICIENT_DECIMALS = 4


@dataclass(slots=True)
class _Named:
    """A unit or a module as its first line gives it; the lines that follow must say the same."""

    line: int
    said: dict[str, Any]
    inside: str = ""
    """For a module, the code of its unit."""


@dataclass(slots=True)
class Structure:
    """What the sheet of the structure says, as far as it could be read."""

    title: str
    """The title of the sheet in the file."""
    scale: Decimal | None = None
    """What the regulation marks out of, for lines that do not say; None where each must say."""
    column: int = 0
    """The column of the codes of assessments."""
    assessments: dict[str, AssessmentLine | None] = field(default_factory=dict)
    """Each code that was read; None where the rest of its line is faulty."""
    scales: dict[str, Decimal | None] = field(default_factory=dict)
    """What each of them is marked out of, whatever else of its line is faulty; None where that cell is."""
    rows: dict[str, int] = field(default_factory=dict)
    """The row of each assessment, from zero."""
    modules: dict[str, list[str]] = field(default_factory=dict)
    """The assessments of each module."""
    complete: bool = True
    """False if a code could not be read, so that none can be called unknown."""
    credited: bool = True
    """False if credits could not be read or differ between two lines of a unit, so that they cannot be added up."""
    _units: dict[str, _Named] = field(default_factory=dict)
    _modules: dict[str, _Named] = field(default_factory=dict)

    @property
    def ects(self) -> Decimal | None:
        """The credits of all units; None where they cannot be added up."""
        if not self.credited or not self._units:
            return None
        return sum((unit.said["ects"] for unit in self._units.values()), Decimal(0))

    def units(self) -> tuple[UnitLine, ...]:
        """Return the units in the order of their first lines; only for a structure without fault."""
        return tuple(self._unit(code, unit.said) for code, unit in self._units.items())

    def _unit(self, code: str, said: dict[str, Any]) -> UnitLine:
        modules = tuple(self._module(name, m.said) for name, m in self._modules.items() if m.inside == code)
        return UnitLine(code, said["unit_title"], said["ects"], said["unit_coefficient"], modules, said["block"])

    def _module(self, code: str, said: dict[str, Any]) -> ModuleLine:
        lines = tuple(line for name in self.modules[code] if (line := self.assessments[name]) is not None)
        return ModuleLine(code, said["module_title"], said["module_coefficient"], lines)

    def add(self, line: Line) -> None:
        """Take in the line of one assessment."""
        unit, module = line.printed("unit"), line.printed("module")
        cells = _unit_cells(line)
        _said_once(self._units, unit, line, cells)
        first = self._units[unit].said["ects"] if unit else None
        self.credited = self.credited and first is not None and first == cells["ects"]
        _said_once(self._modules, module, line, _module_cells(line), inside=unit or "")
        code = line.printed("assessment")
        self.complete = self.complete and code is not None and module is not None
        scale = scale_of_line(line, self.scale)
        assessment = _assessment(line, code, scale)
        if code in self.assessments:
            line.fault("twice", "assessment", found=code, line=self.rows[code] + 1)
        elif code is not None:
            self.assessments[code], self.scales[code] = assessment, scale
            self.rows[code] = line.row
            if module is not None:
                self.modules.setdefault(module, []).append(code)

    def needs_codes_apart(self, table: Table) -> None:
        """Add a fault for each module with the code of a unit: results and reasons name either by its code alone."""
        for code, module in self._modules.items():
            if code in self._units:
                place, line = (module.line - 1, table.columns["module"]), self._units[code].line
                table.faults.cell("code_of_unit_and_module", self.title, *place, found=code, line=line)


def read_structure(table: Table, scale: Decimal | None) -> Structure:
    """Read the sheet of the structure; ``scale`` is what the regulation marks out of."""
    column = table.columns.get("assessment")
    structure = Structure(table.grid.name, scale, column or 0, complete=column is not None)
    for line in table.lines():
        structure.add(line)
    structure.needs_codes_apart(table)
    structure.complete = structure.complete and bool(structure.assessments)
    return structure


def _unit_cells(line: Line) -> dict[str, Any]:
    return {
        "unit_title": line.printed("unit_title"),
        "ects": line.number("ects"),
        "unit_coefficient": line.number("unit_coefficient", decimals=COEFFICIENT_DECIMALS, above_zero=True),
        "block": line.printed("block", needed=False) or "",
    }


def _module_cells(line: Line) -> dict[str, Any]:
    return {
        "module_title": line.printed("module_title"),
        "module_coefficient": line.number("module_coefficient", decimals=COEFFICIENT_DECIMALS, above_zero=True),
    }


def _said_once(
    named: dict[str, _Named], code: str | None, line: Line, said: dict[str, Any], *, inside: str = ""
) -> None:
    """Keep what the first line of a unit or module says; add a fault for each cell where a later line differs."""
    if code is None:
        return
    first = named.setdefault(code, _Named(line.number_in_sheet, said, inside))
    if inside and first.inside and first.inside != inside:
        line.fault("module_in_two_units", "module", found=code, unit=first.inside, line=first.line)
        return
    for cell, value in said.items():
        before = first.said[cell]
        if value is not None and before is not None and value != before:
            line.fault("differs", cell, found=value, other=before, line=first.line, code=code)


def _assessment(line: Line, code: str | None, scale: Decimal | None) -> AssessmentLine | None:
    """Return the assessment of a line, or None when a cell of its own is faulty."""
    title = line.printed("assessment_title")
    coefficient = line.number("coefficient", decimals=COEFFICIENT_DECIMALS, above_zero=True)
    group = line.yes_no("group", needed=False) if line.has("group") else False
    individualised = _individualised(line, group=group)
    if code is None or title is None or coefficient is None or scale is None or group is None or individualised is None:
        return None
    return AssessmentLine(code, title, coefficient, scale, group, individualised)


def scale_of_line(line: Line, usual: Decimal | None) -> Decimal | None:
    """Return what a line is marked out of, the scale of the regulation when it does not say; None for a faulty cell."""
    if usual is not None and not line.has("scale"):
        return usual
    return line.number("scale", above_zero=True)


def _individualised(line: Line, *, group: bool | None) -> bool | None:
    """Return whether group work is marked one by one, which must be said; individual work always is."""
    if not group:
        return True
    if not line.has("individualised"):
        line.fault("individualised_unsaid", "individualised" if line.knows("individualised") else "group")
        return None
    return line.yes_no("individualised")


@dataclass(slots=True)
class Components:
    """What the sheet of the components says, as far as it could be read."""

    title: str
    """The title of the sheet in the file."""
    lines: tuple[ComponentLine, ...] = ()
    complete: bool = True
    """False if a line could not be read, so that no component can be called unknown."""

    @property
    def known(self) -> tuple[ComponentLine, ...] | None:
        """The components; None where a line could not be read."""
        return self.lines if self.complete else None


def read_components(table: Table) -> Components:
    """Read the sheet of the components; a line with a faulty cell is left out."""
    components = Components(table.grid.name, complete="component" in table.columns)
    rows: dict[str, int] = {}
    for line in table.lines():
        code, title, ects = line.choice("component", "components"), line.printed("title"), line.number("ects")
        if code in rows:
            line.fault("twice", "component", found=line.word("component"), line=rows[code])
        elif code is None or title is None or ects is None:
            components.complete = False
        else:
            components.lines += (ComponentLine(code, title, ects),)
        if code is not None:
            rows.setdefault(code, line.number_in_sheet)
    return components
