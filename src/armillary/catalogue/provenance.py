"""Where each field of a resource came from: one document per resource, field → origin.

An origin names a record (`source:identifier`), a rule of ours, a curator or a machine's guess, says
when, and whether the field is locked. A locked field is never touched by a harvest; a machine speaks
only where nobody else does.
"""

from typing import Final, NotRequired, TypedDict

from armillary.core.clock import now

MACHINE: Final = "machine"


class Origin(TypedDict):
    """`by` is record, rule, curator or machine; `ref` the record, the rule's name or the actor's id.
    A machine says how sure it is of each value, from 0 to 1."""

    by: str
    ref: str
    at: str
    locked: NotRequired[bool]
    confidence: NotRequired[dict[str, float]]


Provenance = dict[str, Origin]


def from_record(ref: str, at: str = "") -> Origin:
    return Origin(by="record", ref=ref, at=at or _today())


def from_curator(actor_id: str, *, locked: bool = True) -> Origin:
    return Origin(by="curator", ref=actor_id, at=_today(), locked=locked)


def from_machine(rule: str, confidence: dict[str, float]) -> Origin:
    return Origin(by=MACHINE, ref=rule, at=_today(), confidence=confidence)


def guessed_fields(provenance: Provenance) -> set[str]:
    return {field for field, origin in provenance.items() if origin["by"] == MACHINE}


def locked_fields(provenance: Provenance) -> set[str]:
    return {field for field, origin in provenance.items() if origin.get("locked")}


def sources_of(provenance: Provenance) -> list[str]:
    """Names of the sources that any field came from, in alphabetical order."""
    refs = (origin["ref"] for origin in provenance.values() if origin["by"] == "record")
    return sorted({ref.partition(":")[0] for ref in refs})


def _today() -> str:
    return now().strftime("%Y-%m-%dT%H:%M:%SZ")
