"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

What it has no field for stands in `_armillary`, as it asks for: licences, and how many things a search
finds.
"""

import json
from typing import Any

from armillary.formats.feed_writers.outline import Entry, Outline
from armillary.formats.markup import timestamp

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"

Node = dict[str, Any]


def write_json_feed(feed: Outline) -> bytes:
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.site, "url": feed.home}],
        **({"next_url": feed.following} if feed.following else {}),
        "_armillary": _more(feed),
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode(errors="replace")


def _more(feed: Outline) -> Node:
    more: Node = {"about": feed.home, "updated": timestamp(feed.updated)}
    if feed.search:
        more |= {
            "total": feed.search.total,
            "start": feed.search.start,
            "page_size": feed.search.size,
        }
    return more


def _item(entry: Entry) -> Node:
    language = entry.title.known_language
    item = {
        "id": entry.name,
        "url": entry.page,
        "external_url": entry.about,
        "title": entry.title.text,
        **_words(entry),
        "language": language,
        "date_published": timestamp(entry.published),
        "date_modified": timestamp(entry.updated),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [category.label for category in entry.categories],
        "attachments": [
            {
                "url": file.address,
                "mime_type": file.media_type,
                **({"size_in_bytes": file.size} if file.size else {}),
            }
            for file in entry.enclosures
            if file.media_type
        ],
        "_armillary": {"licence": entry.licence} if entry.licence else {},
    }
    return {name: value for name, value in item.items() if value}


def _words(entry: Entry) -> Node:
    """Every item has a content; where there is nothing to say but its title, that is it."""
    summary = entry.summary.text if entry.summary else ""
    if entry.content:
        return {"summary": summary, "content_html": entry.content.text}
    return {"content_text": summary or entry.title.text}
