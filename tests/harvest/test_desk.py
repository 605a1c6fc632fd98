"""The desk: sources, receipts and buttons, for whoever may, in every language."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from armillary.harvest.models import Run, Source, SourceGrant
from armillary.people.enums import Role
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
ClientOf = Callable[[Person], Client]


@pytest.fixture
def run(provide: Make, source_of: Make, harvest: Make) -> Run:
    done: Run = harvest(source_of(provide(12, announced=11)))
    return done


def test_sources_show_their_last_run(run: Run, client_of: ClientOf, curator: Person):
    page = client_of(curator).get(reverse("harvest:sources")).content.decode()
    assert reverse("harvest:source", args=["books"]) in page
    assert "<td>12</td>" in page


def test_source_shows_counts_and_reasons(run: Run, client_of: ClientOf, curator: Person):
    page = client_of(curator).get(reverse("harvest:source", args=["books"])).content.decode()
    assert '<th scope="row">New</th><td>12</td>' in page
    assert "The provider announced fewer records than it sent." in page


def test_source_without_a_run_says_so(
    provide: Make, source_of: Make, client_of: ClientOf, curator: Person
):
    source_of(provide(1))
    page = client_of(curator).get(reverse("harvest:source", args=["books"])).content.decode()
    assert "Not run yet" in page


def test_pages_in_arabic(run: Run, client_of: ClientOf, curator: Person):
    client = client_of(curator)
    with override("ar"):
        for address in (reverse("harvest:sources"), reverse("harvest:source", args=["books"])):
            assert '<html lang="ar" dir="rtl">' in client.get(address).content.decode()


def test_source_is_added_by_a_curator(client_of: ClientOf, curator: Person):
    stated = {"kind": "sitemap", "address": "https://a.example/sitemap.xml", "name": "a"}
    answer = client_of(curator).post(reverse("harvest:add-source"), stated)
    assert (answer.status_code, answer["Location"]) == (302, reverse("harvest:source", args=["a"]))
    assert Source.objects.get().kind == "sitemap"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://a.example/", "x", "http://u:p@a.example/"]
)
def test_only_web_addresses_are_added(client_of: ClientOf, curator: Person, address: str):
    stated = {"kind": "table", "address": address, "name": "a"}
    answer = client_of(curator).post(reverse("harvest:add-source"), stated)
    assert answer.status_code in (200, 400)
    assert not Source.objects.exists()


def test_button_asks_for_a_run(
    provide: Make,
    source_of: Make,
    client_of: ClientOf,
    curator: Person,
    settings: Any,
    run_tasks: Callable[[], None],
):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    source_of(provide(3))
    answer = client_of(curator).post(reverse("harvest:run-source", args=["books"]))
    assert answer.status_code == 302
    assert not Run.objects.exists()
    run_tasks()
    assert Run.objects.get().counts["created"] == 3


def test_member_sees_and_does_nothing(run: Run, client_of: ClientOf, member: Person):
    client = client_of(member)
    assert client.get(reverse("harvest:sources")).status_code == 403
    assert client.get(reverse("harvest:source", args=["books"])).status_code == 403
    assert client.get(reverse("harvest:add-source")).status_code == 403
    assert client.post(reverse("harvest:run-source", args=["books"])).status_code == 403


def test_visitor_is_sent_to_sign_in(run: Run, client: Client):
    assert client.get(reverse("harvest:sources")).status_code == 302


def test_curator_of_one_source_may_run_that_one(run: Run, client_of: ClientOf, member: Person):
    other = Source.objects.create(name="other", kind="page", address="https://o.example/")
    SourceGrant.objects.create(person=member, role=Role.CURATOR, on=run.source, by="operator")
    client = client_of(member)
    assert client.post(reverse("harvest:run-source", args=["books"])).status_code == 302
    assert client.post(reverse("harvest:run-source", args=[other.name])).status_code == 403


def test_run_is_asked_for_by_post_only(run: Run, client_of: ClientOf, curator: Person):
    address = reverse("harvest:run-source", args=["books"])
    assert client_of(curator).get(address).status_code == 405


def test_missing_source_is_a_page_of_its_own(client_of: ClientOf, curator: Person):
    answer = client_of(curator).get(reverse("harvest:source", args=["nobody"]))
    assert answer.status_code == 404


def test_query_count_of_the_list_does_not_depend_on_its_length(
    client_of: ClientOf, curator: Person
):
    def queries(count: int) -> int:
        for number in range(Source.objects.count(), count):
            source = Source.objects.create(name=f"s{number}", kind="page", address="https://a/")
            Run.objects.create(source=source, state="finished")
        with CaptureQueriesContext(connection) as captured:
            client_of(curator).get(reverse("harvest:sources"))
        return len(captured)

    assert queries(1) == queries(6)
