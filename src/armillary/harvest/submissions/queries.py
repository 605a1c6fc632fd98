"""What is known of submissions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import standing
from armillary.core.paging import read_cursor, write_cursor
from armillary.formats.errors import FormatError
from armillary.harvest import rules
from armillary.harvest.enums import Fate, Way
from armillary.harvest.errors import NoSuchSubmission
from armillary.harvest.kinds.submission import read as read_payload
from armillary.harvest.models import Submission, SubmittedItem
from armillary.harvest.submissions.fates import UNDECIDED, fates_of, with_fates
from armillary.harvest.submissions.words import Words, words_of
from armillary.people.actors import Actor

PAGE: Final = 20
ROWS: Final = 50
PURPOSE: Final = "submissions"
OPEN, ASIDE = "open", "aside"  # what curators look through


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One resource of a submission and what became of it. `link` is the public id of a listed
    resource, `desk` that of any one, for curators."""

    number: int
    title: str
    address: str
    fate: Fate
    reason: str
    link: str
    desk: str
    is_aside: bool  # its words wait until a curator uses them


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission in a list. `item` is its only one, None for a table."""

    submission: Submission
    counts: dict[Fate, int]
    item: ItemRow | None

    @property
    def is_undecided(self) -> bool:
        return any(fate in self.counts for fate in UNDECIDED)


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[SubmissionRow]
    after: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Rows of a table; `after` is the number after which the next page begins, 0 on the last."""

    rows: list[ItemRow]
    after: int


def submission_by_public_id(public_id: str, *, by: Actor) -> Submission:
    """Raises `NoSuchSubmission`, also for what is somebody else's."""
    rows = Submission.objects.select_related("person", "run__source")
    found = rows.filter(public_id=public_id).first()
    if found is None or not rules.may_see_submission(by, found):
        raise NoSuchSubmission(_("There is no such suggestion, or it is somebody else's."))
    return found


def submissions_of(person: Actor, *, after: str = "", size: int = PAGE) -> SubmissionPage:
    """Everything that a person has submitted, the newest first."""
    return _page(Submission.objects.filter(person__public_id=person.actor_id), after, size)


def all_submissions(*, only: str = "", after: str = "", size: int = PAGE) -> SubmissionPage:
    """Those of everybody: all, the undecided (`open`), or those whose words wait (`aside`)."""
    rows = Submission.objects.all()
    if only == OPEN:
        rows = undecided_submissions()
    elif only == ASIDE:
        rows = rows.filter(Exists(_own_items().filter(_is_aside())))
    return _page(rows, after, size)


def undecided_submissions() -> QuerySet[Submission]:
    """Those of which something waits for a curator."""
    waits = with_fates(_own_items()).filter(fate__in=UNDECIDED)
    return Submission.objects.filter(Exists(waits))


def undecided_resources(submissions: Iterable[str]) -> list[str]:
    """Public ids of what waits for a decision in these submissions, whatever stands for it now."""
    items = SubmittedItem.objects.filter(submission__public_id__in=list(submissions))
    waiting = _items(items).filter(fate__in=UNDECIDED).order_by("submission", "number")
    owned = [item.record.resource or item.known for item in waiting]
    return list(dict.fromkeys(standing(each).public_id for each in owned if each))


def _own_items() -> QuerySet[SubmittedItem]:
    return SubmittedItem.objects.filter(submission=OuterRef("pk"))


def _is_aside() -> Q:
    return Q(known__isnull=False, record__resource=None, record__is_deleted=False)


def _page(rows: QuerySet[Submission], after: str, size: int) -> SubmissionPage:
    if after:
        rows = rows.filter(pk__lt=int(read_cursor(after, purpose=PURPOSE)[0]))
    found = list(rows.select_related("person").order_by("-pk")[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return SubmissionPage(
        rows=rows_of(shown),
        after=write_cursor(shown[-1].pk, purpose=PURPOSE) if more else "",
    )


def rows_of(submissions: Sequence[Submission]) -> list[SubmissionRow]:
    """With their fates, in a constant number of queries."""
    counts = fates_of(submissions)
    singles = [each.pk for each in submissions if each.way != Way.TABLE]
    items = _items(SubmittedItem.objects.filter(submission__in=singles))
    by_submission = {item.submission_id: _row(item) for item in items}
    return [
        SubmissionRow(each, counts[each.pk], by_submission.get(each.pk)) for each in submissions
    ]


def items_of(
    submission: Submission, *, fate: str = "", after: int = 0, size: int = ROWS
) -> ItemPage:
    """The rows of a table in their order, or those of one fate."""
    rows = with_fates(submission.items.filter(number__gt=after))
    if fate in Fate.values:
        rows = rows.filter(fate=fate)
    found = list(_with_resources(rows).order_by("number")[: size + 1])
    shown = [_row(item) for item in found[:size]]
    return ItemPage(shown, shown[-1].number if len(found) > size else 0)


def words_in_submission(submission: Submission) -> Words:
    """Of a single suggestion, for a form."""
    item = submission.items.select_related("record").order_by("number").first()
    if item is None or submission.way == Way.TABLE:
        raise NoSuchSubmission(_("There is no such suggestion, or it is somebody else's."))
    return words_of(read_payload(bytes(item.record.payload)))


def somebody_waits() -> bool:
    """Is there any submission whose person has not heard of a decision?"""
    return Submission.objects.filter(told_at=None, taken_back_at=None).exists()


def count_aside(submission: Submission) -> int:
    """How many of its items wait to be used."""
    return submission.items.filter(_is_aside()).count()


def _items(items: QuerySet[SubmittedItem]) -> QuerySet[Any]:
    return _with_resources(with_fates(items))


def _with_resources(items: QuerySet[Any]) -> QuerySet[Any]:
    return items.select_related("record__resource__alias_of", "known__alias_of")


def _row(item: Any) -> ItemRow:
    title, address = _named(bytes(item.record.payload))
    own: Resource | None = item.record.resource or item.known
    resource = standing(own) if own else None
    fate = Fate(item.fate)
    return ItemRow(
        number=item.number,
        title=title,
        address=address,
        fate=fate,
        reason=_reason(item, fate, resource),
        link=resource.public_id if resource and resource.is_listed else "",
        desk=resource.public_id if resource else "",
        is_aside=bool(item.known_id) and not item.record.resource_id and fate != Fate.TAKEN_BACK,
    )


def _named(payload: bytes) -> tuple[str, str]:
    try:
        statement = read_payload(payload)
    except FormatError:
        return "", ""
    title = next((each.text for each in statement.titles), "")
    address = next(iter([*statement.addresses, *statement.identifiers]), "")
    return title, address


def _reason(item: Any, fate: Fate, resource: Resource | None) -> str:
    """Why it was rejected, as stored, or what a curator gave as the reason."""
    if fate == Fate.REJECTED:
        return str(item.record.problem)
    if fate in (Fate.DECLINED, Fate.WITHDRAWN) and resource is not None:
        return resource.reason
    return ""


def submission_facts(row: SubmissionRow) -> dict[str, Any]:
    """A submission as JSON values."""
    submission, item = row.submission, row.item
    return {
        "id": submission.public_id,
        "way": submission.way,
        "name": submission.name,
        "sent_at": submission.created_at.isoformat(),
        "fates": {fate.value: count for fate, count in row.counts.items()},
        "reason": item.reason if item else "",
        "resource": item.link if item else "",
        "asked": submission.asked,
    }
