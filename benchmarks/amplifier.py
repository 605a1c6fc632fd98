"""Plant duplicates, and pairs that only look like some, among real records. For measuring only.

AMPLIFIED DATA: titles, addresses, languages, kinds and six of seven creators are real. Years,
identifiers, the creators of records without any, and the descriptions of all but the NSDL records
are drawn by a seeded generator, and so is what was done to each copy. What is measured on it says how the method takes these changes, in these shares; real
sources have others too.

`plant` gives a catalogue of some ten thousand works with its truth, `many` any number of entries for
measuring speed.
"""

import json
import random
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import changes
from armillary.methods.linkage import Entry
from armillary.methods.linkage.addresses import address_of
from armillary.methods.linkage.folding import fold
from armillary.methods.linkage.profiles import title_of

DATA: Final = Path(__file__).parents[2] / "shared" / "data"
TUNING_SEED: Final = 1
SEEDS: Final = (101, 202, 303, 404, 505)
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_IN_BRACKETS: Final = re.compile(r"\(.*?\)|\[.*?\]|`.*?`|\*.*?\*|&\w+;|https?://\S+")
_BETWEEN_NAMES: Final = re.compile(r"\s*(?:,|،|&|;|\band\b|\bund\b|\by\b|\bet\b)\s*")

Change = Callable[[Entry, random.Random], Entry | None]
Lookalike = Callable[[Entry, Entry, random.Random], tuple[Entry, Entry] | None]


@dataclass
class Planted:
    """Entries with their truth: entries of one number in `work` are one work. `made` says of a
    planted pair how it was made; of two entries that are none, nothing."""

    entries: list[Entry] = field(default_factory=list)
    work: dict[int, int] = field(default_factory=dict)
    made: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, entry: Entry, work: int) -> int:
        number = len(self.entries) + 1
        self.entries.append(replace(entry, id=number))
        self.work[number] = work
        return number


def real_entries(data: Path = DATA, *, seed: int = TUNING_SEED) -> list[Entry]:
    """The real records, one of each title and address; empty, with a line to standard error, where
    they are absent. What they lack is drawn with the seed."""
    books, library = data / "free-programming-books.jsonl", data / "nsdl_dc.json"
    if not books.is_file() or not library.is_file():
        sys.stderr.write(f"No amplification: {data} lacks {books.name} or {library.name}.\n")
        return []
    with books.open(encoding="utf-8") as lines:
        found = [_book(json.loads(line)) for line in lines]
    found += [_of_library(raw) for raw in json.loads(library.read_text(encoding="utf-8"))]
    return list(_filled(list(_distinct(found)), random.Random(seed)))


def _book(raw: dict[str, Any]) -> Entry:
    return Entry(
        id=0,
        titles={raw["language"].lower().replace("_", "-"): _IN_BRACKETS.sub("", raw["title"])},
        names=_names(raw.get("note") or ""),
        addresses=(raw["url"],),
        kind=raw["kind"],
    )


def _names(note: str) -> tuple[str, ...]:
    parts = _BETWEEN_NAMES.split(_IN_BRACKETS.sub(" ", note))
    names = (" ".join(part.split()) for part in parts)
    return tuple(name for name in names if len(name) > 2 and len(name.split()) < 5)[:3]


def _of_library(raw: dict[str, str]) -> Entry:
    tree = ElementTree.fromstring(raw["xml"])
    return Entry(
        id=0,
        titles={"en": raw["title"]},
        names=tuple(node.text.strip() for node in tree.iter(f"{_DC}creator") if node.text)[:3],
        addresses=(raw["url"],),
        kind="lesson",
        description=next((node.text or "" for node in tree.iter(f"{_DC}description")), ""),
    )


def _distinct(found: list[Entry]) -> Iterator[Entry]:
    """Real repetitions have no known truth, so only one of each is kept."""
    seen: set[str] = set()
    for entry in found:
        tag, text = next(iter(entry.titles.items()))
        title, address = title_of(text, tag), address_of(entry.addresses[0])
        keys = {f"{title.sorted_text} {title.edition}".strip(), address.whole if address else ""}
        if seen.isdisjoint(keys) and "" not in keys:
            seen |= keys
            yield entry


def _filled(found: list[Entry], chance: random.Random) -> Iterator[Entry]:
    """Years for two thirds, descriptions for half, an identifier for one in seven, and creators of
    another record for those without."""
    words: defaultdict[str, list[str]] = defaultdict(list)
    for entry in found:
        for language, title in entry.titles.items():
            words[language].extend(title.split())
    named = [entry.names for entry in found if entry.names]
    for number, entry in enumerate(found):
        names = entry.names or chance.choice(named)
        yield _with_facts(replace(entry, names=names), number, words, chance)


def _with_facts(
    entry: Entry, number: int, words: dict[str, list[str]], chance: random.Random
) -> Entry:
    language = next(iter(entry.titles))
    text = entry.description
    if not text and chance.random() < 0.5:
        text = " ".join(chance.choices(words[language], k=chance.randint(15, 45)))
    year = chance.randint(1998, 2024) if chance.random() < 0.67 else None
    identifiers = (f"doi:10.5555/{number}",) if chance.random() < 0.15 else ()
    return replace(entry, description=text, year=year, identifiers=identifiers)


def plant(base: list[Entry], *, seed: int) -> Planted:
    """All of `base`, a changed copy of a third, and a lookalike or two for another third. The same
    base and seed give the same."""
    chance = random.Random(seed)
    planted = Planted()
    order = chance.sample(range(len(base)), len(base))
    third = len(order) // 3
    for place, index in enumerate(order):
        if place < third:
            _plant_copy(planted, base[index], place, chance)
        elif place < 2 * third:
            _plant_lookalike(planted, base[index], chance.choice(base), place, chance)
        else:
            planted.add(base[index], planted_work(planted))
    return planted


def planted_work(planted: Planted) -> int:
    return len(planted.entries) + 1


def _plant_copy(planted: Planted, entry: Entry, place: int, chance: random.Random) -> None:
    work = planted_work(planted)
    first = planted.add(entry, work)
    names = list(changes.COPIES)
    for step in range(len(names)):
        name = names[(place + step) % len(names)]
        copy = changes.COPIES[name](entry, chance)
        if copy is not None and copy != entry:
            second = planted.add(changes.of_another_source(copy, chance), work)
            planted.made[first, second] = name
            return


def _plant_lookalike(
    planted: Planted, entry: Entry, other: Entry, place: int, chance: random.Random
) -> None:
    names = list(changes.LOOKALIKES)
    for step in range(len(names)):
        name = names[(place + step) % len(names)]
        pair = changes.LOOKALIKES[name](entry, other, chance)
        if pair is not None:
            first = planted.add(pair[0], planted_work(planted))
            second = planted.add(pair[1], planted_work(planted))
            planted.made[first, second] = name
            return


def many(base: list[Entry], count: int, *, seed: int) -> Iterator[tuple[Entry, int]]:
    """`count` entries, each with the id of the entry that it is a copy of, or 0. One in ten is a
    copy. Titles are two real ones of a language, or a real one with a coined name; names, kinds and
    hosts are real."""
    chance = random.Random(seed)
    by_language: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in base:
        by_language[next(iter(entry.titles))].append(entry)
    recent: list[Entry] = []
    made: set[str] = set()
    copies = list(changes.COPIES.values())
    for number in range(1, count + 1):
        if recent and chance.random() < 0.1:
            original = recent.pop(chance.randrange(len(recent)))
            copy = chance.choice(copies)(original, chance) or original
            yield replace(changes.of_another_source(copy, chance), id=number), original.id
            continue
        entry = _invented(base, by_language, number, chance)
        title = fold(next(iter(entry.titles.values())))
        if title in made:  # two works by chance
            entry = replace(entry, titles={next(iter(entry.titles)): changes.coined(chance) * 2})
        made.add(title)
        if len(recent) < 5000:
            recent.append(entry)
        else:
            recent[chance.randrange(5000)] = entry
        yield entry, 0


def _invented(
    base: list[Entry],
    by_language: dict[str, list[Entry]],
    number: int,
    chance: random.Random,
) -> Entry:
    entry = chance.choice(base)
    language, title = next(iter(entry.titles.items()))
    other = chance.choice(by_language[language])
    if chance.random() < 0.7 and len(by_language[language]) > 100:
        title = f"{title}: {next(iter(other.titles.values()))}"
    else:
        title = f"{title} {changes.coined(chance)} {changes.coined(chance)}"
    host = entry.addresses[0].split("/")[2] if "//" in entry.addresses[0] else "a.example"
    return replace(
        entry,
        id=number,
        titles={language: title},
        names=other.names or entry.names,
        addresses=(f"https://{host}/{fold(changes.coined(chance))}/{number}",),
        identifiers=(f"doi:10.5555/{number}",) if chance.random() < 0.15 else (),
        year=chance.randint(1998, 2024),
    )
