"""A request for the label: started, written by several, signed by a code, filed at an instant, and received."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from sceau.accreditation.actions import (
    add_piece,
    admit_dossier,
    declare_ties,
    file_dossier,
    move_closing,
    open_campaign,
    refuse_dossier,
    remove_piece,
    reopen_filing,
    return_dossier,
    send_signing_code,
    sign_dossier,
    start_dossier,
    withdraw_dossier,
    write_chapter,
)
from sceau.accreditation.models import Campaign, Chapter, Dossier, Filing, Step
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.requested import is_open, judged_parts, last_day_of, missing, pieces_of, requested
from sceau.accreditation.stepping import standing_of
from sceau.catalogue.actions import start_version, write_version
from sceau.catalogue.models import Programme
from sceau.catalogue.sheet import sheet_of
from sceau.catalogue.turning import digest_of
from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.mail.models import Message
from sceau.people.models import Membership
from tests.accreditation.dossiers import (
    CLOSES,
    OCTOBER,
    OPENS,
    a_campaign,
    a_dossier,
    a_member,
    code_of,
    filed,
    free,
    of_the_label,
    oystein,
    signed,
    written,
)
from tests.accreditation.test_register import granted
from tests.catalogue.programmes import a_sheet, a_whole_sheet, bernard, published
from tests.files.samples import a_pdf
from tests.people.people import a_school

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LAST_INSTANT = datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)
"""The last second of 30 November in Paris."""


def why(act: Callable[..., Any], **said: Any) -> str:
    with pytest.raises(NotDone) as refusal:
        act(**said)
    return refusal.value.why


def acts(dossier: Dossier) -> list[str]:
    subjects = [f"dossier:{dossier.pk}", f"review:{dossier.pk}"]
    return list(Entry.objects.filter(subject__in=subjects).order_by("id").values_list("act", flat=True))


def chapter(dossier: Dossier, criterion: str = "companies", text: str = "Douze entreprises", seen: int = 0) -> Chapter:
    told = {"criterion": criterion, "text": text, "seen": seen, "at": OCTOBER, "by": bernard()[1]}
    return write_chapter(dossier=dossier.pk, **told)


def file_it(dossier: Dossier, at: datetime = OCTOBER, motive: str = "") -> Filing:
    return file_dossier(dossier=dossier.pk, motive=motive, at=at, by=oystein()[1])


# ---- campaigns -------------------------------------------------------------------------------------------------------


def test_a_campaign_is_held_by_who_accredits() -> None:
    found = a_campaign()

    assert (found.accreditor, found.opens_on, found.closes_on, str(found)) == ("cge", OPENS, CLOSES, "Campagne 2027")
    assert Entry.objects.get(subject=f"campaign:{found.pk}").act == "open_campaign"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"label": "mba"}, "unknown_label"),
        ({"name": " "}, "no_name"),
        ({"name": "x" * 101}, "no_name"),
        ({"intake_year": 1900}, "odd_year"),
        ({"closes_on": OPENS - DAY}, "ends_before_it_begins"),
        ({"experts": 0}, "odd_experts"),
        ({}, "name_taken"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(said: dict[str, Any], reason: str) -> None:
    held = a_campaign()
    told: dict[str, Any] = {
        "label": "ms",
        "name": held.name,
        "intake_year": 2027,
        "opens_on": OPENS,
        "closes_on": CLOSES,
    }

    assert why(open_campaign, **{**told, **said}, at=OCTOBER, by=SCEAU) == reason
    assert Campaign.objects.count() == 1


def test_the_last_day_of_a_campaign_moves_with_its_reason_and_never_into_the_past() -> None:
    held = a_campaign()
    told: dict[str, Any] = {"campaign": held.pk, "motive": "Panne du réseau", "at": OCTOBER, "by": SCEAU}

    assert why(move_closing, **{**told, "motive": " "}, closes_on=CLOSES + DAY) == "no_word"
    assert why(move_closing, **told, closes_on=date(2026, 9, 30)) == "closes_in_the_past"
    assert why(move_closing, **told, closes_on=CLOSES) == "closes_then_already"
    move_closing(**told, closes_on=CLOSES + DAY)

    held.refresh_from_db()
    assert held.closes_on == CLOSES + DAY
    assert [(one.was, one.closes_on, one.motive) for one in held.moves.all()] == [
        (CLOSES, CLOSES + DAY, "Panne du réseau")
    ]


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_a_dossier_is_a_first_request_until_the_register_knows_the_label() -> None:
    first = a_dossier()
    known = published(a_sheet("Audit")).programme
    granted(known)

    assert (first.request, a_dossier(known).request) == ("first_request", "renewal")
    assert acts(first) == ["start_dossier"]
    assert [row.id for row in pieces_of(Dossier.objects.get(request="renewal"), on=OPENS)] == ["results"]
    assert pieces_of(first, on=OPENS) == ()


def test_a_dossier_that_cannot_be_started_is_refused() -> None:
    dossier = a_dossier()
    held, programme = dossier.campaign, dossier.programme
    other = published(a_sheet("Autre", organisation={"label": "badge"})).programme
    loose = Programme.objects.create(slug="loose")
    told: dict[str, Any] = {"campaign": held.pk, "by": SCEAU}

    assert why(start_dossier, **told, programme=programme.pk, at=OCTOBER) == "started_already"
    assert why(start_dossier, **told, programme=other.pk, at=OCTOBER) == "other_label"
    assert why(start_dossier, **told, programme=loose.pk, at=OCTOBER) == "no_school"
    assert why(start_dossier, **told, programme=programme.pk, at=LAST_INSTANT + SECOND) == "campaign_is_over"
    assert Dossier.objects.count() == 1


def test_several_write_at_once_and_nobody_writes_over_what_they_have_not_seen() -> None:
    dossier = a_dossier()
    first = chapter(dossier)
    chapter(dossier, "assessment", "Un jury")

    assert why(chapter, dossier=dossier, text="Trois entreprises") == "changed_meanwhile"
    second = chapter(dossier, text="Treize entreprises", seen=first.pk)
    assert chapter(dossier, text="Treize entreprises", seen=second.pk) == second
    assert requested(dossier).answers == {"companies", "assessment"}
    chapter(dossier, text=" ", seen=second.pk)
    assert requested(dossier).answers == {"assessment"}
    assert [one.text for one in dossier.chapters.filter(criterion="companies")] == [
        "Douze entreprises",
        "Treize entreprises",
        " ",
    ]


def test_a_chapter_that_cannot_be_kept_is_refused() -> None:
    dossier = a_dossier()

    assert why(chapter, dossier=dossier, text="x" * 40_001) == "chapter_too_long"
    assert why(chapter, dossier=dossier, text="a\x00") == "chapter_too_long"
    assert why(chapter, dossier=dossier, criterion="beauty") == "unknown_criterion"
    assert why(chapter, dossier=filed(dossier=written(dossier))) == "not_to_write"


def piece(dossier: Dossier, **said: Any) -> Any:
    told = {"piece": "", "criterion": "", "company": "", "name": "lettre.pdf", "chunks": [a_pdf()], **said}
    return add_piece(dossier=dossier.pk, **told, at=OCTOBER, by=bernard()[1])


def test_documents_are_added_and_taken_out() -> None:
    dossier = a_dossier()
    letter = piece(dossier, criterion="companies", company=" Acier du Nord ")
    before = requested(dossier).digest
    remove_piece(piece=letter.pk, at=OCTOBER, by=bernard()[1])

    assert (letter.company, letter.criterion, letter.file.name) == ("Acier du Nord", "companies", "lettre.pdf")
    assert requested(dossier).pieces == []
    assert requested(dossier).digest != before
    assert why(remove_piece, piece=letter.pk, at=OCTOBER, by=SCEAU) == "removed_already"
    assert "add_piece" in acts(dossier)
    assert "remove_piece" in acts(dossier)


def test_a_document_that_nothing_asks_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = a_dossier()

    assert why(piece, dossier=dossier, piece="results") == "unknown_piece"
    assert why(piece, dossier=dossier, criterion="beauty") == "unknown_criterion"
    assert why(piece, dossier=dossier, company="x" * 201) == "company_too_long"
    monkeypatch.setattr("sceau.accreditation.actions.dossiers.MOST_PIECES", 1)
    piece(dossier)
    assert why(piece, dossier=dossier) == "too_many_pieces"


def test_what_a_renewal_shows_of_its_results_is_asked_for_by_the_law() -> None:
    programme = published(a_whole_sheet()).programme
    granted(programme)
    dossier = written(a_dossier(programme))
    about = next(one for one in judged_parts(requested(dossier), at=OCTOBER) if one.about == "dossier")
    piece(dossier, piece="results")
    after = next(one for one in judged_parts(requested(dossier), at=OCTOBER) if one.about == "dossier")

    assert (about.decision.outcome, after.decision.outcome) == ("not_admissible", "admissible")


def test_a_foreign_university_is_a_partner_and_never_a_co_holder() -> None:
    partner = {"name": "Universität Wien", "country": "AT"}
    partners = {"partners": [partner, {**partner, "name": "TU Graz", "role": "co_holder"}]}
    dossier = written(a_dossier(published(a_whole_sheet(partners=partners)).programme))
    about = {one.about: one for one in judged_parts(requested(dossier), at=OCTOBER)}

    assert ("Universität Wien" in about, about["TU Graz"].conforms) == (False, False)


def test_who_bears_a_label_is_not_judged_where_its_texts_say_nothing_of_it() -> None:
    a_school("other")
    dossier = a_dossier(published(a_whole_sheet(partners={"schools": ["other"]})).programme)
    Campaign.objects.update(label="badge")
    dossier.campaign.refresh_from_db()

    assert "dossier" in {one.about for one in judged_parts(requested(dossier), at=OCTOBER)}


# ---- signing ---------------------------------------------------------------------------------------------------------


def test_a_dossier_is_signed_by_the_code_that_its_director_was_sent() -> None:
    dossier = written()
    account, by = oystein()
    code = code_of(dossier, account)

    assert sign_dossier(dossier=dossier.pk, code="AAAA-AAAA", at=OCTOBER, by=by) is None
    found = sign_dossier(dossier=dossier.pk, code=f" {code.lower()} ", at=OCTOBER, by=by)

    assert found is not None
    assert requested(dossier).is_signed()
    assert acts(dossier)[-1] == "sign_dossier"
    assert why(sign_dossier, dossier=dossier.pk, code=code, at=OCTOBER, by=by) == "no_code_left"


def test_a_code_is_good_for_a_while_for_a_few_tries_for_one_person_and_for_what_was_seen() -> None:
    dossier = written()
    account, by = oystein()
    told: dict[str, Any] = {"dossier": dossier.pk, "by": by}

    late = code_of(dossier, account)
    assert why(sign_dossier, **told, code=late, at=OCTOBER + timedelta(minutes=30)) == "no_code_left"
    assert why(sign_dossier, dossier=dossier.pk, code=late, at=OCTOBER, by=bernard()[1]) == "no_code_left"
    for _ in range(5):
        assert sign_dossier(**told, code="WRONG", at=OCTOBER) is None
    assert why(sign_dossier, **told, code=late, at=OCTOBER) == "no_code_left"
    again = code_of(dossier, account)
    last = dossier.chapters.filter(criterion="companies").last()
    assert last is not None
    chapter(dossier, text="Autre chose", seen=last.pk)
    assert why(sign_dossier, **told, code=again, at=OCTOBER) == "changed_since_the_code"
    assert not requested(dossier).is_signed()


def test_whoever_writes_after_the_signature_undoes_it() -> None:
    dossier = signed()
    version = requested(dossier).version
    assert requested(dossier).is_signed()

    other = start_version(programme=dossier.programme_id, at=OCTOBER, by=bernard()[1])

    assert requested(dossier).version == other != version
    assert not requested(dossier).is_signed()
    assert why(file_it, dossier=dossier) == "not_signed"


def test_a_code_is_sent_only_for_a_dossier_that_is_written() -> None:
    dossier = filed()

    assert why(send_signing_code, dossier=dossier.pk, account=oystein()[0].pk, at=OCTOBER) == "not_to_write"


# ---- filing ----------------------------------------------------------------------------------------------------------


def test_a_dossier_is_filed_with_what_it_then_says_and_a_receipt_leaves() -> None:
    dossier = signed()
    digest = requested(dossier).digest

    found = file_it(dossier)

    dossier.refresh_from_db()
    mail = Message.objects.get(kind="dossier_filed")
    assert (dossier.standing, standing_of(dossier), found.digest) == ("filed", "filed", digest)
    assert found.content["chapters"]["companies"] == "Dire companies en clair."
    assert sheet_of(found.content["sheet"]).presentation.acronym == "CSE"
    assert acts(dossier)[-1] == "file_dossier"
    assert Entry.objects.filter(act="file_dossier").values_list("outcome", flat=True)[0] == "admissible"
    assert (mail.address, digest in mail.text_fr, "1er octobre 2026" in mail.text_fr) == (
        "oystein.saether@example.org",
        True,
        True,
    )
    assert "1 October 2026" in mail.text_en


def test_who_has_no_account_gets_no_receipt() -> None:
    dossier = signed()

    file_dossier(dossier=dossier.pk, motive="", at=OCTOBER, by=SCEAU)

    assert not Message.objects.filter(kind="dossier_filed").exists()


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2026, 8, 31, 21, 59, 59, tzinfo=UTC), "campaign_not_open"),
        (datetime(2026, 8, 31, 22, 0, 0, tzinfo=UTC), ""),
        (LAST_INSTANT, ""),
        (LAST_INSTANT + SECOND, "campaign_is_over"),
    ],
)
def test_a_dossier_is_filed_from_the_first_instant_through_the_last_of_paris(at: datetime, reason: str) -> None:
    dossier = signed()

    assert is_open(dossier, at=at) is (not reason)
    if reason:
        assert why(file_it, dossier=dossier, at=at) == reason
        assert not Filing.objects.exists()
    else:
        assert file_it(dossier, at).at == at


def test_filing_is_left_open_to_one_dossier_alone_with_a_reason() -> None:
    dossier, other = signed(), a_dossier(published(a_sheet("Audit")).programme)
    told: dict[str, Any] = {"dossier": dossier.pk, "at": OCTOBER, "by": SCEAU}

    assert why(reopen_filing, **told, until=CLOSES + DAY, motive="") == "no_word"
    assert why(reopen_filing, **told, until=date(2026, 9, 30), motive="Deuil") == "closes_in_the_past"
    reopen_filing(**told, until=CLOSES + DAY, motive="Deuil")

    assert (last_day_of(dossier), last_day_of(other)) == (CLOSES + DAY, CLOSES)
    assert file_it(dossier, LAST_INSTANT + DAY).motive == ""


def test_a_dossier_that_does_not_conform_is_filed_with_a_reason_alone() -> None:
    dossier = signed(a_dossier())

    lacking = [one.about for one in missing(judged_parts(requested(dossier), at=OCTOBER))]
    assert lacking == ["dossier"]
    assert why(file_it, dossier=dossier) == "does_not_conform"
    assert file_it(dossier, motive=" La suite vient ").motive == "La suite vient"
    assert Step.objects.filter(dossier=dossier).last().word == "La suite vient"  # type: ignore[union-attr] - there is one
    assert Entry.objects.get(act="file_dossier").outcome == "not_admissible"


def test_a_school_that_is_no_member_does_not_conform() -> None:
    dossier = signed()
    Membership.objects.all().delete()

    assert why(file_it, dossier=dossier) == "does_not_conform"


@pytest.mark.parametrize(("is_member", "conforms"), [(True, True), (False, False)])
def test_a_school_that_would_bear_the_label_too_is_a_member(is_member: bool, conforms: bool) -> None:
    other = a_school("other")
    if is_member:
        a_member(other)
    programme = published(a_whole_sheet(partners={"schools": ["other"]})).programme
    parts = {one.about: one.conforms for one in judged_parts(requested(a_dossier(programme)), at=OCTOBER)}

    assert parts["Other"] is conforms


def test_a_programme_whose_label_no_text_judges_is_judged_on_its_dossier_alone() -> None:
    dossier = a_dossier()
    version = requested(dossier).version
    version.content["organisation"]["label"] = "mba"

    one = requested(dossier)
    object.__setattr__(one, "version", version)

    assert [part.about for part in judged_parts(one, at=OCTOBER)] == ["dossier"]


def test_a_dossier_whose_programme_changed_its_label_is_not_filed() -> None:
    dossier = a_dossier()
    version = start_version(programme=dossier.programme_id, at=OCTOBER, by=bernard()[1])
    part = sheet_of(version.content).organisation.model_copy(update={"label": "badge"})
    told = {"name": "organisation", "part": part, "seen": digest_of(version.content["organisation"])}
    write_version(version=version.pk, **told, at=OCTOBER, by=bernard()[1])

    assert why(file_it, dossier=signed(dossier), motive="…") == "other_label"


def test_a_reason_is_never_longer_than_can_be_kept() -> None:
    assert why(file_it, dossier=signed(), motive="x" * 2001) == "word_too_long"


def test_what_was_filed_is_never_changed() -> None:
    dossier = filed()

    for rows in (dossier.filings, dossier.steps, dossier.signatures, dossier.chapters):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            rows.update(at=OCTOBER)


# ---- received --------------------------------------------------------------------------------------------------------


def test_the_office_admits_returns_or_refuses_only_what_it_declared_no_tie_to() -> None:
    dossier = filed()
    account, by = of_the_label()
    told: dict[str, Any] = {"dossier": dossier.pk, "at": OCTOBER, "by": by}

    assert why(admit_dossier, **told, word="") == "not_declared"
    assert why(return_dossier, **told, word="Les lettres", until=CLOSES) == "not_declared"
    assert why(refuse_dossier, **told, word="Trop tard") == "not_declared"
    assert why(admit_dossier, dossier=dossier.pk, at=OCTOBER, by=SCEAU, word="") == "not_declared"
    free(dossier, account)
    admit_dossier(**told, word="")

    dossier.refresh_from_db()
    assert (dossier.standing, standing_of(dossier)) == ("admissible", "admissible")
    assert acts(dossier)[-2:] == ["declare_ties", "admit_dossier"]
    assert why(refuse_dossier, **told, word="Trop tard") == "not_filed"


def test_a_dossier_that_is_returned_is_completed_signed_and_filed_again() -> None:
    dossier = filed()
    account, by = of_the_label()
    free(dossier, account)
    told: dict[str, Any] = {"dossier": dossier.pk, "at": OCTOBER, "by": by}
    later = CLOSES + timedelta(days=10)

    assert why(return_dossier, **told, word=" ", until=later) == "no_word"
    assert why(return_dossier, **told, word="Les lettres", until=date(2026, 9, 30)) == "closes_in_the_past"
    return_dossier(**told, word="Les lettres", until=later)
    last = dossier.chapters.filter(criterion="companies").last()
    assert last is not None
    chapter(dossier, text="Avec les lettres", seen=last.pk)

    assert why(file_it, dossier=dossier) == "not_signed"
    file_it(signed(dossier), LAST_INSTANT + timedelta(days=10))
    assert [one.content["chapters"]["companies"] for one in dossier.filings.all()] == [
        "Dire companies en clair.",
        "Avec les lettres",
    ]


def test_a_dossier_that_is_refused_says_why_and_is_written_no_longer() -> None:
    dossier = filed()
    account, by = of_the_label()
    free(dossier, account)

    assert why(refuse_dossier, dossier=dossier.pk, word="", at=OCTOBER, by=by) == "no_word"
    refuse_dossier(dossier=dossier.pk, word="Aucune école membre", at=OCTOBER, by=by)

    dossier.refresh_from_db()
    assert dossier.standing == "inadmissible"
    assert why(chapter, dossier=dossier) == "not_to_write"
    assert why(withdraw_dossier, dossier=dossier.pk, word="Fin", at=OCTOBER, by=SCEAU) == "not_to_withdraw"


def test_who_declared_a_tie_cannot_take_it_back() -> None:
    dossier = filed()
    account, by = of_the_label()
    assert account.person is not None
    told: dict[str, Any] = {"dossier": dossier.pk, "person": account.person.pk, "at": OCTOBER, "by": by}
    free(dossier, account)
    declare_ties(**told, is_conflict=True)

    assert why(declare_ties, **told, is_conflict=False) == "conflict_lasts"
    assert why(admit_dossier, dossier=dossier.pk, word="", at=OCTOBER, by=by) == "not_declared"


def test_a_school_withdraws_its_dossier_and_may_start_another() -> None:
    dossier = filed()

    assert why(withdraw_dossier, dossier=dossier.pk, word=" ", at=OCTOBER, by=SCEAU) == "no_word"
    withdraw_dossier(dossier=dossier.pk, word="Le programme change", at=OCTOBER, by=SCEAU)

    dossier.refresh_from_db()
    assert dossier.standing == "withdrawn"
    assert a_dossier(dossier.programme).pk != dossier.pk


def test_a_dossier_without_a_step_is_a_draft() -> None:
    dossier = a_dossier()

    assert standing_of(Dossier(pk=dossier.pk)) == "draft"
    assert standing_of(Dossier()) == "draft"
    assert (str(dossier), str(dossier.steps.get())) == (
        f"{dossier.campaign_id}: {dossier.programme_id}",
        f"{dossier.pk}: start_dossier",
    )
