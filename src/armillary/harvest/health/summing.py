"""Bring the findings of a source up to date, and remember how they were before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from armillary.core.clock import now
from armillary.harvest.health.counting import forget_settled
from armillary.harvest.health.models import SourceFinding, SourceHealth
from armillary.harvest.health.registry import Found, count_everything
from armillary.harvest.models import Record, Run, Source

LONGEST_SERIES: Final = 30


@transaction.atomic
def sum_up(source: Source) -> None:
    """Everything that was found, once for each rule. A second time after the same run compares with
    the run before it, as the first time did."""
    forget_settled(source)
    health = SourceHealth.objects.select_for_update().get(source=source)
    moment, run = now(), _last_run(source)
    known = {each.rule: each for each in SourceFinding.objects.filter(source=source)}
    for rule, found in _with_gone(count_everything(source), known).items():
        finding = known.get(rule) or SourceFinding(source=source, rule=rule)
        is_first = health.counted_at is None
        _restate(finding, found, run=run, moment=moment, is_first=is_first)
        finding.save()
    health.records = Record.objects.filter(source=source, is_deleted=False).count()
    health.counted_at = moment
    health.save(update_fields=["records", "counted_at", "changed_at"])


def _with_gone(found: Mapping[str, Found], known: Mapping[str, SourceFinding]) -> dict[str, Found]:
    return {**{rule: Found(0) for rule in known}, **found}


def _restate(
    finding: SourceFinding, found: Found, *, run: int, moment: datetime, is_first: bool
) -> None:
    if finding.run != run:
        finding.before, finding.run = finding.count, run
    if is_first:
        finding.before = found.count  # there is nothing to compare with
    if found.count and not finding.count:
        finding.since = moment
    if not finding.series or finding.series[-1][1] != found.count:
        finding.series = [*finding.series, [moment.isoformat(), found.count]][-LONGEST_SERIES:]
    finding.count = found.count
    if found.count:
        finding.examples = found.saved_examples()


def _last_run(source: Source) -> int:
    runs = Run.objects.filter(source=source, is_remapping=False)
    return runs.order_by("-pk").values_list("pk", flat=True).first() or 0
