"""``sceau catalogue``: public programmes and the RNCP are taken in, and programmes leave as LHEO."""

from pathlib import Path
from typing import Annotated, Any

import typer

from sceau.cli.database import on_the_database, this_instant
from sceau.cli.terminal import FAULTY, Terminal
from sceau.core.calendar import paris_day
from sceau.wording import say_date
from sceau.wording.lists import words


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the commands."""
    say = terminal.say
    catalogue = typer.Typer(help=say["help_catalogue"], no_args_is_help=True)
    app.add_typer(catalogue, name="catalogue")

    @catalogue.command("import", help=say["help_catalogue_import"])
    def import_(file: Annotated[Path, typer.Argument(help=say["help_catalogue_file"], metavar="FILE.csv")]) -> None:
        on_the_database(terminal, lambda: _import(file, terminal))

    @catalogue.command("register", help=say["help_catalogue_register"])
    def register(file: Annotated[Path, typer.Argument(help=say["help_catalogue_archive"], metavar="FILE.zip")]) -> None:
        on_the_database(terminal, lambda: _register(file, terminal))

    @catalogue.command("lheo", help=say["help_catalogue_lheo"])
    def lheo(out: Annotated[Path, typer.Option(help=say["help_catalogue_out"], metavar="FILE.xml")]) -> None:
        on_the_database(terminal, lambda: _lheo(out, terminal))


def _import(file: Path, terminal: Terminal) -> None:
    from django.db import transaction  # noqa: PLC0415 - its models want the settings

    from sceau.accreditation.actions import take_over_labels  # noqa: PLC0415 - as above
    from sceau.catalogue.actions import import_programmes  # noqa: PLC0415 - as above
    from sceau.catalogue.source_file import SourceFaulty, read_source  # noqa: PLC0415 - as above
    from sceau.people.access import AT_THE_TERMINAL  # noqa: PLC0415 - as above

    said = words("cli", terminal.code)
    try:
        lines = read_source(file)
    except SourceFaulty as faulty:
        for one in faulty.faults:
            what = said["source_faults"][one.what].format(**one.named)
            terminal.error(terminal.say["at_line"].format(file=file.name, line=one.line, what=what))
        terminal.error(terminal.say["nothing_taken_in"])
        raise typer.Exit(FAULTY) from None
    at = this_instant()
    with transaction.atomic():
        told = import_programmes(lines=lines, at=at, by=AT_THE_TERMINAL)
        take_over_labels(at=at, by=AT_THE_TERMINAL)
    counts = {"new": told.new, "changed": told.changed, "unchanged": told.unchanged, "kept": told.kept}
    terminal.print(terminal.say["taken_in"].format(lines=len(lines), **counts))


def _register(file: Path, terminal: Terminal) -> None:
    from sceau.catalogue.actions import read_register  # noqa: PLC0415 - its models want the settings
    from sceau.catalogue.not_written import NotWritten  # noqa: PLC0415 - as above
    from sceau.catalogue.register import RegisterFaulty, read_archive  # noqa: PLC0415 - as above
    from sceau.people.access import AT_THE_TERMINAL  # noqa: PLC0415 - as above

    said = words("cli", terminal.code)
    at = this_instant()
    try:
        reading: Any = read_register(archive=read_archive(file), at=at, by=AT_THE_TERMINAL)
    except RegisterFaulty as faulty:
        terminal.refuse(said["register_faults"][faulty.what].format(**faulty.named))
    except NotWritten as refusal:
        day = say_date(refusal.named["day"], terminal.language)
        terminal.refuse(words("site", terminal.code)["catalogue_refusals"][refusal.why].format(day=day))
    key = "register_read" if reading.at == at else "register_read_before"
    day = say_date(reading.day, terminal.language)
    terminal.print(terminal.say[key].format(day=day, titles=reading.titles, changed=reading.changed))


def _lheo(out: Path, terminal: Terminal) -> None:
    from sceau.catalogue.lheo import document_of, lacks, offered  # noqa: PLC0415 - its models want the settings
    from sceau.catalogue.models import Standing, Version  # noqa: PLC0415 - as above

    rows = Version.objects.filter(standing=Standing.PUBLISHED).select_related("programme__school")
    versions = list(rows.order_by("programme__slug"))
    out.write_bytes(document_of(versions, on=paris_day(this_instant())))
    left = sum(1 for one in versions if lacks(offered(one, level=None, url="")))
    terminal.print(terminal.say["lheo_written"].format(file=out, n=len(versions) - left, left=left))
