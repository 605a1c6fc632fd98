"""A search as it is followed: exact, the newest first, and asked of some things only."""

import pytest

from armillary.core.errors import InvalidInput
from armillary.search.engines import engine
from armillary.search.errors import IndexUnavailable
from armillary.search.following import matching, newest, state_of_index
from armillary.search.operations import drain_outbox
from armillary.search.queries import SearchRequest, find

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index_of_its_own(settings, tmp_path):
    settings.INDEX_ROOT = tmp_path / "index"


@pytest.fixture
def listed(new_resource):
    """Listed and found, by their titles."""

    def make(*titles, **facts):
        made = [new_resource(listed=True, titles={"en": title}, **facts) for title in titles]
        drain_outbox(wait=True)
        return [each.pk for each in made]

    return make


def test_nothing_that_lacks_a_word_is_news_though_a_search_shows_it(listed):
    [whole, _part] = listed("Cutting round apple cakes", "Cutting apple trees")
    request = SearchRequest("cutting round apple cakes")
    assert find(request).total == 2
    assert newest(request).ids == [whole]
    assert matching(request, [whole, _part]).ids == {whole}


def test_wrong_spelling_is_not_mended(listed):
    [number] = listed("Fractions")
    request = SearchRequest("fractoins")
    assert find(request).ids == [number]
    assert newest(request).ids == []
    assert matching(request, [number]).ids == frozenset()


def test_newest_come_first_whatever_the_order_of_the_search(listed):
    ids = [listed(f"Fractions {n}")[0] for n in range(3)]
    assert newest(SearchRequest("fractions", sort="relevance", size=2)).ids == ids[:0:-1]


def test_topics_are_looked_through_as_the_search_says(listed):
    [cake] = listed("Cutting a cake", subjects=["fractions"])
    assert matching(SearchRequest("fractions"), [cake]).ids == {cake}
    assert matching(SearchRequest("fractions", across=False), [cake]).ids == frozenset()


def test_more_ids_than_fit_into_one_question_are_all_asked_for(listed, monkeypatch):
    monkeypatch.setattr("armillary.search.following.AT_ONCE", 2)
    ids = listed("Fractions A", "Fractions B", "Forces", "Fractions C", "Fractions D")
    assert matching(SearchRequest("fractions"), ids).ids == set(ids) - {ids[2]}


def test_languages_asked_for_are_known(listed):
    listed("Fractions")
    request = SearchRequest("fractions language:fr", {"language": ["es"]})
    assert newest(request).languages == matching(request, [1]).languages == {"es", "fr"}


@pytest.mark.parametrize("filters", [{"colour": ["red"]}, {"level": ["x" * 201]}])
def test_what_cannot_be_searched_is_refused(listed, filters):
    listed("Fractions")
    with pytest.raises(InvalidInput):
        newest(SearchRequest("", filters))
    with pytest.raises(InvalidInput):
        matching(SearchRequest("", filters), [1])


def test_state_changes_with_the_index_and_only_then(listed):
    listed("Fractions")
    before = state_of_index()
    assert state_of_index() == before
    listed("Forces")
    assert state_of_index() != before


def test_without_an_index_that_is_said():
    assert engine().generation() == ""
    for ask in (lambda: newest(SearchRequest()), state_of_index):
        with pytest.raises(IndexUnavailable):
            ask()
