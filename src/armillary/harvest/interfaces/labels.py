"""What counts and reasons are called on screen."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

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
SUSPICIONS: Final = {
    "same-title": _("The same title"),
    "similar-title": _("A similar title"),
    "same-name": _("The same creator"),
    "same-host": _("The same web site"),
    "shared-key": _("The same address or identifier, with different DOIs or records"),
}


def count_rows(receipt: dict[str, Any]) -> list[tuple[Any, int]]:
    """(label, number) in the order in which a reader adds them up."""
    return [(label, receipt[name]) for name, label in COUNTS.items()]


def suspicion_labels(reasons: list[dict[str, Any]]) -> list[Any]:
    return [SUSPICIONS.get(entry["reason"], entry["reason"]) for entry in reasons]
