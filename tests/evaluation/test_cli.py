import json

import pytest
from typer.testing import CliRunner

from armillary.catalogue.enums import ResourceState
from armillary.core.errors import InvalidInput
from armillary.evaluation.interfaces.cli import app

from .conftest import Describe

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_check_one_and_all(describe: Describe) -> None:
    first = describe()
    describe()

    assert json.loads(run("check", first.public_id, "--json")) == {
        "checked": 1,
        "changed": 1,
        "listed": 0,
    }
    assert run("check", "--all") == "2 checked, 1 changed, 0 listed.\n"


def test_check_needs_to_know_what() -> None:
    result = CliRunner().invoke(app, ["check"])

    assert isinstance(result.exception, InvalidInput)


def test_list_and_decline(describe: Describe) -> None:
    first, second = describe(), describe()

    run("list", first.public_id)
    run("decline", second.public_id, "--reason", "Advertising.")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (ResourceState.LISTED, ResourceState.WITHDRAWN)


def test_candidates_for_machines(describe: Describe) -> None:
    resource = describe()

    assert json.loads(run("candidates", "--json")) == {
        "candidates": [
            {
                "id": resource.public_id,
                "title": "Fractions on a number line",
                "sources": ["lessons"],
                "noted": None,
            }
        ],
        "after": "",
    }


def test_rubrics_are_loaded() -> None:
    assert json.loads(run("rubrics", "load", "--json")) == [
        {"key": "learning-resource", "version": 1}
    ]
