"""Kolibri channel databases for tests, in the tables of Kolibri's content schema, several versions.

A test names what it cares about; everything else is what Kolibri Studio writes by itself.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CHANNEL = "6199dde695db4ee4ab392222d5af1e5c"
ROOT = "da7ecc42e62553eebc8121242746e88a"

_NODE = (
    "id char(32) NOT NULL PRIMARY KEY, title varchar(200) NOT NULL, content_id char(32) NOT NULL, "
    "description text, sort_order real, license_owner varchar(200) NOT NULL, "
    "author varchar(200) NOT NULL, kind varchar(200) NOT NULL, available bool NOT NULL, "
    "lft integer NOT NULL, rght integer NOT NULL, tree_id integer NOT NULL, level integer NOT NULL, "
    "parent_id char(32) REFERENCES content_contentnode (id)"
)
_NODE_1 = f"{_NODE}, channel_id char(32), lang_id varchar(14), license_name varchar(50), license_description text"
_NODE_7 = (
    f"{_NODE_1}, coach_content bool NOT NULL, options text, grade_levels text, resource_types text, "
    "learning_activities text, accessibility_labels text, categories text, learner_needs text, "
    'duration integer unsigned CHECK ("duration" >= 0)'
)
_CHANNEL = (
    "id char(32) NOT NULL PRIMARY KEY, name varchar(200) NOT NULL, description varchar(400) NOT NULL, "
    "author varchar(400) NOT NULL, version integer NOT NULL, thumbnail text NOT NULL"
)
_FILE = (
    "id char(32) NOT NULL PRIMARY KEY, contentnode_id char(32), preset varchar(150) NOT NULL, "
    "supplementary bool NOT NULL, thumbnail bool NOT NULL, priority integer, lang_id varchar(14)"
)
_TAGS = (
    "CREATE TABLE content_contenttag (id char(32) PRIMARY KEY, tag_name varchar(30) NOT NULL);"
    "CREATE TABLE content_contentnode_tags (id integer PRIMARY KEY AUTOINCREMENT,"
    " contentnode_id char(32) NOT NULL, contenttag_id char(32) NOT NULL);"
    "CREATE TABLE content_language (id varchar(14) PRIMARY KEY, lang_code varchar(3) NOT NULL,"
    " lang_subcode varchar(10), lang_name varchar(100), lang_direction varchar(3));"
)
SCHEMAS = {
    "7": f"{_TAGS}CREATE TABLE content_contentnode ({_NODE_7});"
    "CREATE INDEX content_contentnode_channel_id_77d3faec ON content_contentnode (channel_id);"
    f"CREATE TABLE content_file ({_FILE}, included_presets integer, local_file_id varchar(32));"
    "CREATE TABLE content_localfile (id varchar(32) PRIMARY KEY, extension varchar(40) NOT NULL,"
    " available bool NOT NULL, file_size_bigint bigint, upstream_url text);"
    f"CREATE TABLE content_channelmetadata ({_CHANNEL}, tagline varchar(150), last_updated varchar,"
    " min_schema_version varchar(50) NOT NULL, root_id char(32) NOT NULL);",
    "1": f"{_TAGS}CREATE TABLE content_contentnode ({_NODE_1}, stemmed_metaphone varchar(1800));"
    f"CREATE TABLE content_file ({_FILE}, available bool, local_file_id varchar(32) NOT NULL);"
    "CREATE TABLE content_localfile (id varchar(32) PRIMARY KEY, extension varchar(40) NOT NULL,"
    " available bool NOT NULL, file_size integer);"
    f"CREATE TABLE content_channelmetadata ({_CHANNEL}, last_updated varchar,"
    " min_schema_version varchar(50) NOT NULL, root_id char(32) NOT NULL);",
    "v0.2.0-beta1": f"{_TAGS}CREATE TABLE content_contentnode ({_NODE}, license_id integer);"
    "CREATE TABLE content_license (id integer PRIMARY KEY, license_name varchar(50) NOT NULL);"
    f"CREATE TABLE content_file ({_FILE}, checksum varchar(400) NOT NULL, extension varchar(40),"
    " available bool, file_size integer);"
    f"CREATE TABLE content_channelmetadata ({_CHANNEL}, root_pk char(32) NOT NULL);",
}


def number(count: int) -> str:
    """A node's id, by a number."""
    return f"{count:032x}".replace("0", "a", 1)


@dataclass
class Channel:
    """A channel to be written; `nodes` are columns by node, topics among them."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    tags: dict[str, list[str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en", "fr", "pt-BR")
    channel: dict[str, Any] = field(default_factory=dict)
    version: str = "7"
    more: str = ""  # SQL to be run at the end
    wal: bool = False

    def node(self, count: int, title: str, kind: str = "video", **more: Any) -> str:
        """Add a node under the channel's root, or under `parent_id`; answer its id."""
        self.nodes.append({"id": number(count), "title": title, "kind": kind, **more})
        return number(count)

    def file(self, node: str, checksum: str, extension: str, **more: Any) -> None:
        self.files.append(
            {"contentnode_id": node, "checksum": checksum, "extension": extension, **more}
        )

    def written(self) -> bytes:
        """The database's bytes."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "channel.sqlite3"
            with closing(sqlite3.connect(path)) as connection:
                if self.wal:
                    connection.execute("PRAGMA journal_mode=WAL")
                connection.executescript(SCHEMAS[self.version])
                self._fill(connection)
                connection.executescript(self.more)
                connection.commit()
            return path.read_bytes()

    def _fill(self, connection: sqlite3.Connection) -> None:
        insert = _Inserter(connection)
        root = {"id": ROOT, "title": "Sums for all", "kind": "topic", "lang_id": "en"}
        for place, node in enumerate([root, *self.nodes]):
            parent = {} if node is root else {"parent_id": ROOT}
            insert(
                "content_contentnode", {**_NODE_DEFAULTS, **parent, **_place(place, node), **node}
            )
        for code in self.languages:
            base, _hyphen, sub = code.partition("-")
            insert("content_language", {"id": code, "lang_code": base, "lang_subcode": sub or None})
        self._fill_files(insert)
        self._fill_tags(insert)
        insert("content_channelmetadata", {**_CHANNEL_DEFAULTS, **self.channel})
        if self.version == "v0.2.0-beta1":
            insert("content_license", {"id": 1, "license_name": "CC BY-SA"})

    def _fill_files(self, insert: "_Inserter") -> None:
        known: set[str] = set()
        for place, file in enumerate(self.files):
            whole = {
                **_FILE_DEFAULTS, "id": number(5000 + place), "local_file_id": file["checksum"], **file
            }  # fmt: skip
            insert("content_file", whole)
            if self.version != "v0.2.0-beta1" and file["checksum"] not in known:
                known.add(file["checksum"])
                size = whole.get("file_size")
                local = {"id": file["checksum"], "extension": file["extension"], "available": 1}
                insert("content_localfile", {**local, "file_size": size, "file_size_bigint": size})

    def _fill_tags(self, insert: "_Inserter") -> None:
        names = sorted({name for tags in self.tags.values() for name in tags})
        ids = {name: number(7000 + place) for place, name in enumerate(names)}
        for name, tag in ids.items():
            insert("content_contenttag", {"id": tag, "tag_name": name})
        for node, tags in self.tags.items():
            for name in tags:
                row = {"contentnode_id": node, "contenttag_id": ids[name]}
                insert("content_contentnode_tags", row)


class _Inserter:
    """Insert what the table has columns for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __call__(self, table: str, row: dict[str, Any]) -> None:
        listed = self._connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        names = [name for _number, name, *_rest in listed if name in row]
        marks = ", ".join("?" for _name in names)
        self._connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
            [row[name] for name in names],
        )


def _place(place: int, node: dict[str, Any]) -> dict[str, Any]:
    """Where in the tree a node is, as far as the tables insist; its own content id."""
    return {"content_id": "c" + node["id"][1:], "lft": place, "rght": place, "sort_order": place}


_NODE_DEFAULTS: dict[str, Any] = {
    "license_owner": "", "author": "", "available": 0, "tree_id": 1, "level": 1, "coach_content": 0,
    "channel_id": CHANNEL, "license_id": 1, "description": "",
}  # fmt: skip
_FILE_DEFAULTS: dict[str, Any] = {
    "preset": "high_res_video", "supplementary": 0, "thumbnail": 0, "available": 1, "priority": 1,
}  # fmt: skip
_CHANNEL_DEFAULTS: dict[str, Any] = {
    "id": CHANNEL, "name": "Sums for all", "description": "Arithmetic without a connection.",
    "author": "Ministry of Education", "version": 3, "thumbnail": "data:image/png;base64,AAAA",
    "last_updated": "2026-05-04 03:02:01.000000+00:00(UTC)", "min_schema_version": "5",
    "root_id": ROOT, "root_pk": ROOT,
}  # fmt: skip
