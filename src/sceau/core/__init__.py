"""The reasoning: pure functions that take typed facts and a rulebook and return a decision.

Importing this package registers every question in ``core.question.QUESTIONS``.
"""

from sceau.core import admission, diploma, fees, jury, studies

__all__ = ["admission", "diploma", "fees", "jury", "studies"]
