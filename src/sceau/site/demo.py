"""Who is there to try the site with? Two invented schools, and somebody in every role."""

from __future__ import annotations

from collections.abc import Callable


def load(say: Callable[[str], None]) -> None:
    """Load the demonstration where there is none, and say how to sign in as each role."""
    say("demo")
