"""What counts and reasons are called on screen."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from armillary.harvest.enums import Proof
from armillary.harvest.interfaces.sentences import Said, say
from armillary.harvest.kinds import BUILT_IN, KINDS
from armillary.harvest.listing import Kind

COUNTS: Final = {
    "listed": _("Listed by the source"),
    "received": _("Received"),
    "created": _("New"),
    "updated": _("Changed"),
    "unchanged": _("Unchanged"),
    "deleted": _("Deleted by the source"),
    "rejected": _("Rejected"),
    "missing": _("Missing from the list"),
    "matched": _("Joined with a known resource"),
    "suspected": _("Possible duplicates found"),
}
COUNTS_OF_KEPT: Final = {
    "listed": _("Kept records"),
    "received": _("Mapped anew"),
    "rejected": _("Not readable"),
}
COMPLETE: Final = _("The source's list was gone through to its end.")
INCOMPLETE: Final = _("There is no proof that the list was complete.")
WHOLE: Final = _("The whole list was asked for.")
CHANGES: Final = _("Only what changed since the run before was asked for.")
PARTIAL: Final = _("The source shows its newest entries only, so what it lacks is kept.")
MISSING: Final = {
    "none": _("No record is missing."),
    "kept": _("Missing records were kept."),
    "deleted": _("Missing records were deleted."),
}


def kind_label(kind: str) -> str:
    """What a kind is called; its name if it exists no more."""
    known = KINDS | BUILT_IN
    return str(known[kind].label) if kind in known else kind


def kind_facts(kind: Kind) -> dict[str, Any]:
    """A kind and its options as JSON values."""
    return {
        "name": kind.name,
        "label": str(kind.label),
        "hint": str(kind.hint),
        "options": [
            {
                "name": option.name,
                "label": str(option.label),
                "help": str(option.help),
                "required": option.is_required,
            }
            for option in kind.options
        ],
    }


def count_rows(receipt: dict[str, Any]) -> list[tuple[Any, int]]:
    """(label, number) in the order in which a reader adds them up."""
    labels = COUNTS | (COUNTS_OF_KEPT if receipt.get("remapping") else {})
    return [(label, receipt[name]) for name, label in labels.items()]


def proof_sentences(receipt: dict[str, Any]) -> list[Any]:
    """Whether the list was complete, why that is believed, and what became of what it lacks."""
    proof = receipt["proof"]
    if not proof:
        return []
    said = [COMPLETE if proof["complete"] else INCOMPLETE]
    if proof.get("by") in Proof:
        said.append(Proof(proof["by"]).label)
    said.append(WHOLE if receipt["whole_list"] else CHANGES)
    if proof.get("partial"):
        said.append(PARTIAL)
    elif "missing" in proof:
        said.append(MISSING[proof["missing"]])
    return said


def reason_rows(receipt: dict[str, Any]) -> list[tuple[Said, int, list[str]]]:
    """(reason, number, examples) as sentences."""
    return [
        (say(entry["reason"]), entry["count"], [say(each).text for each in entry["examples"]])
        for entry in receipt["reasons"]
    ]
