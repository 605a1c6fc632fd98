"""kill -9 of the indexer, wherever it strikes, costs repeated work and nothing else."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from armillary.search import operations, queries

from .conftest import KIND, Shelf

INDEXER = """
import sys, time
from pathlib import Path
from django.conf import settings

home, last = Path(sys.argv[1]), int(sys.argv[2])
settings.configure(
    INDEX_ROOT=home / "index",
    SECRET_KEY="x",
    INSTALLED_APPS=["armillary.search.apps.SearchConfig"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": home / "db.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
import django
django.setup()
from django.core.management import call_command
from armillary.search import documents, operations, queries
from armillary.search.documents import Document
from armillary.search.models import Change

operations.COMMIT_CHANGES = 20
documents.register_documents(
    "thing",
    build=lambda ids: [Document(i, {"en": f"thing {i}"}) for i in ids if i % 3],
    walk=lambda: range(1, last + 1),
)
call_command("migrate", verbosity=0)
if not Change.objects.exists() and "start" in sys.argv:
    operations.drain_outbox()
    for number in range(1, last + 1):
        operations.note_changes("thing", [number, number])
print("ready", flush=True)
if "rebuild" in sys.argv:
    operations.rebuild(progress=lambda done: time.sleep(0.01))
operations.drain_outbox(wait=True)
print(queries.index_status().documents, Change.objects.count(), flush=True)
"""

LAST = 600
FOUND = LAST - LAST // 3


def _start(home: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", INDEXER, str(home), str(LAST), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("words", [("start",), ("start", "rebuild")])
def test_the_final_state_is_the_same_after_kills(tmp_path: Path, words: tuple[str, ...]):
    for delay in (0.0, 0.08, 0.3):
        with _start(tmp_path, *words) as indexer:
            assert indexer.stdout is not None
            indexer.stdout.readline()
            time.sleep(delay)
            os.kill(indexer.pid, signal.SIGKILL)
    with _start(tmp_path) as indexer:
        assert indexer.stdout is not None
        assert indexer.stdout.readline() == "ready\n"
        assert indexer.stdout.readline() == f"{FOUND} 0\n"


def test_file_of_a_commit_that_was_not_finished_is_in_nobodys_way(
    shelf: Shelf, index_root: Path, tmp_path: Path
):
    """As a kill leaves it between the file that says what is deleted and the one that says so."""
    shelf.titled(*(f"thing {number}" for number in range(1, 40)))
    operations.drain_outbox()
    generation = queries.index_status().generation
    folder, before = index_root / generation, tmp_path / "before"
    shutil.copytree(folder, before)
    shelf.take(1)
    operations.drain_outbox()
    [left] = {path.name for path in folder.glob("*.del")} - {p.name for p in before.glob("*.del")}
    for name in (left, ".managed.json"):
        shutil.copy(folder / name, before / name)
    shutil.rmtree(folder)
    shutil.copytree(before, folder)
    operations.note_changes(KIND, [1])
    operations.drain_outbox()  # the commit writes the very file
    assert (folder / left).exists()
    status = queries.index_status()
    assert (status.generation, status.documents) == (generation, 38)
