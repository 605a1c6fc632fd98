"""Change how a source's statements are read: write a draft, publish it, and map what is kept anew."""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.versions import next_number, publish
from armillary.harvest import rules
from armillary.harvest.enums import RunState
from armillary.harvest.errors import MappingConflict, NoSuchMapping
from armillary.harvest.mappings import (
    EMPTY,
    checked_mapping,
    draft_of,
    published_of,
    version_of,
)
from armillary.harvest.models import NOTE_LENGTH, Run, Source, SourceMapping
from armillary.harvest.operations.sources import STREAM
from armillary.harvest.receipts import Tally
from armillary.harvest.remapping import mappable_records, remap_wave
from armillary.harvest.runs import Progress, Report
from armillary.harvest.signals import mapping_published, run_finished
from armillary.harvest.waves import WAVE
from armillary.people.actors import Actor
from armillary.people.log import write_log

NEWER: Final = "A newer mapping was published; its own run maps the records."
BROKEN: Final = "Something broke on our side. Look into the log."


@transaction.atomic
def save_draft(
    source: Source, *, document: Any, note: str = "", seen: int | None = None, by: Actor
) -> SourceMapping:
    """Write the draft of a source's next mapping; what is in force goes on until it is published.

    `seen` is the revision of the draft that its writer had before them (`revision_of`). Raises
    `InvalidMapping`, and `MappingConflict` where somebody has changed the draft meanwhile.
    """
    require(rules.may_add_source(by))
    mapping = checked_mapping(document)
    _lock(source)
    draft = draft_of(source)
    if seen is not None and seen != revision_of(draft):
        raise MappingConflict(
            _("Somebody else has changed this draft meanwhile. Look at it again first.")
        )
    draft = draft or SourceMapping(
        source=source, key=source.name, number=next_number(SourceMapping, source.name)
    )
    draft.document, draft.made_by = mapping.document, by.actor_id
    draft.note = " ".join(note.split())[:NOTE_LENGTH]
    draft.save()
    write_log(STREAM, "save-mapping-draft", by=by, on=source.name, number=draft.number)
    return draft


def revision_of(draft: SourceMapping | None) -> int:
    """A number that is another one after every change; 0 where there is no draft."""
    return int(draft.changed_at.timestamp() * 1_000_000) if draft else 0


@transaction.atomic
def discard_draft(source: Source, *, by: Actor) -> None:
    """Raises `NoSuchMapping` where there is none."""
    require(rules.may_add_source(by))
    _lock(source)
    draft = _draft(source)
    number = draft.number
    draft.delete()
    write_log(STREAM, "discard-mapping-draft", by=by, on=source.name, number=number)


@transaction.atomic
def publish_mapping(source: Source, *, by: Actor) -> SourceMapping:
    """From now on everything is described by the draft, and what is kept is mapped anew in a
    moment. Raises `NoSuchMapping`, and `MappingConflict` for a draft that changes nothing."""
    require(rules.may_add_source(by))
    _lock(source)
    draft, before = _draft(source), published_of(source)
    if draft.document == (before.document if before else EMPTY):
        raise MappingConflict(_("The draft is the same as the mapping that is published."))
    publish(draft)
    fields = sorted(draft.document["fields"])
    facts = {"number": draft.number, "fields": fields}
    write_log(STREAM, "publish-mapping", by=by, on=source.name, **facts)
    _begin_remapping(source, draft.number)
    return draft


@transaction.atomic
def revert_mapping(source: Source, number: int, *, by: Actor) -> SourceMapping:
    """A new draft that says what an earlier version said. Raises `NoSuchMapping`, and
    `MappingConflict` where a draft would be lost."""
    require(rules.may_add_source(by))
    _lock(source)
    if draft_of(source) is not None:
        raise MappingConflict(_("There is a draft already. Publish or discard it first."))
    earlier = version_of(source, number)
    note = _("As version %(number)d") % {"number": earlier.number}
    return save_draft(source, document=earlier.document, note=note, by=by)


@transaction.atomic
def remap_again(source: Source, *, by: Actor) -> None:
    """Map what is kept anew by the mapping and the vocabularies of today. Raises `MappingConflict`
    while that is under way."""
    require(rules.may_add_source(by))
    _lock(source)
    under_way = Run.objects.filter(source=source, is_remapping=True, state=RunState.RUNNING)
    if under_way.exists():
        raise MappingConflict(_("The records are being mapped already."))
    published = published_of(source)
    write_log(STREAM, "remap-again", by=by, on=source.name)
    _begin_remapping(source, published.number if published else 0)


def remap_source(run: int, *, by: Actor, progress: Report | None = None) -> None:
    """Map everything that a source has given anew, to the end or until a newer mapping is
    published. Each wave is a transaction of its own, together with its place in the run."""
    require(by.is_machine)
    resumable = Run.objects.filter(pk=run, is_remapping=True, state=RunState.FAILED)
    resumable.update(state=RunState.RUNNING, problem="", finished_at=None)
    try:
        while _take_wave(run, by=by, progress=progress):
            pass
    except Exception:
        failed = {"state": RunState.FAILED, "problem": BROKEN, "finished_at": now()}
        Run.objects.filter(pk=run, state=RunState.RUNNING).update(**failed)
        raise


@transaction.atomic
def _take_wave(number: int, *, by: Actor, progress: Report | None) -> bool:
    """Is there more to do? Whoever else works on the run waits at the source, and goes on behind."""
    run = Run.objects.select_related("source").get(pk=number)
    _lock(run.source)
    run.refresh_from_db(fields=["state", "checkpoint", "counts", "reasons"])
    if run.state != RunState.RUNNING:
        return False
    if Run.objects.filter(source=run.source_id, is_remapping=True, pk__gt=run.pk).exists():
        _end(run, RunState.STOPPED, problem=NEWER, by=by)
        return False
    after = int(run.checkpoint.get("after", 0))
    records = mappable_records().filter(source=run.source_id, is_deleted=False, pk__gt=after)
    ids = list(records.order_by("pk").values_list("pk", flat=True)[:WAVE])
    if not ids:
        _end(run, RunState.FINISHED, by=by)
        return False
    _remap(run, ids, by=by, progress=progress)
    return True


def _remap(run: Run, ids: list[int], *, by: Actor, progress: Report | None) -> None:
    tally = Tally()
    remap_wave(mappable_records().filter(pk__in=ids), tally, by=by, run=run)
    whole = Tally.of(run.counts, run.reasons)
    whole.add(tally)
    whole.counts["listed"] = max(whole.counts["listed"], whole.counts["received"])
    run.counts, run.reasons = whole.saved_counts(), whole.saved_reasons()
    run.checkpoint, run.beat_at = {"after": ids[-1]}, now()
    run.save(update_fields=["counts", "reasons", "checkpoint", "beat_at"])
    facts = {name: count for name, count in tally.counts.items() if count}
    write_log(f"harvest:{run.source.name}", "remap-wave", by=by, on=f"run {run.pk}", **facts)
    if progress is not None:
        done = Progress(whole.counts["received"], whole.counts["listed"])
        transaction.on_commit(lambda: progress(done))


def _end(run: Run, state: RunState, *, problem: str = "", by: Actor) -> None:
    """What it changed is compared with everything else, like what a harvest has brought."""
    run.state, run.problem, run.finished_at, run.beat_at = state, problem, now(), now()
    run.checkpoint = {}
    run.save(update_fields=["state", "problem", "finished_at", "beat_at", "checkpoint"])
    write_log(f"harvest:{run.source.name}", "end-remapping", by=by, on=f"run {run.pk}", state=state)
    run_finished.send(sender=Run, run=run.pk)


def _begin_remapping(source: Source, number: int) -> None:
    """Nothing to do for a source that has given nothing yet."""
    listed = mappable_records().filter(source=source, is_deleted=False).count()
    if not listed:
        return
    counts = Tally()
    counts.counts["listed"] = listed
    run = Run.objects.create(
        source=source,
        is_remapping=True,
        is_full=True,
        mapping=number,
        counts=counts.saved_counts(),
    )
    mapping_published.send(sender=SourceMapping, run=run.pk)


def _draft(source: Source) -> SourceMapping:
    draft = draft_of(source)
    if draft is None:
        raise NoSuchMapping(_("%(name)s has no draft of a mapping.") % {"name": source.name})
    return draft


def _lock(source: Source) -> None:
    """Pages, waves and whoever publishes wait for one another."""
    Source.objects.select_for_update(no_key=True).filter(pk=source.pk).first()
