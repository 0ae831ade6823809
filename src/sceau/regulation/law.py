"""All the law that was read, by whose it is: the rules of a scope, the texts they cite, the schools that wrote some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sceau.core.rule import Layer, Rule
from sceau.core.rulebook import Programme, Rulebook, School, expired_on
from sceau.regulation.fault import nearest
from sceau.regulation.files import LabelFile, QualityFile, SchoolDocument, TextFile

T = TypeVar("T")


class NotFound(LookupError):
    """A school, a programme or a label was named that the regulation does not know; the message says which it knows."""


@dataclass(frozen=True)
class Scope:
    """Whose rules a file holds, read off its path."""

    layer: Layer
    label: str = ""
    school: str = ""
    programme: str = ""
    """Slug of the folder, in lower case."""


class Names(NamedTuple):
    """What a file of the law may name: the texts that it cites, and qualities."""

    texts: Mapping[str, TextFile]
    qualities: Mapping[str, QualityFile]


@dataclass(frozen=True)
class Regulation:
    """All the law that was read: rules by scope, the texts they cite, the schools that wrote some."""

    rules: Mapping[Scope, Mapping[str, Rule]]
    texts: Mapping[str, TextFile]
    """Every text that someone cites; where two schools give one name to texts of theirs, ``seen_by`` tells which."""
    qualities: Mapping[str, QualityFile]
    schools: Mapping[str, School]
    documents: Mapping[str, SchoolDocument] = field(default_factory=dict)
    labels_named: Mapping[str, LabelFile] = field(default_factory=dict)
    reviewed: Mapping[tuple[str, str, date], date] = field(default_factory=dict)
    """When someone last read again what a value rests on: by file, key and first day of the value."""
    named: Mapping[str, Names] = field(default_factory=dict)
    """What each school may name, its own beside what all share; under the empty name what all share."""
    quality_origins: Mapping[tuple[str, str], QualityFile] = field(default_factory=dict)
    """Every quality, by the file that declares it and its name."""
    unfinished: tuple[tuple[Scope, Rule], ...] = ()
    """What could be read of dated values that have faults: it is checked with the rest, and nothing rests on it."""

    _walked: dict[str, tuple[Any, ...]] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, walk: Callable[[Regulation], Iterable[T]]) -> tuple[T, ...]:
        """Return what a walk through the rules meets, walked once however many checks ask for it."""
        if name not in self._walked:
            self._walked[name] = tuple(walk(self))
        return self._walked[name]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that have rules."""
        return tuple(sorted({scope.label for scope in self.rules if scope.layer is Layer.LABEL}))

    def with_rule(self, scope: Scope, rule: Rule) -> Regulation:
        """Return the same law with one rule of one folder written otherwise."""
        return replace(self, rules={**self.rules, scope: {**self.rules[scope], rule.key: rule}}, _walked={})

    def label_name(self, label: str) -> str:
        """Return the name of a label as documents print it, the name of its folder if it has no ``label.toml``."""
        return self.labels_named[label].name if label in self.labels_named else label

    def names_in(self, file: str) -> Names:
        """Return what a file may name: a school never names what another one declares."""
        return self._names_of(school_of(file))

    def seen_by(self, school: str) -> Regulation:
        """Return the same law with the texts and qualities that a school may name; all of them without a school."""
        if not school:
            return self
        names = self._names_of(school)
        return replace(self, texts=names.texts, qualities=names.qualities)

    def _names_of(self, school: str) -> Names:
        return self.named.get(school) or self.named.get("", Names(self.texts, self.qualities))

    def school(self, slug: str) -> School:
        """Return a school by its slug; raises ``NotFound`` with the nearest known one."""
        if slug not in self.schools:
            raise NotFound(f"no school «{slug}»: {nearest(slug, self.schools)}")
        return self.schools[slug]

    def programme(self, school: str, code: str) -> Programme:
        """Return a programme of a school by its code, whatever its case; raises ``NotFound``."""
        known = {programme.code.lower(): programme for programme in self.school(school).programmes}
        if code.lower() not in known:
            codes = [programme.code for programme in known.values()]
            raise NotFound(f"no programme «{code}» at {school}: {nearest(code, codes)}")
        return known[code.lower()]

    def rulebook(self, *, on: date, school: str = "", programme: str = "", label: str = "") -> Rulebook:
        """Return the law as a school, a programme and a label meet it on a date.

        Without a school only the State speaks, and the label that is named, or the only one there is. Raises
        ``NotFound`` for names that are not known.
        """
        if programme and not school:
            raise NotFound(f"the programme «{programme}» is named without its school: name the school too")
        if label and label not in self.labels:
            raise NotFound(f"no label «{label}»: {nearest(label, self.labels)}")
        own = self.programme(school, programme) if programme else None
        label = label or (own.label if own else self._only_label(school))
        ladders: dict[str, tuple[Rule, ...]] = {}
        for scope in self._scopes(label, school, programme):
            for key, rule in self.rules.get(scope, {}).items():
                above = tuple(r for r in ladders.get(key, ()) if r.layer is not rule.layer)
                ladders[key] = (*above, rule)
        named = self.school(school) if school else None
        served = {name: text.serves_until for name, text in self._names_of(school).texts.items() if text.serves_until}
        outlived = {name: until for name, until in served.items() if until < on}
        return Rulebook(
            on=on,
            ladders=ladders,
            label=label,
            school=named,
            programme=own,
            outlived=outlived,
            expired=expired_on(on, ladders),
        )

    def _only_label(self, school: str) -> str:
        labels = {p.label for p in self.school(school).programmes} if school else set(self.labels)
        if school and len(labels) > 1:
            raise NotFound(f"several labels are possible, name a programme or one of: {', '.join(sorted(labels))}")
        return labels.pop() if len(labels) == 1 else ""

    def _scopes(self, label: str, school: str, programme: str) -> list[Scope]:
        """Return the folders that bear on a rulebook, from the highest to the nearest."""
        scopes = [Scope(Layer.STATE), Scope(Layer.LABEL, label=label)]
        if school:
            scopes += [Scope(Layer.SCHOOL, school=school), Scope(Layer.SCHOOL, label=label, school=school)]
        if school and programme:
            scopes.append(Scope(Layer.PROGRAMME, school=school, programme=programme.lower()))
        return scopes


@cache
def school_of(file: str) -> str:
    """Return the school in whose folder a file lies, by its path; empty for what all share."""
    parts = file.split("/")
    return parts[1] if parts[0] == "schools" and len(parts) > len(("schools", "file")) else ""
