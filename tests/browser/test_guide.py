"""The pictures of the guides show the pages as they are: `make screens` draws them anew, and this test says when."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from sceau.accreditation.models import Dossier, Meeting
from sceau.people.models import Account, Person
from sceau.site import demo
from sceau.site.guide import SCREENS, folder
from tests.browser.browser import what_bars_somebody

pytestmark = pytest.mark.django_db(transaction=True)

REGISTRAR, ADMINISTRATOR = "registrar@ecole-des-alizes.example", "school-administrator@ecole-des-alizes.example"
PROGRAMME = "programme-director@ecole-des-alizes.example"
OFFICE, INSTALLATION = "label-office@label.example", "installation-administrator@label.example"
PICTURES = {
    "account_login": ("", "/account/login/"),
    "own_account": (REGISTRAR, "/account/"),
    "home": (REGISTRAR, "/"),
    "persons": (REGISTRAR, "/persons/"),
    "duplicates": (REGISTRAR, "/duplicates/"),
    "invite": (ADMINISTRATOR, "/invite/"),
    "history": (REGISTRAR, "/history/person/{person}/"),
    "mail": (REGISTRAR, "/mail/"),
    "school": (OFFICE, "/schools/ecole-des-alizes/"),
    "jobs": (INSTALLATION, "/jobs/"),
    "programmes": ("", "/programmes/"),
    "catalogue": (REGISTRAR, "/catalogue/"),
    "register": ("", "/register/?q=inecam"),
    "dossiers": (PROGRAMME, "/dossiers/"),
    "dossier": (PROGRAMME, "/dossiers/{draft}/"),
    "meeting": (OFFICE, "/meetings/{meeting}/"),
    "dossier_decision": (OFFICE, "/dossiers/{decided}/decision/"),
    "law": (REGISTRAR, "/law/school-ecole-des-alizes/?on=2026-11-01"),
    "ask": (REGISTRAR, "/ask/studies.mission_conforms/"),
    "deliberate": (REGISTRAR, "/deliberate/"),
    "access_tokens": (REGISTRAR, "/account/tokens/"),
}
"""By the name of each picture: who looks, and at which page."""
LANDMARKS = ":is(h1, h2, th[scope=col], label, button, .button, .side a, .top a):not(tbody *)"
"""What makes a page what it is; what it lists changes from day to day."""
COLOURS = 96
DRAWS = os.environ.get("SCEAU_SCREENS") == "draw"


def test_every_picture_of_the_guides_is_drawn_here() -> None:
    drawn = {f"{name}.{code}.{kind}" for name in PICTURES for code in ("fr", "en") for kind in ("png", "json")}

    assert {path.name for path in (folder() / SCREENS).iterdir()} == drawn


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_pictures_show_the_pages_as_they_are(code: str, open_page: Callable[..., Any]) -> None:
    demo.load(lambda _: None)
    person = Person.objects.filter(birth_name="Diallo").values_list("pk", flat=True).first()
    found = {"person": person, "meeting": Meeting.objects.latest("starts_at").pk}
    found |= {one: Dossier.objects.get(standing=one).pk for one in ("draft", "decided")}
    wrong = []
    for name, (email, address) in PICTURES.items():
        account = Account.objects.get(email=email) if email else None
        if account:
            Account.objects.filter(pk=account.pk).update(language=code)
        page = open_page(account, language=code)
        page.goto(address.format(**found))
        seen = page.eval_on_selector_all(LANDMARKS, "all => all.map(one => one.innerText.trim())")
        kept = folder() / SCREENS / f"{name}.{code}.json"
        if DRAWS:
            Image.open(BytesIO(page.screenshot())).quantize(COLOURS).save(kept.with_suffix(".png"), optimize=True)
            kept.write_text(json.dumps(seen, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if not kept.exists() or json.loads(kept.read_text(encoding="utf-8")) != seen:
            wrong.append(f"{name} shows another page than its picture: draw it anew by «make screens»")
        wrong += what_bars_somebody(page)
        page.context.close()
    assert wrong == []
