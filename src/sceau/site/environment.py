"""What does the environment say of this installation? Read once, and every fault told at once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from sceau.site.embedded import Embedded

HIGHEST_PORT = 65535
LEAST_KEY = 32
"""Characters of a secret key that cannot be guessed."""


class EnvironmentFaulty(RuntimeError):
    """Variables of the environment that cannot be followed: one line each, with what to do."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What an installation is told from outside."""

    var: Path
    """The folder of everything that it keeps."""
    database_url: str
    """A PostgreSQL server; empty where the embedded one serves."""
    host: str
    port: int
    secret_key: str
    """What sessions and links are signed with; empty where the installation keeps one of its own in ``var``."""

    def database(self) -> dict[str, Any]:
        """Return the parameters of the database; raises ``DatabaseDown`` where the embedded one is not running."""
        return dict(conninfo_to_dict(self.database_url or Embedded(self.var).url()))

    def key(self) -> str:
        """Return the secret key, made and kept in ``var`` where the environment names none."""
        if self.secret_key:
            return self.secret_key
        path = self.var / "secret.key"
        if not path.exists():
            self.var.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(LEAST_KEY * 2), encoding="ascii")
        return path.read_text(encoding="ascii")


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Return what the environment says; raises ``EnvironmentFaulty`` with every fault at once."""
    faults: list[str] = []

    def read(name: str, otherwise: str, fits: Callable[[str], bool], wish: str) -> str:
        value = variables.get(name, "") or otherwise
        if not fits(value):
            faults.append(f"{name}: «{value}» cannot be used; {wish}")
        return value

    port = read("PORT", "8000", _is_a_port, f"write a number from 1 to {HIGHEST_PORT}")
    url = read("DATABASE_URL", "", _is_postgresql, "write postgresql://user:password@host:5432/name, or leave it out")
    key = read("SECRET_KEY", "", _is_a_key, f"write at least {LEAST_KEY} characters drawn at random, or leave it out")
    if faults:
        raise EnvironmentFaulty("\n".join(faults))
    var = Path(variables.get("SCEAU_VAR", "") or "var").absolute()
    return Environment(var, url, variables.get("HOST", "") or "localhost", int(port), key)


def _is_a_port(text: str) -> bool:
    return text.isdecimal() and text.isascii() and 0 < int(text) <= HIGHEST_PORT


def _is_a_key(text: str) -> bool:
    return not text or len(text) >= LEAST_KEY


def _is_postgresql(text: str) -> bool:
    if not text:
        return True
    if not text.startswith(("postgresql://", "postgres://")):
        return False
    try:
        return bool(conninfo_to_dict(text))
    except ProgrammingError:
        return False
