"""Read a Kolibri channel database, as Kolibri Studio serves it and as it lies on USB sticks.

A channel is a tree of topics; its leaves are the resources. Topics become keywords of what lies in
them, and the channel is a resource of its own, of which the others are parts. The tables are those
of Kolibri's content schema, from its first version on: what a version does not have is absent.
A content id says that two leaves, in this channel or in others, are one resource.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from armillary.formats import kolibri_labels as labels
from armillary.formats.errors import FormatError
from armillary.formats.sqlite_rows import Record, Rows, opened
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Statement, Text

CHANNELS: Final = "content_channelmetadata"
NODES: Final = "content_contentnode"
FILES: Final = "content_file"
LOCAL_FILES: Final = "content_localfile"
LANGUAGES: Final = "content_language"
TAGS: Final = "content_contenttag"
NODE_TAGS: Final = "content_contentnode_tags"
LICENCES: Final = "content_license"  # before the first numbered version
TABLES: Final = (CHANNELS, NODES, FILES, LOCAL_FILES, LANGUAGES, TAGS, NODE_TAGS, LICENCES)

# Left out is what changes without a change of the resource: order, availability, versions.
_CHANNEL: Final = ("description", "tagline", "author", "last_updated", "root_id", "root_pk")
_NODE: Final = (
    "title", "kind", "content_id", "channel_id", "parent_id", "description", "author", "lang_id",
    "license_name", "license_description", "license_owner", "license_id", "coach_content",
    "grade_levels", "resource_types", "learning_activities", "accessibility_labels", "categories",
    "learner_needs", "duration", "options",
)  # fmt: skip
_FILE: Final = (
    "local_file_id", "checksum", "extension", "file_size", "preset", "supplementary", "thumbnail",
    "priority", "lang_id",
)  # fmt: skip
_LOOKED_UP: Final = frozenset({"parent_id", "license_id"})  # said in words instead
NEEDED: Final = ("id", "title", "kind")
MOST_FILES: Final = 100  # of one node
MOST_TOPICS: Final = 50  # above one node

_ID: Final = re.compile(r"[0-9a-f]{32}\Z")
_EXTENSION: Final = re.compile(r"[a-z0-9]{1,20}\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """A channel or a resource in it: an identifier that stays (empty where it has none), and what
    the channel says of it."""

    identifier: str
    payload: bytes
    label: str


class _Topic(NamedTuple):
    title: str
    parent: str
    language: str


@dataclass(slots=True)
class _Around:
    """What the nodes refer to."""

    channels: dict[str, Record] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    licences: dict[str, str] = field(default_factory=dict)
    topics: dict[str, _Topic] = field(default_factory=dict)
    tags: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[Record]] = field(default_factory=dict)


def resources_of(body: bytes) -> Iterator[Found]:
    """The channel and its resources, in the order of the file; topics are none.

    Raises FormatError for what is no Kolibri channel, at the first thing asked for.
    """
    with opened(body, TABLES) as rows:
        around = _around(rows)
        yield from (_channel(row, around) for row in around.channels.values())
        for node in rows.of(NODES, _NODE, required=NEEDED):
            if node.get("kind") != "topic":
                yield _resource(node, around)


def read_kolibri(payload: bytes, *, storage: str = "", library: str = "") -> Statement:
    """The statement of one payload.

    `storage` is the address of the folder that holds the files (`https://…/content/storage/`),
    `library` that of a Kolibri server whose pages show them; both may be empty.
    """
    stored = json.loads(payload)
    if "channel" in stored:
        return _channel_statement(stored, library)
    return _node_statement(stored, storage=storage, library=library)


def _around(rows: Rows) -> _Around:
    around = _Around()
    for row in rows.of(LANGUAGES, ("id", "lang_code", "lang_subcode")):
        parts = (_text(row.get("lang_code")), _text(row.get("lang_subcode")))
        around.languages[_text(row.get("id"))] = "-".join(filter(None, parts))
    for row in rows.of(LICENCES, ("id", "license_name")):
        around.licences[_text(row.get("id"))] = _text(row.get("license_name"))
    for row in rows.of(NODES, ("parent_id", "lang_id"), required=NEEDED):
        if row.get("kind") == "topic":
            topic = (_text(row.get(name)) for name in ("title", "parent_id", "lang_id"))
            around.topics[_text(row.get("id"))] = _Topic(*topic)
    for row in rows.of(CHANNELS, _CHANNEL, required=("id", "name")):
        around.channels[_text(row.get("id"))] = row
    if not around.channels:
        raise FormatError("The database holds no channel.")
    around.tags = _tags(rows)
    around.files = _files(rows)
    return around


def _tags(rows: Rows) -> dict[str, list[str]]:
    names = {
        _text(row.get("id")): _text(row.get("tag_name"))
        for row in rows.of(TAGS, ("id", "tag_name"))
    }
    found: dict[str, list[str]] = {}
    for row in rows.of(NODE_TAGS, ("contentnode_id", "contenttag_id")):
        if name := names.get(_text(row.get("contenttag_id"))):
            found.setdefault(_text(row.get("contentnode_id")), []).append(name)
    return {node: sorted(tags) for node, tags in found.items()}


def _files(rows: Rows) -> dict[str, list[Record]]:
    """Node → its files, the one that carries it first; thumbnails are none of them."""
    sizes = ("extension", "file_size", "file_size_bigint")
    local = {_text(row.get("id")): row for row in rows.of(LOCAL_FILES, ("id", *sizes))}
    found: dict[str, list[Record]] = {}
    for row in rows.of(FILES, ("contentnode_id", *_FILE)):
        if row.get("thumbnail"):
            continue
        checksum = _text(row.get("local_file_id")) or _text(row.get("checksum"))
        whole = {**row, **local.get(checksum, {})}
        size = whole.get("file_size_bigint") or whole.get("file_size")
        files = found.setdefault(_text(row.get("contentnode_id")), [])
        if len(files) < MOST_FILES:
            files.append(
                {
                    "checksum": checksum,
                    "extension": whole.get("extension"),
                    "size": size,
                    "preset": row.get("preset"),
                    "supplementary": bool(row.get("supplementary")),
                    "priority": row.get("priority"),
                    "language": row.get("lang_id"),
                }
            )
    for files in found.values():
        files.sort(key=_rank)
    return found


def _rank(file: Record) -> tuple[bool, float, str]:
    priority = file["priority"]
    rank = float(priority) if isinstance(priority, int | float) else float("inf")
    return bool(file["supplementary"]), rank, _text(file["checksum"])


def _channel(row: Record, around: _Around) -> Found:
    number = _text(row.get("id"))
    if not _ID.match(number):
        return Found("", b"", _text(row.get("name")))
    root = around.topics.get(_text(row.get("root_id")) or _text(row.get("root_pk")))
    stored = {"channel": _stated(row), "language": _language(root.language if root else "", around)}
    return Found(f"channel:{number}", _canonical(stored), _text(row.get("name")))


def _resource(row: Record, around: _Around) -> Found:
    number, title = _text(row.get("id")), _text(row.get("title"))
    if not _ID.match(number):
        return Found("", b"", title)
    stored = {
        "node": {name: value for name, value in _stated(row).items() if name not in _LOOKED_UP},
        "language": _language(_text(row.get("lang_id")), around),
        "licence": _text(row.get("license_name"))
        or around.licences.get(_text(row.get("license_id")), ""),
        "channel_of": _text(row.get("channel_id")) or next(iter(around.channels)),
        "topics": _topics(_text(row.get("parent_id")), around),
        "tags": around.tags.get(number, []),
        "files": around.files.get(number, []),
    }
    return Found(f"node:{number}", _canonical(stored), title)


def _topics(parent: str, around: _Around) -> list[str]:
    """The titles of the topics above a node, the highest first; the tree's root is the channel."""
    titles: list[str] = []
    seen: set[str] = set()
    while (topic := around.topics.get(parent)) and parent not in seen and len(seen) < MOST_TOPICS:
        seen.add(parent)
        parent = topic.parent
        if parent:
            titles.append(topic.title)
    return titles[::-1]


def _language(number: str, around: _Around) -> str:
    return around.languages.get(number) or number


def _stated(row: Record) -> Record:
    return {name: value for name, value in row.items() if value not in (None, "")}


def _canonical(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _channel_statement(stored: Mapping[str, Any], library: str) -> Statement:
    row, language = stored["channel"], stored["language"]
    number = _text(row["id"])
    return Statement(
        identifiers=[_urn(number)],
        titles=[Text(_text(row.get("name")), language)],
        descriptions=_texts((row.get("description") or row.get("tagline"),), language),
        addresses=[f"{library}/learn/#/topics/{number}"] if library else [],
        types=["Collection"],
        languages=[language] if language else [],
        creators=_agents(row.get("author")),
        modified=[day] if (day := _text(row.get("last_updated"))[:10]) else [],
    )


def _node_statement(stored: Mapping[str, Any], *, storage: str, library: str) -> Statement:
    row, language = stored["node"], stored["language"]
    number = _text(row["id"])
    content, channel = _text(row.get("content_id")), _text(stored["channel_of"])
    statement = Statement(
        identifiers=[_urn(content if _ID.match(content) else number)],
        titles=[Text(_text(row.get("title")), language)],
        descriptions=_texts((row.get("description"),), language),
        addresses=[f"{library}/learn/#/topics/c/{number}"] if library else [],
        keywords=[*stored["topics"], *stored["tags"]],
        languages=[language] if language else [],
        licences=_strings(stored["licence"], row.get("license_description")),
        creators=_agents(row.get("author")),
        publishers=_agents(row.get("license_owner")),
        files=_stated_files(stored["files"], storage) if storage else [],
        relations=[StatedRelation("isPartOf", _urn(channel))] if _ID.match(channel) else [],
    )
    _put_labels(statement, row)
    return statement


def _put_labels(statement: Statement, row: Mapping[str, Any]) -> None:
    """What the codes of a node say, and its kind."""
    categories = _text(row.get("categories"))
    statement.subjects = labels.subjects(categories)
    statement.levels = labels.words(_text(row.get("grade_levels")), labels.LEVELS)
    statement.types = [
        *labels.words(_text(row.get("resource_types")), labels.RESOURCE_TYPES),
        *labels.teaching_types(categories),
        *_kinds(row),
    ]
    access = _text(row.get("accessibility_labels"))
    statement.accessibility = labels.words(access, labels.ACCESSIBILITY)
    if labels.needs_internet(_text(row.get("learner_needs"))):
        statement.internet = ["Needs the internet"]
    if row.get("coach_content") or labels.is_for_teachers(categories):
        statement.audiences = ["Teacher"]
    seconds = row.get("duration")
    if isinstance(seconds, int) and seconds > 0:
        statement.durations = [f"PT{seconds}S"]


def _kinds(row: Mapping[str, Any]) -> list[str]:
    """The kind of a node; an exercise that is set as a quiz is one (`{"modality": "QUIZ"}`)."""
    kind = _text(row.get("kind"))
    if kind == "exercise" and '"QUIZ"' in _text(row.get("options")):
        return ["Quiz"]
    return [labels.KINDS.get(kind, kind)] if kind else []


def _stated_files(files: Sequence[Mapping[str, Any]], storage: str) -> list[StatedFile]:
    """Files lie in folders named after the first two letters of their checksum."""
    found = []
    for file in files:
        checksum, extension = _text(file["checksum"]), _text(file["extension"])
        if not _ID.match(checksum) or not _EXTENSION.match(extension):
            continue
        address = f"{storage}{checksum[0]}/{checksum[1]}/{checksum}.{extension}"
        size = file["size"] if isinstance(file["size"], int) else None
        found.append(StatedFile(address, labels.MEDIA_TYPES.get(extension, ""), size))
    return found


def _urn(number: str) -> str:
    """Kolibri writes UUIDs without hyphens."""
    parts = (number[:8], number[8:12], number[12:16], number[16:20], number[20:])
    return f"urn:uuid:{'-'.join(parts)}"


def _texts(values: Iterable[object], language: str) -> list[Text]:
    return [Text(text, language) for text in _strings(*values)]


def _strings(*values: object) -> list[str]:
    return [text for value in values if (text := _text(value))]


def _agents(*values: object) -> list[StatedAgent]:
    return [StatedAgent(name) for name in _strings(*values)]
