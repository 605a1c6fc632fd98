"""Words that name concepts, found in other languages and by what carries the concept."""

from collections.abc import Callable, Sequence

import pytest

from armillary.search import concepts
from armillary.search.analysis import is_han
from armillary.search.concepts import Concept, Naming
from armillary.search.documents import Document
from armillary.search.engines.base import Plan
from armillary.search.language import parse
from armillary.search.queries import SearchResult

from .conftest import Shelf

Search = Callable[..., SearchResult]

FRACTIONS = Concept(
    "fractions",
    "Fractions",
    (("subject", "fractions"),),
    (("en", "Fractions"), ("ar", "الكسور"), ("es", "Fracciones"), ("zh-hans", "分数")),
)
THEORY = Concept("number-theory", "Number theory", (("subject", "number-theory"),))
NAMES = {"fractions": FRACTIONS, "الكسور": FRACTIONS, "分数": FRACTIONS, "number theory": THEORY}


def _named(words: Sequence[str], language: str) -> list[Naming]:
    joint = "" if all(map(is_han, words)) else " "
    return [
        Naming(start, end, (NAMES[name],))
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if (name := joint.join(words[start:end])) in NAMES
    ]


@pytest.fixture(autouse=True)
def names(shelf: Shelf) -> None:
    concepts.register_concepts(_named)


def _put(shelf: Shelf) -> None:
    shelf.put(
        Document(1, {"en": "Fractions"}, about={"stated": ["fractions"]}),
        Document(2, {"es": "Las fracciones"}, about={"stated": ["fractions"]}),
        Document(3, {"ar": "ألعاب الكسور"}, about={"stated": ["games", "fractions"]}),
        Document(4, {"zh-hans": "分数的加法教学"}, about={"stated": ["fractions"]}),
        Document(
            5, {"en": "Pizza"}, about={"stated": ["fractions"]}, facets={"subject": ["fractions"]}
        ),
        Document(6, {"en": "Volcanoes"}, quality=1.0, facets={"subject": ["geology"]}),
    )


@pytest.mark.parametrize("query", ["fractions", "الكسور", "分数"])
def test_a_name_in_one_language_finds_the_concept_in_all(shelf: Shelf, search: Search, query: str):
    _put(shelf)
    found = search(query)
    assert (found.total, set(found.ids)) == (5, {1, 2, 3, 4, 5})


def test_what_has_the_word_itself_comes_first(shelf: Shelf, search: Search):
    shelf.put(
        Document(1, {"en": "Fractions fractions"}, about={"stated": ["fractions"]}, quality=1.0),
        Document(2, {"ar": "الكسور"}, about={"stated": ["fractions"]}, quality=1.0),
        Document(3, {"en": "A long text"}, {"en": "in which words " * 50 + " الكسور occur once"}),
    )
    found = search("الكسور", ui_language="en")
    assert set(found.ids[:2]) == {2, 3}
    assert found.across is not None
    assert (found.across.direct, found.across.brought) == (2, {1})
    assert [(each.words, each.concepts) for each in found.across.named] == [
        ("الكسور", (FRACTIONS,))
    ]


def test_it_can_be_switched_off(shelf: Shelf, search: Search):
    _put(shelf)
    found = search("fractions", across=False)
    assert (found.ids, found.across) == ([1], None)


def test_in_quotation_marks_or_in_the_title_words_name_nothing(shelf: Shelf, search: Search):
    _put(shelf)
    assert search('"fractions"').ids == search("title:fractions").ids == [1]


def test_nothing_is_said_where_concepts_add_nothing(shelf: Shelf, search: Search):
    shelf.titled("Fractions")
    assert search("fractions").across is None


def test_other_words_are_still_required(shelf: Shelf, search: Search):
    _put(shelf)
    assert search("ألعاب fractions").ids == [3]
    assert search("fractions -الكسور").total == 4


def test_the_longest_name_is_meant(shelf: Shelf, search: Search):
    numbers = Concept("numbers", "Numbers", (("subject", "numbers"),))
    concepts.register_concepts(
        lambda words, _language: [
            Naming(place, place + 1, (numbers,))
            for place, word in enumerate(words)
            if word == "number"
        ]
    )
    shelf.put(
        Document(1, {"en": "Primes"}, about={"stated": ["number-theory"]}),
        Document(2, {"en": "Theory of counting"}, about={"stated": ["numbers"]}),
    )
    assert search("number theory").ids == [1]


def test_filters_and_counts_hold_for_what_concepts_bring(shelf: Shelf, search: Search):
    _put(shelf)
    found = search("الكسور", filters={"subject": ["fractions"]})
    assert found.ids == [5]
    assert dict(search("الكسور").facets["subject"]) == {"fractions": 1}


def test_what_concepts_bring_is_known_on_every_page_and_in_every_order(
    shelf: Shelf, search: Search
):
    shelf.put(
        *(Document(n, {"en": "Fractions"}, day=n) for n in range(1, 5)),
        *(
            Document(n, {"es": "Fracciones"}, about={"stated": ["fractions"]}, day=n)
            for n in range(5, 9)
        ),
    )
    for sort in ("relevance", "newest"):
        after, seen, brought = "", [], set()
        while True:
            page = search("fractions", sort=sort, size=3, after=after)
            assert page.across is not None
            seen, brought = [*seen, *page.ids], brought | page.across.brought
            after = page.next_cursor
            if not after:
                break
        assert (sorted(seen), brought) == (list(range(1, 9)), {5, 6, 7, 8})


def test_a_run_without_spaces_is_cut_at_the_names_in_it(shelf: Shelf, search: Search):
    shelf.put(
        Document(1, {"zh-hans": "分数的游戏"}),
        Document(2, {"zh-hans": "游戏与分数"}),
        Document(3, {"zh-hans": "游戏"}),
        Document(4, {"en": "Pizza 游戏"}, about={"stated": ["fractions"]}),
    )
    found = search("分数的游戏", ui_language="zh-hans")
    assert found.ids[0] == 1
    assert (set(found.ids), found.relaxed) == ({1, 2, 4}, False)
    assert found.across is not None
    assert found.across.brought == {4}
    assert set(search("分数的游戏", across=False).ids) == {1, 2}


def test_what_has_the_words_comes_first_however_much_of_the_concepts_another_has(
    shelf: Shelf, search: Search
):
    keys = [f"k{n}" for n in range(24)]
    concepts.register_concepts(
        lambda words, _language: [
            Naming(place, place + 1, tuple(Concept(key, key) for key in keys[place::6]))
            for place in range(len(words))
        ]
    )
    everywhere = dict.fromkeys(concepts.PLACES, keys)
    shelf.put(
        Document(1, {"en": "Other"}, {"en": "alpha beta gamma delta epsilon zeta " + "x " * 400}),
        Document(2, {"en": "Rare"}, about=everywhere, quality=1.0),
        *(Document(n, {"en": "Filler"}) for n in range(10, 3_000)),
    )
    found = search("alpha beta gamma delta epsilon zeta", ui_language="fr")
    assert found.ids == [1, 2]
    assert found.across is not None
    assert found.across.brought == {2}


def test_plans_that_cut_a_run_otherwise_are_told_apart():
    reading = parse("分数的游戏")
    one = Plan("thing", reading, parts={"分数的游戏": ("分数", "游戏")})
    assert one.canonical != Plan("thing", reading).canonical
