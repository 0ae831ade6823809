"""Does a file carry something harmful that is known? clamd reads it, over its own small protocol."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

CHUNK = 1 << 16
PATIENCE = 60
"""Seconds that clamd is given to answer."""


class ScannerDown(RuntimeError):
    """clamd does not answer, or answers that it could not read: nothing is let in unread."""


def is_harmful(path: Path, where: str) -> bool:
    """Tell whether clamd finds something in a file; raises ``ScannerDown`` where it does not say clearly."""
    try:
        with _reached(where) as wire, path.open("rb") as file:
            wire.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                wire.sendall(struct.pack(">I", len(chunk)) + chunk)
            wire.sendall(struct.pack(">I", 0))
            answer = b"".join(iter(lambda: wire.recv(CHUNK), b"")).rstrip(b"\0\n")
    except OSError as error:
        raise ScannerDown(str(error)) from error
    if answer == b"stream: OK":
        return False
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return True
    raise ScannerDown(answer.decode("ascii", "replace"))


def _reached(where: str) -> socket.socket:
    """Return a line to clamd: ``where`` is the path of its socket, or ``host:port``."""
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), PATIENCE)
