"""``sceau deliberate``: from a workbook of marks to what the jury needs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sceau.cli import options
from sceau.cli.preview import show_preview
from sceau.cli.terminal import Terminal
from sceau.core.calendar import paris_day
from sceau.core.marking import scale_of
from sceau.core.question import CONTESTED, QUESTIONS
from sceau.core.rule import RuleError
from sceau.core.rulebook import Rulebook
from sceau.jury.deliberation import Deliberation, deliberate, outline_faults
from sceau.jury.dossier import write_dossier
from sceau.jury.papers import Papers
from sceau.regulation import Fault, Regulation
from sceau.studies.faults import WorkbookFaulty
from sceau.studies.head import Asked
from sceau.studies.moodle import MoodleExport
from sceau.studies.promotion import Outline, Promotion
from sceau.studies.workbook import read_promotion
from sceau.studies.workbook_template import write_template
from sceau.wording import say_date, say_outcome
from sceau.wording.lists import words

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
        job = _job(workbook, school, programme, intake, options.the_law(regulations, school))
        if moodle_export is not None and (mapping is None or preview):
            show_preview(moodle_export, mapping, workbook, scale_of(job.rules), terminal)
            return
        folder = out or Path()
        if not replace and folder.is_dir() and any(folder.iterdir()):
            terminal.refuse(say["folder_not_empty"].format(out=folder))
        marks = MoodleExport(moodle_export, mapping) if moodle_export and mapping else None
        promotion, rules = _read(job, marks, terminal)
        _run(promotion, rules, job.law, _Folder(folder, (workbook, *(marks or ()))), terminal)


@dataclass(frozen=True)
class _Job:
    """What was asked for, with the law of the intake's year: enough to read a workbook before its dates are known."""

    workbook: Path
    programme: str
    intake: int
    law: Regulation
    rules: Rulebook

    def law_of(self, day: date) -> Rulebook:
        """Return the law of a day for the same school and programme."""
        school = self.rules.school.slug if self.rules.school else ""
        return self.law.rulebook(on=day, school=school, programme=self.programme)


def _job(workbook: Path, school: str, programme: str, intake: int, law: Regulation) -> _Job:
    """Return what was asked for, of a programme that the school has."""
    law.programme(school, programme)
    rules = law.rulebook(on=date(intake, 12, 31), school=school, programme=programme)
    return _Job(workbook, programme, intake, law, rules)


class _Folder(NamedTuple):
    """Where to write, and what was read, which is never written over."""

    out: Path
    sources: tuple[Path, ...]


def _read(job: _Job, marks: MoodleExport | None, terminal: Terminal) -> tuple[Promotion, Rulebook]:
    """Return the promotion and the law of its first day; raises ``WorkbookFaulty`` with every fault at once."""
    code, asked = terminal.code, Asked(job.programme, job.intake)
    try:
        promotion = read_promotion(
            job.workbook, scale=scale_of(job.rules), asked=asked, moodle=marks, lang=code, note=terminal.note
        )
    except WorkbookFaulty as faulty:
        raise WorkbookFaulty((*faulty.faults, *_of_its_outline(faulty.outline, job, code))) from None
    if faults := _of_its_outline(promotion.outline, job, code):
        raise WorkbookFaulty(faults)
    return promotion, job.law_of(promotion.intake_starts_on)


def _of_its_outline(outline: Outline, job: _Job, code: str) -> list[Fault]:
    """Return what the law of the first day says of an outline; nothing where that day could not be read."""
    if outline.intake_starts_on is None:
        return []
    name = job.workbook.name
    try:
        return outline_faults(outline, job.law_of(outline.intake_starts_on), name, code)
    except RuleError as silent:
        return [Fault(name, words("workbook", code)["sheets"]["promotion"], str(silent))]


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
