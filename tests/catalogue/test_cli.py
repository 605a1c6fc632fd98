import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from armillary.catalogue.errors import MergeConflict, NoSuchResource
from armillary.catalogue.interfaces.cli import app
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import resource_by_public_id
from armillary.core.errors import InvalidInput

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_export_writes_listed_resources_one_a_line(new_resource: Callable[..., Resource]):
    new_resource()
    first, second = (new_resource(listed=True, titles={"ar": "الماء"}) for _ in range(2))
    lines = [json.loads(line) for line in run("export").stdout.splitlines()]
    assert [line["id"] for line in lines] == [first.public_id, second.public_id]
    assert lines[0]["titles"] == {"ar": "الماء"}
    assert lines[0]["provenance"] == first.provenance
    assert lines[0]["listed"] == first.listed_at.isoformat()


def test_export_in_an_unknown_format_is_refused():
    assert isinstance(run("export", "--format", "xml").exception, InvalidInput)


def test_withdraw_needs_a_reason(new_resource: Callable[..., Resource]):
    resource = new_resource(listed=True)
    assert run("withdraw", resource.public_id).exit_code == 2
    result = run("withdraw", resource.public_id, "--reason", "Gone.")
    assert (result.exit_code, result.stdout) == (0, "1 withdrawn.\n")
    resource.refresh_from_db()
    assert (resource.state, resource.reason) == ("withdrawn", "Gone.")


def test_merge_and_unmerge(new_resource: Callable[..., Resource]):
    kept, absorbed = new_resource(), new_resource()
    assert run("merge", kept.public_id, absorbed.public_id).exit_code == 0
    assert resource_by_public_id(absorbed.public_id) == kept
    assert run("unmerge", absorbed.public_id).exit_code == 0
    assert resource_by_public_id(absorbed.public_id) == absorbed
    assert isinstance(run("unmerge", absorbed.public_id).exception, MergeConflict)


@pytest.mark.parametrize("words", [["unmerge", "x"], ["merge", "x", "y"]])
def test_an_unknown_id_is_refused(words: list[str]):
    assert isinstance(run(*words).exception, NoSuchResource)
