"""Sources with a schedule are harvested when their time has come, and given up on when they fail
again and again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from armillary.core.errors import Refused
from armillary.core.tasks import LONG
from armillary.harvest.enums import RunState, Schedule, SourceState
from armillary.harvest.errors import InvalidSource, SourceBusy
from armillary.harvest.interfaces import tasks
from armillary.harvest.models import Run, Source, SourceGrant
from armillary.harvest.operations import (
    add_source,
    change_source,
    run_source,
    take_due_sources,
)
from armillary.harvest.scheduling import RETRIES, next_due
from armillary.notices.models import Notice
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.enums import Role
from armillary.people.log import LogEntry
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
Harvest = Callable[..., Run]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def daily(clock: time_machine.Traveller, provide: Make) -> Source:
    return add_source("oai", provide(5).address, "books", schedule="daily", by=OPERATOR)


@pytest.fixture
def failing(daily: Source, provide: Make) -> Source:
    Source.objects.filter(pk=daily.pk).update(address=provide(1).site.address + "/nothing")
    daily.refresh_from_db()
    return daily


def again(source: Source) -> Source:
    return Source.objects.get(pk=source.pk)


@pytest.mark.parametrize(
    ("schedule", "late", "following"),
    [
        (Schedule.HOURLY, timedelta(0), timedelta(hours=1)),
        (Schedule.HOURLY, timedelta(minutes=59), timedelta(hours=1)),
        (Schedule.DAILY, timedelta(hours=5), DAY),
        (Schedule.DAILY, timedelta(days=3, hours=5), timedelta(days=4)),
        (Schedule.WEEKLY, timedelta(days=7), timedelta(days=14)),
        (Schedule.MONTHLY, timedelta(days=1), timedelta(days=30)),
    ],
)
def test_next_time_is_at_the_schedules_own_hour_however_late_we_are(
    schedule: Schedule, late: timedelta, following: timedelta
):
    assert next_due(schedule, NOON, NOON + late) == NOON + following


def test_source_with_a_schedule_is_given_out_once_when_its_time_has_come(
    daily: Source, clock: time_machine.Traveller
):
    assert take_due_sources(by=SYSTEM) == [daily.pk]
    assert take_due_sources(by=SYSTEM) == []
    assert again(daily).due_at == NOON + DAY
    clock.move_to(NOON + DAY)
    assert take_due_sources(by=SYSTEM) == [daily.pk]


def test_source_without_a_schedule_waits_to_be_asked(clock: time_machine.Traveller, provide: Make):
    source = add_source("oai", provide(1).address, "books", by=OPERATOR)
    clock.move_to(NOON + 400 * DAY)
    assert (take_due_sources(by=SYSTEM), again(source).due_at) == ([], None)


def test_paused_source_is_left_alone_and_runs_soon_when_it_is_resumed(
    daily: Source, clock: time_machine.Traveller
):
    change_source(daily, paused=True, by=OPERATOR)
    assert take_due_sources(by=SYSTEM) == []
    clock.move_to(NOON + 3 * DAY)
    change_source(daily, paused=False, by=OPERATOR)
    assert take_due_sources(by=SYSTEM) == [daily.pk]
    assert again(daily).due_at == NOON + 4 * DAY


def test_taking_a_schedule_away(daily: Source):
    change_source(daily, schedule=Schedule.BY_HAND, by=OPERATOR)
    assert (take_due_sources(by=SYSTEM), again(daily).due_at) == ([], None)


def test_only_the_machine_gives_sources_out(curator: Person):
    with pytest.raises(Refused):
        take_due_sources(by=curator)


def test_unknown_schedule_is_refused_by_name():
    with pytest.raises(InvalidSource, match="There is no schedule called often"):
        add_source("page", "https://a.example/", "a", schedule="often", by=OPERATOR)
    assert not Source.objects.exists()


def test_due_sources_wait_in_a_queue_of_their_own(daily: Source):
    tasks.run_due_sources.call()
    waiting = DBTaskResult.objects.filter(queue_name=LONG)
    assert [row.args_kwargs["args"] for row in waiting] == [[daily.pk]]
    tasks.run_due_sources.call()
    assert waiting.count() == 1


def test_source_that_is_harvested_already_does_not_fail_the_task(daily: Source, harvest: Harvest):
    change_source(daily, paused=True, by=OPERATOR)
    tasks.run_source.call(daily.pk)
    assert not Run.objects.exists()
    with pytest.raises(SourceBusy):
        run_source(again(daily), by=SYSTEM)


def test_failed_run_is_tried_again_sooner_than_its_schedule_says(failing: Source, harvest: Harvest):
    run = harvest(failing)
    assert run.state == RunState.FAILED
    assert (again(failing).failures, again(failing).due_at) == (1, NOON + RETRIES[0])


def test_success_forgets_failures(daily: Source, harvest: Harvest):
    Source.objects.filter(pk=daily.pk).update(failures=3)
    harvest(again(daily))
    assert again(daily).failures == 0


def test_source_that_fails_again_and_again_is_paused_and_its_curator_told(
    failing: Source, harvest: Harvest, curator: Person
):
    for _time in RETRIES:
        harvest(again(failing))
    source = again(failing)
    assert (source.state, source.failures) == (SourceState.PAUSED, len(RETRIES))
    assert source.paused_because.endswith("has nothing at this address (404). Check the address.")
    assert LogEntry.objects.filter(action="give-up-source").count() == 1
    tasks.tell_of_giving_up.call(source.pk)
    notice = Notice.objects.get()
    assert (notice.address, notice.subject) == (curator.email, "The source books is paused")
    assert source.paused_because in notice.body
    assert "/desk/sources/books/" in notice.body


def test_curator_of_the_source_is_told_and_not_those_of_the_site(
    failing: Source, harvest: Harvest, curator: Person
):
    own = Person.objects.create(email="own@a.example", language="fr")
    SourceGrant.objects.create(person=own, role=Role.CURATOR, on=failing, by="test")
    for _time in RETRIES:
        harvest(again(failing))
    tasks.tell_of_giving_up.call(failing.pk)
    assert list(Notice.objects.values_list("address", flat=True)) == [own.email]


def test_resuming_begins_to_count_anew(failing: Source, harvest: Harvest):
    for _time in RETRIES:
        harvest(again(failing))
    change_source(failing, paused=False, by=OPERATOR)
    source = again(failing)
    assert (source.state, source.failures, source.paused_because) == (SourceState.ACTIVE, 0, "")
    harvest(source)
    assert again(source).state == SourceState.ACTIVE


def test_whole_list_is_gone_through_again_after_its_days(
    provide: Make, source_of: Make, harvest: Harvest, clock: time_machine.Traveller
):
    provider = provide(12)
    source = source_of(provider)
    assert harvest(source).since == ""
    clock.move_to(NOON + 29 * DAY)
    assert harvest(again(source)).since == provider.clock
    del provider.books[0]
    clock.move_to(NOON + 31 * DAY)
    relisted = harvest(again(source))
    assert (relisted.since, relisted.counts["missing"]) == ("", 1)
    clock.move_to(NOON + 32 * DAY)
    assert harvest(again(source)).since == provider.clock


def test_whole_list_only_by_hand(
    provide: Make, source_of: Make, harvest: Harvest, clock: time_machine.Traveller
):
    source = source_of(provide(3))
    change_source(source, relist_days=0, by=OPERATOR)
    harvest(again(source))
    clock.move_to(NOON + 4000 * DAY)
    assert harvest(again(source)).since != ""
