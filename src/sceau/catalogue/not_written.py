"""Why is an act on a programme not done? What bars it, said so that whoever asked can do something about it."""

from __future__ import annotations

from typing import Any


class NotWritten(ValueError):
    """An act that cannot be done: a key of the sentences ``catalogue_refusals``, the field, what the sentence names."""

    def __init__(self, why: str, field: str = "", **named: Any) -> None:
        super().__init__(why)
        self.why = why
        self.field = field
        self.named = named
