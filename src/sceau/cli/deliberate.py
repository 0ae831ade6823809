"""``sceau deliberate``: from a workbook of marks to what the jury needs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sceau.cli import options
from sceau.cli.terminal import FAULTY, Terminal
from sceau.core.calendar import paris_day
from sceau.core.question import CONTESTED, QUESTIONS
from sceau.core.rule import Rulebook
from sceau.jury.deliberation import Deliberation, deliberate, promotion_faults
from sceau.jury.dossier import write_dossier
from sceau.jury.papers import Papers
from sceau.regulation import Fault, Regulation
from sceau.studies import moodle
from sceau.studies.faults import WorkbookFaulty
from sceau.studies.promotion import Promotion
from sceau.studies.workbook import read_promotion, read_units
from sceau.studies.workbook_template import write_template
from sceau.wording import say_date, say_outcome

DIGITS_OF_A_DIGEST = 12
"""How much of the edition's digest is shown where the whole of it would hide the rest."""


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @app.command("deliberate", help=say["help_deliberate"])
    def deliberate_command(
        workbook: Annotated[Path | None, typer.Argument(help=say["help_workbook"], metavar="[WORKBOOK.xlsx]")] = None,
        school: Annotated[str, options.school(say)] = "",
        programme: Annotated[str, options.programme(say)] = "",
        intake: Annotated[int | None, typer.Option(help=say["help_intake"], metavar="YEAR")] = None,
        out: Annotated[Path | None, typer.Option(help=say["help_out"], metavar="DIR", file_okay=False)] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
        moodle_export: Annotated[
            Path | None, typer.Option("--moodle", help=say["help_moodle"], metavar="EXPORT")
        ] = None,
        mapping: Annotated[Path | None, typer.Option(help=say["help_mapping"], metavar="MAPPING.toml")] = None,
        preview: Annotated[bool, typer.Option("--preview", help=say["help_preview"])] = False,
        replace: Annotated[bool, typer.Option("--replace", help=say["help_replace"])] = False,
        template: Annotated[Path | None, typer.Option(help=say["help_template"], metavar="FILE.xlsx")] = None,
    ) -> None:
        if template is not None:
            _template(template, terminal)
        elif workbook is None or not school or not programme or intake is None or (out is None and not preview):
            terminal.error(say["deliberate_needs"])
            raise typer.Exit(FAULTY)
        elif preview and moodle_export is None:
            terminal.error(say["preview_needs_moodle"])
            raise typer.Exit(FAULTY)
        elif moodle_export is not None and (mapping is None or preview):
            _preview(moodle_export, mapping, workbook, terminal)
        else:
            law = options.the_law(regulations)
            law.programme(school, programme)
            folder = out or Path()
            if not replace and folder.is_dir() and any(folder.iterdir()):
                terminal.error(say["folder_not_empty"].format(out=folder))
                raise typer.Exit(FAULTY)
            marks = (moodle_export, mapping) if moodle_export and mapping else None
            promotion = read_promotion(workbook, moodle=marks, lang=terminal.code, note=terminal.note)
            faults = _other(promotion, programme, intake, workbook, terminal)
            rules = law.rulebook(on=promotion.intake_starts_on, school=school, programme=programme)
            faults += promotion_faults(promotion, rules, workbook.name, terminal.code)
            if faults:
                raise WorkbookFaulty(faults)
            _run(promotion, rules, law, folder, terminal)


def _template(path: Path, terminal: Terminal) -> None:
    """Write an empty workbook, never over a file that is already there."""
    if path.exists():
        terminal.error(terminal.say["file_exists"].format(file=path))
        raise typer.Exit(FAULTY)
    write_template(path, terminal.code)
    terminal.print(terminal.say["template_written"].format(file=path))


def _preview(export: Path, mapping: Path | None, workbook: Path, terminal: Terminal) -> None:
    """Show how an export would be read; without a mapping, propose one."""
    say, units = terminal.say, read_units(workbook, lang=terminal.code)
    if mapping is None:
        terminal.error(say["moodle_needs_mapping"])
        terminal.print(moodle.mapping_template(export, units=units, lang=terminal.code))
        raise typer.Exit(FAULTY)
    shown = moodle.preview(export, mapping, units=units, lang=terminal.code)
    terminal.table((say["preview_column"], say["preview_becomes"]), shown.columns)
    terminal.table((say["preview_student"], *shown.assessments), shown.students)
    if shown.faults:
        terminal.faults(shown.faults)
        raise typer.Exit(FAULTY)


def _other(promotion: Promotion, programme: str, intake: int, workbook: Path, terminal: Terminal) -> list[Fault]:
    """Return a fault if the workbook is that of another programme or intake than the one asked for."""
    faults = []
    if promotion.programme.lower() != programme.lower():
        what = terminal.say["other_programme"].format(found=promotion.programme, asked=programme)
        faults.append(Fault(workbook.name, "Promotion", what))
    if promotion.intake_year != intake:
        what = terminal.say["other_intake"].format(found=promotion.intake_year, asked=intake)
        faults.append(Fault(workbook.name, "Promotion", what))
    return faults


def _run(promotion: Promotion, rules: Rulebook, law: Regulation, out: Path, terminal: Terminal) -> None:
    """Deliberate, write, and say what came of it."""
    say, count = terminal.say, len(promotion.students)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.err, transient=True, disable=not terminal.err.is_terminal) as bar:
        judging = bar.add_task(say["deliberating"], total=count)
        result = deliberate(promotion=promotion, rules=rules, advance=lambda: bar.advance(judging))
        writing = bar.add_task(say["writing"], total=count)
        papers = Papers(result, law, terminal.language, paris_day(datetime.now(UTC)))
        written = write_dossier(papers=papers, out=out, advance=lambda: bar.advance(writing))
    _summary(result, terminal)
    terminal.print(say["written"].format(out=out))
    for path in written:
        terminal.print(f"  {path}" + ("/" if path.is_dir() else ""))


def _summary(result: Deliberation, terminal: Terminal) -> None:
    date = say_date(result.rules.on, terminal.language)
    digest = result.edition.digest[:DIGITS_OF_A_DIGEST]
    terminal.print(terminal.say["judged"].format(count=len(result.students), date=date, digest=digest))
    for outcome in (*QUESTIONS["jury.proposal"].outcomes, CONTESTED):
        if count := result.count(outcome):
            terminal.print(f"  {count:>4}  {say_outcome(('jury.proposal', outcome), terminal.language)}")
