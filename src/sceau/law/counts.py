"""How is something counted in a sentence? In its singular or its plural, as the language of the page has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from django.utils.translation import get_language

from sceau.wording import language
from sceau.wording.lists import words
from sceau.wording.numbers import counted, say_quantity


def say_counted(key: str, n: int, **named: object) -> str:
    """Return a sentence of the site on so many, by the key of its two forms, ``one`` and ``many``."""
    lang = language(get_language() or "fr")
    forms: Mapping[str, Any] = reduce(lambda found, step: found[step], key.split("."), words("site", lang.code))
    return counted(forms, n, lang, n=say_quantity(n, "", lang), **{name: str(one) for name, one in named.items()})
