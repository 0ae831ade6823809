from __future__ import annotations

import re

import pytest

from sceau.people.permissions import acts_of_pages
from sceau.people.roles import Role
from sceau.site.guide import folder, guides, text_of
from tests.people.people import an_account, browser_of

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en")


def test_each_guide_is_written_in_both_languages_and_no_other_is() -> None:
    for code in LANGUAGES:
        assert {path.stem for path in (folder() / code).glob("*.md")} == set(guides())


def test_the_guides_speak_of_pages_and_roles_that_there_are_each_page_once() -> None:
    pages = [page for guide in guides().values() for page in guide.pages]

    assert [page for page in pages if page not in acts_of_pages()] == []
    assert len(pages) == len(set(pages))
    assert {role for guide in guides().values() for role in guide.roles} - set(Role.values) == set()


@pytest.mark.parametrize("name", guides())
def test_a_guide_shows_the_same_pages_in_both_languages_and_its_pictures_are_there(name: str) -> None:
    shown = {
        code: re.findall(r'<img src="([^"]+)\.(?:fr|en)\.png" alt="[^"]', text_of(name, code).html)
        for code in LANGUAGES
    }

    assert shown["fr"] == shown["en"] != []
    browser = browser_of()
    for code in LANGUAGES:
        answer = browser.get(f"{shown[code][0]}.{code}.png")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
        assert answer.content.startswith(b"\x89PNG")


def test_help_stands_on_each_page_and_leads_to_what_speaks_of_it() -> None:
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    assert 'href="/guide/persons/"' in chloe.get("/persons/").content.decode()
    assert 'href="/guide/"' in chloe.get("/design/").content.decode()
    assert "La liste montre les personnes" in chloe.get("/guide/persons/").content.decode()


def test_the_list_shows_first_what_speaks_to_the_viewer() -> None:
    names = {
        role: [guide.name for guide, _ in browser_of(an_account(name, role)).get("/guide/").context["mine"]]
        for role, name in ((Role.STUDENT, "Alice Martin"), (Role.REGISTRAR, "Chloé Bernard"))
    }

    assert names[Role.STUDENT] == ["sign-in", "own-account", "first-page", "law", "asking", "programming", "labels"]
    assert "duplicates" in names[Role.REGISTRAR]


def test_a_guide_or_a_picture_that_is_none_is_not_found() -> None:
    for address in ("/guide/nothing/", "/guide/screens/nothing.fr.png", "/guide/screens/..%2Fguide.toml"):
        assert browser_of().get(address).status_code == 404
