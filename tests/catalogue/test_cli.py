from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from armillary.catalogue.errors import MergeConflict, NoSuchResource
from armillary.catalogue.interfaces.cli import app
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import resource_by_public_id

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


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
