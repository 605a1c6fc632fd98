"""Links are kept as the facts of resources are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.catalogue.availability import call_unavailable
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    Incoming,
    describe_resources,
    merge_resources,
    reopen_resources,
    undo_merge,
    withdraw_resources,
)
from armillary.catalogue.pausing import end_pause, pause_resource
from armillary.core.errors import Refused
from armillary.core.tasks import drain
from armillary.evaluation.enums import Standing
from armillary.evaluation.interfaces import link_tasks
from armillary.evaluation.links.addresses import place_of, places_in
from armillary.evaluation.links.gathering import forget_links, tend_links
from armillary.evaluation.models import Link, LinkHost, LinkUse
from armillary.evaluation.queries import checks_of
from armillary.methods.rechecking import SOONEST
from armillary.people.actors import SYSTEM
from armillary.people.models import LogEntry, Person

from .conftest import NOON

pytestmark = pytest.mark.django_db

Make = Callable[..., Resource]

PAGE = "https://lessons.example/fractions"
COPY = "https://mirror.example/fractions"
FILE = "https://lessons.example/fractions.pdf"


def uses() -> dict[str, int]:
    return dict(Link.objects.values_list("address", "uses"))


def say_again(resource: Resource, **facts: Any) -> None:
    description: Any = {"titles": {"en": "Fractions"}, **facts}
    describe_resources([Incoming(resource.pk, description)], by=SYSTEM)
    drain()


def test_every_address_and_file_is_a_link_and_the_first_is_the_main_one(new_resource: Make):
    file = {"address": FILE, "media_type": "application/pdf"}
    resource = new_resource(addresses=[PAGE, COPY], files=[file])

    assert tend_links([resource.pk], by=SYSTEM) == 1

    rows = LinkUse.objects.order_by("pk").values_list("link__address", "role")
    assert set(rows) == {(PAGE, "main"), (COPY, "further"), (FILE, "file")}
    assert set(LinkHost.objects.values_list("name", flat=True)) == {
        "lessons.example",
        "mirror.example",
    }


def test_without_an_address_the_first_file_is_where_readers_are_sent():
    places = places_in({"files": [{"address": FILE}, {"address": COPY}]})
    assert [(place.address, role) for place, role in places.items()] == [
        (FILE, "main"),
        (COPY, "file"),
    ]


def test_a_fragment_is_not_asked_for_but_two_writings_of_a_page_are_two_links():
    assert place_of(f"{PAGE}#exercise-3") == place_of(PAGE)
    assert place_of("http://lessons.example/fractions") != place_of(PAGE)
    assert place_of("mailto:somebody@lessons.example") is None


def test_new_links_are_due_within_hours_each_at_a_time_of_its_own(new_resource: Make, clock: Any):
    resources = [new_resource(addresses=[f"{PAGE}/{number}"]) for number in range(20)]
    tend_links([resource.pk for resource in resources], by=SYSTEM)

    due = list(Link.objects.values_list("due_at", flat=True))
    assert all(NOON <= moment < NOON + SOONEST for moment in due)
    assert len(set(due)) == 20
    assert LinkHost.objects.get().due_at == min(due)


def test_links_are_shared_and_counted(new_resource: Make):
    first, second = new_resource(addresses=[PAGE]), new_resource(addresses=[PAGE, COPY])
    tend_links([first.pk, second.pk], by=SYSTEM)
    assert uses() == {PAGE: 2, COPY: 1}


def test_tending_twice_changes_nothing(new_resource: Make):
    resource = new_resource(addresses=[PAGE])
    tend_links([resource.pk], by=SYSTEM)
    before = Link.objects.values().get(), LinkUse.objects.values().get()

    assert tend_links([resource.pk], by=SYSTEM) == 0
    assert (Link.objects.values().get(), LinkUse.objects.values().get()) == before


def test_what_a_harvest_changes_is_changed_in_the_background(new_resource: Make):
    resource = new_resource(addresses=[PAGE])
    drain()
    assert uses() == {PAGE: 1}

    say_again(resource, addresses=[COPY, PAGE])

    rows = LinkUse.objects.values_list("link__address", "role")
    assert dict(rows) == {COPY: "main", PAGE: "further"}


def test_an_address_nobody_leads_to_is_not_asked_and_keeps_its_history(
    new_resource: Make, clock: Any
):
    resource = new_resource(addresses=[PAGE])
    drain()
    Link.objects.update(answers=4)

    say_again(resource, addresses=[COPY])

    old = Link.objects.get(address=PAGE)
    assert (old.uses, old.due_at, old.unused_since, old.answers) == (0, None, NOON, 4)
    say_again(resource, addresses=[PAGE])
    old.refresh_from_db()
    assert (old.uses, old.unused_since, old.answers) == (1, None, 4)
    assert old.due_at is not None


def test_withdrawn_resources_lead_nowhere_until_they_are_reopened(new_resource: Make):
    resource = new_resource(listed=True, addresses=[PAGE])
    drain()

    withdraw_resources([resource.pk], by=SYSTEM, reason="Gone.")
    drain()
    assert (uses(), Link.objects.get().due_at) == ({PAGE: 0}, None)

    reopen_resources([resource.pk], by=SYSTEM)
    drain()
    assert uses() == {PAGE: 1}


def test_paused_resources_lead_nowhere_while_it_lasts(new_resource: Make):
    resource = new_resource(listed=True, addresses=[PAGE])
    before = pause_resource(resource, by=SYSTEM)
    drain()
    assert uses() == {}
    end_pause(resource, state=before, by=SYSTEM)
    drain()
    assert uses() == {PAGE: 1}


def test_of_merged_resources_the_one_that_stands_leads_somewhere(new_resource: Make):
    kept, absorbed = new_resource(addresses=[PAGE]), new_resource(addresses=[COPY])
    drain()
    merge_resources(kept, absorbed, by=SYSTEM)
    drain()
    assert uses() == {PAGE: 1, COPY: 0}
    absorbed.refresh_from_db()
    undo_merge(absorbed, by=SYSTEM)
    drain()
    assert uses() == {PAGE: 1, COPY: 1}


def test_resources_from_before_are_gathered_piece_by_piece(
    new_resource: Make, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(link_tasks, "FORGOTTEN_AT_A_TIME", 2)
    for number in range(5):
        new_resource(addresses=[f"{PAGE}/{number}"])
    new_resource()  # leads nowhere
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()  # as if links had not been gathered then

    link_tasks.gather_links.enqueue()
    drain()

    assert Link.objects.count() == 5


def test_links_nobody_has_led_to_for_long_are_forgotten_with_their_hosts(
    new_resource: Make, clock: Any
):
    resource = new_resource(addresses=[PAGE, COPY])
    tend_links([resource.pk], by=SYSTEM)
    say_again(resource, addresses=[PAGE])
    clock.shift(timedelta(days=89))
    assert forget_links(by=SYSTEM) == 0
    clock.shift(timedelta(days=2))
    assert forget_links(by=SYSTEM) == 1
    assert uses() == {PAGE: 1}
    assert [host.name for host in LinkHost.objects.all()] == ["lessons.example"]


def test_tending_takes_as_many_queries_for_one_as_for_three(new_resource: Make):
    ids = [new_resource(addresses=[f"{PAGE}/{number}"]).pk for number in range(4)]
    with CaptureQueriesContext(connection) as for_one:
        tend_links(ids[:1], by=SYSTEM)
    with CaptureQueriesContext(connection) as for_three:
        tend_links(ids[1:], by=SYSTEM)
    assert len(for_one) == len(for_three)


def test_what_is_known_of_a_shared_address_is_told_of_a_new_resource_at_once(new_resource: Make):
    new_resource(listed=True, addresses=[PAGE])
    drain()
    Link.objects.update(standing=Standing.BROKEN, missed_since=NOON)

    second = new_resource(listed=True, addresses=[PAGE])
    drain()

    second.refresh_from_db()
    assert second.unavailable_since == NOON
    finding = next(f for f in checks_of(second, "en").findings if f.check == "address-answers")
    assert finding.sentence == "Its address has led nowhere since March 2, 2026."


def test_what_is_withdrawn_does_not_come_back_by_it(new_resource: Make):
    resource = new_resource(listed=True, addresses=[PAGE])
    drain()
    call_unavailable({resource.pk: NOON}, by=SYSTEM)
    withdraw_resources([resource.pk], by=SYSTEM, reason="Gone.")
    drain()
    resource.refresh_from_db()
    assert resource.unavailable_since == NOON
    assert not LogEntry.objects.filter(action="call-available").exists()


def test_a_member_may_not_tend(new_resource: Make, member: Person):
    with pytest.raises(Refused):
        tend_links([new_resource().pk], by=member)
