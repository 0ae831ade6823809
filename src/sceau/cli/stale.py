"""``sceau rules stale``: rules overtaken from above, values given until a day, texts that nobody has read again."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import options
from sceau.cli.terminal import FAILED, Terminal
from sceau.regulation import Regulation
from sceau.regulation.stale import Expired, Overtaken, Unread, expired, overtaken, unread
from sceau.wording import say_citation, say_date
from sceau.wording.faults import say_fault

YEARS = 5
"""How old a text is before it is to be read again, where nobody says otherwise."""


def add_to(rules: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @rules.command("stale", help=say["help_rules_stale"])
    def stale(
        school: Annotated[str, options.school(say)] = "",
        on: Annotated[date | None, options.on(say)] = None,
        years: Annotated[int, typer.Option(help=say["help_years"], min=1, max=100)] = YEARS,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
    ) -> None:
        law = options.the_law(regulations, school)
        if school:
            law.school(school)
        day = on or options.latest(law)
        found, old = list(overtaken(law, day, school)), list(unread(law, day, years, school))
        ended = list(expired(law, day, school))
        when = say_date(day, terminal.language)
        rules = terminal.counted("count_overtaken", len(found), n=len(found))
        values = terminal.counted("count_expired", len(ended), n=len(ended))
        texts = terminal.counted("count_texts", len(old), n=len(old))
        terminal.print(say["stale_count"].format(date=when, rules=rules, values=values, texts=texts))
        for one in found:
            _show(one, law, terminal)
        for value in ended:
            _show_expired(value, terminal)
        for text in old:
            _show_text(text, terminal)
        if found:
            raise typer.Exit(FAILED)


def _show(one: Overtaken, law: Regulation, terminal: Terminal) -> None:
    """Show a rule that has been overtaken: since when, both articles, and what would be wrong with it today."""
    lang = terminal.language
    terminal.print(f"✗ {one.fault.file}: {one.fault.key}", style="yellow")
    since, cites = say_date(one.since, lang), [say_citation(cite, law.texts, lang) for cite in (one.cite, one.above)]
    terminal.print(f"    {terminal.say['stale_since'].format(date=since, own=cites[0], above=cites[1])}")
    terminal.print(f"    {say_fault(one.fault.what, lang)}")


def _show_expired(one: Expired, terminal: Terminal) -> None:
    """Show a value that served until a day, and that still applies for want of another."""
    until = say_date(one.until, terminal.language)
    terminal.print(f"? {one.origin}: {one.key}", style="yellow")
    terminal.print(f"    {terminal.say['expired_since'].format(date=until)}")


def _show_text(one: Unread, terminal: Terminal) -> None:
    """Show a text that is to be read again, and the rules that rest on it."""
    lang = terminal.language
    sentence = terminal.say["unread_since" if one.reviewed else "unread_of"]
    terminal.print(f"? {one.title}", style="yellow")
    terminal.print(f"    {sentence.format(date=say_date(one.last_read, lang))} {', '.join(one.keys)}")
