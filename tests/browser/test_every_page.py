"""Every page, as each role, in a real browser: nothing on it bars anybody, nothing in it is refused by our policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse

from sceau.people.permissions import acts_of_pages
from tests.browser.browser import what_bars_somebody
from tests.people.people import a_person, a_school
from tests.site.test_permissions import (
    NO_ROLE,
    NOBODY,
    NUMBERED,
    OBJECTS,
    OF_KINDS,
    OF_THE_API,
    OWN,
    VIEWERS,
    Whose,
    expected,
    viewer,
)

pytestmark = pytest.mark.django_db(transaction=True)

NO_PAGES = {
    "health": "is for machines",
    "guide_screen": "is a picture",
    "set_language": "is a button",
    "account_email_verification_sent": "leads on",
    "account_logout": "is shown to who has signed in alone, and leads on else",
    "account_reset_password": "leads on to who has signed in",
    "account_password_reset_completed": "leads on",
    "account_complete_password_reset": "wants a code that was sent",
    "account_confirm_password_reset_code": "wants a code that was sent",
    "account_confirm_login_code": "wants a code that was sent",
    "account_reauthenticate": "leads on where there is nothing to prove anew",
    "mfa_authenticate": "is for who is half-way in",
    "mfa_login_webauthn": "is for scripts",
    "mfa_reauthenticate": "leads on where there is nothing to prove anew",
    "mfa_reauthenticate_webauthn": "leads on where there is nothing to prove anew",
    "mfa_download_recovery_codes": "is a file",
    "openid_connect_login": "leads to a directory that is not there",
    "openid_connect_callback": "comes from a directory that is not there",
    "persons_export": "is a file",
    "file": "is a file",
    "deliberation_template": "is a file",
    "deliberation_faults": "is a file",
    "deliberation_document": "is a file",
    "deliberation_dossier": "is a file",
    "erase_deliberation": "is a button",
    "end_session": "is a button",
    "erase_file": "is a button",
    "tell_apart": "is a button",
    "complete_identity": "is opened by a link",
    "open_law": "is a button",
    "reserve_law": "is a button",
    "begin_membership": "is a button",
    "end_membership": "is a button",
    "retry_job": "is a button",
    "send_mail_again": "is a button",
    "settle_mail": "is a button",
    "let_mail_go": "is a button",
    "discard_mail": "is a button",
    **dict.fromkeys(("add_law_draft_file", "upload_law_draft_files", "remove_law_draft_file"), "is a button"),
    **dict.fromkeys(("submit_law_draft", "withdraw_law_draft", "send_back_law_draft"), "is a button"),
    "adopt_law_draft": "is a button",
    **dict.fromkeys(("adopted_file", "adopted_files"), "is a file"),
    **dict.fromkeys(("start_version", "correct_programme", "close_programme", "archive_programme"), "is a button"),
    **dict.fromkeys(("appoint_responsible", "end_responsible", "take_out_line", "move_line"), "is a button"),
    **dict.fromkeys(("submit_version", "withdraw_version", "publish_version", "send_back_version"), "is a button"),
    **dict.fromkeys(("programmes_export", "programmes_lheo"), "is a file"),
    **dict.fromkeys(("sitemap", "robots"), "is for machines"),
    **dict.fromkeys(("change_label", "close_label"), "is a button"),
    **dict.fromkeys(("follow_misuse", "settle_misuse"), "is a button"),
    "register_state": "is a picture",
    **dict.fromkeys(("start_dossier", "add_piece", "remove_piece", "send_signing_code"), "is a button"),
    **dict.fromkeys(("sign_dossier", "file_dossier", "withdraw_dossier", "declare_ties"), "is a button"),
    **dict.fromkeys(("admit_dossier", "return_dossier", "refuse_dossier", "reopen_filing"), "is a button"),
    "dossier_piece": "is a file",
    "dossier_act": "is a file",
    "register_act": "is a file",
    **dict.fromkeys(("propose_expert", "release_expert", "plan_visit", "call_off_visit"), "is a button"),
    **dict.fromkeys(("prepare_decision", "sign_decision", "send_back_decision", "publish_decision"), "is a button"),
    "meet_condition": "is a button",
    **dict.fromkeys(("share_reports", "put_on_agenda", "reply_to_reports"), "is a button"),
    **dict.fromkeys(("seat_member", "mark_present", "cast_ballot", "give_opinion", "take_off_agenda"), "is a button"),
    "revoke_token": "is a button",
    **dict.fromkeys(OF_THE_API & set(acts_of_pages()), "is for programs"),
}
"""The addresses that are no page to be looked at, and why."""


SEEN_BY_EACH = {"home", "person", "schools", "own_account"}
"""Pages that show each role something else."""


def pages_of(name: str, whose: Whose) -> Iterator[str]:
    """Yield each page that opens to somebody on what is theirs; what is the same for all is walked without a role."""
    histories = {f"history of {kind}" for kind in OF_KINDS}
    for page in sorted((set(acts_of_pages()) - set(NO_PAGES) - {"history"}) | histories):
        act = acts_of_pages()[page.partition(" of ")[0]]
        is_own = name in {NOBODY, NO_ROLE} or name in act.scopes or page in SEEN_BY_EACH
        if is_own and expected(page, name, whose if page in OBJECTS else None) == "open":
            yield page


SIZE = {name: ("desktop", "phone")[n % 2] for n, name in enumerate(VIEWERS)}
LANGUAGE = {name: ("fr", "en")[n // 2 % 2] for n, name in enumerate(VIEWERS)}


def test_every_address_is_a_page_that_somebody_walks_or_is_told_not_to_be_one() -> None:
    school = a_school("here")
    walked = {page for name in VIEWERS for page in pages_of(name, Whose(OWN, a_person("Alice Martin"), school))}

    pages = {page.partition(" of ")[0] for page in walked}

    assert pages | set(NO_PAGES) == set(acts_of_pages())
    assert pages & set(NO_PAGES) == set()


@pytest.mark.parametrize("name", VIEWERS)
def test_no_page_bars_anybody(name: str, open_page: Callable[..., Any]) -> None:
    account, person = viewer(name, a_school("here"))
    page = open_page(account, size=SIZE[name], language=LANGUAGE[name])
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    wrong = []
    whose = Whose(OWN, person, a_school("here"))
    for which in pages_of(name, whose):
        told = OBJECTS[which](whose) if which in OBJECTS else NUMBERED.get(which)
        page.goto(reverse(which.partition(" of ")[0], kwargs=told))
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        wrong += [f"{which}: {one}" for one in [*refused, *(["is wider than the screen"] if wide else [])]]
        wrong += [f"{which}: {one}" for one in what_bars_somebody(page)]
        refused.clear()
    assert wrong == []
