"""What the documents are tested with: a jury of any size and a full transcript, invented from end to end."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

WORDING = Path(__file__).parents[2] / "src" / "sceau" / "wording"
LONG_NAME = "LA ROCHEFOUCAULD-DOUDEAUVILLE Élodie-Marguerite de"

NAMES = (
    ("MARTIN", "Alice"),
    ("LŒUILLET", "Cœlia"),
    ("D’ARTAGNAN", "Charles-Henri"),
    ("NGUYỄN", "Thị Minh Khai"),
    ("ÖZDEMİR", "Şebnem"),
    ("O’CONNOR", "Siobhán"),
    ("BENOÎT-LÉVESQUE", "Maëlle"),
    ("DUPONT", "Jean-Baptiste"),
    ("KOWALSKI", "Łukasz"),
    ("TRAORÉ", "Aïssatou"),
)
UNIT_TITLES = (
    "Gouvernance, droit et éthique de la sécurité numérique",
    "Architecture des réseaux et des systèmes industriels",
    "Cryptographie appliquée",
    "Sécurité des logiciels : conception, audit, correction",
    "Détection d’intrusions et réponse aux incidents",
    "Résilience et continuité de l’activité des organisations d’importance vitale",
    "Œuvre collective : exercice de crise en vraie grandeur",
    "Conduite de projet et management d’équipe",
    "Intelligence artificielle et sécurité",
    "Sûreté de fonctionnement",
    "Analyse de la menace",
    "Anglais professionnel",
)
SCHOOL = {"name": "École des hautes études de l’Escaut", "city": "Valenciennes"}
PROGRAMME = {
    "code": "CSE",
    "title": "Cybersécurité des systèmes embarqués et de l’industrie",
    "label": "Mastère Spécialisé®",
}
EDITION = {"digest": sha256(b"sample").hexdigest(), "on": "1er septembre 2025"}
TEXTS = [
    {
        "id": "escaut-reglement-2025",
        "title": "Règlement pédagogique du Mastère Spécialisé®, année 2025-2026",
        "authority": "École des hautes études de l’Escaut",
    },
    {
        "id": "cge-reglement-ms-2024",
        "title": "Règlement intérieur d’accréditation des formations labellisées",
        "authority": "Conférence des grandes écoles",
    },
]


def labels(template: str, language: str = "fr") -> dict[str, str]:
    """Return the words printed on a document."""
    with (WORDING / f"documents.{language}.toml").open("rb") as file:
        words: dict[str, str] = tomllib.load(file)[template]
    return words


def minutes(students: int, units: int = 8, language: str = "fr", **changes: Any) -> dict[str, Any]:
    """Return the data of the minutes of a jury."""
    made = [_student(rank, units) for rank in range(1, students + 1)]
    tally = {label: sum(student["outcome_label"] == label for student in made) for label in _OUTCOMES.values()}
    return {
        "lang": language,
        "title": "Procès-verbal du jury des études",
        "labels": labels("minutes", language),
        "school": SCHOOL,
        "programme": PROGRAMME,
        "intake": "2025-2026",
        "jury_on": "5 octobre 2026",
        "date": "2026-10-05",
        "members": [
            {"name": "Mme Hélène Vasseur-d’Ornano", "role": "Directrice de la formation, présidente"},
            {"name": "M. Étienne Cœurdoux", "role": "Responsable pédagogique"},
            {"name": "Mme Inès Ben Saïd", "role": "Représentante des entreprises partenaires"},
            {"name": "M. Guillaume de Kérangal", "role": "Secrétaire du jury"},
        ],
        "counts": [{"label": label, "number": str(number)} for label, number in tally.items()],
        "structure": [
            {"code": f"UV{place}", "title": UNIT_TITLES[place - 1], "ects": "8"} for place in range(1, units + 1)
        ],
        "students": made,
        "legend": [
            {"mark": "ok", "text": "unité validée"},
            {"mark": "resit", "text": "rattrapage à passer"},
            {"mark": "failed", "text": "unité non validée"},
            {"mark": "pending", "text": "note attendue"},
        ],
        "texts": TEXTS,
        "warnings": [
            "L’échéance de la thèse n’est fixée par aucun texte : un dépôt tardif n’est pas sanctionné.",
            "Deux textes se contredisent sur le nombre de rattrapages ; les deux lectures ont été évaluées.",
        ],
        "edition": EDITION,
        "signatures": ["La présidente du jury", "Le secrétaire"],
    } | changes


_OUTCOMES = {
    "admitted": "Admis(e)",
    "resit": "Rattrapage",
    "refused": "Refus proposé",
    "extension": "Prolongation",
    "pending": "En attente",
    "contested": "Lectures divergentes",
}
_MARK_OF = {"admitted": "ok", "resit": "resit", "refused": "failed", "extension": "ok", "pending": "pending"}


def _student(rank: int, units: int) -> dict[str, Any]:
    family, given = NAMES[rank % len(NAMES)]
    outcome = "admitted" if rank % 5 else list(_OUTCOMES)[1 + rank // 5 % 5]
    marks = ["ok"] * units
    marks[rank % units] = _MARK_OF.get(outcome, "ok")
    return {
        "rank": str(rank),
        "number": f"2025-{rank:03}",
        "name": LONG_NAME if rank % 10 == 0 else f"{family} {given}",
        "mean": "—" if outcome == "pending" else f"{18 - rank * 10 / 130:.2f}".replace(".", ","),
        "credits": "75" if outcome == "admitted" else "67",
        "units": [_unit_mean(rank, place, mark) for place, mark in enumerate(marks)],
        "unit_marks": marks,
        "outcome": outcome,
        "outcome_label": _OUTCOMES[outcome],
        "reasons": [] if outcome == "admitted" else _reasons(),
        "note": "Le jury de janvier avait accordé un premier délai." if outcome == "extension" else "",
    }


def _unit_mean(rank: int, place: int, mark: str) -> str:
    if mark == "pending":
        return "—"
    return f"{(10 if mark == 'ok' else 1) + (rank * 7 + place * 3) % 9},{rank * 25 % 100:02}"


def _reasons() -> list[dict[str, Any]]:
    notice = "Règlement pédagogique 2025, § "
    return [
        {"text": "La moyenne de l’UV3 est de 8,75 ; il faut au moins 10.", "cite": notice + "1.2", "holds": False},
        {
            "text": "Le module « Cryptanalyse et preuves de sécurité » est à 5,50, sous la note éliminatoire de 6 ;"
            " un rattrapage est de droit, et sa note remplace la première.",
            "cite": notice + "1.2, « Rattrapages », 2e alinéa",
            "holds": False,
        },
        {"text": "La soutenance de la thèse n’a pas encore eu lieu.", "cite": notice + "1.4", "holds": None},
        {"text": "La mission a duré 4 mois ; il en faut au moins 4.", "cite": notice + "1.3", "holds": True},
    ]


def transcript(units: int = 8, modules: int = 3, language: str = "fr", **changes: Any) -> dict[str, Any]:
    """Return the data of a transcript."""
    return {
        "lang": language,
        "title": "Relevé de résultats",
        "labels": labels("transcript", language),
        "school": SCHOOL,
        "programme": PROGRAMME,
        "intake": "2025-2026",
        "date": "2026-10-05",
        "printed_on": "6 octobre 2026",
        "student": {"number": "2025-010", "name": LONG_NAME},
        "draft": "",
        "units": [_unit(place, modules) for place in range(1, units + 1)],
        "components": [
            {"title": "Mission en entreprise", "ects": "10", "credits": "10", "result_label": "Validée", "mark": ""},
            {
                "title": "Thèse professionnelle",
                "ects": "15",
                "credits": "15",
                "result_label": "Validée",
                "mark": "15,5 / 20",
            },
            {"title": "Soutenance", "ects": "5", "credits": "5", "result_label": "Validée", "mark": "16 / 20"},
        ],
        "totals": {"mean": "13,42", "teaching": "45", "mission": "30", "total": "75", "required": "75"},
        "outcome": "admitted",
        "outcome_label": "Admise",
        "reasons": [
            {
                "text": "Les 75 crédits du programme sont acquis.",
                "cite": "Règlement pédagogique 2025, § 1.2",
                "holds": True,
            }
        ],
        "warnings": [],
        "texts": TEXTS,
        "edition": EDITION,
        "signatures": ["La directrice de la formation"],
    } | changes


def _unit(place: int, modules: int) -> dict[str, Any]:
    validated = place != 3
    return {
        "code": f"UV{place}",
        "title": UNIT_TITLES[place - 1],
        "ects": "6",
        "credits": "6" if validated else "0",
        "coefficient": "2",
        "mean": "13,25" if validated else "9,17",
        "result": "validated" if validated else "resit_due",
        "result_label": "Validée" if validated else "Rattrapage à passer",
        "modules": [_module(place, rank) for rank in range(1, modules + 1)],
    }


def _module(place: int, rank: int) -> dict[str, Any]:
    absent = (place, rank) == (3, 2)
    return {
        "code": f"M{place}.{rank}",
        "title": ("Fondements et méthodes", "Atelier de mise en œuvre", "Étude de cas d’une organisation")[rank % 3],
        "coefficient": "1",
        "mean": "—" if absent else "12,75",
        "marks": [
            {"title": "Examen écrit", "coefficient": "2", "mark": "", "standing": "Absent(e)"}
            if absent
            else {"title": "Examen écrit", "coefficient": "2", "mark": "12,5 / 20", "standing": ""},
            {"title": "Projet", "coefficient": "1", "mark": "13,25 / 20", "standing": ""},
        ],
        "resit": "14 / 20" if (place, rank) == (5, 1) else "",
    }
