"""The results of a label: declared by its school each year, computed by later stages, and its end told in time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from sceau.accreditation.actions import compute_results, declare_results, give_notice, give_notices
from sceau.accreditation.actions.results import Results
from sceau.accreditation.models import EndNotice, IntakeResult, RegisterEntry
from sceau.accreditation.results import intakes_of
from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.mail.models import Message
from sceau.people.roles import Role
from sceau.site.tasks import give_notice_of_labels_that_end
from tests.accreditation.dossiers import OCTOBER, a_dossier, of_the_label
from tests.accreditation.test_dossier_pages import director, posted, writer
from tests.accreditation.test_dossiers import why
from tests.accreditation.test_register import changed, granted
from tests.catalogue.programmes import a_sheet, bernard, published
from tests.catalogue.test_public_pages import plain
from tests.people.people import a_school, an_account, browser_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
HUNDRED = Results(enrolled=100, by_derogation=12, graduated=80, employed=60)


def declared(entry: RegisterEntry, results: Results = HUNDRED, year: int = 2025) -> IntakeResult:
    return declare_results(entry=entry.pk, intake_year=year, results=results, at=OCTOBER, by=SCEAU)


def test_a_school_declares_its_intakes_and_their_rates_follow() -> None:
    entry = granted().entry
    declared(entry)
    found = declared(entry, Results(enrolled=90, by_derogation=9), year=2026)

    last, first = intakes_of(entry.results.all())
    assert (last.result, last.derogation, last.success, last.employment) == (found, Fraction(1, 10), None, None)
    assert (first.derogation, first.success, first.employment) == (Fraction(3, 25), Fraction(4, 5), Fraction(3, 4))
    acts = Entry.objects.filter(subject=f"register_entry:{entry.pk}").order_by("id").values_list("act", flat=True)
    assert list(acts)[-2:] == ["declare_results", "declare_results"]
    assert str(found) == f"{entry.pk}: 2026"


def test_what_is_computed_counts_before_what_is_declared_even_later() -> None:
    entry = granted().entry
    told = Results(enrolled=99, by_derogation=10, graduated=79, employed=61)
    compute_results(entry=entry.pk, intake_year=2025, results=told, at=OCTOBER, by=SCEAU)
    declared(entry)

    (only,) = intakes_of(entry.results.all())
    assert (only.result.enrolled, only.result.is_computed) == (99, True)


def test_an_intake_of_nobody_has_no_rate() -> None:
    entry = granted().entry
    declared(entry, Results(enrolled=0, by_derogation=0))

    assert intakes_of(entry.results.all())[0].derogation is None


@pytest.mark.parametrize(
    ("results", "year", "reason"),
    [
        (HUNDRED, 1900, "odd_intake"),
        (HUNDRED, 2027, "odd_intake"),
        (Results(enrolled=-1, by_derogation=0), 2025, "odd_number"),
        (Results(enrolled=100_001, by_derogation=0), 2025, "odd_number"),
        (Results(enrolled=10, by_derogation=11), 2025, "more_than_enrolled"),
        (Results(enrolled=10, by_derogation=-1), 2025, "more_than_enrolled"),
        (Results(enrolled=10, by_derogation=0, foreigners=11), 2025, "more_than_enrolled"),
        (Results(enrolled=10, by_derogation=0, foreigners=-1), 2025, "more_than_enrolled"),
        (Results(enrolled=10, by_derogation=0, graduated=11), 2025, "more_than_enrolled"),
        (Results(enrolled=10, by_derogation=0, employed=1), 2025, "more_than_graduated"),
        (Results(enrolled=10, by_derogation=0, graduated=5, employed=6), 2025, "more_than_graduated"),
    ],
)
def test_results_that_cannot_be_are_refused(results: Results, year: int, reason: str) -> None:
    entry = granted().entry

    assert why(declared, entry=entry, results=results, year=year) == reason
    assert not IntakeResult.objects.exists()


def test_what_was_declared_is_never_changed_and_the_database_knows_what_cannot_be() -> None:
    entry = granted().entry
    declared(entry)

    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        IntakeResult.objects.update(enrolled=1000)
    told: dict[str, Any] = {"entry": entry, "intake_year": 2025, "at": OCTOBER}
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeResult.objects.create(enrolled=1, by_derogation=2, **told)


# ---- the page --------------------------------------------------------------------------------------------------------


def test_a_school_declares_on_the_page_of_its_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    entry = granted().entry
    address = f"/register/{entry.number}/results/"
    told = {"intake_year": 2025, "enrolled": 100, "by_derogation": 12}

    assert address in plain(director().get(f"/register/{entry.number}/"))
    assert "Aucun résultat" in plain(director().get(address))
    code, page = posted(director(), address, **told, graduated=101)
    assert (code, "De zéro à 100, le nombre des inscrits." in page) == (422, True)
    assert posted(director(), address, enrolled="beaucoup")[0] == 422
    code, page = posted(director(), address, **told)
    assert (code, "12 %" in page, "déclaré par l’école" in page) == (302, True, True)


def test_results_are_read_by_the_label_and_the_school_alone() -> None:
    entry = granted().entry
    declared(entry)
    address = f"/register/{entry.number}/results/"

    office = browser_of(of_the_label()[0])
    assert "80 %" in plain(office.get(address))
    assert "Déclarer une rentrée" not in plain(office.get(address))
    assert office.post(address, {"intake_year": 2026, "enrolled": 1, "by_derogation": 0}).status_code == 200
    assert IntakeResult.objects.count() == 1
    stranger = browser_of(an_account("Autre Direction", Role.SCHOOL_DIRECTOR, school=a_school("other")))
    assert stranger.get(address).status_code == 403
    assert address not in plain(Client().get(f"/register/{entry.number}/"))
    assert Client().get(address).status_code == 302


def test_a_school_is_told_a_year_before_its_label_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = granted(until=date(2027, 9, 30)).entry

    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 9, 30, 12, tzinfo=UTC))
    assert "Un label prend fin dans l’année" not in plain(writer().get("/"))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    page = plain(writer().get("/"))
    assert ("Un label prend fin dans l’année" in page, "30 septembre 2027" in page) == (True, True)
    changed(entry, "closed", date(2026, 9, 30))
    assert "Un label prend fin dans l’année" not in plain(writer().get("/"))


def test_a_school_is_written_to_once_of_each_end_of_its_label() -> None:
    entry = granted(until=date(2027, 9, 30)).entry
    granted(published(a_sheet("Bois")).programme, until=date(2029, 9, 30))
    bernard()
    the_night_before = datetime(2026, 9, 30, 5, tzinfo=UTC)

    assert give_notices(at=the_night_before, by=SCEAU) == []
    give_notice_of_labels_that_end(timestamp=int(NOW.timestamp()))
    mail = Message.objects.get(kind="label_ends")
    assert (mail.address, "30 septembre 2027" in mail.text_fr, "30 September 2027" in mail.text_en) == (
        "bernard.leroy@example.org",
        True,
        True,
    )
    assert "Audit énergétique" in mail.subject_fr
    assert Entry.objects.get(act="give_notice").subject == f"register_entry:{entry.pk}"
    assert give_notices(at=NOW, by=SCEAU) == []
    assert give_notice(entry=entry.pk, until=date(2027, 9, 30), at=NOW, by=SCEAU) is None
    assert str(EndNotice.objects.get()) == f"{entry.pk}: 2027-09-30"


def test_a_renewal_shows_its_results_to_its_school_and_to_who_examines_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    entry = granted().entry
    dossier = a_dossier(entry.programme)
    page = plain(director().get(f"/dossiers/{dossier.pk}/"))
    assert ("Aucun résultat n’est encore déclaré." in page, f"/register/{entry.number}/results/" in page) == (
        True,
        True,
    )

    declared(entry)
    assert "80 %" in plain(director().get(f"/dossiers/{dossier.pk}/"))
    other = a_dossier(published(a_sheet("Bois")).programme)
    assert "Les résultats du label" not in plain(director().get(f"/dossiers/{other.pk}/"))
