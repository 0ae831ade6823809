"""Does what measures still run? Each bench by its quick sizes; the one that installs, on a clone made in no time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.clone import first_page
from tests.test_docs import ROOT

SERVES = """
import http.server, os
class Well(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Well).serve_forever()
"""


@pytest.mark.parametrize(
    "module", ["bench", "bench.journal", "bench.mail", "bench.people", "bench.catalogue", "bench.accreditation"]
)
def test_each_bench_runs_by_its_quick_sizes(module: str) -> None:
    command = [sys.executable, "-m", module, "--quick"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=300)

    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) > 1


def a_clone(folder: Path, recipe: str) -> Path:
    """A folder that «make run» is asked in."""
    clone = folder / "sceau"
    clone.mkdir()
    (clone / "serve.py").write_text(SERVES, encoding="ascii")
    (clone / "Makefile").write_text(f"run:\n\t@{recipe}\n", encoding="utf-8")
    return clone


def test_a_clone_is_timed_until_it_answers_and_ended(tmp_path: Path) -> None:
    assert first_page(a_clone(tmp_path, f"{sys.executable} serve.py"), {}).endswith(" s")


def test_a_clone_that_cannot_run_is_said_not_to_be_measured(tmp_path: Path) -> None:
    said = first_page(a_clone(tmp_path, "echo no network >&2; exit 1"), {})

    assert "not measured" in said
