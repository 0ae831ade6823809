"""Which value applies: layers, bounds, dates, readings, silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sceau.core.bounds import keeps_to, stricter
from sceau.core.rule import (
    Absence,
    Bound,
    Citation,
    Duration,
    Entry,
    Force,
    Layer,
    Rule,
    RuleMissing,
    RuleNotYetInForce,
    SeveralReadings,
    Standing,
    Variant,
    Words,
    value_of,
)
from sceau.core.rulebook import Rulebook
from sceau.core.tables.admission import QuotaRow, RouteRow
from tests.cast import CITE, THE_DAY, WORDS, bernards_law, law_of, rule_of

LATER = date(2026, 9, 1)


def ladder(*entries: Entry, layer: Layer = Layer.SCHOOL, bound: Bound = Bound.OPEN) -> Rule:
    return Rule("unit_pass_mark", "studies", WORDS, "/20", bound, layer, "eve.toml", entries)


def entry(value: int | None = None, since: date = THE_DAY, **more: object) -> Entry:
    number = None if value is None else Decimal(value)
    return Entry(since=since, cite=CITE, says=WORDS, value=number, **more)  # type: ignore[arg-type] - test builder


def book(*rules: Rule, on: date = THE_DAY) -> Rulebook:
    return Rulebook(on=on, ladders={"unit_pass_mark": rules})


def test_the_newest_value_that_has_begun_applies() -> None:
    rule = ladder(entry(10), entry(12, since=LATER))

    assert book(rule)["unit_pass_mark"].value == 10
    assert book(rule, on=LATER)["unit_pass_mark"].value == 12


def test_asking_before_the_first_date_is_an_error_that_names_it() -> None:
    with pytest.raises(RuleNotYetInForce) as error:
        book(ladder(entry(10)), on=date(2025, 8, 31)).get("unit_pass_mark")

    assert error.value.first == THE_DAY
    assert str(error.value) == (
        "unit_pass_mark: nothing is written before 2025-09-01 and 2025-08-31 was asked; "
        "ask for a later date, or write the earlier value with its citation"
    )


def test_silence_is_no_requirement_and_an_error_only_where_a_value_is_needed() -> None:
    silent = law_of({})

    assert silent.get("thesis_pass_mark").absence is Absence.SILENT
    with pytest.raises(RuleMissing) as error:
        silent["thesis_pass_mark"]
    assert (error.value.key, str(error.value)) == ("thesis_pass_mark", lacking("thesis_pass_mark", "no layer sets it"))


def lacking(key: str, where: str, on: date = THE_DAY, layer: str = "label") -> str:
    return (
        f"{key}: {where} on {on.isoformat()}, and this computation needs it; "
        f"set it, with its citation, in a file of the {layer}"
    )


def test_a_school_is_told_that_it_can_set_what_lacks_itself() -> None:
    with pytest.raises(RuleMissing) as error:
        bernards_law()["thesis_pass_mark"]
    assert str(error.value) == lacking("thesis_pass_mark", "no layer sets it", layer="school")


def test_after_a_repeal_nothing_is_required_and_the_repeal_is_cited() -> None:
    end = Citation("eve-regulation", "art. 9")
    repealed = book(ladder(entry(10), Entry(since=LATER, cite=end, says=WORDS, repealed=True)), on=LATER)

    assert repealed.get("unit_pass_mark").absence is Absence.REPEALED
    assert repealed.get("unit_pass_mark").cite == end
    with pytest.raises(RuleMissing) as error:
        repealed["unit_pass_mark"]
    assert str(error.value) == lacking("unit_pass_mark", "it has been ended", LATER)


def test_the_repeal_of_a_school_leaves_the_label_to_speak() -> None:
    label = ladder(entry(10), layer=Layer.LABEL)
    school = ladder(entry(12), Entry(since=LATER, cite=CITE, says=WORDS, repealed=True))

    assert book(label, school, on=LATER)["unit_pass_mark"].value == 10


def test_a_text_may_say_that_nothing_is_due() -> None:
    nothing = book(ladder(entry(none=True)))

    assert nothing.get("unit_pass_mark").absence is Absence.NOTHING_DUE
    with pytest.raises(RuleMissing) as error:
        nothing["unit_pass_mark"]
    assert str(error.value) == lacking("unit_pass_mark", "a text says that nothing is due")


@pytest.mark.parametrize(
    ("bound", "upper", "lower", "applied"),
    [
        (Bound.FLOOR, 10, 12, 12),
        (Bound.FLOOR, 12, 10, 12),
        (Bound.CEILING, 10, 12, 10),
        (Bound.CEILING, 12, 10, 10),
        (Bound.FIXED, 10, 12, 10),
        (Bound.OPEN, 10, 8, 8),
    ],
)
def test_between_two_layers_the_bound_decides(bound: Bound, upper: int, lower: int, applied: int) -> None:
    label = ladder(entry(upper), layer=Layer.LABEL, bound=bound)

    assert book(label, ladder(entry(lower)))["unit_pass_mark"].value == applied


def test_a_programme_keeps_to_the_label_even_where_its_school_leaves_all_open() -> None:
    label = ladder(entry(10), layer=Layer.LABEL, bound=Bound.FLOOR)
    school = ladder(entry(12), bound=Bound.OPEN)
    programme = ladder(entry(9), layer=Layer.PROGRAMME)

    assert book(label, school, programme)["unit_pass_mark"].value == 10


def test_a_label_that_rises_later_never_erases_a_stricter_school() -> None:
    label = ladder(entry(10), entry(11, since=LATER), layer=Layer.LABEL, bound=Bound.FLOOR)

    assert book(label, ladder(entry(12)), on=LATER)["unit_pass_mark"].value == 12


def test_a_label_that_rises_above_its_school_applies() -> None:
    label = ladder(entry(10), entry(13, since=LATER), layer=Layer.LABEL, bound=Bound.FLOOR)

    assert book(label, ladder(entry(12)), on=LATER)["unit_pass_mark"].value == 13


def test_at_the_same_value_the_one_that_does_not_pass_is_stricter() -> None:
    label = ladder(entry(10, passes=False), layer=Layer.LABEL, bound=Bound.FLOOR)

    assert book(label, ladder(entry(10, passes=True)))["unit_pass_mark"].passes is False


def test_a_school_may_not_say_that_nothing_is_due_under_a_floor() -> None:
    label = ladder(entry(10), layer=Layer.LABEL, bound=Bound.FLOOR)

    assert book(label, ladder(entry(none=True)))["unit_pass_mark"].value == 10


def test_what_is_only_recommended_above_leaves_the_school_free() -> None:
    label = ladder(entry(10, force=Force.RECOMMENDED), layer=Layer.LABEL, bound=Bound.FLOOR)

    assert book(label, ladder(entry(8)))["unit_pass_mark"].value == 8
    assert book(label).get("unit_pass_mark").binds is False


def test_a_contested_rule_is_read_in_each_of_its_ways() -> None:
    variants = (Variant("ten", Decimal(10), CITE, WORDS), Variant("none", None, CITE, WORDS, none=True))
    contested = ladder(entry(standing=Standing.CONTESTED, variants=variants))

    with pytest.raises(SeveralReadings) as several:
        book(contested).get("unit_pass_mark")

    assert several.value.readings == ("ten", "none")
    assert book(contested).reading("unit_pass_mark", "ten")["unit_pass_mark"].value == 10
    assert book(contested).reading("unit_pass_mark", "none").get("unit_pass_mark").absence is Absence.NOTHING_DUE


def test_each_reading_has_its_own_words_and_says_whether_its_value_passes() -> None:
    words, place = Words("Plus de dix.", "More than ten."), Citation("eve-regulation", "art. 8")
    variants = (Variant("ten", Decimal(10), place, words, passes=False), Variant("nine", Decimal(9), CITE, WORDS))
    contested = book(ladder(entry(standing=Standing.CONTESTED, variants=variants)))

    value = contested.reading("unit_pass_mark", "ten")["unit_pass_mark"]

    assert (value.value, value.passes, value.says, value.cite, value.reading) == (10, False, words, place, "ten")


def test_the_same_reading_is_made_once() -> None:
    variants = (Variant("ten", Decimal(10), CITE, WORDS), Variant("nine", Decimal(9), CITE, WORDS))
    contested = book(ladder(entry(standing=Standing.CONTESTED, variants=variants)))

    assert contested.reading("unit_pass_mark", "ten") is contested.reading("unit_pass_mark", "ten")


def test_a_lower_layer_may_choose_among_the_readings() -> None:
    variants = (Variant("ten", Decimal(10), CITE, WORDS), Variant("nine", Decimal(9), CITE, WORDS))
    label = ladder(entry(standing=Standing.CONTESTED, variants=variants), layer=Layer.LABEL)
    choice = Citation("eve-regulation", "art. 7")
    school = ladder(Entry(since=THE_DAY, cite=choice, says=Words("Neuf.", "Nine."), chooses="nine"))

    value = book(label, school)["unit_pass_mark"]

    assert (value.value, value.cite, value.layer, value.reading) == (9, choice, Layer.SCHOOL, "nine")
    assert value.says == Words("Neuf.", "Nine.")


def test_a_choice_where_no_layer_above_speaks_says_nothing() -> None:
    value = book(ladder(entry(chooses="a"))).get("unit_pass_mark")

    assert (value.key, value.value, value.absence) == ("unit_pass_mark", None, Absence.SILENT)


def test_a_contradiction_is_read_with_the_lower_layer_first() -> None:
    label = ladder(entry(10), layer=Layer.LABEL, bound=Bound.FIXED)
    school = ladder(entry(8, contradicts=Layer.LABEL))

    with pytest.raises(SeveralReadings) as several:
        book(label, school).get("unit_pass_mark")

    assert (several.value.readings, several.value.contested) == (("school", "label"), False)
    assert book(label, school).reading("unit_pass_mark", "school")["unit_pass_mark"].value == 8
    assert book(label, school).reading("unit_pass_mark", "label")["unit_pass_mark"].value == 10


def test_a_contradiction_of_a_layer_that_is_not_yet_there_is_a_plain_value() -> None:
    label = ladder(entry(10, since=LATER), layer=Layer.LABEL, bound=Bound.FIXED)

    assert book(label, ladder(entry(8, contradicts=Layer.LABEL)))["unit_pass_mark"].value == 8


def test_sets_grow_under_a_floor_and_shrink_under_a_ceiling_and_what_is_the_same_keeps_to_both() -> None:
    small, large = frozenset({"a"}), frozenset({"a", "b"})

    assert stricter(small, large, Bound.FLOOR) is True
    assert stricter(large, small, Bound.FLOOR) is False
    assert stricter(large, small, Bound.CEILING) is True
    assert stricter(small, large, Bound.CEILING) is False
    for same in (small, Decimal(10), Duration(2, "months")):
        assert [stricter(same, same, bound) for bound in (Bound.FLOOR, Bound.CEILING)] == [True, True]


def test_durations_of_the_same_unit_compare_and_others_are_refused() -> None:
    assert stricter(Duration(4, "months"), Duration(6, "months"), Bound.FLOOR) is True
    with pytest.raises(TypeError, match="weeks cannot be compared with months without a cited equivalence"):
        stricter(Duration(4, "months"), Duration(20, "weeks"), Bound.FLOOR)


def test_months_and_years_are_set_against_each_other_by_the_calendar() -> None:
    longest = Duration(2, "years")

    assert [stricter(longest, Duration(months, "months"), Bound.CEILING) for months in (18, 24, 25)] == [
        True,
        True,
        False,
    ]
    assert [stricter(Duration(18, "months"), Duration(years, "years"), Bound.FLOOR) for years in (1, 2)] == [
        False,
        True,
    ]


def test_where_two_layers_cannot_be_compared_the_upper_one_applies() -> None:
    label = rule_of("mission_duration", Duration(4, "months"), layer=Layer.LABEL, bound=Bound.FLOOR)
    school = rule_of("mission_duration", Duration(20, "weeks"))

    rules = Rulebook(on=THE_DAY, ladders={"mission_duration": (label, school)})

    assert rules["mission_duration"].value == Duration(4, "months")


def test_a_contradiction_of_one_layer_keeps_to_the_others() -> None:
    state = ladder(entry(9), layer=Layer.STATE, bound=Bound.FLOOR)
    label = ladder(entry(12), layer=Layer.LABEL, bound=Bound.FLOOR)
    school = ladder(entry(8, contradicts=Layer.LABEL))

    assert book(state, label, school).reading("unit_pass_mark", "school")["unit_pass_mark"].value == 9
    assert book(state, label, school).reading("unit_pass_mark", "label")["unit_pass_mark"].value == 12


def test_what_has_no_order_is_refused() -> None:
    with pytest.raises(TypeError, match="str has no order"):
        stricter("president", "commission", Bound.FLOOR)


THIRD, TENTH, QUARTER = (QuotaRow("share", of="admitted", ratio=Decimal(ratio)) for ratio in ("0.3", "0.1", "0.25"))
AT_A_QUARTER = replace(QUARTER, keeps="share")


def quotas(*ladder: Rule) -> Rulebook:
    return Rulebook(on=date(2028, 9, 1), ladders={"quotas": ladder})


def capped(row: QuotaRow, **entry: Any) -> Rule:
    return rule_of("quotas", (row,), layer=Layer.SCHOOL, bound=Bound.CEILING, **entry)


def test_a_table_keeps_to_the_one_above_line_by_line_on_the_day_that_is_asked() -> None:
    lower = rule_of("quotas", (AT_A_QUARTER,), layer=Layer.PROGRAMME)
    tightened = Entry(since=date(2028, 9, 1), cite=CITE, says=WORDS, value=(TENTH,))
    upper = capped(THIRD)
    later = replace(upper, entries=(*upper.entries, tightened))

    assert quotas(upper, lower)["quotas"].value == (AT_A_QUARTER,)
    assert quotas(later, lower)["quotas"].value == (TENTH,)
    assert replace(quotas(later, lower), on=date(2028, 8, 31))["quotas"].value == (AT_A_QUARTER,)
    assert quotas(capped(replace(THIRD, id="renamed")), lower)["quotas"].value == (replace(THIRD, id="renamed"),)


def test_a_table_keeps_to_each_reading_of_the_one_above_apart() -> None:
    wide = Variant("wide", (THIRD,), CITE, WORDS)
    narrow = Variant("narrow", (TENTH, QuotaRow("abroad", of="admitted", number=3)), CITE, WORDS)
    upper = rule_of("quotas", None, layer=Layer.SCHOOL, bound=Bound.CEILING, variants=(wide, narrow))
    lower = rule_of("quotas", (AT_A_QUARTER,), layer=Layer.PROGRAMME)

    found = quotas(upper, lower).readings("quotas")

    assert [(value.reading, value.value) for value in found] == [("wide", (AT_A_QUARTER,)), ("narrow", narrow.value)]


ratios = st.integers(1, 9).map(lambda tenths: Decimal(tenths) / 10)


@given(first=ratios, then=ratios, below=ratios, day=st.sampled_from([date(2027, 9, 1), date(2029, 9, 1)]))
def test_a_looser_table_applies_on_no_day(first: Decimal, then: Decimal, below: Decimal, day: date) -> None:
    upper = capped(replace(THIRD, ratio=first))
    second = Entry(since=date(2028, 9, 1), cite=CITE, says=WORDS, value=(replace(THIRD, ratio=then),))
    lower = rule_of("quotas", (replace(AT_A_QUARTER, ratio=below),), layer=Layer.PROGRAMME)

    book = replace(quotas(replace(upper, entries=(*upper.entries, second)), lower), on=day)

    above = first if day < second.since else then
    assert [row.ratio for row in book["quotas"].value] == [min(above, below)]


def test_what_a_line_needs_in_another_unit_keeps_to_nothing() -> None:
    above = RouteRow("all", experience=Duration(4, "years"))
    upper = rule_of("admission_routes", (above,), layer=Layer.LABEL, bound=Bound.FLOOR)
    lower = rule_of("admission_routes", (replace(above, keeps="all", experience=Duration(300, "weeks")),))

    assert Rulebook(on=date(2028, 9, 1), ladders={"admission_routes": (upper, lower)})["admission_routes"].value == (
        above,
    )


def test_a_value_says_what_its_rule_is_called_what_it_says_and_since_when() -> None:
    title, says = Words("Moyenne", "Mean"), Words("Douze.", "Twelve.")
    said = Entry(since=date(2025, 9, 1), cite=CITE, says=says, value=Decimal(12))
    rule = replace(rule_of("unit_pass_mark", Decimal(10)), title=title, entries=(said,))

    value = value_of(rule, said)

    assert (value.title, value.says, value.since) == (title, says, date(2025, 9, 1))


def test_a_citation_reads_as_its_text_and_place() -> None:
    assert str(Citation("notice", "§ 1")) == "notice, § 1"
    assert str(Citation("notice", "§ 1", confirmed=False)) == "notice, § 1 (to confirm)"


def test_a_rulebook_without_a_programme_adds_no_quality() -> None:
    assert law_of({}).qualities(frozenset({"refugee"})) == frozenset({"refugee"})


def test_advice_of_a_school_gives_way_to_a_label_that_later_binds() -> None:
    advice, binding = entry(75, force=Force.RECOMMENDED), entry(75, since=LATER)
    label = ladder(advice, binding, layer=Layer.LABEL, bound=Bound.FLOOR)
    school = ladder(entry(90, force=Force.RECOMMENDED))

    assert book(label, school)["unit_pass_mark"].value == 90
    applied = book(label, school, on=LATER)["unit_pass_mark"]
    assert (applied.value, applied.force) == (75, Force.BINDING)


def test_under_a_ceiling_the_value_that_does_not_pass_asks_for_more() -> None:
    upper, lower = (value_of(ladder(entry(10)), entry(10, passes=passes)) for passes in (True, False))

    assert not keeps_to(upper, lower, Bound.CEILING)
    assert keeps_to(lower, upper, Bound.CEILING)


def readings(*values: int, names: str = "ab", **more: object) -> Entry:
    """A contested value, each of its readings named by a letter."""
    variants = tuple(Variant(name, Decimal(value), CITE, WORDS) for name, value in zip(names, values, strict=False))
    return entry(standing=Standing.CONTESTED, variants=variants, **more)


def read_in_each_way(*rules: Rule) -> dict[str, int]:
    return {value.reading: int(value.value) for value in book(*rules).readings("unit_pass_mark")}


def test_a_rule_that_two_layers_contest_is_read_in_each_way_of_both() -> None:
    label = ladder(readings(10, 14), layer=Layer.LABEL, bound=Bound.FLOOR)
    school = ladder(readings(11, 13, names="xy"))

    assert read_in_each_way(label, school) == {"a + x": 11, "a + y": 13, "b + x": 14, "b + y": 14}
    with pytest.raises(SeveralReadings, match="a \\+ x, a \\+ y, b \\+ x, b \\+ y") as several:
        book(label, school).get("unit_pass_mark")
    assert several.value.contested


def test_readings_of_one_name_in_two_layers_go_together() -> None:
    label = ladder(readings(10, 14), layer=Layer.LABEL)
    school = ladder(readings(11, 13))

    assert read_in_each_way(label, school) == {"a": 11, "b": 13}


def test_a_school_may_contradict_a_label_that_is_contested() -> None:
    label = ladder(readings(10, 14), layer=Layer.LABEL, bound=Bound.FLOOR)
    school = ladder(entry(8, contradicts=Layer.LABEL))

    assert read_in_each_way(label, school) == {
        "a + school": 8,
        "a + label": 10,
        "b + school": 8,
        "b + label": 14,
    }
    with pytest.raises(SeveralReadings) as several:
        book(label, school).get("unit_pass_mark")
    assert several.value.contested is True


def test_a_school_may_contradict_a_label_in_each_of_its_own_readings() -> None:
    label = ladder(entry(14), layer=Layer.LABEL, bound=Bound.FLOOR)
    school = ladder(readings(8, 9, contradicts=Layer.LABEL))

    assert read_in_each_way(label, school) == {"a + school": 8, "a + label": 14, "b + school": 9, "b + label": 14}
    assert read_in_each_way(school) == {"a": 8, "b": 9}
