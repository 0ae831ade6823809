"""What a later rule above has overtaken, since when, by which article; and what nobody has read again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sceau.core.final_work import MissionFacts
from sceau.core.question import ask
from sceau.regulation import Regulation, load
from sceau.regulation.files import TextFile
from sceau.regulation.stale import day_of_text, expired, overtaken, unread
from tests.cast import the_law
from tests.regulation.small_law import FILES, write_law

LABEL, SCHOOL = "labels/ms/studies.toml", "schools/eve/studies.toml"
SAYS = 'says = { fr = "…", en = "…" }\n'


def step(key: str, since: str, value: str, article: str, text: str = "label-text") -> str:
    """A dated value."""
    cite = f'cite = {{ text = "{text}", locator = "{article}" }}\n'
    return f"\n[[{key}.value]]\nfrom = {since}\n{value}\n{cite}{SAYS}"


def law(folder: Path, above: str = "", below: str = "", texts: str = FILES["texts.toml"]) -> Regulation:
    """The small law with more said above and below."""
    changed = {"labels__ms__studies": FILES[LABEL] + above, "schools__eve__studies": FILES[SCHOOL] + below}
    return load(write_law(folder, texts=texts, **changed))


def found(regulation: Regulation, on: date, school: str = "") -> list[tuple[str, str, date, str]]:
    return [
        (one.fault.key, one.cite.locator, one.since, one.above.locator) for one in overtaken(regulation, on, school)
    ]


def test_a_value_that_the_label_has_raised_above_is_overtaken_from_that_day(tmp_path: Path) -> None:
    regulation = law(tmp_path, step("unit_pass_mark", "2027-09-01", "value = 13\npasses = true", "art. 4 bis"))

    assert found(regulation, date(2027, 8, 31)) == []
    assert found(regulation, date(2027, 9, 1)) == [
        ("unit_pass_mark.value[1]", "art. 2", date(2027, 9, 1), "art. 4 bis")
    ]
    (one,) = overtaken(regulation, date(2030, 1, 1))
    assert one.fault.what.startswith(
        "12 (eve-text, art. 2) breaks 13 (label-text, art. 4 bis), which may only be raised"
    )


def test_it_is_overtaken_since_the_first_of_the_changes_that_follow_each_other(tmp_path: Path) -> None:
    above = step("unit_pass_mark", "2026-09-01", "value = 13\npasses = true", "art. 5")
    above += step("unit_pass_mark", "2027-09-01", "value = 11\npasses = true", "art. 6")
    above += step("unit_pass_mark", "2028-09-01", "value = 14\npasses = true", "art. 7")
    above += step("unit_pass_mark", "2029-09-01", "value = 15\npasses = true", "art. 8")
    regulation = law(tmp_path, above)

    assert found(regulation, date(2027, 1, 1))[0][2:] == (date(2026, 9, 1), "art. 5")
    assert found(regulation, date(2028, 1, 1)) == []
    assert found(regulation, date(2030, 1, 1))[0][2:] == (date(2028, 9, 1), "art. 8")


def test_a_value_that_was_written_since_is_judged_alone(tmp_path: Path) -> None:
    above = step("unit_pass_mark", "2027-09-01", "value = 13\npasses = true", "art. 5")
    below = step("unit_pass_mark", "2027-09-02", "value = 14\npasses = true", "art. 3", "eve-text")

    assert found(law(tmp_path, above, below), date(2030, 1, 1)) == []


def test_nothing_is_overtaken_before_it_is_written_nor_of_another_school(tmp_path: Path) -> None:
    regulation = law(tmp_path, step("unit_pass_mark", "2027-09-01", "value = 13\npasses = true", "art. 5"))

    assert found(regulation, date(2025, 8, 31)) == []
    assert found(regulation, date(2030, 1, 1), "eve") != []
    assert found(regulation, date(2030, 1, 1), "driss") == []


def test_a_reading_is_overtaken_once_the_label_has_settled_the_matter(tmp_path: Path) -> None:
    head = '\n[resit_counts]\ntitle = { fr = "…", en = "…" }\nbound = "open"\n'
    contested = head + step("resit_counts", "2020-09-01", 'standing = "contested"', "art. 8")
    for name in ("best_of", "replaces"):
        cite = 'cite = { text = "label-text", locator = "art. 8" }'
        contested += f'\n[[resit_counts.value.variants]]\nname = "{name}"\nvalue = "{name}"\n{cite}\n{SAYS}'
    contested += step("resit_counts", "2028-09-01", 'value = "best_of"', "art. 8 bis")
    chosen = head + step("resit_counts", "2026-09-01", 'chooses = "replaces"', "art. 9", "eve-text")
    regulation = law(tmp_path, contested, chosen)

    assert found(regulation, date(2028, 8, 31)) == []
    assert found(regulation, date(2028, 9, 1)) == [
        ("resit_counts.value[1].chooses", "art. 9", date(2028, 9, 1), "art. 8 bis")
    ]


def test_readings_that_the_label_has_raised_above_are_overtaken_and_numbered_as_the_file_is(tmp_path: Path) -> None:
    says = 'cite = { text = "eve-text", locator = "art. 3" }, says = { fr = "…", en = "…" }'
    two = ", ".join(f'{{ name = "n{mark}", value = {mark}, passes = true, {says} }}' for mark in (12, 13))
    below = step("unit_pass_mark", "2026-09-01", f'standing = "contested"\nvariants = [{two}]', "art. 3", "eve-text")
    below += step("unit_pass_mark", "2024-09-01", "value = 11\npasses = true", "art. 1", "eve-text")
    above = step("unit_pass_mark", "2027-09-01", "value = 13\npasses = true", "art. 4 bis")
    regulation = law(
        tmp_path, step("unit_pass_mark", "2025-01-01", "value = 12\npasses = true", "art. 4") + above, below
    )

    assert [key for key, *_ in found(regulation, date(2028, 1, 1))] == ["unit_pass_mark.value[2].variants[1]"]
    assert [key for key, *_ in found(regulation, date(2025, 8, 31))] == ["unit_pass_mark.value[3]"]


OLD = FILES["texts.toml"].replace('authority = "CGE"', 'authority = "CGE"\nperiod = "2012-2013"')


def test_a_text_is_to_be_read_again_once_it_is_older_than_some_years(tmp_path: Path) -> None:
    regulation = law(tmp_path, texts=OLD)

    assert list(unread(regulation, date(2023, 12, 31), 10)) == []
    (one,) = unread(regulation, date(2024, 1, 1), 10)
    assert one == (
        "Règlement du label",
        date(2013, 12, 31),
        False,
        ("mission_duration", "mission_places", "unit_pass_mark"),
    )
    assert list(unread(regulation, date(2024, 1, 1), 10, "eve")) == [one]
    assert list(unread(regulation, date(2020, 8, 31), 1)) == []


def test_the_texts_of_a_school_are_its_own_those_of_its_labels_and_those_of_the_state(tmp_path: Path) -> None:
    other = FILES[LABEL].replace("label-text", "other-text").replace(', requires = ["experienced"]', "")
    texts = OLD + '[other-text]\ntitle = "Autre règlement"\nauthority = "…"\nperiod = "2012"\n'
    own = '\n[studies_jury_decides]\ntitle = { fr = "…", en = "…" }\nbound = "open"\n'
    state = own + step("studies_jury_decides", "2020-01-01", "value = true", "art. 9", "other-text")
    driss = FILES["schools/eve/school.toml"].replace('qualities = ["experienced"]', 'label = "other"')
    law_of_all = {"labels__other__studies": other, "state__jury": state, "schools__driss__school": driss}
    regulation = load(write_law(tmp_path, texts=texts, **law_of_all))

    of = {
        name: [(one.title, one.keys) for one in unread(regulation, date(2026, 1, 1), 10, name)]
        for name in ("eve", "driss")
    }
    three = ("mission_duration", "mission_places", "unit_pass_mark")
    assert of["eve"] == [("Autre règlement", ("studies_jury_decides",)), ("Règlement du label", three)]
    assert of["driss"] == [("Autre règlement", tuple(sorted((*three, "studies_jury_decides"))))]


def test_a_rule_that_two_labels_rest_on_the_same_text_is_named_once(tmp_path: Path) -> None:
    other = FILES[LABEL].replace(', requires = ["experienced"]', "")
    regulation = load(write_law(tmp_path, texts=OLD, labels__other__studies=other))

    (one,) = unread(regulation, date(2026, 1, 1), 10)

    assert one.keys == ("mission_duration", "mission_places", "unit_pass_mark")


def test_a_rule_that_was_held_against_its_text_again_counts_from_that_day(tmp_path: Path) -> None:
    below = step(
        "unit_pass_mark", "2026-09-01", "value = 12\npasses = true\nreviewed = 2027-01-01", "art. 3", "eve-text"
    )
    regulation = law(tmp_path, below=below, texts=OLD)

    assert [one for one in unread(regulation, date(2028, 1, 1), 1) if one.reviewed] == []
    again = [one for one in unread(regulation, date(2028, 1, 2), 1) if one.reviewed]
    assert again == [("Règlement de l'école d'Ève", date(2027, 1, 1), True, ("unit_pass_mark",))]
    old = {
        the_law().texts[name].title for name in ("cge-communique-2005", "cge-presentation-2013", "imtne-notice-2025")
    }
    assert old <= {one.title for one in unread(the_law(), date(2028, 1, 2), 1, "imt-nord-europe")}


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"dated": date(2020, 5, 4), "period": "2030"}, date(2020, 5, 4)),
        ({"period": "2005-2006"}, date(2006, 12, 31)),
        ({"period": "2005-2006", "serves_until": date(2006, 8, 31)}, date(2006, 8, 31)),
        ({"period": "2005-2006", "serves_until": date(2008, 8, 31)}, date(2006, 12, 31)),
        ({"period": "un jour"}, None),
        ({}, None),
    ],
)
def test_a_text_is_as_old_as_its_day_or_the_last_year_that_it_names(
    fields: dict[str, object], day: date | None
) -> None:
    assert day_of_text(TextFile(title="…", authority="…", **fields)) == day


@pytest.mark.parametrize(("on", "warned"), [("2026-08-31", []), ("2026-09-01", ["value_serves_this_day"])])
def test_a_decision_that_rests_on_a_value_given_until_a_day_warns_of_it_from_the_next(
    on: str, warned: list[str], tmp_path: Path
) -> None:
    studies = FILES[LABEL].replace("value = { months = 4 }\n", "value = { months = 4 }\nserves_until = 2026-08-31\n")
    book = load(write_law(tmp_path, labels__ms__studies=studies)).rulebook(on=date.fromisoformat(on), school="eve")
    mission = MissionFacts(starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 30), place="company")

    decision = ask(question="studies.mission_conforms", facts=mission, rules=book)

    assert [reason.check for reason in decision.warnings] == warned
    assert [reason.required for reason in decision.warnings] == [date(2026, 8, 31) for _ in warned]


def test_before_its_first_day_a_value_has_not_served_and_a_later_one_ends_the_warning(tmp_path: Path) -> None:
    until = FILES[SCHOOL].replace("value = 12\n", "value = 12\nserves_until = 2026-08-31\n")
    later = step("unit_pass_mark", "2027-09-01", "value = 13\npasses = true", "art. 2", "eve-text")
    regulation = load(write_law(tmp_path, schools__eve__studies=until + later))

    days = [
        date(2024, 9, 1),
        date(2025, 9, 1),
        date(2026, 8, 31),
        date(2026, 9, 1),
        date(2027, 8, 31),
        date(2027, 9, 1),
    ]
    assert [[one.key for one in expired(regulation, day, "eve")] for day in days] == [
        [],
        [],
        [],
        ["unit_pass_mark"],
        ["unit_pass_mark"],
        [],
    ]
