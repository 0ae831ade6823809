"""Why is an act of accreditation not done? What bars it, said so that whoever asked can do something about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sceau.wording import Language, language, say_date


class NotDone(ValueError):
    """An act that cannot be done: a key of the sentences ``accreditation_refusals``, the field, what it names."""

    def __init__(self, why: str, field: str = "", **named: Any) -> None:
        super().__init__(why)
        self.why = why
        self.field = field
        self.named = named

    def told(self, code: str) -> dict[str, Any]:
        """Return what the sentence names, days and instants in the words of a language."""
        lang = language(code)
        return {name: _in_words(value, lang) for name, value in self.named.items()}


def _in_words(value: Any, lang: Language) -> Any:
    return say_date(value, lang) if isinstance(value, date) else value
