"""Change one generation of the index."""

import os
from collections.abc import Iterable, Sequence

from tantivy import Index

from armillary.search.documents import Document
from armillary.search.engines.tantivy.schema import key, lay_out

BULK_HEAP = 256_000_000
STEADY_HEAP = 64_000_000


class TantivyWriter:
    """A steady writer makes one segment per commit; a bulk one uses every core it may."""

    def __init__(self, index: Index, *, bulk: bool) -> None:
        threads = min(os.cpu_count() or 1, 4) if bulk else 1
        self._writer = index.writer(BULK_HEAP if bulk else STEADY_HEAP, threads)
        # A writer that was killed in a commit has left files, one of which the next would write.
        self._writer.garbage_collect_files()

    def replace(self, kind: str, ids: Sequence[int], documents: Iterable[Document]) -> None:
        for number in ids:
            self._writer.delete_documents_by_term("key", key(kind, number))
        self.add(kind, documents)

    def add(self, kind: str, documents: Iterable[Document]) -> None:
        for document in documents:
            self._writer.add_document(lay_out(kind, document))

    def commit(self) -> None:
        self._writer.commit()
        self._writer.garbage_collect_files()

    def close(self) -> None:
        """Wait for merges: a writer that is dropped breaks them off and segments would pile up."""
        self._writer.wait_merging_threads()
