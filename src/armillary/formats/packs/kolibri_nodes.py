"""Rows of a Kolibri channel: what it is, its topics and its resources, by the columns of its tables.

One list makes the same rows everywhere. A resource has one content id in every pack of a site, by which
Kolibri knows that a learner has seen it in another channel.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import lru_cache
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from armillary.formats.packs import kolibri_codes as codes
from armillary.formats.packs import kolibri_texts as texts
from armillary.formats.packs.kolibri_parts import Laid, Part
from armillary.formats.packs.kolibri_schema import VERSION
from armillary.formats.packs.kolibri_texts import Language, clamped, line
from armillary.formats.packs.listing import Item, Listing, Section
from armillary.formats.packs.words import word

Row = dict[str, object]

_FRACTION: Final = re.compile(r"\.[0-9]+")  # Python 3.10 reads six digits and no others

_LONGEST: Final = 200  # characters of a title, an author and an owner
_LONGEST_TEXT: Final = 20_000
_LONGEST_TAG: Final = 30
_MOST_TAGS: Final = 20
_MOST_SECONDS: Final = 2**31 - 1


def channel_id(pack: Listing) -> UUID:
    return channel_id_of(pack.publisher_address, pack.id)


@lru_cache(maxsize=16)
def channel_id_of(site: str, public_id: str) -> UUID:
    """That of the pack with a public id, whose name another one may have after it, of the site at an
    address."""
    return uuid5(NAMESPACE_URL, texts.sound(f"{site}packs/{public_id}"))


def channel(pack: Listing) -> Row:
    number = channel_id(pack).hex
    return {
        "id": number,
        "name": line(pack.title, _LONGEST),
        "description": clamped(pack.text, 400),
        "tagline": None,
        "author": line(pack.publisher, 400),
        "version": pack.release,
        "thumbnail": "",
        "last_updated": _when(pack.made),
        "min_schema_version": VERSION,
        "root_id": number,
    }


def _when(made: str) -> str | None:
    """A time as Kolibri writes it; it fails on every other form, even on ISO 8601."""
    try:
        stated = _FRACTION.sub(lambda found: f"{found[0][:7]:0<7}", made.replace("Z", "+00:00"))
        found = datetime.fromisoformat(stated)
    except ValueError:
        return None
    utc = timezone.utc  # noqa: UP017  (for Python 3.10)
    found = found.astimezone(utc) if found.tzinfo else found
    return f"{found:%Y-%m-%d %H:%M:%S.%f}(UTC)"


def _node(pack: Listing, number: UUID, *, title: str, kind: str, language: Language | None) -> Row:
    return {
        "id": number.hex,
        "title": line(title, _LONGEST) or number.hex,
        "kind": kind,
        "content_id": number.hex,
        "channel_id": channel_id(pack).hex,
        "description": "",
        "author": "",
        "license_name": None,
        "license_description": None,
        "license_owner": "",
        "available": False,
        "coach_content": False,
        "tree_id": 1,
        "lang_id": language.id if language else None,
    }


def root(pack: Listing) -> Row:
    language = texts.language(pack.language)
    node = _node(pack, channel_id(pack), title=pack.title, kind="topic", language=language)
    return {**node, "description": clamped(pack.text, _LONGEST_TEXT)}


def topic(pack: Listing, section: Section) -> Row:
    number = uuid5(channel_id(pack), f"section:{section.id}")
    language = texts.language(pack.language)
    return _node(pack, number, title=section.title, kind="topic", language=language)


def language_of(pack: Listing, item: Item) -> Language | None:
    """That of the resource, or of what is said of it."""
    for tag in (*item.languages, item.language, pack.language):
        if found := texts.language(tag, pack.names.get("languages", {}).get(tag, "")):
            return found
    return None


def resource_id(pack: Listing, item: Item) -> UUID:
    return uuid5(channel_id(pack), item.id)


def resource(pack: Listing, item: Item, shown: Sequence[Part], left_out: Sequence[str]) -> Row:
    """Its node, or the folder of its nodes where there are several parts."""
    number = resource_id(pack, item)
    kind = shown[0].kind if len(shown) == 1 else "topic"
    title = item.title.strip() or item.address or item.id
    node = _node(pack, number, title=title, kind=kind, language=language_of(pack, item))
    node |= {
        "description": _description(pack, item, left_out),
        **_rights(pack, item),
        **_labels(item),
    }
    if len(shown) > 1:
        return node
    return {**node, **_of_part(shown[0], item), "content_id": _content_id(item, number)}


def part(pack: Listing, item: Item, shown: Part, place: int) -> Row:
    """A node in the folder of a resource, the first being number 1."""
    number = uuid5(resource_id(pack, item), str(place))
    title = shown.name.strip() or f"{item.title.strip() or item.address or item.id} ({place})"
    node = _node(pack, number, title=title, kind=shown.kind, language=language_of(pack, item))
    content = _content_id(item, number, f"#{place}" if place > 1 else "")
    return {
        **node,
        **_rights(pack, item),
        **_labels(item),
        **_of_part(shown, item),
        "content_id": content,
    }


def file(node: Row, laid: Laid, priority: int, *, is_thumbnail: bool = False) -> Row:
    number = uuid5(UUID(hex=str(node["id"])), f"{laid.preset}:{laid.md5}")
    return {
        "id": number.hex,
        "preset": laid.preset,
        "supplementary": is_thumbnail,
        "thumbnail": is_thumbnail,
        "priority": priority,
        "contentnode_id": node["id"],
        "lang_id": None,
        "local_file_id": laid.md5,
    }


def local_file(laid: Laid) -> Row:
    return {
        "id": laid.md5,
        "extension": laid.extension,
        "available": False,
        "file_size": laid.size,
    }


def language(found: Language) -> Row:
    return {
        "id": found.id,
        "lang_code": found.code,
        "lang_subcode": found.subcode,
        "lang_name": found.name,
        "lang_direction": found.direction,
    }


def tags(pack: Listing, item: Item) -> list[Row]:
    """Keywords; one that is longer than Kolibri's would be another word if it was cut."""
    names = dict.fromkeys(" ".join(keyword.split()) for keyword in item.keywords)
    short = [name for name in names if 0 < len(name) <= _LONGEST_TAG]
    return [
        {"id": uuid5(channel_id(pack), f"tag:{name}").hex, "tag_name": name}
        for name in short[:_MOST_TAGS]
    ]


def _content_id(item: Item, number: UUID, more: str = "") -> str:
    return uuid5(NAMESPACE_URL, item.page + more).hex if item.page else number.hex


def _description(pack: Listing, item: Item, left_out: Sequence[str]) -> str:
    names = word(pack, "left_out", names=", ".join(left_out)) if left_out else ""
    said = filter(None, (item.text.strip(), item.note.strip(), names))
    return clamped("\n\n".join(said), _LONGEST_TEXT)


def _rights(pack: Listing, item: Item) -> Row:
    name = codes.licence(item.terms.key)
    stated = " ".join(filter(None, (item.terms.name, item.terms.address)))
    unstated = word(pack, "no_licence") if name == codes.SPECIAL else ""
    names = line(", ".join(item.creators), _LONGEST)
    return {
        "author": names,
        "license_name": name,
        "license_description": clamped(stated or unstated, _LONGEST_TEXT),
        "license_owner": names or line(item.publisher, _LONGEST),
    }


def _labels(item: Item) -> Row:
    teaching = [codes.TEACHING[key] for key in item.types if key in codes.TEACHING]
    is_for_staff = codes.is_for_staff(item.audiences)
    categories = [
        *(codes.CATEGORIES[key] for key in item.subjects if key in codes.CATEGORIES),
        *teaching,
        *([codes.FOR_TEACHERS] if is_for_staff else []),
    ]
    return {
        "categories": ",".join(dict.fromkeys(categories)) or None,
        "grade_levels": codes.codes(item.levels, codes.LEVELS),
        "resource_types": codes.codes(item.types, codes.RESOURCE_TYPES),
        "coach_content": is_for_staff,
    }


def _of_part(shown: Part, item: Item) -> Row:
    """What is true of something that is shown, and not of a folder."""
    activities = codes.codes(item.types, codes.ACTIVITIES) if not shown.is_card else None
    seconds = item.minutes * 60
    return {
        "learning_activities": activities or shown.activity,
        "learner_needs": codes.INTERNET if shown.is_card else None,
        "duration": seconds if 0 < seconds <= _MOST_SECONDS else None,
    }
