"""Does this person know the languages that a route asks for, and who judges it if no proof shows it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from sceau.core.calendar import day_of
from sceau.core.closed_lists import CEFR_LEVELS
from sceau.core.decision import Reason
from sceau.core.rule import Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.admission import LanguageRow, RouteRow, names_route
from sceau.core.tables.lines import fits


@dataclass(frozen=True, slots=True)
class LanguageProof:
    """The result of a test, or a certificate of level, in one language."""

    language: str
    """ISO 639-1 code."""
    test: str = ""
    """``core.closed_lists.LANGUAGE_TESTS``: ``toeic``, ``ielts``…; empty for a certificate of level alone."""
    score: Decimal | None = None
    cefr: str = ""
    """The level that it certifies, from ``A1`` to ``C2``."""
    taken_on: date | None = None

    def __post_init__(self) -> None:
        if self.score is not None and (not self.score.is_finite() or self.score < 0):
            raise ValueError(f"score: {self.score} is no score, write zero or more")
        if (self.score is None) is bool(self.test):
            raise ValueError("score: a score goes with a test, and a test with its score; give both")
        if not self.test and not self.cefr:
            raise ValueError("cefr: it proves nothing, give a test with its score or a level")


def language_reasons(
    proofs: Sequence[LanguageProof],
    qualities: frozenset[str],
    rules: Rulebook,
    *,
    intake_year: int,
    events: Mapping[str, date],
) -> list[Reason]:
    """Return one reason per language that may be asked of this person; none where the texts ask for none.

    A language may be asked for on some routes only: ``asked_on`` tells on which.
    """
    rule = rules.get("language_requirements")
    if rule.absence is not None:
        return []
    own = rules.qualities(qualities)
    reasons = []
    for row in cast(tuple[LanguageRow, ...], rule.value):
        if fits(row, own):
            moment = row.taken_since
            since = None if moment is None else day_of(moment, intake_year=intake_year, events=events)
            reasons.append(_language_is_proved(row, proofs, since, rule))
    return reasons


def asked_on(route: RouteRow, reasons: Sequence[Reason]) -> Sequence[Reason]:
    """Return the reasons of the languages that are asked for on a route."""
    return [reason for reason in reasons if names_route(cast(LanguageRow, reason.row), route)]


def _language_is_proved(row: LanguageRow, proofs: Iterable[LanguageProof], since: date | None, rule: Value) -> Reason:
    """Tell whether one of the proofs of a language is enough; if none is, someone may still be there to judge."""
    shown = [proof for proof in proofs if proof.language == row.language]
    enough = any(_counts(proof, since) and _is_high_enough(proof, row) for proof in shown)
    found = tuple(_told(proof) for proof in shown)
    if row.recognised_by and rule.binds and not enough:
        return Reason("language_is_recognised", None, rule, row.recognised_by, found, row.id, row)
    return Reason("language_is_proved", enough, rule, (*_asked(row), since), found, row.id, row)


def _counts(proof: LanguageProof, since: date | None) -> bool:
    """Tell whether a proof is recent enough; one that bears no day is not known to be."""
    return since is None or (proof.taken_on is not None and proof.taken_on >= since)


def _is_high_enough(proof: LanguageProof, row: LanguageRow) -> bool:
    """Tell whether a test that is accepted reaches its score, or a level the one that is asked for."""
    if proof.score is not None and proof.test in row.tests and proof.score >= row.tests[proof.test]:
        return True
    return bool(row.cefr and proof.cefr) and CEFR_LEVELS.index(proof.cefr) >= CEFR_LEVELS.index(row.cefr)


def _asked(row: LanguageRow) -> tuple[Any, ...]:
    return row.cefr, tuple(sorted(row.tests.items()))


def _told(proof: LanguageProof) -> tuple[Any, ...]:
    return proof.cefr, ((proof.test, proof.score),) if proof.test else (), proof.taken_on
