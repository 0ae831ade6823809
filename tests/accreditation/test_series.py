"""What the register counts of a label over the years: from its grants, its changes, its pages, what schools declare."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sceau.accreditation.actions import declare_results
from sceau.accreditation.actions.results import Results
from sceau.accreditation.models import RegisterEntry
from sceau.accreditation.series import YearOfLabel, series_of_register
from sceau.journal.actions import SCEAU
from sceau.site.figures import of_register
from sceau.wording import language
from tests.accreditation.dossiers import OCTOBER
from tests.accreditation.test_register import changed, granted
from tests.catalogue.programmes import a_sheet, published
from tests.catalogue.test_public_pages import plain
from tests.people.people import browser_of

pytestmark = pytest.mark.django_db
ON = date(2026, 12, 1)


def labelled(title: str, since: int, until: int | None = 2030, abroad: bool = False) -> RegisterEntry:
    """A programme whose label began on the first of September of a year."""
    sheet = a_sheet(title)
    if abroad:
        partners = {"partners": [{"name": "Universität Wien", "country": "AT"}, {"name": "Une école"}]}
        sheet = sheet.model_validate({**sheet.model_dump(mode="json"), "partners": partners})
    last = date(until, 8, 31) if until else None
    return granted(published(sheet).programme, since=date(since, 9, 1), until=last).entry


def years() -> dict[int, YearOfLabel]:
    return {one.year: one for one in series_of_register("ms", on=ON).years}


def test_a_label_counts_from_its_first_year_to_the_one_that_runs() -> None:
    labelled("Audit", 2024)
    labelled("Énergie", 2025)
    found = years()

    assert sorted(found) == [2024, 2025, 2026]
    assert [(one.programmes, one.created, one.closed) for _, one in sorted(found.items())] == [
        (1, 1, 0),
        (2, 1, 0),
        (2, 0, 0),
    ]
    assert (found[2026].schools, found[2026].students, found[2026].foreigners) == (1, None, None)


def test_what_ends_is_closed_in_the_year_of_its_last_day_and_what_is_renewed_is_not() -> None:
    labelled("Audit", 2020, 2025)
    renewed = labelled("Énergie", 2020, 2025)
    granted(renewed.programme, since=date(2025, 9, 1), until=date(2030, 8, 31))
    changed(labelled("Bois", 2024), "withdrawn", date(2026, 3, 1))
    changed(labelled("Fibres", 2024), "suspended", date(2026, 3, 1))
    found = years()

    assert [(year, found[year].programmes, found[year].closed) for year in (2024, 2025, 2026)] == [
        (2024, 4, 0),
        (2025, 3, 1),
        (2026, 1, 1),
    ]


def test_what_no_source_dates_is_left_out_and_told() -> None:
    granted(published(a_sheet("Sans dates")).programme, since=None, until=None)
    assert series_of_register("ms", on=ON) == ((), 1)
    labelled("Audit", 2026)

    found = series_of_register("ms", on=ON)
    assert (found.undated, [one.programmes for one in found.years]) == (1, [1])
    assert of_register("badge", on=ON, lang=language("fr")) is None


def test_who_is_enrolled_and_who_comes_from_abroad_is_what_schools_declare() -> None:
    told: dict[str, Any] = {"intake_year": 2026, "at": OCTOBER, "by": SCEAU}
    one, other = labelled("Audit", 2025), labelled("Énergie", 2025)
    declare_results(entry=one.pk, results=Results(40, 0, foreigners=10), **told)
    declare_results(entry=other.pk, results=Results(60, 0), **told)

    assert (years()[2026].students, years()[2026].foreigners) == (100, Fraction(1, 4))
    assert (years()[2025].students, years()[2025].foreigners) == (None, None)


def test_a_partner_of_another_country_counts_from_the_day_its_page_is_published() -> None:
    labelled("Audit", 2024, abroad=True)
    labelled("Énergie", 2024)

    # the pages of the tests are published in 2026
    assert [years()[year].abroad for year in (2024, 2025, 2026)] == [0, 0, 1]


def test_the_register_asks_as_often_however_many_labels_there_are() -> None:
    labelled("Audit", 2024)
    with CaptureQueriesContext(connection) as before:
        series_of_register("ms", on=date(2026, 12, 2))
    for n in range(4):
        labelled(f"Énergie {n}", 2024)
    with CaptureQueriesContext(connection) as after:
        series_of_register("ms", on=date(2026, 12, 2))
    with CaptureQueriesContext(connection) as kept:
        series_of_register("ms", on=date(2026, 12, 2))

    assert len(after) == len(before)
    assert len(kept) == 4


def test_the_page_shows_the_counts_with_their_charts_and_names_no_school() -> None:
    entry = labelled("Audit", 2024)
    for year, enrolled in ((2024, 20), (2025, 30)):
        told: dict[str, Any] = {"intake_year": year, "at": OCTOBER, "by": SCEAU}
        declare_results(entry=entry.pk, results=Results(enrolled, 0, foreigners=6), **told)
    granted(published(a_sheet("Sans dates")).programme, since=None, until=None)
    page = plain(browser_of().get("/figures/"))

    assert ("Ce que compte le registre" in page, "30 %" in page, "1 programme dont aucune source" in page) == (
        True,
        True,
        True,
    )
    assert page.count("<figcaption>") == 5
    assert entry.programme.school is not None
    assert entry.programme.school.name not in page


def test_a_slip_of_the_pen_in_a_year_makes_no_series_of_millennia() -> None:
    granted(published(a_sheet("Audit")).programme, since=date(202, 9, 1), until=date(2030, 8, 31))

    assert (min(years()), years()[2026].programmes) == (1926, 1)
