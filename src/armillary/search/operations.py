"""Keep the index in step with the database.

Whoever changes a thing notes it in the outbox, in the same transaction. One indexer at a time takes
the outbox in order, writes documents, commits the index, and only then removes what it took: after
a crash some work is done twice and none is lost.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import DatabaseError
from django.db.models import F

from armillary.core.bulk import delete_rows, insert_rows
from armillary.core.memory import no_search_for_cycles
from armillary.search.documents import BUILDERS, REACHES, WALKERS, Document
from armillary.search.engines import engine
from armillary.search.engines.base import Writer
from armillary.search.errors import IndexUnavailable
from armillary.search.lock import indexer_lock
from armillary.search.models import Change

logger = logging.getLogger(__name__)

BUILD_SIZE = 500  # documents asked of a builder at a time
COMMIT_CHANGES = 5_000
LOOK_AHEAD = 20_000  # rows of the outbox read at a time
COMMIT_SECONDS = 2.0
MAX_FAILURES = 5  # after so many, a change waits for the next rebuild
KEEP_OLD_SECONDS = 60.0

T = TypeVar("T")
Thing = tuple[str, int]  # kind and id
Waiting = dict[Thing, list[int]]  # with the rows of the outbox that speak of it
Progress = Callable[[int], None]  # told how many more documents are done


def note_changes(kind: str, ids: Iterable[int]) -> None:
    """Put things in the outbox, to be indexed again or removed. Call inside the transaction."""
    rows = [(kind, number, 0) for number in dict.fromkeys(ids)]
    insert_rows(Change, ("kind", "object_id", "failures"), rows)


def drain_outbox(*, wait: bool = False) -> bool:
    """Bring the index up to date. False if another indexer is at it and we were not to wait.

    An index that is missing, damaged or made by another version is built anew.
    """
    with indexer_lock(wait=wait) as held:
        if not held:
            return False
        engine().discard_old(older_than=KEEP_OLD_SECONDS)
        try:
            _catch_up()
        except IndexUnavailable:
            logger.info("There is no usable search index; building one.")
            _build_anew(_quietly)
        return True


def _catch_up() -> None:
    engine().reader()  # damage shows when an index is opened
    if _waiting(1):
        _drain(engine().writer(engine().generation()))


def rebuild(*, progress: Progress | None = None) -> int:
    """Build the index anew from the database while the old one serves; answer the documents."""
    with indexer_lock(wait=True):
        return _build_anew(progress or _quietly)


def _quietly(done: int) -> None:
    """Report to nobody."""


def _build_anew(progress: Progress) -> int:
    generation = engine().create()
    writer = engine().writer(generation, bulk=True)
    Change.objects.filter(failures__gt=0).update(failures=0)
    for kind in sorted(WALKERS):
        for ids in _chunks(WALKERS[kind](), BUILD_SIZE):
            writer.add(kind, _documents(kind, ids)[0])
            progress(len(ids))
    if not _waiting(1):
        writer.commit()
    _drain(writer)  # commits the walk together with what changed meanwhile
    engine().activate(generation)
    engine().discard_old(older_than=KEEP_OLD_SECONDS)
    return engine().reader().documents()


def _drain(writer: Writer) -> None:
    try:
        while waiting := _waiting(LOOK_AHEAD):
            taken, failed = _apply(writer, waiting)
            writer.commit()
            _settle(taken, failed)
    finally:
        writer.close()


def _waiting(limit: int) -> Waiting:
    """Things that wait, the oldest first, each with all of its rows: a thing that changed several
    times since is written once."""
    waiting: Waiting = defaultdict(list)
    rows = Change.objects.filter(failures__lt=MAX_FAILURES).order_by("id")
    for pk, kind, number in rows.values_list("id", "kind", "object_id")[:limit]:
        waiting[kind, number].append(pk)
    return waiting


@no_search_for_cycles()
def _apply(writer: Writer, waiting: Waiting) -> tuple[list[int], list[int]]:
    """Write as many things as fit between two commits; answer rows done and rows that failed.

    Documents are built after their rows were read, so they are at least as new as the rows say.
    """
    taken: list[int] = []
    failed: list[int] = []
    until = time.monotonic() + COMMIT_SECONDS
    for things in _chunks(islice(waiting, COMMIT_CHANGES), BUILD_SIZE):
        for kind, ids in _by_kind(things).items():
            together = _reached(kind, ids)
            documents, broken = _documents(kind, together)
            writer.replace(kind, [each for each in together if each not in broken], documents)
            for number in ids:
                (failed if number in broken else taken).extend(waiting[kind, number])
        if time.monotonic() > until:
            break
    return taken, failed


def _reached(kind: str, ids: Sequence[int]) -> list[int]:
    """With what is found as one with them."""
    return list(dict.fromkeys((*ids, *REACHES[kind](ids)))) if kind in REACHES else list(ids)


def _by_kind(things: Iterable[Thing]) -> dict[str, list[int]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, number in things:
        ids[kind].append(number)
    return ids


def _documents(kind: str, ids: Sequence[int]) -> tuple[list[Document], set[int]]:
    """What the builder makes of `ids`, and those it fails on; one bad row must not stop the rest."""
    if kind not in BUILDERS:
        return [], set()
    try:
        return list(BUILDERS[kind](ids)), set()
    except DatabaseError:
        raise
    except Exception:
        logger.exception("A document of kind %s cannot be built.", kind)
        if len(ids) == 1:
            return [], set(ids)
    halves = (_documents(kind, part) for part in (ids[: len(ids) // 2], ids[len(ids) // 2 :]))
    (first, broken), (second, also_broken) = halves
    return first + second, broken | also_broken


def _settle(taken: Sequence[int], failed: Sequence[int]) -> None:
    """Forget the rows that the index now holds. By their ids, for ids are not given in the order
    in which transactions end."""
    delete_rows(Change, taken)
    for rows in _chunks(failed, BUILD_SIZE):
        Change.objects.filter(id__in=rows).update(failures=F("failures") + 1)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
