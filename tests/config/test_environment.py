import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from armillary.config.environment import SETTINGS, secret_key, setting, unknown_settings

WRONG = {
    "ARMILLARY_HOME": ["/proc/no/such/place", "/dev/null/x"],
    "ARMILLARY_BASE_URL": ["", "stem.example.org", "ftp://example.org", "https://", "http://a:b"],
    "ARMILLARY_CONTACT": ["desk", "https://a.org/contact", "Desk <desk@a.org>", "a@b.org, c@d.org"],
    "ARMILLARY_DATABASE_URL": ["mysql://a/b", "armillary.sqlite3", "postgresql://u:p@host:x/name"],
    "ARMILLARY_EMAIL_URL": ["", "mail.example.org", "imap://example.org", "smtp://host:port"],
    "ARMILLARY_ALLOW_PRIVATE_ADDRESSES": ["maybe", "2"],
    "ARMILLARY_ASK_BEFORE_MERGING": ["often"],
    "ARMILLARY_LINK_CHECKS": ["often"],
    "ARMILLARY_METADATA_LICENCE": ["", "CC0", "cc0-1.0", "https://", "https://a.example/of us"],
    "ARMILLARY_WEB_WORKERS": ["0", "-1", "two", "1.5", "", "²"],
    "ARMILLARY_HARVESTERS": ["0", "-1", "many"],
    "ARMILLARY_WORKER_MEMORY": ["-1", "4 GiB", "", "²"],
    "ARMILLARY_API_LIMIT": ["-1", "often", ""],
    "ARMILLARY_PROXIES": ["-1", "one", "", "²"],
    "ARMILLARY_DEBUG": ["please"],
}
FREE_TEXT = {
    "ARMILLARY_ALLOWED_HOSTS",
    "ARMILLARY_EMAIL_FROM",
    "ARMILLARY_SECRET_KEY",
}


def test_every_setting_has_wrong_values_here_or_takes_any_text():
    assert set(SETTINGS) == set(WRONG) | FREE_TEXT


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_value_is_refused_in_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: Any, value: Any
):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as caught:
        setting(name)
    assert str(caught.value).startswith(f"{name} cannot be {value!r}: ")
    assert "\n" not in str(caught.value)
    assert "base 10" not in str(caught.value)  # not the language's own words


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("ARMILLARY_BASE_URL", "https://stem.example.org/", "https://stem.example.org"),
        ("ARMILLARY_CONTACT", "", ""),
        ("ARMILLARY_CONTACT", "desk@stem.example.org", "desk@stem.example.org"),
        ("ARMILLARY_DATABASE_URL", "", ""),
        ("ARMILLARY_DATABASE_URL", "postgresql://u:p@db/stem", "postgresql://u:p@db/stem"),
        ("ARMILLARY_EMAIL_URL", "smtp+tls://u:p@mail:587", "smtp+tls://u:p@mail:587"),
        ("ARMILLARY_ALLOWED_HOSTS", "a.org, b.org,", ["a.org", "b.org"]),
        ("ARMILLARY_WEB_WORKERS", "4", 4),
        ("ARMILLARY_LINK_CHECKS", "On", True),
        ("ARMILLARY_LINK_CHECKS", "off", False),
        ("ARMILLARY_DEBUG", "", False),
    ],
)
def test_values_are_read_into_their_types(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, read: Any
):
    monkeypatch.setenv(name, value)
    assert setting(name) == read


def test_defaults_are_valid_and_safe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    values = {name: setting(name) for name in SETTINGS}
    assert values["ARMILLARY_HOME"] == tmp_path / "var"
    assert values["ARMILLARY_DEBUG"] is False
    assert values["ARMILLARY_LINK_CHECKS"] is False
    assert values["ARMILLARY_ALLOW_PRIVATE_ADDRESSES"] is False


def test_every_setting_says_what_it_means():
    assert all(declared.meaning.endswith(".") for declared in SETTINGS.values())


def test_a_misspelled_variable_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ARMILLARY_BASEURL", "https://stem.example.org")
    assert unknown_settings() == ["ARMILLARY_BASEURL"]


def test_secret_key_is_made_once_and_kept_from_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("ARMILLARY_SECRET_KEY", "")
    key = secret_key(tmp_path)
    assert len(key) >= 64
    assert secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_home_is_made_for_its_owner_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("ARMILLARY_HOME", str(tmp_path / "new"))
    assert setting("ARMILLARY_HOME").stat().st_mode & 0o777 == 0o700


def test_a_configured_secret_key_is_not_written_down(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("ARMILLARY_SECRET_KEY", "from the environment")
    assert secret_key(tmp_path) == "from the environment"
    assert list(tmp_path.iterdir()) == []


def start(home: Path, code: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """What a new process says that starts with these variables."""
    clean = {name: value for name, value in os.environ.items() if "ARMILLARY" not in name}
    words = ["-c", code] if code else ["-m", "armillary.cli.main", "doctor"]
    return subprocess.run(
        [sys.executable, *words],
        env={**clean, "ARMILLARY_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "ARMILLARY_WEB_WORKERS",
            "many",
            "ARMILLARY_WEB_WORKERS cannot be 'many': use a whole number above zero.\n",
        ),
        (
            "ARMILLARY_BASEURL",
            "https://stem.example.org",
            "ARMILLARY_BASEURL is not a setting. See docs/reference/settings.md.\n",
        ),
    ],
)
def test_the_command_does_not_start_and_says_why_in_one_line(
    tmp_path: Path, name: str, value: str, said: str
):
    ended = start(tmp_path, **{name: value})
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)


@pytest.mark.parametrize(
    ("variables", "hosts"),
    [
        ({"ARMILLARY_BASE_URL": "https://stem.example.org"}, ["stem.example.org"]),
        (
            {
                "ARMILLARY_BASE_URL": "https://stem.example.org",
                "ARMILLARY_ALLOWED_HOSTS": "127.0.0.1",
            },
            ["stem.example.org", "127.0.0.1"],
        ),
        ({}, ["127.0.0.1", "127.0.0.1", "localhost", "[::1]"]),
    ],
)
def test_a_public_site_answers_to_its_own_name_only(
    tmp_path: Path, variables: Any, hosts: list[str]
):
    code = "from armillary.config import settings; print(settings.ALLOWED_HOSTS)"
    assert start(tmp_path, code, **variables).stdout.strip() == str(hosts)


def test_an_installation_behind_https_keeps_its_cookies_to_https(tmp_path: Path):
    names = (
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
        "SECURE_HSTS_SECONDS", "ACCOUNT_DEFAULT_HTTP_PROTOCOL", "DEBUG", "EMAIL_PORT",
        "EMAIL_USE_TLS", "SECURE_SSL_REDIRECT",
    )  # fmt: skip
    code = f"from armillary.config import settings as s; print([getattr(s, n) for n in {names}])"
    ended = start(
        tmp_path,
        code,
        ARMILLARY_BASE_URL="https://stem.example.org",
        ARMILLARY_EMAIL_URL="smtp+tls://u:p%40ss@mail.example.org",
    )
    assert ended.stdout.strip() == "[True, True, True, 31536000, 'https', False, 587, True, True]"
