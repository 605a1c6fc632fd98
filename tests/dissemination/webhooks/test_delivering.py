"""What a receiver is told, in which order, how often, and what becomes of what it does not take."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.dissemination.conftest import describe, edit, public_ids, publish
from tests.faulty_site import Page, drip, pour, redirect

from armillary.catalogue.merging.operations import merge_resources
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import list_resources, reopen_resources, withdraw_resources
from armillary.core.errors import Conflict, Refused
from armillary.dissemination.interfaces.webhooks_tasks import tell_webhooks
from armillary.dissemination.models import OaiRecord
from armillary.dissemination.operations import rebuild_records, refresh_records
from armillary.dissemination.webhooks import delivering, keeping
from armillary.dissemination.webhooks.delivering import deliver_news, send_again, send_test
from armillary.dissemination.webhooks.keeping import forget_deliveries
from armillary.dissemination.webhooks.models import Delivery, Listing, Webhook
from armillary.dissemination.webhooks.operations import (
    change_webhook,
    delete_webhook,
    pause_webhook,
    register_webhook,
    rotate_secret,
    start_webhook,
)
from armillary.dissemination.webhooks.patience import DELAYS, LONGEST, delay_after
from armillary.dissemination.webhooks.queries import webhooks_due
from armillary.dissemination.webhooks.signing import signed_headers
from armillary.notices.models import Notice
from armillary.people.actors import SYSTEM
from armillary.people.models import LogEntry, SiteGrant

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)


def id_of(number):
    return Resource.objects.get(pk=number).public_id


def withdraw(number):
    withdraw_resources([number], by=SYSTEM, reason="The publisher asked for it.")
    refresh_records([number], by=SYSTEM)


def again(webhook):
    return Webhook.objects.select_related("owner").get(pk=webhook.pk)


# What is told


def test_event_is_small_and_leads_to_the_rest(receiver, webhook, deliver):
    [number] = publish(1)
    assert deliver() == 1
    [message] = receiver.told
    resource = Resource.objects.get(pk=number)
    stamp = OaiRecord.objects.get(pk=number).datestamp
    assert message == {
        "type": "resource.listed",
        "timestamp": stamp.isoformat().replace("+00:00", "Z"),
        "data": {
            "id": resource.public_id,
            "page": f"http://127.0.0.1:8000/resources/{resource.public_id}/",
            "state": "listed",
            "datestamp": resource.datestamp.isoformat().replace("+00:00", "Z"),
        },
    }
    assert receiver.methods == [("POST", "/hook")]
    assert receiver.asked[-1].headers["content-type"] == "application/json"


def test_life_of_a_resource_is_told_in_order(receiver, webhook, deliver):
    one, two = publish(2)
    deliver()
    edit([one])
    deliver()
    withdraw(one)
    deliver()
    reopen_resources([one], by=SYSTEM)
    list_resources([one], by=SYSTEM)
    refresh_records([one], by=SYSTEM)
    deliver()
    assert receiver.kinds == [
        ("resource.listed", id_of(one)),
        ("resource.listed", id_of(two)),
        ("resource.changed", id_of(one)),
        ("resource.withdrawn", id_of(one)),
        ("resource.listed", id_of(one)),
    ]
    assert receiver.told[3]["data"]["reason"] == "The publisher asked for it."


def test_merge_says_into_what(receiver, webhook, deliver, curator):
    kept, gone = publish(2)
    deliver()
    rows = Resource.objects.in_bulk([kept, gone])
    merge_resources(rows[kept], rows[gone], by=curator)
    refresh_records([kept, gone], by=SYSTEM)
    deliver()
    merged = [each["data"] for each in receiver.told if each["type"] == "resource.merged"]
    assert [(each["id"], each["merged_into"]["id"]) for each in merged] == [
        (id_of(gone), id_of(kept))
    ]


def test_candidates_and_what_was_there_before_are_told_to_nobody(receiver, curator, deliver):
    before = publish(1)
    register_webhook(receiver.address + "/hook", owner=curator, by=curator)
    describe(1)
    assert deliver() == 0
    edit(before)
    deliver()
    assert receiver.kinds == [("resource.changed", id_of(before[0]))]


def test_only_chosen_events_are_told(receiver, webhook, deliver, curator):
    change_webhook(
        webhook, name="", address=webhook.address, events=["resource.withdrawn"], by=curator
    )
    [one, _two] = publish(2)
    assert deliver() == 0
    withdraw(one)
    assert deliver() == 1
    assert receiver.kinds == [("resource.withdrawn", id_of(one))]
    assert again(webhook).name == webhook.host


def test_what_was_taken_back_before_it_was_told_is_never_told_as_listed(receiver, webhook, deliver):
    [number] = publish(1)
    withdraw_resources([number], by=SYSTEM, reason="A mistake.")  # the record lags behind
    deliver()
    assert receiver.kinds == [("resource.withdrawn", id_of(number))]


def test_what_changed_ten_times_while_nobody_looked_is_told_once_and_as_new(
    receiver, webhook, deliver
):
    [number] = publish(1)
    for title in range(10):
        edit([number], titles={"en": f"Title {title}"})
    assert deliver() == 1
    assert receiver.kinds == [("resource.listed", id_of(number))]


def test_late_one_hears_of_it_as_new_though_another_has_heard_already(
    receiver, webhook, deliver, curator
):
    pause_webhook(webhook, by=curator)
    register_webhook(receiver.address + "/hook", owner=curator, by=curator)
    numbers = publish(1)
    deliver()
    edit(numbers)
    deliver()
    start_webhook(webhook, by=curator)
    deliver()
    events = ["resource.listed", "resource.changed"]
    assert [kind for kind, _id in receiver.kinds] == events * 2


def test_nothing_is_noted_while_nobody_is_told():
    publish(2)
    assert not Listing.objects.exists()


def test_what_moves_on_while_it_is_its_turn_is_still_told_as_new(
    receiver, webhook, deliver, monkeypatch
):
    """Its record leaves the place where it was listed before the webhook comes there."""
    one, two, three = publish(3)
    posted = delivering._posted

    def while_two_changes(*args):
        if len(receiver.told) == 0:
            edit([two])
        return posted(*args)

    monkeypatch.setattr(delivering, "_posted", while_two_changes)
    deliver()
    deliver()
    assert receiver.kinds == [
        ("resource.listed", id_of(one)),
        ("resource.listed", id_of(two)),
        ("resource.listed", id_of(three)),
        ("resource.changed", id_of(two)),
    ]


def test_what_is_taken_back_while_others_are_told_is_told_as_withdrawn(
    receiver, webhook, deliver, monkeypatch, curator
):
    events = ["resource.listed", "resource.withdrawn"]
    change_webhook(webhook, name="", address=webhook.address, events=events, by=curator)
    before = publish(3, keywords=["before"])
    deliver()
    edit(before)  # not wanted, so that what follows is read in a batch
    one, two = publish(2)
    posted = delivering._posted
    seen = len(receiver.told)

    def while_two_goes(*args):
        if len(receiver.told) == seen:
            withdraw_resources([two], by=SYSTEM, reason="A mistake.")
        return posted(*args)

    monkeypatch.setattr(delivering, "_posted", while_two_goes)
    deliver()
    assert receiver.kinds[seen:] == [
        ("resource.listed", id_of(one)),
        ("resource.withdrawn", id_of(two)),
    ]


# Loops


def test_refresh_that_changes_nothing_tells_nothing(receiver, webhook, deliver):
    numbers = publish(3)
    assert deliver() == 3
    refresh_records(numbers, by=SYSTEM)
    rebuild_records(by=SYSTEM)
    assert deliver() == 0
    assert len(receiver.told) == 3


def test_receiver_that_changes_us_with_every_answer_does_not_multiply(
    receiver, webhook, deliver, monkeypatch
):
    numbers = publish(2)
    posted = delivering._posted

    def answering_with_a_change(*args):
        outcome = posted(*args)
        edit(numbers, titles={"en": f"Echo {len(receiver.told)}"})
        return outcome

    monkeypatch.setattr(delivering, "_posted", answering_with_a_change)
    assert [deliver() for _turn in range(3)] == [2, 1, 1]
    assert len(receiver.told) == 4


# What is not taken


def test_failure_is_tried_again_under_the_same_id_and_others_wait_behind_it(
    receiver, webhook, deliver
):
    with time_machine.travel(NOON, tick=False) as clock:
        publish(2)
        receiver.statuses = [500]
        assert deliver() == 0
        row = again(webhook)
        assert (row.failures, row.failing_since) == (1, NOON)
        assert deliver() == 0  # not its turn yet
        assert len(receiver.asked) == 1
        clock.shift(timedelta(minutes=2))
        assert deliver() == 2
    ids = [each.headers["webhook-id"] for each in receiver.asked]
    assert ids[0] == ids[1] != ids[2]
    [first, second] = Delivery.objects.order_by("pk")
    assert (first.tries, first.is_taken, first.status) == (2, True, 204)
    assert (second.tries, second.is_taken) == (1, True)
    assert (again(webhook).failures, again(webhook).failing_since) == (0, None)


def test_worker_that_dies_after_a_delivery_makes_it_once_more_under_the_same_id(
    receiver, webhook, deliver
):
    publish(1)
    deliver()
    Webhook.objects.update(position=0)  # the note that it was taken never came
    deliver()
    first, second = receiver.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert Delivery.objects.get().tries == 2


def test_patience_grows_for_three_days_and_ends():
    waits = [delay_after(failures) for failures in range(1, len(DELAYS) + 1)]
    assert all(later > sooner for sooner, later in pairwise(waits))
    assert timedelta(days=2.5) < sum(waits, timedelta()) < timedelta(days=4)
    assert delay_after(len(DELAYS) + 1) is None


def test_receiver_may_ask_for_more_time_within_reason():
    assert delay_after(1, asked=7200) == timedelta(hours=2)
    assert delay_after(1, asked=1e9) == LONGEST


def test_lasting_failure_stops_it_and_its_owner_is_told_once(receiver, webhook, deliver):
    publish(1)
    receiver.statuses = [500] * 100
    with time_machine.travel(NOON, tick=False) as clock:
        for _try in range(len(DELAYS) + 3):
            deliver()
            clock.shift(timedelta(hours=27))
    assert len(receiver.asked) == len(DELAYS) + 1
    row = again(webhook)
    assert (row.state, row.failing_since) == ("failed", NOON)
    [notice] = Notice.objects.all()
    assert notice.address == webhook.owner.email
    assert "“Library” was stopped" in notice.subject
    assert f"/desk/webhooks/{webhook.public_id}/" in notice.body
    assert LogEntry.objects.filter(stream="webhooks", action="stop").count() == 1


def test_stopped_one_goes_on_where_it_stood(receiver, webhook, deliver, curator):
    Webhook.objects.update(state="failed", failures=10)
    [one] = publish(1)
    assert deliver() == 0
    start_webhook(webhook, by=curator)
    assert deliver() == 1
    assert receiver.kinds == [("resource.listed", id_of(one))]


def test_started_from_now_leaves_out_what_was(receiver, webhook, deliver, curator):
    pause_webhook(webhook, by=curator)
    publish(2)
    start_webhook(webhook, from_now=True, by=curator)
    assert deliver() == 0
    [later] = publish(1, keywords=["later"])
    deliver()
    assert receiver.kinds == [("resource.listed", id_of(later))]


def test_gone_stops_it_at_once(receiver, webhook, deliver):
    publish(2)
    receiver.statuses = [410]
    assert deliver() == 0
    assert again(webhook).state == "gone"
    assert deliver() == 0
    assert len(receiver.asked) == 1
    [notice] = Notice.objects.all()
    assert "(410)" in notice.body


@pytest.mark.parametrize("status", [400, 401, 404, 429, 503])
def test_any_other_answer_is_tried_again(receiver, webhook, deliver, status):
    publish(1)
    receiver.statuses = [status]
    assert deliver() == 0
    row = again(webhook)
    assert (row.state, row.failures) == ("active", 1)
    assert Delivery.objects.get().status == status


def test_redirect_is_not_followed(receiver, webhook, deliver):
    receiver.pages["/hook"] = redirect("http://127.0.0.1:9/inside", status=307)
    publish(1)
    assert deliver() == 0
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.is_taken) == (307, False)
    assert receiver.methods == [("POST", "/hook")]


@pytest.mark.parametrize(("hand", "problem"), [(drip, "unreachable"), (pour, "")])
def test_receiver_that_plays_for_time_or_talks_without_end(
    receiver, webhook, deliver, monkeypatch, hand, problem
):
    monkeypatch.setattr(delivering, "MANNERS", delivering.Manners(total=0.5, heed_robots=False))
    receiver.pages["/hook"] = hand
    publish(1)
    assert deliver() == (1 if hand is pour else 0)
    delivery = Delivery.objects.get()
    assert delivery.problem == problem
    assert len(delivery.answer) <= 300


def test_beginning_of_what_was_said_is_kept_for_the_owner(receiver, webhook, deliver):
    receiver.pages["/hook"] = Page("no\x00such\u202e hook " * 100, status=404)
    publish(1)
    deliver()
    answer = Delivery.objects.get().answer
    assert answer.startswith("no such hook no such")
    assert len(answer) == 300


def test_address_that_has_become_private_gets_nothing(receiver, webhook, deliver, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = False
    publish(1)
    assert deliver() == 0
    assert Delivery.objects.get().problem == "address-refused"
    assert receiver.asked == []
    assert again(webhook).failures == 1


def test_address_that_has_become_our_own_gets_nothing(receiver, webhook, deliver, settings):
    settings.BASE_URL = receiver.address
    publish(1)
    assert deliver() == 0
    assert Delivery.objects.get().problem == "invalid-webhook"
    assert receiver.asked == []


# How much, and whose


def test_host_gets_no_more_than_so_many_in_a_turn_however_many_webhooks_it_has(
    receiver, webhook, deliver, curator, monkeypatch
):
    monkeypatch.setattr(delivering, "MOST_A_MINUTE", 4)
    register_webhook(receiver.address + "/hook", owner=curator, by=curator)
    publish(5)
    assert [deliver() for _turn in range(4)] == [4, 4, 2, 0]


def test_cost_of_a_turn_does_not_grow_with_what_is_stored(
    receiver, webhook, deliver, django_assert_max_num_queries
):
    def questions_for_one(word):
        publish(1, keywords=[word])
        with CaptureQueriesContext(connection) as asked:
            assert deliver() == 1
        return len(asked)

    before = questions_for_one("first")
    publish(30, keywords=["more"])
    Webhook.objects.update(events=["resource.merged"])
    with django_assert_max_num_queries(before):
        assert deliver() == 0  # thirty are passed over together
    Webhook.objects.update(events=["resource.listed"])
    assert questions_for_one("second") == before


def test_two_workers_do_not_tell_the_same_webhook_at_once(receiver, webhook, deliver):
    publish(1)
    [ids] = webhooks_due()
    Webhook.objects.update(taken_until=datetime(2999, 1, 1, tzinfo=UTC))  # by another one
    assert webhooks_due() == []
    assert deliver_news(ids, by=SYSTEM) == 0
    Webhook.objects.update(taken_until=datetime(2000, 1, 1, tzinfo=UTC))  # which has died
    assert deliver() == 1


def test_what_its_owner_does_meanwhile_holds_from_the_next_event(
    receiver, webhook, deliver, monkeypatch, curator
):
    publish(3)
    posted = delivering._posted
    deeds = [
        lambda: rotate_secret(again(webhook), is_leaked=True, by=curator),
        lambda: pause_webhook(again(webhook), by=curator),
    ]

    def with_a_deed(*args):
        outcome = posted(*args)
        if deeds:
            deeds.pop(0)()
        return outcome

    monkeypatch.setattr(delivering, "_posted", with_a_deed)
    assert deliver() == 2
    assert again(webhook).state == "paused"
    first, second = receiver.asked
    fresh = again(webhook).seed
    assert fresh != webhook.seed
    for request, seed in ((first, webhook.seed), (second, fresh)):
        stamp = int(request.headers["webhook-timestamp"])
        headers = signed_headers(
            Webhook(seed=seed),
            request.headers["webhook-id"],
            request.body,
            at=datetime.fromtimestamp(stamp, UTC),
        )
        assert request.headers["webhook-signature"] == headers["webhook-signature"]


def test_deleting_it_meanwhile_ends_it(receiver, webhook, deliver, monkeypatch, curator):
    publish(3)
    posted = delivering._posted

    def with_an_end(*args):
        outcome = posted(*args)
        delete_webhook(again(webhook), by=curator)
        return outcome

    monkeypatch.setattr(delivering, "_posted", with_an_end)
    deliver()
    assert len(receiver.asked) == 1


def test_owner_who_is_no_curator_any_more_has_nothing_told(receiver, webhook, deliver, curator):
    publish(1)
    SiteGrant.objects.filter(person=curator).delete()
    assert deliver() == 0
    assert receiver.asked == []


def test_worker_does_all_of_it_by_itself(receiver, webhook, run_tasks):
    publish(2)
    tell_webhooks.enqueue()
    run_tasks()
    assert len(receiver.told) == 2


def test_only_the_machine_delivers(webhook, curator):
    with pytest.raises(Refused):
        deliver_news([webhook.pk], by=curator)


# By hand


def test_test_is_sent_at_once_even_by_a_paused_one_and_stands_for_nothing(
    receiver, webhook, curator
):
    pause_webhook(webhook, by=curator)
    delivery = send_test(webhook, by=curator)
    assert (delivery.is_taken, delivery.status) == (True, 204)
    [message] = receiver.told
    assert message["type"] == "webhook.test"
    assert message["data"] == {"id": webhook.public_id, "name": "Library"}


def test_test_that_fails_does_not_count_as_a_failure(receiver, webhook, curator):
    receiver.statuses = [500]
    assert not send_test(webhook, by=curator).is_taken
    assert again(webhook).failures == 0


def test_sending_again_tells_how_it_stands_now_under_another_id(
    receiver, webhook, deliver, curator
):
    [number] = publish(1)
    deliver()
    withdraw(number)
    first = Delivery.objects.get()
    second = send_again(first, by=curator)
    assert receiver.kinds == [
        ("resource.listed", id_of(number)),
        ("resource.withdrawn", id_of(number)),
    ]
    assert second.message_id != first.message_id
    third = send_again(send_test(webhook, by=curator), by=curator)
    assert third.type == "webhook.test"


def test_nobody_uses_it_as_a_hammer(receiver, webhook, curator, monkeypatch):
    monkeypatch.setattr(delivering, "MOST_ASKED", 2)
    for _twice in range(2):
        send_test(webhook, by=curator)
    with pytest.raises(Conflict, match="Wait a little"):
        send_test(webhook, by=curator)
    assert len(receiver.asked) == 2


def test_what_was_sent_is_forgotten_after_a_month_or_beyond_so_many(
    receiver, webhook, deliver, monkeypatch
):
    with time_machine.travel(NOON, tick=False) as clock:
        publish(2)
        deliver()
        clock.shift(timedelta(days=29))
        publish(3, keywords=["later"])
        deliver()
        clock.shift(timedelta(days=2))
        assert forget_deliveries(by=SYSTEM) == 2
        monkeypatch.setattr(keeping, "MOST_KEPT", 1)
        assert forget_deliveries(by=SYSTEM) == 2
        [kept] = Delivery.objects.all()
        assert kept.pk == max(Delivery.objects.values_list("pk", flat=True))
        assert deliver() == 0  # nothing is told anew for it
    assert public_ids([kept.resource_id])
