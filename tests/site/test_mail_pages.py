"""The page of a mail: how far it went, in words, and what somebody may settle there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sceau.journal.models import Entry
from sceau.mail.models import Going, Message
from sceau.people.roles import Role
from sceau.wording import LANGUAGES
from sceau.wording.lists import words
from tests.people.people import a_person, a_school, an_account, browser_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 1, 10, 30, 41, tzinfo=UTC)


def a_mail(going: str, **more: Any) -> Message:
    texts = {f"{part}_{code}": f"{part} {code}" for part in ("subject", "text") for code in LANGUAGES}
    about = {"kind": "invitation", "address": "zoe@example.org", "language": "fr", "written_at": NOON}
    since = {"claimed_at": NOON, "sent_at": NOON if going == Going.SENT else None}
    return Message.objects.create(**{**texts, **about, **since, "going": going, "school": a_school().pk, **more})


def chloe() -> Any:
    return browser_of(an_account("Chloé Bernard", Role.REGISTRAR))


@pytest.mark.parametrize(
    ("going", "acts"),
    [
        (Going.DRAFT, ["let_mail_go", "discard_mail"]),
        (Going.QUEUED, ["discard_mail"]),
        (Going.SENDING, ["settle_mail", "send_mail_again", "discard_mail"]),  # since long ago: it is uncertain
        (Going.BOUNCED, ["send_mail_again"]),
        (Going.SENT, []),
        (Going.DISCARDED, []),
    ],
)
def test_the_page_of_a_mail_offers_what_fits_how_far_it_went(going: str, acts: list[str]) -> None:
    assert chloe().get(f"/mail/{a_mail(going).pk}/").context["acts"] == acts


def test_an_erased_mail_offers_nothing() -> None:
    assert chloe().get(f"/mail/{a_mail(Going.BOUNCED, erased_at=NOON).pk}/").context["acts"] == []


def test_who_may_only_see_a_mail_is_offered_nothing() -> None:
    zoe = an_account("Zoé Œuvrard")
    message = a_mail(Going.BOUNCED, person=zoe.person_id)

    assert browser_of(zoe).get(f"/mail/{message.pk}/").context["acts"] == []


@pytest.mark.parametrize(
    ("path", "before", "after", "act"),
    [
        ("let-go", Going.DRAFT, Going.QUEUED, "let_mail_go"),
        ("discard", Going.DRAFT, Going.DISCARDED, "discard_mail"),
        ("settle", Going.SENDING, Going.SENT, "settle_mail"),
        ("send-again", Going.BOUNCED, Going.QUEUED, "send_mail_again"),
    ],
)
def test_a_registrar_settles_a_mail_from_its_page_and_the_journal_says_who(
    path: str, before: str, after: str, act: str
) -> None:
    message, account = a_mail(before), an_account("Chloé Bernard", Role.REGISTRAR)

    answer = browser_of(account, language="en").post(f"/mail/{message.pk}/{path}/", follow=True)

    message.refresh_from_db()
    assert message.going == after
    assert [str(one) for one in answer.context["messages"]] == [words("site", "en")["mail"]["done"][act]]
    assert list(Entry.objects.order_by("pk").values_list("act", "subject", "actor", "role", "school")) == [
        (act, f"message:{message.pk}", str(account.pk), "registrar", str(a_school().pk))
    ]


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("let-go", "let_mail_go"),
        ("discard", "discard_mail"),
        ("settle", "settle_mail"),
        ("send-again", "send_mail_again"),
    ],
)
def test_what_can_no_longer_be_done_is_said_and_nothing_is(path: str, act: str) -> None:
    message = a_mail(Going.SENT)

    answer = chloe().post(f"/mail/{message.pk}/{path}/", follow=True)

    assert [str(one) for one in answer.context["messages"]] == [words("site", "fr")["mail"]["not_done"][act]]
    assert Entry.objects.count() == 0


def test_a_mail_says_its_kind_in_words_and_its_instants_to_the_minute() -> None:
    message = a_mail(Going.SENT, kind="login_code", sent_at=NOON + timedelta(minutes=3))

    page = " ".join(
        chloe().get(f"/mail/{message.pk}/").content.decode().replace("\N{NARROW NO-BREAK SPACE}", " ").split()
    )

    assert "<dd>code de connexion</dd>" in page
    assert "login_code" not in page
    assert "<dd>1er septembre 2026 à 12 h 30</dd>" in page
    assert "<dd>1er septembre 2026 à 12 h 33</dd>" in page


def test_a_kind_of_a_version_of_long_ago_is_said_as_it_was_called() -> None:
    assert chloe().get(f"/mail/{a_mail(Going.SENT, kind='greeting').pk}/").context["kind"] == "greeting"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kind_of_mail_has_its_words(code: str) -> None:
    written = {name for name, said in words("mail", code).items() if not isinstance(said, str)}

    assert set(words("site", code)["mail_kinds"]) == written


def test_the_list_is_filtered_by_kind_and_shows_it_in_words() -> None:
    ours = a_mail(Going.SENT, kind="login_code")
    a_mail(Going.SENT)
    browser = chloe()

    assert [row["message"].pk for row in browser.get("/mail/?kind=login_code").context["rows"]] == [ours.pk]
    assert len(browser.get("/mail/?kind=nonsense").context["rows"]) == 2
    assert "code de connexion" in browser.get("/mail/").content.decode()


def test_who_was_written_to_sees_neither_drafts_nor_what_was_discarded() -> None:
    zoe = an_account("Zoé Œuvrard")
    seen = a_mail(Going.SENT, person=zoe.person_id)
    for going in (Going.DRAFT, Going.DISCARDED):
        a_mail(going, person=zoe.person_id)
    a_mail(Going.SENT, person=a_person().pk)

    assert [row["message"].pk for row in browser_of(zoe).get("/mail/").context["rows"]] == [seen.pk]
