"""How does a mail leave? It is made of its row, and handed to the mail server, which takes it, refuses it, or waits."""

from __future__ import annotations

import re
from contextlib import suppress
from email.charset import QP, Charset
from email.utils import parseaddr
from smtplib import SMTP, SMTPDataError, SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from sceau.mail.models import Message

RULE = "—" * 24
"""What stands between the two languages."""
OTHER = {"fr": "en", "en": "fr"}
TAKEN, FORWARDED, SERVER_CLOSES, SIGN_IN_FIRST = 250, 251, 421, 530
REFUSED_FROM = 500
"""The first of the answers by which a mail server refuses for good."""
LONGEST_REFUSAL = 300
SECRET = re.compile(r"(https?://\S+/)[A-Za-z0-9_=:.-]{20,}")
"""An address that ends with a secret: who reads it can go in instead of the person."""
CODE = re.compile(r"^[A-Z0-9]{3,}(-[A-Z0-9]{3,})+$", re.MULTILINE)
"""A code to sign in with, which stands on a line of its own."""


class RefusedForGood(Exception):
    """The mail server will never take this mail; its words are kept."""


class NotNow(Exception):
    """The mail server cannot be reached, or takes nothing now; its words are kept."""


class Unanswered(Exception):
    """The whole mail was handed over, and no answer came: nobody knows whether it left."""


def mail_of(message: Message) -> EmailMessage:
    """Return a mail in both languages, the reader's first, under an identifier that is always the same."""
    first, other = message.language, OTHER[message.language]
    subjects = dict.fromkeys(" ".join(getattr(message, f"subject_{code}").split()) for code in (first, other))
    body = f"\n\n{RULE}\n\n".join(getattr(message, f"text_{code}").strip() for code in (first, other))
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    mail = EmailMessage(
        subject=" / ".join(subjects),
        body=f"{body}\n",
        to=[message.address],
        headers={
            "Message-ID": f"<{message.pk}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": f"{first}, {other}",
        },
    )
    mail.encoding = Charset("utf-8")
    mail.encoding.body_encoding = QP
    return mail


def hand_over(mail: EmailMessage) -> None:
    """Hand a mail to the mail server; raises ``RefusedForGood``, ``NotNow`` or ``Unanswered`` unless it was taken."""
    connection = get_connection()
    try:
        if not isinstance(connection, EmailBackend):
            connection.send_messages([mail])  # a file, where no server is named
            return
        connection.open()
        _converse(connection.connection, mail)
    except (SMTPException, OSError) as error:
        raise NotNow(_said(error)) from None
    finally:
        with suppress(SMTPException, OSError):  # the answer has been given by then
            connection.close()


def _converse(server: SMTP, mail: EmailMessage) -> None:
    sender, address = (sanitize_address(one, "utf-8") for one in (parseaddr(mail.from_email)[1], mail.to[0]))
    server.ehlo_or_helo_if_needed()
    _heed(server.mail(sender))
    _heed(server.rcpt(address))
    text = mail.message().as_bytes(linesep="\r\n")
    try:
        answer: tuple[int, bytes | str] = server.data(text)
    except SMTPDataError as error:  # it would not even hear the mail
        answer = (error.smtp_code, error.smtp_error)
    except (SMTPServerDisconnected, OSError):
        raise Unanswered from None
    _heed(answer)


def _heed(answer: tuple[int, bytes | str]) -> None:
    """Go on where the server agrees."""
    code, said = answer
    words = _words(code, said)
    if code in {TAKEN, FORWARDED}:
        return
    if code >= REFUSED_FROM and code != SIGN_IN_FIRST:  # to be signed in is for us to mend, not for the reader
        raise RefusedForGood(words)
    raise NotNow(words)


def _said(error: Exception) -> str:
    code = getattr(error, "smtp_code", "")
    return _words(code, getattr(error, "smtp_error", "")) if code else type(error).__name__


def _words(code: int | str, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    plain = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return f"{code} {plain}".strip()[:LONGEST_REFUSAL]


def kept_of(message: Message) -> dict[str, str]:
    """Return the texts of a mail without what only the reader was to have: once it is sent, nobody needs it here."""
    return {name: without_secrets(getattr(message, name)) for name in ("text_fr", "text_en")}


def without_secrets(text: str) -> str:
    """Return a text whose addresses have lost the secret at their end, and whose codes are gone."""
    return CODE.sub("…", SECRET.sub(r"\1…", text))
