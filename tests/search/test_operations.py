"""The outbox, the indexer and the index stay in step, whatever dies between them."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from armillary.search import engines, operations, queries
from armillary.search.documents import BUILDERS, Document
from armillary.search.engines import engine
from armillary.search.engines.base import Plan
from armillary.search.engines.tantivy import engine as engine_module
from armillary.search.errors import IndexUnavailable
from armillary.search.indexer import run_indexer
from armillary.search.language import parse
from armillary.search.lock import indexer_lock
from armillary.search.models import Change
from armillary.search.queries import SearchRequest

from .conftest import KIND, Shelf

Found = Callable[..., set[int]]


def test_changes_are_noted_with_their_transaction_or_not_at_all(db: None):
    with transaction.atomic():
        operations.note_changes(KIND, [1, 2])
        transaction.set_rollback(True)
    operations.note_changes(KIND, [3, 3, 4])
    assert list(Change.objects.values_list("kind", "object_id")) == [(KIND, 3), (KIND, 4)]


def test_an_upsert_never_leaves_two_copies(shelf: Shelf, found: Found):
    for version in range(5):
        shelf.put(Document(1, {"en": f"version {version}"}), Document(2, {"en": "still"}))
        found()
    assert found() == {1, 2}
    assert queries.index_status().documents == 2
    assert [found(f'"version {n}"') for n in range(5)] == [set(), set(), set(), set(), {1}]


def test_copies_within_one_batch_are_one_document(shelf: Shelf, found: Found):
    for version in range(3):
        shelf.put(Document(1, {"en": f"version {version}"}))
    found()
    assert queries.index_status().documents == 1


def test_what_a_builder_no_longer_returns_is_removed(shelf: Shelf, found: Found):
    shelf.titled("a", "b")
    found()
    shelf.take(1)
    assert found() == {2}
    assert Change.objects.count() == 0


def test_a_kind_that_nobody_builds_any_more_is_removed(shelf: Shelf, found: Found):
    shelf.titled("a")
    found()
    builder = BUILDERS.pop(KIND)
    operations.note_changes(KIND, [1])
    assert found() == set()
    BUILDERS[KIND] = builder


def test_many_changes_are_committed_in_parts(
    shelf: Shelf, found: Found, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(operations, "COMMIT_CHANGES", 10)
    shelf.put(*(Document(n, {"en": "x"}) for n in range(1, 36)))
    found()
    assert (queries.index_status().documents, Change.objects.count()) == (35, 0)


def test_a_thing_that_changed_several_times_is_built_once(shelf: Shelf, found: Found):
    shelf.titled("a", "b")
    found()
    shelf.put(Document(2, {"en": "x"}))
    shelf.put(Document(1, {"en": "y"}))
    shelf.put(Document(2, {"en": "z"}))
    build, asked = BUILDERS[KIND], []

    def noted(ids: Sequence[int]) -> Any:
        asked.append(list(ids))
        return build(ids)

    BUILDERS[KIND] = noted
    assert found() == {1, 2}
    assert (asked, Change.objects.count()) == ([[2, 1]], 0)


def test_one_bad_thing_does_not_hold_up_the_others(shelf: Shelf, found: Found):
    shelf.titled("a", "b", "c")
    build = BUILDERS[KIND]

    def fragile(ids: Sequence[int]) -> Any:
        if 2 in ids:
            raise ValueError("cannot be built")
        return build(ids)

    BUILDERS[KIND] = fragile
    assert found() == {1, 3}
    status = queries.index_status()
    assert (status.waiting, status.failed) == (0, 1)
    BUILDERS[KIND] = build
    operations.rebuild()
    assert found() == {1, 2, 3}
    assert queries.index_status().failed == 0


def test_a_database_that_fails_is_not_the_fault_of_a_thing(shelf: Shelf):
    shelf.titled("a")
    operations.drain_outbox()
    shelf.titled("a")

    def broken(ids: Sequence[int]) -> Any:
        raise DatabaseError("gone")

    BUILDERS[KIND] = broken
    with pytest.raises(DatabaseError):
        operations.drain_outbox()
    assert Change.objects.get().failures == 0


def test_a_second_indexer_stands_back(shelf: Shelf):
    shelf.titled("a")
    with indexer_lock() as held:
        assert held
        assert operations.drain_outbox() is False
    assert operations.drain_outbox() is True


@pytest.mark.django_db(transaction=True)  # the loop closes connections that are too old
def test_the_loop_indexes_until_told_to_stop(shelf: Shelf):
    shelf.titled("a", "b")
    rounds = iter([False, False, True])
    run_indexer(lambda: next(rounds), pause=0)
    assert queries.index_status().documents == 2


def test_rebuild_makes_a_new_generation_and_tells_its_progress(shelf: Shelf, found: Found):
    shelf.titled("a", "b", "c")
    found()
    before = engine().generation()
    told: list[int] = []
    assert operations.rebuild(progress=told.append) == 3
    assert engine().generation() != before
    assert sum(told) == 3
    assert found() == {1, 2, 3}


def test_the_old_generation_answers_while_the_new_one_is_built(shelf: Shelf, found: Found):
    shelf.titled("a", "b")
    found()
    seen: list[int] = []

    def look(done: int) -> None:
        shelf.put(Document(3, {"en": "came during the walk"}))
        seen.append(queries.find(SearchRequest(kind=KIND)).total)

    operations.rebuild(progress=look)
    assert seen == [2]
    assert queries.find(SearchRequest(kind=KIND)).total == 3
    assert queries.index_status().documents == 3


def test_old_generations_are_removed_after_a_while(shelf: Shelf, index_root: Path):
    operations.rebuild()
    operations.rebuild()
    assert len([p for p in index_root.iterdir() if p.is_dir()]) == 2
    past = time.time() - 2 * operations.KEEP_OLD_SECONDS
    for path in index_root.iterdir():
        os.utime(path, (past, past))
    operations.drain_outbox()
    assert [p.name for p in index_root.iterdir() if p.is_dir()] == [engine().generation()]


@pytest.mark.parametrize("damage", ["pointer", "meta", "segment", "gone", "folder", "schema"])
def test_a_damaged_index_is_reported_and_built_anew(
    shelf: Shelf, found: Found, index_root: Path, damage: str
):
    shelf.titled("a", "b")
    found()
    _damage(index_root, damage)
    with pytest.raises(IndexUnavailable, match="armillary search rebuild"):
        queries.find(SearchRequest(kind=KIND))
    assert found() == {1, 2}


def _damage(root: Path, what: str) -> None:
    folder = root / engine().generation()
    pointer = root / engine_module.POINTER
    if what == "pointer":
        pointer.write_text('{"generation": ["')
    elif what == "gone":
        pointer.unlink()
    elif what == "meta":
        (folder / "meta.json").write_text("{")
    elif what == "folder":
        folder.rename(root / "elsewhere")
    elif what == "schema":
        pointer.write_text(json.dumps({"generation": folder.name, "schema": "of old"}))
    else:
        for file in folder.glob("*.term"):
            file.unlink()  # truncated in place, it would kill a process that has it mapped
            file.write_bytes(b"")
        engines._engine_at.cache_clear()  # a process that starts after the damage


def test_threads_share_a_reader(shelf: Shelf):
    shelf.put(*(Document(n, {"en": f"fractions {n}"}) for n in range(1, 60)))
    operations.drain_outbox()
    reader, totals = engine(), []

    def ask() -> None:
        totals.extend(reader.reader().total(Plan(KIND, parse("fractions"))) for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == [59] * 160


def test_a_forked_reader_sees_commits_made_after_the_fork(shelf: Shelf, found: Found):
    shelf.titled("a")
    found()
    (answer, tell), (wait, go) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:  # no assertion here: the child must end without cleaning up after pytest
        os.read(wait, 1)
        total = engine().reader().documents()
        os.write(tell, str(total).encode())
        os._exit(0)
    shelf.put(Document(2, {"en": "b"}))
    found()
    os.write(go, b"x")
    assert os.read(answer, 10) == b"2"
    os.waitpid(child, 0)


READER = """
import sys, time
from pathlib import Path
from django.conf import settings
settings.configure(INDEX_ROOT=sys.argv[1], SECRET_KEY="x")
from armillary.search.engines import engine
from armillary.search.errors import IndexUnavailable
for wanted in map(int, sys.stdin):
    until = time.monotonic() + 10
    while engine().reader().documents() != wanted and time.monotonic() < until:
        time.sleep(0.01)
    print(engine().reader().documents(), flush=True)
"""


def test_another_process_sees_each_commit_and_each_generation(
    shelf: Shelf, found: Found, index_root: Path
):
    shelf.titled("a")
    found()
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(index_root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def sees(wanted: int) -> int:
            reader.stdin.write(f"{wanted}\n")
            reader.stdin.flush()
            return int(reader.stdout.readline())

        assert sees(1) == 1
        shelf.put(Document(2, {"en": "b"}))
        found()
        assert sees(2) == 2
        shelf.take(1)
        operations.rebuild()
        assert sees(1) == 1
        reader.stdin.close()
