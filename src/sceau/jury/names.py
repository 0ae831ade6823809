"""How do the papers of a jury write the names of students, and in which order?"""

from __future__ import annotations

import unicodedata

from sceau.jury.deliberation import Deliberated


def name_of(one: Deliberated) -> str:
    """Return a student's name as minutes write it: last name in capitals, then first name."""
    return f"{one.student.last_name.upper()} {one.student.first_name}"


def name_key(one: Deliberated) -> tuple[str, str, str]:
    """Return the order of minutes: last name, first name, number; accents and case do not matter."""
    return (sort_key(one.student.last_name), sort_key(one.student.first_name), one.student.number)


def sort_key(name: str) -> str:
    """Return a name without accents, apostrophes, ligatures and case: Élodie sorts before Zoé, O'Shea before Ozer."""
    spelt = name.casefold().replace("œ", "oe").replace("æ", "ae").replace("ø", "o").replace("ł", "l").replace("đ", "d")
    letters = unicodedata.normalize("NFKD", spelt).replace("-", " ")
    return "".join(letter for letter in letters if letter.isalnum() or letter == " ")
