"""``sceau rules``: whatever is asked of the law itself, one module a command."""

import typer

from sceau.cli import check, diff, list_rules, new_school, replay, schema, show, stale, why
from sceau.cli.terminal import Terminal


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the group of commands."""
    rules = typer.Typer(help=terminal.say["help_rules"], no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(rules, name="rules")
    for one in (check, list_rules, show, diff, why, stale, new_school, schema, replay):
        one.add_to(rules, terminal)
