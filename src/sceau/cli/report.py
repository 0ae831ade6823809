"""``sceau status``: what runs, since when, and what somebody should look at."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sceau.cli.site import with_environment
from sceau.cli.terminal import FAILED, MARKS, Terminal

if TYPE_CHECKING:
    from sceau.site.state import Part


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @app.command("status", help=say["help_status"])
    def report(as_json: Annotated[bool, typer.Option("--json", help=say["help_json"])] = False) -> None:
        from sceau.site.state import state  # noqa: PLC0415 - loads much that no other command needs

        found: list[Part] = []
        with_environment(terminal, lambda environment: found.extend(state(environment, at=datetime.now(UTC))))
        well = all(part.well for part in found)
        if as_json:
            terminal.json({"well": well, "parts": {part.name: _plain(part) for part in found}})
        else:
            terminal.table(("", say["status_part"], ""), [_row(part, terminal) for part in found])
        raise typer.Exit(0 if well else FAILED)


def _plain(part: "Part") -> dict[str, object]:
    figures = {name: one.isoformat() if isinstance(one, datetime) else one for name, one in part.figures.items()}
    return {"well": part.well, "is": part.says, **figures}


def _row(part: "Part", terminal: Terminal) -> tuple[str, str, str]:
    said = terminal.say["status"]
    figures = {name: _moment(one) if isinstance(one, datetime) else one for name, one in part.figures.items()}
    return MARKS[part.well][0], said["parts"][part.name], said["says"][part.says].format(**figures)


def _moment(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
