"""``sceau deliberate``: from a workbook of marks to what the jury needs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sceau.cli import options
from sceau.cli.preview import show_preview
from sceau.cli.terminal import Terminal
from sceau.core.calendar import paris_day
from sceau.core.question import CONTESTED, QUESTIONS
from sceau.core.rulebook import Rulebook
from sceau.jury.convened import Convened, convene
from sceau.jury.deliberation import Deliberation, deliberate
from sceau.jury.dossier import write_dossier
from sceau.jury.papers import Papers
from sceau.regulation import Regulation
from sceau.studies.faults import WorkbookFaulty
from sceau.studies.moodle import MoodleExport
from sceau.studies.promotion import Promotion
from sceau.studies.workbook import read_promotion
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
        intake: Annotated[int | None, typer.Option(help=say["help_intake"], metavar="YEAR", min=1900, max=2199)] = None,
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
            return
        if workbook is None or not school or not programme or intake is None or (out is None and not preview):
            terminal.refuse(say["deliberate_needs"])
        if moodle_export is None and (preview or mapping is not None):
            terminal.refuse(say["preview_needs_moodle" if preview else "mapping_needs_moodle"])
        law = options.the_law(regulations, school)
        convened = convene(law=law, school=school, programme=programme, intake=intake)
        if moodle_export is not None and (mapping is None or preview):
            show_preview(moodle_export, mapping, workbook, convened.scale, terminal)
            return
        folder = out or Path()
        if not replace and folder.is_dir() and any(folder.iterdir()):
            terminal.refuse(say["folder_not_empty"].format(out=folder))
        marks = MoodleExport(moodle_export, mapping) if moodle_export and mapping else None
        promotion = _read(workbook, convened, marks, terminal)
        rules = convened.law_of(promotion.intake_starts_on)
        _run(promotion, rules, law, _Folder(folder, (workbook, *(marks or ()))), terminal)


class _Folder(NamedTuple):
    """Where to write, and what was read, which is never written over."""

    out: Path
    sources: tuple[Path, ...]


def _read(workbook: Path, convened: Convened, marks: MoodleExport | None, terminal: Terminal) -> Promotion:
    """Return the promotion; raises ``WorkbookFaulty`` with every fault at once, of the law of its first day too."""
    code, name = terminal.code, workbook.name
    scale, asked = convened.scale, convened.asked
    try:
        promotion = read_promotion(workbook, scale=scale, asked=asked, moodle=marks, lang=code, note=terminal.note)
    except WorkbookFaulty as faulty:
        raise WorkbookFaulty((*faulty.faults, *convened.faults_of(faulty.outline, name, code))) from None
    if faults := convened.faults_of(promotion.outline, name, code):
        raise WorkbookFaulty(faults)
    return promotion


def _template(path: Path, terminal: Terminal) -> None:
    """Write an empty workbook, never over a file that is already there."""
    if path.exists():
        terminal.refuse(terminal.say["file_exists"].format(file=path))
    write_template(path, terminal.code)
    terminal.print(terminal.say["template_written"].format(file=path))


def _run(promotion: Promotion, rules: Rulebook, law: Regulation, folder: _Folder, terminal: Terminal) -> None:
    """Deliberate, write, and say what came of it."""
    say, count = terminal.say, len(promotion.students)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.err, transient=True, disable=not terminal.err.is_terminal) as bar:
        judging = bar.add_task(say["deliberating"], total=count)
        result = deliberate(promotion=promotion, rules=rules, advance=lambda: bar.advance(judging))
        writing = bar.add_task(say["writing"], total=count)
        papers = Papers(result, law, terminal.language, paris_day(datetime.now(UTC)))
        written = write_dossier(
            papers=papers, out=folder.out, sources=folder.sources, advance=lambda: bar.advance(writing)
        )
    _summary(result, terminal)
    terminal.print(say["written"].format(out=folder.out))
    for path in written:
        terminal.print(f"  {path}" + ("/" if path.is_dir() else ""))


def _summary(result: Deliberation, terminal: Terminal) -> None:
    date = say_date(result.rules.on, terminal.language)
    digest = result.edition.digest[:DIGITS_OF_A_DIGEST]
    count = len(result.students)
    terminal.print(terminal.counted("judged", count, count=count, date=date, digest=digest))
    for outcome in (*QUESTIONS["jury.proposal"].outcomes, CONTESTED):
        if count := result.count(outcome):
            terminal.print(f"  {count:>4}  {say_outcome(('jury.proposal', outcome), terminal.language)}")
