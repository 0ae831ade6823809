"""How long is each kind of data on people kept? Where the institution says it, until then; each goes by its own act."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sceau.core.calendar import paris_day
from sceau.journal.actions import SCEAU, Actor, record
from sceau.journal.models import Entry
from sceau.journal.retention import purposes
from sceau.journal.seals import seal, verify
from sceau.mail.models import Going, Message
from sceau.people.actions import accept_invitation, invite
from sceau.people.erasure import FORGOTTEN
from sceau.people.links import Shut
from sceau.people.models import AccessToken, Account, Invitation, Link, Person
from sceau.people.roles import Role
from sceau.people.secrets import digest_of_secret
from sceau.site.retention import ERASABLES, Past, erase_what_is_past, past_their_time
from sceau.site.tasks import clear_what_is_over_each_night
from tests.cli.on_the_database import sceau_on_the_database as sceau
from tests.people.people import PASSWORD, a_person, a_school, an_account, browser_of, holds
from tests.people.sign_in import by_password

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
FIRST_KEPT = date(2024, 9, 1)
BEFORE = datetime(2024, 8, 31, 21, 59, tzinfo=UTC)
"""One minute before midnight in Paris, two years ago."""
SINCE = datetime(2024, 8, 31, 22, 0, tzinfo=UTC)
DECISION = 'cite = { text = "Conseil du 12 décembre 2026", locator = "art. 3" }'
OF_PEOPLE = ("invitations", "links", "tokens", "sessions", "accounts", "persons")
ROOT = Actor(role=Role.INSTALLATION_ADMINISTRATOR)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any) -> Path:
    """A folder of the test's own, where everything is kept."""
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, var=tmp_path, clamd="")
    return tmp_path


def keeps_two_years(var: Path, *kinds: str) -> None:
    said = "\n".join(f"[{kind}]\nkept_for = {{ years = 2 }}\n{DECISION}" for kind in kinds)
    (var / "retention.toml").write_text(said, encoding="utf-8")


def past(var: Path, kind: str) -> int:
    """How many rows of a kind are past their time, of which nothing is erased."""
    (found,) = [one for one in past_their_time(var, at=NOW) if one.kind == kind]
    assert found.before == FIRST_KEPT
    return found.count


def erase(var: Path, kind: str) -> int:
    """Erase, and return how many rows of a kind went; the journal verifies before and after."""
    seal(at=NOW)
    assert verify() == []
    done: list[Past] = erase_what_is_past(var, at=NOW, by=ROOT)
    assert verify() == []
    seal(at=NOW)
    assert verify() == []
    assert past(var, kind) == 0
    (found,) = [one.count for one in done if one.kind == kind]
    return found


def acts() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("pk").values_list("act", "subject"))


def an_invitation(secret: str, **more: Any) -> Invitation:
    person = Person.objects.first() or a_person()
    about = {"email": "zoe@example.org", "person": person, "school": a_school(), "role": Role.STUDENT}
    times = {"sent_at": BEFORE - timedelta(days=14), "expires_at": SINCE + timedelta(days=1)}
    return Invitation.objects.create(**{**about, **times, "secret_digest": digest_of_secret(secret), **more})


def a_link(secret: str, **more: Any) -> Link:
    person = Person.objects.first() or a_person()
    about = {"person": person, "act": "complete_identity", "subject": person.pk}
    times = {"sent_at": BEFORE - timedelta(days=14), "expires_at": SINCE + timedelta(days=1)}
    return Link.objects.create(**{**about, **times, "secret_digest": digest_of_secret(secret), **more})


def an_access_token(secret: str, *, account: Account | None = None, **more: Any) -> AccessToken:
    owner = account or Account.objects.first() or an_account("Basile Roux")
    about = {"account": owner, "name": "Report", "scopes": ["ask"], "last_used_on": FIRST_KEPT}
    times = {"made_at": BEFORE - timedelta(days=90), "expires_at": SINCE + timedelta(days=1)}
    return AccessToken.objects.create(**{**about, **times, "secret_digest": digest_of_secret(secret), **more})


def test_every_kind_has_a_purpose_and_a_text_that_asks_for_its_end_and_none_a_duration() -> None:
    assert set(purposes()) == set(ERASABLES) == {"evidence", "mail", "files", "deliberations", "misuses", *OF_PEOPLE}
    assert {(one.cite.text, one.cite.locator, one.kept_for) for one in purposes().values()} == {
        ("rgpd", "art. 5, § 1, e)", None)
    }


def test_without_a_duration_nothing_of_people_is_past_its_time_and_nothing_goes(var: Path) -> None:
    an_invitation("a", expires_at=BEFORE)
    a_link("b", expires_at=BEFORE)
    account = an_account()
    Account.objects.update(last_login=BEFORE)
    browser_of(account)

    assert {(one.before, one.count) for one in past_their_time(var, at=NOW)} == {(None, 0)}
    assert {one.count for one in erase_what_is_past(var, at=NOW, by=ROOT)} == {0}
    assert (acts(), Person.objects.filter(anonymised_at=None).count()) == ([], 2)


def test_an_invitation_that_ended_loses_its_address_and_its_proof_and_its_row_stays(var: Path) -> None:
    keeps_two_years(var, "invitations")
    expired, accepted = an_invitation("a", expires_at=BEFORE), an_invitation("b", accepted_at=BEFORE)
    kept = {an_invitation("c").pk, an_invitation("d", expires_at=BEFORE, accepted_at=SINCE).pk}

    assert past(var, "invitations") == 2
    assert erase(var, "invitations") == 2

    assert set(Invitation.objects.filter(erased_at=None).values_list("pk", flat=True)) == kept
    expired.refresh_from_db()
    assert (expired.email, expired.erased_at, expired.role) == ("", NOW, Role.STUDENT)
    assert sorted(acts()) == sorted(("erase_invitation", f"invitation:{one.pk}") for one in (expired, accepted))
    assert browser_of().get("/invitation/a/").status_code in {404, 410}
    with pytest.raises(Shut, match="unknown"):
        accept_invitation(secret="a", account=None, language="fr", at=NOW)  # noqa: S106 - invented


def test_what_an_invitation_was_is_still_told_once_it_is_erased(var: Path) -> None:
    keeps_two_years(var, "invitations")
    who = {"given_names": "Zoé", "birth_name": "Œuvrard", "address": "zoe@example.org", "language": "fr"}
    offered = {"role": Role.STUDENT, "school": a_school().pk, "until": None, "on": paris_day(BEFORE)}
    invitation = invite(**who, **offered, at=BEFORE - timedelta(days=15), by=SCEAU)
    erase(var, "invitations")

    ran = sceau("explain", f"invitation:{invitation.pk}", SCEAU_VAR=str(var))
    assert [line for line in ran.lines if "·" in line][::2] == [
        line for line in ran.lines if line.endswith(("invite", "erase the address of an invitation"))
    ]
    assert "zoe@example.org" not in ran.out


def test_a_link_that_ended_opens_nothing_more_and_its_row_stays(var: Path) -> None:
    keeps_two_years(var, "links")
    ended = [a_link("a", expires_at=BEFORE), a_link("b", done_at=BEFORE), a_link("c", revoked_at=BEFORE)]
    kept = a_link("d")

    assert past(var, "links") == 3
    assert erase(var, "links") == 3

    assert Link.objects.get(erased_at=None) == kept
    assert not Link.objects.filter(secret_digest__in=map(digest_of_secret, "abc")).exists()
    assert sorted(acts()) == sorted(("erase_link", f"link:{one.pk}") for one in ended)


def test_an_access_token_that_ended_opens_nothing_more_and_its_row_stays(var: Path) -> None:
    keeps_two_years(var, "tokens")
    ended = [an_access_token("a", expires_at=BEFORE), an_access_token("b", revoked_at=BEFORE)]
    kept = an_access_token("c")

    assert past(var, "tokens") == 2
    assert erase(var, "tokens") == 2

    assert AccessToken.objects.get(erased_at=None) == kept
    assert list(AccessToken.objects.exclude(pk=kept.pk).values_list("name", "last_used_on", "scopes")) == [
        ("", None, ["ask"]),
        ("", None, ["ask"]),
    ]
    assert not AccessToken.objects.filter(secret_digest__in=map(digest_of_secret, "ab")).exists()
    assert sorted(acts()) == sorted(("erase_token", f"token:{one.pk}") for one in ended)


def test_a_session_that_was_opened_too_long_ago_ends_and_is_told_of_its_account(var: Path) -> None:
    keeps_two_years(var, "sessions")
    alice = an_account(password=PASSWORD)
    holds(alice.person, Role.STUDENT)
    old, young = browser_of(), browser_of()
    for browser in (old, young):
        by_password(browser, alice)
    first, second = UserSession.objects.order_by("pk")
    UserSession.objects.filter(pk=first.pk).update(created_at=BEFORE)

    assert past(var, "sessions") == 1
    assert erase(var, "sessions") == 1

    assert UserSession.objects.get() == second
    assert [one.get("/account/").status_code for one in (old, young)] == [302, 200]
    assert acts() == [("erase_session", f"account:{alice.pk}")]


def an_old_account(name: str, **more: Any) -> Account:
    account = an_account(name)
    Account.objects.filter(pk=account.pk).update(**{"last_login": BEFORE, **more})
    return account


def test_an_account_that_nobody_used_since_is_closed_and_its_addresses_go(var: Path) -> None:
    keeps_two_years(var, "accounts")
    alice = an_old_account("Alice Martin")
    holds(alice.person, Role.STUDENT, until=date(2024, 8, 31))
    Authenticator.objects.create(user=alice, type="totp", data={})
    SocialAccount.objects.create(user=alice, provider="directory", uid="alice")
    token = an_access_token("a", account=alice)
    never_used = an_old_account("Driss Naït", last_login=None, opened_at=BEFORE)
    kept = [
        an_old_account("Ève Durand", last_login=SINCE),
        an_old_account("Chloé Bernard", last_login=None, opened_at=SINCE),
        an_old_account("Hugo Petit"),
        an_old_account("Inès Roux"),
    ]
    holds(kept[2].person, Role.TEACHER)
    holds(kept[3].person, Role.STUDENT, until=FIRST_KEPT)

    assert past(var, "accounts") == 2
    assert erase(var, "accounts") == 2

    assert set(Account.objects.exclude(email__endswith=FORGOTTEN)) == set(kept)
    assert EmailAddress.objects.filter(user__in=[alice, never_used]).count() == 0
    assert (Authenticator.objects.count(), SocialAccount.objects.count()) == (0, 0)
    assert not AccessToken.objects.filter(erased_at=None).exists()
    closed = [("close_account", f"account:{one.pk}") for one in (alice, never_used)]
    assert sorted(acts()) == sorted([*closed, ("erase_token", f"token:{token.pk}")])
    assert Person.objects.filter(anonymised_at=None).count() == 6


def test_who_held_no_role_since_and_of_whom_nothing_was_done_is_forgotten(var: Path) -> None:
    keeps_two_years(var, "persons")
    gone = an_old_account("Alice Martin").person
    assert gone is not None
    holds(gone, Role.STUDENT, until=date(2024, 8, 31))
    a_person("Alise Martin", merged_into=gone)
    kept = {
        "a role that lasts": a_person("B B"),
        "a role until the first day kept": a_person("C C"),
        "an account used since": an_old_account("D D", last_login=SINCE).person,
        "an invitation that was open since": a_person("E E"),
        "a link that was open since": a_person("F F"),
        "an act since": a_person("G G"),
        "a mail that waits": a_person("H H"),
        "a token that was good since": an_old_account("J J").person,
    }
    holds(kept["a role that lasts"], Role.TEACHER)
    holds(kept["a role until the first day kept"], Role.STUDENT, until=FIRST_KEPT)
    an_invitation("e", person=kept["an invitation that was open since"])
    a_link("f", person=kept["a link that was open since"])
    an_access_token("j", account=Account.objects.get(person=kept["a token that was good since"]))
    with transaction.atomic():
        record(at=SINCE, by=SCEAU, act="correct_person", subject=f"person:{kept['an act since'].pk}")
        record(at=BEFORE, by=SCEAU, act="create_person", subject=f"person:{gone.pk}")
    waits = {"kind": "invitation", "address": "h@example.org", "language": "fr", "written_at": BEFORE}
    Message.objects.create(**waits, person=kept["a mail that waits"].pk, going=Going.QUEUED)

    assert past(var, "persons") == 1
    assert erase(var, "persons") == 1

    assert {one for one, person in kept.items() if Person.objects.get(pk=person.pk).anonymised_at} == set()
    assert Person.objects.filter(anonymised_at=NOW, birth_name="").count() == 2
    assert [act for act, _ in acts()][2:] == ["forget_person", "forget_person"]


def test_who_is_written_to_by_address_alone_is_not_forgotten_until_that_is_settled(var: Path) -> None:
    keeps_two_years(var, "persons")
    alice = a_person(email="alice@example.org")
    waits = {"kind": "invitation", "address": "Alice@example.org", "language": "fr", "written_at": BEFORE}
    message = Message.objects.create(**waits, going=Going.QUEUED)

    assert [one.count for one in erase_what_is_past(var, at=NOW, by=ROOT) if one.kind == "persons"] == [0]
    Message.objects.filter(pk=message.pk).update(going=Going.DISCARDED)
    assert erase(var, "persons") == 1
    alice.refresh_from_db()
    assert alice.anonymised_at == NOW


def test_what_was_erased_meanwhile_is_not_erased_twice(var: Path) -> None:
    keeps_two_years(var, *OF_PEOPLE)
    an_invitation("a", expires_at=BEFORE)
    a_link("b", expires_at=BEFORE)
    an_access_token("c", account=an_old_account("Driss Naït"), expires_at=BEFORE)
    rows = {kind: list(ERASABLES[kind].from_before(FIRST_KEPT)) for kind in OF_PEOPLE}
    erase_what_is_past(var, at=NOW, by=ROOT)
    before = acts()

    assert {kind: len(found) for kind, found in rows.items()} == {
        "invitations": 1, "links": 1, "tokens": 1, "sessions": 0, "accounts": 1, "persons": 2,
    }  # fmt: skip
    assert {one.count for one in erase_what_is_past(var, at=NOW, by=ROOT)} == {0}
    assert acts() == before


def test_counting_asks_as_many_questions_however_many_rows(var: Path) -> None:
    keeps_two_years(var, *ERASABLES)
    counts = []
    for names in (["Alice Martin"], [f"Alice Martin{n}" for n in range(30)]):
        for name in names:
            an_old_account(name)
        with CaptureQueriesContext(connection) as asked:
            past_their_time(var, at=NOW)
        counts.append(len(asked))

    assert counts[0] == counts[1] == len(ERASABLES)


def test_each_night_the_sessions_that_are_over_and_the_counts_of_limits_go() -> None:
    alice = an_account(password=PASSWORD)
    over, lasts = browser_of(), browser_of()
    for one in (over, lasts):
        by_password(one, alice)
    now = datetime.now(UTC)
    Session.objects.filter(pk=over.session.session_key).update(expire_date=now - timedelta(seconds=1))
    cache.set("limit-over", 1, timeout=1)
    cache.set("limit-lasts", 1, timeout=3600)
    night = int((now + timedelta(minutes=1)).timestamp())

    clear_what_is_over_each_night(timestamp=night)

    assert list(Session.objects.values_list("pk", flat=True)) == [lasts.session.session_key]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [lasts.session.session_key]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM site_cache WHERE cache_key LIKE '%%limit%%'")
        assert [key.rpartition(":")[2] for (key,) in cursor.fetchall()] == ["limit-lasts"]
    assert acts() == []


def test_the_command_line_lists_every_kind_with_its_purpose_its_text_its_duration_and_how_much_is_past(
    var: Path,
) -> None:
    keeps_two_years(var, *OF_PEOPLE)
    an_old_account("Alice Martin")

    dry = sceau("retention", "--dry-run", SCEAU_VAR=str(var))

    at = dry.lines.index("Accounts that nobody used since, of those who held no role since")
    assert dry.lines[at + 1] == (
        "  Let a person sign in: address, password, second factors, directory — RGPD, art. 5, § 1, e) (to be confirmed)"
    )
    assert dry.lines[at + 2] == "  kept 2 years — Conseil du 12 décembre 2026, art. 3"
    assert dry.lines[at + 3].startswith("  1 to be erased, from before ")
    assert sum(line.startswith("  the texts say no duration") for line in dry.lines) == 5
    assert Person.objects.get().anonymised_at is None
    assert sceau("retention", SCEAU_VAR=str(var)).code == 0
    assert Person.objects.get().anonymised_at is not None
    assert sceau("journal", "verify", SCEAU_VAR=str(var)).code == 0
