"""A search over what was prepared before says what a search that prepares everything says, and
prepares only what is new; whatever happens to the files."""

import json
import random
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from armillary.methods.linkage import (
    Entry,
    Judgement,
    States,
    likely_pairs,
    likely_pairs_kept,
    opened_shelf,
)

WORDS = [
    "algebra",
    "geometry",
    "of",
    "linear",
    "systems",
    "for",
    "schools",
    "number",
    "theory",
    "waves",
    "and",
    "light",
]
FILES = ("columns", "entries", "limits.json")


class Catalogue:
    """Entries that change, and which of them a search asked for."""

    def __init__(self, shelf: Path, entries: Iterable[Entry]) -> None:
        self.shelf = shelf
        self.entries = {entry.id: entry for entry in entries}
        self.stamps = dict.fromkeys(self.entries, 1)
        self.read: list[int] = []

    def put(self, entry: Entry) -> None:
        self.entries[entry.id] = entry
        self.stamps[entry.id] = self.stamps.get(entry.id, 0) + 1

    def drop(self, number: int) -> None:
        del self.entries[number], self.stamps[number]

    def found(self, fresh: Collection[int] | None = None) -> list[Judgement]:
        ids = sorted(self.stamps)
        stamps = [self.stamps[number] for number in ids]
        states = States(np.array(ids, dtype=np.int64), np.array(stamps, dtype=np.uint64))
        with opened_shelf(self.shelf) as shelf:
            found = list(likely_pairs_kept(shelf, states, self._entries, fresh=fresh))
        return by_ids(found)

    def _entries(self, ids: list[int]) -> list[Entry]:
        self.read = ids
        return [self.entries[number] for number in ids]

    def found_anew(self, fresh: Collection[int] | None = None) -> list[Judgement]:
        return by_ids(likely_pairs(self.entries.values(), fresh=fresh))


def by_ids(found: Iterable[Judgement]) -> list[Judgement]:
    return sorted(found, key=lambda pair: (pair.first, pair.second))


def drawn(chance: random.Random, number: int) -> Entry:
    title = " ".join(chance.choices(WORDS, k=chance.randint(2, 5)))
    names = chance.choice(((), ("Ada Lovelace",), ("Emmy Noether",)))
    address = f"https://a.example/{chance.randint(1, 60)}"
    return Entry(number, {chance.choice(("en", "")): title}, names, (address,))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    chance = random.Random(5)
    return Catalogue(tmp_path / "shelf", [drawn(chance, number) for number in range(1, 200)])


def test_first_search_reads_everything_and_the_next_nothing(catalogue: Catalogue):
    assert catalogue.found() == catalogue.found_anew() != []
    assert catalogue.read == list(range(1, 200))
    assert catalogue.found() == catalogue.found_anew()
    assert catalogue.read == []


def test_only_what_is_new_or_changed_is_read(catalogue: Catalogue):
    catalogue.found()
    catalogue.put(replace(catalogue.entries[7], titles={"en": "quantum mechanics of light"}))
    catalogue.put(replace(catalogue.entries[9], id=500))
    fresh = {7, 500}
    assert catalogue.found(fresh) == catalogue.found_anew(fresh) != []
    assert catalogue.read == [7, 500]
    assert catalogue.found() == catalogue.found_anew()
    assert catalogue.read == []


def test_what_went_is_no_pair_and_fills_no_block(catalogue: Catalogue):
    """Forty-one of one title and nothing else make a block that is left out; forty do not."""
    for number in range(1000, 1041):
        catalogue.put(Entry(number, {"en": "waves"}, addresses=(f"https://b.example/x{number}",)))
    before = catalogue.found()
    assert before == catalogue.found_anew()
    catalogue.drop(1000)
    catalogue.drop(3)
    assert catalogue.found() == catalogue.found_anew()
    assert catalogue.read == []
    assert not any({3, 1000} & {pair.first, pair.second} for pair in catalogue.found())


def test_changed_back_and_forth_is_what_it_is_now(catalogue: Catalogue):
    first = catalogue.entries[7]
    for titles in ({"en": "quantum mechanics"}, first.titles, {"en": "optics"}):
        catalogue.put(replace(first, titles=titles))
        assert catalogue.found() == catalogue.found_anew()


def test_shelf_with_too_much_of_the_past_begins_anew(catalogue: Catalogue):
    catalogue.found()
    whole = (catalogue.shelf / "columns").stat().st_size
    for number in range(1, 80):
        catalogue.put(replace(catalogue.entries[number], year=2001))
    assert catalogue.found() == catalogue.found_anew()
    assert catalogue.read == list(range(1, 200))
    assert (catalogue.shelf / "columns").stat().st_size < 1.5 * whole


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("is_cut", [False, True], ids=["gone", "cut off"])
def test_shelf_that_lost_something_is_made_anew(catalogue: Catalogue, name: str, is_cut: bool):
    catalogue.found()
    file = catalogue.shelf / name
    if is_cut:
        file.write_bytes(file.read_bytes()[:-5])
    else:
        file.unlink()
    assert catalogue.found() == catalogue.found_anew()
    assert catalogue.read == list(range(1, 200))
    catalogue.found()
    assert catalogue.read == []


def test_shelf_of_another_version_is_made_anew(catalogue: Catalogue):
    catalogue.found()
    limits = catalogue.shelf / "limits.json"
    version, *sizes = json.loads(limits.read_text())
    limits.write_text(json.dumps([f"{version}, but newer", *sizes]))
    catalogue.found()
    assert catalogue.read == list(range(1, 200))


def test_search_that_was_killed_leaves_the_shelf_as_it_was(catalogue: Catalogue):
    """The files have got more by then, and nobody has said that it is valid."""
    expected = catalogue.found()
    for name in ("columns", "entries"):
        with (catalogue.shelf / name).open("ab") as file:
            file.write(b"half of someth")
    assert catalogue.found() == expected
    assert catalogue.read == []


def test_search_that_was_killed_while_all_was_prepared_anew_leaves_nothing(catalogue: Catalogue):
    """Otherwise files that have become as long as they were would be taken for what they were."""
    catalogue.found()
    (catalogue.shelf / "entries").unlink()
    with opened_shelf(catalogue.shelf):
        pass
    for name in ("columns", "entries"):
        (catalogue.shelf / name).write_bytes(bytes(1_000_000))
    assert catalogue.found() == catalogue.found_anew()
    assert catalogue.read == list(range(1, 200))


def test_nothing_fresh_and_nothing_at_all_give_no_pairs(catalogue: Catalogue, tmp_path: Path):
    assert catalogue.found(fresh=set()) == []
    assert Catalogue(tmp_path / "other", []).found() == []
