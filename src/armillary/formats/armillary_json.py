"""Read what another Armillary gives out at `/api/v1/changes`: its resources whole, reviews included.

Descriptions are in our own words already, so each of their values is stated in the form that comes
out of `describe` as it went in. A key that our vocabularies lack is an unknown value like any other.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from armillary.formats.errors import FormatError
from armillary.formats.portable_review import Json, PortableReview, is_key, read_review
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)
from armillary.formats.values.addresses import canonical
from armillary.formats.values.classroom import CONSTRAINTS

MOST_REVIEWS: Final = 100  # of one resource
MOST_PATHS: Final = 50
LONGEST_PATH: Final = 20  # sites
MOST_ENTRIES: Final = 2_000  # of a page
MOST_VALUES: Final = 500  # of one field; more is no description
LONGEST_ADDRESS: Final = 2_000
LONGEST_MOMENT: Final = 40

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource in the list. `paths` are the ways back to the sites that have it at first hand,
    each a list of the pages about it, the one of this site first."""

    id: str
    datestamp: str
    is_gone: bool
    payload: bytes
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of the list. `problems` tells of entries that cannot be read: (name, sentence)."""

    entries: list[Entry]
    following: str = ""  # the cursor of the next page
    since: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)


def read_changes(body: bytes) -> Changes:
    """A page of the list. Raises `FormatError` where it is none."""
    document = _loaded(body)
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise FormatError("This is no list of changes of an Armillary.")
    if len(document["items"]) > MOST_ENTRIES:
        raise FormatError("A page of the list has more entries than can be read at once.")
    entries: list[Entry] = []
    problems: list[tuple[str, str]] = []
    for number, item in enumerate(document["items"], start=1):
        try:
            entries.append(_entry(item))
        except FormatError as error:
            name = str(item.get("id", number)) if isinstance(item, dict) else str(number)
            problems.append((name[:80], str(error)))
    following = document.get("next") or ""
    if not isinstance(following, str) or len(following) > LONGEST_ADDRESS:
        raise FormatError("The list does not say in a readable way where it goes on.")
    return Changes(entries, following, _moment(document.get("since")), problems)


def read_entry(payload: bytes) -> Statement:
    """What the other site says of a resource. Raises `FormatError`."""
    document = _loaded(payload)
    described = document.get("description") if isinstance(document, dict) else None
    if not isinstance(described, dict):
        raise FormatError("The entry has no description.")
    statement = Statement()
    _put_texts(statement, described)
    _put_terms(statement, described)
    _put_people(statement, described)
    _put_facts(statement, described)
    _put_links(statement, described)
    _put_keys(statement, document.get("keys"))
    _put_unknown(statement, document.get("unknown"), described)
    return statement


def reviews_in(payload: bytes) -> list[PortableReview]:
    """The reviews of an entry that make sense, each once."""
    try:
        document = _loaded(payload)
    except FormatError:
        return []
    stated = document.get("reviews") if isinstance(document, dict) else None
    found: dict[str, PortableReview] = {}
    for each in _list(stated)[:MOST_REVIEWS]:
        review = read_review(each)
        if review is not None:
            found.setdefault(review.id, review)
    return list(found.values())


def paths_in(payload: bytes) -> tuple[Path, ...]:
    """The ways that an entry came, as `Entry.paths`."""
    try:
        document = _loaded(payload)
    except FormatError:
        return ()
    return _paths(document) if isinstance(document, dict) else ()


def public_id_in(page: str) -> str:
    """The id in the address of a page about a resource; empty if there is none.

    >>> public_id_in("https://stem.example/ar/resources/0123456789ab/")
    '0123456789ab'
    """
    path = page.partition("#")[0].partition("?")[0].rstrip("/")
    head, _slash, name = path.rpartition("/")
    return name if head.endswith("/resources") and is_key(name) else ""


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise FormatError("The answer cannot be read as JSON.") from error


def _refused(name: str) -> Any:
    raise ValueError(name)  # NaN and its like are no JSON


def _entry(item: object) -> Entry:
    if not isinstance(item, dict) or not is_key(item.get("id")):
        raise FormatError("The entry has no readable id.")
    try:
        payload = json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except RecursionError as error:
        raise FormatError("The entry is nested too deeply to be read.") from error
    return Entry(
        id=item["id"],
        datestamp=_moment(item.get("datestamp")),
        is_gone=item.get("state") != "listed",
        payload=payload,
        paths=_paths(item),
    )


def _paths(item: Json) -> tuple[Path, ...]:
    """A site that says nothing of where it has a thing from has it at first hand."""
    stated = item.get("paths")
    if not isinstance(stated, list):
        page = item.get("page")
        return ((page[:LONGEST_ADDRESS],),) if isinstance(page, str) else ()
    paths = (tuple(_words(path)) for path in stated[:MOST_PATHS] if isinstance(path, list))
    return tuple(path for path in paths if 0 < len(path) <= LONGEST_PATH)


def _moment(value: object) -> str:
    """A moment as the other site wrote it; empty where it is none."""
    if not isinstance(value, str) or len(value) > LONGEST_MOMENT:
        return ""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return ""
    return value


def _list(value: object) -> list[Any]:
    return value[:MOST_VALUES] if isinstance(value, list) else []


def _words(value: object) -> list[str]:
    return [each for each in _list(value) if isinstance(each, str)]


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _put_texts(statement: Statement, described: Json) -> None:
    statement.titles.extend(_texts(described.get("titles")))
    statement.descriptions.extend(_texts(described.get("descriptions"), has_lines=True))


def _texts(value: object, *, has_lines: bool = False) -> Iterator[Text]:
    """In their order: the first is the original. What looks like an entity is text, since the
    other site has resolved them; cleaning would do it once more."""
    pairs = list(value.items())[:MOST_VALUES] if isinstance(value, dict) else []
    for tag, text in pairs:
        if isinstance(text, str):
            yield Text(_literal(text), tag, has_lines)


def _literal(text: str) -> str:
    return text.replace("&", "&amp;")


_LISTS: Final = (
    *("types", "subjects", "levels", "audiences", "languages", "accessibility", "countries"),
)


def _put_terms(statement: Statement, described: Json) -> None:
    for name in _LISTS:
        setattr(statement, name, _words(described.get(name)))
    for name in CONSTRAINTS:
        value = described.get(name)
        setattr(statement, name, [value] if isinstance(value, str) else _words(value))
    statement.keywords.extend(map(_literal, _words(described.get("keywords"))))
    grades = _list(described.get("grades"))
    statement.grades.extend(grade for grade in grades if type(grade) is int)


def _put_people(statement: Statement, described: Json) -> None:
    statement.creators.extend(_agent(each) for each in _list(described.get("creators")))
    if isinstance(described.get("publisher"), dict):
        statement.publishers.append(_agent(described["publisher"]))


def _agent(value: object) -> StatedAgent:
    if not isinstance(value, dict):
        return StatedAgent("")
    name, kind, address = (_word(value.get(key)) for key in ("name", "kind", "address"))
    return StatedAgent(_literal(name), kind, address)


def _put_facts(statement: Statement, described: Json) -> None:
    for name, target in (
        ("licence", statement.licences),
        ("published", statement.published),
        ("modified", statement.modified),
    ):
        if value := _word(described.get(name)):
            target.append(value)
    minutes = described.get("minutes")
    if isinstance(minutes, int) and not isinstance(minutes, bool):
        statement.durations.append(f"PT{minutes}M")
    if isinstance(described.get("free"), bool):
        statement.free.append("true" if described["free"] else "false")


def _put_links(statement: Statement, described: Json) -> None:
    statement.addresses.extend(_words(described.get("addresses")))
    for each in _list(described.get("files")):
        if isinstance(each, dict):
            statement.files.append(_file(each))
    for each in _list(described.get("relations")):
        if isinstance(each, dict):
            kind, target = _word(each.get("kind")), _word(each.get("target"))
            statement.relations.append(StatedRelation(kind, target))


def _file(value: Json) -> StatedFile:
    size = value.get("size")
    known = size if isinstance(size, int) and not isinstance(size, bool) else None
    return StatedFile(_word(value.get("address")), _word(value.get("media_type")), known)


def _put_keys(statement: Statement, stated: object) -> None:
    """DOIs, ISBNs and their like. Addresses only where the description has the page: one that the
    other site has known once must not become an address to follow."""
    pages = {canonical(address) for address in statement.addresses}
    for key in _words(stated):
        kind, _colon, value = key.partition(":")
        if kind == "address":
            if canonical(value) in pages:
                statement.identifiers.append(value)
        else:
            statement.identifiers.append(key)


# What the other site could not map, we may; published and modified are dates alike.
_UNKNOWN: Final = {
    "types": "types",
    "levels": "levels",
    "audiences": "audiences",
    "languages": "languages",
    "licences": "licences",
    "accessibility": "accessibility",
    "free": "free",
    "durations": "durations",
    "dates": "published",
    "countries": "countries",
    **{name: name for name in CONSTRAINTS},
}


def _put_unknown(statement: Statement, stated: object, described: Json) -> None:
    unknown = stated if isinstance(stated, dict) else {}
    for kind, name in _UNKNOWN.items():
        getattr(statement, name).extend(_words(unknown.get(kind)))
    keywords = {word.casefold() for word in _words(described.get("keywords"))}
    for word in _words(unknown.get("subjects")):
        if word.casefold() in keywords:  # else it would become a keyword that nobody has stated
            statement.subjects.append(_literal(word))
