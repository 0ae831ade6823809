"""A promotion of three, made by hand: Alice is admitted, Basile has a gap, Céleste has not paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sceau.core.fees import Amount, SettlementFacts
from sceau.jury.deliberation import Deliberation, deliberate
from sceau.jury.papers import Papers
from sceau.studies.promotion import (
    AssessmentLine,
    ComponentLine,
    JuryMember,
    ModuleLine,
    Promotion,
    Student,
    UnitLine,
)
from sceau.wording import language
from tests.cast import JURY_DAY, PAID, THE_DAY, alice, bernards_law, module, the_law, unit

OWING = SettlementFacts(due=PAID.due, paid=(Amount("tuition", Decimal(6000)),))


def module_line(code: str, title: str) -> ModuleLine:
    assessment = AssessmentLine(f"{code}-1", "Examen", Decimal(1), Decimal(20), group=False, individualised=True)
    return ModuleLine(code, title, Decimal(1), (assessment,))


def three(**changes: Any) -> Promotion:
    """The promotion, with what a test changes."""

    def facts(one: int | str, other: int | str, **more: Any) -> Any:
        return alice(units=(unit("UV1", module("M1", one), module("M2", other)),), **more)

    promotion = Promotion(
        programme="CSE",
        title="Ingénierie de la cybersécurité",
        intake_year=2025,
        intake_starts_on=date(2025, 9, 15),
        jury_on=JURY_DAY,
        units=(
            UnitLine(
                "UV1", "Fondements", Decimal(45), Decimal(1), (module_line("M1", "Réseaux"), module_line("M2", "Droit"))
            ),
        ),
        components=tuple(
            ComponentLine(code, title, Decimal(10))
            for code, title in (("mission", "Mission"), ("thesis", "Thèse"), ("defence", "Soutenance"))
        ),
        jury=(JuryMember("Driss El Amrani", "Président"),),
        students=(
            Student("25-3", "Zola", "Céleste", facts(12, 12, fees=OWING)),
            Student("25-1", "Étienne", "Alice", facts("12.5", 13)),
            Student("25-2", "O'Brien", "Basile", facts(5, 18)),
        ),
    )
    return replace(promotion, **changes)


def deliberated(promotion: Promotion | None = None, on: date = THE_DAY) -> Deliberation:
    return deliberate(promotion=promotion or three(), rules=bernards_law(on=on))


def papers(code: str = "fr", promotion: Promotion | None = None, on: date = THE_DAY) -> Papers:
    return Papers(deliberated(promotion, on), the_law(), language(code), date(2026, 10, 6))
