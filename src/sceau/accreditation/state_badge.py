"""What does a school show on its own site of a label? A small picture that says where it stands today."""

from __future__ import annotations

from datetime import date

from django.utils.html import escape

from sceau.core.decision import Decision
from sceau.wording import language, say_date, say_outcome

SVG = "image/svg+xml"
SEAL, INK, PAPER, GOOD = "#a5281f", "#1c2b4a", "#fbf9f4", "#2d6a3e"
COLOURS = {"accredited": GOOD, "suspended": SEAL, "not_accredited": SEAL}
"""The colour of each answer; ink for what is not known."""
A_LETTER, MARGIN, HEIGHT = 7, 14, 52
LEFT = 46
"""Where the words begin, right of the seal."""


def badge_of(label: str, decision: Decision, *, on: date, code: str) -> str:
    """Return the picture, as SVG that needs no style of its own; what it says is also its title."""
    lang = language(code)
    said = f"{say_outcome((decision.question, decision.outcome), lang)} · {say_date(on, lang)}"
    width = LEFT + A_LETTER * max(len(label), len(said)) + MARGIN
    colour = COLOURS.get(decision.outcome, INK)
    font = 'font-family="Inter, Arial, sans-serif"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" role="img" lang="{code}">'
        f"<title>{escape(label)} : {escape(said)}</title>"
        f'<rect x=".5" y=".5" width="{width - 1}" height="{HEIGHT - 1}" rx="6" fill="{PAPER}" stroke="{colour}"/>'
        f'<circle cx="24" cy="26" r="13" fill="{colour}"/>'
        f'<circle cx="24" cy="26" r="9.5" fill="none" stroke="{PAPER}"/>'
        f'<text x="{LEFT}" y="22" {font} font-size="13" font-weight="600" fill="{INK}">{escape(label)}</text>'
        f'<text x="{LEFT}" y="40" {font} font-size="12" fill="{colour}">{escape(said)}</text>'
        "</svg>"
    )
