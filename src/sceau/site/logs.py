"""What do the logs say? One line of JSON an event, with names and numbers of ours, and nothing of persons."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any

from gunicorn.glogging import Logger

OF_DJANGO = "%s: %s"
"""How Django writes an answer that is not well: the words of the answer, then the address, which may hold anything."""


class Structured(logging.Formatter):
    """Write a record as JSON: its message as it stands in the code, never what was put into it.

    What is put into a message may be an address, a name or a number of somebody: only what a caller names in
    ``extra={"about": {…}}`` is written, and callers name opaque ids alone.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **_answered(record),
            **getattr(record, "about", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


class HealthTellsByItself(logging.Filter):
    """Keep quiet of what the page of health answers: it tells what changed, not each time that somebody asks."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is to be written."""
        return _answered(record) != {"answered": HTTPStatus.SERVICE_UNAVAILABLE, "page": "health"}


def _message(record: logging.LogRecord) -> str:
    """Return the message as the code has it; the text of an error is not, and may quote anything: its kind is."""
    if record.msg == OF_DJANGO and hasattr(record, "status_code"):
        return HTTPStatus(record.status_code).phrase
    error = record.exc_info[1] if record.exc_info else None
    return type(error).__name__ if error is not None and str(error) == str(record.msg) else str(record.msg)


def _answered(record: logging.LogRecord) -> dict[str, object]:
    """Return which page a record of Django is about, by its name in the matrix, and how it was answered."""
    if not hasattr(record, "status_code"):
        return {}
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return {"answered": record.status_code, "page": match.url_name if match else ""}


def _where(trace: TracebackType | None) -> list[str]:
    """Return the places of an error, without the values that were there."""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


class OfTheWebServer(Logger):
    """What gunicorn says, written like everything else: its own form would quote the address of a page."""

    def setup(self, cfg: Any) -> None:
        """Give every line the form of ours, and keep quiet of what goes well."""
        super().setup(cfg)
        for one in self.error_log.handlers:
            one.setFormatter(Structured())
        if self.loglevel == logging.INFO:
            self.error_log.setLevel(logging.WARNING)
