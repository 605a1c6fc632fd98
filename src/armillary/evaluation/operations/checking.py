"""Check many resources in few queries, and list those of trusted sources that pass every gate.

The texts are read and judged outside the transaction, so that a thousand language detections never
hold the database; a fact that changes meanwhile sends its resource here again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django.db import transaction

from armillary.catalogue.enums import KIND, ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import list_resources
from armillary.catalogue.provenance import guessed_fields, sources_of
from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.texts import TranslatedText
from armillary.evaluation import rules
from armillary.evaluation.checks import Dossier, gates_passed, quality, run_checks
from armillary.evaluation.checks.base import CHECKS_VERSION
from armillary.evaluation.links.answers import main_answers
from armillary.evaluation.marks import written_marks
from armillary.evaluation.models import CheckReport
from armillary.evaluation.queries.harvested import (
    general_resources,
    suspected_resources,
    trusted_resources,
)
from armillary.evaluation.signals import resources_checked
from armillary.people.actors import Actor
from armillary.search.operations import note_changes

CHUNK = 500


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """How many resources were looked at, whose report changed, and which were listed for it."""

    checked: int
    changed: int
    listed: list[int]


class _Row(NamedTuple):
    id: int
    state: str
    titles: TranslatedText
    descriptions: TranslatedText
    facts: dict[str, Any]
    unknown: dict[str, list[str]]
    provenance: dict[str, Any]


class _Around(NamedTuple):
    """What is known of some resources beside their facts: which may be there twice, how surely those
    of general sources are about STEM, and whether their addresses answer."""

    suspected: set[int]
    general: dict[int, float | None]
    answers: dict[int, dict[str, Any]]


COLUMNS = _Row._fields
NEEDED = ("digest", "gates_passed")  # of the report there is
Stored = Mapping[int, CheckReport]


def check_resources(ids: Sequence[int], *, by: Actor) -> CheckOutcome:
    """Bring the reports of these resources up to date. Withdrawn and merged ones are passed over."""
    require(rules.may_check(by))
    outcomes = [_check_chunk(part, by=by) for part in chunks(list(ids), CHUNK)]
    return CheckOutcome(
        checked=sum(each.checked for each in outcomes),
        changed=sum(each.changed for each in outcomes),
        listed=[number for each in outcomes for number in each.listed],
    )


def _check_chunk(ids: Sequence[int], *, by: Actor) -> CheckOutcome:
    rows = _rows(ids)
    stored = CheckReport.objects.only(*NEEDED).in_bulk([row.id for row in rows])
    around = _around([row.id for row in rows])
    fresh = {row.id: _report(row, stored.get(row.id), around) for row in rows}
    changed = [report for number, report in fresh.items() if report is not stored.get(number)]
    with transaction.atomic():
        _store(changed)
        _announce(rows, changed)
        listed = _list_trusted(rows, fresh, by=by)
    return CheckOutcome(len(rows), len(changed), listed)


def _rows(ids: Sequence[int]) -> list[_Row]:
    standing = Resource.objects.filter(pk__in=ids, alias_of=None)
    found = standing.exclude(state=ResourceState.WITHDRAWN).order_by("pk")
    return [_Row(*values) for values in found.values_list(*COLUMNS)]


def _around(ids: Sequence[int]) -> _Around:
    return _Around(suspected_resources(ids), general_resources(ids), main_answers(ids))


def _report(row: _Row, stored: CheckReport | None, around: _Around) -> CheckReport:
    """A new report, or the stored one where nothing has changed since."""
    dossier = _dossier(row, around)
    digest = _digest(row, dossier)
    if stored is not None and stored.digest == digest:
        return stored
    return _written(row, dossier, digest)


def _dossier(row: _Row, around: _Around) -> Dossier:
    guessed = guessed_fields(row.provenance)
    return Dossier(
        titles=row.titles.texts,
        descriptions=row.descriptions.texts,
        facts={name: value for name, value in row.facts.items() if name not in guessed},
        unknown=row.unknown,
        is_suspected=row.id in around.suspected,
        answer=around.answers.get(row.id, {}),
        guessed={name: row.provenance[name].get("confidence", {}) for name in guessed},
        relevance=around.general.get(row.id),
        is_general=row.id in around.general,
    )


def _written(row: _Row, dossier: Dossier, digest: str) -> CheckReport:
    findings = run_checks(dossier)
    sources, languages = sources_of(row.provenance), row.facts.get("languages", [])
    return CheckReport(
        resource_id=row.id,
        findings=[finding.as_json() for finding in findings],
        gates_passed=gates_passed(findings),
        quality=quality(findings),
        marks=written_marks(findings, sources=sources, languages=languages),
        digest=digest,
        checked_at=now(),
    )


def _digest(row: _Row, dossier: Dossier) -> str:
    looked_at = [CHECKS_VERSION, asdict(dossier), sources_of(row.provenance)]
    text = json.dumps(looked_at, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _store(reports: Sequence[CheckReport]) -> None:
    names = [field.name for field in CheckReport._meta.fields if not field.primary_key]
    CheckReport.objects.bulk_create(
        reports, update_conflicts=True, unique_fields=["resource"], update_fields=names
    )


def _announce(rows: Iterable[_Row], changed: Sequence[CheckReport]) -> None:
    """Readers of the index and contexts above learn of reports that say something new."""
    ids = [report.resource_id for report in changed]
    if not ids:
        return
    resources_checked.send(sender=CheckReport, ids=ids)
    new = set(ids)
    if listed := [row.id for row in rows if row.state == ResourceState.LISTED and row.id in new]:
        note_changes(KIND, listed)


def _list_trusted(rows: Iterable[_Row], reports: Stored, *, by: Actor) -> list[int]:
    candidates = [
        row.id
        for row in rows
        if row.state == ResourceState.CANDIDATE and reports[row.id].gates_passed
    ]
    trusted = trusted_resources(candidates) if candidates else set()
    # Asked again, after `trusted`: a search may have ended since the reports were written.
    doubtful = suspected_resources(list(trusted)) if trusted else set()
    ready = [number for number in candidates if number in trusted - doubtful]
    return list_resources(ready, by=by) if ready else []
