"""The tasks of these tests note what they were called with; nothing else of the machinery is ours
to replace."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from armillary.core import tasks
from armillary.core.tasks import (
    FIRST_DELAY,
    KEPT,
    LEASE,
    LONG,
    MAX_ATTEMPTS,
    drain,
    enqueue_due,
    enqueue_for_each,
    forget_finished_tasks,
    periodic,
    recover_orphans,
    run_worker,
    task,
)
from armillary.notices.interfaces.tasks import deliver_notice

pytestmark = pytest.mark.django_db

HERE = socket.gethostname()
MORNING = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _no_periodic_tasks() -> Iterator[None]:
    before = list(tasks.PERIODIC)
    tasks.PERIODIC.clear()
    yield
    tasks.PERIODIC[:] = before


def stored() -> DBTaskResult:
    return DBTaskResult.objects.get()


def running(worker: str, *, since: datetime) -> DBTaskResult:
    deliver_notice.enqueue(0)
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, worker_ids=[worker], started_at=since
    )
    return stored()


def dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def test_task_of_a_transaction_that_is_rolled_back_does_not_exist():
    with transaction.atomic():
        deliver_notice.enqueue(1)
        assert DBTaskResult.objects.count() == 1
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 0


def test_drain_runs_what_is_due_once(clock: Iterator[time_machine.Traveller]):
    deliver_notice.enqueue(0)
    drain()
    drain()
    assert stored().status == TaskResultStatus.SUCCESSFUL
    assert len(stored().worker_ids) == 1


def test_tasks_for_the_parts_of_a_list_are_those_that_would_be_enqueued_one_by_one():
    facts = ("args_kwargs", "priority", "task_path", "queue_name", "backend_name", "run_after")
    facts += ("status", "worker_ids", "return_value")
    deliver_notice.enqueue([1, 2])
    deliver_notice.enqueue([3])
    usual = list(DBTaskResult.objects.order_by("enqueued_at").values_list(*facts))
    DBTaskResult.objects.all().delete()
    enqueue_for_each(deliver_notice, [(1, 2), [3]])
    assert list(DBTaskResult.objects.order_by("enqueued_at").values_list(*facts)) == usual


def test_failed_task_is_tried_again_ever_later_until_it_has_had_its_attempts(
    clock: Iterator[time_machine.Traveller],
):
    broken.enqueue()
    waits = []
    for _attempt in range(MAX_ATTEMPTS - 1):
        drain()
        assert stored().status == TaskResultStatus.READY
        waits.append(stored().run_after - tasks.now())
        drain()  # not due yet
        clock.shift(waits[-1])
    drain()
    assert waits == [FIRST_DELAY * 4**n for n in range(MAX_ATTEMPTS - 1)]
    assert stored().status == TaskResultStatus.FAILED
    assert len(stored().worker_ids) == MAX_ATTEMPTS
    clock.shift(timedelta(days=1))
    drain()
    assert len(stored().worker_ids) == MAX_ATTEMPTS


@task
def broken() -> None:
    raise OSError("the mail server is away")


def test_task_of_a_dead_process_of_this_host_is_taken_up_again(
    clock: Iterator[time_machine.Traveller],
):
    running(f"{HERE}:{dead_process()}", since=MORNING)
    assert recover_orphans() == 1
    assert stored().status == TaskResultStatus.READY


def test_task_of_a_living_process_of_this_host_is_left_alone_however_long(
    clock: Iterator[time_machine.Traveller],
):
    running(f"{HERE}:{os.getppid()}", since=MORNING - LEASE * 10)
    assert recover_orphans() == 0
    assert stored().status == TaskResultStatus.RUNNING


def test_task_of_an_earlier_process_with_our_own_number_is_taken_up_again(
    clock: Iterator[time_machine.Traveller],
):
    """A restarted container gives its worker the same number as before."""
    running(f"{HERE}:{os.getpid()}", since=MORNING)
    assert recover_orphans() == 1


@pytest.mark.parametrize(
    ("since", "freed"), [(timedelta(minutes=1), 0), (LEASE + timedelta(minutes=1), 1)]
)
def test_task_of_another_host_is_taken_up_when_its_lease_is_over(
    clock: Iterator[time_machine.Traveller], since: Any, freed: Any
):
    running("elsewhere:7", since=MORNING - since)
    assert recover_orphans() == freed


def test_task_that_its_workers_die_of_is_given_up_after_its_attempts(
    clock: Iterator[time_machine.Traveller],
):
    """A document that kills the worker would otherwise stop all background work for ever."""
    running("", since=MORNING)
    worker = f"{HERE}:{dead_process()}"
    DBTaskResult.objects.update(worker_ids=[worker] * (MAX_ATTEMPTS - 1))
    assert recover_orphans() == 1
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=[worker] * MAX_ATTEMPTS)
    assert recover_orphans() == 0
    assert (stored().status, stored().finished_at) == (TaskResultStatus.FAILED, MORNING)
    drain()
    assert len(stored().worker_ids) == MAX_ATTEMPTS


def test_orphan_is_run_by_the_next_drain(clock: Iterator[time_machine.Traveller]):
    running(f"{HERE}:{dead_process()}", since=MORNING)
    drain()
    assert stored().status == TaskResultStatus.SUCCESSFUL


@task
def nightly() -> None:
    """Does nothing."""


def test_task_of_another_thread_of_this_process_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, clock: Iterator[time_machine.Traveller]
):
    row = running(f"{HERE}:{os.getpid()}", since=MORNING - LEASE * 2)
    monkeypatch.setattr(tasks, "_held", {row.id})
    assert recover_orphans() == 0
    monkeypatch.setattr(tasks, "_held", set())
    assert recover_orphans() == 1


def test_long_tasks_are_left_to_those_who_take_them(clock: Iterator[time_machine.Traveller]):
    deliver_notice.using(queue_name=LONG).enqueue(0)
    drain("default")
    assert stored().status == TaskResultStatus.READY
    drain(LONG)
    assert stored().status == TaskResultStatus.SUCCESSFUL


def test_periodic_task_waits_once_and_comes_back_when_its_time_has_passed(
    clock: Iterator[time_machine.Traveller],
):
    periodic(nightly, every=timedelta(hours=1))
    assert [enqueue_due(), enqueue_due()] == [1, 0]
    drain()
    assert enqueue_due() == 0
    clock.shift(timedelta(minutes=59))
    assert enqueue_due() == 0
    clock.shift(timedelta(minutes=1))
    assert enqueue_due() == 1


def test_periodic_task_that_still_waits_is_not_enqueued_a_second_time(
    clock: Iterator[time_machine.Traveller],
):
    periodic(nightly, every=timedelta(hours=1))
    enqueue_due()
    clock.shift(timedelta(hours=5))
    assert enqueue_due() == 0


@pytest.mark.django_db(transaction=True)
def test_worker_runs_periodic_tasks_until_it_is_told_to_stop():
    periodic(nightly, every=timedelta(hours=1))
    answers = iter([False, True])
    run_worker(until=lambda: next(answers), pause=0)
    assert stored().status == TaskResultStatus.SUCCESSFUL


def test_looking_for_periodic_tasks_that_are_not_due_writes_nothing(
    clock: Iterator[time_machine.Traveller],
):
    periodic(nightly, every=timedelta(hours=1))
    enqueue_due()
    with CaptureQueriesContext(connection) as asked:
        enqueue_due()
    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}


def test_finished_tasks_are_forgotten_after_a_week_and_others_are_not(
    clock: Iterator[time_machine.Traveller],
):
    nightly.enqueue()
    drain()
    waiting = nightly.using(run_after=MORNING + timedelta(days=30)).enqueue()
    clock.shift(KEPT)
    forget_finished_tasks.call()
    assert DBTaskResult.objects.count() == 2
    clock.shift(timedelta(seconds=1))
    forget_finished_tasks.call()
    assert str(stored().id) == waiting.id


def test_a_worker_knows_every_periodic_task_from_its_start(tmp_path: Path):
    code = (
        "import django; django.setup(); from armillary.core.tasks import PERIODIC; "
        "print(*sorted(entry.task.name for entry in PERIODIC))"
    )
    home = {"ARMILLARY_HOME": str(tmp_path)}
    environment = {**os.environ, **home, "DJANGO_SETTINGS_MODULE": "armillary.config.settings"}
    said = subprocess.check_output([sys.executable, "-c", code], env=environment, text=True)
    assert said.split() == [
        "alert_those_due",
        "ask_due_links",
        "bring_up_to_date",
        "compare_interrupted",
        "count_all_sources",
        "dump_catalogue",
        "forget_claimants",
        "forget_deliveries",
        "forget_expired_sessions",
        "forget_finished_tasks",
        "forget_links",
        "forget_old_drafts",
        "forget_reporters",
        "forget_sent_notices",
        "forget_used_nonces",
        "gather_links",
        "give_up_old_notices",
        "make_published_packs",
        "note_arrivals",
        "resume_dead_runs",
        "run_due_sources",
        "tell_webhooks",
        "tend_lti_keys",
        "try_left_notices",
    ]
