"""Possible duplicates: asked once, decided by a curator, undone nowhere."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from armillary.catalogue.models import Resource
from armillary.core.errors import Refused
from armillary.harvest.errors import AlreadyDecided
from armillary.harvest.models import Run, Suspicion
from armillary.harvest.operations import decide_suspicion
from armillary.harvest.queries import open_suspicions, receipt
from armillary.harvest.suspecting import suspect_duplicates_of
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person

from .conftest import Book

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
TITLE = "An introduction to the study of ecosystems"


@pytest.fixture
def run(provide: Make, source_of: Make, harvest: Make) -> Run:
    """Two records that look alike, and a third with quite another title."""
    books = [
        Book(1, title=TITLE, address="https://a.example/ecosystems"),
        Book(2, title=TITLE, address="https://b.example/book"),
        Book(3, title="The periodic table for beginners", address="https://c.example/"),
    ]
    done: Run = harvest(source_of(provide(books=books)))
    suspect_duplicates_of(done, by=SYSTEM)
    return done


def test_likely_pair_is_suspected_and_in_the_receipt(run: Run):
    pair = Suspicion.objects.get()
    assert (pair.first.titles.texts, pair.second.titles.texts) == ({"en": TITLE}, {"en": TITLE})
    assert pair.reasons == [{"reason": "same-title"}]
    assert receipt(run)["suspected"] == 1


def test_run_asks_for_the_search_by_a_task(
    provide: Make, source_of: Make, harvest: Make, run_tasks: Callable[[], None]
):
    books = [Book(n, title=TITLE, address=f"https://{n}.example/e") for n in (1, 2)]
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
    assert pair.reasons == [{"reason": "shared-key", "value": "address:https://j.example/issue"}]


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


def test_page_is_not_for_members(run: Run, client_of: Callable[[Person], Client], member: Person):
    assert client_of(member).get(reverse("harvest:suspicions")).status_code == 403
