"""How what a search finds is spread: each number is that of the results behind it."""

from collections.abc import Callable

import pytest

from armillary.core.errors import InvalidInput
from armillary.search.documents import Document
from armillary.search.operations import drain_outbox
from armillary.search.queries import SearchRequest, SearchResult
from armillary.search.spreading import Spread, crossed, days_of, spread_over, total_of

from .conftest import KIND, Shelf

Search = Callable[..., SearchResult]


def request(text: str = "", **filters: list[str]) -> SearchRequest:
    return SearchRequest(text=text, filters=filters, kind=KIND)


@pytest.fixture
def maths(shelf: Shelf) -> Shelf:
    """Four things of two subjects, one of them for two levels and from two countries."""
    rows = {
        1: ("algebra", ["primary"], ["KE"], 10),
        2: ("algebra", ["primary", "adult"], ["KE", "TZ"], 10),
        3: ("physics", ["adult"], [], 45),
        4: ("physics", [], ["FR"], 45),
    }
    shelf.put(
        *(
            Document(
                number,
                {"en": f"Lesson {number}"},
                facets={"subject": [subject], "level": levels, "country": countries},
                day=day,
            )
            for number, (subject, levels, countries, day) in rows.items()
        )
    )
    drain_outbox()
    return shelf


def test_what_has_several_values_counts_for_each_and_is_known_once(maths: Shelf):
    assert spread_over(request(), "country") == Spread(4, 3, {"KE": 2, "TZ": 1, "FR": 1})


def test_a_facet_is_spread_as_if_nothing_of_it_were_chosen(maths: Shelf):
    assert spread_over(request(country=["FR"]), "country").counts["KE"] == 2
    assert spread_over(request(country=["FR"]), "level") == Spread(1, 0, {})


def test_filters_and_words_narrow_what_is_spread(maths: Shelf):
    assert spread_over(request(subject=["physics"]), "country") == Spread(2, 1, {"FR": 1})
    assert spread_over(request("lesson -4"), "country") == Spread(3, 2, {"KE": 2, "TZ": 1})


def test_two_facets_are_crossed_and_what_has_nothing_is_there(maths: Shelf):
    found = crossed(request(), "subject", ["algebra", "physics", "magic"], "level")
    assert found == {
        "algebra": Spread(2, 2, {"primary": 2, "adult": 1}),
        "physics": Spread(2, 1, {"adult": 1}),
        "magic": Spread(0, 0, {}),
    }


def test_a_number_is_that_of_the_results_behind_it(maths: Shelf, search: Search):
    counts = crossed(request(country=["KE"]), "subject", ["algebra"], "level")["algebra"].counts
    for level, count in counts.items():
        filters = {"subject": ["algebra"], "level": [level], "country": ["KE"]}
        assert search("", filters=filters).total == count


def test_days_come_in_order_with_what_came_on_them(maths: Shelf):
    assert days_of(request()) == {10: 2, 45: 2}
    assert days_of(request(level=["adult"])) == {10: 1, 45: 1}
    assert list(days_of(request())) == [10, 45]


def test_the_total_is_that_of_the_search(maths: Shelf):
    assert (total_of(request()), total_of(request(level=["adult"]))) == (4, 2)


def test_what_was_taken_away_counts_no_more(maths: Shelf):
    maths.take(2)
    drain_outbox()
    assert spread_over(request(), "country").counts == {"KE": 1, "FR": 1}
    assert days_of(request()) == {10: 1, 45: 2}


def test_a_map_has_room_for_every_country(shelf: Shelf):
    codes = [f"{first}{second}" for first in "ABCDEFGHIJKLM" for second in "ABCDEFGHIJKLMNOPQRST"]
    shelf.put(
        *(
            Document(number, {"en": "A"}, facets={"country": [code]})
            for number, code in enumerate(codes, 1)
        )
    )
    drain_outbox()
    assert spread_over(request(), "country") == Spread(260, 260, dict.fromkeys(codes, 1))
    assert spread_over(request("a"), "country").known == 260


def test_a_filter_that_does_not_exist_is_refused(maths: Shelf):
    with pytest.raises(InvalidInput, match="no filter"):
        spread_over(request(colour=["red"]), "country")
