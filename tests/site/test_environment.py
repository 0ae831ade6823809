from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sceau.site.environment import EnvironmentFaulty, MailServer, Oidc, read_environment

OPERATE = Path(__file__).parents[2] / "docs" / "operate.md"
KEY = "k" * 32


class Asked(Mapping[str, str]):
    """An environment without a variable, that notes which are asked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __getitem__(self, name: str) -> str:
        self.names.append(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def faults(**variables: str) -> list[str]:
    with pytest.raises(EnvironmentFaulty) as faulty:
        read_environment(variables)
    return str(faulty.value).splitlines()


def test_without_a_variable_everything_has_its_default() -> None:
    found = read_environment({})

    assert (found.host, found.port, found.site_url) == ("localhost", 8000, "http://localhost:8000")
    assert found.var == Path("var").absolute()
    assert (found.database_url, found.secret_key, found.clamd) == ("", "", "")
    assert (found.mail_server, found.mail_from, found.oidc) == (None, "sceau@localhost", None)
    assert (found.upload_megabytes, found.web_workers, found.web_threads, found.log_level) == (20, 2, 4, "info")
    assert (found.allowed_hosts, found.behind_proxy, found.secure) == (("localhost", "127.0.0.1"), False, False)


def test_every_variable_is_taken_as_it_is_written(tmp_path: Path) -> None:
    found = read_environment(
        {
            "SCEAU_VAR": str(tmp_path),
            "DATABASE_URL": "postgresql://sceau:pass@db.example.org:5433/sceau",
            "HOST": "0.0.0.0",  # noqa: S104 - named, not listened on
            "PORT": "8080",
            "SITE_URL": "https://ms.example.org/",
            "ALLOWED_HOSTS": "ms.example.com, 192.0.2.7",
            "BEHIND_PROXY": "yes",
            "SECRET_KEY": KEY,
            "MAIL_URL": "smtp+tls://post%40example.org:p%2Fw@mail.example.org",
            "MAIL_FROM": "ms@example.org",
            "OIDC_NAME": "Université",
            "OIDC_ISSUER": "https://id.example.org/realm",
            "OIDC_CLIENT_ID": "sceau",
            "OIDC_CLIENT_SECRET": "hush",
            "CLAMD": "scan.example.org:3310",
            "UPLOAD_MEGABYTES": "50",
            "WEB_WORKERS": "8",
            "WEB_THREADS": "2",
            "LOG_LEVEL": "warning",
        }
    )

    assert found.database()["host"] == "db.example.org"
    assert found.listens_on == "0.0.0.0:8080"
    assert found.site_url == "https://ms.example.org"
    assert found.allowed_hosts == ("localhost", "ms.example.org", "127.0.0.1", "ms.example.com", "192.0.2.7")
    assert found.mail_server == MailServer("smtp+tls", "mail.example.org", 587, "post@example.org", "p/w")
    assert found.oidc == Oidc("Université", "https://id.example.org/realm", "sceau", "hush")
    assert (found.key(), found.files) == (KEY, tmp_path / "files")
    assert (found.clamd, found.upload_megabytes) == ("scan.example.org:3310", 50)
    assert (found.web_workers, found.web_threads, found.log_level) == (8, 2, "warning")
    assert (found.behind_proxy, found.secure) == (True, True)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "0", "«0» cannot be used; write a number from 1 to 65535"),
        ("PORT", "65536", "«65536» cannot be used; write a number from 1 to 65535"),
        ("PORT", "eight", "«eight» cannot be used; write a number from 1 to 65535"),
        ("PORT", "٨", "«٨» cannot be used; write a number from 1 to 65535"),
        (
            "HOST",
            "http://localhost",
            "«http://localhost» cannot be used; write a name or an address of this machine, or 0.0.0.0 for all",
        ),
        (
            "DATABASE_URL",
            "sqlite:///secret",
            "the value cannot be used; write postgresql://user:password@host:5432/name, or leave it out",
        ),
        (
            "DATABASE_URL",
            "postgresql://a:b@c:no/d?bad=1",
            "the value cannot be used; write postgresql://user:password@host:5432/name, or leave it out",
        ),
        (
            "SECRET_KEY",
            "k" * 31,
            "the value cannot be used; write at least 32 characters drawn at random, or leave it out",
        ),
        ("SITE_URL", "ms.example.org", "«ms.example.org» cannot be used; write https://host, with nothing after it"),
        (
            "SITE_URL",
            "https://a.org/ms",
            "«https://a.org/ms» cannot be used; write https://host, with nothing after it",
        ),
        ("SITE_URL", "https://[::1", "«https://[::1» cannot be used; write https://host, with nothing after it"),
        (
            "ALLOWED_HOSTS",
            "a.org,https://b.org",
            "«a.org,https://b.org» cannot be used; write names without https://, separated by commas",
        ),
        ("BEHIND_PROXY", "true", "«true» cannot be used; write yes or no"),
        (
            "MAIL_URL",
            "imap://u:p@host",
            "the value cannot be used; write smtp+tls://user:password@host:587, or leave it out",
        ),
        (
            "MAIL_URL",
            "smtp://host:port",
            "the value cannot be used; write smtp+tls://user:password@host:587, or leave it out",
        ),
        ("MAIL_FROM", "nobody", "«nobody» cannot be used; write an address: name@host"),
        ("OIDC_ISSUER", "id.org", "«id.org» cannot be used; write https://host/path, or leave it out"),
        ("CLAMD", "host", "«host» cannot be used; write host:3310, or the path of its socket from /, or leave it out"),
        ("UPLOAD_MEGABYTES", "0", "«0» cannot be used; write a number of megabytes from 1 to 1000"),
        ("WEB_WORKERS", "-1", "«-1» cannot be used; write a number of processes from 1 to 1000"),
        ("WEB_THREADS", "1001", "«1001» cannot be used; write a number of threads from 1 to 1000"),
        ("LOG_LEVEL", "loud", "«loud» cannot be used; write one of debug, info, warning, error"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_what_to_write(name: str, value: str, said: str) -> None:
    assert faults(**{name: value}) == [f"{name}: {said}"]


@pytest.mark.parametrize(
    "given",
    [
        {"OIDC_ISSUER": "https://id.example.org"},
        {"OIDC_CLIENT_ID": "sceau", "OIDC_CLIENT_SECRET": "hush"},
        {"OIDC_ISSUER": "https://id.example.org", "OIDC_CLIENT_ID": "sceau"},
    ],
)
def test_a_directory_is_named_whole_or_not_at_all(given: dict[str, str]) -> None:
    assert faults(**given) == [
        "OIDC_ISSUER: it goes with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET; write all three, or none"
    ]


def test_every_fault_is_told_at_once() -> None:
    told = faults(PORT="x", WEB_WORKERS="y", SECRET_KEY="short")  # noqa: S106 - too short to be one

    assert [one.partition(":")[0] for one in told] == ["PORT", "SECRET_KEY", "WEB_WORKERS"]
    assert "short" not in "".join(told)


@pytest.mark.parametrize(
    ("host", "listens_on", "site_url", "mail_from"),
    [
        ("0.0.0.0", "0.0.0.0:8000", "http://localhost:8000", "sceau@localhost"),  # noqa: S104 - as above
        ("::", "[::]:8000", "http://localhost:8000", "sceau@localhost"),
        ("::1", "[::1]:8000", "http://[::1]:8000", "sceau@localhost"),
        ("ms.local", "ms.local:8000", "http://ms.local:8000", "sceau@ms.local"),
    ],
)
def test_an_address_follows_from_where_it_listens(host: str, listens_on: str, site_url: str, mail_from: str) -> None:
    found = read_environment({"HOST": host})

    assert (found.listens_on, found.site_url, found.mail_from) == (listens_on, site_url, mail_from)


def test_a_secret_key_is_made_once_and_kept_shut(tmp_path: Path) -> None:
    installation = read_environment({"SCEAU_VAR": str(tmp_path / "var")})
    found: set[str] = set()
    threads = [threading.Thread(target=lambda: found.add(installation.key())) for _ in range(8)]

    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(found) == 1
    assert len(found.pop()) >= 64
    kept = list((tmp_path / "var").iterdir())
    assert [one.name for one in kept] == ["secret.key"]
    assert kept[0].stat().st_mode & 0o777 == 0o600


def test_the_guide_lists_every_variable_and_no_other_with_its_default() -> None:
    asked = Asked()
    read_environment(asked)

    rows = re.findall(r"^\| `([A-Z_]+)` \|", OPERATE.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(rows) == sorted({*asked.names})
    assert rows == list(dict.fromkeys(rows))
