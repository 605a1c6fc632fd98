"""Decide which process goes through a source's list. Of several that want to, one does; what a
process that died has left is anybody's at once, and what one that hangs holds, after a while.

Every claim has a name of its own, which the run bears. Whoever wakes up late finds another name
there, and writes nothing.
"""

import os
import socket
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.harvest.enums import RunState
from armillary.harvest.errors import SourceBusy
from armillary.harvest.kinds import kind_of
from armillary.harvest.models import LEASE, Run, Source
from armillary.harvest.scheduling import is_relist_due

LONGEST_HOST: Final = 60
UNFIT: Final = "The whole list was asked for instead."

_held: set[str] = set()  # claims of this very process


def claim(source: Source, *, full: bool) -> Run:
    """The run to go on with: one that was interrupted, or a new one. Whoever gets it gives it back
    with `release`. Raises `SourceBusy`."""
    name = f"{_host()}:{os.getpid()}:{_birth(os.getpid())}:{token_hex(4)}"
    _held.add(name)
    try:
        interrupted = _interrupted(source, full=full)
        if interrupted is not None:
            return _take_over(interrupted, name)
        return _begin(source, name, full=full)
    except BaseException:
        _held.discard(name)
        raise


def release(name: str) -> None:
    """This process does nothing any more for the run that bears this claim."""
    _held.discard(name)


def is_alive(run: Run) -> bool:
    """Is somebody at work on a run that says so? A process of another machine, or one that hangs,
    is believed for as long as the lease."""
    if run.beat_at < now() - LEASE:
        return False
    if run.worker in _held:
        return True
    host, process, birth = ([*run.worker.split(":"), "", ""])[:3]
    if host != _host() or not process.isdigit():
        return True
    if int(process) == os.getpid():
        return False  # not held: from a process that had our number before
    return _lives(int(process), birth)


def stop_dead_runs(source: Source, *, why: str) -> None:
    """End what a process that died or hangs has left, so that it cannot go on with it. Raises
    `SourceBusy` where one is at work."""
    for run in Run.objects.filter(source=source, state=RunState.RUNNING, is_remapping=False):
        if is_alive(run):
            raise SourceBusy(
                _("%(name)s is being harvested. Wait until it is done.") % {"name": source.name}
            )
        _unchanged(run).update(state=RunState.STOPPED, problem=why, finished_at=now())


def _begin(source: Source, name: str, *, full: bool) -> Run:
    is_incremental = kind_of(source.kind).is_incremental
    is_whole = full or not source.since or not is_incremental or is_relist_due(source)
    since = "" if is_whole else source.since
    try:
        with transaction.atomic():
            return Run.objects.create(source=source, is_full=full, since=since, worker=name)
    except IntegrityError as error:
        raise _busy(source) from error


def _interrupted(source: Source, *, full: bool) -> Run | None:
    last = Run.objects.filter(source=source, is_remapping=False).order_by("-pk").first()
    if last is None or last.state == RunState.FINISHED:
        return None
    fits = last.is_full or not full
    if last.state != RunState.RUNNING:
        return last if last.checkpoint and fits else None
    if is_alive(last):
        raise _busy(source)
    if fits:
        return last
    stopped = _unchanged(last).update(state=RunState.STOPPED, problem=UNFIT, finished_at=now())
    if not stopped:
        raise _busy(source)
    return None


def _take_over(run: Run, name: str) -> Run:
    values: dict[str, Any] = {"state": RunState.RUNNING, "worker": name, "beat_at": now()}
    try:
        with transaction.atomic():
            taken = _unchanged(run).update(**values, problem="", finished_at=None)
    except IntegrityError as error:
        raise _busy(run.source) from error
    if not taken:
        raise _busy(run.source)
    run.refresh_from_db()
    return run


def _unchanged(run: Run) -> Any:
    """The run if nobody was faster: of two processes that want it, one gets it."""
    return Run.objects.filter(pk=run.pk, state=run.state, worker=run.worker, beat_at=run.beat_at)


def _busy(source: Source) -> SourceBusy:
    return SourceBusy(
        _("%(name)s is being harvested by another process. Wait until it is done.")
        % {"name": source.name}
    )


def _host() -> str:
    return socket.gethostname().replace(":", "-")[-LONGEST_HOST:]


def _lives(process: int, birth: str) -> bool:
    """Does the process live that was born then? Numbers are given out again, and one that was
    killed keeps its number until its parent has looked."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    known = _birth(process)
    return known != "dead" and (not birth or not known or known == birth)


def _birth(process: int) -> str:
    """When a process began, in the kernel's own count; empty where there is no telling."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    state, *facts = told.rpartition(")")[2].split()  # the name before may hold anything
    return "dead" if state in {"Z", "X"} else facts[18]
