"""How does one command run everything? It starts the database, the web server and the worker, and keeps them alive."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psutil

from sceau.site.embedded import Owned

LOOKS_EVERY = 0.2
"""Seconds between two looks at what runs."""
STOPS_WITHIN = 5
"""Seconds that the web server and the worker are given to finish what they do."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before what ended is started again: twice as many each time, until it has lived for the longest."""
AGAIN_AND_AGAIN = 3
"""What ends as many times in a row will not mend by itself."""
WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What asks to stop: ^C, the system, the terminal that is closed."""


class Tell(Protocol):
    """How the supervisor tells what happens: the name of a sentence, and what fills its places."""

    def __call__(self, what: str, **named: object) -> None:
        """Tell it."""


@dataclass
class Process:
    """A process of the installation: what it is called, and how it is started again when it ends."""

    name: str
    command: Sequence[str]
    folder: Path
    """Where its pid is kept, for whoever finds it running without its supervisor."""
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    _running: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _again_at: float = 0.0
    _ends: int = 0
    """How many times in a row it ended soon after it began."""

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def start(self) -> None:
        """Start it."""
        self._running = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # a ^C is for the supervisor, who stops everything in order
        )
        self._started = time.monotonic()
        draft = self._pid_file.with_suffix(".new")
        draft.write_text(json.dumps([self._running.pid, list(self.command)]), encoding="utf-8")
        draft.replace(self._pid_file)

    def look(self, tell: Tell) -> None:
        """Tell that it ended, if it did; start it again once it has waited enough."""
        if self._running is None:
            if time.monotonic() >= self._again_at:
                self.start()
            return
        code = self._ended()
        if code is None:
            return
        now = time.monotonic()
        self._ends = 1 if now - self._started > LONGEST_PAUSE else self._ends + 1
        pause = min(FIRST_PAUSE * 2 ** (self._ends - 1), LONGEST_PAUSE)
        self._running, self._again_at = None, now + pause
        tell(f"{self.name}_ended", code=code, seconds=f"{pause:g}")
        if self._ends % AGAIN_AND_AGAIN == 0:
            tell(f"{self.name}_ends_again_and_again", times=self._ends)

    def ask_to_stop(self) -> None:
        """Ask it to finish what it does and stop."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()

    def stop(self, until: float) -> None:
        """Wait until it has stopped; past that instant, end it and all that it started."""
        if self._running is not None:
            while self._ended() is None:
                if time.monotonic() > until:
                    os.killpg(self._running.pid, signal.SIGKILL)
                time.sleep(0.02)
            self._running = None
        self._pid_file.unlink(missing_ok=True)

    def end_what_was_left(self) -> None:
        """End what a supervisor that was killed left of it, its children included."""
        left = list(self.left())
        for one in left:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(left, timeout=STOPS_WITHIN)
        self._pid_file.unlink(missing_ok=True)

    def left(self) -> Iterator[psutil.Process]:
        """Return what runs of it, the first of its session before those that it started.

        A number is somebody else's once it has ended: what is ours is of its session, and of its command.
        """
        with suppress(OSError, ValueError):
            pid, command = json.loads(self._pid_file.read_text(encoding="utf-8"))
            for one in psutil.process_iter():
                with suppress(OSError, psutil.Error):
                    if os.getsid(one.pid) == pid and one.cmdline() == command:
                        yield one

    def _ended(self) -> int | None:
        """Return what it ended with, and end what it left behind; None while it runs."""
        if self._running is None:
            return None
        pid = self._running.pid
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return None
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # until it is waited for, its number is nobody else's
        return self._running.wait()


class Supervisor:
    """What owns start, restart and stop of the database, the web server and the worker."""

    def __init__(self, processes: Sequence[Process], database: Owned | None, tell: Tell) -> None:
        """``database`` is the embedded one, started; None where a server elsewhere serves."""
        self._processes = processes
        self._database = database
        self._tell = tell
        self._asked = threading.Event()

    def run(self, answers: Callable[[], bool], ready: Callable[[], None]) -> None:
        """Keep everything running until asked to stop, then stop it in order; call ``ready`` once the site answers."""
        told = False
        with self._stopped_when_asked():
            try:
                for process in self._processes:
                    process.start()
                while not self._asked.wait(LOOKS_EVERY):
                    self._look()
                    if not told and answers():
                        told = True
                        ready()
            finally:
                self._stop()

    @contextmanager
    def _stopped_when_asked(self) -> Iterator[None]:
        """Hear what asks to stop, but for what whoever started us wants ignored: «nohup»."""
        before = {one: signal.getsignal(one) for one in WISHES}
        heard = {one: what for one, what in before.items() if what is not signal.SIG_IGN}
        for one in heard:
            signal.signal(one, lambda *_: self._asked.set())
        try:
            yield
        finally:
            for one, what in heard.items():
                signal.signal(one, what)

    def _look(self) -> None:
        if self._database is not None and not self._database.lives():
            self._tell("database_ended")
            self._database.restart(give_up=self._asked.is_set)
        for process in self._processes:
            process.look(self._tell)

    def _stop(self) -> None:
        for process in self._processes:
            process.ask_to_stop()
        until = time.monotonic() + STOPS_WITHIN
        for process in self._processes:
            process.stop(until)
