"""Reviews that other sites have published: for readers, under the name of the site they came from,
and never added to our own. One that came on several ways is shown once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from armillary.core.languages import best_language
from armillary.evaluation.models import ForeignReview
from armillary.evaluation.queries.harvested import Waiting
from armillary.harvest.models import Record
from armillary.harvest.paths import KIND

MOST_SHOWN: Final = 20  # on a page that everybody must be able to load


@dataclass(frozen=True, slots=True)
class ForeignAnswer:
    """One criterion of a review, in the words of the site where it was written."""

    key: str
    title: str
    answered: bool
    value: int | None
    highest: int
    meaning: str
    comment: str

    @property
    def does_not_apply(self) -> bool:
        return self.answered and self.value is None


@dataclass(frozen=True, slots=True)
class ForeignSheet:
    """A review as its readers see it. `address` is where it was published."""

    public_id: str
    source: str
    address: str
    host: str
    rubric: str
    rubric_version: int
    reviewer: str
    language: str
    at: datetime
    comment: str
    answers: list[ForeignAnswer]


def foreign_reviews(members: Iterable[int]) -> list[ForeignReview]:
    """Those about a resource or what was merged into it, the newest first, each once."""
    rows = ForeignReview.objects.filter(resource__in=list(members)).select_related("source")
    return each_once(rows.order_by("-published_at", "pk"))


def each_once(rows: Iterable[ForeignReview]) -> list[ForeignReview]:
    """Of one that came on several ways, the one from the site where it was written, else the one
    that came the shortest way."""
    best: dict[str, ForeignReview] = {}
    for row in rows:
        known = best.setdefault(row.address, row)
        if _distance(row) < _distance(known):
            best[row.address] = row
    return list(best.values())


def _distance(row: ForeignReview) -> tuple[bool, int, int]:
    """Anybody may say that a review stands at an address; whoever answers there is believed."""
    is_elsewhere = urlsplit(row.address).netloc != urlsplit(row.source.address).netloc
    return is_elsewhere, len(row.through), row.pk


def foreign_sheet(row: ForeignReview, language: str) -> ForeignSheet:
    return ForeignSheet(
        public_id=row.origin_id,
        source=str(row.source),
        address=row.address,
        host=urlsplit(row.address).hostname or "",
        rubric=row.title.read(language),
        rubric_version=row.rubric["version"],
        reviewer=row.reviewer,
        language=row.language,
        at=row.published_at,
        comment=row.comment,
        answers=[_answer(criterion, row, language) for criterion in row.rubric["criteria"]],
    )


def _answer(criterion: dict[str, Any], row: ForeignReview, language: str) -> ForeignAnswer:
    key, value = criterion["key"], row.scores.get(criterion["key"])
    meanings = {level["value"]: level["text"] for level in criterion["levels"]}
    return ForeignAnswer(
        key=key,
        title=_read(criterion["title"], language) or key,
        answered=key in row.scores,
        value=value,
        highest=max(meanings),
        meaning=_read(meanings.get(value, {}), language),
        comment=row.comments.get(key, ""),
    )


def _read(texts: dict[str, str], language: str) -> str:
    return texts.get(best_language(list(texts), language), "")


def records_with_reviews(source: int, *, run: int, after: int, count: int) -> Waiting:
    """Records that a run of an Armillary has changed, deleted ones too; none of any other kind."""
    changed = Record.objects.filter(source=source, source__kind=KIND, changed_in=run, pk__gt=after)
    ids = list(changed.order_by("pk").values_list("pk", flat=True)[:count])
    return Waiting(ids, ids[-1] if len(ids) == count else 0)
