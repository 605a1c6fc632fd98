"""What lies on a stick. A kit is made of a list and the copied files, and the same list makes the same kit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from armillary.formats.packs import listing
from armillary.formats.packs.listing import Listing

# sha256 → where the copied file is. Raises `OSError` for one that is not there.
Find = Callable[[str], Path]


class Entry(NamedTuple):
    """A file of a kit: its place, with slashes between, and its content, which may be a file that
    exists until the next entry is asked for. One whose bytes depend on the machine that made it (a
    database) `is_summed` not."""

    place: str
    content: bytes | Path
    is_summed: bool = True


class Entries(Protocol):
    """All files of a kit but those that speak about it (`Kit.about`)."""

    def __call__(self, listing: Listing, find: Find) -> Iterator[Entry]: ...


# What was copied and lies in a file of a kit as something else (a page with its credit, a page in an
# archive): by its SHA-256, as it was copied. Raises `OSError`.
Copies = Callable[[Path], Iterator[tuple[str, bytes]]]
Held = Callable[[Path], "frozenset[str]"]  # the digests alone, which are quicker to tell


def no_copies(_path: Path) -> Iterator[tuple[str, bytes]]:
    yield from ()


def nothing_held(_path: Path) -> "frozenset[str]":
    return frozenset()


@dataclass(frozen=True, slots=True)
class Kit:
    """`about` is the folder of the files that say what the kit is: the list, its sums and their
    signature, the key, and the program that reads them. `held` and `copies` give back what lies in
    the kit in another form."""

    name: str
    entries: Entries
    about: Callable[[Listing], str]
    held: Held = nothing_held
    copies: Copies = no_copies


LIST: Final = "pack.json"
SUMS: Final = "SHA256SUMS"
SIGNATURE: Final = "SHA256SUMS.sig"
KEY: Final = "KEY.pem"
PROGRAM: Final = "armillary-pack.pyz"
MARK: Final = "KIT"  # the name of the kit that lies here


def place_of(kit: Kit, pack: Listing, name: str) -> str:
    """Where a file that speaks about the kit lies."""
    folder = kit.about(pack)
    return f"{folder}/{name}" if folder else name


def about(kit: Kit, pack: Listing) -> Iterator[tuple[str, bytes]]:
    """The files that say what a kit is, but for its sums, key and program."""
    yield place_of(kit, pack, LIST), listing.written(pack)
    yield place_of(kit, pack, MARK), f"{kit.name}\n".encode()
