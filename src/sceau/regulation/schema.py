"""What may a file of the law say? A JSON schema of each kind of file, for editors that complete and check TOML."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from sceau.core.closed_lists import EVENTS
from sceau.core.rule import Bound, Citation, Duration, Moment, Row, Words
from sceau.core.vocabulary import RULES, STAGES, WITHOUT_ORDER, Shape
from sceau.regulation.columns import COLUMNS
from sceau.regulation.files import (
    EntryFile,
    LabelDocument,
    QualityFile,
    RuleFile,
    SchoolDocument,
    TextFile,
    VariantFile,
)
from sceau.regulation.values import DURATION_UNITS, LONGEST, WHOLE
from sceau.wording.lists import words

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that editors of TOML read."""
SCALARS: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "number"},
    date: {"type": "string", "format": "date"},
    Mapping[str, Decimal]: {"type": "object", "additionalProperties": {"type": "number"}},
    Any: {},
}
SHARED = {kind: f"#/definitions/{kind.__name__}" for kind in (Words, Citation, Duration, Moment)}
"""What stands in many places is written once."""
REMARKED = re.compile(r'^    (\w+): .*\n    """((?s:.+?))"""', re.MULTILINE)
"""A field of a class in its source, with the sentence that stands under it."""
STATEMENTS = ("value", "none", "repealed", "variants", "chooses")


def schemas(code: str) -> dict[str, Schema]:
    """Return the schema of each kind of file by the name of the file, with its remarks in a language."""
    said = words("law", code)
    found = {f"{stage}.toml": _stage(stage, said) for stage in STAGES}
    found["texts.toml"] = {"type": "object", "additionalProperties": _of(TextFile, said)}
    found["qualities.toml"] = {"type": "object", "additionalProperties": _of(QualityFile, said)}
    found["school.toml"] = _of(SchoolDocument, said)
    found["label.toml"] = _of(LabelDocument, said)
    shared = _shared(said)
    return {name: {"$schema": DRAFT, "title": name, **one, "definitions": shared} for name, one in found.items()}


def _stage(stage: str, said: Mapping[str, Any]) -> Schema:
    rules = {key: _rule(key, shape, said) for key, shape in RULES.items() if shape.stage == stage}
    return {"type": "object", "additionalProperties": False, "properties": rules}


def _rule(key: str, shape: Shape, said: Mapping[str, Any]) -> Schema:
    """Return the schema of one key: its units, its bounds, and entries whose value has its shape."""
    schema = _of(RuleFile, said)
    bounds = [bound.value for bound in Bound]
    if shape.kind in WITHOUT_ORDER:
        bounds = [Bound.FIXED.value, Bound.OPEN.value]
    schema["properties"]["bound"]["enum"] = bounds
    schema["properties"]["unit"]["enum"] = list(shape.units) or [""]
    if shape.units and "" not in shape.units:
        schema["required"].append("unit")
    entry, variant = _entry(EntryFile, shape, said), _entry(VariantFile, shape, said)
    entry["properties"]["variants"]["items"] = variant
    entry["oneOf"] = [{"required": [one]} for one in STATEMENTS]
    schema["properties"]["value"] = {"type": "array", "minItems": 1, "items": entry}
    return {"description": said["keys"][key], **schema}


def _entry(kind: type, shape: Shape, said: Mapping[str, Any]) -> Schema:
    """Return the schema of a dated value, or of one reading of it."""
    schema = _of(kind, said)
    schema["properties"]["value"] = {"description": said["fields"]["value"], **_value(shape, said)}
    if shape.threshold:
        schema["dependencies"] = {"value": ["passes"]}
    else:
        del schema["properties"]["passes"]
    return schema


def _value(shape: Shape, said: Mapping[str, Any]) -> Schema:
    match shape.kind:
        case "number":
            kind = "integer" if set(shape.units) <= set(WHOLE) else "number"
            return {"type": kind, "minimum": 0, **({"maximum": 1} if shape.units == ("ratio",) else {})}
        case "yes_no":
            return {"type": "boolean"}
        case "choice":
            return {"enum": list(shape.choices)}
        case "set":
            return {"type": "array", "items": {"enum": list(shape.choices)} if shape.choices else {"type": "string"}}
        case "duration":
            return _of(Duration, said)
        case "moment":
            return _of(Moment, said)
        case "text":
            return _of(Words, said)
    return {"type": "array", "minItems": 1, "items": _of(shape.row or Row, said)}


def _of(kind: Any, said: Mapping[str, Any]) -> Schema:
    """Return the schema of a type of ``core`` or of a model of files."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in SHARED:
        return {"$ref": SHARED[kind]}
    if origin in (Union, UnionType):
        return _of(next(one for one in inner if one is not type(None)), said)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (frozenset, tuple, list):
        return {"type": "array", "items": _of(inner[0], said)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(inner[1], said)}
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        typed = {one.alias or name: (one.annotation, one.is_required()) for name, one in kind.model_fields.items()}
        return _object(kind, typed, said)
    if is_dataclass(kind) and inspect.isclass(kind):
        return _dataclass(kind, said)
    return dict(SCALARS[kind])


def _object(kind: type, typed: Mapping[str, tuple[Any, bool]], said: Mapping[str, Any]) -> Schema:
    """Return the schema of a table of fields, each with what it says and with the words that it may take."""
    properties = {}
    for name, (hint, _) in typed.items():
        schema = _of(hint, said)
        if issubclass(kind, Row) and name in COLUMNS:
            listed: Schema = {"enum": list(COLUMNS[name])}
            inside = {"array": "items", "object": "propertyNames"}.get(schema.get("type", ""))
            schema = {**schema, inside: listed} if inside else listed
        remark = said["fields"].get(name) if issubclass(kind, BaseModel | Citation) else None
        properties[name] = {**_described(remark or _remark(kind, name)), **schema}
    required = [name for name, (_, must) in typed.items() if must]
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def _described(remark: str) -> Schema:
    return {"description": remark} if remark else {}


def _remark(kind: type, name: str) -> str:
    """Return what stands under a field in the code, where something does."""
    return next((found for one in kind.__mro__ if (found := _remarks(one).get(name))), "")


@cache
def _remarks(kind: type) -> Mapping[str, str]:
    """Return the sentence under each field of a class of ours by the name of the field."""
    found = REMARKED.findall(inspect.getsource(kind)) if kind.__module__.startswith("sceau.") else []
    return {name: " ".join(sentence.replace("``", "`").split()) for name, sentence in found}


def _shared(said: Mapping[str, Any]) -> Schema:
    """Return what stands in many places: durations and moments as files write them, words and citations."""
    amount = {"type": "integer", "minimum": 0, "maximum": LONGEST}
    length = dict.fromkeys(DURATION_UNITS, amount)
    event = {"enum": list(EVENTS)}
    moment = {
        "on": {"type": "string", "format": "date"},
        "day": {"type": "integer", "minimum": 1, "maximum": 31},
        "month": {"type": "integer", "minimum": 1, "maximum": 12},
        "year": {"enum": ["previous", "intake", "next"]},
        "delay": {"$ref": SHARED[Duration]},
        "after": event,
        "before": event,
        "side": {"enum": ["before", "after"]},
        "event": event,
    }
    forms = [{"required": ["on"]}, {"required": ["day", "month"]}, {"required": ["delay"]}]
    one = {"type": "object", "additionalProperties": False}
    return {
        "Duration": {**one, "properties": length, "minProperties": 1, "maxProperties": 1},
        "Moment": {**one, "properties": moment, "oneOf": forms},
        "Words": _dataclass(Words, said),
        "Citation": _dataclass(Citation, said),
    }


def _dataclass(kind: type, said: Mapping[str, Any]) -> Schema:
    """Return the schema of a dataclass of ``core``."""
    hints = get_type_hints(kind)
    needed = {one.name: one.default is MISSING and one.default_factory is MISSING for one in fields(kind)}
    return _object(kind, {name: (hints[name], must) for name, must in needed.items()}, said)
