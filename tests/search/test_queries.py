"""Ranking, filters, facets, pages and second chances of `find`."""

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armillary.core.errors import InvalidInput
from armillary.search import documents, operations, queries
from armillary.search.counting import FacetCount
from armillary.search.documents import FACETS, Document
from armillary.search.errors import IndexUnavailable
from armillary.search.queries import MAX_DEPTH, SearchRequest, SearchResult

from .conftest import KIND, Shelf

Search = Callable[..., SearchResult]
Found = Callable[..., set[int]]


def test_every_word_is_required_where_something_has_them_all(shelf: Shelf, search: Search):
    shelf.titled("Adding fractions", "Fractions", "Adding numbers")
    result = search("adding fractions")
    assert (result.ids, result.total, result.relaxed) == ([1], 1, False)


def test_a_word_in_the_title_outweighs_one_in_the_body(shelf: Shelf, search: Search):
    shelf.put(
        Document(1, {"en": "Numbers"}, {"en": "About fractions, fractions and fractions."}),
        Document(2, {"en": "Fractions"}, {"en": "About numbers."}),
    )
    assert search("fractions").ids == [2, 1]


def test_quality_decides_among_equals(shelf: Shelf, search: Search):
    shelf.put(*(Document(n, {"en": "Fractions"}, quality=q) for n, q in [(1, 0.2), (2, 0.9)]))
    assert search("fractions").ids == [2, 1]


def test_the_readers_language_is_liked_but_not_required(shelf: Shelf, search: Search):
    shelf.put(
        *(
            Document(n, {tag: "Python"}, facets={"language": [tag]})
            for n, tag in [(1, "en"), (2, "fr"), (3, "ru")]
        )
    )
    assert search("python", ui_language="fr").ids[0] == 2
    assert search("python", ui_language="ru").ids[0] == 3
    assert search("python", ui_language="fr").total == 3


def test_most_words_do_where_nothing_has_them_all(shelf: Shelf, search: Search):
    shelf.titled("Adding fractions", "Fractions", "Whales")
    result = search("fractions quicksand")
    assert (set(result.ids), result.relaxed, result.suggestion) == ({1, 2}, True, "")


def test_documents_with_every_word_stay_first_in_a_relaxed_search(shelf: Shelf, search: Search):
    bodies = {2: "rare", 3: "rare", 4: "rare"}
    shelf.put(
        Document(1, {"en": "x"}, {"en": "alpha beta gamma " + "padding " * 50}),
        *(Document(n, {"en": "alpha beta"}) for n in bodies),
    )
    result = search("alpha beta gamma")
    assert (result.ids[0], result.total, result.relaxed) == (1, 4, True)
    assert result.complete == 1


def test_part_of_a_long_run_of_characters_is_enough_where_the_whole_is_nowhere(
    shelf: Shelf, search: Search
):
    shelf.put(Document(1, {"zh": "分数加法的教学"}), Document(2, {"zh": "化学实验"}))
    result = search("分数加法练习")
    assert (result.ids, result.relaxed) == ([1], True)


@pytest.mark.parametrize(
    ("title", "typed", "meant"),
    [
        ("Fractions", "fractoins", "fractions"),
        ("Fractions", "fracions", "fractions"),
        ("Équations", "equatons", "equations"),
        ("Дроби", "дрлби", "дроби"),
        ("الرياضيات", "الرياصيات", "الرياضيات"),
    ],
)
def test_one_wrong_letter_is_forgiven_and_the_spelling_suggested(
    shelf: Shelf, search: Search, title: str, typed: str, meant: str
):
    shelf.titled(title, "unrelated", language="und")
    result = search(typed)
    assert (result.ids, result.relaxed, result.suggestion) == ([1], True, meant)
    assert search(result.suggestion).ids == [1]


def test_short_words_are_taken_as_written(shelf: Shelf, search: Search):
    shelf.titled("cat")
    assert (search("cot").ids, search("cot").suggestion) == ([], "")


def test_a_wrong_word_beside_a_right_one_brings_a_suggestion(shelf: Shelf, search: Search):
    shelf.titled("Adding fractions", "Adding apples")
    result = search("adding fractoins -worksheet")
    assert result.suggestion == "adding fractions -worksheet"
    assert set(result.ids) == {1, 2}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"number line"', {1}),
        ("number line", {1, 2}),
        ("number -adding", {2}),
        ('number -"number line"', {2}),
        ("frac*", {1, 3}),
        ("title:adding", {1}),
        ("adding", {1, 3}),
        ("subject:algebra", {3}),
        ("number subject:fractions", {1}),
        ("-subject:fractions", {2, 3}),
        ("numbers subject:nowhere", set()),
        ('"numbers line"', set()),
        ("number title:[a TO b]", {1, 2}),
        ("keyed", {3}),
        ("noether", {2}),
    ],
)
def test_the_query_language_reaches_the_engine(
    shelf: Shelf, found: Found, query: str, expected: set[int]
):
    shelf.put(
        Document(
            1, {"en": "Adding on a number line: fractions"}, facets={"subject": ["fractions"]}
        ),
        Document(2, {"en": "A line with a number a b to"}, names=["Emmy Noether"]),
        Document(
            3,
            {"en": "Fractal"},
            {"en": "adding"},
            keywords=["keyed"],
            facets={"subject": ["algebra"]},
        ),
    )
    if "TO" in query:
        assert found(query) <= expected
    else:
        assert found(query) == expected


def test_no_words_mean_everything_the_best_first(shelf: Shelf, search: Search):
    shelf.put(*(Document(n, {"en": "x"}, quality=q) for n, q in [(1, 0.1), (2, 0.9), (3, 0.5)]))
    assert search().ids == [2, 3, 1]
    assert search("  ").total == 3


def test_facets_that_nobody_looks_at_are_not_counted(shelf: Shelf, search: Search):
    shelf.put(Document(1, {"en": "x"}, facets={"level": ["primary"]}))
    assert search("x").facets["level"] == [FacetCount("primary", 1)]
    result = search("x", facets=False)
    assert (result.ids, result.total, result.facets) == ([1], 1, {})


def test_newest_first_whatever_fits_better(shelf: Shelf, search: Search):
    shelf.put(*(Document(n, {"en": "fractions"}, day=day) for n, day in [(1, 5), (2, -9), (3, 9)]))
    assert search("fractions", sort="newest").ids == [3, 1, 2]


def _facetted(shelf: Shelf) -> None:
    rows = [("algebra", "en"), ("algebra", "fr"), ("algebra", "fr"), ("physics", "fr")]
    shelf.put(
        *(
            Document(n, {"en": "thing"}, facets={"subject": [subject, "stem"], "language": [tag]})
            for n, (subject, tag) in enumerate(rows, 1)
        )
    )


def test_facets_count_every_value_the_most_frequent_first(shelf: Shelf, search: Search):
    _facetted(shelf)
    facets = search("thing").facets
    assert tuple(facets) == FACETS
    assert facets["subject"] == [
        FacetCount("stem", 4),
        FacetCount("algebra", 3),
        FacetCount("physics", 1),
    ]
    assert facets["licence"] == []


@pytest.mark.parametrize("others", [0, 40])
def test_a_chosen_facet_is_counted_without_its_own_filter(
    shelf: Shelf, search: Search, others: int
):
    _facetted(shelf)  # few among many are collected, most of all are looked up: same answer
    shelf.put(*(Document(100 + n, {"en": "other"}) for n in range(others)))
    result = search("thing", filters={"subject": ["physics"], "language": ["fr"]})
    assert result.ids == [4]
    assert result.facets["subject"] == [
        FacetCount("stem", 3),
        FacetCount("algebra", 2),
        FacetCount("physics", 1),
    ]
    assert result.facets["language"] == [FacetCount("fr", 1)]


def test_values_of_one_facet_are_alternatives(shelf: Shelf, found: Found):
    _facetted(shelf)
    assert found(filters={"subject": ["physics", "algebra"], "language": ["fr"]}) == {2, 3, 4}


def _teachable(shelf: Shelf) -> None:
    rows = [
        (["offline", "phone"], "20"), (["offline"], "40"), (["phone"], "longer"), ([], "90"),
    ]  # fmt: skip
    shelf.put(
        *(
            Document(n, {"en": "thing"}, facets={"classroom": wishes, "duration": [band]})
            for n, (wishes, band) in enumerate(rows, 1)
        )
    )


def test_what_a_classroom_needs_must_hold_all_together(shelf: Shelf, search: Search):
    _teachable(shelf)
    one = search(filters={"classroom": ["offline"]})
    assert set(one.ids) == {1, 2}
    assert one.facets["classroom"] == [FacetCount("offline", 2), FacetCount("phone", 1)]
    both = search(filters={"classroom": ["offline", "phone"]})
    assert both.ids == [1]
    assert search("classroom:offline -classroom:phone").ids == [2]


def test_a_longer_lesson_has_room_for_a_shorter_one(shelf: Shelf, search: Search, found: Found):
    _teachable(shelf)
    assert found(filters={"duration": ["40"]}) == {1, 2}
    assert found("duration:90") == {1, 2, 4}
    assert found(filters={"duration": ["20", "longer"]}) == {1, 3}
    assert search(filters={"duration": ["20"]}).facets["duration"] == [
        FacetCount("90", 3), FacetCount("40", 2), FacetCount("20", 1), FacetCount("longer", 1),
    ]  # fmt: skip


def test_one_need_too_many_can_be_left_out_alone(shelf: Shelf, search: Search):
    _teachable(shelf)
    result = search(filters={"classroom": ["offline", "no-cost"], "duration": ["longer", "20"]})
    assert [(way.facet, way.value, way.total) for way in result.ways] == [
        ("classroom", "no-cost", 1)
    ]


MANY = {
    "subject": ["algebra", "physics", "art"],
    "classroom": ["offline", "phone", "no-cost"],
    "accessibility": ["captions", "signLanguage"],
}
ONE = {
    "duration": ["20", "40", "90", "longer"],
    "date": ["2025", "2020", "2000", "earlier"],
    "score": ["75", "50", "below"],
    "reuse": ["adapt", "share", "unclear"],
}
CHOICES = {facet: st.lists(st.sampled_from(MANY.get(facet) or ONE[facet]), unique=True, max_size=3)
           for facet in (*MANY, *ONE)}  # fmt: skip


def _random_things(seed: int) -> list[Document]:
    chance = random.Random(seed)
    return [
        Document(
            number,
            {"en": chance.choice(["thing", "thing two", "other"])},
            facets={
                **{
                    facet: chance.sample(values, chance.randrange(3))
                    for facet, values in MANY.items()
                },
                **{
                    facet: chance.sample(values, chance.randrange(3))
                    for facet, values in ONE.items()
                },
            },
        )
        for number in range(1, 80)
    ]


def _has(thing: Document, facet: str, value: str) -> bool:
    """As a reader means it."""
    own = thing.facets.get(facet, [])
    order = ONE.get(facet, [])
    if facet in {"duration", "date", "score"} and value not in {"longer", "earlier", "below"}:
        return any(order.index(each) <= order.index(value) for each in own)
    return value in own


def _holds(thing: Document, facet: str, chosen: list[str]) -> bool:
    fits = [_has(thing, facet, value) for value in chosen]
    return all(fits) if facet in {"classroom", "accessibility"} else any(fits) or not chosen


def _counted(things: list[Document], filters: dict[str, list[str]]) -> dict[str, dict[str, int]]:
    """One thing after the other, without an index."""
    counts: dict[str, dict[str, int]] = {}
    for facet, values in (MANY | ONE).items():
        together = facet in {"classroom", "accessibility"}
        asked = {name: chosen for name, chosen in filters.items() if together or name != facet}
        left = [t for t in things if all(_holds(t, name, chosen) for name, chosen in asked.items())]
        found = {value: sum(_has(thing, facet, value) for thing in left) for value in values}
        counts[facet] = {value: count for value, count in found.items() if count}
    return counts


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(filters=st.fixed_dictionaries({}, optional=CHOICES), words=st.sampled_from(["", "thing"]))
@pytest.mark.parametrize("seed", [1, 2])
def test_counts_stay_true_whatever_is_chosen(
    shelf: Shelf, search: Search, seed: int, filters: dict[str, list[str]], words: str
):
    if not shelf.things:
        shelf.put(*_random_things(seed))
    result = search(words, filters=filters, size=100)
    things = [t for t in shelf.things.values() if words in t.titles["en"]]
    wanted = [t for t in things if all(_holds(t, name, v) for name, v in filters.items())]
    assert set(result.ids) == {thing.id for thing in wanted}
    assert result.total == len(wanted)
    found = {facet: dict(result.facets[facet]) for facet in MANY | ONE}
    assert {facet: {v: c for v, c in counts.items() if v in (MANY | ONE)[facet]}
            for facet, counts in found.items()} == _counted(things, filters)  # fmt: skip
    for facet, counts in found.items():  # what a reader is promised is what a click brings
        for value, count in counts.items():
            chosen = filters.get(facet, [])
            added = [*chosen, value] if facet in {"classroom", "accessibility"} else [value]
            assert search(words, filters={**filters, facet: added}).total == count


def test_facets_do_not_count_what_was_deleted(shelf: Shelf, search: Search):
    _facetted(shelf)
    search()
    shelf.take(1, 4)
    assert search().facets["language"] == [FacetCount("fr", 2)]


def test_counts_are_new_after_each_commit(shelf: Shelf, search: Search):
    _facetted(shelf)
    assert search("thing").total == 4
    shelf.put(Document(9, {"en": "thing"}, facets={"language": ["ru"]}))
    result = search("thing")
    assert result.total == 5
    assert FacetCount("ru", 1) in result.facets["language"]


@pytest.mark.parametrize(
    "options",
    [{"text": "fractions"}, {"sort": "newest"}, {"text": "fractions", "sort": "newest"}, {}],
)
def test_pages_forward_and_back_show_everything_once(
    shelf: Shelf, search: Search, options: dict[str, str]
):
    shelf.put(
        *(Document(n, {"en": "fractions"}, day=n % 5, quality=n % 3 / 3) for n in range(1, 24))
    )
    pages = [search(size=5, **options)]
    while pages[-1].next_cursor:
        pages.append(search(size=5, after=pages[-1].next_cursor, **options))
    assert sorted(i for page in pages for i in page.ids) == list(range(1, 24))
    assert [page.total for page in pages] == [23] * 5
    back = [pages[-1]]
    while back[-1].previous_cursor:
        back.append(search(size=5, after=back[-1].previous_cursor, **options))
    assert [page.ids for page in reversed(back)] == [page.ids for page in pages]


def test_a_document_that_arrives_does_not_shift_keyed_pages(shelf: Shelf, search: Search):
    shelf.put(*(Document(n, {"en": "x"}, day=n) for n in range(1, 7)))
    first = search(size=3, sort="newest")
    shelf.put(Document(99, {"en": "x"}, day=99))
    assert search(size=3, sort="newest", after=first.next_cursor).ids == [3, 2, 1]


def test_relevance_ends_after_its_depth_and_says_so(shelf: Shelf, search: Search):
    shelf.put(*(Document(n, {"en": "fractions"}) for n in range(1, MAX_DEPTH + 11)))
    page = search("fractions", size=100)
    for _ in range(MAX_DEPTH // 100 - 1):
        page = search("fractions", size=100, after=page.next_cursor)
    assert (page.next_cursor, page.is_cut, page.total) == ("", True, MAX_DEPTH + 10)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": "random"},
        {"size": 0},
        {"size": 101},
        {"filters": {"colour": ["red"]}},
        {"filters": {"subject": ["x" * 201]}},
        {"filters": {"subject": [str(n) for n in range(51)]}},
        {"after": "forged"},
        {"text": "x" * 10_000},
        {"text": "数" * 500},
        {"text": " ".join(map(str, range(33)))},
    ],
)
def test_wrong_requests_are_refused_with_a_reason(
    shelf: Shelf, search: Search, wrong: dict[str, str]
):
    with pytest.raises(InvalidInput):
        search(**wrong)


def test_filter_values_are_counted_over_all_facets_together(shelf: Shelf, search: Search):
    many = [f"s{number}" for number in range(26)]
    with pytest.raises(InvalidInput, match="at most 50 short filter values"):
        search("a", filters={"subject": many, "type": many})
    search("a", filters={"subject": many[:25], "type": many[:25]})


def test_a_cursor_of_another_order_is_refused(shelf: Shelf, search: Search):
    shelf.titled("a", "b", "c")
    cursor = search(sort="newest", size=1).next_cursor
    with pytest.raises(InvalidInput, match="another search"):
        search("a", after=cursor)


def test_a_filter_may_be_named_as_the_vocabulary_does(
    shelf: Shelf, search: Search, monkeypatch: pytest.MonkeyPatch
):
    names = {"théorie des nombres": "number-theory"}
    monkeypatch.setitem(documents.RESOLVERS, "subject", names.get)
    shelf.put(
        Document(1, {"en": "Primes"}, facets={"subject": ["number-theory"]}),
        Document(2, {"en": "Primes"}, facets={"subject": ["geometry"]}),
    )
    result = search('primes subject:"Théorie des nombres"')
    assert (result.ids, str(result.reading)) == ([1], "primes subject:number-theory")
    assert search("subject:geometry").ids == [2]  # a key, which no resolver knows


def test_author_is_looked_for_in_names_alone(shelf: Shelf, found: Found):
    shelf.put(
        Document(1, {"en": "Radium"}, names=["Marie Curie"]),
        Document(2, {"en": "Marie Curie"}),
    )
    assert found("author:curie") == {1}
    assert found('author:"marie curie"') == {1}
    assert found("author:cur*") == {1}
    assert found("-author:curie") == {2}


def test_best_reviewed_first_and_page_by_page(shelf: Shelf, search: Search):
    standings = {1: 0.0, 2: 0.9, 3: 0.4, 4: 0.9}
    shelf.put(*(Document(n, {"en": "Forces"}, reviewed=r) for n, r in standings.items()))
    first = search("forces", sort="reviewed", size=3)
    assert first.ids == [4, 2, 3]
    assert search("forces", sort="reviewed", size=3, after=first.next_cursor).ids == [1]


def test_words_read_otherwise_are_told(shelf: Shelf, search: Search):
    shelf.titled("Fractions")
    result = search("fractoins")
    assert (result.ids, dict(result.readings)) == ([1], {"fractoins": ("fractions",)})
    assert search("fractions").readings == {}


def test_nothing_found_says_what_to_leave_out(shelf: Shelf, search: Search):
    shelf.put(
        Document(1, {"en": "Fractions"}, facets={"level": ["primary"]}),
        Document(2, {"en": "More fractions"}, facets={"level": ["primary"]}),
    )
    result = search("fractions -more", filters={"level": ["master"]})
    ways = [(str(way.clause or f"{way.facet}:{way.value}"), way.total) for way in result.ways]
    assert (result.total, ways) == (0, [("level:master", 1)])
    [way] = search("-fractions level:primary").ways
    assert (str(way.clause), way.text, way.total) == ("-fractions", "level:primary", 2)
    assert search("fractions").ways == ()


def test_where_leaving_out_one_is_not_enough_each_condition_is_tried_alone(
    shelf: Shelf, search: Search
):
    shelf.titled("Fractions")
    ways = search("fractions author:nobody", filters={"level": ["master"]}).ways
    assert [(way.text, str(way.only), way.total) for way in ways] == [("fractions", "fractions", 1)]
    assert search("volcano").ways == []


def test_kinds_do_not_mix(shelf: Shelf, search: Search):
    from armillary.search.documents import register_documents

    register_documents(
        "place", build=lambda ids: [Document(i, {"en": "Fractions"}) for i in ids], walk=lambda: [7]
    )
    shelf.titled("Fractions")
    operations.note_changes("place", [7])
    assert search("fractions").ids == [1]
    assert queries.find(SearchRequest(text="fractions", kind="place")).ids == [7]


def test_without_an_index_the_message_says_what_to_do(shelf: Shelf):
    with pytest.raises(IndexUnavailable, match="armillary search rebuild"):
        queries.find(SearchRequest(kind=KIND))


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.text(alphabet='"-*:()[]{}^~\\/+!&|<> ab分ك\x00\ud800\u202e', max_size=80),
    st.lists(
        st.sampled_from(
            [
                "title:[a TO b]",
                "body:/.*/",
                "a AND b",
                "NOT",
                "OR",
                '"',
                '-"',
                "subject:",
                "-",
                "*",
                "a~2",
                "a^9",
                "language:fr",
                "title:",
                "(((",
                "\\",
                "_exists_:x",
                "frac*",
                "分数",
                "\x00",
            ]
        ),
        max_size=12,
    ).map(" ".join),
)


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=HOSTILE, sort=st.sampled_from(["relevance", "newest"]))
def test_no_text_breaks_a_search(shelf: Shelf, search: Search, text: str, sort: str):
    if not shelf.things:
        shelf.titled("a b fractions", "分数", "كسور")
    try:
        result = search(text, sort=sort, size=2)
    except InvalidInput:
        return
    assert len(result.ids) <= result.total <= 3
