"""The mapping of a source over the API: the same drafts, trials and versions as at the desk, with the
session of whoever is signed in and the token against forged requests (`X-CSRFToken`)."""

from typing import Any, Final

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.core.stated import Whole
from armillary.harvest import mappings, rules
from armillary.harvest.interfaces.mapping_facts import dry_run_facts, tried_facts
from armillary.harvest.mappings_trying import (
    MOST_SHOWN,
    SHOWN,
    dry_run_mapping,
    preview_mapping,
)
from armillary.harvest.models import IDENTIFIER_LENGTH, NOTE_LENGTH, Source
from armillary.harvest.operations import mappings as operations
from armillary.harvest.queries import source_by_name
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Mappings"], auth=django_auth)

BASE: Final = "/sources/{name}/mapping"


class MappingDraftIn(Schema):
    """What the draft is to say. With `revision`, a draft that somebody changed meanwhile stays."""

    document: dict[str, Any] = Field(description='`{"fields": {…}}`')
    note: str = Field("", max_length=NOTE_LENGTH, description="To other curators.")
    revision: Whole | None = Field(None, description="That of the draft that was read; 0: none.")


class TrialIn(Schema):
    """A mapping to try out; the draft, or else what is in force, if there is none."""

    document: dict[str, Any] | None = None


class PreviewQuery(Schema):
    """Which records."""

    record: str = Field(
        "", max_length=IDENTIFIER_LENGTH, description="Part of an identifier, or id of a resource."
    )
    count: int = Field(SHOWN, ge=1, le=MOST_SHOWN)


@router.get(BASE, summary="Draft, versions and re-mappings of a source")
def read_mapping(request: HttpRequest, name: str) -> dict[str, Any]:
    return _facts(_seen(request, name))


@router.put(f"{BASE}/draft", summary="Write the draft")
def save_draft(request: HttpRequest, name: str, stated: MappingDraftIn) -> dict[str, Any]:
    """Nothing changes until it is published."""
    source = _seen(request, name)
    operations.save_draft(
        source,
        document=stated.document,
        note=stated.note,
        seen=stated.revision,
        by=person_of(request),
    )
    return _facts(source)


@router.delete(f"{BASE}/draft", response={204: None}, summary="Discard the draft")
def discard_draft(request: HttpRequest, name: str) -> Status[None]:
    operations.discard_draft(_seen(request, name), by=person_of(request))
    return Status(204, None)


@router.post(f"{BASE}/preview", summary="Some records by the draft")
def preview(
    request: HttpRequest, name: str, asked: Query[PreviewQuery], tried: TrialIn
) -> dict[str, Any]:
    """As they came, as they state, and what their resources would say. Nothing is written."""
    source = _seen(request, name)
    mapping = mappings.checked_mapping(_document(source, tried))
    rows = preview_mapping(
        source, mapping, count=asked.count, record=asked.record, by=person_of(request)
    )
    return {"records": [tried_facts(row) for row in rows]}


@router.post(f"{BASE}/dry-run", summary="What would change")
def dry_run(request: HttpRequest, name: str, tried: TrialIn) -> dict[str, Any]:
    """Nothing is written. Of many records, a sample is tried, the same one each time."""
    source = _seen(request, name)
    mapping = mappings.checked_mapping(_document(source, tried))
    return dry_run_facts(dry_run_mapping(source, mapping, by=person_of(request)))


@router.post(f"{BASE}/publish", response={202: Any}, summary="Put the draft in force")
def publish(request: HttpRequest, name: str) -> Status[dict[str, Any]]:
    """What is kept is mapped by it in a moment, without asking the source again."""
    source = _seen(request, name)
    operations.publish_mapping(source, by=person_of(request))
    return Status(202, _facts(source))


@router.post(
    f"{BASE}/versions/{{number}}/revert",
    response={201: Any},
    summary="Make a draft of an earlier version",
)
def revert(request: HttpRequest, name: str, number: int) -> Status[dict[str, Any]]:
    source = _seen(request, name)
    operations.revert_mapping(source, number, by=person_of(request))
    return Status(201, _facts(source))


@router.post(f"{BASE}/remap", response={202: Any}, summary="Map what is kept again")
def remap(request: HttpRequest, name: str) -> Status[dict[str, Any]]:
    """By the mapping in force and the vocabularies of today. The source is not asked."""
    source = _seen(request, name)
    operations.remap_again(source, by=person_of(request))
    return Status(202, _facts(source))


def _seen(request: HttpRequest, name: str) -> Source:
    """For those who may change it: payloads are shown as they came."""
    require(rules.may_add_source(person_of(request)))
    return source_by_name(name)


def _document(source: Source, tried: TrialIn) -> Any:
    return mappings.document_at_hand(source) if tried.document is None else tried.document


def _facts(source: Source) -> dict[str, Any]:
    revision = operations.revision_of(mappings.draft_of(source))
    return {**mappings.mapping_facts(source), "revision": revision}
