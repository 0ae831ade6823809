"""``sceau rules check``: is the law whole, and which rules of a school or a label speak on a date?"""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import options
from sceau.cli.rows import stage_and_key
from sceau.cli.terminal import FAULTY, Terminal
from sceau.core.rule import RuleError
from sceau.core.rulebook import Rulebook
from sceau.regulation import Regulation, read, shipped_law
from sceau.wording import say_date


def add_to(rules: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @rules.command("check", help=say["help_rules_check"])
    def check(
        school: Annotated[str, options.school(say)] = "",
        programme: Annotated[str, options.programme(say)] = "",
        label: Annotated[str, options.label(say)] = "",
        on: Annotated[date | None, options.on(say)] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
    ) -> None:
        options.refuse_a_date_alone(on, school or label or programme, terminal)
        law, faults = read(shipped_law(), regulations) if regulations else read()
        if faults:
            terminal.faults(faults)
            raise typer.Exit(FAULTY)
        of = {"school": school, "programme": programme, "label": label}
        book = law.rulebook(on=on or options.latest(law), **of) if any(of.values()) else None
        _say_that_it_holds(law, terminal)
        if book is not None:
            _say_what_speaks(book, terminal)


def _say_that_it_holds(law: Regulation, terminal: Terminal) -> None:
    """Say how many rules, texts and schools the law holds, all of them without a fault."""
    count = sum(len(found) for found in law.rules.values())
    counts = {"rules": count, "texts": len(law.texts), "schools": len(law.schools)}
    said = {name: terminal.counted(f"count_{name}", number, n=number) for name, number in counts.items()}
    terminal.print(terminal.say["rules_hold"].format(**said))


def _say_what_speaks(book: Rulebook, terminal: Terminal) -> None:
    """Say how many rules a school or a label meets on a date, and which of them do not speak on it."""
    mute = []
    for key in sorted(book.ladders, key=stage_and_key):
        try:
            mute += [key] if all(value.absence for value in book.readings(key)) else []
        except RuleError:
            mute.append(key)
    speaking, day = len(book.ladders) - len(mute), say_date(book.on, terminal.language)
    whose = book.school.slug if book.school else book.label
    terminal.print(terminal.counted("rules_of_school", speaking, rules=speaking, school=whose, date=day))
    if mute:
        terminal.print(terminal.say["rules_mute"].format(keys=", ".join(mute)))
