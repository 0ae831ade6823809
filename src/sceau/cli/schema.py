"""``sceau rules schema``: what a file of the law may say, for editors that complete and check TOML."""

import json
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli.terminal import Terminal
from sceau.regulation.schema import schemas


def add_to(rules: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @rules.command("schema", help=say["help_rules_schema"])
    def schema(
        out: Annotated[Path | None, typer.Option(help=say["help_schema_out"], metavar="DIR", file_okay=False)] = None,
    ) -> None:
        found = schemas(terminal.code)
        if out is None:
            terminal.json(found)
            return
        out.mkdir(parents=True, exist_ok=True)
        for name, one in found.items():
            text = json.dumps(one, ensure_ascii=False, indent=2)
            (out / name.replace(".toml", ".schema.json")).write_text(text + "\n", encoding="utf-8")
        terminal.print(say["schema_written"].format(count=len(found), out=out))
