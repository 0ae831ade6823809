"""What people do here, in a real browser, on a desktop and on a phone: by the keyboard alone where it says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from sceau.people.models import RoleHeld
from sceau.people.roles import Role
from tests.browser.browser import SIZES
from tests.people.people import PASSWORD, a_person, a_school, an_account, browser_of, holds
from tests.people.sign_in import code_in, link_in, mails
from tests.people.test_links import OWN

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("size", sorted(SIZES))]

HOME = re.compile(r"^http://[^/]+/$")


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


def title(page: Any) -> str:
    return str(page.inner_text("main h1"))


def signed_in_by_code(page: Any, email: str) -> None:
    page.goto("/account/login/")
    page.fill("#code_email", email)
    page.press("#code_email", "Enter")
    page.wait_for_url("**/confirm/**")
    page.fill("main input[name=code]", code_in(mails()[-1]))
    page.press("main input[name=code]", "Enter")
    page.wait_for_url(HOME)


def test_a_registrar_signs_in_by_a_code_that_was_written_to_them(open_page: Callable[..., Any], size: str) -> None:
    hugo = an_account("Hugo Petit", Role.REGISTRAR)
    page = open_page(size=size)

    signed_in_by_code(page, hugo.email)

    assert title(page) == "Bonjour Hugo Petit"


def test_a_passkey_is_made_then_signs_in_without_a_word(open_page: Callable[..., Any], size: str) -> None:
    hugo = an_account("Hugo Petit", Role.REGISTRAR, password=PASSWORD)
    page = open_page(size=size)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})

    page.goto("/account/login/")
    page.fill("input[name=login]", hugo.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(HOME)
    page.goto("/account/second-factor/webauthn/add/")
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
    page.fill("main input[name=name]", "Clé d’essai")
    page.check("main input[name=passwordless]")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: not address.endswith("/add/"))
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url(HOME)

    assert title(page) == "Bonjour Hugo Petit"


def test_an_invitation_is_sent_and_accepted(open_page: Callable[..., Any], size: str) -> None:
    director = open_page(an_account("Anne Kervella", Role.SCHOOL_DIRECTOR), size=size)
    director.goto("/invite/")
    director.fill("main [name=email]", "noe.payet@example.org")
    director.fill("main [name=given_names]", "Noé")
    director.fill("main [name=birth_name]", "Payet")
    director.select_option("main [name=role]", "registrar")
    director.click("main form button")
    director.wait_for_selector(".notice.success")

    noe = open_page(size=size)
    noe.goto(link_in(mails("invitation")[-1]))
    noe.click("main form button")
    noe.wait_for_url(lambda address: "/invitation/" not in address)

    assert [(str(one.person), one.role) for one in RoleHeld.objects.filter(role=Role.REGISTRAR)] == [
        ("Noé Payet", "registrar")
    ]
    noe.goto("/")
    assert title(noe) == "Bonjour Noé Payet"


def test_somebody_outside_completes_their_identity_by_a_link(open_page: Callable[..., Any], size: str) -> None:
    tutor = a_person("Siobhan Ni", email="siobhan@example.org")
    holds(tutor, Role.COMPANY_TUTOR)
    chloe = open_page(an_account("Chloé Bernard", Role.REGISTRAR), size=size)
    chloe.goto(f"/persons/{tutor.pk}/send-link/")
    chloe.click("main form button")
    chloe.wait_for_selector(".notice.success")

    outside = open_page(size=size)
    outside.goto(link_in(mails("link_complete_identity")[-1]))
    outside.click("main form button")
    outside.wait_for_url("**/own-identity/")
    for name, value in OWN.items():
        field = outside.locator(f"main [name={name}]")
        (field.select_option if field.evaluate("one => one.tagName") == "SELECT" else field.fill)(value)
    outside.click("main form button")
    outside.wait_for_selector("main h1")

    tutor.refresh_from_db()
    assert (tutor.birth_name, str(tutor.birth_date)) == ("Ní Dhomhnaill", "1981-10-31")


def test_the_history_of_a_person_is_read_from_their_page(open_page: Callable[..., Any], size: str) -> None:
    school = a_school()
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)
    alice = a_person("Alice Martin")
    holds(alice, Role.STUDENT, school)
    address = f"/persons/{alice.pk}/correct/"
    client = browser_of(chloe)
    form = client.get(address).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    client.post(address, {**said, "birth_name": "Martín"})
    page = open_page(chloe, size=size)

    page.goto(f"/persons/{alice.pk}/")
    page.locator(f"main a[href*='/history/person/{alice.pk}']").click()
    page.wait_for_selector("ol.timeline")

    assert page.locator("ol.timeline > li").count() == 1


def test_a_form_is_filled_in_and_refused_and_mended_by_the_keyboard_alone(
    open_page: Callable[..., Any], size: str
) -> None:
    page = open_page(an_account("Chloé Bernard", Role.REGISTRAR), size=size)
    page.goto("/new-person/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    until(page, "birth_name")
    page.keyboard.press("Enter")
    page.wait_for_selector("[aria-invalid=true]")
    described = page.evaluate("document.querySelector('[name=birth_name]').getAttribute('aria-describedby')")
    assert all(page.locator(f"#{one}").count() for one in described.split())
    until(page, "birth_name")
    page.keyboard.type("Naït")
    until(page, "given_names")
    page.keyboard.type("Driss")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.success")

    assert title(page) == "Driss Naït"


def until(page: Any, name: str) -> None:
    """Press the key of the next field until a field has the focus."""
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {name}")


def test_the_menus_open_and_shut_by_the_keyboard(open_page: Callable[..., Any], size: str) -> None:
    page = open_page(an_account("Chloé Bernard", Role.REGISTRAR), size=size)
    page.goto("/")

    page.locator(".top .menu > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".top .menu a").first.is_visible()
    page.keyboard.press("Enter")
    assert not page.locator(".top .menu a").first.is_visible()

    if size == "phone":
        page.locator(".side summary").focus()
        page.keyboard.press("Enter")
    assert page.locator(".side a").first.is_visible()


def test_a_list_changes_in_place_and_its_address_keeps_what_was_asked(open_page: Callable[..., Any], size: str) -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)
    holds(a_person("Alice Martin"), Role.STUDENT)
    page = open_page(chloe, size=size)
    page.goto("/persons/")
    page.evaluate("window.stays = true")

    page.select_option("main [name=role]", "student")
    page.wait_for_url("**/persons/?*role=student*")

    assert page.locator("tbody th").all_inner_texts() == ["Martin"]
    assert page.evaluate("window.stays") is True
    page.go_back()
    page.wait_for_function("document.querySelectorAll('tbody th').length == 2")
    assert page.url.endswith("/persons/")
