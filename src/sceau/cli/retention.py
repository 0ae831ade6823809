"""``sceau retention``: what is past its time of keeping is erased, by acts of the journal; or who a person was."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from sceau.cli.database import on_the_database, this_instant
from sceau.cli.terminal import FAULTY, Terminal
from sceau.core.calendar import paris_day
from sceau.regulation import load
from sceau.wording import say_citation, say_date
from sceau.wording.dates import say_duration
from sceau.wording.lists import words
from sceau.wording.numbers import counted


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @app.command("retention", help=say["help_retention"])
    def retention(
        dry_run: Annotated[bool, typer.Option("--dry-run", help=say["help_dry_run"])] = False,
        person: Annotated[str, typer.Option(help=say["help_person"], metavar="ID")] = "",
    ) -> None:
        def erase() -> None:
            if person:
                _forget(person, terminal, dry=dry_run)
            else:
                _erase(terminal, dry=dry_run)
            if dry_run:
                terminal.print(words("journal", terminal.code)["retention"]["dry_run"], style="bold")

        on_the_database(terminal, erase)


def _erase(terminal: Terminal, *, dry: bool) -> None:
    """Erase what is past its time, or say what would be."""
    from django.conf import settings  # noqa: PLC0415 - the settings want the database

    from sceau.journal.retention import FILE, RetentionFaulty  # noqa: PLC0415 - its models want the settings
    from sceau.people.access import AT_THE_TERMINAL  # noqa: PLC0415 - as above
    from sceau.site.retention import erase_what_is_past, past_their_time  # noqa: PLC0415 - as above

    journal, at, folder = words("journal", terminal.code), this_instant(), settings.ENVIRONMENT.var
    say, file = journal["retention"], folder / FILE
    try:
        found = past_their_time(folder, at=at) if dry else erase_what_is_past(folder, at=at, by=AT_THE_TERMINAL)
    except RetentionFaulty as faulty:
        for what, named in faulty.faults:
            terminal.error(say["faulty"].format(file=file, what=journal["retention_faults"][what].format(**named)))
        raise typer.Exit(FAULTY) from None
    terminal.print(say["heading"].format(date=say_date(paris_day(at), terminal.language)), style="bold")
    texts = load().texts
    for one in found:
        _show(one, texts, file, terminal, dry=dry)


def _show(one: Any, texts: Any, file: Path, terminal: Terminal, *, dry: bool) -> None:
    """Show one kind of data: what it is kept for, how long and by which decision, and how much is past that."""
    journal, lang = words("journal", terminal.code), terminal.language
    say = journal["retention"]
    terminal.print(f"{journal['retention_purposes'][one.kind]}", style="cyan")
    terminal.print(f"  {lang.of(one.kept.purpose)} — {say_citation(one.kept.cite, texts, lang)}", style="dim")
    if one.before is None:
        terminal.print(f"  {say['silent'].format(file=file)}")
        return
    duration, cite = say_duration(one.kept.kept_for, lang), say_citation(one.kept.decided, texts, lang)
    terminal.print(f"  {say['kept_for'].format(duration=duration, cite=cite)}")
    date = say_date(one.before, lang)
    if one.count:
        terminal.print(f"  {counted(say['past' if dry else 'erased'], one.count, lang, n=str(one.count), date=date)}")
    else:
        terminal.print(f"  {say['nothing_past'].format(date=date)}")


def _forget(given: str, terminal: Terminal, *, dry: bool) -> None:
    """Erase who a person was, or say what would be."""
    from sceau.people.access import AT_THE_TERMINAL  # noqa: PLC0415 - its models want the settings
    from sceau.people.erasure import NotForgotten, forget, would_be_forgotten  # noqa: PLC0415 - as above

    say, lang, at = words("journal", terminal.code)["retention"], terminal.language, this_instant()
    try:
        person = UUID(given)
    except ValueError:
        terminal.refuse(say["no_person"].format(person=given))
    try:
        done = would_be_forgotten(person=person, at=at) if dry else forget(person=person, at=at, by=AT_THE_TERMINAL)
    except NotForgotten as barred:
        roles = words("site", terminal.code)["roles"]
        named = {
            name: ", ".join(roles.get(one, one) for one in said.split(", ")) for name, said in barred.named.items()
        }
        terminal.refuse(say[barred.what].format(**named))
    counts = {
        f"{name}s": counted(say[f"count_{name}s"], count, lang, n=str(count))
        for name, count in (("mail", done.mails), ("file", done.files))
    }
    sentence = say["person_would" if dry else "person_erased"]
    terminal.print(counted(sentence, done.accounts, lang, n=str(done.accounts), person=given, **counts))
