"""Numbers, money, days and lengths of time in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sceau.core.calendar import PARIS
from sceau.core.rule import Duration, Moment, Value
from sceau.wording import (
    language,
    say_date,
    say_duration,
    say_instant,
    say_mark,
    say_moment,
    say_money,
    say_number,
    say_period,
    say_quantity,
)
from sceau.wording.dates import say_end

FR, EN = language("fr"), language("en")
NO_BREAK, NARROW, MINUS = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{MINUS SIGN}"
MOST = 6

decimals = st.decimals(min_value=0, max_value=20, places=9, allow_nan=False)
fractions = st.fractions(min_value=0, max_value=20)
thresholds = st.sampled_from([Decimal(5), Decimal(10), Decimal("9.995"), Decimal("12.5")])
near = st.builds(
    lambda at, by, sign: Fraction(at) + sign * Fraction(1, by),
    thresholds,
    st.integers(min_value=1, max_value=10**9),
    st.sampled_from([-1, 0, 1]),
)
marks = st.one_of(decimals, fractions, near)


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        (10, "10", "10"),
        (Decimal("10.00"), "10", "10"),
        (Decimal("12.50"), "12,5", "12.5"),
        (Decimal("12.345"), "12,35", "12.35"),
        (Decimal("12.344"), "12,34", "12.34"),
        (Fraction(31, 3), "10,33", "10.33"),
        (Fraction(2, 3), "0,67", "0.67"),
        (7500, f"7{NARROW}500", "7,500"),
        (Decimal("1234567.891"), f"1{NARROW}234{NARROW}567,89", "1,234,567.89"),
        (Decimal("-2.5"), f"{MINUS}2,5", f"{MINUS}2.5"),
        (Decimal("-0.001"), "0", "0"),
        (0, "0", "0"),
    ],
)
def test_a_number_has_two_decimals_at_most_half_up(number, french, english):
    assert say_number(number, FR) == french
    assert say_number(number, EN) == english


@pytest.mark.parametrize(
    ("mark", "beside", "said"),
    [
        (Decimal("9.995"), 10, "9,995"),
        (Decimal("5.004"), 5, "5,004"),
        (Decimal("9.99999999"), 10, "9,99999999"),
        (Decimal("10.001"), 10, "10,001"),
        (Decimal(10), 10, "10"),
        (Decimal("9.996"), None, "10"),
        (Decimal("9.996"), (5, 10), "9,996"),
        (Fraction(29, 3), 10, "9,67"),
        (Fraction(29999, 3000), 10, "9,9997"),
        (Fraction(2999999999, 300000000), 10, "2999999999/300000000"),
    ],
)
def test_a_mark_stays_on_its_side_of_what_it_is_compared_with(mark, beside, said):
    assert say_mark(mark, FR, beside=beside) == said


def test_a_mark_can_be_set_beside_the_rule_itself():
    rule = Value("unit_pass_mark", Decimal(10), "/20")
    assert say_mark(Decimal("9.999"), EN, beside=rule) == "9.999"


@given(marks, thresholds)
@example(Decimal("9.995"), Decimal(10))
@example(Decimal("5.004"), Decimal(5))
@example(Fraction(10) - Fraction(1, 3 * 10**8), Decimal(10))
def test_a_mark_is_never_shown_on_the_wrong_side_of_a_threshold(mark, threshold):
    shown = read(say_mark(mark, FR, beside=threshold))
    assert side(shown, threshold) == side(Fraction(mark), threshold)


@given(marks, thresholds)
def test_a_mark_is_never_longer_than_its_side_needs(mark, threshold):
    text = say_mark(mark, FR, beside=threshold)
    exact = Fraction(mark)
    tried = range(2, MOST + 1) if "/" in text else range(2, len(text.partition(",")[2]))
    assert all(side(half_up(exact, places), threshold) != side(exact, threshold) for places in tried)


@given(marks)
def test_without_a_threshold_two_decimals_are_enough(mark):
    assert read(say_mark(mark, FR)) == half_up(Fraction(mark), 2)


def read(text: str) -> Fraction:
    return Fraction(text.replace(NARROW, "").replace(",", "."))


def side(number: Fraction, threshold: Decimal) -> int:
    return (number > threshold) - (number < threshold)


def half_up(exact: Fraction, places: int) -> Fraction:
    return Fraction(int(exact * 10**places + Fraction(1, 2)), 10**places)


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        (Decimal(7500), f"7{NARROW}500{NO_BREAK}€", "€7,500"),
        (Decimal("7500.00"), f"7{NARROW}500{NO_BREAK}€", "€7,500"),
        (Decimal("2500.5"), f"2{NARROW}500,50{NO_BREAK}€", "€2,500.50"),
        (Decimal("0.07"), f"0,07{NO_BREAK}€", "€0.07"),
        (Decimal(-250), f"{MINUS}250{NO_BREAK}€", f"{MINUS}€250"),
        (Decimal(0), f"0{NO_BREAK}€", "€0"),
    ],
)
def test_money_has_its_cents_only_when_there_are_any(amount, french, english):
    assert say_money(amount, FR) == french
    assert say_money(amount, EN) == english


def test_an_amount_beside_its_cap_is_not_rounded_onto_it():
    assert say_money(Decimal("30.015"), EN, beside=Decimal("30.02")) == "€30.015"
    assert say_money(Decimal("-0.004"), EN, beside=0) == f"{MINUS}€0.004"


@pytest.mark.parametrize(
    ("number", "unit", "french", "english"),
    [
        (Decimal(10), "/20", "10/20", "10/20"),
        (Decimal("0.3"), "ratio", f"30{NO_BREAK}%", "30%"),
        (Decimal("0.125"), "ratio", f"12,5{NO_BREAK}%", "12.5%"),
        (Decimal(1), "ECTS", f"1{NO_BREAK}crédit ECTS", "1 ECTS credit"),
        (Decimal(0), "ECTS", f"0{NO_BREAK}crédit ECTS", "0 ECTS credits"),
        (Decimal(45), "ECTS", f"45{NO_BREAK}crédits ECTS", "45 ECTS credits"),
        (Decimal("1.5"), "hours", f"1,5{NO_BREAK}heure", "1.5 hours"),
        (Decimal(1), "times", f"1{NO_BREAK}fois", "once"),
        (60, "EUR", f"60{NO_BREAK}€", "€60"),
        (5, "level", "bac+5", "bac+5"),
        (7, "", "7", "7"),
    ],
)
def test_a_quantity_has_its_unit_in_the_singular_or_the_plural(number, unit, french, english):
    assert say_quantity(number, unit, FR) == french
    assert say_quantity(number, unit, EN) == english


def test_a_quantity_beside_itself_is_shown_whole():
    assert say_quantity(Decimal("9.99501"), "/20", FR, Decimal("9.99501")) == "9,99501/20"
    assert say_quantity(Fraction(1, 3), "/20", FR, Fraction(1, 3)) == f"1/3{NO_BREAK}sur 20"


def test_a_day_is_written_out():
    assert say_date(date(2025, 6, 4), FR) == "4 juin 2025"
    assert say_date(date(2025, 6, 4), EN) == "4 June 2025"


def test_the_first_of_a_french_month_is_an_ordinal():
    assert say_date(date(2025, 8, 1), FR) == "1er août 2025"
    assert say_date(date(2025, 8, 1), EN) == "1 August 2025"


def test_an_instant_is_told_by_the_clocks_of_paris():
    last = datetime(2025, 6, 4, 21, 59, 59, tzinfo=UTC)
    assert say_instant(last, FR).replace(NO_BREAK, " ") == "4 juin 2025 à 23 h 59 min 59 s"
    assert say_instant(last, EN) == "4 June 2025 at 23:59:59"


def test_an_instant_is_cut_to_the_second_and_never_rounded_into_the_next_day():
    last = datetime(2025, 6, 4, 23, 59, 59, 999_999, tzinfo=PARIS)
    assert say_instant(last, EN) == "4 June 2025 at 23:59:59"


def test_an_instant_shows_its_minutes_and_seconds_only_when_there_are_any():
    noon = datetime(2025, 1, 4, 12, 0, tzinfo=PARIS)
    assert say_instant(noon, FR) == f"4 janvier 2025 à 12{NO_BREAK}h"
    assert say_instant(noon, EN) == "4 January 2025 at 12:00"
    assert say_instant(noon + timedelta(minutes=5), FR) == f"4 janvier 2025 à 12{NO_BREAK}h{NO_BREAK}05"
    assert say_instant(noon + timedelta(minutes=5), EN) == "4 January 2025 at 12:05"


def test_the_first_instant_that_is_too_late_is_said_as_such():
    midnight = datetime(2025, 6, 5, tzinfo=PARIS)
    assert say_end(midnight, FR) == f"avant le 5 juin 2025 à 0{NO_BREAK}h"
    assert say_end(midnight, EN) == "before 5 June 2025 at 0:00"


@pytest.mark.parametrize(
    ("duration", "french", "english"),
    [
        (Duration(1, "years"), f"1{NO_BREAK}an", "1 year"),
        (Duration(3, "years"), f"3{NO_BREAK}ans", "3 years"),
        (Duration(0, "days"), f"0{NO_BREAK}jour", "0 days"),
        (Duration(10, "working_days"), f"10{NO_BREAK}jours ouvrés", "10 working days"),
        (Duration(4, "quarters"), f"4{NO_BREAK}trimestres", "4 quarters"),
    ],
)
def test_a_length_of_time_keeps_the_unit_of_its_text(duration, french, english):
    assert say_duration(duration, FR) == french
    assert say_duration(duration, EN) == english


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (Moment(on=date(2024, 9, 25)), "25 septembre 2024", "25 September 2024"),
        (Moment(day=1, month=9), "1er septembre de l'année de la rentrée", "1 September of the year of the intake"),
        (
            Moment(day=31, month=5, year="next"),
            "31 mai de l'année qui suit la rentrée",
            "31 May of the year after the intake",
        ),
        (
            Moment(delay=Duration(15, "days"), event="admission_received"),
            f"15{NO_BREAK}jours après la réception de l'avis d'admission",
            "15 days after receipt of the notice of admission",
        ),
        (
            Moment(delay=Duration(1, "weeks"), side="before", event="jury_meeting"),
            f"1{NO_BREAK}semaine avant la réunion du jury",
            "1 week before the jury meeting",
        ),
        (Moment(delay=Duration(0, "days"), event="admission"), "à l'admission", "upon admission"),
    ],
)
def test_a_moment_is_told_as_its_text_names_it(moment, french, english):
    assert say_moment(moment, FR) == french
    assert say_moment(moment, EN) == english


def test_either_end_of_a_period_may_be_open():
    first, last = date(2025, 2, 1), date(2025, 5, 31)
    assert say_period(first, last, FR) == "du 1er février 2025 au 31 mai 2025"
    assert say_period(first, last, EN) == "from 1 February 2025 to 31 May 2025"
    assert say_period(first, None, FR) == "depuis le 1er février 2025"
    assert say_period(None, last, FR) == "jusqu'au 31 mai 2025"
    assert say_period(None, None, FR) == "rien"
