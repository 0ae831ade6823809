"""The life of a label in a real browser: a dossier, a tie, an opinion reserved then favourable, and its renewal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from sceau.accreditation.models import Dossier, Meeting
from sceau.mail.models import Message
from sceau.people.models import Account
from sceau.people.roles import Role
from tests.accreditation.dossiers import a_member, of_the_label, oystein
from tests.browser.browser import what_bars_somebody
from tests.catalogue.programmes import a_whole_sheet, published

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS = {"Marie Duval": "professional_world", "Jean Roux": "training_world"}


def paris_today() -> date:
    return timezone.localdate()


def day(ahead: int = 0) -> str:
    return str(paris_today() + timedelta(days=ahead))


class Life:
    """Everybody who takes part in the life of a label, each in a browser of their own."""

    def __init__(self, open_page: Callable[..., Any]) -> None:
        self._open = open_page
        self._pages: dict[str, Any] = {}

    def of(self, account: Account) -> Any:
        """The browser of somebody."""
        return self._pages.setdefault(account.email, self._open(account))

    @property
    def school(self) -> Any:
        return self.of(oystein()[0])

    @property
    def office(self) -> Any:
        return self.of(of_the_label()[0])

    def declare(self, page: Any, dossier: str, ties: str = "none") -> None:
        page.goto(dossier)
        press(page, f"button[value={ties}]")

    def open_campaign(self, name: str, year: int) -> None:
        self.office.goto("/dossiers/campaigns/new/")
        self.office.select_option("[name=label]", "ms")
        fill(self.office, name=name, intake_year=str(year), opens_on=day(), closes_on=day(30), experts="1")
        press(self.office, "main form.card button")

    def start(self, campaign: str) -> str:
        self.school.goto("/dossiers/")
        self.school.click("summary:has-text('Commencer un dossier')")
        self.school.select_option("[name=campaign]", label=campaign)
        press(self.school, "details[open] form button")
        return str(self.school.evaluate("location.pathname"))

    def write(self, dossier: str, criterion: str, text: str) -> None:
        self.school.goto(f"{dossier}chapters/{criterion}/")
        self.school.fill("[name=text]", text)
        press(self.school, "main form.card button")

    def sign_and_file(self, dossier: str) -> None:
        self.school.goto(dossier)
        press(self.school, "form[action$='/code/'] button")
        texts = Message.objects.filter(kind="signing_code").order_by("-written_at").values_list("text_fr", flat=True)
        self.school.fill("[name=code]", re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", texts[0], re.MULTILINE)[0])
        press(self.school, "form[action$='/sign/'] button")
        press(self.school, "form[action$='/file/'] button")

    def propose(self, dossier: str, account: Account) -> None:
        self.office.goto(f"{dossier}review/")
        person = account.person
        assert person is not None
        self.office.select_option("[name=expert-person]", str(person.pk))
        self.office.fill("[name=expert-due_on]", day(10))
        press(self.office, "form[action$='/experts/'] button")

    def report(self, dossier: str, account: Account) -> None:
        page = self.of(account)
        page.goto(dossier)
        page.click("a:has-text('Écrire mon rapport')")
        for mark in page.query_selector_all("select[name^=mark_]"):
            mark.select_option("met")
        for why in page.query_selector_all("textarea[name^=why_]"):
            why.fill("Vu sur place.")
        fill(page, summary="Solide")
        page.select_option("[name=opinion]", "favourable")
        press(page, "button[name=hand_in]")

    def commission(self, dossier: str, days_ahead: int) -> str:
        """Convene the commission, seat it, put the dossier on its agenda and have it vote; return the item."""
        self.office.goto("/meetings/new/")
        self.office.select_option("[name=label]", "ms")
        fill(self.office, starts_at=f"{day(days_ahead)}T14:00", place="Paris")
        press(self.office, "main form.card button")
        meeting = self.office.evaluate("location.pathname")
        for name, world in MEMBERS.items():
            person = of_the_label(name, Role.COMMISSION_MEMBER)[0].person
            assert person is not None
            self.office.goto(meeting)
            self.office.select_option("[name=person]", str(person.pk))
            self.office.select_option("[name=world]", world)
            press(self.office, "form[action$='/seats/'] button")
            press(self.office, "button[value=yes]")
        self.office.goto(f"{dossier}review/")
        self.office.select_option("[name=agenda-meeting]", str(Meeting.objects.get(pk=meeting.split("/")[2]).pk))
        press(self.office, "form[action$='/agenda/'] button")
        item = ""
        for name in MEMBERS:
            page = self.of(of_the_label(name, Role.COMMISSION_MEMBER)[0])
            page.goto(meeting)
            item = str(page.get_attribute("main ol li a[href*='/items/']", "href"))
            page.goto(item)
            if page.is_visible("button[value=none]"):
                press(page, "button[value=none]")
                page.goto(item)
            page.check("[name=vote][value=in_favour]")
            press(page, "form[action$='/vote/'] button")
        return item

    def opinion(self, item: str, opinion: str, complement_by: str = "") -> None:
        self.office.goto(item)
        self.office.select_option("[name=given-opinion]", opinion)
        fill(self.office, **{"given-motive": "Un besoin réel", "given-complement_by": complement_by})
        press(self.office, "form[action$='/opinion/'] button")


def press(page: Any, selector: str) -> None:
    """Press a button that leads on."""
    with page.expect_navigation():
        page.click(selector)


def fill(page: Any, **said: str) -> None:
    for name, text in said.items():
        page.fill(f"[name='{name}']", text)


def standing() -> str:
    return Dossier.objects.order_by("changed_at").last().standing  # type: ignore[union-attr] - there is one


def test_a_label_lives_from_a_dossier_to_its_renewal(open_page: Callable[..., Any]) -> None:
    cache.clear()
    a_member()
    published(a_whole_sheet())
    tied, second = (of_the_label(name, Role.EXPERT)[0] for name in ("Anne Rivoire", "Paolo Conti"))
    president = of_the_label("Henri Lemoine", Role.PRESIDENT)[0]
    life = Life(open_page)

    life.open_campaign("Campagne 2027", paris_today().year + 1)
    dossier = life.start("Campagne 2027")
    for link in [one.get_attribute("href") for one in life.school.query_selector_all("a[href*='/chapters/']")]:
        life.write(dossier, str(link).split("/")[-2], "Douze entreprises le demandent.")
    life.sign_and_file(dossier)
    assert standing() == "filed"

    life.declare(life.office, dossier)
    press(life.office, "form[action$='/admit/'] button")
    life.propose(dossier, tied)
    life.declare(life.of(tied), dossier, "some")
    assert life.of(tied).goto(dossier).status == 403
    life.propose(dossier, second)
    life.declare(life.of(second), dossier)
    life.report(dossier, second)
    life.office.goto(f"{dossier}review/")
    fill(life.office, **{"share-until": day(5)})
    press(life.office, "form[action$='/share/'] button")
    life.school.goto(dossier)
    fill(life.school, reply="Merci de votre lecture.")
    press(life.school, "form[action$='/reply/'] button")

    item = life.commission(dossier, 7)
    assert what_bars_somebody(life.office) == []
    life.opinion(item, "deferring", day(15))
    assert standing() == "complement_due"
    life.write(dossier, "companies", "Douze entreprises le demandent, et le signent.")
    life.sign_and_file(dossier)
    life.office.goto(dossier)
    press(life.office, "form[action$='/admit/'] button")
    life.opinion(life.commission(dossier, 14), "favourable")
    assert standing() == "opinion_given"

    life.office.goto(f"{dossier}decision/")
    fill(life.office, first_day=day(), last_day=day(1800))
    press(life.office, "form[action$='/prepare/'] button")
    life.declare(life.of(president), dossier)
    life.of(president).goto(f"{dossier}decision/")
    press(life.of(president), "form[action$='/decision/sign/'] button")
    life.office.goto(f"{dossier}decision/")
    press(life.office, "form[action$='/publish/'] button")
    anybody = open_page()
    anybody.goto("/register/")
    assert anybody.inner_text("main tbody .tag") == "Accrédité"

    life.open_campaign("Campagne 2032", paris_today().year + 6)
    life.start("Campagne 2032")
    assert "renouvellement" in life.school.inner_text("main dl.facts")
    assert what_bars_somebody(life.school) == []
