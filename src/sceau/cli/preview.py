"""``sceau deliberate --preview``: how would an export of Moodle be read, and which faults would stop it?"""

from decimal import Decimal
from pathlib import Path

import typer

from sceau.cli.terminal import FAULTY, Terminal
from sceau.studies.moodle import MoodleExport
from sceau.studies.moodle_preview import Preview, mapping_template, preview
from sceau.studies.workbook import hold_export, read_units


def show_preview(export: Path, mapping: Path | None, workbook: Path, scale: Decimal, terminal: Terminal) -> None:
    """Show how an export would be read; without a mapping, propose one."""
    units = read_units(workbook, scale=scale, lang=terminal.code)
    if mapping is None:
        terminal.error(terminal.say["moodle_needs_mapping"])
        terminal.print(mapping_template(export, units=units, lang=terminal.code))
        raise typer.Exit(FAULTY)
    _show(preview(export, mapping, units=units, lang=terminal.code), terminal)
    faults, notes = hold_export(workbook, MoodleExport(export, mapping), scale=scale, lang=terminal.code)
    for note in notes:
        terminal.note(note)
    if faults:
        terminal.faults(faults)
        raise typer.Exit(FAULTY)


def _show(shown: Preview, terminal: Terminal) -> None:
    """Show what becomes of each column, the first students with their marks, and what each column counts."""
    say = terminal.say
    terminal.table((say["preview_column"], say["preview_becomes"]), shown.columns)
    terminal.table((say["preview_student"], *shown.assessments), shown.students)
    if shown.more:
        terminal.print(terminal.counted("preview_more", shown.more, count=shown.more))
    heads = (say[f"preview_{name}"] for name in ("assessment", "marks", "empty", "unreadable"))
    terminal.table(heads, ([code, *map(str, counts)] for code, *counts in shown.counts))
