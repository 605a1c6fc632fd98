"""Write a dump. Both files are made of the same pieces, read once, so that they say the same.

Only the latest dump is offered, since what was withdrawn is still in the one before. Names hold what is
inside, so that nobody gets the end of one file behind the beginning of another; whoever is fetching a
file when the next dump is ready fetches it to its end, because it is open.
"""

import fcntl
import gzip
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.dissemination import rules
from armillary.dissemination.dumps.queries import LATEST, Dump, DumpFile, root
from armillary.dissemination.errors import DumpUnderWay
from armillary.dissemination.exports.chosen import everything
from armillary.dissemination.exports.kinds import kind_named
from armillary.dissemination.exports.table import Style
from armillary.dissemination.exports.writing import parts_of
from armillary.people.actors import Actor

CSV, LINES = "csv", "jsonld.jsonl"
FORMATS: Final = (LINES, CSV)
STYLE: Final = Style(columns="keys")
LEVEL: Final = 6  # of compression: one more takes twice the time for a hundredth of the size
UNFINISHED: Final = "unfinished-"


@dataclass
class _Part:
    """A file while it grows; `size` is what went in, unpacked."""

    kind: str
    path: Path
    packed: gzip.GzipFile
    size: int = 0

    def write(self, piece: bytes) -> None:
        self.size += len(piece)
        self.packed.write(piece)


def make_dump(*, by: Actor, tell: Callable[[int], None] = lambda _count: None) -> Dump:
    """Everything that is listed now, as files; `tell` hears how many more were written. Raises
    `DumpUnderWay`."""
    require(rules.may_refresh(by))
    with _alone():
        _forget_unfinished()
        folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=root()))
        made = now()
        count, parts = _written(folder, tell)
        files = tuple(_finished(part, f"{made:%Y-%m-%d}") for part in parts)
        dump = Dump(made, count, settings.METADATA_LICENCE, files)
        _publish(dump)
        folder.rmdir()
    return dump


@contextmanager
def _alone() -> Iterator[None]:
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "dumps.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DumpUnderWay(_("A dump is being made already.")) from error
        yield


def _forget_unfinished() -> None:
    """What a process left that was killed; ours is the only one now."""
    for each in root().glob(f"{UNFINISHED}*"):
        shutil.rmtree(each)


def _written(folder: Path, tell: Callable[[int], None]) -> tuple[int, list[_Part]]:
    count, kinds = 0, [kind_named(name) for name in FORMATS]
    with ExitStack() as stack:
        parts = [_opened(name, folder, stack) for name in FORMATS]
        for part, kind in zip(parts, kinds, strict=True):
            part.write(kind.begin(STYLE))
        for resources in everything().pieces:
            _add(resources, parts)
            count += len(resources)
            tell(len(resources))
    return count, parts


def _opened(name: str, folder: Path, stack: ExitStack) -> _Part:
    """Without the time in it, so that the same content is the same file."""
    path = folder / name
    file = stack.enter_context(path.open("wb"))
    packed = gzip.GzipFile("", "wb", compresslevel=LEVEL, fileobj=file, mtime=0)
    return _Part(name, path, stack.enter_context(packed))


def _add(resources: Sequence[Resource], parts: Sequence[_Part]) -> None:
    kinds = [kind_named(part.kind) for part in parts]
    for part, piece in zip(parts, parts_of(resources, kinds, STYLE), strict=True):
        part.write(piece)


def _finished(part: _Part, day: str) -> DumpFile:
    """Under its name, which holds the day for people and the digest for machines."""
    with part.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = f"armillary-catalogue-{day}-{digest[:8]}.{part.kind}.gz"
    size = part.path.stat().st_size
    part.path.replace(root() / name)
    return DumpFile(name, part.kind, size, part.size, digest)


def _publish(dump: Dump) -> None:
    """From now on this one and no other."""
    fresh = root() / f"{LATEST}.part"
    fresh.write_text(json.dumps(dump.as_json(), indent=1), encoding="utf-8")
    fresh.replace(root() / LATEST)
    named = {file.name for file in dump.files}
    for path in root().glob("armillary-catalogue-*.gz"):
        if path.name not in named:
            path.unlink()
