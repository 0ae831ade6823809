"""What does a dated step of a rule say? One thing: a value, nothing due, its end, its readings, or its choice."""

from __future__ import annotations

from typing import Any

from sceau.core.rule import Entry, Layer, Standing, Variant
from sceau.core.vocabulary import Shape
from sceau.regulation.fault import Fault
from sceau.regulation.files import EntryFile, VariantFile
from sceau.regulation.values import read_value

STATEMENTS = {"value": None, "none": False, "repealed": False, "variants": (), "chooses": ""}
"""What an entry may say, each with how it stands where it is not said."""


def read_entry(entry: EntryFile, shape: Shape, unit: str, file: str, key: str, place: int) -> tuple[Entry, list[Fault]]:
    """Read the value of an entry by the shape of its key; ``place`` is its rank in the file, counted from one.

    An entry with faults has no value where it cannot be read: only what it cites and what its readings say is there.
    """
    at = f"{key}.value[{place}]"
    said = [name for name, unsaid in STATEMENTS.items() if getattr(entry, name) != unsaid]
    faults = _statements(entry, said, file, at)
    value = None
    if said == ["value"]:
        value, found = _sound(read_value(entry.value, shape, unit, file, f"{at}.value"))
        faults += [*found, *_passes(entry.passes, shape, file, at)]
    variants = []
    for number, variant in enumerate(entry.variants, 1):
        reading, found = _read_variant(variant, shape, unit, file, f"{at}.variants[{number}]")
        faults += found
        variants.append(reading)
    if variants:
        faults += _names(variants, file, at)
    read = Entry(
        since=entry.since,
        cite=entry.cite,
        says=entry.says,
        value=value,
        passes=entry.passes is not False,
        force=entry.force,
        standing=entry.standing,
        repealed=entry.repealed,
        none=entry.none,
        contradicts=Layer[entry.contradicts.upper()] if entry.contradicts else None,
        variants=tuple(variants),
        chooses=entry.chooses,
        serves_until=entry.serves_until,
        note=entry.note,
        place=place,
    )
    return read, faults


def _sound(read: tuple[Any, list[Fault]]) -> tuple[Any, list[Fault]]:
    """Return a value with its faults, without the value where there are any; of a table the lines that have none."""
    value, faults = read
    return value if not faults or isinstance(value, tuple) else None, faults


def _read_variant(variant: VariantFile, shape: Shape, unit: str, file: str, at: str) -> tuple[Variant, list[Fault]]:
    """Read a reading of a contested entry: it says a value, or that nothing is due."""
    value = None
    if (variant.value is not None) == variant.none:
        found = "says value and none" if variant.none else "says nothing"
        faults = [Fault(file, at, f"{found}, write exactly one of: value, none")]
    elif variant.none:
        faults = []
    else:
        value, faults = _sound(read_value(variant.value, shape, unit, file, f"{at}.value"))
        faults += _passes(variant.passes, shape, file, at)
    passes = variant.passes is not False
    return Variant(variant.name, value, variant.cite, variant.says, passes, variant.none), faults


def _names(variants: list[Variant], file: str, at: str) -> list[Fault]:
    """Check that each reading can be told from the others, by an answer and by whoever chooses it."""
    what = "is empty or stands twice, give each reading its own name"
    names = ["", *(variant.name for variant in variants)]
    return [
        Fault(file, f"{at}.variants[{number}].name", f"«{name}» {what}")
        for number, name in enumerate(names)
        if name in names[:number]
    ]


def _statements(entry: EntryFile, said: list[str], file: str, at: str) -> list[Fault]:
    """Check that an entry says exactly one thing: a value, nothing due, its end, its readings, or its choice."""
    faults = []
    if len(said) != 1:
        found = f"says {' and '.join(said)}" if said else "says nothing"
        faults.append(Fault(file, at, f"{found}, write exactly one of: value, none, repealed, variants, chooses"))
    if bool(entry.variants) != (entry.standing is Standing.CONTESTED):
        where = "variants" if entry.variants else "standing"
        faults.append(
            Fault(
                file,
                f"{at}.{where}",
                "variants go with standing = «contested», and only with it, write both or neither",
            )
        )
    if len(entry.variants) == 1:
        faults.append(Fault(file, f"{at}.variants", "has one reading only, write a second one or a plain value"))
    if entry.serves_until is not None and entry.serves_until < entry.since:
        what = f"{entry.serves_until} comes before the first day of this value, correct one of them"
        faults.append(Fault(file, f"{at}.serves_until", what))
    return faults


def _passes(passes: bool | None, shape: Shape, file: str, at: str) -> list[Fault]:
    if shape.threshold and passes is None:
        return [Fault(file, f"{at}.passes", "is missing, say whether the value itself passes: true or false")]
    if not shape.threshold and passes is not None:
        return [Fault(file, f"{at}.passes", "is written for a rule that is no threshold, remove it")]
    return []
