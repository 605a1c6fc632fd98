"""Go through a source's list. Every page is one transaction together with its checkpoint, so that a
run that was killed, or met an error, goes on where it was and ends as if nothing had happened."""

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import ArmillaryError
from armillary.core.http import Fetcher
from armillary.core.memory import no_search_for_cycles
from armillary.harvest.enums import RunState
from armillary.harvest.errors import RunTakenOver, SourceBusy
from armillary.harvest.intake import Intake
from armillary.harvest.kinds import kind_of
from armillary.harvest.listing import Ending, Listing, Page
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.receipts import Tally
from armillary.harvest.signals import run_finished
from armillary.people.actors import Actor
from armillary.people.log import write_log

LEASE: Final = timedelta(minutes=30)  # longer than any wait between two pages
FORGET_AT_ONCE: Final = 500
ENDED: Final = "ended"
INCOMPLETE: Final = "The list ended without a proof that it is complete."
TOO_MANY_MISSING: Final = "More than half of the records were missing; nothing was withdrawn."

_here: set[int] = set()  # runs of this very process


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `listed` is None while the size of the list is unknown."""

    received: int
    listed: int | None


Report = Callable[[Progress], None]


def claim(source: Source, *, full: bool) -> Run:
    """The run to go on with: one that was interrupted, or a new one. Raises `SourceBusy`."""
    interrupted = _interrupted(source, full=full)
    if interrupted is not None:
        return _take_over(interrupted)
    is_whole = full or not source.since or not kind_of(source.kind).is_incremental
    try:
        with transaction.atomic():
            return Run.objects.create(
                source=source,
                is_full=full,
                since="" if is_whole else source.since,
                worker=_worker(),
            )
    except IntegrityError as error:
        raise _busy(source) from error


def _interrupted(source: Source, *, full: bool) -> Run | None:
    last = Run.objects.filter(source=source).order_by("-pk").first()
    if last is None or last.state == RunState.FINISHED:
        return None
    if last.state == RunState.RUNNING:
        if _is_alive(last):
            raise _busy(source)
        return last
    fits = last.is_full or not full
    return last if last.checkpoint and fits else None


def _take_over(run: Run) -> Run:
    """Guarded: of two processes that want the run, one gets it."""
    same = Run.objects.filter(pk=run.pk, state=run.state, worker=run.worker, beat_at=run.beat_at)
    values: dict[str, Any] = {"state": RunState.RUNNING, "worker": _worker(), "beat_at": now()}
    try:
        with transaction.atomic():
            taken = same.update(**values, problem="", finished_at=None)
    except IntegrityError as error:
        raise _busy(run.source) from error
    if not taken:
        raise _busy(run.source)
    run.refresh_from_db()
    return run


def _busy(source: Source) -> SourceBusy:
    return SourceBusy(
        _("%(name)s is being harvested by another process. Wait until it is done.")
        % {"name": source.name}
    )


def _worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[-120:]


def _is_alive(run: Run) -> bool:
    if run.beat_at < now() - LEASE:
        return False
    host, _colon, process = run.worker.rpartition(":")
    if run.worker == _worker():
        return run.pk in _here
    if host != socket.gethostname() or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Harvest:
    """One claimed run on its way through the list."""

    def __init__(self, run: Run, *, fetcher: Fetcher, by: Actor, report: Report | None) -> None:
        self._run = run
        self._source = run.source
        self._by = by
        self._fetcher = fetcher
        self._report = report or (lambda _progress: None)
        self._kind = kind_of(self._source.kind)
        self._intake = Intake(self._source, run, kind=self._kind, by=by)
        self._tally = Tally.of(run.counts, run.reasons)

    def go(self) -> None:
        """To the end of the list, or to the first error, which is kept with the run."""
        _here.add(self._run.pk)
        try:
            self._finish(self._through_pages())
        except RunTakenOver:
            raise
        except ArmillaryError as error:
            self._fail(RunState.FAILED, str(error))
        except Exception:
            self._fail(RunState.FAILED, _("Something broke on our side. Look into the log."))
            raise
        except BaseException:
            self._fail(RunState.STOPPED, _("Stopped by hand. The next run goes on from here."))
            raise
        finally:
            _here.discard(self._run.pk)

    def _through_pages(self) -> Ending:
        if ended := self._run.checkpoint.get(ENDED):
            return Ending(**ended)  # interrupted after the last page
        ending: Ending | None = None
        pages = self._kind.pages(self._listing())
        while page := self._next(pages):
            ending = page.ending or ending
        return ending or Ending(is_complete=False, remark=INCOMPLETE)

    @no_search_for_cycles()
    def _next(self, pages: Iterator[Page]) -> Page | None:
        """Read a page and take it; None after the last one."""
        page = next(pages, None)
        if page is not None:
            self._take(page)
        return page

    def _listing(self) -> Listing:
        return Listing(
            address=self._source.address,
            fetcher=self._fetcher,
            options=self._source.options,
            mapping=self._source.mapping,
            since=self._run.since,
            checkpoint=self._run.checkpoint,
        )

    @transaction.atomic
    def _take(self, page: Page) -> None:
        tally = self._intake.take(page.items)
        for reason, example in page.remarks:
            tally.note(reason, example)
        self._tally.add(tally)
        if page.listed is not None:
            self._tally.counts["listed"] = page.listed
        ended = {ENDED: asdict(page.ending)} if page.ending else page.checkpoint
        self._save(checkpoint=ended)
        self._log("take-page", tally)
        self._tell()

    def _tell(self) -> None:
        listed = self._tally.counts["listed"] or None
        progress = Progress(self._tally.counts["received"], listed)
        transaction.on_commit(lambda: self._report(progress))

    def _save(self, **values: Any) -> None:
        """With the counts, and only while the run is still ours."""
        counted = {
            "counts": self._tally.saved_counts(),
            "reasons": self._tally.saved_reasons(),
            "beat_at": now(),
        }
        ours = Run.objects.filter(pk=self._run.pk, state=RunState.RUNNING, worker=self._run.worker)
        if not ours.update(**counted, **values):
            raise RunTakenOver(_("Another process goes on with this run."))

    def _log(self, action: str, tally: Tally) -> None:
        write_log(
            f"harvest:{self._source.name}",
            action,
            by=self._by,
            on=f"run {self._run.pk}",
            **{name: number for name, number in tally.counts.items() if number},
        )

    def _finish(self, ending: Ending) -> None:
        proof: dict[str, Any] = {"complete": ending.is_complete}
        if not ending.is_complete:
            self._tally.note(ending.remark or INCOMPLETE)
        if not self._run.since:
            proof["missing"] = self._settle_missing(ending)
        self._close(ending, proof)

    @transaction.atomic
    def _close(self, ending: Ending, proof: dict[str, Any]) -> None:
        if not self._tally.counts["listed"]:
            self._tally.counts["listed"] = self._tally.counts["received"]
        self._save(state=RunState.FINISHED, proof=proof, checkpoint={}, finished_at=now())
        if ending.is_complete and ending.since:
            Source.objects.filter(pk=self._source.pk).update(since=ending.since)
        self._log("finish-run", self._tally)
        run_finished.send(sender=Run, run=self._run.pk)

    def _settle_missing(self, ending: Ending) -> str:
        """Records that a run through the whole list did not meet. They are deleted only if the
        list was complete, and not if most of it seems to have gone."""
        live = Record.objects.filter(source=self._source, is_deleted=False)
        missing = live.exclude(seen_in=self._run.pk)
        before = self._already_forgotten()
        count = missing.count() + before
        self._tally.counts["missing"] = count
        if not count:
            return "none"
        if not ending.is_complete:
            return "kept"
        if count * 2 > live.count() + before:
            self._tally.note(TOO_MANY_MISSING)
            return "kept"
        while rows := list(missing.order_by("pk").defer("payload")[:FORGET_AT_ONCE]):
            self._forget(rows)
        return "deleted"

    def _already_forgotten(self) -> int:
        """Missing records deleted before the run was interrupted, by the same decision."""
        return (
            Record.objects.filter(source=self._source, is_deleted=True, changed_in=self._run.pk)
            .exclude(seen_in=self._run.pk)
            .count()
        )

    @transaction.atomic
    def _forget(self, rows: list[Record]) -> None:
        self._intake.forget(rows)
        self._save()

    def _fail(self, state: RunState, problem: str) -> None:
        """Keep everything taken so far. A run that got nowhere begins anew the next time."""
        ours = Run.objects.filter(pk=self._run.pk, state=RunState.RUNNING, worker=self._run.worker)
        values: dict[str, Any] = {"state": state, "problem": problem, "finished_at": now()}
        current = ours.values_list("checkpoint", flat=True).first()
        if current == self._run.checkpoint and state == RunState.FAILED:
            values["checkpoint"] = {}
        ours.update(**values)
