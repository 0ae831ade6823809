"""A small law of two layers, to be broken in one place at a time."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "texts.toml": """
[label-text]
title = "Règlement du label"
authority = "CGE"

[eve-text]
title = "Règlement de l'école d'Ève"
authority = "École d'Ève"
""",
    "labels/ms/studies.toml": """
[unit_pass_mark]
title = { fr = "Seuil", en = "Threshold" }
unit = "/20"
bound = "floor"

[[unit_pass_mark.value]]
from = 2020-09-01
value = 10
passes = true
cite = { text = "label-text", locator = "art. 4" }
says = { fr = "Dix.", en = "Ten." }

[mission_places]
title = { fr = "Lieux", en = "Places" }
bound = "floor"

[[mission_places.value]]
from = 2020-09-01
cite = { text = "label-text", locator = "art. 5" }
says = { fr = "En entreprise.", en = "In a company." }
value = [
    { id = "company", places = ["company"] },
    { id = "laboratory", places = ["laboratory"], requires = ["experienced"] },
]

[mission_duration]
title = { fr = "Durée", en = "Duration" }
bound = "floor"

[[mission_duration.value]]
from = 2020-09-01
value = { months = 4 }
cite = { text = "label-text", locator = "art. 6" }
says = { fr = "Quatre mois.", en = "Four months." }
""",
    "labels/ms/qualities.toml": """
[experienced]
title = { fr = "expérimenté", en = "experienced" }
of = "person"
""",
    "schools/eve/school.toml": """
[school]
name = "École d'Ève"
genitive = { fr = "de l'École d'Ève", en = "of Ève's School" }

[campuses.centre]
name = "Centre"
address = "1 place d'Ève"
city = "Lille"
cite = { text = "eve-text", locator = "art. 1" }

[programmes.ALPHA]
title = { fr = "Alpha", en = "Alpha" }
campus = "centre"
qualities = ["experienced"]
""",
    "schools/eve/studies.toml": """
[unit_pass_mark]
title = { fr = "Seuil", en = "Threshold" }
unit = "/20"
bound = "floor"

[[unit_pass_mark.value]]
from = 2025-09-01
value = 12
passes = true
cite = { text = "eve-text", locator = "art. 2" }
says = { fr = "Douze.", en = "Twelve." }
""",
}

COMPENSATION = """
[compensation]
title = { fr = "Compensation", en = "Compensation" }
bound = "open"
[[compensation.value]]
from = 2025-09-01
value = "within_unit"
cite = { text = "eve-text", locator = "art. 3" }
says = { fr = "…", en = "…" }
"""
"""A rule that a school may add."""


def write_law(folder: Path, **changed: str) -> Path:
    """Write the law into a folder; ``changed`` gives other content to a file, named with ``__`` for its slashes."""
    files = dict(FILES)
    for name, content in changed.items():
        files[name.replace("__", "/").replace("_dash_", "-") + ".toml"] = content
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder
