"""The tables of a Kolibri channel, content schema version 5, and a file that holds them."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

VERSION: Final = "5"

CHANNELS: Final = "content_channelmetadata"
NODES: Final = "content_contentnode"
FILES: Final = "content_file"
LOCAL_FILES: Final = "content_localfile"
LANGUAGES: Final = "content_language"
TAGS: Final = "content_contenttag"
NODE_TAGS: Final = "content_contentnode_tags"

_NODE: Final = "char(32) NOT NULL REFERENCES content_contentnode (id)"
_TABLES: Final = {
    LANGUAGES: "id varchar(14) PRIMARY KEY, lang_code varchar(3) NOT NULL, lang_subcode varchar(10), "
    "lang_name varchar(100), lang_direction varchar(3) NOT NULL",
    TAGS: "id char(32) PRIMARY KEY, tag_name varchar(30) NOT NULL",
    LOCAL_FILES: "id varchar(32) PRIMARY KEY, extension varchar(40) NOT NULL, "
    "available bool NOT NULL, file_size integer",
    NODES: "id char(32) PRIMARY KEY, title varchar(200) NOT NULL, kind varchar(200) NOT NULL, "
    "content_id char(32) NOT NULL, channel_id char(32) NOT NULL, description text, sort_order real, "
    "author varchar(200) NOT NULL, license_name varchar(50), license_description text, "
    "license_owner varchar(200) NOT NULL, available bool NOT NULL, coach_content bool NOT NULL, "
    "options text, grade_levels text, resource_types text, learning_activities text, "
    "accessibility_labels text, categories text, learner_needs text, duration integer, "
    "lft integer NOT NULL, rght integer NOT NULL, tree_id integer NOT NULL, level integer NOT NULL, "
    "lang_id varchar(14) REFERENCES content_language (id), "
    "parent_id char(32) REFERENCES content_contentnode (id)",
    FILES: "id char(32) PRIMARY KEY, preset varchar(150) NOT NULL, supplementary bool NOT NULL, "
    f"thumbnail bool NOT NULL, priority integer, contentnode_id {_NODE}, "
    "lang_id varchar(14) REFERENCES content_language (id), "
    "local_file_id varchar(32) NOT NULL REFERENCES content_localfile (id)",
    CHANNELS: "id char(32) PRIMARY KEY, name varchar(200) NOT NULL, "
    "description varchar(400) NOT NULL, tagline varchar(150), author varchar(400) NOT NULL, "
    "version integer NOT NULL, thumbnail text NOT NULL, last_updated varchar, "
    f"min_schema_version varchar(50) NOT NULL, root_id {_NODE}",
    "content_assessmentmetadata": "id char(32) PRIMARY KEY, assessment_item_ids text NOT NULL, "
    "number_of_assessments integer NOT NULL, mastery_model text NOT NULL, randomize bool NOT NULL, "
    f"is_manipulable bool NOT NULL, contentnode_id {_NODE}",
    NODE_TAGS: f"id integer PRIMARY KEY, contentnode_id {_NODE}, "
    "contenttag_id char(32) NOT NULL REFERENCES content_contenttag (id), "
    "UNIQUE (contentnode_id, contenttag_id)",
    "content_contentnode_has_prerequisite": f"id integer PRIMARY KEY, from_contentnode_id {_NODE}, "
    f"to_contentnode_id {_NODE}, UNIQUE (from_contentnode_id, to_contentnode_id)",
    "content_contentnode_related": f"id integer PRIMARY KEY, from_contentnode_id {_NODE}, "
    f"to_contentnode_id {_NODE}, UNIQUE (from_contentnode_id, to_contentnode_id)",
}
_INDEXES: Final = (
    f"CREATE INDEX content_file_contentnode_id ON {FILES} (contentnode_id)",
    f"CREATE INDEX content_file_local_file_id ON {FILES} (local_file_id)",
)


class Database:
    """A new file with these tables. It is nobody's but ours until it is closed: nothing is done for a
    machine that fails meanwhile."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for line in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "BEGIN"):
            self._connection.execute(line)
        for table, columns in _TABLES.items():
            self._connection.execute(f"CREATE TABLE {table} ({columns})")

    def put(self, table: str, row: Mapping[str, object]) -> None:
        """Add a row, unless one with its id is there."""
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
        self._connection.execute(sql, tuple(row.values()))

    def close(self) -> None:
        for line in (*_INDEXES, "COMMIT"):
            self._connection.execute(line)
        self._connection.close()

    def give_up(self) -> None:
        self._connection.close()
