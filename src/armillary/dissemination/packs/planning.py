"""What would go into a pack, and why: looked at before anything is fetched, and again when it was.

Cards always go in. Copies go in in the order of the pack as long as they fit; one that does not is a card,
and a smaller one behind it may still fit.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks
from armillary.dissemination.packs import store
from armillary.dissemination.packs.choosing import chosen_for
from armillary.dissemination.packs.copying import Copying, Wanted, copying
from armillary.dissemination.packs.enums import VideoProfile
from armillary.dissemination.packs.models import Pack, PackedFile
from armillary.formats.packs.listing import Why

FRESH: Final = timedelta(days=30)  # for so long nobody asks whether a copy has changed
RETRIED: Final = timedelta(hours=1)  # after which what could not be had is tried once more
PAGES: Final = 20_000  # bytes that an item takes besides its copy


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """`found` is what was fetched; None as long as nobody has tried. `size` is in bytes, and a guess where
    nothing was fetched and nobody says it (`is_guess`)."""

    wanted: Wanted
    found: PackedFile | None
    size: int
    is_guess: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A resource as a copy with these files, or as a card for a reason. `problem` is what stood in the
    way of a copy, in words for a curator, and `failed` the files that could not be had."""

    resource: Resource
    note: str
    why: Why
    files: tuple[PlannedFile, ...] = ()
    problem: str = ""
    failed: tuple[PlannedFile, ...] = ()

    @property
    def is_copy(self) -> bool:
        return not self.why

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def is_guess(self) -> bool:
        return any(file.is_guess for file in self.files)


@dataclass(frozen=True, slots=True)
class Plan:
    items: tuple[Planned, ...]
    budget: int

    @property
    def size(self) -> int:
        """Bytes of all of it; what two resources share counts once."""
        files = {file.wanted.address: file.size for item in self.items for file in item.files}
        return sum(files.values()) + PAGES * len(self.items)

    @property
    def copied(self) -> int:
        return sum(item.is_copy for item in self.items)

    @property
    def is_guess(self) -> bool:
        return any(item.is_guess for item in self.items)

    def reasons(self) -> Counter[Why]:
        """Why resources are cards, and how many of them."""
        return Counter(item.why for item in self.items if item.why)

    def due(self, moment: datetime) -> list[Wanted]:
        """What has to be fetched for it, has not been looked at for long, or could not be had before."""
        files = [file for item in self.items for file in (*item.files, *item.failed)]
        return [file.wanted for file in files if is_due(file.found, moment)]


def plan_of(pack: Pack, *, fetches: bool = True) -> Plan:
    """Without `fetches` only what was fetched before is a copy. Raises `InvalidInput` and
    `IndexUnavailable` for a search that cannot be made."""
    chosen = chosen_for(pack)
    profile = VideoProfile(pack.video)
    allowed = [copying(each.resource, profile) for each in chosen]
    known = _known(file for each in allowed for file in each.files)
    room = pack.budget - PAGES * len(chosen)
    items = []
    for each, may in zip(chosen, allowed, strict=True):
        item = _planned(each.resource, each.note, may, known, fetches=pack.copies and fetches)
        if not pack.copies and not may.why:
            item = Planned(each.resource, each.note, "not-fetched")
        if item.is_copy and item.size > room:
            item = Planned(item.resource, item.note, "budget")
        room -= item.size
        items.append(item)
    return Plan(tuple(items), pack.budget)


def _known(wanted: Iterable[Wanted]) -> dict[str, PackedFile]:
    """What was fetched, by its key; what the disk has lost since was not."""
    found: dict[str, PackedFile] = {}
    for part in chunks(sorted({each.key for each in wanted})):
        rows = PackedFile.objects.filter(key__in=part)
        found |= {row.key: row for row in rows if not row.sha256 or store.has(row.sha256)}
    return found


def _planned(
    resource: Resource,
    note: str,
    may: Copying,
    known: Mapping[str, PackedFile],
    *,
    fetches: bool,
) -> Planned:
    if may.why:
        return Planned(resource, note, may.why)
    rows = [known.get(each.key) for each in may.files]
    if not fetches and not any(rows):
        return Planned(resource, note, "not-fetched")
    files = [
        _file(wanted, row)
        for wanted, row in zip(may.files, rows, strict=True)
        if row is not None or fetches
    ]
    useful = [file for file in files if file.found is None or file.found.sha256]
    if not useful:
        return _failed(resource, note, files)
    useful = [file for file in useful if file.size <= file.wanted.most]  # it may be another pack's
    if not useful:
        return Planned(resource, note, "video")
    failed = tuple(file for file in files if file not in useful)
    return Planned(resource, note, "", tuple(useful), failed=failed)


def _file(wanted: Wanted, row: PackedFile | None) -> PlannedFile:
    if row is not None:
        return PlannedFile(wanted, row, row.size, is_guess=False)
    return PlannedFile(wanted, None, wanted.size or wanted.kind.guess, is_guess=not wanted.size)


def _failed(resource: Resource, note: str, files: Sequence[PlannedFile]) -> Planned:
    """The first file's trouble stands for all."""
    row = next(file.found for file in files if file.found is not None)
    why: Why = "adapts" if row.why == "adapts" else "failed"
    return Planned(resource, note, why, problem=row.problem, failed=tuple(files))


def is_due(row: PackedFile | None, moment: datetime) -> bool:
    """Whether an address should be asked."""
    if row is None:
        return True
    return row.tried_at < moment - (FRESH if row.sha256 else RETRIED)
