"""Make the example promotion: thirty invented students of one intake, with each situation that a jury meets.

Run it with ``python examples/make_promotion.py [FOLDER]``; without a folder it writes beside itself. The same bytes
come out every time. It writes ``promotion.xlsx`` (marks one to a line), ``promotion_without_moodle.xlsx`` (marks one
student to a line, and none for the audit report), ``moodle.csv`` (the audit report as Moodle exports it) and
``moodle_mapping.toml`` (what its columns are).

    number    situation
    2025003   a module at 8 in a unit whose mean is 11: compensated
    2025005   a module at exactly 5 in a unit whose mean is 11, no resit yet
    2025007   a module at 4, then 12 at the resit
    2025009   a module at 4.5, then 4 at the resit
    2025011   every unit mean, and so the general mean, at exactly 10
    2025012   a unit mean of 9.99
    2025014   absent from an assessment without an excuse
    2025015   absent from an assessment with an excuse
    2025017   exempt from English
    2025018   the mark of the audit report is pending
    2025020   thesis handed in a week late
    2025021   two thirds of the fees unpaid
    2025022   mission in a laboratory, after practice in a company since the degree
    2025024   mission one day short of four months
    2025025   mission still running when the jury meets, agreement renewed
    2025026   mission still running when the jury meets, agreement ended
    2025027   a resit worse than the first mark, in a unit that this resit decides
    2025029   no account: the fees are unknown
    all       group work marked one by one in three modules; English is marked out of 100
    others    nothing to note
"""

from __future__ import annotations

import csv
import io
import random
import sys
from dataclasses import replace
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

JURY_ON = date(2026, 10, 5)
THESIS_DUE_ON = date(2026, 9, 14)
AGREEMENTS_END_ON = date(2026, 10, 31)
AGREEMENT_NOT_RENEWED = date(2026, 9, 30)
ON_MOODLE = "UV1-M3-E2"
TWENTY = Decimal(20)
PRACTICE = frozenset({"company_practice_after_degree"})

UNITS = (
    ("Gouvernance et gestion du risque", 6, ("Analyse de risques", "Management de la sécurité", "Audit de sécurité")),
    ("Droit, éthique et normes", 5, ("Droit du numérique", "Protection des données", "Normes et certification")),
    ("Cryptographie", 6, ("Cryptographie symétrique", "Cryptographie asymétrique", "Protocoles et preuves")),
    ("Sécurité des réseaux", 6, ("Architectures sécurisées", "Détection d’intrusion", "Réseaux sans fil")),
    ("Sécurité des systèmes et du logiciel", 6, ("Durcissement", "Développement sécurisé", "Rétro-ingénierie")),
    ("Systèmes industriels et objets connectés", 5, ("Systèmes industriels", "Objets connectés", "Sûreté")),
    ("Réponse à incident et investigation", 6, ("Supervision", "Investigation numérique", "Gestion de crise")),
    ("Projet, langue et communication", 5, ("Conduite de projet", "Anglais professionnel", "Méthode de la thèse")),
)
SECOND_ASSESSMENTS = {
    "UV1-M3": ("Rapport d’audit", "0.4", False),
    "UV3-M1": ("Travaux pratiques", "0.5", False),
    "UV4-M1": ("Projet d’architecture", "0.4", True),
    "UV5-M2": ("Projet logiciel", "0.4", True),
    "UV6-M2": ("Étude de cas", "0.5", False),
    "UV7-M3": ("Exercice de crise", "0.6", True),
}
"""The modules with two assessments: title of the second, its coefficient, whether it is group work."""
SCALES = {"UV8-M2-E1": Decimal(100)}
MODULE_COEFFICIENTS = {"UV4-M1": Decimal(2), "UV7-M1": Decimal(2), "UV8-M1": Decimal("1.5")}

COMPONENTS = (
    ComponentLine("mission", "Mission en entreprise", Decimal(15)),
    ComponentLine("thesis", "Thèse professionnelle", Decimal(10)),
    ComponentLine("defence", "Soutenance", Decimal(5)),
)
JURY = (
    JuryMember("Hélène Marquisat", "Présidente du jury"),
    JuryMember("Bertrand Quesnay-Dupin", "Responsable pédagogique du programme"),
    JuryMember("Sofia Almendrós", "Enseignante-chercheuse"),
    JuryMember("Karim Belhoussaine", "Représentant des entreprises"),
    JuryMember("Anne-Lise Vautrelle", "Scolarité"),
)
NAMES = (
    ("AUBERTINEAU", "Camille"),
    ("BAKARIDJAN", "Youssouf"),
    ("BENHADDOUCHE", "Salma"),
    ("BRISSAUD-LERAY", "Antoine"),
    ("CARVALHEIRINHA", "Inês"),
    ("CHEVRINAIS", "Éloïse"),
    ("DELMOTTEAU", "Hugo"),
    ("DIABATÉ-SORY", "Mariam"),
    ("DUQUESNOIS", "Clémence"),
    ("EL GHARRASSI", "Ilyès"),
    ("FAUVERGUET", "Margaux"),
    ("FERRANTINELLI", "Giulia"),
    ("GADENNOIS", "Théo"),
    ("HADJ-AMRANE", "Lina"),
    ("HOANG-VERDIER", "Minh Anh"),
    ("JASKULSZYK", "Ewa"),
    ("KERMABONNEC", "Yann"),
    ("KOUADJANE", "Ange-Désiré"),
    ("LEBRETONNEAU", "Justine"),
    ("LŒUVEGNY", "Maxence"),
    ("MANSOURATI", "Rim"),
    ("MBEKALÉ", "Prudence"),
    ("NGUYỄN-TRÂN", "Đức"),
    ("NYKVISTER", "Åsa"),
    ("O’SHEALLY", "Niamh"),
    ("ÖZDEMIRCAN", "Deniz"),
    ("PRUDHOMMEAU", "Octave"),
    ("RAKOTOVAHINY", "Tiana"),
    ("SÁNCHEZ-PARRO", "Lucía"),
    ("VANHOUTRYVES", "Noémie"),
)


def units() -> tuple[UnitLine, ...]:
    """Return the structure: eight units of three modules, 45 ECTS."""
    return tuple(_unit(f"UV{rank}", *unit) for rank, unit in enumerate(UNITS, start=1))


def _unit(code: str, title: str, ects: int, modules: tuple[str, ...]) -> UnitLine:
    lines = tuple(_module(f"{code}-M{rank}", module) for rank, module in enumerate(modules, start=1))
    return UnitLine(code, title, Decimal(ects), Decimal(ects), lines)


def _module(code: str, title: str) -> ModuleLine:
    second, weight, group = SECOND_ASSESSMENTS.get(code, ("", "0", False))
    first = AssessmentLine(f"{code}-E1", "Examen", 1 - Decimal(weight), SCALES.get(f"{code}-E1", TWENTY), False, True)
    lines = (first, AssessmentLine(f"{code}-E2", second, Decimal(weight), TWENTY, group, True)) if second else (first,)
    return ModuleLine(code, title, MODULE_COEFFICIENTS.get(code, Decimal(1)), lines)


def promotion() -> Promotion:
    """Return the whole promotion."""
    chance = random.Random(2025)
    structure = units()
    students = tuple(_student(rank, names, structure, chance) for rank, names in enumerate(NAMES, start=1))
    return Promotion(
        programme="CSE",
        title="Ingénierie de la cybersécurité",
        intake_year=2025,
        intake_starts_on=date(2025, 9, 15),
        jury_on=JURY_ON,
        units=structure,
        components=COMPONENTS,
        jury=JURY,
        students=students,
    )


def _student(rank: int, names: tuple[str, str], structure: tuple[UnitLine, ...], chance: random.Random) -> Student:
    number = f"2025{rank:03}"
    level = 11 + 5 * chance.random()
    facts = StudentFacts(
        units=tuple(_unit_facts(unit, level, chance) for unit in structure),
        jury_on=JURY_ON,
        mission=_mission(chance),
        thesis=_thesis(chance),
        fees=_fees(14000) if chance.random() < 0.4 else _fees(9000),
        agreement_ends_on=AGREEMENTS_END_ON,
        extensions_had=0,
    )
    situation = SITUATIONS.get(number)
    return Student(number, *names, situation(facts) if situation else facts)


def _unit_facts(unit: UnitLine, level: float, chance: random.Random) -> UnitFacts:
    modules = tuple(_module_facts(module, level, chance) for module in unit.modules)
    return UnitFacts(unit.code, unit.ects, modules, unit.coefficient)


def _module_facts(module: ModuleLine, level: float, chance: random.Random) -> ModuleFacts:
    marks = tuple(_mark(assessment, level, chance) for assessment in module.assessments)
    return ModuleFacts(module.code, marks, module.coefficient)


def _mark(line: AssessmentLine, level: float, chance: random.Random) -> Mark:
    """Return a plain mark above ten, in quarters of a point."""
    quarters = round(4 * min(19, max(10, level + 4 * chance.random() - 2)))
    mark = Decimal(quarters) / 4 * line.scale / TWENTY
    return Mark(
        line.code,
        mark,
        coefficient=line.coefficient,
        scale=line.scale,
        group=line.group,
        individualised=line.individualised,
    )


def _mission(chance: random.Random) -> MissionFacts:
    starts_on = date(2026, 3, 2 + int(5 * chance.random()))
    return MissionFacts(starts_on, date(2026, 8, 24 + int(5 * chance.random())), "company")


def _thesis(chance: random.Random) -> ThesisFacts:
    thesis, defence = (Decimal(24 + int(10 * chance.random())) / 2 for _ in range(2))
    mission = ComponentFacts("mission", Decimal(15), validated=True)
    written = ComponentFacts("thesis", Decimal(10), validated=True, mark=thesis)
    spoken = ComponentFacts("defence", Decimal(5), validated=True, mark=defence)
    handed_in_on = date(2026, 9, 7 + int(7 * chance.random()))
    return ThesisFacts((mission, written, spoken), THESIS_DUE_ON, handed_in_on, defences_held=0)


def _fees(price: int, paid: int | None = None) -> SettlementFacts:
    """Return an account; the CVEC is paid to the CROUS and so is no debt to the school."""
    tuition = Decimal(price)
    due = (Amount("application_fee", Decimal(60)), Amount("tuition", tuition))
    settled = tuition if paid is None else Decimal(paid)
    return SettlementFacts(due, (Amount("application_fee", Decimal(60)), Amount("tuition", settled)))


def _with_marks(facts: StudentFacts, marks: dict[str, str | MarkStanding]) -> StudentFacts:
    """Return facts with other marks, or standings, in some modules; each of their assessments gets the same."""
    return replace(facts, units=tuple(_changed_unit(unit, marks) for unit in facts.units))


def _changed_unit(unit: UnitFacts, marks: dict[str, str | MarkStanding]) -> UnitFacts:
    modules = (
        replace(module, marks=tuple(_changed(mark, marks, module.code) for mark in module.marks))
        for module in unit.modules
    )
    return replace(unit, modules=tuple(modules))


def _changed(mark: Mark, marks: dict[str, str | MarkStanding], module: str) -> Mark:
    given = marks.get(mark.assessment, marks.get(module))
    if given is None:
        return mark
    if isinstance(given, MarkStanding):
        return replace(mark, mark=None, standing=given)
    return replace(mark, mark=Decimal(given) * (mark.scale or TWENTY) / TWENTY)


def _with_resits(facts: StudentFacts, resits: dict[str, str]) -> StudentFacts:
    """Return facts with one resit in some modules."""
    return replace(
        facts,
        units=tuple(
            replace(
                unit,
                modules=tuple(
                    replace(module, resits=(Mark(f"{module.code}/R1", Decimal(resits[module.code]), scale=TWENTY),))
                    if module.code in resits
                    else module
                    for module in unit.modules
                ),
            )
            for unit in facts.units
        ),
    )


def _all_at_ten(facts: StudentFacts) -> StudentFacts:
    """Return facts where each unit mean is exactly 10, most of them by compensation."""
    marks: dict[str, str | MarkStanding] = {module.code: "10" for unit in facts.units for module in unit.modules}
    for unit in (1, 2, 3, 5, 6):
        marks |= {f"UV{unit}-M1": "8.5", f"UV{unit}-M2": "11.5"}
    return _with_marks(facts, marks)


def _unfinished(facts: StudentFacts, agreement_ends_on: date) -> StudentFacts:
    """Return facts of a mission that outlasts the meeting of the jury, its thesis not handed in."""
    mission = MissionFacts(date(2026, 6, 1), date(2026, 11, 30), "company")
    thesis = ThesisFacts(tuple(ComponentFacts(c.code, c.ects) for c in COMPONENTS), THESIS_DUE_ON, defences_held=0)
    return replace(facts, mission=mission, thesis=thesis, agreement_ends_on=agreement_ends_on)


def _late(facts: StudentFacts) -> StudentFacts:
    components = facts.thesis.components if facts.thesis else ()
    return replace(facts, thesis=ThesisFacts(components, THESIS_DUE_ON, date(2026, 9, 21), defences_held=0))


SITUATIONS = {
    "2025003": lambda facts: _with_marks(facts, {"UV3-M1": "12", "UV3-M2": "8", "UV3-M3": "13"}),
    "2025005": lambda facts: _with_marks(facts, {"UV2-M1": "14", "UV2-M2": "14", "UV2-M3": "5"}),
    "2025007": lambda facts: _with_resits(_with_marks(facts, {"UV5-M1": "4"}), {"UV5-M1": "12"}),
    "2025009": lambda facts: _with_resits(_with_marks(facts, {"UV5-M3": "4.5"}), {"UV5-M3": "4"}),
    "2025011": _all_at_ten,
    "2025012": lambda facts: _with_marks(facts, {"UV6-M1": "10", "UV6-M2": "10", "UV6-M3": "9.97"}),
    "2025014": lambda facts: _with_marks(facts, {"UV2-M1": MarkStanding.ABSENT}),
    "2025015": lambda facts: _with_marks(facts, {"UV7-M1": MarkStanding.EXCUSED}),
    "2025017": lambda facts: _with_marks(facts, {"UV8-M2": MarkStanding.EXEMPT}),
    "2025018": lambda facts: _with_marks(facts, {ON_MOODLE: MarkStanding.PENDING}),
    "2025020": _late,
    "2025021": lambda facts: replace(facts, fees=_fees(9000, 3000)),
    "2025022": lambda facts: replace(
        facts, mission=MissionFacts(date(2026, 3, 2), date(2026, 8, 28), "laboratory", PRACTICE)
    ),
    "2025024": lambda facts: replace(facts, mission=MissionFacts(date(2026, 4, 1), date(2026, 7, 30), "company")),
    "2025025": lambda facts: _unfinished(facts, date(2027, 3, 31)),
    "2025026": lambda facts: _unfinished(facts, AGREEMENT_NOT_RENEWED),
    "2025027": lambda facts: _with_resits(
        _with_marks(facts, {"UV5-M1": "9", "UV5-M2": "10.5", "UV5-M3": "9"}), {"UV5-M1": "8", "UV5-M3": "11"}
    ),
    "2025029": lambda facts: replace(facts, fees=None),
}

MAPPING = """\
# Quelle colonne de l’export de Moodle donne quelle évaluation du classeur ?
student = "Numéro d'identification"

# Ce que veut dire une case vide (« - ») : "absent" ou "pending" (en attente).
empty = "pending"

[columns]
"Devoir : Rapport d’audit (Brut)" = "UV1-M3-E2"
"""
HEADERS = (
    "Prénom",
    "Nom de famille",
    "Numéro d'identification",
    "Institution",
    "Département",
    "Adresse de courriel",
    "Devoir : Rapport d’audit (Brut)",
    "Devoir : Rapport d’audit (Pourcentage)",
    "Total du cours (Brut)",
    "Dernier téléchargement depuis ce cours",
)
DOWNLOADED_AT = "1790761800"


def moodle(made: Promotion) -> str:
    """Return the audit report of every student as Moodle exports it in French."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADERS)
    for student in made.students:
        mark = _found(student).mark
        real = "-" if mark is None else f"{mark:.2f}".replace(".", ",")
        share = "-" if mark is None else f"{mark * 5:.2f} %".replace(".", ",")
        mail = f"{student.number}@etudiants.example"
        who = (student.first_name, student.last_name, student.number, "", "CSE", mail)
        writer.writerow((*who, real, share, real, DOWNLOADED_AT))
    return text.getvalue()


def _found(student: Student) -> Mark:
    return next(
        mark
        for unit in student.facts.units
        for module in unit.modules
        for mark in module.marks
        if mark.assessment == ON_MOODLE
    )


def main(folder: Path) -> None:
    """Write the four files."""
    made = promotion()
    write_workbook(folder / "promotion.xlsx", made)
    write_workbook(folder / "promotion_without_moodle.xlsx", made, wide=True, leave_out={ON_MOODLE})
    (folder / "moodle.csv").write_text(moodle(made), encoding="utf-8", newline="")
    (folder / "moodle_mapping.toml").write_text(MAPPING, encoding="utf-8", newline="")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
