"""What does the site say? Its sentences by their keys, in the language that is active."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from sceau.wording.lists import sentence


def say(key: str, code: str = "", /, **named: Any) -> str:
    """Return a sentence by its key (``person.birth_name``) with its named places filled.

    Raises ``KeyError`` for a key that is in no list: a page with a hole in it is a fault to be seen.
    """
    return sentence("site", code or get_language() or "fr", key, **named)
