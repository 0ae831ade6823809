"""``sceau rules list``: the rules of a school or a label on a date, one a line."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import options
from sceau.cli.rows import stage_and_key, told_on_a_line
from sceau.cli.terminal import Terminal


def add_to(rules: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @rules.command("list", help=say["help_rules_list"])
    def list_rules(
        school: Annotated[str, options.school(say)] = "",
        programme: Annotated[str, options.programme(say)] = "",
        label: Annotated[str, options.label(say)] = "",
        on: Annotated[date | None, options.on(say)] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
    ) -> None:
        law = options.the_law(regulations, school)
        book = law.rulebook(on=on or options.latest(law), school=school, programme=programme, label=label)
        rows = [told_on_a_line(key, book, law, terminal) for key in sorted(book.ladders, key=stage_and_key)]
        terminal.table((say["key"], say["value"], say["layer"], say["source"]), rows)
