import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from armillary.cli.application import app
from armillary.cli.doctor import examine
from armillary.people.actors import OPERATOR
from armillary.people.log import write_log
from armillary.people.models import LogEntry
from armillary.vocabularies.models import Scheme

pytestmark = pytest.mark.django_db


def finding(name: str):
    return next(each for each in examine() if each.name == name)


def test_a_broken_log_is_found():
    write_log("calls", "open", by=OPERATOR)
    assert finding("log").sound
    LogEntry.objects.filter(stream="calls").update(action="close")
    assert not finding("log").sound
    assert "calls" in finding("log").says


def test_a_missing_vocabulary_is_found():
    Scheme.objects.filter(key="levels").delete()
    assert not finding("vocabularies").sound
    assert "levels" in finding("vocabularies").says


def test_a_home_that_others_can_read_is_found(settings: Any, tmp_path: Path):
    settings.HOME = tmp_path
    tmp_path.chmod(0o700)
    assert finding("home").sound
    tmp_path.chmod(0o750)
    assert not finding("home").sound
    assert f"chmod 700 {tmp_path}" in finding("home").says


def test_a_public_site_that_does_not_know_its_proxy_or_a_mail_server_is_found(settings: Any):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert (finding("proxies").sound, finding("mail").sound) == (True, True)
    settings.SECURE = True
    assert (finding("proxies").sound, finding("mail").sound) == (False, False)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert (finding("proxies").sound, finding("mail").sound) == (True, True)


def test_doctor_ends_with_1_where_something_is_unsound():
    Scheme.objects.filter(key="levels").delete()
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "FAIL vocabularies" in result.stdout


def test_doctor_speaks_to_machines():
    findings = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    assert {"name", "sound", "says"} == set(findings[0])
    assert [each["name"] for each in findings][:5] == [
        "home",
        "proxies",
        "mail",
        "database",
        "vocabularies",
    ]
