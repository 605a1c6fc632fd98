"""How often the search for duplicates is right, and how fast it is. All on AMPLIFIED data.

Accuracy: `plant` of amplifier.py on the real records, with five seeds that nothing was set on; each
kind of copy and of lookalike by itself, then precision and recall of "merge", then how often pairs
of a probability were one work. Every merged pair that was not planted as a copy counts as wrong,
unless both are of one work; real records that are one work unknown to us therefore count as wrong.

Speed: `many` of amplifier.py, read from a file while the clock runs, until the last pair is out; the
same with all entries on a shelf, of which one in a hundred has changed since; the peer rensa (MinHash,
64 permutations, 16 bands, on the words of titles) on the same entries, where it can be imported.
Memory is that of this process and its helpers at their highest, added.
"""

import argparse
import importlib
import math
import os
import platform
import resource
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

import amplifier
from armillary.methods.linkage import (
    ASK_AT,
    MERGE_AT,
    Entry,
    Judgement,
    States,
    Tie,
    judge,
    likely_pairs,
    likely_pairs_kept,
    opened_shelf,
)
from armillary.methods.linkage.profiles import profile_of
from armillary.methods.linkage.spool import packed, unpacked
from armillary.methods.linkage.weights import CALIBRATION, PRIOR
from changes import COPIES, LOOKALIKES

BINS: Final = (ASK_AT, 0.6, 0.7, 0.8, 0.9, 0.95, MERGE_AT, 0.99, 0.995, 1.0001)
NEVER: Final = 0  # pages that differ only in a query string, fused


class Run:
    """The pairs of one planted catalogue beside its truth."""

    def __init__(self, base: list[Entry], seed: int) -> None:
        self.planted = amplifier.plant(base, seed=seed)
        self.told = {(one.first, one.second): one for one in likely_pairs(self.planted.entries)}

    def is_one_work(self, pair: tuple[int, int]) -> bool:
        return self.planted.work[pair[0]] == self.planted.work[pair[1]]

    def merged(self) -> list[tuple[int, int]]:
        return [pair for pair, told in self.told.items() if told.band == "merge"]

    def fate(self, pair: tuple[int, int]) -> str:
        told = self.told.get(pair)
        return "apart" if told is None else f"{told.band} as {told.tie}"


def accuracy(base: list[Entry], seeds: Sequence[int]) -> bool:
    runs = [Run(base, seed) for seed in seeds]
    _print_classes(runs)
    good = sum(run.is_one_work(pair) for run in runs for pair in run.merged())
    merged = sum(len(run.merged()) for run in runs)
    copies = sum(name in COPIES for run in runs for name in run.planted.made.values())
    wrong = _wrong(runs)
    precision, recall = good / merged, good / copies
    print(f"merge: precision {precision:.4f} (target 0.995), recall {recall:.4f} (target 0.95)")
    for run, seed in zip(runs, seeds, strict=True):
        right = sum(map(run.is_one_work, run.merged()))
        of = sum(name in COPIES for name in run.planted.made.values())
        print(f"  seed {seed}: precision {right / len(run.merged()):.4f}, recall {right / of:.4f}")
    print(f"wrongly merged, by how they were planted: {dict(wrong) or 'none'}")
    print(f"query strings fused: {wrong['query-string']} (target {NEVER})")
    _print_calibration(runs)
    return precision >= 0.995 and recall >= 0.95 and wrong["query-string"] == NEVER


def _wrong(runs: Sequence[Run]) -> Counter[str]:
    return Counter(
        run.planted.made.get(pair, "not planted")
        for run in runs
        for pair in run.merged()
        if not run.is_one_work(pair)
    )


def _print_classes(runs: Sequence[Run]) -> None:
    fates: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        for pair, name in run.planted.made.items():
            fates[name][run.fate(pair)] += 1
    copies = sum(fates[name].total() for name in COPIES)
    lookalikes = sum(fates[name].total() for name in LOOKALIKES)
    share = lookalikes / (copies + lookalikes)
    print(f"{copies} copies, {lookalikes} lookalikes ({share:.0%}) in {len(runs)} catalogues")
    for name in (*COPIES, *LOOKALIKES):
        told = ", ".join(f"{fate} {count}" for fate, count in fates[name].most_common())
        print(f"  {'copy' if name in COPIES else 'lookalike':9} {name:16} {told}")


def _print_calibration(runs: Sequence[Run]) -> None:
    print("probability told | pairs | mean | one work | edition or language as told")
    pairs = [(told, _holds(run, pair)) for run in runs for pair, told in run.told.items()]
    for low, high in pairwise(BINS):
        within = [(told, holds) for told, holds in pairs if low <= told.probability < high]
        same = [(told, holds) for told, holds in within if told.tie is Tie.SAME]
        other = [holds for told, holds in within if told.tie is not Tie.SAME]
        mean = np.mean([told.probability for told, _ in within]) if within else math.nan
        print(
            f"  {low:.3f} to {min(high, 1):.3f} | {len(within):6} | {mean:.3f} "
            f"| {_share([holds for _, holds in same])} | {_share(other)}"
        )


def _share(found: Sequence[bool]) -> str:
    return f"{sum(found) / len(found):.3f} of {len(found)}" if found else "-"


def _holds(run: Run, pair: tuple[int, int]) -> bool:
    """Is the pair what the judgement says it is?"""
    made = run.planted.made.get(pair)
    if run.told[pair].tie is Tie.SAME:
        return run.is_one_work(pair)
    return made in {"edition", "other-language"} or run.is_one_work(pair)


def calibrate(base: list[Entry]) -> None:
    """Fit Platt's two numbers on the tuning seed: all planted pairs, and all that the search tells,
    each with the log-odds that it has before calibration."""
    run = Run(base, amplifier.TUNING_SEED)
    entries = {entry.id: entry for entry in run.planted.entries}
    points: list[tuple[float, bool]] = []
    for pair in {*run.told, *run.planted.made}:
        told = judge(entries[pair[0]], entries[pair[1]])
        if told is not None and told.tie is Tie.SAME:
            points.append((_log_odds(told), run.is_one_work(pair)))
    start, slope = _platt(np.array([at for at, _ in points]), np.array([y for _, y in points]))
    print(f"{len(points)} pairs: CALIBRATION = ({start:.3f}, {slope:.3f}); now {CALIBRATION}")


def _log_odds(told: Judgement) -> float:
    return PRIOR[told.tie] + sum(reason.weight for reason in told.reasons)


def _platt(log_odds: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Newton's method, in short steps, for the logistic regression of truth on log-odds."""
    held = np.c_[np.ones(len(log_odds)), log_odds]
    found = np.array([0.0, 1.0])
    for _ in range(50):
        guess = 1 / (1 + np.exp(-np.clip(held @ found, -30, 30)))
        slope = held.T @ (truth - guess) - 1e-3 * (found - [0, 1])
        curve = (held * (guess * (1 - guess))[:, None]).T @ held + 1e-3 * np.eye(2)
        found = found + np.clip(np.linalg.solve(curve, slope), -0.2, 0.2)
    return float(found[0]), float(found[1])


def speed(base: list[Entry], count: int, directory: Path) -> None:
    file = directory / "entries"
    truth = _write(base, count, file)
    print(f"{count} entries, {len(truth)} of them copies, {file.stat().st_size / 1e6:.0f} MB")
    with _Memory() as memory:
        seconds, told = _timed(likely_pairs(_read(file)))
    merged = {(one.first, one.second) for one in told if one.band == "merge"}
    print(
        f"whole: {seconds:.1f} s of clock, {count / seconds:.0f} entries/s; {_processor()}; "
        f"at most {memory.most / 1e9:.2f} GB; {len(told)} pairs, "
        f"merge precision {len(merged & truth) / max(1, len(merged)):.4f}, "
        f"recall {len(merged & truth) / max(1, len(truth)):.4f}"
    )
    _search_again(file, count, told, directory / "shelf")
    _peer(file, count, truth)


def _timed(pairs: Iterable[Judgement]) -> tuple[float, list[Judgement]]:
    began = time.perf_counter()
    told = list(pairs)
    return time.perf_counter() - began, told


def _search_again(file: Path, count: int, whole: list[Judgement], directory: Path) -> None:
    """One entry in a hundred has changed since everything was put on a shelf."""
    fresh = set(range(1, count + 1, 100))
    ids = np.arange(1, count + 1)
    before, after = np.ones(count, dtype=np.uint64), np.ones(count, dtype=np.uint64)
    after[::100] = 2
    changed = [entry for entry in _read(file) if entry.id in fresh]
    with opened_shelf(directory) as shelf:
        kept = likely_pairs_kept(shelf, States(ids, before), lambda _: _read(file), fresh={0})
        seconds, _ = _timed(kept)
        size = sum(each.stat().st_size for each in directory.iterdir())
        print(f"put on a shelf: {seconds:.1f} s of clock, {size / 1e6:.0f} MB")
    spent = _spent()
    with opened_shelf(directory) as shelf:
        kept = likely_pairs_kept(shelf, States(ids, after), lambda _: changed, fresh=fresh)
        seconds, told = _timed(kept)
    expected = {pair for pair in whole if not fresh.isdisjoint((pair.first, pair.second))}
    print(
        f"fresh 1 %: {seconds:.1f} s of clock, {_spent() - spent:.1f} s of processor, "
        f"{len(told)} pairs, {'the same' if set(told) == expected else 'OTHERS'} as in the whole"
    )


def _spent() -> float:
    """Seconds of processor, those of helpers that have ended included."""
    return sum(os.times()[:4])


def _write(base: list[Entry], count: int, file: Path) -> set[tuple[int, int]]:
    truth: set[tuple[int, int]] = set()
    with file.open("wb") as out:
        for entry, original in amplifier.many(base, count, seed=amplifier.SEEDS[0]):
            blob = packed(entry)
            out.write(len(blob).to_bytes(4, "little") + blob)
            if original:
                truth.add((original, entry.id))
    return truth


def _read(file: Path) -> Iterator[Entry]:
    with file.open("rb") as source:
        while head := source.read(4):
            yield unpacked(source.read(int.from_bytes(head, "little")))


class _Memory:
    """The highest sum of what this process and its children hold, looked at five times a second."""

    def __init__(self) -> None:
        self.most = 0
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Memory":
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._done.wait(0.2):
            self.most = max(self.most, sum(map(_resident, [os.getpid(), *_children()])))


def _children() -> list[int]:
    text = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(number) for file in text for number in file.read_text().split()]


def _resident(process: int) -> int:
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def _processor() -> str:
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    spent = own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime
    load = os.getloadavg()[0]
    return f"processor {spent[0]:.0f} s here, {spent[1]:.0f} s in helpers (load {load:.1f})"


def _peer(file: Path, count: int, truth: set[tuple[int, int]]) -> None:
    try:
        rensa = importlib.import_module("rensa")
    except ImportError:
        print("NO PEER: rensa cannot be imported; install it into an environment of its own.")
        return
    began, spent = time.perf_counter(), time.process_time()
    index = rensa.RMinHashLSH(threshold=0.7, num_perm=64, num_bands=16)
    found: set[tuple[int, int]] = set()
    for entry in _read(file):
        sketch = rensa.RMinHash(num_perm=64, seed=1)
        sketch.update([word for title in profile_of(entry).titles for word in title.tokens])
        found.update((other, entry.id) for other in index.query(sketch))
        index.insert(entry.id, sketch)
    seconds = time.perf_counter() - began
    print(
        f"rensa: {seconds:.1f} s of clock, {time.process_time() - spent:.0f} s of processor, "
        f"{count / seconds:.0f} entries/s; {len(found)} pairs of like words, not judged: precision "
        f"{len(found & truth) / max(1, len(found)):.4f}, "
        f"recall {len(found & truth) / max(1, len(truth)):.4f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=0, help="measure speed on so many entries")
    parser.add_argument(
        "--calibrate", action="store_true", help="fit on the tuning seed, then stop"
    )
    parser.add_argument("--data", type=Path, default=amplifier.DATA)
    asked = parser.parse_args()
    base = amplifier.real_entries(asked.data)
    if not base:
        return 0
    print(f"AMPLIFIED DATA; {len(base)} real records; {platform.processor() or platform.machine()}")
    if asked.calibrate:
        calibrate(base)
        return 0
    if asked.records:
        with tempfile.TemporaryDirectory() as name:
            speed(base, asked.records, Path(name))
        return 0
    return 0 if accuracy(base, amplifier.SEEDS) else 1


if __name__ == "__main__":
    sys.exit(main())
