"""Suggest, confirm, decline and state alignments. Decisions are guarded: of two people who decide at
once, one is told that the other was faster."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue import rules
from armillary.catalogue.alignments.queries import statement_named
from armillary.catalogue.enums import KIND, AlignmentState
from armillary.catalogue.errors import AlignmentDecided
from armillary.catalogue.models import EVIDENCE_LENGTH, Alignment, Resource
from armillary.catalogue.operations import STREAM
from armillary.catalogue.queries import chunks
from armillary.catalogue.touching import touch_resources
from armillary.core.bulk import delete_rows, insert_missing_rows, update_rows
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.search.operations import note_changes

COLUMNS = (
    "resource_id", "statement_id", "state", "confidence", "rule", "evidence", "decided_by",
    "created_at", "changed_at",
)  # fmt: skip
SAID = ("confidence", "rule", "evidence", "changed_at")


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a machine thinks: the id of a statement, how surely, by which rule and which words."""

    statement: int
    confidence: float
    rule: str
    evidence: str = ""


@transaction.atomic
def suggest_alignments(suggested: Mapping[int, Sequence[Suggested]], *, by: Actor) -> int:
    """Make these the machine's suggestions for each resource, in bulk; how many are new. What a
    person has decided on stays as it is."""
    require(rules.may_describe(by))
    known = _alignments_of(suggested)
    moment = now()
    fresh = [
        (number, each.statement, AlignmentState.SUGGESTED.value, *_said(each), "", moment, moment)
        for number, several in suggested.items()
        for each in several
        if (number, each.statement) not in known
    ]
    insert_missing_rows(Alignment, COLUMNS, fresh)
    update_rows(Alignment, SAID, _changed(known, suggested))
    delete_rows(Alignment, _dropped(known, suggested))
    return len(fresh)


def _alignments_of(resources: Iterable[int]) -> dict[tuple[int, int], Alignment]:
    found: dict[tuple[int, int], Alignment] = {}
    for part in chunks(sorted(resources)):
        for row in Alignment.objects.select_for_update().filter(resource__in=part).order_by("pk"):
            found[row.resource_id, row.statement_id] = row
    return found


def _said(each: Suggested) -> tuple[float, str, str]:
    return each.confidence, each.rule, each.evidence[:EVIDENCE_LENGTH]


def _changed(
    known: Mapping[tuple[int, int], Alignment], suggested: Mapping[int, Sequence[Suggested]]
) -> list[tuple[object, ...]]:
    moment = now()
    rows = (
        (row, _said(each))
        for number, several in suggested.items()
        for each in several
        if (row := known.get((number, each.statement))) is not None
    )
    return [
        (*said, moment, row.pk)
        for row, said in rows
        if row.state == AlignmentState.SUGGESTED
        and said != (row.confidence, row.rule, row.evidence)
    ]


def _dropped(
    known: Mapping[tuple[int, int], Alignment], suggested: Mapping[int, Sequence[Suggested]]
) -> list[int]:
    wanted = {(number, each.statement) for number, several in suggested.items() for each in several}
    return [
        row.pk
        for pair, row in known.items()
        if row.state == AlignmentState.SUGGESTED and pair not in wanted
    ]


@transaction.atomic
def decide_alignments(ids: Sequence[int], *, confirm: bool, by: Actor) -> list[Alignment]:
    """Confirm or decline what a machine suggested. Raises `AlignmentDecided` if none of them waits
    any more; of several, those that somebody else decided on meanwhile are left out."""
    require(rules.may_edit(by))
    state = AlignmentState.CONFIRMED if confirm else AlignmentState.DECLINED
    rows = _locked(ids, AlignmentState.SUGGESTED)
    if not rows:
        raise AlignmentDecided(_("Somebody has decided on this already."))
    _set_state(rows, state, by=by)
    _log(f"{state.value}-alignments", rows, by=by)
    if confirm:
        _announce(rows, by=by)
    return rows


@transaction.atomic
def undo_alignment_decisions(ids: Sequence[int], *, by: Actor) -> list[Alignment]:
    """What a machine had suggested waits again; what a person said by hand is gone."""
    require(rules.may_edit(by))
    rows = _locked(ids, AlignmentState.CONFIRMED, AlignmentState.DECLINED)
    if not rows:
        raise AlignmentDecided(_("Nobody has decided on this."))
    _log("undo-alignments", rows, by=by)
    confirmed = [row for row in rows if row.state == AlignmentState.CONFIRMED]
    _set_state(rows, AlignmentState.SUGGESTED, by=None)
    Alignment.objects.filter(pk__in=[row.pk for row in rows], confidence=None).delete()
    _announce(confirmed, by=by)
    return rows


@transaction.atomic
def align(resource: Resource, statement: str, *, framework: str = "", by: Actor) -> Alignment:
    """Say by hand that a resource serves a statement, named by its code or address. Raises
    `NoSuchStatement`, and `AlignmentDecided` where that is confirmed already."""
    require(rules.may_edit(by))
    concept = statement_named(statement, framework=framework)
    row, _is_new = Alignment.objects.select_for_update().get_or_create(
        resource=resource, statement=concept
    )
    if row.state == AlignmentState.CONFIRMED:
        raise AlignmentDecided(_("This alignment is confirmed already."))
    _set_state([row], AlignmentState.CONFIRMED, by=by)
    _log("align", [row], by=by)
    _announce([row], by=by)
    return row


def _locked(ids: Sequence[int], *states: AlignmentState) -> list[Alignment]:
    rows = Alignment.objects.select_for_update(of=("self",)).filter(pk__in=ids, state__in=states)
    return list(rows.select_related("resource", "statement__scheme").order_by("pk"))


def _set_state(rows: Sequence[Alignment], state: AlignmentState, *, by: Actor | None) -> None:
    for row in rows:
        row.state = state
        row.decided_by = by.actor_id if by else ""
        row.decided_at = now() if by else None
    Alignment.objects.bulk_update(rows, ["state", "decided_by", "decided_at"], batch_size=200)


def _announce(rows: Sequence[Alignment], *, by: Actor) -> None:
    """Readers see the confirmed ones, so the outside has to know when one becomes or ceases to be."""
    ids = sorted({row.resource_id for row in rows})
    touch_resources(ids, by=by)
    note_changes(KIND, ids)


def _log(action: str, rows: Sequence[Alignment], *, by: Actor) -> None:
    pairs = [f"{row.resource.public_id} {row.statement}" for row in rows]
    only = rows[0].resource.public_id if len({row.resource_id for row in rows}) == 1 else ""
    write_log(STREAM, action, by=by, on=only, alignments=pairs)
