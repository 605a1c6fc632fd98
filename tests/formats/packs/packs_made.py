"""Lists of packs and copied files for tests. A test names what it cares about."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from armillary.formats.packs.kits import Entry, Kit
from armillary.formats.packs.listing import Item, Listing, Role, Section, StoredFile, Terms

BY = Terms("cc-by-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")


def made(number: int = 1, **more: Any) -> Item:
    stated: dict[str, Any] = {
        "id": f"item{number}",
        "title": f"Lesson {number}",
        "text": "Halves and quarters.",
        "language": "en",
        "address": f"https://elsewhere.example/{number}",
        "page": f"https://site.example/resources/{number}/",
        "terms": BY,
        **more,
    }
    return Item(**stated)


def pack_of(*items: Item, **more: Any) -> Listing:
    stated: dict[str, Any] = {
        "id": "pack1",
        "release": 3,
        "made": "2026-11-05T06:07:08.09Z",
        "address": "https://site.example/collections/fractions/",
        "language": "en",
        "direction": "ltr",
        "title": "Fractions",
        "text": "For the fourth year.",
        "publisher": "The Site",
        "publisher_address": "https://site.example/",
        "licence": Terms(),
        "slug": "fractions",
        "items": items,
        **more,
    }
    return Listing(**stated)


def sections(*titles: str) -> tuple[Section, ...]:
    return tuple(Section(title.lower(), title) for title in titles)


@dataclass
class Store:
    """Copied files in a folder."""

    folder: Path
    asked: list[str] = field(default_factory=list)

    def keep(
        self, body: bytes, media_type: str, extension: str, *, role: Role = "main", name: str = ""
    ) -> StoredFile:
        sha256 = hashlib.sha256(body).hexdigest()
        (self.folder / sha256).write_bytes(body)
        md5 = hashlib.md5(body).hexdigest()
        return StoredFile(sha256, md5, len(body), media_type, extension, role, name)

    def find(self, sha256: str) -> Path:
        self.asked.append(sha256)
        path = self.folder / sha256
        if not path.exists():
            raise FileNotFoundError(sha256)
        return path


def bodies(kit: Kit, pack: Listing, store: Store) -> dict[str, bytes]:
    """place → content of all files of a kit."""
    return {entry.place: content(entry) for entry in kit.entries(pack, store.find)}


def content(entry: Entry) -> bytes:
    return entry.content if isinstance(entry.content, bytes) else entry.content.read_bytes()


def rows(database: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
