"""Take what was sent through the intake of every record, and remember which record it became.

What has the address of a resource that we have, listed or waiting, is kept and joins it, yet does
not speak: otherwise any member could write into what readers see, without a curator seeing it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.formats.errors import FormatError
from armillary.formats.statement import Statement
from armillary.harvest import fading
from armillary.harvest.describing import Describer
from armillary.harvest.enums import RunState, SourceState, Way
from armillary.harvest.errors import SubmissionsClosed
from armillary.harvest.intake import Intake
from armillary.harvest.kinds import kind_of
from armillary.harvest.kinds.submission import NAME
from armillary.harvest.listing import Item
from armillary.harvest.matching import Change, match
from armillary.harvest.models import Record, Run, Source, Submission, SubmittedItem
from armillary.harvest.queries import forget_source_titles
from armillary.harvest.receipts import Tally
from armillary.harvest.signals import run_finished
from armillary.harvest.storing import Row, upsert_records
from armillary.people.actors import SYSTEM

SOURCE_NAMES: Final = ("submissions", "submissions-of-members", "submissions-of-this-site")
TITLE: Final = "Submissions"
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """One resource as it was sent: a number within its submission, and why it cannot be read."""

    number: int
    payload: bytes
    statement: Statement | None = None
    problem: str = ""
    label: str = ""


def open_source() -> Source:
    """The one source of submissions, made when it is first used. A curator who pauses it closes
    submissions: then raises `SubmissionsClosed`."""
    source = Source.objects.filter(kind=NAME).order_by("pk").first() or _made_source()
    if source.state == SourceState.PAUSED:
        raise SubmissionsClosed(_("No suggestions are taken at present. Try again another time."))
    return source


def _made_source() -> Source:
    """Under a name that no source of another kind has."""
    taken = set(Source.objects.filter(name__in=SOURCE_NAMES).values_list("name", flat=True))
    name = next(name for name in SOURCE_NAMES if name not in taken)
    source, _is_new = Source.objects.get_or_create(
        name=name, defaults={"kind": NAME, "title": TITLE, "relist_days": 0}
    )
    forget_source_titles()
    return source


def new_run(source: Source) -> Run:
    """The run of one table. It goes through what was sent, never through a whole list."""
    moment = now()
    return Run.objects.create(
        source=source, state=RunState.FINISHED, since=f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    )


def run_of_today(source: Source) -> Run:
    """Single submissions of a day share a run, so that a search for duplicates serves many."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    singles = Submission.objects.exclude(way=Way.TABLE).filter(run__started_at__gte=midnight)
    number = singles.order_by("-pk").values_list("run", flat=True).first()
    if number is None:
        return new_run(source)
    return Run.objects.select_for_update().get(pk=number)


def take(submission: Submission, sent: Sequence[Sent], *, run: Run) -> Tally:
    """Store what was sent and tie it to its submission; the caller holds the transaction."""
    items = {f"{submission.public_id}/{each.number}": each for each in sent}
    known = _known({name: _item(name, each) for name, each in items.items()}, run.source)
    fresh = [_item(name, each) for name, each in items.items() if name not in known]
    tally = intake_of(run).take(fresh)
    _keep_aside([(name, items[name].payload) for name in known], run)
    tally.count("created", len(known))
    tally.counts["matched"] += len(known)
    _tie(submission, {name: each.number for name, each in items.items()}, known, run)
    settle(run, tally)
    return tally


def intake_of(run: Run) -> Intake:
    return Intake(run.source, run, kind=kind_of(run.source.kind), by=SYSTEM)


def settle(run: Run, tally: Tally) -> None:
    """Add to the receipt of the run, and have what it brought compared with everything else."""
    whole = Tally.of(run.counts, run.reasons)
    whole.add(tally)
    whole.counts["listed"] = whole.counts["received"]
    run.counts, run.reasons = whole.saved_counts(), whole.saved_reasons()
    run.proof, run.beat_at, run.finished_at = {"complete": True}, now(), now()
    run.save()
    run_finished.send(sender=Run, run=run.pk)


def _item(name: str, sent: Sent) -> Item:
    return Item(
        name,
        payload=sent.payload,
        statement=sent.statement,
        problem=sent.problem,
        label=sent.label or name,
    )


def _known(items: dict[str, Item], source: Source) -> dict[str, int]:
    """Identifier → id of the resource that it speaks of, where that was there before."""
    describer = Describer()
    changes = []
    for item in items.values():
        if item.problem or item.statement is None:
            continue
        try:
            described = describer.describe(item.statement, source)
        except FormatError:
            continue  # the intake rejects it, and says why
        changes.append(Change(item, "", None, described))
    match(changes)
    found = {each.item.identifier: each.target for each in changes if each.target > 0}
    gone = _gone(set(found.values()))
    return {name: target for name, target in found.items() if target not in gone}


def _gone(ids: set[int]) -> set[int]:
    """Tombstones of what only lost its last record: a new one brings such a resource back."""
    rows = Resource.objects.filter(state=ResourceState.WITHDRAWN, reason=fading.GONE)
    return set(rows.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def _keep_aside(payloads: Sequence[tuple[str, bytes]], run: Run) -> None:
    """Records that speak for no resource. Without a digest, so that the intake takes them as new
    once a curator uses them."""
    moment = now()
    upsert_records(
        Row(
            source_id=run.source_id,
            identifier=name,
            payload=payload,
            digest="",
            datestamp="",
            is_deleted=False,
            resource_id=None,
            problem="",
            seen_in=0,
            changed_in=run.pk,
            created_at=moment,
        )
        for name, payload in payloads
    )


def _tie(submission: Submission, numbers: dict[str, int], known: dict[str, int], run: Run) -> None:
    for names in _pieces(list(numbers)):
        rows = Record.objects.filter(source=run.source_id, identifier__in=names)
        SubmittedItem.objects.bulk_create(
            SubmittedItem(
                submission=submission,
                number=numbers[name],
                record_id=pk,
                known_id=known.get(name),
            )
            for pk, name in rows.values_list("pk", "identifier")
        )


def _pieces(names: list[str]) -> list[list[str]]:
    return [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
