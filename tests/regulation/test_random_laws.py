"""Any law is read: its faults are where they are said to be, and what is resolved depends on what it says alone."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sceau.core.rule import Bound, Duration, Entry, Force, Rule, RuleNotYetInForce, Value
from sceau.core.rulebook import Rulebook
from sceau.regulation import Fault, Regulation, read
from sceau.regulation.edition import Edition, edition_of
from sceau.regulation.replay import rulebook_of
from tests.regulation.random_law import DAYS, Files, broken_laws, laws, two_laws, write

OF = (
    {"label": "ms"},
    {"school": "eve", "label": "ms"},
    {"school": "eve", "programme": "ALPHA"},
    {"school": "eve", "programme": "BETA"},
)
# Random laws are long: to make a failing one smaller would take minutes, and its files say enough.
few = settings(max_examples=80, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def as_read(files: Files) -> tuple[Regulation, tuple[Fault, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        return read(write(files, Path(folder)))


def is_there(said: Any, place: str) -> bool:
    """Tell whether a place, as ``rule.value[2].cite``, stands in what a file says."""
    if not place:
        return True
    if isinstance(said, dict):
        starts = {key: place.removeprefix(".")[len(key) :] for key in said if place.removeprefix(".").startswith(key)}
        return any(rest[:1] in ("", ".", "[") and is_there(said[key], rest) for key, rest in starts.items())
    number, _, rest = place.removeprefix("[").partition("]")
    return (
        isinstance(said, list)
        and number.isdigit()
        and 1 <= int(number) <= len(said)
        and is_there(said[int(number) - 1], rest)
    )


LACKING = ("write both or neither", "tighten it or keep another line")


def around(fault: Fault) -> str:
    """Where a fault is: of what is missing, or of a column left out that loosens a line, the place that lacks it."""
    lacks = fault.what.startswith(("is missing", "is looser than")) or fault.what.endswith("write both or neither")
    return fault.key.rpartition(".")[0] if lacks else fault.key


def rulebooks(law: Regulation) -> Iterator[Rulebook]:
    for of, day in product(OF, DAYS):
        yield law.rulebook(on=day, **of)
        yield law.rulebook(on=day - timedelta(days=1), **of)


def resolved(book: Rulebook) -> dict[str, tuple[Value, ...]]:
    """Everything that the law says, under every reading."""
    found = {}
    for key in sorted(book.ladders):
        try:
            found[key] = book.readings(key)
        except RuleNotYetInForce:
            found[key] = ()
    return found


@few
@given(broken_laws())
def test_a_broken_law_is_read_and_its_faults_are_at_places_of_its_files(files: Files) -> None:
    _, faults = as_read(files)

    folders = {parent.as_posix() for name in files for parent in Path(name).parents}
    assert [fault for fault in faults if fault.file not in files.keys() | folders] == []
    assert [f for f in faults if f.key != "—" and not is_there(files[f.file], around(f))] == []


@few
@given(laws(), st.data())
def test_what_is_resolved_does_not_depend_on_the_order_in_which_it_is_written(
    files: Files, data: st.DataObject
) -> None:
    def shuffled(said: Any) -> Any:
        if isinstance(said, dict):
            return {key: shuffled(said[key]) for key in data.draw(st.permutations(list(said)))}
        if isinstance(said, list) and said and isinstance(said[0], dict) and "from" in said[0]:
            return [shuffled(one) for one in data.draw(st.permutations(said))]
        return said

    law, faults = as_read(files)
    other, faults_of_other = as_read(shuffled(files))

    assert bool(faults) == bool(faults_of_other)
    if not faults:
        assert [resolved(book) for book in rulebooks(law)] == [resolved(book) for book in rulebooks(other)]
        digests = [[edition_of(book).digest for book in rulebooks(one)] for one in (law, other)]
        assert digests[0] == digests[1]


def stands(upper: Value, value: Value, bound: Bound) -> bool:
    """Tell whether a value keeps to a binding one above it, as the precedence table says it."""
    if bound is Bound.OPEN or upper.force is not Force.BINDING:
        return True
    if value.absence is not None or value.force is not Force.BINDING:
        return False
    one, other = upper.value, value.value
    if isinstance(one, Duration) and one.unit != other.unit:
        return False
    if bound is Bound.FIXED:
        return bool(one == other and upper.passes == value.passes)
    if bound is Bound.CEILING:
        one, other, upper, value = other, one, value, upper
    if one == other:
        return value.passes <= upper.passes
    if isinstance(one, frozenset):
        return one <= other
    return bool(one <= other)


def spoken(rule: Rule, entry: Entry) -> Value | None:
    """What an entry says in itself, if it says a value."""
    if entry.value is None or (isinstance(entry.value, tuple) and not isinstance(entry.value, Duration)):
        return None
    return Value(key=rule.key, value=entry.value, passes=entry.passes, force=entry.force, layer=rule.layer)


def kept_above(book: Rulebook, key: str) -> Iterator[tuple[Bound, Value]]:
    """The values of a ladder that keep to those above them and that nothing below contradicts.

    What is contradicted below still bars what stands between: that gave way to it, and binds nobody.
    """
    begun = [(rule, entry) for rule in book.ladders[key] if (entry := rule.in_force(book.on))]
    contradicted = {entry.contradicts for _, entry in begun}
    kept: list[tuple[Bound, Value]] = []
    for rule, entry in begun:
        if entry.variants:
            break  # what stands below keeps to one reading or another, and is not known to bind under each
        value = spoken(rule, entry)
        if value is not None and entry.contradicts is None and all(stands(up, value, b) for b, up in kept):
            kept.append((rule.bound, value))
    yield from (one for one in kept if one[1].layer not in contradicted)


def below(value: Value, upper: Value) -> bool:
    """Tell whether a value is that of a lower layer: a reading may be that of the layer that was contradicted."""
    return (value.layer or 0) > (upper.layer or 0)


@settings(max_examples=150, phases=few.phases)
@given(laws())
def test_a_lower_layer_never_loosens_a_bound_that_binds(files: Files) -> None:
    law, faults = as_read(files)

    for book in [] if faults else rulebooks(law):
        for key, values in resolved(book).items():
            for bound, upper in kept_above(book, key):
                assert [v for v in values if below(v, upper) and not stands(upper, v, bound)] == []


def in_force(book: Rulebook) -> dict[str, Any]:
    """What each layer says on the day of a rulebook; of a rule that none has begun, when the first of them will."""
    said: dict[str, Any] = {}
    for key, ladder in book.ladders.items():
        begun = [(rule, entry) for rule in ladder if (entry := rule.in_force(book.on)) is not None]
        steps = [(rule.layer, rule.bound, rule.unit, entry) for rule, entry in begun]
        said[key] = steps or min(rule.entries[0].since for rule in ladder)
    return said


@few
@given(two_laws())
def test_editions_are_equal_where_the_law_is_and_differ_where_it_differs(two: tuple[Files, Files]) -> None:
    one, other = (list(rulebooks(as_read(files)[0])) for files in two)

    for before, after in zip(one, other, strict=True):
        same = edition_of(before).digest == edition_of(after).digest
        assert same == (in_force(before) == in_force(after))


@few
@given(laws())
def test_whatever_is_resolved_says_a_value_or_why_there_is_none(files: Files) -> None:
    law, faults = as_read(files)

    found = [] if faults else [value for book in rulebooks(law) for got in resolved(book).values() for value in got]
    assert [value for value in found if (value.value is None) == (value.absence is None)] == []


@few
@given(two_laws())
def test_two_laws_of_one_edition_answer_alike_and_twice_the_same(two: tuple[Files, Files]) -> None:
    one, other = (list(rulebooks(as_read(files)[0])) for files in two)

    for before, after in zip(one, other, strict=True):
        assert resolved(before) == resolved(before)
        if edition_of(before).digest == edition_of(after).digest:
            assert resolved(before) == resolved(after)
            assert before.qualities(frozenset()) == after.qualities(frozenset())


@few
@given(laws())
def test_a_law_read_back_from_its_edition_says_the_same_and_is_of_that_edition(files: Files) -> None:
    law, faults = as_read(files)

    for book in [] if faults else rulebooks(law):
        edition = edition_of(book)
        again = rulebook_of(Edition(**json.loads(json.dumps(asdict(edition)))))
        assert edition_of(again) == edition
        assert in_force(again) == in_force(book)
        assert resolved(again) == resolved(book)
