"""What harvests brought since a moment, which sources broke meanwhile, and which came back."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from armillary.harvest.enums import RunState
from armillary.harvest.models import Run, Source

SHOWN: Final = 50  # sources of each list; the sums are of all
SUMMED: Final = ("created", "updated", "deleted", "rejected")
GOOD, BAD = RunState.FINISHED, RunState.FAILED


@dataclass(frozen=True, slots=True)
class Sums:
    """Runs that ended, how many of them failed, and what all of them did with records."""

    runs: int = 0
    failed: int = 0
    created: int = 0
    updated: int = 0
    deleted: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class SourceNews:
    """What one source brought."""

    name: str
    title: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class HarvestNews:
    """`by_source` has those first that brought most; `further` are not shown. `broke` failed at
    the end and not before, `recovered` the other way round."""

    sums: Sums
    by_source: list[SourceNews]
    further: int
    broke: list[Source]
    recovered: list[Source]


def news_since(moment: datetime) -> HarvestNews:
    """In three questions, however many sources and runs there are."""
    ended = Run.objects.filter(finished_at__gt=moment, is_remapping=False)
    ended = ended.exclude(state=RunState.RUNNING)
    rows = [_news(row) for row in _by_source(ended)]
    turned = _turned(moment)
    return HarvestNews(
        sums=_total(row.sums for row in rows),
        by_source=rows[:SHOWN],
        further=len(rows[SHOWN:]),
        broke=list(
            turned.filter(Q(before=None) | Q(before=GOOD), last=BAD).order_by("name")[:SHOWN]
        ),
        recovered=list(turned.filter(last=GOOD, before=BAD).order_by("name")[:SHOWN]),
    )


def _total(parts: Iterable[Sums]) -> Sums:
    columns = zip(*(astuple(part) for part in parts), strict=True)
    return Sums(*(sum(column) for column in columns))


def _by_source(ended: QuerySet[Run]) -> QuerySet[Any, Any]:
    """Those first that brought most."""
    counted: QuerySet[Any, Any] = ended.values("source__name", "source__title")
    summed: QuerySet[Any, Any] = counted.annotate(**_summed())
    return summed.order_by("-created", "-updated", "source__name")


def _summed() -> dict[str, Any]:
    sums: dict[str, Any] = {
        "runs": Count("pk"),
        "failed": Count("pk", filter=Q(state=RunState.FAILED)),
    }
    for name in SUMMED:
        number = Cast(KeyTextTransform(name, "counts"), IntegerField())
        sums[name] = Coalesce(Sum(number), 0)
    return sums


def _news(row: dict[str, Any]) -> SourceNews:
    sums = Sums(**{each.name: row[each.name] for each in fields(Sums)})
    return SourceNews(row["source__name"], row["source__title"] or row["source__name"], sums)


def _turned(moment: datetime) -> QuerySet[Any]:
    """Sources with the state of the run that ended last, and of the last one before the moment."""
    harvests = Run.objects.filter(source=OuterRef("pk"), is_remapping=False)
    told = harvests.filter(state__in=[GOOD, BAD], finished_at__isnull=False)
    ended = told.order_by("-finished_at", "-pk").values("state")
    return Source.objects.annotate(
        last=Subquery(ended.filter(finished_at__gt=moment)[:1]),
        before=Subquery(ended.filter(finished_at__lte=moment)[:1]),
    )


def news_facts(news: HarvestNews) -> dict[str, Any]:
    """As JSON values."""
    return {
        **_numbers(news.sums),
        "by_source": [
            {"name": row.name, "title": row.title, **_numbers(row.sums)} for row in news.by_source
        ],
        "further_sources": news.further,
        "broke": [source.name for source in news.broke],
        "recovered": [source.name for source in news.recovered],
    }


def _numbers(sums: Sums) -> dict[str, int]:
    return {each.name: getattr(sums, each.name) for each in fields(Sums)}
