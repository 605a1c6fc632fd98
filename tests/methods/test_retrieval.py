"""Measures of rankings: a published example, bounds, and what they refuse."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.methods.retrieval import Difference, dcg, ndcg, paired_difference, recall

# The example of the Wikipedia article "Discounted cumulative gain": grades of six documents as they
# were ranked, of all that were judged two more of 3 and 2.
RANKED = (3, 2, 3, 0, 1, 2)
grades = st.lists(st.integers(0, 3), max_size=15)


def test_dcg_of_the_textbook_example():
    assert round(dcg(RANKED), 3) == 6.861


def test_ndcg_of_the_textbook_example():
    assert round(ndcg(RANKED, (*RANKED, 3, 2), depth=6), 3) == 0.785


def test_ndcg_counts_only_to_its_depth():
    assert ndcg((0, 0, 3), (3,), depth=2) == 0.0


def test_ndcg_where_nothing_is_of_use_is_nothing():
    assert ndcg((0, 0), (0, 0)) == 0.0


@given(grades)
def test_ndcg_of_the_best_order_is_one(judged: list[int]):
    best = sorted(judged, reverse=True)
    assert ndcg(best, judged) == (1.0 if any(judged) else 0.0)


@given(grades, st.randoms(use_true_random=False))
def test_ndcg_of_any_order_is_at_most_one(judged: list[int], chance):
    ranked = list(judged)
    chance.shuffle(ranked)
    assert 0.0 <= ndcg(ranked, judged) <= 1.0 + 1e-12


def test_recall_is_of_what_there_is():
    assert recall("abcd", {"b", "d", "x"}) == 2 / 3


def test_recall_wants_no_more_than_its_depth():
    assert recall("abcd", set("abcdefgh"), depth=2) == 1.0


def test_recall_counts_a_document_once():
    assert recall("aab", {"a", "c"}) == 0.5


def test_recall_of_nothing_is_refused():
    with pytest.raises(ValueError, match="something that is relevant"):
        recall("ab", set())


def test_difference_without_spread_is_sure():
    assert paired_difference([0.75, 0.5], [0.5, 0.25], seed=1) == Difference(0.25, 0.25, 0.25)


def test_difference_has_the_width_that_the_spread_has():
    """Of 400 differences of 0 and 1 the standard error is 1/40; 1.96 of it on either side."""
    found = paired_difference([0.0, 1.0] * 200, [0.0] * 400, seed=1)
    assert found.mean == 0.5
    assert math.isclose(found.low, 0.451, abs_tol=0.005)
    assert math.isclose(found.high, 0.549, abs_tol=0.005)


def test_difference_is_the_same_for_the_same_seed():
    ours, theirs = [0.1, 0.9, 0.4], [0.2, 0.3, 0.4]
    once = paired_difference(ours, theirs, seed=7)
    assert once == paired_difference(ours, theirs, seed=7)


def test_difference_of_lists_that_do_not_belong_together_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        paired_difference([0.1, 0.2], [0.1], seed=1)


def test_difference_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        paired_difference([], [], seed=1)
