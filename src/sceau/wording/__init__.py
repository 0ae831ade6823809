"""The words: what ``core`` decides, as a person reads it, in French or English.

Everything here is pure and takes a ``Language``. Sentences of reasons begin with a small letter and have no full stop;
French text holds the no-break spaces of French typography.
"""

from sceau.wording.dates import say_date, say_duration, say_instant, say_moment, say_period
from sceau.wording.figures import say_figures, say_outcome, say_question
from sceau.wording.language import LANGUAGES, Language, UnknownLanguage, language, language_of_environment
from sceau.wording.numbers import say_mark, say_money, say_number, say_quantity
from sceau.wording.reasons import say_reason
from sceau.wording.say import Said, SaidReading, SaidReason, say_decision
from sceau.wording.values import say_choice, say_citation, say_list, say_value

__all__ = [
    "LANGUAGES",
    "Language",
    "Said",
    "SaidReading",
    "SaidReason",
    "UnknownLanguage",
    "language",
    "language_of_environment",
    "say_choice",
    "say_citation",
    "say_date",
    "say_decision",
    "say_duration",
    "say_figures",
    "say_instant",
    "say_list",
    "say_mark",
    "say_moment",
    "say_money",
    "say_number",
    "say_outcome",
    "say_period",
    "say_quantity",
    "say_question",
    "say_reason",
    "say_value",
]
