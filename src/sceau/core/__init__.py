"""The reasoning: pure functions that take typed facts and a rulebook and return a decision.

Importing this package registers every question in ``core.question.QUESTIONS``.
"""

from sceau.core import (
    accreditation,
    admission,
    blocks,
    catalogue,
    diploma,
    dossier,
    fees,
    final_work,
    funding,
    honours,
    jury,
    leaving,
    marks,
    quote,
    series,
    studies,
    units,
)

__all__ = [
    "accreditation",
    "admission",
    "blocks",
    "catalogue",
    "diploma",
    "dossier",
    "fees",
    "final_work",
    "funding",
    "honours",
    "jury",
    "leaving",
    "marks",
    "quote",
    "series",
    "studies",
    "units",
]
