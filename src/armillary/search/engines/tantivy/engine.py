"""Generations as folders beside a pointer file, and the way from a pointer to a reader."""

import json
import logging
import os
import secrets
import shutil
import threading
import time
from pathlib import Path

from django.utils.translation import gettext as _
from tantivy import Index

from armillary.core.clock import now
from armillary.search.engines.base import Reader, Writer
from armillary.search.engines.tantivy.reader import TantivyReader
from armillary.search.engines.tantivy.schema import build_schema, fingerprint, register_analyzers
from armillary.search.engines.tantivy.writer import TantivyWriter
from armillary.search.errors import IndexUnavailable

logger = logging.getLogger(__name__)

POINTER = "current.json"
Seen = tuple[int, int, int]


class TantivyEngine:
    """One folder of generations. Safe to share among threads, and across a fork."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._forget()
        os.register_at_fork(after_in_child=self._start_anew)

    def _start_anew(self) -> None:
        """A child opens the index itself; it must not wait for a lock its parent held."""
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._pointer: Seen | None = None
        self._commit: Seen | None = None
        self._generation = ""
        self._index: Index | None = None
        self._reader: TantivyReader | None = None

    def reader(self) -> Reader:
        """Two `stat` calls tell whether anything is new, so that no question is answered late."""
        with self._lock:
            try:
                return self._fresh_reader()
            except (OSError, ValueError) as error:
                self._forget()
                if self.generation():
                    logger.warning("The search index cannot be read: %s", error)
                raise _unavailable() from error

    def _fresh_reader(self) -> TantivyReader:
        pointer = _seen(self.root / POINTER)
        if pointer != self._pointer or self._index is None:
            self._forget()
            self._generation = self._usable_generation()
            self._index = self._open(self._generation)
            self._pointer = pointer
        commit = _seen(self.root / self._generation / "meta.json")
        if commit != self._commit or self._reader is None:
            self._index.reload()
            self._reader = TantivyReader(self._index, stamp=f"{self._generation}:{commit}")
            self._commit = commit
        return self._reader

    def _usable_generation(self) -> str:
        generation = self.generation()
        if not generation:
            raise ValueError("no generation made by this version")
        return generation

    def generation(self) -> str:
        try:
            said = json.loads((self.root / POINTER).read_text())
            usable = said["schema"] == fingerprint() and Index.exists(
                self._path(said["generation"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        return str(said["generation"]) if usable else ""

    def create(self) -> str:
        generation = f"{now():%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
        path = self.root / generation
        path.mkdir(parents=True)
        Index(build_schema(), path=str(path))
        return generation

    def writer(self, generation: str, *, bulk: bool = False) -> Writer:
        try:
            return TantivyWriter(self._open(generation), bulk=bulk)
        except (OSError, ValueError) as error:
            raise IndexUnavailable(
                _("The search index cannot be written: %(reason)s. Run: armillary search rebuild")
                % {"reason": str(error)[:200]}
            ) from error

    def activate(self, generation: str) -> None:
        draft = self.root / f"{POINTER}.{os.getpid()}"
        with draft.open("w") as file:
            json.dump({"generation": generation, "schema": fingerprint()}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / POINTER)

    def discard_old(self, *, older_than: float) -> int:
        """Readers may still hold a generation for a moment after the pointer has moved on."""
        if not self.root.is_dir():
            return 0
        current = self.generation()
        settled = time.time() - older_than
        old = [
            path
            for path in self.root.iterdir()
            if path.is_dir() and path.name != current and path.stat().st_mtime < settled
        ]
        if not current or (self.root / POINTER).stat().st_mtime > settled:
            return 0
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return len(old)

    def _open(self, generation: str) -> Index:
        index = Index(build_schema(), path=self._path(generation))
        register_analyzers(index)
        index.config_reader("manual")
        return index

    def _path(self, generation: str) -> str:
        return str(self.root / generation)


def _seen(path: Path) -> Seen:
    found = path.stat()
    return found.st_mtime_ns, found.st_ino, found.st_size


def _unavailable() -> IndexUnavailable:
    return IndexUnavailable(
        _(
            "There is no search index to read yet. It is made when the site is served; "
            "to make it now, run: armillary search rebuild"
        )
    )
