"""What does a file of the law look like? The shape of each kind of file, and how each value is read."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sceau.core.rule import Bound, Citation, Duration, Entry, Force, Layer, Moment, Row, Standing, Variant, Words
from sceau.core.vocabulary import Shape
from sceau.regulation.fault import Fault, faults_of, joined, made_of, nearest
from sceau.regulation.written import miswritten

WHOLE = ("times", "places", "days")
"""The units that are counted one by one."""
LARGEST_COUNT = 1_000
"""What has no unit is a level, in years or of a register, or a count of digits."""
LONGEST = 40_000
"""No duration of law is longer than a century counted in days."""
DURATION_UNITS = ("days", "working_days", "weeks", "months", "quarters", "semesters", "years")
FORBID = ConfigDict(extra="forbid", frozen=True)


def closed(kind: type) -> type:
    """Make a dataclass of ``core``, and those within it, refuse unknown fields when pydantic reads it."""
    if "__pydantic_config__" not in vars(kind):
        setattr(kind, "__pydantic_config__", FORBID)  # noqa: B010 - mypy refuses the plain assignment
        for hint in get_type_hints(kind).values():
            for inner in made_of(hint):
                if is_dataclass(inner) and isinstance(inner, type):
                    closed(inner)
    return kind


@cache
def adapter(kind: type) -> TypeAdapter[Any]:
    """Return the reader of a dataclass of ``core``."""
    return TypeAdapter(closed(kind))


for _kind in (Words, Citation, Moment):
    closed(_kind)


class File(BaseModel):
    """A table of a file; unknown fields are faults."""

    model_config = FORBID


class TextFile(File):
    """A document that rules cite."""

    title: str
    short: str = ""
    """The name under which reasons cite it; without one, its title."""
    authority: str
    """Who made it: ``State``, ``CGE``, or the name of a school."""
    dated: date | None = None
    period: str = ""
    """When no day is known: the year or the academic year that the document names."""
    serves_until: date | None = None
    """The last day that it serves, where it says so itself; what rests on it later is warned of."""
    language: str = "fr"
    url: str = ""
    sha256: str = ""
    """Digest of the copy that was read."""
    note: str = ""


class QualityFile(File):
    """A yes/no fact that rows may require or exclude."""

    title: Words
    of: Literal["person", "payer", "school", "programme", "dossier"]
    proof: Words | None = None
    cite: Citation | None = None


class ProgrammeFile(File):
    """A programme of a school."""

    title: Words
    label: str = "ms"
    campus: str = ""
    qualities: frozenset[str] = frozenset()
    cite: Citation | None = None
    note: str = ""


class CampusFile(File):
    """A place where a school teaches."""

    name: str
    address: str
    city: str
    cite: Citation


class SchoolFile(File):
    """What a school declares of itself."""

    name: str
    genitive: Words
    city: str = ""
    email: str = ""
    url: str = ""
    qualities: frozenset[str] = frozenset()
    cite: Citation | None = None


class LabelFile(File):
    """What a label is called, and whose it is."""

    name: str
    owner: str
    cite: Citation | None = None


class LabelDocument(File):
    """``label.toml``."""

    label: LabelFile


class SchoolDocument(File):
    """``school.toml``."""

    school: SchoolFile
    campuses: dict[str, CampusFile] = {}
    programmes: dict[str, ProgrammeFile] = {}


class UnreadRow(Row):
    """A line of a table that cannot be read: its place and its name alone are known, and nothing is held against it."""


class VariantFile(File):
    """A reading of a contested entry, before its value is read."""

    name: str
    value: Any = None
    none: bool = False
    passes: bool | None = None
    cite: Citation
    says: Words


class EntryFile(File):
    """A dated step, before its value is read."""

    since: Annotated[date, Field(alias="from")]
    value: Any = None
    none: bool = False
    repealed: bool = False
    passes: bool | None = None
    force: Force = Force.BINDING
    standing: Standing = Standing.IN_FORCE
    contradicts: Literal["state", "label", "school"] | None = None
    variants: tuple[VariantFile, ...] = ()
    chooses: str = ""
    cite: Citation
    says: Words
    note: str = ""
    reviewed: date | None = None


class RuleFile(File):
    """A rule as a file writes it."""

    title: Words
    unit: str = ""
    bound: Bound
    value: tuple[EntryFile, ...]


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


STATEMENTS = {"value": None, "none": False, "repealed": False, "variants": (), "chooses": ""}
"""What an entry may say, each with how it stands where it is not said."""


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
    return faults


def _passes(passes: bool | None, shape: Shape, file: str, at: str) -> list[Fault]:
    if shape.threshold and passes is None:
        return [Fault(file, f"{at}.passes", "is missing, say whether the value itself passes: true or false")]
    if not shape.threshold and passes is not None:
        return [Fault(file, f"{at}.passes", "is written for a rule that is no threshold, remove it")]
    return []


def read_value(raw: Any, shape: Shape, unit: str, file: str, at: str) -> tuple[Any, list[Fault]]:
    """Read a value of the law; returns it with the faults found in it (then the value means nothing)."""
    match shape.kind:
        case "number":
            return _number(raw, unit, file, at)
        case "yes_no":
            ok = isinstance(raw, bool)
            return raw, [] if ok else [Fault(file, at, f"«{raw}» is neither true nor false, write one of them")]
        case "choice":
            return raw, _among([raw], shape.choices, file, at)
        case "set":
            if not isinstance(raw, list):
                return None, [Fault(file, at, f"«{raw}» is not a list, write it between square brackets")]
            return frozenset(map(str, raw)), _among(raw, shape.choices, file, at)
        case "duration":
            found = duration(raw)
            return found, [] if isinstance(found, Duration) else [duration_fault(raw, file, at)]
        case "moment":
            return _read(Moment, raw, file, at)
        case "text":
            return _read(Words, raw, file, at)
    return _table(raw, shape, file, at)


def _number(raw: Any, unit: str, file: str, at: str) -> tuple[Any, list[Fault]]:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal) or not Decimal(raw).is_finite():
        return None, [Fault(file, at, f"«{raw}» is not a number, write digits without quotes")]
    if raw < 0:
        return None, [Fault(file, at, f"{raw} is below zero, write zero or more")]
    if unit in WHOLE and raw != int(raw):
        return None, [Fault(file, at, f"{raw} {unit} cannot be counted, write a whole number")]
    if not unit and raw not in range(LARGEST_COUNT):
        return None, [Fault(file, at, f"{raw} is no level and no count, write a whole number below {LARGEST_COUNT}")]
    if unit == "ratio" and raw > 1:
        return None, [Fault(file, at, f"{raw} is more than the whole, write 0.3 for thirty per cent")]
    return Decimal(raw), []


def _among(raw: list[Any], choices: tuple[str, ...], file: str, at: str) -> list[Fault]:
    """An empty list of choices means free words."""
    unknown = [item for item in raw if not isinstance(item, str) or (choices and item not in choices)]
    return [Fault(file, at, f"«{item}» is not among the choices, {nearest(str(item), choices)}") for item in unknown]


def duration(raw: Any) -> Any:
    """Read ``{ months = 4 }``; returns what it was given if it is no duration."""
    if isinstance(raw, dict) and len(raw) == 1:
        unit, amount = next(iter(raw.items()))
        if unit in DURATION_UNITS and type(amount) is int and 0 <= amount <= LONGEST:
            return Duration(amount, unit)
    return raw


def duration_fault(raw: Any, file: str, at: str) -> Fault:
    """Say how a duration is written."""
    return Fault(
        file, at, f"«{raw}» is not a duration, write for example {{ months = 4 }} ({', '.join(DURATION_UNITS)})"
    )


def _read(kind: type, raw: Any, file: str, at: str) -> tuple[Any, list[Fault]]:
    ready, faults = _with_times(kind, raw, file, at)
    faults += miswritten(kind, ready, file, at)
    try:
        read = adapter(kind).validate_python(ready)
    except ValidationError as error:
        read, faults = None, joined(faults, faults_of(error, file, at, kind))
    return read, [fault._replace(key=_as_written(fault.key, raw, at)) for fault in faults] if faults else faults


def _as_written(place: str, raw: Any, at: str) -> str:
    """Return the place of a fault in the words of the file: the event of a moment is written as before or after."""
    around, _, field = place.rpartition(".")
    moment = raw if around == at else raw.get(around.removeprefix(f"{at}.")) if isinstance(raw, dict) else None
    sides = [side for side in ("before", "after") if field == "event" and isinstance(moment, dict) and side in moment]
    return f"{around}.{sides[0]}" if sides else place


def _with_times(kind: type, raw: Any, file: str, at: str) -> tuple[Any, list[Fault]]:
    """Bring what TOML writes shortly (durations, moments) to the fields of ``core``.

    What is no duration is a fault and is taken out: a named tuple would be read from any table of fields.
    """
    faults: list[Fault] = []
    if not isinstance(raw, dict):
        return raw, faults
    fields = dict(raw)
    for name, of_duration in _timed(kind):
        if name not in fields:
            continue
        if not of_duration:
            fields[name], found = _with_times(Moment, fields[name], file, f"{at}.{name}")
            faults += found
        elif not isinstance(read := duration(fields.pop(name)), Duration):
            faults.append(duration_fault(read, file, f"{at}.{name}"))
        else:
            fields[name] = read
    return _with_side(fields) if kind is Moment else fields, faults


def _with_side(moment: dict[str, Any]) -> dict[str, Any]:
    """Return a moment with the side and the event that it writes as ``before`` or ``after``."""
    for side in ("before", "after"):
        if side in moment and "event" not in moment:
            moment |= {"side": side, "event": moment.pop(side)}
    return moment


@cache
def _timed(kind: type) -> tuple[tuple[str, bool], ...]:
    """Return the fields that hold a duration or a moment, each with whether it is a duration."""
    hints = {name: made_of(hint) for name, hint in get_type_hints(kind).items()}
    return tuple((name, Duration in made) for name, made in hints.items() if Duration in made or Moment in made)


def _table(raw: Any, shape: Shape, file: str, at: str) -> tuple[Any, list[Fault]]:
    if not isinstance(raw, list) or not raw:
        return None, [
            Fault(file, at, "is not a table of lines, write at least one [[….value.value]] or a list of { id = … }")
        ]
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, line in enumerate(raw, 1):
        row, found = _read(shape.row or Row, line, file, f"{at}[{number}]")
        rows.append(_unread(line) if found else row)
        faults += found
    return tuple(rows), faults


def _unread(line: Any) -> UnreadRow:
    """Return what stands for a line with faults: its name, which other lines may use."""
    written = line.get("id") if isinstance(line, dict) else None
    return UnreadRow(written if isinstance(written, str) else "")
