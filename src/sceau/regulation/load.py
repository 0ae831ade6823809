"""Read the law: from a folder of TOML to a regulation, or every fault at once."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from sceau.core.rule import Entry, Layer, Rule, Words
from sceau.core.rulebook import Programme, School
from sceau.core.vocabulary import RULES, STAGES, Shape
from sceau.regulation.checks import check
from sceau.regulation.fault import Fault, faults_of, joined, nearest
from sceau.regulation.files import (
    LabelDocument,
    LabelFile,
    QualityFile,
    RuleFile,
    SchoolDocument,
    TextFile,
    read_entry,
)
from sceau.regulation.law import Names, Regulation, Scope, school_of
from sceau.regulation.partly import Partly, read_partly
from sceau.regulation.written import miswritten


class RegulationFaulty(Exception):
    """The law cannot be used as it is written; ``faults`` says everything that is wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


T = TypeVar("T")
ENDING = ".toml"
MOST_BYTES = 1_000_000
LARGEST, MOST_DECIMALS, DEEPEST = 10**12, 30, 100
"""Beyond these a file holds no number and no table that anybody would write; to compute with it might never end."""


def shipped_law() -> Path:
    """Return the folder of the law that ships with Sceau: beside the package in a wheel, at the root in a checkout."""
    packed = Path(__file__).parent / "law"
    return packed if packed.is_dir() else Path(__file__).parents[3] / "regulations"


def load(*folders: Path) -> Regulation:
    """Read folders of law laid one over the other: the same path in a later one replaces the file of an earlier one.

    Without a folder, the shipped law is read. Raises ``RegulationFaulty`` with every fault.
    """
    regulation, faults = read(*folders)
    if faults:
        raise RegulationFaulty(faults)
    return regulation


def parse_toml(path: Path, name: str, faults: list[Fault]) -> dict[str, Any] | None:
    """Return what a file of TOML says, numbers exact, or None with a fault added."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        document = tomli.loads(text, parse_float=Decimal)
        beyond = [] if _is_plain(document) else _numbers_beyond(document, "", DEEPEST)
    except UnicodeDecodeError as error:
        faults.append(Fault(name, "—", f"is not UTF-8 (byte {error.start}), save it as UTF-8"))
    except RecursionError:
        faults.append(Fault(name, "—", "is nested too deeply to be read, flatten it"))
    except ValueError as error:  # not TOML, or a number too long to be one
        faults.append(Fault(name, "—", f"is not TOML ({error}), correct that line"))
    else:
        what = (
            f"is a number beyond {LARGEST:,} or finer than {MOST_DECIMALS} decimals, nothing is counted so; correct it"
        )
        faults += [Fault(name, at, what) for at in beyond]
        return None if beyond else document
    return None


def _is_plain(document: dict[str, Any]) -> bool:
    """Tell, without looking for places, whether every number could be counted and no table lies too far down."""
    level: list[Any] = [document]
    for _ in range(DEEPEST):
        deeper: list[Any] = []
        for each in level:
            for one in each.values() if type(each) is dict else each:
                kind = type(one)
                if kind is dict or kind is list:
                    deeper.append(one)
                elif (kind is int or kind is Decimal) and not _can_be_counted(one):
                    return False
        if not deeper:
            return True
        level = deeper
    return False


def _numbers_beyond(said: Any, at: str, deepest: int) -> list[str]:
    """Return the place of each number with which nothing could be computed; raises ``RecursionError`` too far down."""
    if not deepest:
        raise RecursionError
    if isinstance(said, dict):
        inside = [(f"{at}.{key}" if at else key, one) for key, one in said.items() if not isinstance(one, str)]
    elif isinstance(said, list):
        inside = [(f"{at}[{number}]", one) for number, one in enumerate(said, 1) if not isinstance(one, str)]
    else:
        return [at] if isinstance(said, int | Decimal) and not _can_be_counted(said) else []
    return [place for where, one in inside for place in _numbers_beyond(one, where, deepest - 1)]


def _can_be_counted(number: int | Decimal) -> bool:
    """Tell whether a number is one that somebody may have meant; whoever reads it says what infinity is."""
    if isinstance(number, Decimal) and not number.is_finite():
        return True
    exponent = number.as_tuple().exponent if isinstance(number, Decimal) else 0
    return -LARGEST <= number <= LARGEST and int(exponent) >= -MOST_DECIMALS


def read(*folders: Path) -> tuple[Regulation, tuple[Fault, ...]]:
    """Read folders of law and return what could be read with every fault found."""
    collects = gc.isenabled()
    gc.disable()  # what is read is kept: looking for what is not, again and again, takes a tenth of the time
    try:
        return _read(*folders)
    finally:
        if collects:
            gc.enable()


def _read(*folders: Path) -> tuple[Regulation, tuple[Fault, ...]]:
    found: dict[str, Path] = {}
    faults: list[Fault] = []
    for folder in folders or (shipped_law(),):
        if not folder.is_dir():
            faults.append(Fault(str(folder), "—", "is not a folder, name one that holds the law"))
        own = _files(folder, faults)
        if not own and folder.is_dir():
            faults.append(
                Fault(str(folder), "—", "holds no file of law, name the folder that holds schools/ or labels/")
            )
        found |= own
    reader = _Reader(faults)
    for name, path in sorted(found.items()):
        reader.read(name, path)
    regulation = reader.regulation()
    unread = {f"{fault.file}: school" for fault in faults}  # a school whose file is faulty is not missing
    checked = (fault for fault in check(regulation) if f"{fault.file}: {fault.key}" not in unread)
    return regulation, (*faults, *(fault for fault in checked if reader.tells_more(fault)))


def _files(folder: Path, faults: list[Fault]) -> dict[str, Path]:
    """Return the files of law of a folder by their path within it, whatever the case of their ending.

    Links to folders are not followed, and are faults: what they hold would silently not be law.
    """
    found: dict[str, Path] = {}
    names: dict[str, str] = {}
    for place, folders, files in os.walk(folder):
        here = Path(place)
        inside = "" if here == folder else f"{here.relative_to(folder).as_posix()}/"
        folders.sort()
        links = [inside + one for one in folders if (here / one).is_symlink()]
        faults += [Fault(link, "—", "is a link to a folder, put the folder itself there") for link in links]
        for own in sorted(one for one in (*files, *folders) if one.lower().endswith(ENDING)):
            name = inside + own[: -len(ENDING)] + ENDING
            if name in found:
                what = f"has the name of {names[name]} but for its capital letters, keep one"
                faults.append(Fault(inside + own, "—", what))
            else:
                found[name], names[name] = here / own, inside + own
    return found


class _Reader:
    """Gathers what the files say, and every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.rules: dict[Scope, dict[str, Rule]] = {}
        self.texts: dict[tuple[str, str], TextFile] = {}
        self.qualities: dict[tuple[str, str], QualityFile] = {}
        """Texts and qualities, by the file that declares them and their name."""
        self.documents: dict[str, SchoolDocument] = {}
        self.labels: dict[str, LabelFile] = {}
        self.reviewed: dict[tuple[str, str, date], date] = {}
        self.unfinished: list[tuple[Scope, Rule]] = []
        self.told: dict[str, list[Partly]] = {}
        """The rules of each file whose shape has faults."""

    def read(self, name: str, path: Path) -> None:
        """Read one file by what its path says that it is."""
        document = self._parse(name, path)
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

    def _parse(self, name: str, path: Path) -> dict[str, Any] | None:
        """Read a file as TOML; whatever cannot be read so is a fault of that file, and the others are read on."""
        try:
            state = path.stat()
        except OSError:  # a link that leads nowhere
            state = None
        if state is None or not S_ISREG(state.st_mode):
            self.faults.append(Fault(name, "—", "is no plain file, put the file itself there"))
        elif state.st_size > MOST_BYTES:
            self.faults.append(Fault(name, "—", f"is larger than {MOST_BYTES:,} bytes, no law is that long; split it"))
        else:
            return parse_toml(path, name, self.faults)
        return None

    def _read_named(
        self, document: dict[str, Any], kind: type[BaseModel], into: dict[tuple[str, str], Any], name: str
    ) -> None:
        for key, table in document.items():
            if (model := self._validated(kind, table, name, key)) is not None:
                into[name, key] = model

    def _read_school(self, document: dict[str, Any], slug: str, name: str) -> None:
        model = self._validated(SchoolDocument, document, name, "")
        if model is not None:
            self.documents[slug] = model

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
        part = read_partly(table, name, key)
        self.faults += joined(miswritten(RuleFile, table, name, key), part.faults)
        if part.faults:
            self.told.setdefault(name, []).append(part)
        if part.rule is None:
            return None
        return self._dated(key, part.rule, part, stage, scope, name)

    def _dated(self, key: str, model: RuleFile, part: Partly, stage: str, scope: Scope, name: str) -> Rule | None:
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
