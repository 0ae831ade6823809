"""Words by their name: each ``<name>.<language>.toml`` of this package is a list of sentences for one place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from sceau.wording.language import typeset


@cache
def words(name: str, code: str) -> Mapping[str, Any]:
    """Return a list of words (``cli``, ``documents``, ``jury``…) in a language (``fr``, ``en``)."""
    text = files("sceau.wording").joinpath(f"{name}.{code}.toml").read_text(encoding="utf-8")
    said = tomli.loads(text)
    return typeset(said) if code == "fr" else said


def sentence(name: str, code: str, key: str, /, **named: Any) -> str:
    """Return a sentence of a list by its key (``person.birth_name``) with its named places filled.

    Raises ``KeyError`` for a key that is in no list: a page with a hole in it is a fault to be seen.
    """
    found: Any = words(name, code)
    for step in key.split("."):
        if not isinstance(found, Mapping) or step not in found:
            raise KeyError(f"{key} is not in wording/{name}.*.toml")
        found = found[step]
    return str(found).format(**named) if named else str(found)
