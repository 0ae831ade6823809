"""Which countries are there, and which are parts of France? Those of ISO 3166-1: ``countries.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from sceau.people.folding import fold


@cache
def _said() -> Mapping[str, Any]:
    return tomli.loads(files("sceau.people").joinpath("countries.toml").read_text(encoding="utf-8"))


def is_country(code: str) -> bool:
    """Tell whether two letters are those of a country."""
    return code in _said()["names"]


def is_french(code: str) -> bool:
    """Tell whether who is born there is born in a commune of INSEE."""
    return code in _said()["french"]


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language; nothing where none is said."""
    return str(_said()["names"][code][language]) if code else ""


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return every country by its letters and its name, in the order of the names."""
    named = ((code, country_name(code, language)) for code in _said()["names"])
    return tuple(sorted(named, key=lambda one: fold(one[1])))
