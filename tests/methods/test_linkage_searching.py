"""The search over a whole catalogue says what judging each pair says, and is not quadratic."""

import random
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armillary.methods.linkage import Band, Entry, Judgement, Tie, judge, likely_pairs
from armillary.methods.linkage.crew import Crew
from armillary.methods.linkage.spool import packed

NAMES = ("Ada Lovelace",)
WORDS = {
    "en": [
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
        "cells",
    ],
    "ru": [
        "алгебра",
        "геометрия",
        "и",
        "линейные",
        "системы",
        "для",
        "школы",
        "теория",
        "чисел",
        "волны",
        "и",
        "свет",
        "клетки",
    ],
    "ar": [
        "الجبر",
        "الهندسة",
        "و",
        "النظم",
        "الخطية",
        "في",
        "المدرسة",
        "نظرية",
        "الأعداد",
        "الموجات",
        "و",
        "الضوء",
        "الخلايا",
    ],
    "zh": [
        "代数",
        "几何",
        "线性",
        "系统",
        "学校",
        "数论",
        "波动",
        "光学",
        "细胞",
        "力学",
        "统计",
        "概率",
    ],
}
MARKS = ("", "", "", " 2", ", 2nd edition", ": a course", " (2014)", " v2")


def found(entries: Iterable[Entry], **options) -> list[Judgement]:
    return list(likely_pairs(entries, **options))


def pairs(entries: Iterable[Entry], **options) -> list[tuple[int, int]]:
    return [(pair.first, pair.second) for pair in found(entries, **options)]


def drawn(chance: random.Random, number: int) -> Entry:
    """An entry that has much in common with others."""
    language = chance.choice(list(WORDS))
    words = chance.choices(WORDS[language], k=chance.randint(1, 5))
    title = ("" if language == "zh" else " ").join(words) + chance.choice(MARKS)
    tags = {chance.choice((language, language, "", "fr")): title}
    if chance.random() < 0.2:
        tags["en"] = " ".join(chance.choices(WORDS["en"], k=4))
    few = chance.randint(1, 9)
    return Entry(
        number,
        tags,
        chance.choice(((), NAMES, ("Lovelace, A.",), ("Emmy Noether",), ("李四", "Ada Lovelace"))),
        chance.choice(
            ((), (f"https://a.example/{few}",), (f"https://{language}.b.example/x?id={few}",))
        ),
        chance.choice(((), (), (f"doi:10.1/{few}",), (f"isbn:{few}", "doi:10.1/a"))),
        chance.choice((None, 2000, 2001, 2014)),
        chance.choice(("", "book", "course")),
        chance.choice(("", " ".join(WORDS["en"]), " ".join(chance.choices(WORDS["ru"], k=12)))),
    )


@pytest.mark.parametrize("seed", range(6))
def test_bulk_finds_what_judging_every_pair_finds(seed: int):
    """In a catalogue so small that no block is purged. Pairs that share no block have no word of a
    title, no identifier and no address in common, and are never likely."""
    chance = random.Random(seed)
    entries = [drawn(chance, number) for number in range(1, 31)]
    judged = [judge(one, other) for one, other in combinations(entries, 2)]
    likely = [one for one in judged if one is not None and one.band is not Band.APART]
    assert likely
    assert sorted(found(entries), key=lambda one: (one.first, one.second)) == sorted(
        likely, key=lambda one: (one.first, one.second)
    )


@pytest.mark.parametrize("seed", range(3))
def test_each_pair_comes_once_and_as_it_is_judged(seed: int):
    chance = random.Random(seed)
    entries = {number: drawn(chance, number) for number in range(1, 400)}
    told = found(entries.values())
    assert len({(pair.first, pair.second) for pair in told}) == len(told)
    assert [judge(entries[pair.first], entries[pair.second]) for pair in told] == told


def test_order_of_entries_does_not_matter():
    chance = random.Random(7)
    entries = [drawn(chance, number) for number in range(1, 200)]
    shuffled = chance.sample(entries, len(entries))
    assert sorted(pairs(shuffled)) == sorted(pairs(entries))


@settings(max_examples=20, deadline=None)
@given(st.text(alphabet="qxzjv ", min_size=1, max_size=40))
def test_unrelated_entry_changes_nothing(title: str):
    chance = random.Random(3)
    entries = [drawn(chance, number) for number in range(1, 40)]
    unrelated = Entry(1000, {"la": title}, addresses=("https://c.example/",))
    assert pairs([*entries, unrelated]) == pairs(entries)


TITLE = "An introduction to the study of ecosystems"


def test_only_pairs_with_a_fresh_entry_are_told():
    entries = [Entry(number, {"en": TITLE}, NAMES) for number in (1, 2, 3)]
    assert pairs(entries) == [(1, 2), (1, 3), (2, 3)]
    assert pairs(entries, fresh={3}) == [(1, 3), (2, 3)]
    assert pairs(entries, fresh=set()) == []
    assert pairs(entries, fresh={99}) == []


def test_fresh_pairs_are_those_of_a_whole_run():
    chance = random.Random(11)
    entries = [drawn(chance, number) for number in range(1, 300)]
    fresh = set(range(1, 300, 10))
    whole = [pair for pair in pairs(entries) if not fresh.isdisjoint(pair)]
    assert pairs(entries, fresh=fresh) == whole


def test_nothing_and_one_entry_give_no_pairs():
    assert pairs([]) == []
    assert pairs([Entry(1, {"en": TITLE})]) == []
    assert pairs([Entry(1), Entry(2)]) == []


def test_query_strings_are_never_fused():
    """The way courses of one site look: one title, one teacher, one page but for its query."""
    entries = [
        Entry(number, {"es": "Curso de álgebra lineal"}, NAMES, (f"https://a.example/view.php?id={number}",))
        for number in range(1, 40)
    ]  # fmt: skip
    assert pairs(entries) == []


def test_ties_by_identifier_or_address_need_no_words_in_common():
    english = Entry(1, {"en": "Groups"}, NAMES, ("https://a.example/en/g",))
    french = Entry(2, {"fr": "Anneaux"}, NAMES, ("https://a.example/fr/g",))
    russian = Entry(3, {"ru": "Группы"}, identifiers=("doi:10.1/a",))
    arabic = Entry(4, {"ar": "الزمر"}, identifiers=("doi:10.1/a",))
    told = found([english, french, russian, arabic])
    assert [(pair.first, pair.second, pair.tie) for pair in told] == [
        (1, 2, Tie.TRANSLATION),
        (3, 4, Tie.TRANSLATION),
    ]


def test_words_that_all_titles_share_make_blocks_in_pairs_only():
    """Two hundred titles of common words; two of them are of the same words."""
    words = WORDS["en"]
    titles = {" ".join(sorted(pair)) for pair in combinations(words, 3)}
    entries = [Entry(n, {"en": title}, NAMES) for n, title in enumerate(sorted(titles), 1)]
    again = replace(entries[100], id=1000)
    assert (101, 1000) in pairs([*entries, again])


def test_directory_is_left_empty(tmp_path: Path):
    entries = [Entry(number, {"en": TITLE}, NAMES) for number in (1, 2)]
    assert pairs(entries, directory=tmp_path, memory="200MB", threads=1) == [(1, 2)]
    assert list(tmp_path.iterdir()) == []


def test_helpers_say_what_this_process_says():
    blobs = [packed(Entry(number, {"en": TITLE}, NAMES)) for number in (1, 2, 3)]
    chunks = [[(blobs[0], blobs[1])], [(blobs[1], blobs[2])], [(blobs[0], blobs[2])]]
    with Crew(1) as alone, Crew(2) as crew:
        assert list(crew.do("judge", chunks)) == list(alone.do("judge", chunks))


def test_twenty_thousand_titles_take_seconds():
    """All pairs would be two hundred million comparisons, most of an hour."""
    entries = [
        Entry(
            n, {"en": f"the great book of word{n % 3000} and word{n * 7 % 3000} in school"}, NAMES
        )
        for n in range(20_000)
    ]
    began = time.process_time()
    assert pairs(entries)
    assert time.process_time() - began < 15
