"""The reasoning: pure functions that take typed facts and a rulebook and return a decision.

Importing this package registers every question in ``core.question.QUESTIONS``.
"""

from sceau.core import (
    accreditation,
    admission,
    blocks,
    catalogue,
    choices,
    conditions,
    diploma,
    dossier,
    fees,
    filing,
    final_work,
    funding,
    honours,
    jury,
    leaving,
    marks,
    offers,
    quotas,
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
    "choices",
    "conditions",
    "diploma",
    "dossier",
    "fees",
    "filing",
    "final_work",
    "funding",
    "honours",
    "jury",
    "leaving",
    "marks",
    "offers",
    "quotas",
    "quote",
    "series",
    "studies",
    "units",
]
