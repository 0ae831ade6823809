"""The reasoning: pure functions that take typed facts and a rulebook and return a decision.

Importing this package registers every question in ``core.question.QUESTIONS``.
"""

from sceau.core import (
    accreditation,
    admission,
    catalogue,
    diploma,
    dossier,
    fees,
    final_work,
    jury,
    marks,
    series,
    studies,
)

__all__ = [
    "accreditation",
    "admission",
    "catalogue",
    "diploma",
    "dossier",
    "fees",
    "final_work",
    "jury",
    "marks",
    "series",
    "studies",
]
