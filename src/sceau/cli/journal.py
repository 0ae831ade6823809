"""``sceau journal``: verify that nothing of the record was altered, seal it, keep its seals elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from sceau.cli.database import on_the_database, this_instant
from sceau.cli.terminal import FAILED, Terminal
from sceau.wording import say_date
from sceau.wording.lists import words
from sceau.wording.numbers import counted


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the group of commands."""
    say = terminal.say
    journal = typer.Typer(help=say["help_journal"], no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(journal, name="journal")

    @journal.command("verify", help=say["help_journal_verify"])
    def verify(
        against: Annotated[Path | None, typer.Option(help=say["help_against"], metavar="FILE", dir_okay=False)] = None,
    ) -> None:
        on_the_database(terminal, lambda: _verify(against, terminal))

    @journal.command("export", help=say["help_journal_export"])
    def export(file: Annotated[Path, typer.Argument(help=say["help_seals_file"], metavar="FILE")]) -> None:
        on_the_database(terminal, lambda: _export(file, terminal))

    @journal.command("seal", help=say["help_journal_seal"])
    def seal() -> None:
        on_the_database(terminal, lambda: _seal(terminal))


def _verify(against: Path | None, terminal: Terminal) -> None:
    """Say everything that is not as it was written, and end with the exit code 1 where anything is not."""
    from sceau.core.calendar import paris_day  # noqa: PLC0415 - as the models, which want the settings
    from sceau.journal.kept import KeptFaulty, read_kept  # noqa: PLC0415 - its models want the settings
    from sceau.journal.models import Entry, KeptEdition, Seal  # noqa: PLC0415 - as above
    from sceau.journal.seals import verify  # noqa: PLC0415 - as above

    say, lang = words("journal", terminal.code), terminal.language
    try:
        kept = read_kept(against) if against else []
    except KeptFaulty as fault:
        terminal.refuse(say["kept_faulty"].format(file=against, line=fault.line, what=say["kept"][fault.what]))
    findings = verify(against=kept)
    for one in findings:
        terminal.print(f"✗ {say['findings'][one.what].format(id=one.id, **one.named)}", style="red")
    if findings:
        terminal.print(counted(say["not_as_written"], len(findings), lang, n=str(len(findings))), style="bold")
        raise typer.Exit(FAILED)
    entries = Entry.objects.count()
    named = {
        name: counted(say[f"count_{name}"], count, lang, n=str(count))
        for name, count in (("seals", Seal.objects.count()), ("editions", KeptEdition.objects.count()))
    }
    terminal.print(counted(say["verified"], entries, lang, n=str(entries), **named))
    last = Seal.objects.order_by("-number").values_list("last_entry", flat=True).first() or 0
    if waiting := Entry.objects.filter(pk__gt=last).count():
        terminal.print(counted(say["count_unsealed"], waiting, lang, n=str(waiting)))
    if kept:
        date = say_date(paris_day(kept[-1].at), lang)
        terminal.print(counted(say["compared"], len(kept), lang, n=str(len(kept)), file=str(against), date=date))
    elif against:
        terminal.print(say["compared_none"].format(file=against))


def _export(file: Path, terminal: Terminal) -> None:
    """Add to a file the seals that it has not yet."""
    from sceau.journal.kept import JournalLostSeals, KeptFaulty, export  # noqa: PLC0415 - its models want the settings

    say = words("journal", terminal.code)
    try:
        added = export(file)
    except KeptFaulty as fault:
        terminal.refuse(say["kept_faulty"].format(file=file, line=fault.line, what=say["kept"][fault.what]))
    except JournalLostSeals as lost:
        for one in lost.findings:
            terminal.error(say["findings"][one.what].format(id=one.id, **one.named))
        terminal.error(say["not_exported"].format(file=file))
        raise typer.Exit(FAILED) from None
    terminal.print(counted(say["exported"], added, terminal.language, n=str(added), file=str(file)))


def _seal(terminal: Terminal) -> None:
    """Seal what was written since the last seal."""
    from sceau.journal.seals import seal  # noqa: PLC0415 - its models want the settings

    say = words("journal", terminal.code)
    sealed = seal(at=this_instant())
    if sealed is None:
        terminal.print(say["nothing_to_seal"])
    else:
        named = {"n": str(sealed.entries), "number": str(sealed.number)}
        terminal.print(counted(say["sealed"], sealed.entries, terminal.language, **named))
