"""A real mail server on loopback, which does as a test asks: take, refuse, wait, hang up."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Server:
    """What the mail server took, and how it answers."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.to: list[str] = []
        self.at_address = self.at_text = ""
        """What it answers to an address, to a text; empty where it agrees."""
        self.hangs_up_at_address = self.hangs_up_at_text = False
        self.slow = 0.0
        self.port = 0

    async def handle_RCPT(self, server: SMTP, _: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - named by aiosmtpd
        if self.hangs_up_at_address:
            server.transport.abort()
        if self.at_address:
            return self.at_address
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        if self.at_text:
            return self.at_text
        time.sleep(self.slow)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.to += envelope.rcpt_tos
        if self.hangs_up_at_text:
            server.transport.abort()
        return "250 OK"


@contextmanager
def a_mail_server() -> Iterator[Server]:
    """A mail server that listens on loopback."""
    server = Server()
    server.port = _free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def smtp(settings: Any) -> Iterator[Server]:
    """A mail server that Sceau sends by."""
    with a_mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 20
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
