"""The schemas fit every file of law there is, and refuse what Sceau refuses."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from sceau.core.vocabulary import RULES, STAGES
from sceau.regulation import shipped_law
from sceau.regulation.schema import schemas
from sceau.wording.lists import words
from tests.cast import EXAMPLES
from tests.regulation.small_law import FILES

SCHEMAS = schemas("en")
LAW = [*sorted(shipped_law().rglob("*.toml")), *sorted(EXAMPLES.glob("*/regulations/**/*.toml"))]
MANUAL = (shipped_law() / "README.md").read_text(encoding="utf-8")
SCHOOL, LABEL = FILES["schools/eve/studies.toml"], FILES["labels/ms/studies.toml"]
MISSPELT = SCHOOL.replace("[unit_pass_mark", "[unit_pas_mark")


def plain(value: Any) -> Any:
    """TOML as editors hand it to a schema: days are texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def faults(name: str, text: str) -> list[str]:
    found = Draft7Validator(SCHEMAS[name]).iter_errors(plain(tomllib.loads(text)))
    return sorted(".".join(map(str, one.absolute_path)) for one in found)


@cache
def of_manual() -> list[tuple[str, str]]:
    return re.findall(r"```toml\n# file: \S+/(\S+)\n(.*?)```", MANUAL, re.DOTALL)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_each_kind_of_file_has_a_schema_that_is_one(code: str) -> None:
    found = schemas(code)

    others = {f"{name}.toml" for name in ("texts", "qualities", "school", "label")}
    assert set(found) == {f"{stage}.toml" for stage in STAGES} | others
    for schema in found.values():
        Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("path", LAW, ids=lambda path: "/".join(path.parts[-3:]))
def test_every_file_of_law_fits_its_schema(path: Path) -> None:
    assert faults(path.name, path.read_text(encoding="utf-8")) == []


def test_the_example_of_the_manual_fits_its_schemas() -> None:
    assert [found for name, text in of_manual() for found in faults(name, text)] == []
    assert len(of_manual()) > 4


@pytest.mark.parametrize(
    ("name", "text", "at"),
    [
        ("studies.toml", MISSPELT, [""]),
        ("studies.toml", SCHOOL.replace('"/20"', '"/40"'), ["unit_pass_mark.unit"]),
        ("studies.toml", SCHOOL.replace('unit = "/20"\n', ""), ["unit_pass_mark"]),
        ("studies.toml", SCHOOL.replace('"floor"', '"flor"'), ["unit_pass_mark.bound"]),
        ("studies.toml", SCHOOL.replace("value = 12", "value = -1"), ["unit_pass_mark.value.0.value"]),
        ("studies.toml", SCHOOL.replace("value = 12", 'value = "12"'), ["unit_pass_mark.value.0.value"]),
        ("studies.toml", SCHOOL.replace("passes = true\n", ""), ["unit_pass_mark.value.0"]),
        ("studies.toml", SCHOOL.replace("value = 12", "value = 12\nnone = true"), ["unit_pass_mark.value.0"]),
        ("studies.toml", SCHOOL.replace("locator =", "article ="), ["unit_pass_mark.value.0.cite"] * 2),
        ("studies.toml", LABEL.replace('["laboratory"]', '["lab"]'), ["mission_places.value.0.value.1.places.0"]),
        ("studies.toml", LABEL.replace("{ months = 4 }", "{ month = 4 }"), ["mission_duration.value.0.value"]),
        ("school.toml", FILES["schools/eve/school.toml"].replace("city", "town"), ["campuses.centre"] * 2),
        ("qualities.toml", FILES["labels/ms/qualities.toml"].replace('"person"', '"persons"'), ["experienced.of"]),
    ],
)  # fmt: skip
def test_a_wrong_key_or_a_wrong_word_does_not_fit(name: str, text: str, at: list[str]) -> None:
    assert faults(name, text) == at


def test_every_key_says_what_it_is_in_the_language_asked_for() -> None:
    for code in ("fr", "en"):
        found = schemas(code)
        said = {key: found[f"{shape.stage}.toml"]["properties"][key]["description"] for key, shape in RULES.items()}
        assert said == {key: words("law", code)["keys"][key] for key in RULES}


def test_a_choice_has_neither_floor_nor_ceiling() -> None:
    bound = SCHEMAS["studies.toml"]["properties"]["compensation"]["properties"]["bound"]

    assert bound["enum"] == ["fixed", "open"]


def test_columns_and_fields_say_what_they_are() -> None:
    value = SCHEMAS["studies.toml"]["properties"]["mission_places"]["properties"]["value"]["items"]
    row = value["properties"]["value"]["items"]["properties"]

    assert value["properties"]["from"]["description"] == "the first day on which the value counts, without quotes"
    assert row["requires"]["description"] == "The qualities that must be there for the line to fit."
    assert "company" in row["places"]["items"]["enum"]


def test_the_columns_of_one_table_alone_say_what_they_are_too() -> None:
    quotas = SCHEMAS["admission.toml"]["properties"]["quotas"]["properties"]["value"]["items"]
    row = quotas["properties"]["value"]["items"]["properties"]

    assert row["of"]["description"] == (
        "Whom it counts, and for a ratio the total: `admitted`, `enrolled`, or `places` (it then counts the admitted)."
    )
