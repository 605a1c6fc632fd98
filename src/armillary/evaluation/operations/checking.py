"""Check many resources in few queries, and list those of trusted sources that pass every gate.

The texts are read and judged outside the transaction, so that a thousand language detections never
hold the database; a fact that changes meanwhile sends its resource here again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import list_resources
from armillary.catalogue.provenance import sources_of
from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.http import Fetcher, FetchError, TryAgainLater, outgoing
from armillary.core.texts import TranslatedText
from armillary.evaluation import rules
from armillary.evaluation.checks import Dossier, gates_passed, quality, run_checks
from armillary.evaluation.checks.base import CHECKS_VERSION
from armillary.evaluation.checks.identity import address_of
from armillary.evaluation.marks import written_marks
from armillary.evaluation.models import CheckReport
from armillary.evaluation.queries.harvested import suspected_resources, trusted_resources
from armillary.evaluation.signals import resources_checked
from armillary.people.actors import Actor
from armillary.search.operations import note_changes

CHUNK = 500
KIND = "resource"
PEEK = 1_000_000  # bytes of an answer that are read to know that there is one
GONE = frozenset({404, 410})


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


COLUMNS = _Row._fields
NEEDED = ("digest", "answer", "asked_at", "gates_passed")  # of the report there is
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
    suspected = suspected_resources([row.id for row in rows])
    fresh = {row.id: _report(row, stored.get(row.id), row.id in suspected) for row in rows}
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


def _report(row: _Row, stored: CheckReport | None, is_suspected: bool) -> CheckReport:
    """A new report, or the stored one where nothing has changed since."""
    answer = stored.answer if stored else {}
    digest = _digest(row, is_suspected, answer)
    if stored is not None and stored.digest == digest:
        return stored
    return _written(row, _dossier(row, is_suspected, answer), digest, stored)


def _dossier(row: _Row, is_suspected: bool, answer: Mapping[str, Any]) -> Dossier:
    return Dossier(
        titles=row.titles.texts,
        descriptions=row.descriptions.texts,
        facts=row.facts,
        unknown=row.unknown,
        is_suspected=is_suspected,
        answer=answer,
    )


def _written(row: _Row, dossier: Dossier, digest: str, stored: CheckReport | None) -> CheckReport:
    findings = run_checks(dossier)
    sources, languages = sources_of(row.provenance), row.facts.get("languages", [])
    return CheckReport(
        resource_id=row.id,
        findings=[finding.as_json() for finding in findings],
        gates_passed=gates_passed(findings),
        quality=quality(findings),
        marks=written_marks(findings, sources=sources, languages=languages),
        answer=dossier.answer,
        asked_at=stored.asked_at if stored else None,
        digest=digest,
        checked_at=now(),
    )


def _digest(row: _Row, is_suspected: bool, answer: Mapping[str, Any]) -> str:
    looked_at = [
        CHECKS_VERSION,
        row.titles.texts,
        row.descriptions.texts,
        row.facts,
        row.unknown,
        sources_of(row.provenance),
        is_suspected,
        answer,
    ]
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


def check_addresses(
    ids: Sequence[int], *, by: Actor, fetcher: Fetcher | None = None
) -> CheckOutcome:
    """Ask the address of each resource, where the operator allows it, then check them again."""
    require(rules.may_check(by))
    if not settings.LINK_CHECKS:
        return CheckOutcome(0, 0, [])
    check_resources(ids, by=by)
    asking = fetcher or outgoing()
    try:
        for number, facts in _facts_of(ids):
            _keep_answer(number, facts, asking)
    finally:
        if fetcher is None:
            asking.close()
    return check_resources(ids, by=by)


def _facts_of(ids: Sequence[int]) -> list[tuple[int, dict[str, Any]]]:
    return [(row.id, row.facts) for part in chunks(list(ids), CHUNK) for row in _rows(part)]


def _keep_answer(number: int, facts: dict[str, Any], fetcher: Fetcher) -> None:
    dossier = Dossier(titles={}, descriptions={}, facts=facts, unknown={})
    if not (address := address_of(dossier)):
        return
    answer = {
        "address": address,
        "outcome": _outcome(address, fetcher),
        "at": now().date().isoformat(),
    }
    CheckReport.objects.filter(resource_id=number).update(answer=answer, asked_at=now())


def _outcome(address: str, fetcher: Fetcher) -> str:
    """Only a server that says so makes an address gone; anything less clear stays unknown."""
    try:
        fetcher.fetch(address, limit=PEEK)
    except TryAgainLater:
        return "later"
    except FetchError as error:
        return "gone" if getattr(error, "answered", 0) in GONE else "later"
    return "answers"
