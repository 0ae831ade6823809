"""The page of a question draws every fact, answers, tells what to mend, and loses nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from sceau.asking.labels import find, label_of, needed_of
from sceau.asking.shapes import Field, fields_of_question
from sceau.core.question import QUESTIONS
from sceau.wording import LANGUAGES, language
from tests.people.people import browser_of

pytestmark = pytest.mark.django_db

SCHOOL = "imt-nord-europe"


def walked(fields: tuple[Field, ...]) -> list[Field]:
    """Every field with those within it."""
    return [inner for one in fields for inner in (one, *walked(one.inner))]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_fact_of_every_question_has_its_words(name: str, code: str) -> None:
    for one in walked(fields_of_question(name)):
        assert label_of(one, code)
        assert all(find(one, what, code) for what in needed_of(one)), f"{one.owner}.{one.name}"


def page(name: str, *, lang: str = "fr", browser: Any = None, **said: str) -> Any:
    """What the page of a question says."""
    return (browser or browser_of(language=lang)).get(reverse("question", args=[name]), said)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_page_of_every_question_labels_every_input(name: str, code: str) -> None:
    answer = page(name, lang=code)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert language(code).questions[name] in unescape(html)
    labelled = set(re.findall(r'<label for="([^"]+)"', html))
    for tag in re.findall(r"<(?:input|select)[^>]*>", html[html.index('class="asking"') :]):
        if 'type="hidden"' in tag or 'type="checkbox"' in tag or "aria-label" in tag:
            continue
        found = re.search(r' id="([^"]+)"', tag)
        assert found, tag
        assert found[1] in labelled, tag
