import threading
from typing import Any

import pytest
from django.db import connection

from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.log import Decision, first_broken_link, write_log, write_logs
from armillary.people.models import LogEntry, LogHead

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> list[LogEntry]:
    """Three decisions of one stream, and one of another between them."""
    first = write_log("calls", "open", by=OPERATOR, on="call-1", title="مياه", limit=1.5)
    write_log("other", "open", by=SYSTEM)
    second = write_log("calls", "award", by=SYSTEM, on="call-1", to=["a", "b"])
    third = write_log("calls", "close", by=OPERATOR, on="call-1")
    return [first, second, third]


def test_entries_are_numbered_within_their_stream_and_say_who_did_what(chain: list[LogEntry]):
    entries = LogEntry.objects.filter(stream="calls").order_by("number")
    assert list(entries.values_list("number", "actor", "action", "subject", "facts")) == [
        (1, "operator", "open", "call-1", {"title": "مياه", "limit": 1.5}),
        (2, "system", "award", "call-1", {"to": ["a", "b"]}),
        (3, "operator", "close", "call-1", {}),
    ]
    assert first_broken_link("calls") is None
    assert first_broken_link("other") is None


def test_a_stream_nobody_wrote_to_holds():
    assert first_broken_link("nothing") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("facts", {"to": ["a", "c"]}),
        ("actor", "operator"),
        ("action", "reject"),
        ("subject", "call-2"),
        ("at", "2020-01-01T00:00:00Z"),
        ("digest", "0" * 64),
    ],
)
def test_any_change_of_an_entry_is_found(chain: list[LogEntry], field: Any, value: Any):
    LogEntry.objects.filter(pk=chain[1].pk).update(**{field: value})
    assert first_broken_link("calls") == 2


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_entry_taken_out_is_found_wherever_it_stood(chain: list[LogEntry], place: int):
    chain[place].delete()
    assert first_broken_link("calls") == place + 1


def test_an_entry_taken_out_and_the_rest_renumbered_is_found(chain: list[LogEntry]):
    chain[1].delete()
    LogEntry.objects.filter(pk=chain[2].pk).update(number=2)
    assert first_broken_link("calls") == 2


def test_two_entries_that_change_places_are_found(chain: list[LogEntry]):
    rows = LogEntry.objects
    rows.filter(pk=chain[0].pk).update(number=9)
    rows.filter(pk=chain[1].pk).update(number=1)
    rows.filter(pk=chain[0].pk).update(number=2)
    assert first_broken_link("calls") == 1


def test_a_last_entry_rewritten_with_a_digest_that_fits_is_found(chain: list[LogEntry]):
    """Whoever forges the end must forge the head of the stream as well."""
    from armillary.people import log

    last = chain[2]
    last.action = "extend"
    last.digest = log._digest(last, chain[1].digest)
    last.save()
    assert first_broken_link("calls") == 4


def test_a_stream_without_its_head_is_broken(chain: list[LogEntry]):
    LogHead.objects.filter(stream="calls").delete()
    assert first_broken_link("calls") == 4


def test_writing_goes_on_after_the_last_entry(chain: list[LogEntry]):
    assert write_log("calls", "reopen", by=OPERATOR).number == 4
    assert first_broken_link("calls") is None


def test_facts_must_be_json():
    with pytest.raises(TypeError):
        write_log("calls", "open", by=OPERATOR, who=object())
    assert not LogEntry.objects.filter(stream="calls").exists()


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_make_one_chain():
    def write() -> None:
        try:
            for _turn in range(5):
                write_log("busy", "turn", by=SYSTEM)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    numbers = LogEntry.objects.filter(stream="busy").order_by("number")
    assert list(numbers.values_list("number", flat=True)) == list(range(1, 21))
    assert first_broken_link("busy") is None


def test_several_decisions_are_links_of_one_chain(chain: list[LogEntry]):
    made = write_logs(
        "calls", [Decision("open", "call-2", {"n": 1}), Decision("close", "call-2", {})], by=SYSTEM
    )
    assert [(entry.number, entry.action, entry.facts) for entry in made] == [
        (4, "open", {"n": 1}),
        (5, "close", {}),
    ]
    assert write_log("calls", "open", by=OPERATOR).number == 6
    assert first_broken_link("calls") is None


def test_no_decisions_begin_no_stream():
    assert write_logs("quiet", [], by=SYSTEM) == []
    assert not LogHead.objects.filter(stream="quiet").exists()
