"""The sheet of a programme: what it refuses, at which place, and what its figures come to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from sceau.catalogue.sheet import PARTS, content_of, part_of, sheet_of
from sceau.catalogue.tree import SHAPES, find, move_up, put, take_out
from tests.catalogue.programmes import WHOLE, a_sheet, a_whole_sheet


def faults(**parts: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as refused:
        a_sheet(**parts)
    return [(".".join(map(str, one["loc"])), one["type"]) for one in refused.value.errors()]


def test_a_sheet_is_kept_and_read_back_as_it_was() -> None:
    whole = a_whole_sheet()

    assert sheet_of(content_of(whole)) == whole
    assert set(WHOLE) == set(PARTS)


def test_its_figures_are_those_of_what_is_taught_else_those_that_it_declares() -> None:
    declared = a_sheet(organisation={"ects": "75", "hours_in_all": "360"})

    assert (a_whole_sheet().ects, a_whole_sheet().hours) == (Decimal(75), Decimal("350.5"))
    assert (declared.ects, declared.hours) == (Decimal(75), Decimal(360))
    assert (a_sheet().ects, a_sheet().hours) == (None, None)


@pytest.mark.parametrize(
    ("part", "said", "place", "what"),
    [
        ("presentation", {"title": {}}, "presentation", "no_title"),
        ("presentation", {"title": {"fr": "x" * 256}}, "presentation", "title_too_long"),
        ("presentation", {"title": {"fr": "a\x00b"}}, "presentation.title.fr", "control_character"),
        ("presentation", {"title": {"fr": "A"}, "url": "javascript:alert(1)"}, "presentation.url", "bad_url"),
        ("presentation", {"title": {"fr": "A"}, "colour": "red"}, "presentation.colour", "extra_forbidden"),
        ("organisation", {"domain": "magic"}, "organisation.domain", "unknown_choice"),
        ("organisation", {"languages": ["xx"]}, "organisation.languages.0", "unknown_choice"),
        ("organisation", {"paces": ["at_night"]}, "organisation.paces.0", "unknown_choice"),
        ("organisation", {"hours": {"theory": "-1"}}, "organisation.hours.theory", "greater_than_equal"),
        ("organisation", {"ects": "7.555"}, "organisation.ects", "decimal_max_places"),
        ("organisation", {"ects": "NaN"}, "organisation.ects", "finite_number"),
        ("organisation", {"lasts": {"amount": 0, "unit": "months"}}, "organisation.lasts.amount", "greater_than_equal"),
        ("places", {"campuses": [{"name": "A", "country": "ZZ"}]}, "places.campuses.0.country", "no_country"),
        ("places", {"campuses": [{"name": "A", "postcode": "?"}]}, "places.campuses.0.postcode", "bad_postcode"),
        ("places", {"campuses": [{"name": "A", "commune": "2C004"}]}, "places.campuses.0.commune", "bad_commune"),
        ("registration", {"rncp": "36494"}, "registration.rncp", "bad_rncp"),
        ("registration", {"blocks": [{"code": "A", "title": "x"}] * 2}, "registration", "block_twice"),
        ("platforms", {"siret": "73282932000075"}, "platforms.siret", "bad_siret"),
        ("platforms", {"uai": "0590338A"}, "platforms.uai", "bad_uai"),
        ("platforms", {"declaration_number": "123"}, "platforms.declaration_number", "bad_declaration"),
        ("platforms", {"formacodes": ["3100"]}, "platforms.formacodes.0", "bad_formacode"),
        ("platforms", {"nsf": ["32"]}, "platforms.nsf.0", "bad_nsf"),
        ("platforms", {"romes": ["1802M"]}, "platforms.romes.0", "bad_rome"),
        ("platforms", {"email": "nobody"}, "platforms.email", "bad_email"),
        ("platforms", {"phone": "call me"}, "platforms.phone", "bad_phone"),
        (
            "platforms",
            {"starts": [{"begins_on": "2027-09-06", "ends_on": "2027-09-06"}]},
            "platforms.starts.0",
            "ends_before_it_begins",
        ),
        (
            "platforms",
            {"starts": [{"begins_on": "0207-09-06", "ends_on": "2027-09-06"}]},
            "platforms.starts.0",
            "odd_year",
        ),
        ("structure", {"units": [{"code": "A", "title": "x", "ects": 1}] * 2}, "structure", "code_twice"),
        (
            "structure",
            {"components": [{"code": "thesis", "title": "x", "ects": 1}] * 2},
            "structure",
            "component_twice",
        ),
        (
            "structure",
            {"components": [{"code": "party", "title": "x", "ects": 1}]},
            "structure.components.0.code",
            "unknown_choice",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(part: str, said: dict[str, Any], place: str, what: str) -> None:
    assert faults(**{part: said}) == [(place, what)]


def test_the_code_of_a_unit_is_no_code_of_a_module_and_an_assessment_has_its_own() -> None:
    unit = {"code": "A", "title": "x", "ects": 1, "modules": [{"code": "A", "title": "y"}]}
    marked = {"code": "E", "title": "z"}
    twice = [{"code": code, "title": "y", "assessments": [marked]} for code in ("B", "C")]

    assert faults(structure={"units": [unit]}) == [("structure", "code_twice")]
    assert faults(structure={"units": [{**unit, "modules": twice}]}) == [("structure", "assessment_twice")]


def test_numbers_of_establishments_are_taken_with_spaces_and_letters_of_any_case() -> None:
    read = a_sheet(platforms={"siret": "732 829 320 00074", "uai": "0590338x"}).platforms

    assert (read.siret, read.uai) == ("73282932000074", "0590338X")


def test_a_text_is_said_in_the_language_asked_for_else_in_the_other() -> None:
    both = a_whole_sheet().presentation.title
    one = a_sheet().presentation.title

    assert (both.of("fr"), both.of("en")) == ("Ingénierie de la cybersécurité", "Cybersecurity engineering")
    assert (one.of("en"), one.language("en")) == ("Ingénierie de la cybersécurité", "fr")


def test_a_line_is_put_moved_and_taken_out_where_it_stands() -> None:
    structure = a_whole_sheet().structure
    line = find(structure, "assessment", "P1")

    moved = move_up(structure, "module", "M2")
    renamed = put(structure, "assessment", line.model_copy(update={"title": "Dossier"}), code="P1")
    added = put(structure, "module", line_of("module", code="M3", title="Audit"), inside="UV1")
    without = take_out(structure, "module", "M1")

    assert [one.code for one in moved.units[0].modules] == ["M2", "M1"]
    assert move_up(moved, "module", "M2") == moved
    assert find(renamed, "assessment", "P1").title == "Dossier"
    assert [one.code for one in added.units[0].modules] == ["M1", "M2", "M3"]
    assert [one.code for one in without.units[0].modules] == ["M2"]
    assert [one.code for one in take_out(structure, "component", "thesis").components] == ["mission", "defence"]
    assert take_out(structure, "unit", "UV1").units == ()
    with pytest.raises(ValidationError):
        put(structure, "module", line_of("module", code="UV1", title="x"), inside="UV1")


def line_of(kind: str, **said: Any) -> Any:
    return SHAPES[kind].model_validate(said)


def test_each_part_of_a_sheet_is_read_by_its_own() -> None:
    assert [part_of(name).__name__.lower() for name in PARTS] == list(PARTS)
