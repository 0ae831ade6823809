"""``sceau rules new``: the folder with which a school starts its own law."""

import json
import re
import unicodedata
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import options
from sceau.cli.terminal import FAULTY, Terminal
from sceau.regulation.skeleton import Start, skeleton

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

UNWRITABLE = ("Cc", "Cs", "Zl", "Zp")
"""The Unicode categories of what no name holds: control characters, surrogates, separators of lines and paragraphs."""


def add_to(rules: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @rules.command("new", help=say["help_rules_new"])
    def new(
        school: Annotated[str, typer.Argument(help=say["help_new_school"], metavar="SCHOOL")],
        out: Annotated[Path, typer.Option(help=say["help_new_out"], metavar="DIR")] = Path("regulations"),
        label: Annotated[str, options.label(say)] = "ms",
        name: Annotated[str, typer.Option(help=say["help_new_name"])] = "",
        on: Annotated[date | None, options.on(say)] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
    ) -> None:
        law = options.the_law(regulations)
        folder = out / "schools" / school
        _refuse(school, law.schools, folder, terminal)
        _refuse_name(name, terminal)
        book = law.rulebook(on=on or options.latest(law), label=label)
        start = Start(school, name or _named(school), label, book, law.texts, terminal.language)
        files = {file: text.encode() for file, text in skeleton(start).items()}
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            with (folder / file).open("xb") as written:
                written.write(content)
        terminal.print(say["new_written"].format(folder=folder))
        terminal.print(say["new_next"].format(out=out))


def _refuse(school: str, known: Collection[str], folder: Path, terminal: Terminal) -> None:
    """Refuse a name that is none, a school that has its law, and a folder that holds something."""
    say = terminal.say
    if not SLUG.fullmatch(school):
        terminal.error(say["new_no_slug"].format(given=school))
    elif school in known:
        terminal.error(say["new_known"].format(given=school))
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        terminal.error(say["new_not_empty"].format(folder=folder))
    else:
        return
    raise typer.Exit(FAULTY)


def _refuse_name(name: str, terminal: Terminal) -> None:
    """Refuse a name that no file could hold on one line, and one that is nothing but spaces."""
    if any(unicodedata.category(one) in UNWRITABLE for one in name) or name.isspace():
        terminal.error(terminal.say["new_no_name"].format(given=json.dumps(name)[1:-1]))
        raise typer.Exit(FAULTY)


def _named(school: str) -> str:
    """Return a name for a school out of that of its folder."""
    return school.replace("-", " ").title()
