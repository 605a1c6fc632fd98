"""Of all who want to go through a list one does, and what somebody left behind is gone on with."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django_tasks_db.models import DBTaskResult

from armillary.core.clock import now
from armillary.core.tasks import LONG
from armillary.harvest import claiming
from armillary.harvest.claiming import claim, is_alive, release
from armillary.harvest.enums import RunState
from armillary.harvest.errors import RunTakenOver, SourceBusy
from armillary.harvest.interfaces import tasks
from armillary.harvest.models import LEASE, Record, Run, Source
from armillary.harvest.operations import add_source, change_source, remove_source
from armillary.people.actors import OPERATOR

from .conftest import Provider, Question
from .machine import Machine

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
Harvest = Callable[..., Run]

GONE = f"{socket.gethostname()}:999999999"
LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def source(provide: Make, source_of: Make) -> Source:
    made: Source = source_of(provide(25))
    return made


def left(source: Source, worker: str = GONE, *, ago: timedelta = LONG_AGO, **more: Any) -> Run:
    """A run that its process left behind."""
    return Run.objects.create(source=source, worker=worker, beat_at=now() - ago, **more)


def again(source: Source) -> Source:
    return Source.objects.get(pk=source.pk)


def test_what_was_claimed_is_claimed_from_that_moment_on(source: Source):
    run = claim(source, full=False)
    with pytest.raises(SourceBusy, match="is being harvested by another process"):
        claim(source, full=False)
    assert is_alive(run)
    release(run.worker)
    assert claim(source, full=False).pk == run.pk


@pytest.mark.django_db(transaction=True)
def test_of_many_threads_one_gets_the_run(source: Source):
    got: list[Run] = []
    refused: list[SourceBusy] = []
    line = threading.Barrier(6)

    def want() -> None:
        line.wait()
        try:
            got.append(claim(source, full=False))
        except SourceBusy as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=want) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(got), len(refused)) == (1, 5)


@pytest.mark.django_db(transaction=True)
def test_claimant_of_the_same_process_that_wakes_up_late_writes_nothing(
    provide: Make, source_of: Make, harvest: Harvest
):
    """Two threads of one worker: the first hangs on page 2 for longer than the lease."""
    others: list[Run] = []

    def fault(provider: Provider, question: Question) -> Any:
        if provider.place(question)[0] == 10 and not others:
            Run.objects.update(beat_at=now() - LEASE - timedelta(seconds=1))
            others.append(claim(Source.objects.get(), full=False))
            connections.close_all()
        return ...

    source = source_of(provide(25, fault=fault))
    with pytest.raises(RunTakenOver, match="Another process goes on with this run"):
        harvest(source)
    run = Run.objects.get()
    assert (run.state, run.worker) == (RunState.RUNNING, others[0].worker)
    assert run.counts["received"] == Record.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_claimant_that_wakes_up_late_counts_no_failure_of_the_other(
    provide: Make, source_of: Make, harvest: Harvest
):
    def fault(provider: Provider, question: Question) -> Any:
        if provider.place(question)[0] == 10:
            Run.objects.update(state=RunState.FAILED, worker="elsewhere:1", finished_at=now())
            connections.close_all()
        return ...

    source = source_of(provide(25, fault=fault))
    with pytest.raises(RunTakenOver):
        harvest(source)
    assert again(source).failures == 0


@pytest.mark.django_db(transaction=True)
def test_run_that_was_removed_meanwhile_ends_in_one_line(
    provide: Make, source_of: Make, harvest: Harvest
):
    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") == "ListRecords":
            Run.objects.all().delete()
            connections.close_all()
        return ...

    source = source_of(provide(5, fault=fault))
    with pytest.raises(RunTakenOver):
        harvest(source)
    assert not Record.objects.exists()


def test_process_that_died_without_being_buried_is_dead(source: Source):
    """A zombie keeps its number until its parent has looked."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    worker = f"{socket.gethostname()}:{child.pid}:{claiming._birth(child.pid)}:aa"
    run = left(source, worker)
    assert is_alive(run)
    child.send_signal(signal.SIGKILL)
    for _tenth in range(100):
        if not is_alive(run):
            break
        time.sleep(0.01)
    assert child.returncode is None
    assert not is_alive(run)
    child.communicate()


def test_another_process_with_the_number_of_a_dead_one_is_not_it(source: Source):
    parent = os.getppid()
    assert is_alive(left(source, f"{socket.gethostname()}:{parent}:{claiming._birth(parent)}:aa"))
    Run.objects.all().delete()
    assert not is_alive(left(source, f"{socket.gethostname()}:{parent}:1:aa"))


def test_dead_run_is_resumed_at_once_by_hand(source: Source, harvest: Harvest):
    run = left(source, ago=timedelta(seconds=1))
    assert harvest(source).pk == run.pk


def test_whole_list_is_gone_through_though_a_run_for_changes_died(source: Source, harvest: Harvest):
    first = harvest(source)
    dead = left(source, since="2026-06-01T12:00:00Z")
    run = harvest(again(source), full=True)
    assert (run.since, run.counts["received"]) == ("", 25)
    assert run.pk not in {first.pk, dead.pk}
    dead.refresh_from_db()
    assert (dead.state, dead.problem) == (RunState.STOPPED, claiming.UNFIT)


def test_dead_run_of_anybody_is_resumed_by_the_worker_after_a_while(
    source: Source, run_tasks: Callable[[], None], settings: Any
):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    run = left(source, ago=timedelta(seconds=30))
    tasks.resume_dead_runs.call()
    assert not DBTaskResult.objects.exists()
    Run.objects.update(beat_at=now() - LONG_AGO)
    for _time in range(2):  # asked for twice, since the queue was long
        tasks.resume_dead_runs.call()
    waiting = DBTaskResult.objects.filter(queue_name=LONG)
    assert [row.args_kwargs["args"] for row in waiting] == [[run.pk], [run.pk]]
    run_tasks()
    run.refresh_from_db()
    assert (run.state, run.problem, run.counts["created"]) == (RunState.FINISHED, "", 25)
    assert Run.objects.count() == 1


@pytest.mark.parametrize("worker", [f"{socket.gethostname()}:1:0:aa", "elsewhere:1"])
def test_run_that_lives_is_left_to_its_process(source: Source, worker: str):
    if worker.startswith("elsewhere"):
        left(source, worker)
    else:
        claim(source, full=False)
        Run.objects.update(beat_at=now() - LONG_AGO)
    tasks.resume_dead_runs.call()
    assert not DBTaskResult.objects.exists()


def test_dead_run_of_a_paused_source_is_left(source: Source):
    left(source)
    change_source(source, paused=True, by=OPERATOR)
    tasks.resume_dead_runs.call()
    assert not DBTaskResult.objects.exists()


def test_dead_run_does_not_keep_a_source_from_being_changed(source: Source, provide: Make):
    run = left(source, ago=timedelta(seconds=1), checkpoint={"token": "10"})
    change_source(source, address=provide(3).address, by=OPERATOR)
    run.refresh_from_db()
    assert (run.state, run.checkpoint) == (RunState.STOPPED, {})


def test_dead_run_does_not_keep_a_source_from_being_removed(source: Source):
    left(source, ago=timedelta(seconds=1))
    remove_source(source, by=OPERATOR)
    assert not Source.objects.exists()


def test_live_run_keeps_a_source_as_it_is(source: Source, provide: Make):
    left(source, "elsewhere:1")
    with pytest.raises(SourceBusy, match="is being harvested"):
        change_source(source, address=provide(3).address, by=OPERATOR)
    with pytest.raises(SourceBusy, match="is being harvested"):
        remove_source(source, by=OPERATOR)


def test_source_waits_where_its_host_would_take_every_harvester(
    source: Source, settings: Any, run_tasks: Callable[[], None], provide: Make, source_of: Make
):
    settings.HARVESTERS, settings.ALLOW_PRIVATE_ADDRESSES = 3, True
    for name in "ab":
        busy = add_source("oai", f"{source.address}/{name}", name, by=OPERATOR)
        left(busy, "elsewhere:1", ago=timedelta(0))
    elsewhere = source_of(provide(3), "elsewhere")
    tasks.run_source.enqueue(source.pk)
    tasks.run_source.enqueue(elsewhere.pk)
    run_tasks()
    assert not Run.objects.filter(source=source).exists()
    assert Run.objects.get(source=elsewhere).state == RunState.FINISHED
    waiting = DBTaskResult.objects.get(status="READY", queue_name=LONG)
    assert waiting.args_kwargs == {"args": [source.pk], "kwargs": {"full": False}}
    Run.objects.filter(source__name="a").update(state=RunState.FINISHED)
    DBTaskResult.objects.filter(status="READY").update(run_after=now())
    run_tasks()
    assert Run.objects.get(source=source).state == RunState.FINISHED


def test_two_processes_harvest_one_source_once(provide: Make, tmp_path: Path):
    """The command line twice at once: one does it, the other says so in a line."""
    provider = provide(20)
    provider.fault = lambda _provider, question: time.sleep(1) or ... if "verb" in question else ...
    machine = Machine(tmp_path / "home")
    machine.prepare()
    machine.add(provider.address, "books")
    processes = [machine.harvest() for _each in range(2)]
    errors = [process.communicate(timeout=60)[1].decode() for process in processes]
    assert sorted(process.returncode for process in processes) == [0, 1]
    [line] = [error for error in errors if error]
    assert "is being harvested by another process" in line
    assert machine.rows("SELECT state, counts ->> 'received' FROM harvest_run") == [
        ("finished", 20)
    ]
