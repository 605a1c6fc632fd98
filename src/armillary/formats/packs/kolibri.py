"""A pack as a channel of Kolibri, on a drive that Kolibri finds: a database, and files by their MD5.

Several packs may share a drive. Kolibri imports from it without any program of ours, and brings a channel
up to date from a drive with a later release, copying what is new.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from armillary.formats.packs import kolibri_nodes as nodes
from armillary.formats.packs import kolibri_schema as schema
from armillary.formats.packs.kits import Entry, Find, Kit
from armillary.formats.packs.kolibri_nodes import Row
from armillary.formats.packs.kolibri_parts import Laid, parts, thumbnail
from armillary.formats.packs.kolibri_texts import language, sound
from armillary.formats.packs.kolibri_zips import copies, held
from armillary.formats.packs.listing import Item, Listing, Section

CONTENT: Final = "KOLIBRI_DATA/content"


def database_place(pack: Listing) -> str:
    """Where the database of a pack's channel lies."""
    return f"{CONTENT}/databases/{nodes.channel_id(pack).hex}.sqlite3"


def entries(listing: Listing, find: Find) -> Iterator[Entry]:
    """The files of the channel and, at the end, its database."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as whenever:
        path = Path(folder) / "channel.sqlite3"
        database = schema.Database(path)
        whenever.callback(database.give_up)
        yield from _Channel(listing, find, database).entries()
        database.close()
        yield Entry(database_place(listing), path, is_summed=False)


class _Channel:
    """A walk over the tree, in the order in which it is read: each node is numbered when it begins and
    when it ends, and written then."""

    def __init__(self, pack: Listing, find: Find, database: schema.Database) -> None:
        self._items, self._find, self._database = pack.items, find, database
        self._pack = sound(replace(pack, items=()))
        self._listing = pack
        self._count = 0
        self._seen: set[str] = set()  # ids of items, and places of files
        self._extensions: dict[str, str] = {}  # MD5 → extension

    def entries(self) -> Iterator[Entry]:
        if found := language(self._pack.language):
            self._database.put(schema.LANGUAGES, nodes.language(found))
        root, begun = nodes.root(self._pack), self._next()
        for place, (section, items) in enumerate(_branches(self._listing), 1):
            if section is None:
                yield from self._resources(items, root, level=1, after=place - 1)
            else:
                yield from self._topic(section, items, root, place)
        self._put(root, begun, level=0)
        self._database.put(schema.CHANNELS, nodes.channel(self._pack))

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _put(
        self, node: Row, begun: int, *, level: int, parent: Row | None = None, place: int = 1
    ) -> None:
        where = {
            "lft": begun,
            "rght": self._next(),
            "level": level,
            "parent_id": parent["id"] if parent else None,
            "sort_order": float(place),
        }
        self._database.put(schema.NODES, {**node, **where})

    def _topic(
        self, section: Section, items: Sequence[Item], root: Row, place: int
    ) -> Iterator[Entry]:
        node, begun = nodes.topic(self._pack, sound(section)), self._next()
        yield from self._resources(items, node, level=2)
        self._put(node, begun, level=1, parent=root, place=place)

    def _resources(
        self, items: Sequence[Item], parent: Row, *, level: int, after: int = 0
    ) -> Iterator[Entry]:
        for place, item in enumerate(items, after + 1):
            if item.id not in self._seen:
                self._seen.add(item.id)
                yield from self._resource(sound(item), parent, level, place)

    def _resource(self, item: Item, parent: Row, level: int, place: int) -> Iterator[Entry]:
        found, begun = parts(self._pack, item, self._find), self._next()
        node = nodes.resource(self._pack, item, found.shown, found.left_out)
        self._put_words(node, item)
        if small := thumbnail(item, str(node["kind"]), self._find):
            yield from self._file(node, small, 0, is_thumbnail=True)
        if len(found.shown) == 1:
            for priority, laid in enumerate(found.shown[0].laid(), 1):
                yield from self._file(node, laid, priority)
        else:
            for inner, part in enumerate(found.shown, 1):
                child, start = nodes.part(self._pack, item, part, inner), self._next()
                for priority, laid in enumerate(part.laid(), 1):
                    yield from self._file(child, laid, priority)
                self._put(child, start, level=level + 1, parent=node, place=inner)
        self._put(node, begun, level=level, parent=parent, place=place)

    def _put_words(self, node: Row, item: Item) -> None:
        if found := nodes.language_of(self._pack, item):
            self._database.put(schema.LANGUAGES, nodes.language(found))
        for tag in nodes.tags(self._pack, item):
            self._database.put(schema.TAGS, tag)
            row: Row = {"contentnode_id": node["id"], "contenttag_id": tag["id"]}
            self._database.put(schema.NODE_TAGS, row)

    def _file(
        self, node: Row, laid: Laid, priority: int, *, is_thumbnail: bool = False
    ) -> Iterator[Entry]:
        """Its rows; and the file, unless it lies there."""
        extension = self._extensions.setdefault(laid.md5, laid.extension)
        row = nodes.file(node, laid, priority, is_thumbnail=is_thumbnail)
        self._database.put(schema.FILES, row)
        self._database.put(schema.LOCAL_FILES, nodes.local_file(laid))
        place = f"{CONTENT}/storage/{laid.md5[0]}/{laid.md5[1]}/{laid.md5}.{extension}"
        if place not in self._seen:
            self._seen.add(place)
            yield Entry(place, laid.content)


def _branches(listing: Listing) -> Iterator[tuple[Section | None, Sequence[Item]]]:
    """Sections with their items, then what is in none; everything at once where there is one section."""
    sections = list(listing.in_sections())
    if len(sections) < 2:
        yield None, listing.items
        return
    yield from sections
    known = {section.id for section, _items in sections}
    if rest := [item for item in listing.items if item.section not in known]:
        yield None, rest


KOLIBRI: Final = Kit(
    "kolibri", entries, lambda listing: f"pack-{listing.slug}", held=held, copies=copies
)
