"""Everything that a search finds, walked from the first to the last on one commit of the index."""

from itertools import chain

import pytest

from armillary.core.errors import InvalidInput
from armillary.search import walking
from armillary.search.errors import IndexUnavailable
from armillary.search.operations import drain_outbox
from armillary.search.queries import SearchRequest, find
from armillary.search.walking import walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index_of_its_own(settings, tmp_path, monkeypatch):
    settings.INDEX_ROOT = tmp_path / "index"
    monkeypatch.setattr(walking, "PIECE", 2)


@pytest.fixture
def listed(new_resource):
    """Listed and found, by their titles."""

    def make(*titles, **facts):
        made = [new_resource(listed=True, titles={"en": title}, **facts) for title in titles]
        drain_outbox(wait=True)
        return [each.pk for each in made]

    return make


def walked(request: SearchRequest) -> list[int]:
    return list(chain.from_iterable(piece.ids for piece in walk(request).pieces))


@pytest.mark.parametrize("sort", ["relevance", "newest", "reviewed"])
@pytest.mark.parametrize("text", ["", "fractions"])
def test_everything_comes_once_in_the_order_of_the_search(listed, text, sort):
    listed("Fractions", "More fractions", "Fractions and fractions", "Halves", "Fractions 5")
    request = SearchRequest(text, sort=sort, size=100)
    found = find(request)
    assert walked(request) == found.ids
    assert walk(request).total == found.total == len(found.ids)


def test_what_the_search_widens_is_walked_as_widened(listed):
    [whole, part] = listed("Cutting round apple cakes", "Cutting apple trees")
    assert walked(SearchRequest("cutting round apple cakes")) == [whole, part]
    [number] = listed("Fractions")
    assert walked(SearchRequest("fractoins")) == [number]


def test_what_relevance_does_not_reach_comes_newest_first(listed, monkeypatch):
    ids = listed(*(f"Fractions {number}" for number in range(5)))
    monkeypatch.setattr(walking, "MAX_DEPTH", 5)
    assert sorted(walked(SearchRequest("fractions"))) == ids
    monkeypatch.setattr(walking, "MAX_DEPTH", 4)
    assert walked(SearchRequest("fractions")) == ids[::-1]


def test_what_is_written_meanwhile_changes_nothing(listed):
    ids = listed(*(f"Fractions {number}" for number in range(5)))
    pieces = walk(SearchRequest(sort="newest")).pieces
    first = next(pieces)
    listed("Fractions new")
    assert [*first.ids, *(number for piece in pieces for number in piece.ids)] == ids[::-1]


def test_languages_asked_for_are_told(listed):
    listed("Fractions", languages=["ar"])
    assert walk(SearchRequest(filters={"language": ["ar"]})).languages == {"ar"}


def test_what_cannot_be_searched_is_refused_before_anything_is_walked(listed, settings, tmp_path):
    listed("Fractions")
    with pytest.raises(InvalidInput):
        walk(SearchRequest(filters={"colour": ["red"]}))
    settings.INDEX_ROOT = tmp_path / "nothing"
    with pytest.raises(IndexUnavailable):
        walk(SearchRequest())
