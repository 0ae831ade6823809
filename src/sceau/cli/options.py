"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer

from sceau.cli.terminal import FAULTY, Terminal
from sceau.core.vocabulary import RULES
from sceau.regulation import Regulation, load, shipped_law
from sceau.regulation.fault import nearest


def day(text: str) -> date:
    """Read a day written as 2025-09-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"«{text}» : AAAA-MM-JJ / YYYY-MM-DD"
        raise typer.BadParameter(message) from None


def the_law(folder: Path | None, school: str = "") -> Regulation:
    """Return the shipped law, with a folder laid over it if one is given, as a school sees it if one is named."""
    return (load(shipped_law(), folder) if folder else load()).seen_by(school)


def latest(law: Regulation) -> date:
    """Return the last date on which anything in the law begins: without a date, the newest law is shown."""
    return max(entry.since for found in law.rules.values() for rule in found.values() for entry in rule.entries)


def known_key(key: str, terminal: Terminal) -> None:
    """Refuse a key that is none, with the nearest one."""
    if key not in RULES:
        terminal.error(terminal.say["unknown_rule"].format(given=key, nearest=nearest(key, RULES)))
        raise typer.Exit(FAULTY)


def refuse_a_date_alone(on: date | None, whose: str, terminal: Terminal) -> None:
    """Refuse a date where nobody is named: it means nothing to every layer of every school at once."""
    if on is not None and not whose:
        terminal.refuse(terminal.say["on_needs_school"])


def regulations(say: Mapping[str, str]) -> Any:
    """``--regulations DIR``."""
    return typer.Option(help=say["help_regulations"], metavar="DIR", file_okay=False)


def school(say: Mapping[str, str]) -> Any:
    """``--school SLUG``."""
    return typer.Option(help=say["help_school"], metavar="SLUG")


def programme(say: Mapping[str, str]) -> Any:
    """``--programme CODE``."""
    return typer.Option(help=say["help_programme"], metavar="CODE")


def label(say: Mapping[str, str]) -> Any:
    """``--label LABEL``."""
    return typer.Option(help=say["help_label"], metavar="LABEL")


def on(say: Mapping[str, str]) -> Any:
    """``--on DATE``."""
    return typer.Option(help=say["help_on"], metavar="DATE", parser=day)
