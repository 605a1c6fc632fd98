"""The forms that every feed comes in. The form is the ending of its address, and nothing else about
the address changes with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from armillary.formats.feed_writers import Outline, write_atom, write_json_feed, write_rss


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a feed; `title` is what people call it."""

    title: str
    media_type: str
    write: Callable[[Outline], bytes]


ATOM: Final = "atom"
FORMS: Final = {
    ATOM: Form("Atom", "application/atom+xml", write_atom),
    "rss": Form("RSS", "application/rss+xml", write_rss),
    "json": Form("JSON Feed", "application/feed+json", write_json_feed),
}


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One form of a feed, as a page points to it."""

    title: str
    media_type: str
    address: str


def links_to(address_in: Callable[[str], str]) -> list[FeedLink]:
    """All forms of the feed whose address in a form the function tells."""
    return [FeedLink(form.title, form.media_type, address_in(name)) for name, form in FORMS.items()]
