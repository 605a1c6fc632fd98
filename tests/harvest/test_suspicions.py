"""Possible duplicates: asked once, decided by a curator, who may think again."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.core.errors import Refused
from armillary.harvest.enums import RunState
from armillary.harvest.errors import AlreadyDecided
from armillary.harvest.interfaces.tasks import compare_interrupted
from armillary.harvest.models import Run, Suspicion
from armillary.harvest.operations import decide_suspicion, undo_decision
from armillary.harvest.queries import open_suspicions, receipt, runs_left_uncompared
from armillary.harvest.signals import suspicions_restated
from armillary.harvest.suspecting import suspect_duplicates_of
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person

from .conftest import Book

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
TITLE = "An introduction to the study of ecosystems"
SAID = (
    "<dc:creator>Jane Roe</dc:creator><dc:date>2019</dc:date><dc:description>How living things "
    "depend on one another, from the pond to the rain forest, with questions.</dc:description>"
)


@pytest.fixture(autouse=True)
def asking(settings: Any) -> None:
    """A curator is asked about every pair; what a machine merges itself has tests of its own."""
    settings.ASK_BEFORE_MERGING = True


@pytest.fixture
def run(provide: Make, source_of: Make, harvest: Make) -> Run:
    """Two records that look alike, and a third with quite another title."""
    books = [
        Book(1, title=TITLE, address="https://a.example/ecosystems", more=SAID),
        Book(2, title=TITLE, address="https://b.example/book", more=SAID),
        Book(3, title="The periodic table for beginners", address="https://c.example/"),
    ]
    done: Run = harvest(source_of(provide(books=books)))
    suspect_duplicates_of(done, by=SYSTEM)
    return done


def test_likely_pair_is_suspected_and_in_the_receipt(run: Run):
    pair = Suspicion.objects.get()
    assert (pair.first.titles.texts, pair.second.titles.texts) == ({"en": TITLE}, {"en": TITLE})
    assert {reason["name"] for reason in pair.reasons} >= {"same-title", "same-name", "same-year"}
    assert pair.tie == "same"
    assert receipt(run)["suspected"] == 1


def test_run_asks_for_the_search_by_a_task(
    provide: Make, source_of: Make, harvest: Make, run_tasks: Callable[[], None]
):
    books = [Book(n, title=TITLE, address=f"https://{n}.example/e", more=SAID) for n in (1, 2)]
    harvest(source_of(provide(books=books)))
    assert not Suspicion.objects.exists()
    run_tasks()
    assert Suspicion.objects.count() == 1


def test_same_makes_the_younger_an_alias(run: Run, curator: Person):
    pair = decide_suspicion(Suspicion.objects.get(), same=True, by=curator)
    assert (pair.state, pair.decided_by) == ("same", curator.public_id)
    pair.second.refresh_from_db()
    assert pair.second.alias_of_id == pair.first_id


def test_different_is_never_asked_again(run: Run, curator: Person):
    decide_suspicion(Suspicion.objects.get(), same=False, by=curator)
    suspect_duplicates_of(run, by=SYSTEM)
    assert not open_suspicions().exists()
    assert not Resource.objects.exclude(alias_of=None).exists()


def test_nor_after_a_harvest_that_brings_other_words(
    run: Run, provide: Make, harvest: Make, curator: Person
):
    decide_suspicion(Suspicion.objects.get(), same=False, by=curator)
    source = run.source
    book = Book(1, title=f"{TITLE}!", address="https://a.example/ecosystems", more=SAID)
    source.address = provide(books=[book]).address
    source.save()
    again = harvest(source, full=True)
    assert again.counts["updated"] == 1
    assert suspect_duplicates_of(again, by=SYSTEM).asked == 0
    assert not open_suspicions().exists()


def test_second_decision_is_refused(run: Run):
    pair = Suspicion.objects.get()
    decide_suspicion(pair, same=False, by=OPERATOR)
    with pytest.raises(AlreadyDecided):
        decide_suspicion(pair, same=True, by=OPERATOR)


def test_member_may_not_decide(run: Run, member: Person):
    with pytest.raises(Refused):
        decide_suspicion(Suspicion.objects.get(), same=True, by=member)
    assert Suspicion.objects.get().state == "open"


def test_records_of_a_merged_resource_speak_for_the_one_that_stands(
    run: Run, harvest: Make, curator: Person
):
    pair = decide_suspicion(Suspicion.objects.get(), same=True, by=curator)
    again = harvest(run.source, full=True)
    assert again.counts["unchanged"] == 3
    assert Resource.objects.count() == 3
    assert open_suspicions().count() == 0
    assert pair.first.records.count() == 1


@pytest.fixture
def news() -> Iterator[list[list[int]]]:
    heard: list[list[int]] = []

    def hear(sender: object, ids: list[int], **_: object) -> None:
        heard.append(ids)

    suspicions_restated.connect(hear, weak=False)
    yield heard
    suspicions_restated.disconnect(hear)


def test_both_resources_are_in_the_news_when_suspected_and_when_decided(
    news: list[list[int]], run: Run
):
    pair = Suspicion.objects.get()
    both = [pair.first_id, pair.second_id]
    assert news == [both]
    decide_suspicion(pair, same=False, by=OPERATOR)
    assert news == [both, both]


def test_what_resembled_the_absorbed_resource_is_asked_about_again(run: Run, news: list[list[int]]):
    pair = Suspicion.objects.get()
    third = Resource.objects.exclude(pk__in=[pair.first_id, pair.second_id]).get()
    Suspicion.objects.create(first=pair.second, second=third, probability=0.9, reasons=[])
    decide_suspicion(pair, same=True, by=OPERATOR)
    [still] = open_suspicions()
    assert (still.first_id, still.second_id, still.probability) == (pair.first_id, third.pk, 0.9)
    assert news == [[pair.first_id, pair.second_id, third.pk]]


def test_run_that_was_broken_off_is_compared_within_the_hour(
    run: Run, run_tasks: Callable[[], None]
):
    Suspicion.objects.all().delete()
    long_ago = now() - timedelta(minutes=11)
    Run.objects.update(state=RunState.FAILED, finished_at=long_ago, compared_at=None)
    compare_interrupted.call()
    run_tasks()
    run.refresh_from_db()
    assert run.is_compared
    assert Suspicion.objects.count() == 1
    assert runs_left_uncompared() == []


def test_works_with_different_dois_at_one_address_stay_two_and_are_asked_about(
    provide: Make, source_of: Make, harvest: Make
):
    books = [
        Book(n, address="https://j.example/issue", more=f"<dc:identifier>doi:10.1234/{n}</dc:identifier>")
        for n in (1, 2)
    ]  # fmt: skip
    harvest(source_of(provide(books=books)))
    assert Resource.objects.count() == 2
    pair = Suspicion.objects.get()
    [reason] = pair.reasons
    assert reason["name"] == "shared-key"
    assert reason["value"] == "address:https://j.example/issue"


def test_page_offers_both_decisions(
    run: Run, client_of: Callable[[Person], Client], curator: Person
):
    client = client_of(curator)
    page = client.get(reverse("harvest:suspicions")).content.decode()
    assert page.count('value="same"') == page.count('value="different"') == 1
    address = reverse("harvest:decide", args=[Suspicion.objects.get().pk])
    assert client.post(address, {"verdict": "same"}).status_code == 302
    assert Suspicion.objects.get().state == "same"
    assert client.post(address, {"verdict": "different"}).status_code == 409


def test_decision_of_no_kind_is_a_wrong_request(
    run: Run, client_of: Callable[[Person], Client], curator: Person
):
    address = reverse("harvest:decide", args=[Suspicion.objects.get().pk])
    assert client_of(curator).post(address, {"verdict": "perhaps"}).status_code == 400
    assert Suspicion.objects.get().state == "open"


def test_merged_pair_is_parted_at_the_desk(
    run: Run, client_of: Callable[[Person], Client], curator: Person
):
    pair, client = Suspicion.objects.get(), client_of(curator)
    address = reverse("harvest:decide", args=[pair.pk])
    page = client.post(address, {"verdict": "same"}, follow=True).content.decode()
    assert "The two are one resource now." in page
    undo = reverse("harvest:undo-decision", args=[pair.pk])
    assert undo in page
    assert Resource.objects.get(pk=pair.second_id).alias_of_id == pair.first_id
    page = client.post(undo, follow=True).content.decode()
    assert undo not in page
    assert 'value="same"' in page
    assert Resource.objects.get(pk=pair.second_id).alias_of_id is None
    assert client.post(undo).status_code == 409


def test_undoing_takes_back_the_pairs_that_the_merge_carried_over(new_resource: Make):
    one, two, three = (new_resource() for _number in range(3))
    pair = Suspicion.objects.create(first=one, second=two, probability=0.9)
    Suspicion.objects.create(first=two, second=three, probability=0.8)
    decide_suspicion(pair, same=True, by=OPERATOR)
    assert Suspicion.objects.filter(first=one, second=three).exists()
    undo_decision(pair, by=OPERATOR)
    assert [(row.first_id, row.second_id) for row in open_suspicions()] == [
        (one.pk, two.pk),
        (two.pk, three.pk),
    ]


def test_page_is_not_for_members(run: Run, client_of: Callable[[Person], Client], member: Person):
    assert client_of(member).get(reverse("harvest:suspicions")).status_code == 403
