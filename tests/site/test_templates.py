"""Nothing that a page says is written in its template: it comes from the lists of words, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sceau

SRC = Path(sceau.__file__).parent
TEMPLATES = sorted(SRC.rglob("templates/**/*.html"))
SAID_AS_THEY_ARE = {"Sceau", "ECTS", "English", "Français", "XLSX", "TOML", "PDF"}
"""Names that are the same in every language, and each language in its own."""
INVENTED = {"Mariama Diallo", "Anne-Sophie Kervella", "Mihai Ştefănescu", "École des Alizés", "Institut des Marches"}
SPOKEN = re.compile(r'\b(?:aria-label|placeholder|alt|title|data-label)="([^"]*)"')


def written(path: Path) -> set[str]:
    """What a template says by itself: words between tags, and in the attributes that are read aloud."""
    text = re.sub(
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    texts = [*re.sub(r"<[^>]*>", "\n", text).split("\n"), *SPOKEN.findall(text)]
    return {one.strip() for one in texts if re.search(r"[^\W\d_]{2}", one)}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_template_says_nothing_of_its_own(path: Path) -> None:
    said = {re.sub(r"^[·—(: ]+|[·—): ]+$", "", one) for one in written(path)}

    assert said - SAID_AS_THEY_ARE - INVENTED == set()


def test_no_sentence_is_written_where_pages_are_answered() -> None:
    sentence = re.compile(r"messages\.\w+\(request, f?\"|HttpResponse\(f?\"[^\"]* |add_error\([^)]*, f?\"[A-Z]")
    wrong = [
        f"{path.relative_to(SRC)}: {line.strip()}"
        for path in sorted(SRC.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if sentence.search(line)
    ]

    assert wrong == []
