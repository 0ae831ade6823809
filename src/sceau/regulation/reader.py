"""What do the files of the law say, one after the other? Rules by their scope, and every fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sceau.core.rule import Entry, Layer, Rule, Words
from sceau.core.rulebook import Programme, School
from sceau.core.vocabulary import RULES, STAGES, Shape
from sceau.regulation.entries import read_entry
from sceau.regulation.fault import Fault, faults_of, joined, nearest
from sceau.regulation.files import (
    LabelDocument,
    LabelFile,
    QualityFile,
    RuleFile,
    SchoolDocument,
    TextFile,
)
from sceau.regulation.law import Names, Regulation, Scope, school_of
from sceau.regulation.partly import M, Partly, read_partly
from sceau.regulation.toml import parse_file
from sceau.regulation.written import miswritten

T = TypeVar("T")
ALL_PROGRAMMES = {"programmes"}
"""The place in a school's own file without which it is not known to whom its folders belong."""


class Reader:
    """Gathers what the files say, and every fault."""

    def __init__(self, faults: list[Fault], most: int | None = None) -> None:
        """``most`` is how many faults are told: nothing more is read past them."""
        self.faults = faults
        self._most = most
        self.rules: dict[Scope, dict[str, Rule]] = {}
        self.texts: dict[tuple[str, str], TextFile] = {}
        self.qualities: dict[tuple[str, str], QualityFile] = {}
        """Texts and qualities, by the file that declares them and their name."""
        self.documents: dict[str, SchoolDocument] = {}
        self.labels: dict[str, LabelFile] = {}
        self.reviewed: dict[tuple[str, str, date], date] = {}
        self.unfinished: list[tuple[Scope, Rule]] = []
        self.told: dict[str, list[Partly[Any]]] = {}
        """What could be read in part only, by its file."""

    def read(self, name: str, path: Path | str) -> None:
        """Read one file, or what one would hold, by what its path within the law says that it is."""
        document = None if self.is_full else parse_file(path, name, self.faults)
        if document is None:
            return
        parts = name.split("/")
        if parts[-1] == "texts.toml":
            self._read_named(document, TextFile, self.texts, name)
        elif parts[-1] == "qualities.toml":
            self._read_named(document, QualityFile, self.qualities, name)
        elif name == f"schools/{parts[1] if len(parts) > 1 else ''}/school.toml":
            self._read_school(document, parts[1], name)
        elif name == f"labels/{parts[1] if len(parts) > 1 else ''}/label.toml":
            self._read_label(document, parts[1], name)
        else:
            self._read_rules(document, parts, name)

    @property
    def is_full(self) -> bool:
        """True once as many faults were found as are told."""
        return self._most is not None and len(self.faults) >= self._most

    def _read_named(
        self, document: dict[str, Any], kind: type[BaseModel], into: dict[tuple[str, str], Any], name: str
    ) -> None:
        for key, table in document.items():
            if (model := self._validated(kind, table, name, key)) is not None:
                into[name, key] = model

    def _read_school(self, document: dict[str, Any], slug: str, name: str) -> None:
        """Read a school; of a faulty one what is sound, so that what its programmes are bound to is still checked."""
        part = self._partly(SchoolDocument, document, name, "")
        if part.read is not None and not part.told & ALL_PROGRAMMES:
            self.documents[slug] = part.read

    def _partly(self, kind: type[M], table: Any, name: str, at: str) -> Partly[M]:
        part = read_partly(kind, table, name, at)
        self.faults += joined(miswritten(kind, table, name, at), part.faults)
        if part.faults:
            self.told.setdefault(name, []).append(part)
        return part

    def _read_label(self, document: dict[str, Any], label: str, name: str) -> None:
        model = self._validated(LabelDocument, document, name, "")
        if model is not None:
            self.labels[label] = model.label

    def _validated(self, kind: type[BaseModel], table: Any, name: str, at: str) -> Any:
        faults = miswritten(kind, table, name, at)
        try:
            model = kind.model_validate(table)
        except ValidationError as error:
            faults = joined(faults, faults_of(error, name, at, kind))
        self.faults += faults
        return None if faults else model

    def _read_rules(self, document: dict[str, Any], parts: list[str], name: str) -> None:
        scope, stage = _scope(parts), parts[-1].removesuffix(".toml")
        if scope is None or stage not in STAGES:
            where = "state/, labels/<label>/, schools/<school>/[<label>/] or schools/<school>/programmes/<programme>/"
            hint = f"name it after a stage ({', '.join(STAGES)}) in {where}"
            self.faults.append(Fault(name, "—", f"is no file of the law, {hint}"))
            return
        for key, table in document.items():
            if self.is_full:
                break
            rule = self._rule(key, table, stage, scope, name)
            if rule is None:
                continue
            first = self.rules.setdefault(scope, {}).setdefault(key, rule)
            if first is not rule and first.stage == rule.stage:
                self.faults.append(Fault(name, key, f"stands in {first.origin} too, keep it in one file"))

    def _rule(self, key: str, table: Any, stage: str, scope: Scope, name: str) -> Rule | None:
        shape = RULES.get(key)
        if shape is None:
            self.faults.append(Fault(name, key, f"is not a known rule, {nearest(key, RULES)}"))
            return None
        if shape.stage != stage:
            self.faults.append(Fault(name, key, f"belongs to {shape.stage}.toml, move it there"))
        part = self._partly(RuleFile, table, name, key)
        if part.read is None:
            return None
        return self._dated(key, part.read, part, stage, scope, name)

    def _dated(
        self, key: str, model: RuleFile, part: Partly[RuleFile], stage: str, scope: Scope, name: str
    ) -> Rule | None:
        """Return a rule with its whole entries, if there are any; what has faults is set apart, to be checked alone."""
        shape, whole, apart = RULES[key], list[Entry](), list[Entry]()
        found = _faults_of_head(model, shape, name, key)
        has_unit = part.tells_more(f"{key}.unit")
        unit = model.unit if has_unit else next(iter(shape.units), "")
        for number, entry in enumerate(model.value, 1):
            read_one, faults = read_entry(entry, shape, unit, name, key, number)
            found += faults
            (apart if faults or not has_unit or number in part.unfinished else whole).append(read_one)
            if entry.reviewed:
                self.reviewed[name, key, entry.since] = entry.reviewed
        self.faults += [fault for fault in found if part.tells_more(fault.key)]
        made = partial(Rule, key, stage, model.title, model.unit, model.bound, scope.layer, name)
        if apart:
            self.unfinished.append((scope, made(tuple(apart))))
            self.rules.setdefault(scope, {})
        return made(tuple(sorted(whole, key=lambda e: e.since))) if whole else None

    def regulation(self) -> Regulation:
        """Return what was read."""
        schools = {slug: _school(slug, document) for slug, document in self.documents.items()}
        texts, qualities = self._by_school(self.texts), self._by_school(self.qualities)
        named = {
            school: Names(texts[""] | texts.get(school, {}), qualities[""] | qualities.get(school, {}))
            for school in {*texts, *qualities}
        }
        every_text = {name: text for (_, name), text in reversed(self.texts.items())}
        every_quality = {name: quality for (_, name), quality in reversed(self.qualities.items())}
        read = (self.rules, every_text, every_quality, schools, self.documents, self.labels)
        return Regulation(*read, self.reviewed, named, self.qualities, tuple(self.unfinished))

    def tells_more(self, fault: Fault) -> bool:
        """Tell whether a fault says anything beside what is told of the shape of its rule."""
        return all(part.tells_more(fault.key) for part in self.told.get(fault.file, ()))

    def _by_school(self, declared: Mapping[tuple[str, str], T]) -> dict[str, dict[str, T]]:
        """Return what each school declares, and under the empty name what all share; a name stands there once."""
        found: dict[str, dict[str, T]] = {"": {}}
        for (file, name), one in sorted(declared.items(), key=lambda each: school_of(each[0][0])):
            own = found.setdefault(school_of(file), {})
            if name in own or name in found[""]:
                self.faults.append(Fault(file, name, "is already declared in another file, use another name"))
            else:
                own[name] = one
        return found


def _faults_of_head(model: RuleFile, shape: Shape, name: str, key: str) -> list[Fault]:
    """Return what is wrong with a rule before its dated values: its unit, or that it has none of them."""
    faults = []
    if shape.units and model.unit not in shape.units:
        what = f"«{model.unit}» does not fit" if model.unit else "is missing"
        faults.append(Fault(name, f"{key}.unit", f"{what}, write {' or '.join(shape.units)}"))
    if not shape.units and model.unit:
        unneeded = f"«{model.unit}» is written for a value without unit, remove it"
        faults.append(Fault(name, f"{key}.unit", unneeded))
    if not model.value:
        faults.append(Fault(name, f"{key}.value", f"is empty, write at least one [[{key}.value]]"))
    return faults


def _school(slug: str, document: SchoolDocument) -> School:
    programmes = tuple(
        Programme(
            code,
            Words(p.title.fr, p.title.en),
            p.label,
            p.qualities,
            document.campuses[p.campus].city if p.campus in document.campuses else "",
            p.cite,
        )
        for code, p in document.programmes.items()
    )
    own = document.school
    return School(slug, own.name, own.genitive, own.city, programmes, own.qualities)


def _scope(parts: list[str]) -> Scope | None:
    """Read whose rules a file holds off its path, or None if it lies where no law is read."""
    match parts:
        case ["state", _]:
            return Scope(Layer.STATE)
        case ["labels", label, _]:
            return Scope(Layer.LABEL, label=label)
        case ["schools", school, _]:
            return Scope(Layer.SCHOOL, school=school)
        case ["schools", school, "programmes", programme, _]:
            return Scope(Layer.PROGRAMME, school=school, programme=programme.lower())
        case ["schools", school, label, _]:
            return Scope(Layer.SCHOOL, label=label, school=school)
    return None
