"""Read the law: from a folder of TOML to a regulation, or every fault at once."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from sceau.regulation.checks import faults_found
from sceau.regulation.fault import Fault
from sceau.regulation.law import Regulation
from sceau.regulation.reader import Reader
from sceau.regulation.toml import unopened


class RegulationFaulty(Exception):
    """The law cannot be used as it is written; ``faults`` says everything that is wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


ENDING = ".toml"
MOST_FAULTS = 500
"""How many faults are told of what is written on the site: nobody mends more at once, and each takes a while."""


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


def read(*folders: Path) -> tuple[Regulation, tuple[Fault, ...]]:
    """Read folders of law and return what could be read with every fault found."""
    faults: list[Fault] = []
    return _read(_found(folders, faults), faults)


def read_for(school: str, texts: Mapping[str, str]) -> tuple[Regulation, tuple[Fault, ...]]:
    """Read the shipped law with the folder of one school as these texts write it, whatever it ships with.

    ``texts`` are those of its files by their path within its folder (``ms/studies.toml``). Anybody may have written
    them: past ``MOST_FAULTS`` faults no more are looked for.
    """
    faults: list[Fault] = []
    own = f"schools/{school}/"
    shared = {name: path for name, path in _found((), faults).items() if not name.startswith(own)}
    return _read({**shared, **{own + name: text for name, text in texts.items()}}, faults, MOST_FAULTS)


def _found(folders: Iterable[Path], faults: list[Fault]) -> dict[str, Path | str]:
    """Return every file of law by its path, the same path in a later folder instead of the one in an earlier one."""
    found: dict[str, Path | str] = {}
    for folder in tuple(folders) or (shipped_law(),):
        if not folder.is_dir():
            faults.append(Fault(str(folder), "—", "is not a folder, name one that holds the law"))
            continue
        own = _files(folder, faults)
        if not own:
            faults.append(
                Fault(str(folder), "—", "holds no file of law, name the folder that holds schools/ or labels/")
            )
        found |= own
    return found


def _read(
    found: Mapping[str, Path | str], faults: list[Fault], most: int | None = None
) -> tuple[Regulation, tuple[Fault, ...]]:
    collects = gc.isenabled()
    gc.disable()  # what is read is kept: looking for what is not, again and again, takes a tenth of the time
    try:
        return _checked(found, faults, most)
    finally:
        if collects:
            gc.enable()


def _checked(
    found: Mapping[str, Path | str], faults: list[Fault], most: int | None
) -> tuple[Regulation, tuple[Fault, ...]]:
    reader = Reader(faults, most)
    for name, path in sorted(found.items()):
        reader.read(name, path)
    regulation = reader.regulation()
    unread = {f"{fault.file}: school" for fault in faults}  # a school whose file is faulty is not missing
    checked = (fault for fault in faults_found(regulation) if f"{fault.file}: {fault.key}" not in unread)
    further = (fault for fault in checked if reader.tells_more(fault))
    return regulation, (*faults, *islice(further, most if most is None else max(most - len(faults), 0)))


def _files(folder: Path, faults: list[Fault]) -> dict[str, Path]:
    """Return the files of law of a folder by their path within it, whatever the case of their ending.

    Links to folders are not followed, and are faults: what they hold would silently not be law.
    """
    found: dict[str, Path] = {}
    names: dict[str, str] = {}
    unopenable: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unopenable.append):
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
    faults += [unopened(Path(error.filename).relative_to(folder).as_posix(), error) for error in unopenable]
    return found
