"""In which domains are programmes looked for, and in which languages are they taught? Words that are data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import tomli

from sceau.people.folding import fold
from sceau.wording import language


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    text = files("sceau.catalogue").joinpath("domains.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomli.loads(text))


DOMAINS: Mapping[str, Mapping[str, str]] = _read()
"""Each domain by its code, with its name in each language."""
LANGUAGES_TAUGHT: tuple[str, ...] = tuple(language("fr").languages)
"""Languages in which a programme may be taught (ISO 639-1)."""


def domain_name(code: str, lang: str) -> str:
    """Return the name of a domain in a language; nothing where none is said."""
    return DOMAINS[code][lang] if code else ""


@cache
def domains_by_name() -> Mapping[str, str]:
    """Return each domain by its folded name in any language."""
    return {fold(name): code for code, names in DOMAINS.items() for name in names.values()}


def domains(lang: str) -> list[tuple[str, str]]:
    """Return every domain by its code and its name, in the order of the names."""
    return sorted(((code, names[lang]) for code, names in DOMAINS.items()), key=lambda one: fold(one[1]))
