"""Make a pack as a site for a stick, and as a ZIM file: time, and how large they are.

AMPLIFIED DATA (see amplify.py): titles, hosts, subjects and languages are real, how they are combined and
the texts are drawn. A fifth of the resources has a copied page of 8 kB, a fifth a file of 20 kB, the others are
cards. The site is made and written to a temporary folder; its floor writes the same bytes, ready in memory,
to the same kind of folder: no maker of so many files can be faster. The ZIM file is made by `zimwriterfs`
(Debian package zim-tools) from the same pages and files, index of words included; without that program it
is left out. Most of its time goes into compression at a level that cannot be set (Zstandard 19), about
1 MB of text a second and core. Everything runs once, after one run of a tenth that is not counted.

    python benchmarks/bench_packs_site.py [--resources 5000]
"""

import argparse
import hashlib
import os
import platform
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import amplify
from armillary.dissemination.packs.zim import WRITER, write_zim
from armillary.formats.packs.kits import Find
from armillary.formats.packs.listing import Item, Listing, Section, StoredFile, Terms
from armillary.formats.packs.site import SITE
from armillary.search.documents import Document

SECTIONS = 20
BY = Terms("cc-by-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
GOAL_SECONDS = 5


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--resources", type=int, default=5_000)
    given = asked.parse_args()
    rows = amplify.read_rows(amplify.DEFAULT_SOURCE)
    if not rows:
        return
    with tempfile.TemporaryDirectory(prefix="armillary-bench-") as name:
        folder = Path(name)
        files = Files(folder / "files")
        warm = pack(amplify.amplify(rows, given.resources // 10), files)
        site(warm, files, folder / "warm")
        listing = pack(amplify.amplify(rows, given.resources), files)
        print(f"{given.resources:,} amplified resources, seed {amplify.DEFAULT_SEED}, {hardware()}")
        measure_site(listing, files, folder)
        measure_zim(listing, files, folder)


class Files:
    """Copied files in a folder, by content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()

    def put(self, body: bytes, media_type: str, extension: str) -> StoredFile:
        sha256 = hashlib.sha256(body).hexdigest()
        (self._folder / sha256).write_bytes(body)
        md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
        return StoredFile(sha256, md5, len(body), media_type, extension)

    def __call__(self, sha256: str) -> Path:
        return self._folder / sha256


def pack(documents: Iterable[Document], files: Files) -> Listing:
    chance = random.Random(amplify.DEFAULT_SEED)
    items = tuple(item(document, files, chance) for document in documents)
    return Listing(
        id="bench",
        release=1,
        made="2026-11-30T09:00:00Z",
        address="https://clearinghouse.example/packs/bench/",
        language="en",
        direction="ltr",
        title="A large pack",
        text="For measuring.",
        publisher="Clearinghouse",
        publisher_address="https://clearinghouse.example/",
        licence=BY,
        slug="bench",
        sections=tuple(Section(f"s{number}", f"Section {number}") for number in range(SECTIONS)),
        items=items,
    )


def item(document: Document, files: Files, chance: random.Random) -> Item:
    [language, *_] = document.titles
    title, text = document.titles[language], next(iter(document.bodies.values()), "")
    facets = document.facets
    kind = chance.randrange(5)
    copied: tuple[StoredFile, ...] = ()
    if kind == 0:
        copied = (files.put(page(title, text, chance), "text/html", "html"),)
    elif kind == 1:
        copied = (files.put(b"%PDF-1.4\n" + chance.randbytes(20_000), "application/pdf", "pdf"),)
    return Item(
        id=f"r{document.id}",
        title=title,
        text=text,
        language=language,
        address=f"https://{facets['source'][0]}/{document.id}",
        page=f"https://clearinghouse.example/resources/{document.id}/",
        section=f"s{chance.randrange(SECTIONS)}",
        how="copy" if copied else "card",
        why="" if copied else "licence",
        terms=BY,
        creators=tuple(document.names),
        subjects=tuple(facets["subject"]),
        levels=tuple(facets["level"]),
        types=tuple(facets["type"]),
        languages=tuple(facets["language"]),
        keywords=tuple(document.keywords),
        files=copied,
    )


def page(title: str, text: str, chance: random.Random) -> bytes:
    words = text.split() or ["text"]
    body = " ".join(chance.choices(words, k=8_000 // 7))
    return f"<!doctype html><html><head><title>{title}</title></head><body><p>{body}</p></body></html>".encode()


def site(listing: Listing, find: Find, folder: Path) -> tuple[int, int]:
    """How many files, and how many bytes."""
    count = size = 0
    for entry in SITE.entries(listing, find):
        path = folder / entry.place
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(entry.content, bytes):
            path.write_bytes(entry.content)
        else:
            shutil.copyfile(entry.content, path)
        count += 1
        size += path.stat().st_size
    return count, size


def floor(folder: Path, target: Path) -> float:
    """Seconds to write the same files once more, out of memory."""
    ready = [
        (path.relative_to(folder), path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    ]
    started = time.perf_counter()
    for place, body in ready:
        path = target / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return time.perf_counter() - started


def measure_site(listing: Listing, find: Find, folder: Path) -> None:
    started, busy = time.perf_counter(), time.process_time()
    count, size = site(listing, find, folder / "site")
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    index = sum(path.stat().st_size for path in (folder / "site" / "search").iterdir())
    print(
        f"site   {seconds:6.2f} s  {busy:6.2f} s of processor  {count:6,} files  {size / 1e6:6.1f} MB, "
        f"of which search {index / 1e6:.2f} MB  load {os.getloadavg()[0]:.1f}"
    )
    print(f"floor  {floor(folder / 'site', folder / 'floor'):6.2f} s  writing the same files")


def measure_zim(listing: Listing, find: Find, folder: Path) -> None:
    if shutil.which(WRITER) is None:
        print(f"zim    not measured: {WRITER} is not installed (Debian package zim-tools)")
        return
    target = folder / "pack.zim"
    started, busy = time.perf_counter(), sum(os.times()[:4])
    write_zim(listing, find, target, scratch=folder / "scratch")
    seconds, busy = time.perf_counter() - started, sum(os.times()[:4]) - busy
    size = target.stat().st_size / 1e6
    print(
        f"zim    {seconds:6.2f} s  {busy:6.2f} s of processor  {size:6.1f} MB  target: {GOAL_SECONDS} s  "
        f"load {os.getloadavg()[0]:.1f}"
    )


def hardware() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    main()
