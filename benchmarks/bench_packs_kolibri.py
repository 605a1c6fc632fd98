"""Make a Kolibri channel of a pack: time, and the most memory, against copying the same bytes.

The pack has pages, documents, pictures and cards, 20 % of the items each but for pages (40 %), in 50 sections,
of invented words and random bytes. What was made is written to a folder as a drive has it; the floor
copies the same files with `shutil.copyfile` from there to another folder, so that whatever the making costs
beyond writing is the difference. The page cache of the operating system is warm.

    python benchmarks/bench_packs_kolibri.py                         # 5,000 items
    python benchmarks/bench_packs_kolibri.py --kolibri PROGRAM       # and let a Kolibri import the channel

With `--kolibri`, that program imports the channel from the folder into an empty home of its own
(`importchannel disk`, then `importcontent disk`), and the files that it has to copy are copied once more by
`cp -r` for comparison. Its time to start is measured by itself with a command that does nothing, and the home is
set up beforehand.
"""

import argparse
import hashlib
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from armillary.formats.packs.kolibri import KOLIBRI
from armillary.formats.packs.kolibri_nodes import channel_id
from armillary.formats.packs.listing import Item, Listing, Section, StoredFile, Terms

SEED = 1859
GOAL_SECONDS, OF = 20, 5_000
SECTIONS = 50
KINDS = (
    ("text/html", "html", 30_000),
    ("text/html", "html", 30_000),
    ("application/pdf", "pdf", 60_000),
    ("image/png", "png", 40_000),
    None,
)
WORDS = (
    "half",
    "quarter",
    "third",
    "share",
    "whole",
    "part",
    "line",
    "number",
    "count",
    "measure",
    "draw",
    "fold",
    "cut",
    "add",
    "compare",
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--items", type=int, default=OF)
    asked.add_argument("--kolibri", type=Path, help="the program kolibri of an installation")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="armillary-bench-") as name:
        folder = Path(name)
        pack = listing(given.items, folder / "copied")
        report(pack, folder)
        if given.kolibri:
            report_import(given.kolibri.absolute(), pack, folder)


def listing(count: int, folder: Path) -> Listing:
    folder.mkdir()
    chance = random.Random(SEED)
    sections = tuple(Section(f"s{number}", f"Part {number}") for number in range(SECTIONS))
    items = tuple(item(number, count, chance, folder) for number in range(count))
    return Listing(
        id="bench",
        release=1,
        made="2026-11-05T06:07:08Z",
        address="https://site.example/collections/bench/",
        language="en",
        direction="ltr",
        title="A channel to be measured",
        text=said(chance, 40),
        publisher="The Site",
        publisher_address="https://site.example/",
        licence=Terms(),
        slug="bench",
        sections=sections,
        items=items,
    )


def item(number: int, count: int, chance: random.Random, folder: Path) -> Item:
    kind = KINDS[number % len(KINDS)]
    files = (stored(chance, folder, *kind),) if kind else ()
    return Item(
        id=f"i{number}",
        title=said(chance, 6),
        text=said(chance, 60),
        language="en",
        address=f"https://elsewhere.example/{number}",
        page=f"https://site.example/resources/{number}/",
        section=f"s{number * SECTIONS // count}",
        how="copy" if files else "card",
        why="" if files else "no-licence",
        terms=Terms("cc-by-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        creators=(said(chance, 2),),
        subjects=("fractions",),
        levels=("primary",),
        keywords=tuple(chance.sample(WORDS, 3)),
        files=files,
    )


def stored(
    chance: random.Random, folder: Path, media_type: str, extension: str, size: int
) -> StoredFile:
    body = chance.randbytes(size)
    if extension == "html":
        body = f"<!doctype html><body><p>{said(chance, size // 6)}</p></body></html>".encode()
    sha256 = hashlib.sha256(body).hexdigest()
    (folder / sha256).write_bytes(body)
    return StoredFile(sha256, hashlib.md5(body).hexdigest(), len(body), media_type, extension)


def said(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


def report(pack: Listing, folder: Path) -> None:
    drive = folder / "drive"
    start, busy = time.perf_counter(), time.process_time()
    for entry in KOLIBRI.entries(pack, lambda sha256: folder / "copied" / sha256):
        path = drive / entry.place
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(entry.content, bytes):
            path.write_bytes(entry.content)
        else:
            shutil.copyfile(entry.content, path)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    files = [path for path in drive.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    copied = floor(files, drive, folder / "floor")
    [database] = drive.glob("KOLIBRI_DATA/content/databases/*")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(pack.items):,} items, {len(files):,} files, {size / 1e6:,.0f} MB, {hardware()}")
    print(
        f"made     {seconds:6.2f} s   {busy:.2f} s of processor   "
        f"target: {GOAL_SECONDS * len(pack.items) / OF:.1f} s"
    )
    print(f"floor    {copied:6.2f} s   ratio: {seconds / copied:.1f}")
    print(f"database {database.stat().st_size / 1e6:6.2f} MB, peak {peak:.0f} MB")
    print(f"load {os.getloadavg()[0]:.1f}")


def floor(files: list[Path], drive: Path, target: Path) -> float:
    start = time.perf_counter()
    for file in files:
        path = target / file.relative_to(drive)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, path)
    return time.perf_counter() - start


def report_import(kolibri: Path, pack: Listing, folder: Path) -> None:
    data, channel = folder / "drive" / "KOLIBRI_DATA", channel_id(pack).hex
    run(kolibri, folder, "listchannels")  # sets its home up
    start = run(kolibri, folder, "listchannels")
    described = run(kolibri, folder, "importchannel", "disk", channel, str(data))
    imported = run(kolibri, folder, "importcontent", "disk", channel, str(data))
    begun = time.perf_counter()
    subprocess.run(["cp", "-r", data / "content/storage", folder / "copy"], check=True)
    copied = time.perf_counter() - begun
    print(f"Kolibri starts in {start:.1f} s; beyond that:")
    print(f"importchannel    {described - start:6.1f} s")
    print(f"importcontent    {imported - start:6.1f} s   cp -r of the same files: {copied:.1f} s")


def run(kolibri: Path, folder: Path, *words: str) -> float:
    home = {**os.environ, "KOLIBRI_HOME": str(folder / "home")}
    start = time.perf_counter()
    done = subprocess.run(
        [kolibri, "manage", *words], env=home, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return time.perf_counter() - start


def hardware() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    main()
