"""A reading list in an address, or as a form sends it: `ids=a,b`, with `note.a=` and `minutes.a=` where
there is something to say. So a list needs neither an account, nor a cookie, nor a script; it can be
kept, printed and opened on another device as it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from armillary.catalogue.lists.entries import Entry, is_public_id
from armillary.core.cleaning import cleaned

IDS: Final = "ids"
NOTE: Final = "note."
MINUTES: Final = "minutes."
LONG: Final = 2_000  # characters past which some programs cut an address off
MOST_LOOKED_AT: Final = 1_000  # ids; past that, somebody is playing


def entries_in(sent: QueryDict) -> list[Entry]:
    """In their order, each once; what cannot be an id or a time is passed over."""
    stated = ",".join(sent.getlist(IDS)).split(",", MOST_LOOKED_AT)
    ids = dict.fromkeys(each for each in map(str.strip, stated) if is_public_id(each))
    return [_entry(public_id, sent) for public_id in ids]


def _entry(public_id: str, sent: Mapping[str, str]) -> Entry:
    minutes = sent.get(f"{MINUTES}{public_id}", "").strip()
    is_number = minutes.isascii() and minutes.isdecimal() and len(minutes) < 5
    return Entry(
        public_id,
        cleaned(sent.get(f"{NOTE}{public_id}", "")),
        int(minutes) or None if is_number else None,
    )


def list_address(path: str, entries: Iterable[Entry]) -> str:
    """The one address of a list: whatever was sent, this is what is kept and shared."""
    rows = list(entries)
    if not rows:
        return path
    pairs = [(IDS, ",".join(entry.resource for entry in rows))]
    pairs += [(f"{NOTE}{entry.resource}", entry.note) for entry in rows if entry.note]
    pairs += [(f"{MINUTES}{entry.resource}", str(entry.minutes)) for entry in rows if entry.minutes]
    return f"{path}?{urlencode(pairs, safe=',')}"


def rearranged(entries: Sequence[Entry], sent: Mapping[str, str]) -> list[Entry]:
    """After the button that was pressed: `up`, `down` or `remove` holds the id of an entry."""
    rows = list(entries)
    places = {entry.resource: place for place, entry in enumerate(rows)}
    if (here := places.get(sent.get("remove", ""))) is not None:
        del rows[here]
    elif (here := places.get(sent.get("up", ""))) is not None and here > 0:
        rows[here - 1], rows[here] = rows[here], rows[here - 1]
    elif (here := places.get(sent.get("down", ""))) is not None and here < len(rows) - 1:
        rows[here], rows[here + 1] = rows[here + 1], rows[here]
    return rows
