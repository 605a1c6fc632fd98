"""The desk's menu and its inboxes. Each context declares its screens, who may see them, and what waits
there for a decision."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from armillary.core.remembering import remembered

MOST_COUNTED: Final = 999  # past that it is enough to know that there are more


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number, or that it is more than that."""

    number: int
    is_capped: bool = False

    def __str__(self) -> str:
        return f"{self.number}+" if self.is_capped else str(self.number)


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A screen of the desk: its name for people, its address by name, and for whom it is."""

    label: Promise | str
    view: str
    allowed: Callable[..., bool]
    position: int = 100


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where something waits for a decision. `key` is its name for machines, `view` the address by
    name of its screen, beside whose name the menu says how much waits."""

    key: str
    label: Promise | str
    view: str
    allowed: Callable[..., bool]
    count: Callable[[], Waiting]


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An inbox as somebody sees it who may decide there."""

    key: str
    label: str
    address: str
    waiting: Waiting


ENTRIES: list[DeskEntry] = []
INBOXES: list[Inbox] = []


def register_desk_entry(entry: DeskEntry) -> None:
    """Called when a context starts."""
    ENTRIES.append(entry)
    ENTRIES.sort(key=lambda known: known.position)


def register_inbox(inbox: Inbox) -> None:
    """Called when a context starts. The overview, the menu, the API and the command line show it."""
    INBOXES.append(inbox)


def add_inbox(
    key: str,
    label: Promise | str,
    view: str,
    allowed: Callable[..., bool],
    count: Callable[[], Waiting],
    position: int,
) -> None:
    """An inbox with a screen of its own in the menu."""
    register_desk_entry(DeskEntry(label, view, allowed, position))
    register_inbox(Inbox(key, label, view, allowed, count))


def entries_for(actor: object) -> list[tuple[str, str]]:
    """(address, label) of the screens that `actor` may see."""
    return [(reverse(entry.view), _named(entry)) for entry in ENTRIES if entry.allowed(actor)]


def inboxes_for(actor: object) -> list[InboxRow]:
    """Those in which `actor` may decide, in the order of the menu, empty ones too."""
    places = {entry.view: place for place, entry in enumerate(ENTRIES)}
    is_machine = getattr(actor, "is_machine", False)  # which may do everything
    allowed = [inbox for inbox in INBOXES if is_machine or inbox.allowed(actor)]
    return [
        InboxRow(inbox.key, str(inbox.label), reverse(inbox.view), _waiting(inbox))
        for inbox in sorted(allowed, key=lambda each: places.get(each.view, len(places)))
    ]


def count_waiting(rows: QuerySet[Any], *, most: int = MOST_COUNTED) -> Waiting:
    """How many rows there are; of more than `most`, no more are looked at."""
    number = rows.order_by()[: most + 1].count()
    return Waiting(min(number, most), number > most)


def _waiting(inbox: Inbox) -> Waiting:
    return remembered(("waiting", inbox.key), inbox.count)


def _named(entry: DeskEntry) -> str:
    inbox = next((each for each in INBOXES if each.view == entry.view), None)
    if inbox is None or not (waiting := _waiting(inbox)).number:
        return str(entry.label)
    return f"{entry.label} ({waiting})"
