"""Pages that come quickly are taken together, exactly as if one had been taken after the other."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from armillary.catalogue.models import IdentityKey, Resource
from armillary.harvest.enums import RunState
from armillary.harvest.grouping import MOST_BYTES, MOST_RECORDS, in_groups
from armillary.harvest.intake import Intake
from armillary.harvest.kinds import kind_of
from armillary.harvest.listing import Item, Page
from armillary.harvest.models import Record, Run, Source, Suspicion, UnknownValue
from armillary.harvest.receipts import Tally
from armillary.harvest.waves import WAVE, waves
from armillary.people.actors import SYSTEM

DUBLIN_CORE = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc>'
)


class Clock:
    """Seconds that pass while pages are asked for."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(clock: Clock, *pages: tuple[int, float], error: bool = False) -> Iterator[Page]:
    """Pages of so many records, each of which takes so many seconds."""
    for number, (records, seconds) in enumerate(pages):
        clock.now += seconds
        items = [Item(f"{number}/{place}", payload=b"x") for place in range(records)]
        yield Page(items)
    if error:
        raise OSError("broken off")


def sizes(*pages: tuple[int, float]) -> list[list[int]]:
    clock = Clock()
    groups = in_groups(asked(clock, *pages), clock=clock)
    return [[len(page.items) for page in group] for group in groups]


def test_first_page_is_taken_at_once():
    assert sizes((100, 0.0), (100, 0.0), (100, 0.0)) == [[100], [100, 100]]


def test_pages_of_a_slow_server_are_taken_one_by_one():
    assert sizes((5, 0.0), (5, 1.5), (5, 1.0), (5, 2.0)) == [[5], [5], [5], [5]]


def test_group_ends_when_asking_for_it_took_a_second():
    assert sizes((5, 0.0), (5, 0.4), (5, 0.4), (5, 0.4), (5, 0.4)) == [[5], [5, 5, 5], [5]]


def test_group_holds_no_more_than_a_wave():
    assert MOST_RECORDS == WAVE
    assert sizes((1, 0.0), *[(300, 0.0)] * 5) == [[1], [300, 300, 300], [300, 300]]


def test_group_of_large_records_ends_early():
    large = Page([Item("large", payload=bytes(MOST_BYTES // 2))])
    pages = [Page([Item("first")]), large, large, large]
    assert [len(group) for group in in_groups(iter(pages))] == [1, 2, 1]


def test_no_pages_make_no_group():
    assert sizes() == []


def test_pages_before_an_error_are_taken_before_it_is_raised():
    clock = Clock()
    groups = in_groups(asked(clock, (1, 0.0), (2, 0.0), (3, 0.0), error=True), clock=clock)
    assert [len(page.items) for page in next(groups)] == [1]
    assert [len(page.items) for page in next(groups)] == [2, 3]
    with pytest.raises(OSError, match="broken off"):
        next(groups)


def names_of(*pages: list[Item]) -> list[list[str]]:
    return [list(wave) for wave in waves([(page, Tally()) for page in pages])]


def test_pages_without_anything_in_common_are_one_wave():
    assert names_of([Item("a"), Item("b")], [Item("c")]) == [["a", "b", "c"]]


def test_page_that_repeats_a_record_begins_a_new_wave():
    assert names_of([Item("a")], [Item("b")], [Item("a")]) == [["a", "b"], ["a"]]


def test_page_that_deletes_or_silences_begins_a_new_wave():
    gone, silent = Item("b", is_deleted=True), Item("d", is_silent=True)
    assert names_of([Item("a")], [gone, Item("c")], [Item("e")]) == [["a"], ["b", "c", "e"]]
    assert names_of([Item("a")], [silent], [Item("e")]) == [["a"], ["d", "e"]]


def test_record_that_comes_three_times_on_a_page_is_in_three_waves():
    page = [Item("a"), Item("a"), Item("b"), Item("a")]
    assert names_of(page) == [["a", "b"], ["a"], ["a"]]


def test_large_page_is_cut():
    page = [Item(str(number)) for number in range(WAVE + 1)]
    assert [len(names) for names in names_of(page)] == [WAVE, 1]


def drawn(seed: int) -> list[list[Item]]:
    """Pages on which everything happens that records can do to each other."""
    chance = random.Random(seed)

    def item() -> Item:
        name = f"r{chance.randrange(14)}"
        if chance.random() < 0.12:
            return Item(name, is_deleted=True, label=name)
        title = chance.choice(["Water", "Sound", "Light", ""])
        said = {
            "title": f"{title} {name}" if title else "",
            "identifier": f"https://a.example/{chance.randrange(9)}",
            "subject": chance.choice(["mathematics", "strange", "stranger"]),
        }
        inside = "".join(f"<dc:{tag}>{text}</dc:{tag}>" for tag, text in said.items() if text)
        if chance.random() < 0.3:
            inside += f"<dc:identifier>doi:10.1000/{chance.randrange(3)}</dc:identifier>"
        return Item(name, payload=DUBLIN_CORE.format(inside).encode(), label=name)

    return [[item() for _item in range(chance.randrange(1, 5))] for _page in range(8)]


def taken(source: Source, seed: int, *, together: bool) -> dict[str, Any]:
    """What the database holds when the pages were taken, and what became of each."""
    pages = drawn(seed)
    with transaction.atomic():
        run = Run.objects.create(source=source, state=RunState.RUNNING)
        intake = Intake(source, run, kind=kind_of(source.kind), by=SYSTEM)
        tallies = intake.take_pages(pages) if together else [intake.take(page) for page in pages]
        made = state()
        transaction.set_rollback(True)
    return {**made, "tallies": [(tally.saved_counts(), tally.saved_reasons()) for tally in tallies]}


def state() -> dict[str, Any]:
    first = {row.resource_id: row.identifier for row in Record.objects.order_by("-identifier")}
    resources = {row.pk: row for row in Resource.objects.all()}
    return {
        "records": sorted(
            (
                row.identifier,
                bytes(row.payload),
                row.is_deleted,
                row.problem,
                first[row.resource_id],
            )
            for row in Record.objects.all()
        ),
        "resources": sorted(
            (first[pk], str(row.titles), row.facts["addresses"], row.state, row.alias_of_id)
            for pk, row in resources.items()
        ),
        "origins": sorted(
            (first[pk], {name: origin["ref"] for name, origin in row.provenance.items()})
            for pk, row in resources.items()
        ),
        "keys": sorted((key.key, first[key.resource_id]) for key in IdentityKey.objects.all()),
        "suspicions": sorted(
            sorted([first[row.first_id], first[row.second_id]]) for row in Suspicion.objects.all()
        ),
        "terms": sorted(
            (value.term.folded, value.record.identifier)
            for value in UnknownValue.objects.select_related("term", "record")
        ),
    }


@pytest.mark.django_db(transaction=True)
def test_pages_taken_together_end_like_pages_taken_one_by_one():
    source = Source.objects.create(name="s", kind="oai", address="https://s.example/oai")
    for seed in range(40):
        one_by_one = taken(source, seed, together=False)
        assert taken(source, seed, together=True) == one_by_one, f"seed {seed}"
