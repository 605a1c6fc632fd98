"""Remove a source. One that gave nothing is forgotten; one that gave records is retired: they stay as
tombstones, and what only they spoke for is withdrawn. A retired source can be taken up again, and
brings back what it still has."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.core.errors import require
from armillary.harvest import rules
from armillary.harvest.claiming import stop_dead_runs
from armillary.harvest.describing import Describer
from armillary.harvest.enums import Schedule, SourceState
from armillary.harvest.errors import SourceBusy, SourceInUse
from armillary.harvest.kinds import BUILT_IN
from armillary.harvest.models import Record, Source
from armillary.harvest.operations.sources import STREAM
from armillary.harvest.queries import forget_source_titles, has_records
from armillary.harvest.speaking import Speakers
from armillary.harvest.terms.collecting import Collector
from armillary.people.actors import Actor
from armillary.people.log import write_log

AT_ONCE: Final = 500  # records of one transaction
REMOVED: Final = "The source was removed."


@dataclass(frozen=True, slots=True)
class Removal:
    """What becomes of what a source has given. Without any record the source itself is forgotten."""

    is_retired: bool
    records: int  # that speak now
    withdrawn: int  # resources that nobody else speaks for
    kept: int  # resources that others speak for too

    def facts(self) -> dict[str, Any]:
        return asdict(self)

    def sentences(self) -> list[str]:
        """For whoever decides, before it is done."""
        if not self.is_retired:
            return [_("It has given no records, so nothing is left of it.")]
        return [
            ngettext(
                "%(number)d record stops speaking, and is kept as it is.",
                "%(number)d records stop speaking, and are kept as they are.",
                self.records,
            )
            % {"number": self.records},
            ngettext(
                "%(number)d resource is withdrawn, since no other source has it.",
                "%(number)d resources are withdrawn, since no other source has them.",
                self.withdrawn,
            )
            % {"number": self.withdrawn},
            ngettext(
                "%(number)d resource stays, as other sources describe it.",
                "%(number)d resources stay, as other sources describe them.",
                self.kept,
            )
            % {"number": self.kept},
        ]


def plan_removal(source: Source, *, by: Actor) -> Removal:
    """What `remove_source` would do. Nothing is changed."""
    require(rules.may_add_source(by))
    live = Record.objects.filter(is_deleted=False, resource__isnull=False)
    standing = Coalesce(F("resource__alias_of__alias_of"), F("resource__alias_of"), F("resource"))
    own = live.filter(source=source)
    targets = own.annotate(target=standing).values("target").distinct()
    others = live.exclude(source=source).annotate(target=standing).filter(target__in=targets)
    kept = others.aggregate(number=Count("target", distinct=True))["number"]
    return Removal(
        is_retired=has_records(source),
        records=own.count(),
        withdrawn=targets.count() - kept,
        kept=kept,
    )


@transaction.atomic
def remove_source(source: Source, *, retire: bool = False, by: Actor) -> Removal:
    """Forget a source that gave nothing, or retire one that has given records where `retire` says so;
    the records are let go of by `let_go_of_records`. Raises `SourceInUse` and `SourceBusy`."""
    require(rules.may_add_source(by))
    row = Source.objects.select_for_update().get(pk=source.pk)
    if row.kind in BUILT_IN:
        raise SourceBusy(_("%(name)s belongs to this site, and stays.") % {"name": row})
    stop_dead_runs(row, why=REMOVED)
    removal = plan_removal(row, by=by)
    if not removal.is_retired:
        row.delete()
        write_log(STREAM, "remove-source", by=by, on=row.name)
    elif retire:
        _retire(row, removal, by=by)
    else:
        told = " ".join(removal.sentences())
        raise SourceInUse(
            _(
                "%(name)s has given records. If it is removed: %(what)s Confirm it, or pause it instead."
            )
            % {"name": row.name, "what": told}
        )
    forget_source_titles()
    transaction.on_commit(forget_source_titles)
    return removal


def _retire(row: Source, removal: Removal, *, by: Actor) -> None:
    """Whoever takes it up again goes through the whole list."""
    row.state, row.schedule, row.due_at = SourceState.RETIRED, Schedule.BY_HAND, None
    row.since, row.validators = "", {}
    row.save()
    facts = removal.facts()
    write_log(STREAM, "retire-source", by=by, on=row.name, **facts)


def let_go_of_records(source: Source, *, by: Actor) -> int:
    """Delete the records of a retired source, some at a time; how many. May be interrupted and done
    again, and stops where the source is taken up meanwhile."""
    require(by.is_machine or rules.may_add_source(by))
    done = 0
    while number := _let_go_of_some(source.pk, by=by):
        done += number
    return done


@transaction.atomic
def _let_go_of_some(source: int, *, by: Actor) -> int:
    retired = Source.objects.select_for_update().filter(pk=source, state=SourceState.RETIRED)
    if retired.first() is None:
        return 0
    waiting = Record.objects.filter(Q(source=source), is_deleted=False).order_by("pk")
    rows = list(waiting.defer("payload")[:AT_ONCE])
    if not rows:
        return 0
    terms = Collector()
    terms.forget(rows)
    terms.write()
    Record.objects.filter(pk__in=[row.pk for row in rows]).update(is_deleted=True)
    Speakers(Describer(), by=by).let_go({row.resource_id for row in rows})
    return len(rows)
