"""What counts and reasons are called on screen."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from armillary.harvest.interfaces.sentences import Said, say

KINDS: Final = (
    ("oai", _("OAI-PMH provider")),
    ("sitemap", _("Sitemap")),
    ("page", _("Single web page")),
    ("table", _("Table (CSV, Excel, JSON)")),
)
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


def kind_label(kind: str) -> str:
    """As the form calls it in which a source is added."""
    return str(dict(KINDS).get(kind, kind))


def count_rows(receipt: dict[str, Any]) -> list[tuple[Any, int]]:
    """(label, number) in the order in which a reader adds them up."""
    return [(label, receipt[name]) for name, label in COUNTS.items()]


def reason_rows(receipt: dict[str, Any]) -> list[tuple[Said, int, list[str]]]:
    """(reason, number, examples) as sentences."""
    return [
        (say(entry["reason"]), entry["count"], [say(each).text for each in entry["examples"]])
        for entry in receipt["reasons"]
    ]


def suspicion_labels(reasons: list[dict[str, Any]]) -> list[Any]:
    return [SUSPICIONS.get(entry["reason"], entry["reason"]) for entry in reasons]
