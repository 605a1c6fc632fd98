"""Typed readers of `ARMILLARY_…` variables. A wrong value stops the start with one clear line.

Every setting is declared here once; docs/reference/settings.md is generated from this list.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: its name, what it means, its default as documented, and how it is read."""

    name: str
    meaning: str
    default: str
    read: Callable[[str], Any]


SETTINGS: dict[str, Setting] = {}


def _declare(name: str, meaning: str, default: str, read: Callable[[str], Any]) -> None:
    SETTINGS[name] = Setting(name, meaning, default, read)


def _text(value: str) -> str:
    return value


def _folder(value: str) -> Path:
    """The folder itself, made where it is missing, for its owner only."""
    folder = Path(value).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"the folder cannot be made ({error.strerror})") from error
    return folder


def _flag(value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError("use on or off")


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not _has_port(value):
        raise ValueError("use an address such as https://stem.example.org")
    return value.rstrip("/")


def _licence(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or value.split() != [value]:
        raise ValueError("use an address such as https://creativecommons.org/licenses/by/4.0/")
    return value


def _has_port(value: str) -> bool:
    """True if there is no port or a possible one."""
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


def _database(value: str) -> str:
    known = urlsplit(value).scheme in {"sqlite", "postgres", "postgresql"}
    if value and not (known and _has_port(value)):
        raise ValueError("use sqlite:///path or postgresql://user:password@host/name")
    return value


def _mail(value: str) -> str:
    known = urlsplit(value).scheme in {"console", "smtp", "smtps", "smtp+tls", "memory"}
    if not (known and _has_port(value)):
        raise ValueError("use console:, smtp://, smtp+tls:// or smtps://user:password@host:port")
    return value


def _mailbox(value: str) -> str:
    """A bare address, since it is written into pages, feeds and OAI-PMH as it stands."""
    if value:
        try:
            validate_email(value)
        except ValidationError as error:
            raise ValueError("use an e-mail address such as desk@stem.example.org") from error
    return value


def _hosts(value: str) -> list[str]:
    return [host.strip() for host in value.split(",") if host.strip()]


def _number(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ValueError("use a whole number above zero")
    return int(value)


def _count(value: str) -> int:
    if not value.isdecimal():
        raise ValueError("use a whole number, or 0 for none")
    return int(value)


_declare("ARMILLARY_HOME", "Folder of the database, the index and the files.", "var", _folder)
_declare(
    "ARMILLARY_BASE_URL",
    "Public address of this installation; identifiers are made from it.",
    "http://127.0.0.1:8000",
    _address,
)
_declare(
    "ARMILLARY_SECRET_KEY",
    "Secret that signs sessions and cursors; made and kept in ARMILLARY_HOME when empty.",
    "",
    _text,
)
_declare(
    "ARMILLARY_DATABASE_URL",
    "sqlite:///path or postgresql://user:password@host/name; a file in ARMILLARY_HOME when empty.",
    "",
    _database,
)
_declare(
    "ARMILLARY_EMAIL_URL",
    "Where mail goes: console: prints it; smtp://, smtp+tls://, smtps://user:password@host:port.",
    "console:",
    _mail,
)
_declare(
    "ARMILLARY_EMAIL_FROM", "Sender of every mail.", "Armillary <noreply@armillary.invalid>", _text
)
_declare(
    "ARMILLARY_CONTACT",
    "E-mail address that harvesters and readers may write to; the sender's when empty.",
    "",
    _mailbox,
)
_declare(
    "ARMILLARY_ALLOWED_HOSTS",
    "Further host names this site answers to, with commas between.",
    "",
    _hosts,
)
_declare(
    "ARMILLARY_ALLOW_PRIVATE_ADDRESSES",
    "Let harvests fetch from private and loopback addresses, and webhooks be there (intranets, tests).",
    "off",
    _flag,
)
_declare("ARMILLARY_LINK_CHECKS", "Let the machine ask whether addresses answer.", "off", _flag)
_declare(
    "ARMILLARY_ASK_BEFORE_MERGING",
    "Ask a curator about every duplicate, also where the machine is sure.",
    "off",
    _flag,
)
_declare(
    "ARMILLARY_METADATA_LICENCE",
    "Address of the licence under which descriptions are passed on as data.",
    "https://creativecommons.org/publicdomain/zero/1.0/",
    _licence,
)
_declare("ARMILLARY_WEB_WORKERS", "Web processes that `armillary serve` starts.", "2", _number)
_declare(
    "ARMILLARY_HARVESTERS",
    "Sources that are harvested at the same time by the worker.",
    "4",
    _number,
)
_declare(
    "ARMILLARY_WORKER_MEMORY",
    "Memory in MiB that the background process may use, mapped files included; 0 for no limit.",
    "4096",
    _count,
)
_declare(
    "ARMILLARY_PROXIES",
    "How many proxies stand in front and append to X-Forwarded-For; 0 believes none.",
    "0",
    _count,
)
_declare(
    "ARMILLARY_API_LIMIT",
    "Requests a minute that one client may send to the API of each web process; 0 for no limit.",
    "600",
    _count,
)
_declare("ARMILLARY_DEBUG", "Developer's pages on errors; never on a public site.", "off", _flag)


def setting(name: str) -> Any:
    """The value of a declared setting. Raises `ImproperlyConfigured` with one line for a person."""
    declared = SETTINGS[name]
    raw = os.environ.get(name, declared.default)
    try:
        return declared.read(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} cannot be {raw!r}: {error}.") from error


def unknown_settings() -> list[str]:
    """Variables that look like ours but are not, most often a typing error."""
    ours = (name for name in os.environ if name.startswith("ARMILLARY_"))
    return sorted(name for name in ours if name not in SETTINGS)


def secret_key(home: Path) -> str:
    """The configured key, or one made on the first start and kept readable by its owner only."""
    configured: str = setting("ARMILLARY_SECRET_KEY")
    if configured:
        return configured
    path = home / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
