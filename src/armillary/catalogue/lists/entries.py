"""What a list is made of, whoever keeps it, and what of it can be kept at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from armillary.catalogue.errors import InvalidList
from armillary.core.cleaning import cleaned

MOST_ENTRIES: Final = 50  # a list is read from top to bottom, and printed
LONGEST_NOTE: Final = 500
LONGEST_TIME: Final = 600  # minutes
LONGEST_TITLE: Final = 200

PUBLIC_ID: Final = re.compile(r"[0-9a-z]{1,12}")


@dataclass(frozen=True, slots=True)
class Entry:
    """`resource` is a public id; `minutes` is None where nobody said how long."""

    resource: str
    note: str = ""
    minutes: int | None = None


def is_public_id(stated: str) -> bool:
    return PUBLIC_ID.fullmatch(stated) is not None


def checked_entries(entries: Sequence[Entry]) -> list[Entry]:
    """As they are kept: each resource once, in its first place. Raises `InvalidList`."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.resource, entry)
        if len(first) > MOST_ENTRIES:
            raise InvalidList(
                _("A list holds at most %(most)d resources. Make a second one for the rest.")
                % {"most": MOST_ENTRIES}
            )
    return [_checked(entry) for entry in first.values()]


def _checked(entry: Entry) -> Entry:
    note = cleaned(entry.note)
    if len(note) > LONGEST_NOTE:
        raise InvalidList(
            _("A note has at most %(most)d characters. Shorten it.") % {"most": LONGEST_NOTE}
        )
    if entry.minutes is not None and not 0 < entry.minutes <= LONGEST_TIME:
        raise InvalidList(
            _("Give the time in minutes, from 1 to %(most)d.") % {"most": LONGEST_TIME}
        )
    return replace(entry, note=note)


def checked_title(stated: str) -> str:
    """In one line. Raises `InvalidList`."""
    title = " ".join(cleaned(stated).split())
    if not title:
        raise InvalidList(_("Give the list a title."))
    if len(title) > LONGEST_TITLE:
        raise InvalidList(
            _("A title has at most %(most)d characters. Shorten it.") % {"most": LONGEST_TITLE}
        )
    return title
