"""The desk's menu. Each context declares its screens and who may see them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A screen of the desk: its name for people, its address by name, and for whom it is."""

    label: Promise | str
    view: str
    allowed: Callable[..., bool]
    position: int = 100


ENTRIES: list[DeskEntry] = []


def register_desk_entry(entry: DeskEntry) -> None:
    """Called when a context starts."""
    ENTRIES.append(entry)
    ENTRIES.sort(key=lambda known: known.position)


def entries_for(actor: object) -> list[tuple[str, str]]:
    """(address, label) of the screens that `actor` may see."""
    return [(reverse(entry.view), str(entry.label)) for entry in ENTRIES if entry.allowed(actor)]
