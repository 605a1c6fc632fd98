"""What was decided before there were bands stays decided, and what waited still waits."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [
    ("catalogue", "0005_resources_may_be_unavailable"),
    ("harvest", "0009_runs_and_term_decisions_by_time"),
]
AFTER = [("catalogue", "0007_note_earlier_merges"), ("harvest", "0011_reasons_with_weights")]


def migrate(target: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def newest() -> Any:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_earlier_rows_are_taken_over(newest: Any):
    old = migrate(BEFORE)
    rows = [
        old.get_model("catalogue", "Resource").objects.create(public_id=f"r{number}")
        for number in range(4)
    ]
    rows[1].alias_of = rows[0]
    rows[1].save()
    suspicions = old.get_model("harvest", "Suspicion").objects
    merged = suspicions.create(
        first=rows[0],
        second=rows[1],
        score=0.97,
        state="same",
        reasons=[{"reason": "same-title"}],
    )
    waiting = suspicions.create(
        first=rows[2],
        second=rows[3],
        score=0.91,
        reasons=[{"reason": "shared-key", "value": "doi:10.1/a"}],
    )

    new = migrate(AFTER)

    [merge] = new.get_model("catalogue", "Merge").objects.all()
    assert (merge.kept_id, merge.absorbed_id, merge.made_by, merge.before) == (
        rows[0].pk, rows[1].pk, "", {}
    )  # fmt: skip
    pair = new.get_model("harvest", "Suspicion").objects.get(pk=merged.pk)
    assert (pair.probability, pair.tie, pair.state, pair.merge_id) == (
        0.97, "same", "same", merge.pk
    )  # fmt: skip
    assert pair.reasons == [{"name": "same-title", "weight": 0.0, "value": ""}]
    still = new.get_model("harvest", "Suspicion").objects.get(pk=waiting.pk)
    assert (still.state, still.is_for_people) == ("open", False)
    assert still.reasons == [{"name": "shared-key", "weight": 0.0, "value": "doi:10.1/a"}]

    again = migrate(BEFORE)
    row = again.get_model("harvest", "Suspicion").objects.get(pk=waiting.pk)
    assert (row.score, row.reasons) == (0.91, [{"reason": "shared-key", "value": "doi:10.1/a"}])
