"""How is what people handed in, or what was made of it, sent to a browser? In a way that it can do nothing there."""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase

SANDBOX = "sandbox; default-src 'none'"
"""A file that a browser opens may do nothing: no script, no form, nothing from anywhere."""

Answer = TypeVar("Answer", bound=HttpResponseBase)


def shut_in(answer: Answer) -> Answer:
    """Return an answer that holds a file, under headers that shut it in."""
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
