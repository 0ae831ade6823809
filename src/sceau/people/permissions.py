"""Who may do what? The hand-written matrix of roles and acts, read once: ``permissions.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import tomli

from sceau.people.roles import Role


class Scope(StrEnum):
    """How far somebody may act."""

    OWN = "own"
    SCHOOL = "school"
    LABEL = "label"
    ANY = "any"


ANYONE, SIGNED_IN, LINK, TOKEN = "anyone", "signed_in", "link", "token"
HOLDERS = frozenset({*Role.values, ANYONE, SIGNED_IN, LINK, TOKEN})


class MatrixFaulty(ValueError):
    """The matrix says something that nobody understands."""


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done, at which addresses, by whom and how far."""

    name: str
    title: Mapping[str, str]
    pages: tuple[str, ...]
    scopes: Mapping[str, Scope]
    """By role, or by one of the words beside the roles."""

    @property
    def is_open(self) -> bool:
        """Tell whether its pages let in who has not signed in."""
        return ANYONE in self.scopes or TOKEN in self.scopes


@cache
def matrix() -> Mapping[str, Act]:
    """Return every act by its name; raises ``MatrixFaulty`` where the file names a role or a scope that is not."""
    text = files("sceau.people").joinpath("permissions.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _act(name, said) for name, said in tomli.loads(text)["acts"].items()})


@cache
def acts_of_pages() -> Mapping[str, Act]:
    """Return the act that each page does, by the name of its address."""
    found: dict[str, Act] = {}
    for act in matrix().values():
        for page in act.pages:
            if page in found:
                raise MatrixFaulty(f"{page}: it is a page of {found[page].name} and of {act.name}; keep one")
            found[page] = act
    return MappingProxyType(found)


def _act(name: str, said: dict[str, Any]) -> Act:
    title, pages = said.pop("title"), tuple(said.pop("pages"))
    if unknown := [holder for holder, scope in said.items() if holder not in HOLDERS or scope not in list(Scope)]:
        raise MatrixFaulty(f"acts.{name}: {', '.join(unknown)}: is no role with a scope that is known")
    return Act(name, title, pages, {holder: Scope(scope) for holder, scope in said.items()})
