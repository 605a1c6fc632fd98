"""Go through a source's list. What is taken is one transaction together with its checkpoint, so that
a run that was killed, or met an error, goes on where it was and ends as if nothing had happened."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import ArmillaryError
from armillary.core.http import Fetcher
from armillary.core.memory import no_search_for_cycles
from armillary.harvest.enums import RunState
from armillary.harvest.errors import RunTakenOver
from armillary.harvest.grouping import in_groups
from armillary.harvest.intake import Intake
from armillary.harvest.kinds import kind_of
from armillary.harvest.listing import Ending, Listing, Page
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.receipts import FATES, Tally, is_storable, storable
from armillary.harvest.scheduling import is_relist_due
from armillary.harvest.signals import run_finished
from armillary.harvest.storing import met_in
from armillary.people.actors import Actor
from armillary.people.log import Decision, write_logs

FORGET_AT_ONCE: Final = 500
LONGEST_PROBLEM: Final = 1000
ENDED: Final = "ended"
DECIDED: Final = [fate for fate in FATES if fate != "unchanged"]
INCOMPLETE: Final = "The list ended without a proof that it is complete."
TOO_MANY_MISSING: Final = "More than half of the records were missing; nothing was withdrawn."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `listed` is None while the size of the list is unknown."""

    received: int
    listed: int | None


Report = Callable[[Progress], None]


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

    def _through_pages(self) -> Ending:
        if ended := self._run.checkpoint.get(ENDED):
            return Ending(**ended)  # interrupted after the last page
        ending: Ending | None = None
        groups = in_groups(self._kind.pages(self._listing()))
        while last := self._next(groups):
            ending = last.ending or ending
        return ending or Ending(is_complete=False, remark=INCOMPLETE)

    @no_search_for_cycles()
    def _next(self, groups: Iterator[list[Page]]) -> Page | None:
        """Read some pages, take them, and answer the last; None when there are no more."""
        group = next(groups, None)
        if group is None:
            return None
        self._take(group)
        last = group[-1]
        group.clear()  # or thousands of records would be searched for cycles now
        return last

    def _listing(self) -> Listing:
        return Listing(
            address=self._source.address,
            fetcher=self._fetcher,
            options=self._source.options,
            mapping=self._source.mapping,
            since=self._run.since,
            checkpoint=self._run.checkpoint,
            validators=self._validators(),
        )

    def _validators(self) -> dict[str, str]:
        """None for who asks for everything, or is in the middle of it."""
        if self._run.is_full or self._run.checkpoint or is_relist_due(self._source):
            return {}
        return dict(self._source.validators)

    @transaction.atomic
    def _take(self, group: list[Page]) -> None:
        tallies = self._intake.take_pages([page.items for page in group])
        for page, tally in zip(group, tallies, strict=True):
            for reason, example in page.remarks:
                tally.note(reason, example)
            self._tally.add(tally)
            if page.listed is not None:
                self._tally.counts["listed"] = page.listed
            self._tell()
        last = group[-1]
        ended = {ENDED: asdict(last.ending)} if last.ending else last.checkpoint
        self._save(checkpoint=ended if is_storable(ended) else {})  # else resumed from the start
        decided = [tally for tally in tallies if any(tally.counts[fate] for fate in DECIDED)]
        self._log("take-page", *decided)

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

    def _log(self, action: str, *tallies: Tally) -> None:
        """An entry each."""
        decisions = [
            Decision(action, f"run {self._run.pk}", {k: n for k, n in tally.counts.items() if n})
            for tally in tallies
        ]
        write_logs(f"harvest:{self._source.name}", decisions, by=self._by)

    def _finish(self, ending: Ending) -> None:
        proof: dict[str, Any] = {"complete": ending.is_complete}
        if ending.is_complete:
            proof["by"] = str(ending.proof)
        if not ending.is_complete:
            self._tally.note(ending.remark or INCOMPLETE)
        if ending.is_partial:
            proof["partial"] = True
        elif ending.is_unchanged:
            proof["unchanged"] = True
        elif not self._run.since:
            proof["missing"] = self._settle_missing(ending)
        self._close(ending, proof)

    @transaction.atomic
    def _close(self, ending: Ending, proof: dict[str, Any]) -> None:
        if not self._tally.counts["listed"]:
            self._tally.counts["listed"] = self._tally.counts["received"]
        self._save(state=RunState.FINISHED, proof=proof, checkpoint={}, finished_at=now())
        if ending.is_complete:
            self._remember(ending)
        self._log("finish-run", self._tally)
        run_finished.send(sender=Run, run=self._run.pk)

    def _remember(self, ending: Ending) -> None:
        """Where the next run begins, and how the server knows the list we have."""
        values: dict[str, Any] = {"since": ending.since} if ending.since else {}
        if not ending.is_unchanged:
            values["validators"] = dict(ending.validators)
        if values:
            Source.objects.filter(pk=self._source.pk).update(**values)

    def _settle_missing(self, ending: Ending) -> str:
        """Records that a run through the whole list did not meet. They are deleted only if the
        list was complete, and not if most of it seems to have gone."""
        live = Record.objects.filter(source=self._source, is_deleted=False)
        missing = live.exclude(met_in(self._run))
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
            .exclude(met_in(self._run))
            .count()
        )

    @transaction.atomic
    def _forget(self, rows: list[Record]) -> None:
        self._intake.forget(rows)
        self._save()

    def _fail(self, state: RunState, problem: str) -> None:
        """Keep everything taken so far. A run that got nowhere begins anew the next time."""
        ours = Run.objects.filter(pk=self._run.pk, state=RunState.RUNNING, worker=self._run.worker)
        line = " ".join(storable(problem).split())[:LONGEST_PROBLEM]
        values: dict[str, Any] = {"state": state, "problem": line, "finished_at": now()}
        current = ours.values_list("checkpoint", flat=True).first()
        if current == self._run.checkpoint and state == RunState.FAILED:
            values["checkpoint"] = {}
        ours.update(**values)
