"""Measure the site: from «sceau run» to its health, pages a second, and what many browsers at once wait."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from bench.clone import a_free_port

CLIENTS, SECONDS, WAITS = 16, 10, 60
PORT = a_free_port()
PAGES = (
    "/",
    "/persons/",
    "/law/label-ms/mission_duration/",
    "/ask/studies.mission_conforms/?label=ms&starts_on=2026-04-01&ends_on=2026-09-30&place=company&do=ask",
)
OPEN = ("/programmes/?q=cybersecurite", "/programmes/ingenierie-de-la-cybersecurite-imt-nord-europe/")
"""What anybody reads: of the last, 300 a second are promised."""
PROMISE = "a fresh clone to its first page ≤ 60 s, packages downloaded"


def bench_site(seconds: float = SECONDS) -> None:
    """Print the time to start on an empty folder and on one that has lived, then pages a second signed in."""
    with tempfile.TemporaryDirectory() as folder:
        print(f"The site ({PROMISE}, this being the part after «make install»)")
        for name in ("an empty folder", "one that has lived"):
            running, spent = started(Path(folder))
            print(f"  from «sceau run --demo» to /health/ well, {name}: {spent:.1f} s")
            if name == "one that has lived":
                told = (Path(folder) / "out").read_text(encoding="utf-8")
                for path in PAGES:
                    bench_page(told, path, seconds)
                for path in OPEN:
                    bench_page("", path, seconds)
            running.terminate()
            begun = time.perf_counter()
            running.wait(30)
            print(f"  to stop: {time.perf_counter() - begun:.1f} s")


def started(folder: Path) -> tuple[subprocess.Popen[bytes], float]:
    """Start a site; return it, and the seconds until all of it is well."""
    environment = {**os.environ, "SCEAU_VAR": str(folder / "var"), "PORT": str(PORT), "SCEAU_LANG": "en"}
    begun = time.perf_counter()
    with (folder / "out").open("wb") as out:
        command = [sys.executable, "-m", "sceau", "run", "--demo"]
        running = subprocess.Popen(command, env=environment, stdout=out, stderr=out)  # noqa: S603 - our own command
    while time.perf_counter() < begun + WAITS:
        with suppress(OSError):
            if Browser().get("/health/") == 200:
                return running, time.perf_counter() - begun
        time.sleep(0.05)
    running.kill()
    raise SystemExit((folder / "out").read_text(encoding="utf-8"))


class Browser:
    """Somebody who keeps a connection and cookies."""

    def __init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
        self.cookies: dict[str, str] = {}
        self.page = ""

    def get(self, path: str) -> int:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def sign_in(self, address: str, password: str) -> int:
        """Sign in by password."""
        self.get("/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        fields = {"login": address, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
        return self._ask("POST", "/account/login/", urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> int:
        headers = {"Host": "localhost", "Cookie": "; ".join(f"{one}={two}" for one, two in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        self.page = answer.read().decode()
        return answer.status


def bench_page(told: str, path: str, seconds: float) -> None:
    """Print how many times a second a page is made for many browsers at once, and what they wait.

    They are of a registrar whose address and password ``told`` holds; of nobody known where it is empty.
    """
    password, address = re.search(r"password is (\S+)", told), re.search(r"registrar\s+(\S+@\S+)", told)
    waits: list[float] = []
    faults: list[int] = []
    one = Browser()
    if address and password:
        one.sign_in(address[1], password[1])
    until = time.perf_counter() + seconds

    def visit() -> None:
        browser = Browser()
        browser.cookies = dict(one.cookies)
        while time.perf_counter() < until:
            begun = time.perf_counter()
            code = browser.get(path)
            waits.append(time.perf_counter() - begun)
            if code != 200 or "account_logout" in browser.page:
                faults.append(code)

    threads = [threading.Thread(target=visit) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = quantiles(waits, n=100)
    rate = len(waits) / seconds
    who = "signed in" if told else "anybody"
    print(
        f"  {path}, {who}, {CLIENTS} browsers on this same machine: {rate:.0f} a second, "
        f"p50 {cuts[49] * 1e3:.0f} ms, p99 {cuts[98] * 1e3:.0f} ms, {len(faults)} faults"
    )


if __name__ == "__main__":
    bench_site(2 if "--quick" in sys.argv else SECONDS)
