"""Read feeds: RSS 0.90 to 2.0, Atom 0.3 and 1.0 with what others add to them, JSON Feed 1.0 and 1.1.

`open_feed` takes a feed apart into entries, each with a payload that `read_entry` reads again
without the rest: a feed of that one entry, with what the feed says for all of them. Sources: RSS 2.0,
RSS 1.0, RFC 4287 (Atom), RFC 5005 (pages and archives), RFC 6721 (deleted entries), Media RSS 1.5,
the podcast terms of Apple, the licence modules of Creative Commons, JSON Feed 1.1.
"""

from armillary.formats.feeds import json_feed, xml_feed
from armillary.formats.feeds.links import feed_named_by
from armillary.formats.feeds.values import Entry, Feed
from armillary.formats.statement import Statement

__all__ = ["Entry", "Feed", "feed_named_by", "is_web_page", "open_feed", "read_entry"]


def is_web_page(body: bytes) -> bool:
    """Is this an HTML page, where a feed was expected?"""
    start = body[:2000].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return True
    return start.startswith(b"<?xml") and b"<html" in start


def open_feed(body: bytes, address: str, *, encoding: str = "") -> Feed:
    """A feed in any of the formats; `address` is where it was found, `encoding` what the server said.

    What is broken is mended as far as it goes. Raises FormatError for what is no feed, and for a
    document type with entities of its own.
    """
    if json_feed.is_json(body):
        return json_feed.open_json(body, address, encoding)
    return xml_feed.open_xml(body, address, encoding)


def read_entry(payload: bytes) -> Statement:
    """What the entry of a payload states. Raises FormatError."""
    if json_feed.is_json(payload):
        return json_feed.read_json(payload)
    return xml_feed.read_xml(payload)
