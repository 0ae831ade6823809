"""The reasoning: pure functions that take typed facts and a rulebook and return a decision.

Importing this package registers every question in ``core.question.QUESTIONS``.
"""

from sceau.core import admission, diploma, fees, final_work, graduates, jury, marks, studies

__all__ = ["admission", "diploma", "fees", "final_work", "graduates", "jury", "marks", "studies"]
