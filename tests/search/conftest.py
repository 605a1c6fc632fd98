"""A kind of document of our own, whose things live in a dictionary instead of a table."""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from armillary.search import concepts, documents, operations, queries
from armillary.search.documents import Document, Presented
from armillary.search.queries import SearchRequest, SearchResult

KIND = "thing"


class Shelf:
    """Things that can be found, and the doors that a context would have."""

    def __init__(self) -> None:
        self.things: dict[int, Document] = {}

    def put(self, *things: Document) -> None:
        """Write things and note the change, as an operation of a context does."""
        self.things |= {thing.id: thing for thing in things}
        operations.note_changes(KIND, [thing.id for thing in things])

    def take(self, *ids: int) -> None:
        for number in ids:
            del self.things[number]
        operations.note_changes(KIND, ids)

    def titled(self, *titles: str, language: str = "en") -> None:
        """Things numbered from 1, with nothing but a title."""
        self.put(*(Document(n, {language: title}) for n, title in enumerate(titles, 1)))

    def build(self, ids: Sequence[int]) -> list[Document]:
        return [self.things[number] for number in ids if number in self.things]

    def walk(self) -> list[int]:
        return sorted(self.things)

    def present(
        self, ids: Sequence[int], language: str, wanted: Collection[str]
    ) -> list[Presented]:
        return [
            Presented(id=f"public-{n}", title=next(iter(self.things[n].titles.values())))
            for n in ids
        ]


@pytest.fixture(autouse=True)
def index_root(settings: Any, tmp_path: Path) -> Path:
    settings.INDEX_ROOT = tmp_path / "index"
    return tmp_path / "index"


@pytest.fixture
def shelf(db: None) -> Iterator[Shelf]:
    registries: list[dict[str, Any]] = [
        documents.BUILDERS,
        documents.WALKERS,
        documents.PRESENTERS,
    ]
    before = [dict(registry) for registry in registries]
    finders = list(concepts.FINDERS)
    for registry in (*registries, concepts.FINDERS):
        registry.clear()
    shelf = Shelf()
    documents.register_documents(KIND, build=shelf.build, walk=shelf.walk, present=shelf.present)
    yield shelf
    for registry, entries in zip(registries, before, strict=True):
        registry.clear()
        registry.update(entries)
    concepts.FINDERS[:] = finders


@pytest.fixture
def search(shelf: Shelf) -> Callable[..., SearchResult]:
    """Drain the outbox, then find."""

    def run(text: str = "", **options: Any) -> SearchResult:
        operations.drain_outbox()
        return queries.find(SearchRequest(text=text, kind=KIND, **options))

    return run


@pytest.fixture
def found(search: Callable[..., SearchResult]) -> Callable[..., set[int]]:
    """The ids that a search finds."""

    def run(text: str = "", **options: Any) -> set[int]:
        return set(search(text, **options).ids)

    return run
