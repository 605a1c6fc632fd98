"""Where each field of a resource came from: one document per resource, field → origin.

An origin names a record (`source:identifier`), a rule of ours or a curator, says when, and whether
the field is locked. A locked field is never touched by a harvest.
"""

from typing import NotRequired, TypedDict

from armillary.core.clock import now


class Origin(TypedDict):
    """`by` is record, rule or curator; `ref` the record, the rule's name or the actor's id."""

    by: str
    ref: str
    at: str
    locked: NotRequired[bool]


Provenance = dict[str, Origin]


def from_record(ref: str, at: str = "") -> Origin:
    return Origin(by="record", ref=ref, at=at or _today())


def from_curator(actor_id: str, *, locked: bool = True) -> Origin:
    return Origin(by="curator", ref=actor_id, at=_today(), locked=locked)


def locked_fields(provenance: Provenance) -> set[str]:
    return {field for field, origin in provenance.items() if origin.get("locked")}


def sources_of(provenance: Provenance) -> list[str]:
    """Names of the sources that any field came from, in alphabetical order."""
    refs = (origin["ref"] for origin in provenance.values() if origin["by"] == "record")
    return sorted({ref.partition(":")[0] for ref in refs})


def _today() -> str:
    return now().strftime("%Y-%m-%dT%H:%M:%SZ")
