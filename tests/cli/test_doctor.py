import json

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


def test_doctor_ends_with_1_where_something_is_unsound():
    Scheme.objects.filter(key="levels").delete()
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "FAIL vocabularies" in result.stdout


def test_doctor_speaks_to_machines():
    findings = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    assert {"name", "sound", "says"} == set(findings[0])
    assert [each["name"] for each in findings][:3] == ["home", "database", "vocabularies"]
