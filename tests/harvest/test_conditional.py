"""A server that recognises its own file need not send it again (RFC 9110 §13)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine

from armillary.core.clock import now
from armillary.harvest.enums import RunState
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source, change_source
from armillary.people.actors import OPERATOR

from .conftest import Question, Reply, Site

pytestmark = pytest.mark.django_db

TABLE = b"title,url\nOne,https://a.example/1\nTwo,https://a.example/2\n"


class Shelf:
    """Serves one table with an ETag; counts how often its body was sent."""

    def __init__(self) -> None:
        self.body = TABLE
        self.sent = 0
        self.site = Site(self.reply)
        self.conditions: list[str] = []

    @property
    def tag(self) -> str:
        return f'"{len(self.body)}"'

    def reply(self, path: str, question: Question) -> Reply:
        condition = self.site.headers[-1].get("If-None-Match", "")
        self.conditions.append(condition)
        if condition == self.tag:
            return 304, {"ETag": self.tag}, b""
        self.sent += 1
        return 200, {"ETag": self.tag, "Content-Type": "text/csv"}, self.body


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf()
    yield made
    made.site.close()


@pytest.fixture
def source(shelf: Shelf) -> Source:
    return add_source("table", f"{shelf.site.address}/list.csv", "list", by=OPERATOR)


Harvest = Callable[..., Run]


def again(source: Source) -> Source:
    return Source.objects.get(pk=source.pk)


def test_unchanged_file_is_not_sent_and_nothing_goes_missing(
    shelf: Shelf, source: Source, harvest: Harvest
):
    harvest(source)
    run = harvest(again(source))
    assert (run.state, shelf.sent) == (RunState.FINISHED, 1)
    assert run.proof == {"complete": True, "by": "not-modified", "unchanged": True}
    assert (run.counts["received"], run.counts["missing"]) == (0, 0)
    assert Record.objects.filter(is_deleted=False).count() == 2


def test_changed_file_is_sent(shelf: Shelf, source: Source, harvest: Harvest):
    harvest(source)
    shelf.body = TABLE + b"Three,https://a.example/3\n"
    assert harvest(again(source)).counts["created"] == 1
    assert harvest(again(source)).proof["by"] == "not-modified"
    assert shelf.sent == 2


def test_whoever_asks_for_the_whole_list_gets_it(shelf: Shelf, source: Source, harvest: Harvest):
    harvest(source)
    run = harvest(again(source), full=True)
    assert (run.counts["unchanged"], shelf.sent, shelf.conditions[-1]) == (2, 2, "")


def test_another_mapping_reads_the_file_anew(shelf: Shelf, source: Source, harvest: Harvest):
    harvest(source)
    change_source(source, options={"language": "fr"}, by=OPERATOR)
    assert harvest(again(source)).counts["updated"] == 2
    assert shelf.sent == 2


def test_from_time_to_time_nobody_is_believed(shelf: Shelf, source: Source, harvest: Harvest):
    harvest(source)
    with time_machine.travel(now() + timedelta(days=31)):
        assert harvest(again(source)).proof["by"] == "whole-file"
    assert shelf.sent == 2


def test_run_that_failed_is_not_remembered(shelf: Shelf, source: Source, harvest: Harvest):
    shelf.body = b""
    assert harvest(source).state == RunState.FAILED
    assert again(source).validators == {}
