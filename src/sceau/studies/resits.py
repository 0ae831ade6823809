"""Which resits has each student sat, of which module or of which of its assessments?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sceau.core.marks import Mark
from sceau.studies.faults import cell_name
from sceau.studies.marks import Key, given_on, known_code
from sceau.studies.promotion import UnnamedResit
from sceau.studies.roll import Roll
from sceau.studies.sheets import Line, Table
from sceau.studies.structure import Structure, scale_of_line


class Resits(NamedTuple):
    """What the sheet of resits gives."""

    given: Mapping[Key, tuple[Mark, ...]]
    """The resits of each student in each module, from the first to the last of each thing that was resat."""
    unnamed: tuple[UnnamedResit, ...]


def read_resits(table: Table, roll: Roll, structure: Structure) -> Resits:
    """Read the sheet of resits; each is of a module, or of one of its assessments where a line names it."""
    found: dict[tuple[str, str, str], dict[int, tuple[Line, Mark | None]]] = {}
    unsure: set[str | None] = set()
    unnamed: list[UnnamedResit] = []
    for line in table.lines():
        student, module, rank = (
            roll.of(line),
            known_code(line, "module", structure.modules, structure, "unknown_module"),
            line.whole("rank"),
        )
        assessment = _assessment_resat(line, module, structure)
        usual = structure.scales.get(assessment) if assessment else structure.scale
        resit = _resit(line, assessment or f"{module}/R{rank}", usual)
        if student is None or module is None or rank is None or assessment is None:
            unsure.add(student)
            continue
        ranks = found.setdefault((student, module, assessment), {})
        if rank in ranks:
            before = ranks[rank][0].number_in_sheet
            named = (student, module, assessment, str(rank)) if assessment else (student, module, str(rank))
            line.fault("twice", "module", found=" / ".join(named), line=before)
            continue
        ranks[rank] = (line, resit)
        if not assessment and len(structure.modules[module]) > 1:
            unnamed.append(UnnamedResit(_where_to_name(line, table), module, tuple(structure.modules[module])))
    for (student, module, assessment), ranks in found.items():
        for rank, (line, _) in ranks.items():
            if rank > 1 and rank - 1 not in ranks and student not in unsure:
                what = assessment or module
                line.fault("rank_missing", "rank", found=rank, before=rank - 1, student=student, module=what)
    return Resits(_by_module(found), tuple(unnamed))


def _by_module(
    found: Mapping[tuple[str, str, str], Mapping[int, tuple[Line, Mark | None]]],
) -> Mapping[Key, tuple[Mark, ...]]:
    """Return the resits of each student in each module by their ranks, whatever of it was resat."""
    ranked: dict[Key, list[tuple[int, Mark]]] = {}
    for (student, module, _), ranks in found.items():
        own = [(rank, mark) for rank, (_, mark) in ranks.items() if mark]
        ranked.setdefault((student, module), []).extend(own)
    return {key: tuple(mark for _, mark in sorted(own, key=lambda one: one[0])) for key, own in ranked.items()}


def _assessment_resat(line: Line, module: str | None, structure: Structure) -> str | None:
    """Return the assessment that a resit is of; nothing where it is of its module, None for a faulty cell."""
    if not line.has("assessment"):
        return ""
    code, own = line.text("assessment"), structure.modules.get(module or "", [])
    if code in own:
        return code
    if code is not None and own and structure.complete:
        line.fault("assessment_elsewhere", "assessment", found=code, module=module, hint=line.hint(code, own))
    return None


def _where_to_name(line: Line, table: Table) -> str:
    """Return the cell that names what was resat, or that of its module in a sheet without such a column."""
    return f"{table.grid.name}!{cell_name(*line.where('assessment' if line.knows('assessment') else 'module'))}"


def _resit(line: Line, code: str, usual: Decimal | None) -> Mark | None:
    """Return the mark of one resit under its code, or None when a cell is faulty."""
    scale = scale_of_line(line, usual)
    given = given_on(line, scale)
    if given is None:
        line.fault("mark_missing", "mark")
    if given is None or given.standing is None or scale is None:
        return None
    return Mark(code, given.mark, given.standing, scale=scale)
