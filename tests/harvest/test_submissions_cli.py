"""Submissions in a terminal: what the pages do, in somebody's name."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.harvest.conftest import Site
from typer.testing import CliRunner, Result

from armillary.core.errors import ArmillaryError
from armillary.harvest.interfaces.cli import app
from armillary.harvest.models import Submission, TableDraft
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

PAGE = b"""<html lang="en"><head><title>Pendulum</title>
<meta property="og:title" content="A pendulum in the classroom"></head></html>"""


def harvest(*arguments: str, fails: bool = False) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert isinstance(result.exception, ArmillaryError) if fails else result.exit_code == 0
    return result


def test_table_is_submitted_in_somebodys_name_and_listed(member: Person, tmp_path: Path):
    file = tmp_path / "lessons.csv"
    file.write_text("Was,Wo\nA pendulum,https://lab.example.org/1\n,https://lab.example.org/2\n")
    chosen = ("--map", "title=Was", "--map", "url=Wo")
    words = ("submit", str(file), "--as", member.email, "--language", "en", *chosen)
    made = json.loads(harvest(*words, "--json").output)
    assert made["fates"] == {"waiting": 1, "rejected": 1}
    assert Submission.objects.get().person == member
    assert not TableDraft.objects.exists()
    [fact] = json.loads(harvest("submissions", "--json").output)
    assert (fact["name"], fact["person"]) == ("lessons.csv", member.email)
    assert "waiting 1" in harvest("submissions").output


def test_page_is_submitted_with_what_it_says(member: Person, settings: Any):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    site = Site(lambda path, _asked: (200, {"Content-Type": "text/html"}, PAGE))
    said = harvest("submit", f"{site.address}/p", "--as", member.email).output
    site.close()
    assert "A pendulum in the classroom was suggested" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nowhere.csv", "--as", "MEMBER"), "nowhere.csv cannot be read."),
        (("x.csv", "--as", "nobody@example.org"), "There is no account with the address"),
        (("http://127.0.0.1:9/x", "--as", "MEMBER"), "is a private address"),
        (("https://u:p@a.example/", "--as", "MEMBER"), "Give the web address"),
    ],
)
def test_what_cannot_be_submitted_is_said_in_one_line(
    member: Person, words: tuple[str, ...], sentence: str
):
    told = [member.email if word == "MEMBER" else word for word in words]
    assert sentence in str(harvest("submit", *told, fails=True).exception)
