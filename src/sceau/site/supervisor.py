"""How does one command run everything? It starts the database, the web server and the worker, and keeps them alive."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

from sceau.site.embedded import Owned

LOOKS_EVERY = 0.2
"""Seconds between two looks at what runs."""
STOPS_WITHIN = 5
"""Seconds that the web server and the worker are given to finish what they do."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before what ended is started again: twice as many each time, until it has lived for the longest."""


@dataclass
class Process:
    """A process of the installation: what it is called, and how it is started again when it ends."""

    name: str
    command: Sequence[str | Path]
    folder: Path
    """Where its pid is kept, for whoever finds it running without its supervisor."""
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    _running: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _pause: float = FIRST_PAUSE

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def start(self) -> None:
        """Start it, once what a killed supervisor left of it has ended."""
        self._end_what_was_left()
        self._running = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # a ^C is for the supervisor, who stops everything in order
        )
        self._started = time.monotonic()
        born = psutil.Process(self._running.pid).create_time()
        self._pid_file.write_text(json.dumps([self._running.pid, born]), encoding="ascii")

    def start_again_if_it_ended(self) -> int | None:
        """Start it again if it ended and has waited enough; return what it ended with, once each time."""
        if self._running is None:
            if time.monotonic() >= self._started + self._pause:
                self.start()
            return None
        ended = self._running.poll()
        if ended is None:
            return None
        lived = time.monotonic() - self._started
        self._pause = FIRST_PAUSE if lived > LONGEST_PAUSE else min(self._pause * 2, LONGEST_PAUSE)
        self._running, self._started = None, time.monotonic()
        return ended

    def ask_to_stop(self) -> None:
        """Ask it to finish what it does and stop."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()

    def stop(self, until: float) -> None:
        """Wait until it has stopped; past that instant, end it and all that it started."""
        if self._running is not None:
            try:
                self._running.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_whole(psutil.Process(self._running.pid))
                self._running.wait()
            self._running = None
        self._pid_file.unlink(missing_ok=True)

    def _end_what_was_left(self) -> None:
        with suppress(OSError, ValueError, psutil.Error):
            pid, born = json.loads(self._pid_file.read_text(encoding="ascii"))
            left = psutil.Process(pid)
            if left.create_time() == born:  # else the number is somebody else's by now
                _kill_whole(left)


def _kill_whole(process: psutil.Process) -> None:
    """Kill a process and all that it started, and wait until they are gone."""
    family = [process, *process.children(recursive=True)]
    for one in family:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    psutil.wait_procs(family, timeout=STOPS_WITHIN)


class Supervisor:
    """What owns start, restart and stop of the database, the web server and the worker."""

    def __init__(self, processes: Sequence[Process], database: Owned | None) -> None:
        """``database`` is the embedded one, started; None where a server elsewhere serves."""
        self._processes = processes
        self._database = database
        self._asked = threading.Event()

    def run(self, say: Callable[[str], None]) -> None:
        """Keep everything running until SIGINT or SIGTERM, then stop it in order; tell what ends unasked."""
        before = {one: signal.signal(one, self._stop_when_asked) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            for process in self._processes:
                process.start()
            while not self._asked.wait(LOOKS_EVERY):
                self._look(say)
        finally:
            self._stop()
            for one, what in before.items():
                signal.signal(one, what)

    def _look(self, say: Callable[[str], None]) -> None:
        if self._database is not None and not self._database.lives():
            say("the database ended, and is started again")
            self._database.restart()
        for process in self._processes:
            ended = process.start_again_if_it_ended()
            if ended is not None:
                say(f"the {process.name} ended with {ended}, and is started again")

    def _stop_when_asked(self, _: int, __: FrameType | None) -> None:
        self._asked.set()

    def _stop(self) -> None:
        for process in self._processes:
            process.ask_to_stop()
        until = time.monotonic() + STOPS_WITHIN
        for process in self._processes:
            process.stop(until)
