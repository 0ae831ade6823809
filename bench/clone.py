"""Measure the first minute of whoever comes: from a fresh clone, ``make run``, to the site that says it is well.

``python -m bench.clone``: once with the caches of this machine as they are, once with empty ones, which downloads
everything; where that cannot be, a line says so. ``--quick`` leaves the empty ones out.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).parents[1]
GIT, MAKE = shutil.which("git") or "git", shutil.which("make") or "make"
WAITS = 600
PROMISE = "≤ 60 s, packages downloaded"
NOT_OURS = ("SCEAU_VAR", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV", "PYTHONPATH")
"""What this process may have been told, and a new visitor has not."""


def main() -> None:
    """Print each figure."""
    print(f"From a fresh clone, «make run», to /health/ ({PROMISE})")
    bench("caches as they are", {})
    if "--quick" not in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as empty:
            caches = ("UV_CACHE_DIR", "PIP_CACHE_DIR", "npm_config_cache")
            bench("empty caches", {name: str(Path(empty) / name) for name in caches})


def bench(name: str, told: Mapping[str, str]) -> None:
    """Print the seconds from «make run» in a clone of what is committed, to its health, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "sceau"
        subprocess.run([GIT, "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S603 - our own words
        print(f"  {name:<24} {first_page(clone, told)}")


def first_page(clone: Path, told: Mapping[str, str]) -> str:
    """Return the seconds until a site answers that it is well, or what its last line was where it ended first."""
    port = a_free_port()
    kept = {one: value for one, value in os.environ.items() if one not in NOT_OURS}
    out = clone.parent / "out"
    begun = time.perf_counter()
    with out.open("wb") as written:
        running = subprocess.Popen(  # noqa: S603 - our own words
            [MAKE, "run"],
            cwd=clone,
            env={**kept, **told, "PORT": str(port)},
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    try:
        while running.poll() is None and time.perf_counter() < begun + WAITS:
            if answers(port):
                return f"{time.perf_counter() - begun:>6.1f} s"
            time.sleep(0.1)
        return f"not measured; it ended with: {(out.read_text(encoding='utf-8').split(chr(10)) or [''])[-2:]}"
    finally:
        end(running)


def answers(port: int) -> bool:
    """Tell whether a site answers that its pages can be served."""
    with suppress(OSError, HTTPException):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/health/", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    return False


def end(running: subprocess.Popen[bytes]) -> None:
    """Ask everything that «make» started to stop, and wait for it."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        running.wait(30)
    with suppress(ProcessLookupError):
        while time.sleep(0.1) is None:  # make ends before what it started
            os.killpg(running.pid, 0)


def a_free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    main()
