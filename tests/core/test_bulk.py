"""What plain statements do to rows, on either database."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError

from armillary.catalogue.models import Resource
from armillary.core import bulk
from armillary.harvest.models import Record, Sighting, Source
from armillary.search.models import Change

pytestmark = pytest.mark.django_db

COLUMNS = ("id", "kind", "object_id", "failures")
RESOURCE = ("public_id", "state", "reason", "titles", "descriptions", "facts", "unknown")
RESOURCE += ("provenance", "created_at", "changed_at", "datestamp", "listed_at")


def rows() -> list[tuple[Any, ...]]:
    return list(Change.objects.order_by("id").values_list(*COLUMNS))


def test_rows_are_inserted_in_order():
    bulk.insert_rows(Change, COLUMNS[1:], [("a", 3, 0), ("a", 1, 0), ("b", 2, 0)])
    assert [row[1:] for row in rows()] == [("a", 3, 0), ("a", 1, 0), ("b", 2, 0)]


def test_no_rows_are_no_statement(django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        bulk.insert_rows(Change, COLUMNS, [])
        bulk.delete_rows(Change, [])


def test_a_row_that_is_there_is_refused():
    with pytest.raises(IntegrityError):
        bulk.insert_rows(Change, COLUMNS, [(1, "a", 1, 0), (1, "b", 2, 0)])


def test_of_missing_rows_the_first_stays():
    bulk.insert_missing_rows(Change, COLUMNS, [(1, "a", 1, 0), (1, "b", 2, 0), (2, "c", 3, 0)])
    assert rows() == [(1, "a", 1, 0), (2, "c", 3, 0)]


def test_an_upsert_overwrites_all_but_what_is_kept():
    bulk.insert_rows(Change, COLUMNS, [(1, "a", 1, 4)])
    some = [(1, "b", 2, 0), (2, "c", 3, 0)]
    bulk.upsert_rows(Change, COLUMNS, some, key=("id",), kept=("failures",))
    assert rows() == [(1, "b", 2, 4), (2, "c", 3, 0)]


def test_rows_are_updated_and_deleted_by_their_primary_key():
    bulk.insert_rows(Change, COLUMNS, [(1, "a", 1, 0), (2, "a", 2, 0), (3, "a", 3, 0)])
    bulk.update_rows(Change, ("kind", "failures"), [("b", 5, 2), ("c", 6, 3)])
    bulk.delete_rows(Change, [1])
    assert rows() == [(2, "b", 2, 5), (3, "c", 3, 6)]


def test_documents_and_moments_are_read_back_as_they_were():
    moment = datetime(2026, 11, 16, 9, 0, 0, 123456, tzinfo=UTC)
    facts = {"keywords": ["eau – 水", "50 %"], "is_free": True, "minutes": 20}
    stored = ("a", "candidate", "", {}, {}, facts, {"levels": ["K"]}, {}, moment, moment, moment)
    bulk.insert_rows(Resource, RESOURCE, [(*stored, None)])
    found = Resource.objects.get(public_id="a")
    assert (found.facts, found.unknown, found.datestamp) == (facts, {"levels": ["K"]}, moment)
    assert found.listed_at is None
    assert Resource.objects.filter(facts__minutes=20, datestamp=moment).exists()


def test_rows_are_found_by_some_values_of_one_column_and_one_of_another():
    bulk.insert_rows(
        Change, COLUMNS, [(1, "a", 7, 0), (2, "a", 8, 0), (3, "b", 7, 0), (4, "a", 9, 0)]
    )
    found = bulk.found_rows(Change, ("id", "object_id"), "object_id", [7, 8, 10], kind="a")
    assert sorted(found) == [(1, 7), (2, 8)]


def test_of_no_values_nothing_is_found_or_marked(django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        assert bulk.found_rows(Change, ("id",), "object_id", []) == []
        bulk.mark_rows(Sighting, "seen_in", 1, [], of=Record)


def test_marked_rows_have_one_value_be_they_new_or_not_and_the_others_stay():
    source = Source.objects.create(name="a", kind="oai", address="https://a.example/")
    records = [Record.objects.create(source=source, identifier=name) for name in "abcd"]
    first, second, third, _fourth = [record.pk for record in records]
    bulk.mark_rows(Sighting, "seen_in", 5, [first, second], of=Record)
    bulk.mark_rows(Sighting, "seen_in", 6, [third, second], of=Record)
    marked = dict(Sighting.objects.values_list("record", "seen_in"))
    assert marked == {first: 5, second: 6, third: 6}
