"""What does the environment say of this installation? Read once, and every fault told at once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from sceau.site.embedded import Embedded

HIGHEST_PORT = 65535
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - named, not listened on
"""What HOST says to listen on every address of the machine: nobody visits the site by that name."""
LEAST_FREE = 500_000_000
"""Bytes of disk below which nothing more should be written."""
WORKER_SILENT_FOR = timedelta(seconds=20)
"""A worker that lives tells so every five seconds; a job of one that has not for so long is stalled."""
LEAST_KEY = 32
"""Characters of a secret key that cannot be guessed."""
PORT_OF_SMTP = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""How a mail server is named, and where it listens where nobody says."""


class EnvironmentFaulty(RuntimeError):
    """Variables of the environment that cannot be followed: one line each, with what to do."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """The SMTP server that mail leaves by."""

    scheme: str
    """``smtp`` in clear, ``smtp+tls`` with STARTTLS, ``smtps`` within TLS."""
    host: str
    port: int
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Oidc:
    """The directory of a school that people may sign in by, if any is named."""

    name: str
    issuer: str
    client: str
    secret: str


@dataclass(frozen=True, slots=True)
class Environment:
    """What an installation is told from outside."""

    var: Path
    """The folder of everything that it keeps."""
    database_url: str
    """A PostgreSQL server; empty where the embedded one serves."""
    host: str
    port: int
    site_url: str
    """The address that people know the site by, without a slash at its end: links in mail begin with it."""
    allowed_hosts: tuple[str, ...]
    behind_proxy: bool
    """Whether a proxy in front says the visitor's address and scheme."""
    secret_key: str
    """What sessions and links are signed with; empty where the installation keeps one of its own in ``var``."""
    mail_server: MailServer | None
    """None where mail is written to files, in ``var/mail``."""
    mail_from: str
    oidc: Oidc | None
    clamd: str
    """Where clamd listens, as ``host:port`` or the path of a socket; empty where uploads are not scanned."""
    upload_megabytes: int
    web_workers: int
    web_threads: int
    log_level: str

    def database(self) -> dict[str, Any]:
        """Return the parameters of the database; raises ``DatabaseDown`` where the embedded one is not running."""
        return dict(conninfo_to_dict(self.database_url or Embedded(self.var).url()))

    def key(self) -> str:
        """Return the secret key, made and kept in ``var`` where the environment names none."""
        return self.secret_key or self._kept("secret.key", lambda: secrets.token_urlsafe(LEAST_KEY * 2))

    def signing_key(self, *, at: datetime) -> str:
        """Return the key that signs documents with its certificate, as PEM: what stands in ``var``, else made now."""
        from sceau.documents.signing import fresh_key  # noqa: PLC0415 - takes a second, which who publishes pays

        return self._kept("signing.pem", lambda: fresh_key(str(urlsplit(self.site_url).hostname), at=at))

    @property
    def listens_on(self) -> str:
        """Where the web server listens: ``host:port``."""
        return f"{in_an_address(self.host)}:{self.port}"

    @property
    def run(self) -> Path:
        """Where the processes that run leave word of themselves."""
        return self.var / "run"

    @property
    def files(self) -> Path:
        """Where uploads are kept, outside of anything that is served."""
        return self.var / "files"

    @property
    def secure(self) -> bool:
        """Whether people reach the site by HTTPS."""
        return self.site_url.startswith("https://")

    def _kept(self, name: str, fresh: Callable[[], str]) -> str:
        """Return what is kept under a name; the first process to come writes it, whole or not at all."""
        path = self.var / name
        if not path.exists():
            self.var.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=self.var, encoding="ascii") as draft:  # shut to others
                draft.write(fresh())
                draft.flush()
                with suppress(FileExistsError):
                    os.link(draft.name, path)
        return path.read_text(encoding="ascii")


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Return what the environment says; raises ``EnvironmentFaulty`` with every fault at once."""
    reader = Reader(variables)
    said = {**_of_the_web(reader), **_of_what_is_beside(reader), **_of_the_size(reader)}
    if reader.faults:
        raise EnvironmentFaulty("\n".join(reader.faults))
    return Environment(var=Path(variables.get("SCEAU_VAR", "") or "var").absolute(), **said)


class Reader:
    """Variables as they are read one by one, and what is wrong with them."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.faults: list[str] = []

    def read(self, name: str, otherwise: str, fits: Callable[[str], bool], wish: str) -> str:
        """Return what a variable says; what is read instead where nothing stands there, or nothing that fits."""
        value = self._variables.get(name, "").strip() or otherwise
        if fits(value):
            return value
        shown = "the value" if name in SECRETS else f"«{value}»"
        self.faults.append(f"{name}: {shown} cannot be used; {wish}")
        return otherwise

    def count(self, name: str, otherwise: int, what: str) -> int:
        """Return a number of something."""
        return int(self.read(name, str(otherwise), _is_a_count, f"write a number of {what} from 1 to {MOST}"))


def _of_the_web(reader: Reader) -> dict[str, Any]:
    """Return where the site listens, and how people reach it."""
    read = reader.read
    port = read("PORT", "8000", _is_a_port, f"write a number from 1 to {HIGHEST_PORT}")
    host = read("HOST", "localhost", _is_a_host, "write a name or an address of this machine, or 0.0.0.0 for all")
    here = "localhost" if host in EVERYWHERE else host
    own_address = f"http://{in_an_address(here)}:{port}"
    site_url = read("SITE_URL", own_address, _is_an_address, "write https://host, with nothing after it")
    hosts = read("ALLOWED_HOSTS", "", _are_hosts, "write names without https://, separated by commas")
    names = [here, str(urlsplit(site_url).hostname), "localhost", "127.0.0.1", *_named(hosts)]
    return {
        "host": host,
        "port": int(port),
        "site_url": site_url.rstrip("/"),
        "allowed_hosts": tuple(dict.fromkeys(map(in_an_address, names))),
        "behind_proxy": read("BEHIND_PROXY", "no", ("yes", "no").__contains__, "write yes or no") == "yes",
        "secret_key": read(
            "SECRET_KEY", "", _is_a_key, f"write at least {LEAST_KEY} characters drawn at random, or leave it out"
        ),
        "mail_from": read("MAIL_FROM", f"sceau@{_domain(site_url)}", _has_an_at, "write an address: name@host"),
    }


def _of_what_is_beside(reader: Reader) -> dict[str, Any]:
    """Return the servers that the site works with, where any is named."""
    database = "write postgresql://user:password@host:5432/name, or leave it out"
    mail = "write smtp+tls://user:password@host:587, or leave it out"
    clamd = "write host:3310, or the path of its socket from /, or leave it out"
    return {
        "database_url": reader.read("DATABASE_URL", "", _is_postgresql, database),
        "mail_server": _mail_server(reader.read("MAIL_URL", "", _is_a_mail_server, mail)),
        "oidc": _oidc(reader),
        "clamd": reader.read("CLAMD", "", _is_clamd, clamd),
    }


def _oidc(reader: Reader) -> Oidc | None:
    read = reader.read
    issuer = read("OIDC_ISSUER", "", _is_an_address_or_nothing, "write https://host/path, or leave it out")
    client, secret = (read(one, "", _is_anything, "") for one in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"))
    name = read("OIDC_NAME", "OpenID", _is_anything, "")
    if bool(issuer) != bool(client and secret):
        wish = "it goes with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET; write all three, or none"
        reader.faults.append(f"OIDC_ISSUER: {wish}")
    return Oidc(name, issuer, client, secret) if issuer else None


def _of_the_size(reader: Reader) -> dict[str, Any]:
    """Return how much is served at once, and how much is told."""
    return {
        "upload_megabytes": reader.count("UPLOAD_MEGABYTES", 20, "megabytes"),
        "web_workers": reader.count("WEB_WORKERS", 2, "processes"),
        "web_threads": reader.count("WEB_THREADS", 4, "threads"),
        "log_level": reader.read("LOG_LEVEL", "info", LEVELS.__contains__, f"write one of {', '.join(LEVELS)}"),
    }


SECRETS = frozenset({"SECRET_KEY", "DATABASE_URL", "MAIL_URL", "OIDC_CLIENT_SECRET"})
"""What a fault never repeats."""
LEVELS = ("debug", "info", "warning", "error")
MOST = 1000


def _is_anything(_: str) -> bool:
    return True


def _is_a_port(text: str) -> bool:
    return text.isdecimal() and text.isascii() and 0 < int(text) <= HIGHEST_PORT


def _is_a_count(text: str) -> bool:
    return text.isdecimal() and text.isascii() and 0 < int(text) <= MOST


def _is_a_key(text: str) -> bool:
    return not text or len(text) >= LEAST_KEY


def _is_a_host(text: str) -> bool:
    return text.isprintable() and not any(one in text for one in " /@[],")


def _are_hosts(text: str) -> bool:
    return all(one.isprintable() and not any(odd in one for odd in " /@") for one in _named(text))


def _named(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def in_an_address(host: str) -> str:
    """Return a host as it stands in an address, where the colons of IPv6 would be those of a port."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _domain(site_url: str) -> str:
    """Return the part of a mail address that comes of the site: a number is none."""
    host = str(urlsplit(site_url).hostname)
    return "localhost" if ":" in host else host


def _is_clamd(text: str) -> bool:
    host, _, port = text.rpartition(":")
    return not text or text.startswith("/") or (bool(host) and _is_a_port(port))


def _has_an_at(text: str) -> bool:
    return text.count("@") == 1 and not text.startswith("@") and not text.endswith("@") and text.isprintable()


def _is_an_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.path in {"", "/"} and _port(parts)
    except ValueError:
        return False


def _is_an_address_or_nothing(text: str) -> bool:
    return not text or (text.startswith(("http://", "https://")) and bool(urlsplit(text).hostname))


def _is_a_mail_server(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return not text or (parts.scheme in PORT_OF_SMTP and bool(parts.hostname) and _port(parts))
    except ValueError:
        return False


def _port(parts: SplitResult) -> bool:
    """Tell that the port can be read; raises ``ValueError`` where it cannot."""
    return parts.port is None or parts.port > 0


def _mail_server(url: str) -> MailServer | None:
    if not url:
        return None
    parts = urlsplit(url)
    port = parts.port or PORT_OF_SMTP[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, str(parts.hostname), port, user, password)


def _is_postgresql(text: str) -> bool:
    if not text:
        return True
    if not text.startswith(("postgresql://", "postgres://")):
        return False
    try:
        return bool(conninfo_to_dict(text))
    except ProgrammingError:
        return False
