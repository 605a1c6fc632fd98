"""Background work: idempotent functions that load by id and call an operation.

A task that fails is tried again with a growing delay; a task whose worker died is taken up again.
Those that may take hours stand in a queue of their own (`LONG`), so that nothing else waits for them;
so do those that hand things to other machines (`DELIVERIES`).
Because the queue is a table of the same database, a task enqueued inside a transaction exists
exactly if that transaction was committed.
"""

import logging
import os
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import close_old_connections, transaction
from django.dispatch import receiver
from django_tasks import DEFAULT_TASK_QUEUE_NAME, TaskResultStatus, task
from django_tasks.signals import task_finished

from armillary.core.clock import now

__all__ = [
    "DELIVERIES",
    "LONG",
    "drain",
    "enqueue_for_each",
    "periodic",
    "recover_orphans",
    "run_worker",
    "task",
]

logger = logging.getLogger(__name__)

LONG: Final = "long"  # the queue of tasks that take long, most of it waiting for other machines
DELIVERIES: Final = "deliveries"  # of tasks that wait for other machines, but never for long
MAX_ATTEMPTS = 5
FIRST_DELAY = timedelta(seconds=10)
KEPT = timedelta(days=7)  # finished tasks; longer than any periodic task waits for its next turn
LEASE = timedelta(hours=2)  # a task still running after this was lost with its machine


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task to be enqueued whenever `every` has passed."""

    task: Any
    every: timedelta


PERIODIC: list[Periodic] = []

_held: set[Any] = set()  # ids of the tasks that threads of this very process are running


def periodic(declared: Any, *, every: timedelta) -> None:
    """Declare that a task runs again and again; called beside the task."""
    PERIODIC.append(Periodic(declared, every))


@receiver(task_finished)
def try_again_later(sender: Any, task_result: Any, **_: Any) -> None:
    """Put a failed task back with a delay that grows fourfold, until it has had its attempts."""
    from django_tasks_db.models import DBTaskResult

    if task_result.status != TaskResultStatus.FAILED:
        return
    attempts = len(task_result.worker_ids)
    logger.warning("Task %s failed (attempt %d).", task_result.task.name, attempts)
    if attempts < MAX_ATTEMPTS:
        DBTaskResult.objects.filter(id=task_result.id, status=TaskResultStatus.FAILED).update(
            status=TaskResultStatus.READY, run_after=now() + FIRST_DELAY * 4 ** (attempts - 1)
        )


def enqueue_for_each(declared: Any, parts: Iterable[Sequence[int]]) -> None:
    """A task for every part of a long list of ids, all written at once. The usual way looks at
    every id three times."""
    from django_tasks_db.models import DBTaskResult, get_date_max

    rows: list[DBTaskResult[Any, Any]] = [
        DBTaskResult(
            args_kwargs={"args": [list(part)], "kwargs": {}},
            priority=declared.priority,
            task_path=declared.module_path,
            queue_name=declared.queue_name,
            backend_name=declared.backend,
            run_after=declared.run_after or get_date_max(),
        )
        for part in parts
    ]
    DBTaskResult.objects.bulk_create(rows)


def recover_orphans() -> int:
    """Free the tasks of workers that died: on this host by process id, elsewhere by lease.

    A task that its workers died of as often as a task may fail is given up, since it kills them.
    """
    from django_tasks_db.models import DBTaskResult

    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    lost = [row for row in running if _is_lost(row)]
    spent = [row.id for row in lost if len(row.worker_ids) >= MAX_ATTEMPTS]
    freed = [row.id for row in lost if len(row.worker_ids) < MAX_ATTEMPTS]
    if running.filter(id__in=spent).update(status=TaskResultStatus.FAILED, finished_at=now()):
        logger.error("Gave up %d tasks whose workers died %d times.", len(spent), MAX_ATTEMPTS)
    return running.filter(id__in=freed).update(status=TaskResultStatus.READY)


def _is_lost(row: Any) -> bool:
    host, _, process = (row.worker_ids or [""])[-1].partition(":")
    if host == socket.gethostname() and process.isdigit():
        if int(process) == os.getpid():  # a thread of ours, or a worker that had our number before
            return row.id not in _held
        return not _is_alive(int(process))
    return bool(row.started_at and row.started_at < now() - LEASE)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def enqueue_due() -> int:
    """Enqueue every periodic task whose time has come; one of a kind waits at a time."""
    return sum(_enqueue_if_due(entry) for entry in PERIODIC)


def _enqueue_if_due(entry: Periodic) -> bool:
    if not _is_due(entry):  # so that an idle worker never locks the database
        return False
    with transaction.atomic():
        if not _is_due(entry):
            return False
        entry.task.enqueue()
        return True


def _is_due(entry: Periodic) -> bool:
    from django_tasks_db.models import DBTaskResult

    same = DBTaskResult.objects.filter(task_path=entry.task.module_path)
    waiting = same.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    recent = same.filter(enqueued_at__gt=now() - entry.every)
    return not waiting.exists() and not recent.exists()


@task()
def forget_finished_tasks() -> None:
    """What was done, or failed for good, more than a week ago."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.finished().filter(finished_at__lt=now() - KEPT).delete()


periodic(forget_finished_tasks, every=timedelta(days=1))


def drain(queue: str | None = None) -> None:
    """Run what is due now, of one queue or of all, in this thread, and return."""
    from django_tasks_db.management.commands.db_worker import Worker

    recover_orphans()
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()}:{os.getpid()}",
        excluded_queue_names=[],
    )
    while (taken := _take(worker.worker_id, queue)) is not None:
        try:
            worker.run_task(taken)
        finally:
            _held.discard(taken.id)


def _take(worker_id: str, queue: str | None) -> Any:
    """Claim the next task that is due, so that no other worker takes it; None if there is none."""
    from django_tasks_db.models import DBTaskResult
    from django_tasks_db.utils import exclusive_transaction

    due = DBTaskResult.objects.ready()
    if queue is not None:
        due = due.filter(queue_name=queue)
    if not due.exists():  # so that an idle worker never locks the database
        return None
    with exclusive_transaction(due.db):
        taken = due.get_locked()
        if taken is not None:
            _held.add(taken.id)
            taken.claim(worker_id)
    return taken


def run_worker(
    *, until: Callable[[], bool], pause: float = 0.5, queue: str = DEFAULT_TASK_QUEUE_NAME
) -> None:
    """Run the tasks of a queue until told to stop; that of the default one enqueues what is
    periodic."""
    while not until():
        close_old_connections()
        if queue == DEFAULT_TASK_QUEUE_NAME:
            enqueue_due()
        drain(queue)
        time.sleep(pause)
