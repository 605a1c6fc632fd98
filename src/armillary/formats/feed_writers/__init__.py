"""Write feeds: one outline of what is told, as Atom, RSS 2.0 or JSON Feed 1.1.

Whatever the form, an entry has the same name, the same dates and the same words, so that somebody who
changes their reader sees nothing twice.
"""

from armillary.formats.feed_writers.atom import write_atom
from armillary.formats.feed_writers.json_feed import write_json_feed
from armillary.formats.feed_writers.outline import (
    Category,
    Enclosure,
    Entry,
    Outline,
    Page,
    Wording,
)
from armillary.formats.feed_writers.rss import write_rss

__all__ = [
    "Category",
    "Enclosure",
    "Entry",
    "Outline",
    "Page",
    "Wording",
    "write_atom",
    "write_json_feed",
    "write_rss",
]
