"""The addresses of asking."""

from __future__ import annotations

from django.urls import path, register_converter

import sceau.core  # noqa: F401 - registers the questions
from sceau.asking import views
from sceau.core.question import QUESTIONS


class QuestionName:
    """The name of a question in an address: ``admission.eligibility``."""

    regex = r"[a-z_]+\.[a-z_]+"

    def to_python(self, value: str) -> str:
        """Return the name; raises ``ValueError``, which no address fits, for that of no question."""
        if value not in QUESTIONS:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        """Return the name as an address holds it."""
        return value


register_converter(QuestionName, "question")
urlpatterns = [
    path("", views.questions, name="questions"),
    path("<question:name>/", views.question, name="question"),
]
