"""Could two records be of one person? What they have in common, and how much that tells."""

from __future__ import annotations

from sceau.people.models import Person

WEIGHTS = {
    "same_email": 60,
    "same_birth_date_and_name": 50,
    "same_given_names": 30,
    "same_birth_date_and_near_name": 60,
    "same_names_without_birth_date": 40,
}
"""What each thing in common tells, in points; they add up."""
NEARLY_SURE, LIKELY = 80, 60
"""From how many points on two records are said to be nearly surely, or likely, of one person."""
NEAR = 2
"""The most letters by which two names are near."""


def in_common(one: Person, other: Person) -> tuple[str, ...]:
    """Return what two records have in common that may make them one; nothing where they cannot be.

    Two different birth dates tell two persons apart, unless they share an address.
    """
    same_day = one.birth_date is not None and one.birth_date == other.birth_date
    one_is_undated = one.birth_date is None or other.birth_date is None
    same_birth, same_given = one.birth_key == other.birth_key, one.given_key == other.given_key
    found = {
        "same_email": _same_email(one, other),
        "same_birth_date_and_name": same_day and same_birth,
        "same_given_names": same_day and same_birth and same_given,
        "same_birth_date_and_near_name": same_day and same_given and not same_birth and _near_names(one, other),
        "same_names_without_birth_date": one_is_undated and same_birth and same_given,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def strength(reasons: tuple[str, ...]) -> str:
    """Return how much several things in common tell, as a word."""
    points = sum(WEIGHTS[reason] for reason in reasons)
    return "nearly_sure" if points >= NEARLY_SURE else "likely" if points >= LIKELY else "possible"


def points(reasons: tuple[str, ...]) -> int:
    """Return how much several things in common tell, for putting the most telling first."""
    return sum(WEIGHTS[reason] for reason in reasons)


def _same_email(one: Person, other: Person) -> bool:
    return bool(one.email) and one.email.lower() == other.email.lower()


def _near_names(one: Person, other: Person) -> bool:
    """Tell whether a name of one is that of the other but for a few letters, or is the name in use of the other."""
    return near(one.birth_key, other.birth_key) or _uses(one, other) or _uses(other, one)


def _uses(one: Person, other: Person) -> bool:
    return bool(one.use_name) and one.sort_key == f"{other.birth_key} {other.given_key}"


def near(one: str, other: str) -> bool:
    """Tell whether one text becomes another by changing, adding or leaving out at most ``NEAR`` letters."""
    if abs(len(one) - len(other)) > NEAR or min(len(one), len(other)) <= NEAR:
        return False
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        before, row[0] = row[0], place
        for at, against in enumerate(other, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != against))
        if min(row) > NEAR:
            return False
    return row[-1] <= NEAR
