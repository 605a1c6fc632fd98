"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Iterator
from typing import Any, Final

from armillary.formats.errors import FormatError
from armillary.formats.feeds.values import MAXIMUM_ENTRIES, NAMELESS, TOO_MANY, Entry, Feed
from armillary.formats.html_tree import absolute
from armillary.formats.lrmi.pages import encoding_of
from armillary.formats.statement import StatedAgent, StatedFile, Statement, Text

LONGEST_LABEL: Final = 100  # characters
LONGEST_SHARED: Final = 2000  # characters of what the feed says of all its entries

_SHARED: Final = ("version", "language", "author", "authors")
_MOST: Final = 200  # values of a list

Node = dict[str, Any]


def is_json(body: bytes) -> bool:
    """Does the body begin like JSON?"""
    return body[:100].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def open_json(body: bytes, address: str, encoding: str) -> Feed:
    """A JSON Feed. Raises FormatError."""
    feed = _parsed(body, encoding)
    items = feed.get("items") if isinstance(feed, dict) else None
    version = feed.get("version") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not (isinstance(version, str) and "jsonfeed.org" in version):
        raise FormatError("This JSON is no JSON Feed.")
    if len(items) > MAXIMUM_ENTRIES:
        raise FormatError(TOO_MANY)
    shared = {key: feed[key] for key in _SHARED if key in feed}
    if len(json.dumps(shared)) > LONGEST_SHARED:
        shared = {}
    following = _text(feed.get("next_url"))
    return Feed(
        entries=list(_entries(items, shared | {"feed_url": address})),
        following=absolute(following, address) if following else "",
    )


def read_json(payload: bytes) -> Statement:
    """What a payload written by `open_json` states."""
    feed = _parsed(payload, "utf-8")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
        raise FormatError("The payload holds no entry of a feed.")
    return _statement(items[0], feed)


def _parsed(body: bytes, encoding: str) -> Any:
    text = body.decode(encoding_of(body, encoding), "replace").removeprefix("\ufeff")
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise FormatError("The JSON nests too deep.") from error
    except ValueError as error:
        raise FormatError(f"The JSON cannot be read: {error}.") from error


def _entries(items: list[Any], shared: Node) -> Iterator[Entry]:
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            yield Entry("", label=f"entry {number}", problem=NAMELESS)
            continue
        link = _link(item, shared["feed_url"])
        identifier = _text(item.get("id")) or link
        yield Entry(
            identifier=identifier,
            payload=_payload(item, shared) if identifier else b"",
            link=link,
            updated=_text(item.get("date_modified")),
            label=(_text(item.get("title")) or identifier or f"entry {number}")[:LONGEST_LABEL],
            problem="" if identifier else NAMELESS,
        )


def _payload(item: Node, shared: Node) -> bytes:
    """A feed of this one entry."""
    whole = json.dumps(shared | {"items": [item]}, ensure_ascii=False, sort_keys=True)
    return whole.encode("utf-8", "surrogatepass")


def _link(item: Node, base: str) -> str:
    for key in ("url", "external_url"):
        if address := _text(item.get(key)):
            return absolute(address, base)
    return ""


def _statement(item: Node, feed: Node) -> Statement:
    base = _text(feed.get("feed_url"))
    language = _text(item.get("language")) or _text(feed.get("language"))
    identifier = _text(item.get("id"))
    is_web = identifier.startswith(("http://", "https://"))
    link = _link(item, base) or (identifier if is_web else "")
    statement = Statement(
        identifiers=[identifier] if identifier and not is_web else [],
        addresses=[link] if link else [],
        languages=[language] if language else [],
    )
    if title := _text(item.get("title")):
        statement.titles.append(Text(title, language))
    for key in ("summary", "content_text", "content_html"):
        if (text := _text(item.get(key))) and not statement.descriptions:
            statement.descriptions.append(Text(text, language))
    tags = (_text(tag) for tag in _list(item.get("tags")))
    statement.keywords = list(dict.fromkeys(filter(None, tags)))
    statement.published = list(filter(None, [_text(item.get("date_published"))]))
    statement.modified = list(filter(None, [_text(item.get("date_modified"))]))
    statement.creators = _authors(item) or _authors(feed)
    _read_attachments(statement, item, base)
    return statement


def _authors(node: Node) -> list[StatedAgent]:
    """`authors` of version 1.1, or the single `author` of 1.0."""
    stated = _list(node.get("authors")) or [node.get("author")]
    agents = [
        StatedAgent(_text(author.get("name")), "", _text(author.get("url")))
        for author in stated
        if isinstance(author, dict) and _text(author.get("name"))
    ]
    return [agent for place, agent in enumerate(agents) if agent not in agents[:place]]


def _read_attachments(statement: Statement, item: Node, base: str) -> None:
    for each in _list(item.get("attachments")):
        if not isinstance(each, dict) or not _text(each.get("url")):
            continue
        size, seconds = each.get("size_in_bytes"), each.get("duration_in_seconds")
        known = isinstance(size, int) and not isinstance(size, bool) and 0 < size < 10**15
        statement.files.append(
            StatedFile(
                absolute(_text(each.get("url")), base),
                _text(each.get("mime_type")),
                size if known else None,
            )
        )
        if isinstance(seconds, int | float) and 0 < seconds < 10**7:
            statement.durations.append(f"PT{round(seconds)}S")


def _list(value: object) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else []


def _text(value: object) -> str:
    """A text, or a number, which some programs use for identifiers."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return value.strip() if isinstance(value, str) else ""
