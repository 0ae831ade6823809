"""What does the site say? Its sentences by their keys, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from sceau.wording.lists import words


def say(key: str, code: str = "", **named: Any) -> str:
    """Return a sentence by its key (``person.birth_name``) with its named places filled.

    Raises ``KeyError`` for a key that is in no list: a page with a hole in it is a fault to be seen.
    """
    found: Any = words("site", code or get_language() or "fr")
    for step in key.split("."):
        if not isinstance(found, Mapping) or step not in found:
            raise KeyError(f"{key} is not in wording/site.*.toml")
        found = found[step]
    return str(found).format(**named) if named else str(found)
