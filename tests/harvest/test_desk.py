"""The desk: sources, receipts and buttons, for whoever may, in every language."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from armillary.core.clock import now
from armillary.harvest.errors import InvalidSource, SourceBusy
from armillary.harvest.models import Run, Source, SourceGrant
from armillary.harvest.operations import add_source, change_source
from armillary.people.enums import Role
from armillary.people.models import Person

from .conftest import Book

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
    address = "https://a.example/sitemap.xml"
    stated = {"kind": "sitemap", "address": address, "name": "a", "title": "Site A"}
    client = client_of(curator)
    answer = client.post(reverse("harvest:add-source"), stated)
    assert (answer.status_code, answer["Location"]) == (302, reverse("harvest:source", args=["a"]))
    source = Source.objects.get()
    assert (source.kind, source.title) == ("sitemap", "Site A")
    for page in (answer["Location"], reverse("harvest:sources")):
        assert "Site A" in client.get(page).content.decode()


def test_title_that_is_too_long_is_refused(client_of: ClientOf, curator: Person):
    with pytest.raises(InvalidSource):
        add_source("page", "https://a.example/", "a", title="t" * 201, by=curator)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://a.example/", "x", "http://u:p@a.example/"]
)
def test_only_web_addresses_are_added(client_of: ClientOf, curator: Person, address: str):
    stated = {"kind": "table", "address": address, "name": "a"}
    answer = client_of(curator).post(reverse("harvest:add-source"), stated)
    assert answer.status_code in (200, 400)
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"name": "taken"}, 409, "There is already a source called taken."),
        ({"address": "ftp://a.example/list"}, 400, "An address starts with http:// or https://."),
        ({"address": "http://10.0.0.1/list"}, 400, "10.0.0.1 is a private address"),
        ({"address": "http://localhost/list"}, 400, "localhost is a private address"),
        ({"language": "no-such-language"}, 400, "Select a valid choice."),
    ],
)
def test_form_that_is_refused_keeps_what_was_typed(
    client_of: ClientOf, curator: Person, changes: dict[str, str], status: int, says: str
):
    Source.objects.create(name="taken", kind="page", address="https://o.example/")
    stated = {"kind": "sitemap", "address": "https://a.example/s", "name": "a", "title": "Kept"}
    answer = client_of(curator).post(reverse("harvest:add-source"), stated | changes)
    page = answer.content.decode()
    assert answer.status_code == status
    assert says in page
    assert 'value="Kept"' in page
    assert not Source.objects.exclude(name="taken").exists()


def test_language_of_a_source_is_chosen_from_those_we_know(client_of: ClientOf, curator: Person):
    address = reverse("harvest:add-source") + "?kind=oai"
    page = client_of(curator).get(address).content.decode()
    assert '<option value="fr">French</option>' in page


CHANGED = {
    "title": "New title",
    "address": "https://new.example/oai",
    "set": "books",
    "language": "fr",
    "paused": "on",
}


def test_source_is_changed_at_the_desk_and_its_next_run_begins_anew(
    run: Run, client_of: ClientOf, curator: Person
):
    address = reverse("harvest:change-source", args=["books"])
    assert Source.objects.get().since
    client = client_of(curator)
    assert client.get(address).status_code == 200
    answer = client.post(address, CHANGED)
    assert (answer.status_code, answer["Location"]) == (
        302, reverse("harvest:source", args=["books"])
    )  # fmt: skip
    source = Source.objects.get()
    assert (source.title, source.address) == ("New title", "https://new.example/oai")
    assert source.options == {"set": "books", "language": "fr"}
    assert (source.state, source.is_trusted, source.since) == ("paused", False, "")


def test_change_that_is_refused_keeps_what_was_typed(
    run: Run, client_of: ClientOf, curator: Person
):
    address = reverse("harvest:change-source", args=["books"])
    answer = client_of(curator).post(address, CHANGED | {"address": "https://a.example/?x=1"})
    assert answer.status_code == 400
    assert 'value="New title"' in answer.content.decode()
    assert Source.objects.get().title == ""


def test_title_changes_without_a_new_pass_through_the_list(run: Run, curator: Person):
    since = Source.objects.get().since
    change_source(run.source, title="Other", by=curator)
    assert Source.objects.get().since == since


def test_source_is_not_changed_under_a_run(run: Run, curator: Person):
    Run.objects.update(state="running", worker="elsewhere:1", beat_at=now())
    with pytest.raises(SourceBusy):
        change_source(run.source, address="https://new.example/oai", by=curator)


def test_other_language_is_read_into_records_that_did_not_change(
    provide: Make, source_of: Make, harvest: Make, curator: Person
):
    books = [Book(1, more="<dc:description>Un livre.</dc:description>")]
    source = source_of(provide(books=books))
    harvest(source)
    changed = change_source(source, options={"language": "fr"}, by=curator)
    assert harvest(changed).counts["updated"] == 1


def test_source_without_records_is_removed(client_of: ClientOf, curator: Person):
    Source.objects.create(name="wrong", kind="page", address="https://o.example/")
    client = client_of(curator)
    page = client.get(reverse("harvest:source", args=["wrong"])).content.decode()
    address = reverse("harvest:remove-source", args=["wrong"])
    assert address in page
    assert client.post(address).status_code == 302
    assert not Source.objects.exists()


def test_source_with_records_is_not_removed_unless_it_is_confirmed(
    run: Run, client_of: ClientOf, curator: Person
):
    address = reverse("harvest:remove-source", args=["books"])
    answer = client_of(curator).post(address)
    assert answer.status_code == 409
    assert "Confirm it, or pause it instead." in answer.content.decode()
    assert Source.objects.exists()


def test_kinds_are_called_as_in_the_form(run: Run, client_of: ClientOf, curator: Person):
    for page in (reverse("harvest:sources"), reverse("harvest:source", args=["books"])):
        assert "OAI-PMH provider" in client_of(curator).get(page).content.decode()


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
    for page in ("run-source", "change-source", "remove-source"):
        assert client.post(reverse(f"harvest:{page}", args=["books"])).status_code == 403


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
