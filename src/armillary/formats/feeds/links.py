"""Find the feed that a web page names (RSS Advisory Board, feed autodiscovery)."""

from typing import Final

from armillary.formats.html_tree import absolute, base_of, html_tree

_TYPES: Final = (
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/rdf+xml",
)
_COMMENTS: Final = ("/comments/", "comments/feed", "feed=comments")


def feed_named_by(page: bytes, address: str, *, encoding: str = "") -> str:
    """The address of the first feed that a page links to, empty where there is none.

    Feeds of comments are passed over. Raises FormatError for a page that is too large.
    """
    root = html_tree(page, encoding=encoding)
    if root is None:
        return ""
    base = base_of(root, address)
    for link in root.iter("link"):
        relations = link.get("rel", "").lower().split()
        media_type = link.get("type", "").lower().partition(";")[0].strip()
        if "alternate" not in relations or media_type not in _TYPES:
            continue
        found = absolute(link.get("href", ""), base)
        is_usable = found.startswith(("http://", "https://")) and found != address
        if is_usable and not any(mark in found for mark in _COMMENTS):
            return found
    return ""
