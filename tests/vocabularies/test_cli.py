import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from armillary.vocabularies.errors import UnreadableScheme
from armillary.vocabularies.interfaces.cli import app
from armillary.vocabularies.operations import SHIPPED_KEYS

pytestmark = pytest.mark.django_db

ENERGY = str(Path(__file__).parents[1] / "payloads" / "vocabularies" / "energy.ttl")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_import_says_how_many_concepts_there_are():
    result = run("import", ENERGY)
    assert (result.exit_code, result.stdout) == (0, "energy: 2 concepts.\n")


def test_import_for_machines():
    result = run("import", ENERGY, "--key", "power", "--json")
    assert json.loads(result.stdout) == {
        "key": "power",
        "uri": "https://example.org/energy",
        "concepts": 2,
    }


def test_import_of_a_framework_of_standards():
    result = run("import", str(Path(ENERGY).with_name("standards.json")), "--key", "standards")
    assert (result.exit_code, result.stdout) == (0, "standards: 9 concepts.\n")


def test_import_of_a_file_that_does_not_exist_is_wrong_use():
    assert run("import", "nowhere.ttl").exit_code == 2


def test_import_of_a_file_that_is_no_vocabulary_is_refused(tmp_path: Path):
    file = tmp_path / "words.ttl"
    file.write_text("words")
    assert isinstance(run("import", str(file)).exception, UnreadableScheme)


def test_list_names_every_vocabulary():
    rows = json.loads(run("list", "--json").stdout)
    assert {row["key"] for row in rows} == set(SHIPPED_KEYS)
    assert all(row["concepts"] > 0 for row in rows)
    assert run("list").stdout.count("\n") == len(rows)
