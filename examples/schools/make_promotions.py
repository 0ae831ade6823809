"""Make the promotions of the two invented schools: ten invented students each, with what their laws alone know.

Run it with ``python examples/schools/make_promotions.py``; it writes ``promotion.xlsx`` in each school's folder, the
same bytes each time.

École des Alizés, NEG, out of a hundred, in two blocks:

    A01  every unit passes                       A06  a third of the end at 40, saved by the weights
    A02  a unit at 40, made up for by its block  A07  a first defence lost, a second to come
    A03  a unit at 34, too low to be made up for A08  a thesis handed in eight days before its defence
    A04  an assessment at 19                     A09  a resit that nothing called for
    A05  a resit at 90, capped at 60             A10  the mission still runs, and one extension was had

Institut des Marches, RAIL, out of twenty, in three blocks that are won whole:

    M01  every module passes                     M06  a thesis at exactly 12
    M02  a block at exactly 11                   M07  an exemption, which the guide does not know
    M03  a module at 9.95, rounded to 10         M08  a mark still awaited
    M04  a module at 6.9                         M09  the mission still runs, for the second time
    M05  a resit worse than the first mark       M10  three quarters paid
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sceau.core.fees import Amount, SettlementFacts
from sceau.core.final_work import ComponentFacts, MissionFacts, ThesisFacts
from sceau.core.jury import StudentFacts
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.units import UnitFacts
from sceau.studies.promotion import AssessmentLine, ComponentLine, JuryMember, ModuleLine, Promotion, Student, UnitLine
from sceau.studies.workbook_template import write_workbook

HERE = Path(__file__).parent
Situation = Callable[[StudentFacts], StudentFacts]
PARTS = ("mission", "thesis", "defence")


@dataclass(frozen=True)
class School:
    """What differs between the two promotions."""

    folder: str
    programme: str
    title: str
    scale: int
    units: tuple[tuple[str, str, str, int, tuple[str, ...]], ...]
    """Block, code, title, credits and modules of each unit."""
    jury_on: date
    mission: MissionFacts
    thesis: ThesisFacts
    price: int
    jury: tuple[JuryMember, ...]
    names: tuple[tuple[str, str], ...]
    situations: Mapping[str, Situation]

    def promotion(self) -> Promotion:
        """Return the promotion, drawn from a seed."""
        draw = random.Random(self.programme)
        letter = self.folder.split("-")[-1][0].upper()
        return Promotion(
            programme=self.programme,
            title=self.title,
            intake_year=2026,
            intake_starts_on=date(2026, 9, 14),
            jury_on=self.jury_on,
            units=tuple(self._line(*unit) for unit in self.units),
            components=tuple(
                ComponentLine(code, title, Decimal(10))
                for code, title in zip(PARTS, ("Mission", "Thèse professionnelle", "Soutenance"), strict=True)
            ),
            jury=self.jury,
            students=tuple(
                self._student(f"{letter}{rank:02}", name, draw) for rank, name in enumerate(self.names, start=1)
            ),
        )

    def _line(self, block: str, code: str, title: str, ects: int, modules: tuple[str, ...]) -> UnitLine:
        scale, one = Decimal(self.scale), Decimal(1)
        lines = tuple(
            ModuleLine(
                f"{code}-M{rank}",
                module,
                one,
                (AssessmentLine(f"{code}-M{rank}-E", module, one, scale, group=False, individualised=True),),
            )
            for rank, module in enumerate(modules, start=1)
        )
        return UnitLine(code, title, Decimal(ects), one, lines, block)

    def _student(self, number: str, name: tuple[str, str], draw: random.Random) -> Student:
        low, high = self.scale * 60 // 100, self.scale * 85 // 100
        units = tuple(
            UnitFacts(
                code,
                Decimal(ects),
                tuple(
                    ModuleFacts(
                        f"{code}-M{rank}",
                        (Mark(f"{code}-M{rank}-E", Decimal(draw.randint(low, high)), scale=Decimal(self.scale)),),
                    )
                    for rank, _ in enumerate(modules, start=1)
                ),
                block=block,
            )
            for block, code, _, ects, modules in self.units
        )
        price = (Amount("tuition", Decimal(self.price)),)
        facts = StudentFacts(units, self.jury_on, self.mission, self.thesis, SettlementFacts(price, price))
        return Student(number, *name, self.situations.get(number, lambda same: same)(facts))


def marks(facts: StudentFacts, given: Mapping[str, str], resits: Mapping[str, str] | None = None) -> StudentFacts:
    """Return a student with other marks in some modules; an empty mark is awaited, a dash is an exemption."""
    again = resits or {}
    units = tuple(
        replace(
            unit,
            modules=tuple(_module(module, given.get(module.code), again.get(module.code)) for module in unit.modules),
        )
        for unit in facts.units
    )
    return replace(facts, units=units)


def _module(module: ModuleFacts, mark: str | None, resit: str | None) -> ModuleFacts:
    first = module.marks[0]
    if mark is not None:
        standing = {"": MarkStanding.PENDING, "-": MarkStanding.EXEMPT}.get(mark, MarkStanding.PRESENT)
        found = Decimal(mark) if standing is MarkStanding.PRESENT else None
        first = replace(first, mark=found, standing=standing)
    resits = () if resit is None else (Mark(f"{module.code}/R1", Decimal(resit), scale=first.scale),)
    return replace(module, marks=(first,), resits=resits)


def parts(*found: int | str) -> tuple[ComponentFacts, ...]:
    """Return mission, thesis and defence with their marks."""
    return tuple(
        ComponentFacts(code, Decimal(10), validated=True, mark=Decimal(mark))
        for code, mark in zip(PARTS, found, strict=True)
    )


def thesis(facts: StudentFacts, found: tuple[ComponentFacts, ...]) -> StudentFacts:
    """Return a student whose mission, thesis and defence were found otherwise."""
    return replace(facts, thesis=facts.thesis and replace(facts.thesis, components=found))


def handed_in(facts: StudentFacts, on: date) -> StudentFacts:
    """Return a student whose thesis was handed in on another day."""
    return replace(facts, thesis=facts.thesis and replace(facts.thesis, handed_in_on=on))


def running(facts: StudentFacts, starts_on: date, ends_on: date, had: int) -> StudentFacts:
    """Return a student whose mission still runs, with the extensions had."""
    waiting = ThesisFacts(tuple(ComponentFacts(code, Decimal(10)) for code in PARTS))
    mission = facts.mission and replace(facts.mission, starts_on=starts_on, ends_on=ends_on)
    return replace(facts, mission=mission, thesis=waiting, extensions_had=had, agreement_ends_on=ends_on)


ALIZES = School(
    folder="ecole-des-alizes",
    programme="NEG",
    title="Négoce international",
    scale=100,
    units=(
        ("B1", "U1", "Marchés et prix", 12, ("Économie des échanges", "Formation des prix")),
        ("B1", "U2", "Droit du commerce", 12, ("Contrats internationaux", "Douanes")),
        ("B2", "U3", "Finance du négoce", 12, ("Crédit documentaire", "Couverture des risques")),
        ("B2", "U4", "Logistique", 12, ("Fret maritime", "Entreposage")),
    ),
    jury_on=date(2027, 11, 15),
    mission=MissionFacts(date(2027, 3, 1), date(2027, 8, 31), "company"),
    thesis=ThesisFacts(
        parts(70, 65, 72), handed_in_on=date(2027, 9, 13), defence_on=date(2027, 10, 11), defences_held=1
    ),
    price=14_000,
    jury=(
        JuryMember("Armelle Fontvieux", "Présidente du jury"),
        JuryMember("Ravi Sandjivy", "Directeur du programme"),
        JuryMember("Maëlle Turpinot", "Représentante des entreprises"),
    ),
    names=(
        ("ADRASSÉ", "Loïc"),
        ("BOUCHEREAU", "Nadia"),
        ("CHANE-KUNE", "Mélanie"),
        ("DALLEAUX", "Grégory"),
        ("ÉTHÈVENIN", "Solène"),
        ("FONTAINAS", "Jean-Yves"),
        ("GRONDINAIRE", "Aïsha"),
        ("HOARAUDEL", "Mathis"),
        ("IMAHOUSSE", "Farah"),
        ("JULIÉNOR", "Chloé"),
    ),
    situations={
        "A02": lambda facts: marks(facts, {"U2-M1": "38", "U2-M2": "42"}),
        "A03": lambda facts: marks(facts, {"U2-M1": "33", "U2-M2": "35"}),
        "A04": lambda facts: marks(facts, {"U3-M1": "19", "U3-M2": "95"}),
        "A05": lambda facts: marks(facts, {"U4-M1": "40", "U4-M2": "40"}, {"U4-M1": "90", "U4-M2": "90"}),
        "A06": lambda facts: thesis(facts, parts(40, 60, 45)),
        "A07": lambda facts: thesis(facts, parts(40, 50, 40)),
        "A08": lambda facts: handed_in(facts, date(2027, 10, 3)),
        "A09": lambda facts: marks(facts, {"U1-M1": "62", "U1-M2": "60"}, {"U1-M1": "95"}),
        "A10": lambda facts: running(facts, date(2027, 5, 17), date(2027, 12, 16), had=1),
    },
)
MARCHES = School(
    folder="institut-des-marches",
    programme="RAIL",
    title="Systèmes ferroviaires",
    scale=20,
    units=(
        ("S1", "F1", "Voie et infrastructure", 20, ("Géotechnique", "Géométrie de la voie", "Ouvrages d’art")),
        ("S2", "F2", "Matériel et traction", 20, ("Traction électrique", "Dynamique ferroviaire")),
        ("S3", "F3", "Signalisation et exploitation", 20, ("Sûreté de fonctionnement", "Horaires", "ERTMS")),
    ),
    jury_on=date(2028, 3, 20),
    mission=MissionFacts(date(2027, 3, 1), date(2027, 12, 31), "company"),
    thesis=ThesisFacts(parts(15, 14, 16), handed_in_on=date(2028, 1, 14), defence_on=date(2028, 2, 4), defences_held=1),
    price=9_800,
    jury=(
        JuryMember("Odile Kessenheim", "Présidente du jury"),
        JuryMember("Pascal Wurthier", "Responsable du programme"),
        JuryMember("Hamid Bellouchi", "Représentant des exploitants"),
    ),
    names=(
        ("ALTENBACHER", "Ruth"),
        ("BOEGLINGER", "Thibaud"),
        ("CASPARIEN", "Anouk"),
        ("DIETSCHINE", "Marc"),
        ("EHRSAMIER", "Lucie"),
        ("FREYBURGUET", "Nicolas"),
        ("GOETTELMANT", "Irène"),
        ("HIRTZLINE", "Samuel"),
        ("ITTERSHEIMER", "Jeanne"),
        ("JOSTINGER", "Brahim"),
    ),
    situations={
        "M02": lambda facts: marks(facts, {"F2-M1": "12", "F2-M2": "10"}),
        "M03": lambda facts: marks(facts, {"F1-M1": "9.95"}),
        "M04": lambda facts: marks(facts, {"F3-M2": "6.9"}),
        "M05": lambda facts: marks(facts, {"F2-M1": "11"}, {"F2-M1": "8"}),
        "M06": lambda facts: thesis(facts, parts(15, 12, 16)),
        "M07": lambda facts: marks(facts, {"F1-M3": "-"}),
        "M08": lambda facts: marks(facts, {"F3-M3": ""}),
        "M09": lambda facts: running(facts, date(2027, 9, 1), date(2028, 6, 30), had=1),
        "M10": lambda facts: replace(
            facts, fees=SettlementFacts((Amount("tuition", Decimal(9_800)),), (Amount("tuition", Decimal(7_350)),))
        ),
    },
)


def main() -> None:
    """Write both workbooks."""
    for school in (ALIZES, MARCHES):
        write_workbook(HERE / school.folder / "promotion.xlsx", school.promotion())


if __name__ == "__main__":
    main()
