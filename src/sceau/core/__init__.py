"""The reasoning: pure functions that take typed facts and a rulebook and return a decision.

Importing this package registers every question in ``core.question.QUESTIONS``.
"""

from sceau.core import (
    admission,
    choices,
    conditions,
    diploma,
    fees,
    filing,
    final_work,
    jury,
    marks,
    offers,
    quotas,
    studies,
)

__all__ = [
    "admission",
    "choices",
    "conditions",
    "diploma",
    "fees",
    "filing",
    "final_work",
    "jury",
    "marks",
    "offers",
    "quotas",
    "studies",
]
