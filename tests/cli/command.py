"""The command line as a person meets it: arguments in, sentences and an exit code out."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCHOOL = ("--school", "imt-nord-europe", "--programme", "CSE")


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of the answer, without the spaces that fill them."""
        return [line.rstrip() for line in self.out.splitlines() if line.strip()]


def sceau(*arguments: str | Path, lang: str = "en", cwd: Path = ROOT, **environment: str) -> Ran:
    """Run ``sceau`` in a process of its own."""
    settings = {"PATH": os.environ["PATH"], "COLUMNS": "300", "NO_COLOR": "1", "LANG": "C.UTF-8", **environment}
    spoken = ("--lang", lang) if lang else ()
    command = [sys.executable, "-m", "sceau", *spoken, *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, env=settings, capture_output=True, text=True, check=False, timeout=120)
    spaces = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})
    return Ran(done.returncode, done.stdout.translate(spaces), done.stderr.translate(spaces))
