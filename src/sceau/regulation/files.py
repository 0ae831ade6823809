"""What does a file of the law look like? The shape of each kind of file."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from sceau.core.rule import Bound, Citation, Force, Moment, Row, Standing, Words
from sceau.regulation.fault import made_of

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
    serves_until: date | None = None
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
