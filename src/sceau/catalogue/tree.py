"""How is what is taught written line by line? A unit, a module, an assessment is put in its place, moved, taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sceau.catalogue.sheet import Assessment, Component, Module, Structure, Unit

UNIT, MODULE, ASSESSMENT, COMPONENT = "unit", "module", "assessment", "component"
INSIDE = {MODULE: UNIT, ASSESSMENT: MODULE}
"""What a line stands in."""
SHAPES: dict[str, type[Unit | Module | Assessment | Component]] = {
    UNIT: Unit,
    MODULE: Module,
    ASSESSMENT: Assessment,
    COMPONENT: Component,
}
Lines = tuple[Any, ...]


def find(structure: Structure, kind: str, code: str) -> Any:
    """Return the line of a kind that bears a code; None where there is none."""
    return next((one for one in lines(structure, kind) if one.code == code), None)


def lines(structure: Structure, kind: str) -> Sequence[Any]:
    """Return every line of a kind."""
    modules = [module for unit in structure.units for module in unit.modules]
    every: dict[str, Sequence[Any]] = {
        UNIT: structure.units,
        MODULE: modules,
        ASSESSMENT: [one for module in modules for one in module.assessments],
        COMPONENT: structure.components,
    }
    return every[kind]


def put(structure: Structure, kind: str, line: Any, *, code: str = "", inside: str = "") -> Structure:
    """Return a structure with a line in the place of the one of a ``code``, or after the last ``inside`` another."""

    def placed(those: Lines) -> Lines:
        return tuple(line if one.code == code else one for one in those) if code else (*those, line)

    return _changed(structure, kind, placed, code, inside)


def take_out(structure: Structure, kind: str, code: str) -> Structure:
    """Return a structure without a line, and without what stands in it."""

    def left(those: Lines) -> Lines:
        return tuple(one for one in those if one.code != code)

    return _changed(structure, kind, left, code, "")


def move_up(structure: Structure, kind: str, code: str) -> Structure:
    """Return a structure with a line before the one that it followed; the first stays."""

    def moved(those: Lines) -> Lines:
        place = next((n for n, one in enumerate(those) if one.code == code), 0)
        return (*those[: place - 1], those[place], those[place - 1], *those[place + 1 :]) if place else those

    return _changed(structure, kind, moved, code, "")


def _changed(structure: Structure, kind: str, change: Callable[[Lines], Lines], code: str, inside: str) -> Structure:
    """Return a structure with the lines of a kind changed that hold a code, or that stand inside another."""

    def holds(those: Sequence[Any], above: str) -> bool:
        return above == inside if inside else any(one.code == code for one in those)

    if kind == COMPONENT:
        return _whole(structure, components=change(structure.components))
    if kind == UNIT:
        return _whole(structure, units=change(structure.units))
    units = []
    for unit in structure.units:
        modules: tuple[Module, ...] = unit.modules
        if kind == MODULE:
            modules = change(modules) if holds(modules, unit.code) else modules
        else:
            modules = tuple(
                one.model_copy(update={"assessments": change(one.assessments)})
                if holds(one.assessments, one.code)
                else one
                for one in modules
            )
        units.append(unit.model_copy(update={"modules": modules}))
    return _whole(structure, units=tuple(units))


def _whole(structure: Structure, **changed: Any) -> Structure:
    """Return a structure checked anew; raises ``ValidationError`` for a code that comes twice."""
    return Structure.model_validate(
        {**structure.model_dump(), **{k: [o.model_dump() for o in v] for k, v in changed.items()}}
    )
