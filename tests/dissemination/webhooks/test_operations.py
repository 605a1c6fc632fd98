"""Who may have what told to whom, and what is kept of it."""

import pytest
import time_machine
from tests.dissemination.conftest import publish

from armillary.core.errors import InvalidInput, Refused
from armillary.dissemination.errors import InvalidWebhook, NoSuchDelivery, NoSuchWebhook
from armillary.dissemination.models import OaiRecord
from armillary.dissemination.webhooks import operations
from armillary.dissemination.webhooks.enums import EventType
from armillary.dissemination.webhooks.models import Delivery, Listing, Webhook
from armillary.dissemination.webhooks.operations import (
    change_webhook,
    delete_webhook,
    pause_webhook,
    register_webhook,
    rotate_secret,
    start_webhook,
)
from armillary.dissemination.webhooks.queries import (
    deliveries_of,
    delivery_by_message,
    webhook_by_public_id,
    webhooks_for,
)
from armillary.people.actors import OPERATOR, VISITOR
from armillary.people.enums import Role
from armillary.people.models import LogEntry
from armillary.people.operations import erase_person
from armillary.people.queries import personal_data_of

pytestmark = pytest.mark.django_db

FAR = "https://192.0.2.1.example.invalid/hook"  # a name that nobody has


def deeds():
    return list(LogEntry.objects.filter(stream="webhooks").values_list("action", flat=True))


def register(owner, address=FAR, **said):
    return register_webhook(address, owner=owner, by=owner, **said).webhook


# Addresses


def test_name_that_nobody_knows_yet_passes_and_names_the_webhook(curator):
    made = register(curator)
    assert (made.address, made.host, made.name) == (FAR, made.host, "192.0.2.1.example.invalid")
    assert made.events == EventType.values


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "Give an address"),
        ("https://example.invalid/ a", "without spaces"),
        ("https://example.invalid/" + "x" * 500, "at most 500"),
        ("http://example.invalid/hook", "https://"),
        ("ftp://example.invalid/hook", "http"),
        ("https://user:pass@example.invalid/hook", "password"),
        ("https://127.0.0.1/hook", "private address"),
        ("https://localhost:8443/hook", "private address"),
        ("https://10.0.0.7/hook", "private address"),
        ("https://[::1]/hook", "private address"),
        ("https://169.254.169.254/latest/meta-data", "private address"),
        ("https://[bad/hook", "not an address"),
        ("https:///hook", "http"),
    ],
)
def test_address_that_may_not_be_told_is_refused(curator, address, why):
    with pytest.raises(InvalidWebhook, match=why):
        register(curator, address)
    assert not Webhook.objects.exists()


def test_private_machine_may_be_told_where_whoever_runs_the_site_allows_it(curator, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    assert register(curator, "http://127.0.0.9:9000/hook").host == "127.0.0.9:9000"


@pytest.mark.parametrize(
    "address",
    [
        "https://stem.example.org/api/v1/webhooks",
        "https://STEM.example.org:8443/hook",
        "https://stem.example.org./hook",
        "https://other.example.org/hook",
        "http://stem.example.org/hook",
    ],
)
def test_our_own_address_is_refused_by_any_of_its_names(curator, settings, address):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    settings.BASE_URL = "https://stem.example.org"
    settings.ALLOWED_HOSTS = ["stem.example.org", ".other.example.org", "localhost"]
    with pytest.raises(InvalidWebhook, match="our own"):
        register(curator, address)


def test_our_own_port_is_refused_on_a_machine_where_others_may_listen_too(curator, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    settings.BASE_URL = "http://127.0.0.1:8000"
    with pytest.raises(InvalidWebhook, match="our own"):
        register(curator, "http://127.0.0.1:8000/hook")
    register(curator, "http://127.0.0.1:8001/hook")


# What is kept


def test_no_secret_is_stored(curator):
    told = register_webhook(FAR, owner=curator, by=curator)
    assert told.secret.startswith("whsec_")
    row = Webhook.objects.filter(pk=told.webhook.pk).values().get()
    assert not any(told.secret.removeprefix("whsec_") in str(value) for value in row.values())


def test_registering_notes_what_is_listed_already(curator):
    publish(3)
    made = register(curator)
    assert Listing.objects.count() == 3
    assert made.position == max(OaiRecord.objects.values_list("position", flat=True))


def test_events_are_those_there_are(curator):
    made = register(curator, events=["resource.withdrawn", "resource.listed", "resource.listed"])
    assert made.events == ["resource.listed", "resource.withdrawn"]
    for wrong in ([], ["resource.read"], ["resource.listed", "*"]):
        with pytest.raises(InvalidWebhook, match=r"resource\.listed, resource\.changed"):
            register(curator, events=wrong)


@pytest.mark.parametrize("name", [" \x00\n", "x" * 201])
def test_name_that_is_none_is_refused(curator, name):
    with pytest.raises(InvalidWebhook):
        register(curator, name=name)


def test_number_of_webhooks_is_bounded(curator, monkeypatch):
    monkeypatch.setattr(operations, "MOST_WEBHOOKS", 1)
    register(curator)
    with pytest.raises(InvalidWebhook, match="1 webhooks already"):
        register(curator)


def test_another_address_begins_anew(curator):
    made = register(curator)
    Webhook.objects.update(failures=4)
    same = change_webhook(made, name="A", address=FAR, events=made.events, by=curator)
    assert (same.name, same.failures) == ("A", 4)
    other = change_webhook(same, name="A", address=FAR + "2", events=made.events, by=curator)
    assert (other.address, other.failures) == (FAR + "2", 0)


def test_secret_is_replaced_and_the_former_one_stays_good_unless_it_leaked(curator):
    made = register(curator)
    with time_machine.travel(made.created_at, tick=False):
        told = rotate_secret(made, by=curator)
        assert told.webhook.former_seed == made.seed
        assert told.webhook.former_until == made.created_at + operations.OVERLAP
    leaked = rotate_secret(told.webhook, is_leaked=True, by=curator)
    assert (leaked.webhook.former_seed, leaked.webhook.former_until) == ("", None)
    assert leaked.secret != told.secret


def test_deeds_are_recorded_without_the_address(curator):
    made = register(curator)
    change_webhook(made, name="A", address=made.address, events=made.events, by=curator)
    for _twice in range(2):
        pause_webhook(made, by=curator)
    start_webhook(made, by=curator)
    rotate_secret(made, by=curator)
    delete_webhook(made, by=curator)
    assert deeds() == ["register", "change", "pause", "start", "rotate", "delete"]
    assert "example.invalid" not in str(LogEntry.objects.filter(stream="webhooks").values())
    assert not Webhook.objects.exists()


# By whom


def test_webhooks_are_for_curators(member, reviewer, administrator, curator, new_person):
    for person in (member, reviewer):
        with pytest.raises(Refused):
            register(person)
    with pytest.raises(Refused):
        register_webhook(FAR, owner=member, by=OPERATOR)
    with pytest.raises(Refused):
        register_webhook(FAR, owner=curator, by=VISITOR)
    with pytest.raises(Refused):
        register_webhook(FAR, owner=curator, by=administrator)
    register(administrator)
    assert register_webhook(FAR, owner=curator, by=OPERATOR).webhook.owner == curator


def test_webhook_is_its_owners_and_the_administrators_business(
    curator, new_person, administrator, member
):
    made, stranger = register(curator), new_person(Role.CURATOR)
    for other in (VISITOR, member, stranger):
        with pytest.raises(NoSuchWebhook):
            webhook_by_public_id(made.public_id, by=other)
        with pytest.raises(Refused):
            pause_webhook(made, by=other)
        with pytest.raises(Refused):
            rotate_secret(made, by=other)
        with pytest.raises(Refused):
            delete_webhook(made, by=other)
        assert webhooks_for(other) == []
    for other in (curator, administrator, OPERATOR):
        assert webhook_by_public_id(made.public_id, by=other) == made
        assert webhooks_for(other) == [made]
    pause_webhook(made, by=administrator)


@pytest.mark.parametrize("forged", ["", "zzzzzzzzzzzz", "../x", "a\x00", "x" * 500])
def test_forged_ids_are_not_there(curator, forged):
    with pytest.raises(NoSuchWebhook):
        webhook_by_public_id(forged, by=curator)
    with pytest.raises(NoSuchDelivery):
        delivery_by_message(register(curator), forged)


def test_deliveries_page_by_key(curator):
    made = register(curator)
    for number in range(5):
        Delivery.objects.create(webhook=made, message_id=f"m{number}", type="t", body="{}")
    first = deliveries_of(made, size=3)
    rest = deliveries_of(made, after=first.after, size=3)
    found = [each.message_id for each in [*first.rows, *rest.rows]]
    assert (found, rest.after) == (["m4", "m3", "m2", "m1", "m0"], "")
    with pytest.raises(InvalidInput):
        deliveries_of(made, after="forged")


def test_person_takes_them_along_and_has_them_forgotten(curator):
    made = register(curator)
    [row] = personal_data_of(curator)["dissemination.webhook"]
    assert (row["id"], row["address"]) == (made.public_id, FAR)
    erase_person(curator, by=curator)
    assert not Webhook.objects.exists()
