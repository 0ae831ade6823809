"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer

from sceau.regulation import Regulation, load, shipped_law


def day(text: str) -> date:
    """Read a day written as 2025-09-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"«{text}» : AAAA-MM-JJ / YYYY-MM-DD"
        raise typer.BadParameter(message) from None


def the_law(folder: Path | None) -> Regulation:
    """Return the shipped law, with a folder laid over it if one is given."""
    return load(shipped_law(), folder) if folder else load()


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
