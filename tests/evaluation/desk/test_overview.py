"""The first page of the desk: for whom it is, what is new to whom, and what it costs."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml.html import document_fromstring
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.core.errors import InvalidInput, Refused
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.evaluation.desk.operations import mark_seen
from armillary.evaluation.desk.overview import overview
from armillary.evaluation.enums import ListingKind
from armillary.evaluation.interfaces.desk_cli import app
from armillary.evaluation.models import DeskVisit
from armillary.evaluation.operations import decide_resources
from armillary.harvest.models import Run, Source, SourceGrant
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.operations import erase_person, revoke_role
from armillary.people.queries import personal_data_of

pytestmark = pytest.mark.django_db

Describe = Callable[..., Resource]
ClientOf = Callable[[Person], Client]
HOUR = timedelta(hours=1)


def ran(name: str, state: str = "finished", *, ago: timedelta = HOUR, created: int = 1) -> Run:
    source, _new = Source.objects.get_or_create(
        name=name, defaults={"kind": "oai", "address": "https://a.example/oai"}
    )
    moment = now() - ago
    counts = {"created": created}
    return Run.objects.create(
        source=source, state=state, started_at=moment, finished_at=moment, counts=counts
    )


def test_what_is_new_is_new_until_this_person_has_seen_it(
    curator: Person, person_with: Callable[..., Person]
):
    other = person_with(Role.CURATOR, "Olga")
    ran("books")
    assert overview(by=curator).harvests.sums.runs == 1
    mark_seen(by=curator)
    assert not overview(by=curator).has_news
    assert overview(by=other).has_news
    assert overview(by=OPERATOR).has_news


def test_who_has_never_said_so_sees_a_month(curator: Person):
    ran("books", ago=timedelta(days=29))
    ran("books", ago=timedelta(days=31))
    assert overview(by=curator).harvests.sums.runs == 1


def test_what_came_while_the_page_was_read_stays_new(curator: Person):
    found = overview(by=curator)
    ran("books", ago=timedelta(seconds=-1))
    mark_seen(until=found.until, by=curator)
    assert overview(by=curator, since=None).harvests.sums.runs == 1


def test_nobody_forgets_what_they_have_seen(curator: Person):
    seen = mark_seen(by=curator)
    assert mark_seen(until=seen - HOUR, by=curator) == seen
    with pytest.raises(InvalidInput):
        mark_seen(until=now() + HOUR, by=curator)
    with pytest.raises(Refused):
        mark_seen(by=OPERATOR)


def test_own_decisions_are_no_news(curator: Person, describe: Describe):
    decide_resources(ListingKind.LIST, [describe().public_id], by=curator)
    assert overview(by=curator).deeds == []
    [deed] = overview(by=OPERATOR).deeds
    assert (deed.who, deed.action, deed.number) == ("Carlos", "list", 1)


def test_curator_of_one_source_sees_sources_and_no_inbox(member: Person, client_of: ClientOf):
    run = ran("books")
    SourceGrant.objects.create(person=member, role=Role.CURATOR, on=run.source, by="operator")
    found = overview(by=member)
    assert (found.inboxes, len(found.health.rows)) == ([], 1)
    assert "There is no inbox for you." in client_of(member).get("/desk/").content.decode()


def test_others_see_their_screens_only(member: Person, client_of: ClientOf):
    ran("books")
    client = client_of(member)
    page = client.get("/desk/").content.decode()
    assert "/desk/account/" in page
    assert "books" not in page
    assert client.get("/api/v1/desk").status_code == 403
    assert client.post("/desk/seen/").status_code == 403
    with pytest.raises(Refused):
        overview(by=member)


def test_visitor_signs_in_first(client: Client):
    assert client.get("/desk/").status_code == 302
    assert client.get("/api/v1/desk").status_code == 401


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_page_is_sound_in_every_language(curator: Person, client_of: ClientOf, language: str):
    client, prefix = client_of(curator), "" if language == "en" else f"/{language}"
    assert client.get(f"{prefix}/desk/").status_code == 200
    ran("books", "failed")
    ran("lessons")
    page = document_fromstring(client.get(f"{prefix}/desk/").content)
    assert page.get("lang") == language
    assert page.xpath("//a[@href=$address]", address=f"{prefix}/desk/sources/books/")


def test_page_marks_as_seen_and_looks_back(curator: Person, client_of: ClientOf):
    client = client_of(curator)
    ran("books", ago=2 * HOUR)
    page = document_fromstring(client.get("/desk/").content)
    [until] = page.xpath("//input[@name='until']/@value")
    assert client.post("/desk/seen/", {"until": until})["Location"] == "/desk/"
    assert "Nothing." in client.get("/desk/").content.decode()
    assert "What came" in client.get("/desk/?days=7").content.decode()
    assert "Nothing." in client.get("/desk/?days=9999999999").content.decode()
    assert client.post("/desk/seen/", {"until": "yesterday"}).status_code == 400


def test_api_and_command_line_mark_as_seen(curator: Person, client_of: ClientOf):
    client = client_of(curator)
    ran("books")
    until = client.get("/api/v1/desk").json()["until"]
    body = json.dumps({"until": until})
    answer = client.post("/api/v1/desk/seen", body, content_type="application/json")
    assert answer.json() == {"seen_at": until}
    assert client.get("/api/v1/desk").json()["harvests"]["runs"] == 0
    told = CliRunner().invoke(app, ["seen", "--as", curator.email])
    assert told.output == "Marked as seen. From now on, news are what comes after this.\n"
    assert overview(by=curator).since.isoformat() > until


def test_command_line_shows_tables(curator: Person):
    ran("books", "failed")
    shown = CliRunner().invoke(app, ["overview"], env={"COLUMNS": "200"}).output
    for text in ("What awaits a decision", "Candidates", "books", "failed"):
        assert text in shown
    assert "books" in CliRunner().invoke(app, ["overview", "--days", "1"]).output


def test_sources_go_on_on_the_next_page(curator: Person, client_of: ClientOf):
    for number in range(51):
        ran(f"s{number:02}")
    client = client_of(curator)
    first = client.get("/api/v1/desk").json()
    second = client.get("/api/v1/desk", {"after": first["next"]}).json()
    assert [row["name"] for row in second["sources"]] == ["s50"]
    assert second["next"] is None
    page = document_fromstring(client.get("/desk/").content)
    [following] = page.xpath("//a[@rel='next']/@href")
    assert "s50" in client.get(f"/desk/{following.partition('#')[0]}").content.decode()


@pytest.mark.parametrize("address", ["/desk/", "/api/v1/desk"])
def test_as_many_queries_for_one_of_everything_as_for_three(
    curator: Person, client_of: ClientOf, describe: Describe, address: str
):
    client = client_of(curator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def add(number: int) -> None:
        ran(f"s{number}", "failed" if number else "finished")
        made = describe(addresses=[f"https://lessons.example.org/{number}"])
        decide_resources(ListingKind.LIST, [made.public_id], by=OPERATOR)

    add(0)
    for_one = asked()
    add(1)
    add(2)
    assert asked() == for_one


def test_roles_are_looked_up_once_and_inboxes_counted_once(curator: Person, client_of: ClientOf):
    client = client_of(curator)
    for address in ("/desk/", "/desk/sources/", "/desk/candidates/", "/desk/decisions/"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        asked = [query["sql"] for query in captured]
        assert sum("people_sitegrant" in sql for sql in asked) == 1
        counts = [sql for sql in asked if sql.startswith("SELECT COUNT(*)")]
        assert len(counts) == len(set(counts))


def test_when_somebody_looked_is_theirs_and_goes_with_them(curator: Person):
    seen = mark_seen(by=curator)
    assert personal_data_of(curator)["evaluation.deskvisit"] == [{"seen": seen.isoformat()}]
    erase_person(curator, by=OPERATOR)
    assert not DeskVisit.objects.exists()


def test_grant_that_ends_ends_at_once(curator: Person, client_of: ClientOf):
    client = client_of(curator)
    assert client.get("/desk/candidates/").status_code == 200
    revoke_role(curator, Role.CURATOR, by=OPERATOR)
    assert client.get("/desk/candidates/").status_code == 403
