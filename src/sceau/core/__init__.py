"""The reasoning: pure functions that take typed facts and a rulebook and return a decision.

Importing this package registers every question in ``core.question.QUESTIONS``.
"""

from sceau.core import (
    admission,
    blocks,
    diploma,
    fees,
    final_work,
    funding,
    honours,
    jury,
    leaving,
    marks,
    quote,
    studies,
    units,
)

__all__ = [
    "admission",
    "blocks",
    "diploma",
    "fees",
    "final_work",
    "funding",
    "honours",
    "jury",
    "leaving",
    "marks",
    "quote",
    "studies",
    "units",
]
