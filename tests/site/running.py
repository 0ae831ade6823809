"""A site that runs as it does for anybody: «sceau run», on a free port, in a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
import psycopg

from sceau.site.embedded import Embedded

STARTS_WITHIN, STOPS_WITHIN = 60, 10


def a_free_port(host: str = "127.0.0.1") -> int:
    """A port that nothing listens on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as one:
        one.bind((host, 0))
        return int(one.getsockname()[1])


def until(done: Callable[[], Any], within: float = 20) -> Any:
    """Wait until something is so, and return it."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if found := done():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {within} s")


def listen_again() -> None:
    """Listen to what asks to stop: tests may run where it is ignored, under «nohup» or in the background of a shell."""
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, signal.SIG_DFL)


class Site:
    """One installation, started and stopped at will."""

    def __init__(self, var: Path, host: str = "localhost", **environment: str) -> None:
        self.var = var
        self.host = host
        self.port = a_free_port("::1" if ":" in host else "127.0.0.1")
        self.environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "COLUMNS": "300",
            "SCEAU_LANG": "en",
            "SCEAU_VAR": str(var),
            "HOST": host,
            "PORT": str(self.port),
            "WEB_WORKERS": "2",
            **environment,
        }
        self.out = var.parent / f"{var.name}.out"
        self.supervisor: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_: object) -> None:
        if self.supervisor is not None and self.supervisor.poll() is None:
            self.supervisor.terminate()
            self.supervisor.wait(30)

    @property
    def embedded(self) -> Embedded:
        """Its database."""
        return Embedded(self.var)

    def start(self, *words: str) -> Site:
        """Start it and wait until it says its address."""
        self.launch(*words)
        until(lambda: self.said("Sceau answers at") or self.ended(), STARTS_WITHIN)
        assert self.supervisor is not None
        assert self.supervisor.poll() is None, self.told()
        return self

    def launch(self, *words: str) -> None:
        """Start it, and wait for nothing."""
        with self.out.open("wb") as out:
            command = [sys.executable, "-m", "sceau", "run", *words]
            self.supervisor = subprocess.Popen(
                command,
                env=self.environment,
                stdout=out,
                stderr=out,
                preexec_fn=listen_again,  # noqa: PLW1509 - it starts before any thread
            )

    def command(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run another command on the same installation."""
        command = [sys.executable, "-m", "sceau", *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=120)

    def stop(self, wish: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Ask it to stop; return what it ended with, and the seconds that it took."""
        assert self.supervisor is not None
        begun = time.monotonic()
        self.supervisor.send_signal(wish)
        return self.supervisor.wait(30), time.monotonic() - begun

    def told(self) -> str:
        """Everything that it has written in its terminal."""
        return self.out.read_text(encoding="utf-8")

    def said(self, sentence: str) -> bool:
        """Whether it has told something."""
        return sentence in self.told()

    def ended(self) -> bool:
        """Whether its supervisor has ended."""
        return self.supervisor is None or self.supervisor.poll() is not None

    def pid(self, name: str) -> int:
        """The pid of one of its processes: web, web worker, worker, database or supervisor."""
        if name == "supervisor":
            assert self.supervisor is not None
            return self.supervisor.pid
        if name == "database":
            return int(self.embedded.pid_file()[0])
        if name == "web worker":
            return int(until(psutil.Process(self.pid("web")).children)[0].pid)
        return int(json.loads(until((self.var / "run" / f"{name}.pid").read_text))[0])

    def pids(self) -> set[int]:
        """Every process that it is made of."""
        assert self.supervisor is not None
        first = [psutil.Process(self.supervisor.pid), *filter(None, [self.embedded.running()])]
        return {one.pid for top in first for one in [top, *top.children(recursive=True)]}

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Ask for a page; 0 where nobody answers."""
        connection = HTTPConnection(self.host if ":" in self.host else "127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": "localhost", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            return 0, ""
        finally:
            connection.close()

    def is_well(self) -> bool:
        """Whether /health/ finds everything well."""
        code, told = self.get("/health/")
        return code == HTTPStatus.OK and set(json.loads(told).values()) == {"ok"}

    def write(self, number: int) -> None:
        """Commit a row."""
        with psycopg.connect(self.embedded.url()) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
            connection.execute("INSERT INTO kept VALUES (%s)", [number])

    def kept(self) -> list[int]:
        """The rows that were committed."""
        with psycopg.connect(self.embedded.url()) as connection:
            return [number for (number,) in connection.execute("SELECT number FROM kept ORDER BY number")]
