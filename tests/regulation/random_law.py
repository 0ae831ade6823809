"""Laws that nobody wrote: files of every kind of rule in every layer, drawn at random, whole or broken."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import MISSING, fields
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sceau.core.closed_lists import EVENTS
from sceau.core.rule import Citation, Duration, Force, Moment, Row, Words
from sceau.core.vocabulary import RULES, Shape
from sceau.regulation.columns import COLUMNS
from sceau.regulation.fault import made_of
from sceau.regulation.values import DURATION_UNITS

Files = dict[str, dict[str, Any]]
"""The content of each file by its path."""

DAYS = [date(2020, 9, 1), date(2023, 1, 1), date(2025, 9, 1), date(2026, 9, 1)]
CITE = {"text": "text", "locator": "art. 1"}
WORDS = {"fr": "Dit.", "en": "Says."}
QUALITIES = ["experienced", "refugee"]
IDS = ["one", "two", "three"]
NAMES = ["a", "b", "c"]
FOLDERS = ["state", "labels/ms", "labels/badge", "schools/eve", "schools/eve/ms", "schools/eve/programmes/alpha"]
LAYERS = {"state": "state", "labels": "label", "schools": "school"}
UNORDERED = ("choice", "moment", "text")
JUNK = [
    *(
        "",
        "x",
        "é «»",
        "{speciality",
        "{x:d}",
        "2025-09-01",
        -1,
        0,
        7,
        10**13,
        int("f" * 5000, 16),
        True,
        [],
        {},
        [[1]],
    ),
    *([{}], {"fr": "x"}, {"months": 4}, {"days": -1}, {"on": date(1, 1, 1)}, {"id": "one"}, [{"id": "one"}]),
    *(Decimal("0.5"), Decimal("NaN"), Decimal("Infinity"), Decimal("1e99999999"), Decimal("1e-99999999")),
    *(date(2025, 9, 1), time(10), ["x", 1], "variants", "contested", "label", "school"),
]
ALWAYS: Files = {
    "texts.toml": {"text": {"title": "Texte", "authority": "Ève"}},
    "qualities.toml": {name: {"title": WORDS, "of": "person", "cite": CITE} for name in QUALITIES},
    "schools/eve/school.toml": {
        "school": {"name": "École d'Ève", "genitive": WORDS, "cite": CITE},
        "campuses": {"centre": {"name": "Centre", "address": "1 place d'Ève", "city": "Lille", "cite": CITE}},
        "programmes": {
            "ALPHA": {"title": WORDS, "campus": "centre", "qualities": ["experienced"]},
            "BETA": {"title": WORDS, "label": "badge", "cite": CITE},
        },
    },
    **{
        f"labels/{label}/jury.toml": {
            "agreement_renewal": {
                "title": WORDS,
                "bound": "open",
                "value": [{"from": DAYS[0], "value": True, "cite": CITE, "says": WORDS}],
            }
        }
        for label in ("ms", "badge")
    },
}
"""What a law is not whole without."""

durations = st.tuples(st.sampled_from(["months", "months", *DURATION_UNITS]), st.integers(0, 30)).map(
    lambda pair: {pair[0]: pair[1]}
)
moments = st.one_of(
    st.sampled_from(DAYS).map(lambda day: {"on": day}),
    st.fixed_dictionaries({"day": st.integers(1, 28), "month": st.integers(1, 12)}),
    st.builds(lambda delay, event: {"delay": delay, "before": event}, durations, st.sampled_from(EVENTS)),
)
numbers = st.sampled_from([Decimal(text) for text in ("0", "0.0", "0.3", "0.30", "1", "2", "8", "9.5", "10")])


def sets_of(words: tuple[str, ...]) -> SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words or ("fr", "en")), unique=True)


def columns_of(row: type[Row]) -> SearchStrategy[dict[str, Any]]:
    """Lines of a table: the columns that are needed, and some of the others."""
    hints = get_type_hints(row)
    written = {field.name: column(field.name, hints[field.name]) for field in fields(row)}
    needed = {field.name for field in fields(row) if field.default is MISSING}
    return st.fixed_dictionaries(
        {name: written[name] for name in written if name in needed or name == "keeps"},
        optional={name: written[name] for name in written if name not in needed and name != "keeps"},
    )


def column(name: str, hint: Any) -> SearchStrategy[Any]:
    known: dict[str, SearchStrategy[Any]] = {
        "id": st.sampled_from(IDS),
        "keeps": st.sampled_from(IDS),
        "requires": sets_of(tuple(QUALITIES)),
        "excludes": st.just([]),
        "routes": st.just([]),
        "may_ask_for": st.just([]),
        "otherwise": st.just(False),
    }
    kinds = made_of(hint)
    if name in known:
        return known[name]
    if Words in kinds or Citation in kinds:
        return st.just(WORDS if Words in kinds else CITE)
    if Duration in kinds or Moment in kinds:
        return durations if Duration in kinds else moments
    if Force in kinds:
        return st.sampled_from([force.value for force in Force])
    if frozenset in kinds or any(str(kind).startswith("frozenset") for kind in kinds):
        return sets_of(COLUMNS.get(name, ("x", "y")))
    if bool in kinds:
        return st.booleans()
    if Decimal in kinds:
        return numbers.filter(lambda number: number <= 1)
    return st.integers(0, 8) if int in kinds else st.sampled_from(COLUMNS.get(name, ("x",)))


def values_of(shape: Shape, unit: str) -> SearchStrategy[Any]:
    """Values that a key may have."""
    match shape.kind:
        case "number":
            return numbers.filter(lambda number: number <= 1 if unit == "ratio" else number == int(number))
        case "yes_no":
            return st.booleans()
        case "choice":
            return st.sampled_from(shape.choices)
        case "set":
            return sets_of(shape.choices)
        case "duration":
            return durations
        case "moment":
            return moments
        case "text":
            return st.sampled_from([WORDS, {"fr": "MS en {speciality}", "en": "MS in {speciality}"}])
    return st.lists(columns_of(shape.row or Row), min_size=1, max_size=3, unique_by=lambda row: row["id"])


@st.composite
def entries(draw: st.DrawFn, shape: Shape, unit: str, above: list[dict[str, Any]]) -> dict[str, Any]:
    """Draw what one dated value says; most say a value."""
    contested = any("variants" in entry for rule in above for entry in rule["value"])
    says = draw(st.sampled_from([*["value"] * 6, "none", "repealed", "variants", *["chooses"] * 3 * contested]))
    entry: dict[str, Any] = {"cite": CITE, "says": WORDS}
    if says == "value":
        entry |= draw(said(shape, unit))
    elif says == "variants":
        readings = [{"name": name, "cite": CITE, "says": WORDS, **draw(said(shape, unit))} for name in NAMES[:2]]
        entry |= {"standing": "contested", "variants": readings}
    else:
        entry[says] = draw(st.sampled_from(NAMES[:2])) if says == "chooses" else True
    if above and draw(st.integers(0, 3)) == 0:
        entry["contradicts"] = draw(st.sampled_from(above))["layer"]
    if draw(st.integers(0, 5)) == 0:
        entry["force"] = draw(st.sampled_from(list(Force))).value
    return entry


def said(shape: Shape, unit: str) -> SearchStrategy[dict[str, Any]]:
    """A value, and whether it itself passes where it is a threshold."""
    value = {"value": values_of(shape, unit)}
    return st.fixed_dictionaries(value | ({"passes": st.booleans()} if shape.threshold else {}))


@st.composite
def ladders(draw: st.DrawFn, key: str) -> Files:
    """Draw a key as several folders write it, each with a ladder of one to three steps."""
    shape, above, files = RULES[key], [], {}
    unit = draw(st.sampled_from(shape.units or ("",)))
    bounds = ["fixed", "open"] if shape.kind in UNORDERED else ["fixed", "floor", "ceiling", "open", "open"]
    for folder in sorted(draw(st.sets(st.sampled_from(FOLDERS), min_size=1, max_size=4)), key=FOLDERS.index):
        days = sorted(draw(st.sets(st.sampled_from(DAYS), min_size=1, max_size=3)))
        ladder = [{"from": day, **draw(entries(shape, unit, above))} for day in days]
        rule = {"title": WORDS, "bound": draw(st.sampled_from(bounds)), "value": ladder}
        files[f"{folder}/{shape.stage}.toml"] = {key: rule | ({"unit": unit} if unit else {})}
        above = [*above, {"layer": LAYERS[folder.split("/")[0]], **rule}]
    return files


@st.composite
def laws(draw: st.DrawFn) -> Files:
    """Draw a law in which one or two keys are written by several layers each."""
    files = {name: dict(content) for name, content in ALWAYS.items()}
    for key in draw(st.lists(st.sampled_from(sorted(RULES)), min_size=1, max_size=2, unique=True)):
        for name, content in draw(ladders(key)).items():
            files[name] = {**files.get(name, {}), **content}
    return files


@st.composite
def two_laws(draw: st.DrawFn) -> tuple[Files, Files]:
    """Draw two laws that differ in one value at most."""
    one = draw(laws())
    other = deepcopy(one)
    name, key = draw(
        st.sampled_from(
            [(name, key) for name in one for key in one[name] if isinstance(one[name][key].get("value"), list)]
        )
    )
    rule = other[name][key]
    entry = draw(st.sampled_from(rule["value"]))
    values = {place: said for place, said in entry.items() if place not in ("from", "cite", "says")}
    for place in values:
        del entry[place]
    entry |= draw(st.just(values) | said(RULES[key], rule.get("unit", "")) | st.just({"none": True}))
    return one, other


def places(said: Any) -> list[tuple[Any, Any]]:
    """Every table and list within a value with each of its keys or numbers."""
    inside = list(said.items()) if isinstance(said, dict) else list(enumerate(said)) if isinstance(said, list) else []
    return [(said, key) for key, _ in inside] + [place for _, inner in inside for place in places(inner)]


junk = st.sampled_from(JUNK).map(deepcopy)
odd_names = st.sampled_from(["x", "é", "", "a b", "value", "cite", "id", "none", "bound", "école"])


@st.composite
def broken_laws(draw: st.DrawFn) -> Files:
    """Draw a law with a few things replaced, taken out, added, doubled or renamed."""
    files = deepcopy(draw(laws()))
    for _ in range(draw(st.integers(1, 3))):
        where = draw(st.sampled_from([place for content in files.values() for place in places(content)] or [({}, "")]))
        container, key = where
        if isinstance(container, list):
            container[key] = draw(junk)
            continue
        act = draw(st.sampled_from(["replace", "replace", "remove", "add", "rename"]))
        held = draw(junk) if act == "replace" else container[key]
        if act in ("remove", "rename"):
            del container[key]
        if act == "add":
            container[draw(odd_names)] = draw(junk)
        if act in ("replace", "rename"):
            container[draw(odd_names) if act == "rename" else key] = held
    return files


def written(value: Any) -> str:
    """Return a value as TOML, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {written(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value).lower().replace("infinity", "inf")
    return hex(value) if isinstance(value, int) and value > 0 else json.dumps(value, ensure_ascii=False)


def write(files: Files, folder: Path) -> Path:
    """Write a law into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{json.dumps(key)} = {written(value)}\n" for key, value in content.items()), "utf-8")
    return folder
