"""How every source is, the worst first, and what they brought since a moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.harvest.at_a_glance import health_facts, health_totals, sources_by_health
from armillary.harvest.enums import Health
from armillary.harvest.models import Run, Source
from armillary.harvest.news import Sums, news_since

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def source(name: str, **values: Any) -> Source:
    return Source.objects.create(
        **{"name": name, "kind": "oai", "address": "https://a.example/oai", **values}
    )


def ended(of: Source, at: datetime, state: str = "finished", **values: Any) -> Run:
    counts = values.pop("counts", {})
    return Run.objects.create(
        source=of, state=state, started_at=at, finished_at=at, counts=counts, **values
    )


def one_of_each() -> None:
    source("paused", state="paused")
    ended(source("fine", schedule="daily", due_at=NOON + HOUR), NOON, proof={"complete": True})
    Run.objects.create(source=source("running"))
    source("new")
    ended(source("incomplete"), NOON, proof={"complete": False})
    ended(source("stopped"), NOON, "stopped")
    ended(source("late", schedule="daily", due_at=NOON - 7 * HOUR), NOON)
    ended(source("failing", failures=2), NOON, "failed", problem="No.")
    source("given-up", state="paused", paused_because="Gone.", failures=5)


def test_every_source_has_one_word_and_the_worst_come_first():
    one_of_each()
    names = [row.source.name for row in sources_by_health().rows]
    assert names == [health.value for health in Health]
    assert health_totals() == dict.fromkeys(Health, 1)


def test_why_is_what_the_last_run_met_or_what_paused_it():
    one_of_each()
    said = {row.source.name: row.why for row in sources_by_health().rows if row.why}
    assert said == {"given-up": "Gone.", "failing": "No."}


def test_what_people_send_is_no_source_that_could_fail():
    source("submissions", kind="submission")
    assert sources_by_health().rows == []


def test_source_that_was_retired_is_nobody_s_worry():
    source("old", state="retired", failures=3)
    assert (sources_by_health().rows, sum(health_totals().values())) == ([], 0)


def test_sources_are_paged_by_health_and_name():
    one_of_each()
    source("another", failures=1)
    seen, after = [], ""
    while True:
        page = sources_by_health(after=after, size=3)
        seen += [row.source.name for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == ["given-up", "another", *(health.value for health in list(Health)[1:])]


def test_facts_say_what_a_machine_needs():
    of = source("fine", schedule="daily", due_at=NOON + HOUR, title="Fine books")
    run = ended(of, NOON, proof={"complete": True})
    [row] = sources_by_health().rows
    assert health_facts(row) == {
        "name": "fine",
        "title": "Fine books",
        "kind": "oai",
        "health": "fine",
        "why": "",
        "failures": 0,
        "schedule": "daily",
        "due_at": (NOON + HOUR).isoformat(),
        "run": run.pk,
        "state": "finished",
        "ended_at": NOON.isoformat(),
    }


def test_news_add_up_what_runs_did_by_source_and_altogether():
    a, b = source("a", title="A"), source("b")
    counts = {"created": 3, "updated": 2, "deleted": 1, "rejected": 4}
    ended(a, NOON - 2 * HOUR, counts=counts)
    ended(a, NOON - HOUR, counts={"created": 1})
    ended(b, NOON, "failed")
    ended(b, NOON - 5 * HOUR, counts={"created": 100})  # before
    ended(b, NOON, counts={"updated": 9}, is_remapping=True)  # brought nothing
    Run.objects.create(source=b, counts={"created": 50})  # goes on
    news = news_since(NOON - 3 * HOUR)
    assert news.sums == Sums(3, 1, 4, 2, 1, 4)
    assert [(row.name, row.title, row.sums) for row in news.by_source] == [
        ("a", "A", Sums(2, 0, 4, 2, 1, 4)), ("b", "b", Sums(1, 1))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "since", "broke", "recovered"),
    [
        (["finished"], ["failed"], True, False),
        ([], ["failed"], True, False),
        (["failed"], ["failed"], False, False),
        (["failed"], ["failed", "finished"], False, True),
        (["finished"], ["failed", "finished"], False, False),
        (["failed"], [], False, False),
        (["finished"], ["finished", "failed", "stopped"], True, False),
    ],
)
def test_source_broke_or_came_back(
    before: list[str], since: list[str], broke: bool, recovered: bool
):
    of = source("a")
    for number, state in enumerate(before):
        ended(of, NOON - (20 - number) * HOUR, state)
    for number, state in enumerate(since):
        ended(of, NOON - (9 - number) * HOUR, state)
    news = news_since(NOON - 10 * HOUR)
    assert (bool(news.broke), bool(news.recovered)) == (broke, recovered)


@pytest.mark.parametrize("look", [sources_by_health, lambda: news_since(NOON - HOUR)])
def test_as_many_queries_for_one_source_as_for_three(look: Callable[[], Any]):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            look()
        return len(captured)

    ended(source("a"), NOON)
    for_one = asked()
    ended(source("b", failures=1), NOON, "failed")
    ended(source("c"), NOON, counts={"created": 1})
    assert asked() == for_one
