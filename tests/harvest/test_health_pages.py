"""The report to the provider through every door, and who may open and close it."""

import csv
import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from typer.testing import CliRunner

from armillary.core.errors import Refused
from armillary.harvest.health.models import RecordFault, SourceFinding, SourceHealth
from armillary.harvest.health.queries import (
    MOST_FAULTS,
    faulty_records,
    report_facts,
    report_of,
)
from armillary.harvest.health.registry import RULES
from armillary.harvest.interfaces.cli import app
from armillary.harvest.models import Record, Source, SourceGrant
from armillary.harvest.operations import add_source
from armillary.harvest.operations.health import (
    count_some,
    count_source,
    revoke_report,
    share_report,
)
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.enums import Role
from armillary.people.models import LogEntry, Person

from .conftest import Book

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
ClientOf = Callable[[Person], Client]
LANGUAGES = ("", "/ar", "/es", "/fr", "/ru", "/zh-hans")
STRANGE = '<script>alert("x")</script>'
API = "/api/v1/sources/books/health"


@pytest.fixture
def source(provide: Make, source_of: Make, harvest: Make) -> Source:
    """Counted, and with faults whose texts are strange."""
    odd = '<dc:language>=HYPERLINK(1)</dc:language><dc:date>&lt;script&gt;alert("x")&lt;/script&gt;</dc:date>'
    found: Source = source_of(provide(books=[Book(1, more=odd), Book(2), Book(3, title=" ")]))
    harvest(found)
    count_source(found, by=SYSTEM)
    return found


@pytest.fixture
def token(source: Source) -> str:
    return share_report(source, by=OPERATOR)


def shared(name: str, token: str) -> str:
    return reverse(f"source-health:{name}", args=[token])


def desk(name: str = "health") -> str:
    return reverse(f"harvest:{name}", args=["books"])


def test_whoever_has_the_address_reads_the_report(client: Client, token: str):
    page = client.get(shared("page", token))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Records have no title, so they are not taken." in text
    assert "oai:books.example:3" in text
    assert "Give every record a title." in text
    assert "DCMI Metadata Terms: title" in text


def test_report_is_unlisted_and_tells_nobody_where_it_was_read(client: Client, token: str):
    for name in ("page", "json", "csv"):
        answer = client.get(shared(name, token))
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store, private"
    text = client.get(shared("page", token)).content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in text
    assert token not in client.get("/sitemap.xml").content.decode()
    assert token not in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_report_is_there_in_every_language(client: Client, token: str, prefix: str):
    assert client.get(f"{prefix}/source-health/{token}/").status_code == 200


def test_strange_texts_are_escaped(client: Client, token: str):
    text = client.get(shared("page", token)).content.decode()
    assert STRANGE not in text
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in text


def test_report_as_json_says_the_same_without_the_token(client: Client, source: Source, token: str):
    facts = client.get(shared("json", token)).json()
    assert facts == json.loads(json.dumps(report_facts(report_of(source))))
    assert token not in json.dumps(facts)
    by_rule = {each["rule"]: each for each in facts["findings"]}
    assert by_rule["title-missing"]["count"] == 1
    assert by_rule["date-invalid"]["examples"] == [
        {"record": "oai:books.example:1", "said": STRANGE, "expected": "YYYY-MM-DD"}
    ]


def test_report_as_csv_runs_no_formula(client: Client, token: str):
    rows = list(csv.DictReader(StringIO(client.get(shared("csv", token)).content.decode())))
    [row] = [each for each in rows if each["rule"] == "language-invalid"]
    assert (row["said"], row["severity"], row["count"]) == ("'=HYPERLINK(1)", "warning", "1")


def test_nobody_finds_a_report_without_its_token(client: Client, source: Source):
    for token in ("x" * 43, "None", "a" * 20):
        assert client.get(f"/source-health/{token}/").status_code == 404
    assert client.get("/source-health/").status_code == 404


def test_all_records_of_a_finding_are_listed_page_by_page(
    client: Client, source: Source, token: str
):
    first = faulty_records(source, "licence-missing", size=1)
    second = faulty_records(source, "licence-missing", after=first.after, size=1)
    assert [each.record for each in (*first.rows, *second.rows)] == [
        "oai:books.example:1",
        "oai:books.example:2",
    ]
    assert second.after == ""
    address = reverse("source-health:records", args=[token, "date-invalid"])
    answer = client.get(address)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert list(csv.reader(StringIO(answer.content.decode()))) == [
        ["record", "said", "expected"],
        ["oai:books.example:1", STRANGE, "YYYY-MM-DD"],
    ]
    items = client.get(f"/api/v1/source-health/{token}/date-invalid").json()
    assert items == {
        "items": [{"record": "oai:books.example:1", "said": STRANGE, "expected": "YYYY-MM-DD"}],
        "after": None,
    }
    assert run("books", "--rule", "date-invalid") == answer.content.decode()


def test_next_page_of_records_is_linked(client: Client, source: Source, token: str):
    SourceFinding.objects.filter(rule="licence-missing").update(count=2000)
    assert reverse("source-health:records", args=[token, "licence-missing"]) in (
        client.get(shared("page", token)).content.decode()
    )
    rows = [Record(source=source, identifier=f"more:{number}") for number in range(MOST_FAULTS + 1)]
    Record.objects.bulk_create(rows)
    RecordFault.objects.bulk_create(
        RecordFault(source=source, record=row, rule="address-without-tls") for row in rows
    )
    address = reverse("source-health:records", args=[token, "address-without-tls"])
    answer = client.get(address)
    [following] = re.findall(r"<(\?after=[^>]+)>", answer.headers["Link"])
    last = client.get(address + following)
    assert (len(answer.content.splitlines()), len(last.content.splitlines())) == (1001, 2)
    assert "Link" not in last.headers


@pytest.mark.parametrize("rule", ["nothing", "token-expired"])
def test_finding_without_records_has_no_list(client: Client, token: str, rule: str):
    assert client.get(f"/source-health/{token}/{rule}.csv").status_code == 404
    assert client.get(f"/api/v1/source-health/{token}/{rule}").status_code == 404


def test_damaged_cursor_is_refused(client: Client, source: Source, token: str):
    address = reverse("source-health:records", args=[token, "date-invalid"])
    assert client.get(f"{address}?after=x").status_code == 400


@pytest.mark.parametrize("name", ["page", "json", "csv"])
def test_closed_address_opens_nothing(client: Client, source: Source, token: str, name: str):
    revoke_report(source, by=OPERATOR)
    answer = client.get(shared(name, token))
    assert answer.status_code == 404
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert client.get(f"/api/v1/source-health/{token}").status_code == 404


def test_another_address_closes_the_one_before(client: Client, source: Source, token: str):
    assert share_report(source, by=OPERATOR) == token
    other = share_report(source, renew=True, by=OPERATOR)
    assert len(other) == 43
    assert client.get(shared("page", token)).status_code == 404
    assert client.get(shared("page", other)).status_code == 200


def test_opening_and_closing_is_logged_without_the_token(source: Source, token: str):
    revoke_report(source, by=OPERATOR)
    revoke_report(source, by=OPERATOR)
    entries = LogEntry.objects.filter(action__endswith="source-health").order_by("pk")
    assert [each.action for each in entries] == ["share-source-health", "revoke-source-health"]
    assert not LogEntry.objects.filter(facts__icontains=token).exists()


@pytest.mark.parametrize("act", [share_report, revoke_report])
def test_only_who_looks_after_the_source_opens_and_closes(
    act: Make, source: Source, member: Person, reviewer: Person, curator: Person
):
    for person in (member, reviewer):
        with pytest.raises(Refused):
            act(source, by=person)
    act(source, by=curator)


def test_curator_of_one_source_opens_no_other(source: Source, member: Person):
    other = add_source("oai", "https://b.example/oai", "other", by=OPERATOR)
    SourceGrant.objects.create(person=member, role=Role.CURATOR, on=source)
    assert share_report(source, by=member)
    with pytest.raises(Refused):
        share_report(other, by=member)


def test_nobody_but_the_machine_counts(source: Source, curator: Person):
    with pytest.raises(Refused):
        count_some(source, by=curator)


def test_submissions_have_no_provider(curator: Person):
    source = Source.objects.create(name="submissions", kind="submission")
    with pytest.raises(Exception, match="has no provider to report to"):
        share_report(source, by=curator)


def test_desk_page_is_for_curators(
    source: Source, client_of: ClientOf, member: Person, client: Client
):
    assert client_of(member).get(desk()).status_code == 403
    assert client.get(desk()).status_code == 302
    assert client_of(member).post(desk("share-health")).status_code == 403
    assert client_of(member).post(desk("revoke-health")).status_code == 403


def test_curator_opens_renews_and_closes_at_the_desk(
    source: Source, client_of: ClientOf, curator: Person
):
    signed_in = client_of(curator)
    assert "Make an address for the provider" in signed_in.get(desk()).content.decode()
    signed_in.post(desk("share-health"))
    first = SourceHealth.objects.get().token
    page = signed_in.get(desk()).content.decode()
    assert f"{settings.BASE_URL}/source-health/{first}/" in page
    signed_in.post(desk("share-health"), {"renew": "1"})
    assert SourceHealth.objects.get().token != first
    signed_in.post(desk("revoke-health"))
    assert SourceHealth.objects.get().token is None


def test_letter_goes_to_the_address_that_identify_names(
    source: Source, token: str, client_of: ClientOf, curator: Person
):
    page = client_of(curator).get(desk()).content.decode()
    [mail] = re.findall(r'href="(mailto:[^"]*)"', page)
    assert mail.startswith("mailto:a@books.example?subject=What%20we%20noticed")
    assert f"source-health%2F{token}" in mail or f"source-health/{token}" in mail
    assert "Records have no title, so they are not taken. – 1 record (" in page


def test_source_page_leads_to_the_report(source: Source, client_of: ClientOf, curator: Person):
    page = client_of(curator).get(desk("source")).content.decode()
    assert f'href="{desk()}"' in page


def test_source_that_was_never_counted_says_so(client: Client):
    source = add_source("oai", "https://b.example/oai", "new", by=OPERATOR)
    page = client.get(shared("page", share_report(source, by=OPERATOR))).content.decode()
    assert "Nothing has been counted yet." in page


def test_file_of_this_machine_is_not_named(client: Client, write: Make):
    source = write("table", {1: {}})
    count_source(source, by=SYSTEM)
    page = client.get(shared("page", share_report(source, by=OPERATOR))).content.decode()
    assert "file:" not in page


def test_api_shows_shares_and_closes(
    source: Source, client_of: ClientOf, curator: Person, client: Client
):
    signed_in = client_of(curator)
    assert signed_in.get(API).json()["address"] is None
    address = signed_in.post(f"{API}/address", {}, content_type="application/json").json()
    token = SourceHealth.objects.get().token
    assert address == {"address": f"{settings.BASE_URL}/source-health/{token}/"}
    listed = signed_in.get(f"{API}/rules/title-missing").json()
    assert [each["record"] for each in listed["items"]] == ["oai:books.example:3"]
    assert signed_in.get(API).json()["emails"] == ["a@books.example"]
    public = client.get(f"/api/v1/source-health/{token}")
    assert public.headers["Referrer-Policy"] == "no-referrer"
    assert public.json() == client.get(shared("json", str(token))).json()
    assert signed_in.delete(f"{API}/address").json() == {"address": None}
    assert client.get(f"/api/v1/source-health/{token}").status_code == 404


def test_api_is_for_curators(source: Source, client_of: ClientOf, member: Person, client: Client):
    assert client.get(API).status_code == 401
    assert client.get(f"{API}/rules/title-missing").status_code == 401
    assert client_of(member).get(f"{API}/rules/title-missing").status_code == 403
    assert client_of(member).get(API).status_code == 403
    for method in ("post", "delete"):
        asked = getattr(client_of(member), method)
        assert asked(f"{API}/address", {}, content_type="application/json").status_code == 403


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["report", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_command_line_shows_shares_and_closes(source: Source):
    assert json.loads(run("books", "--json")) == json.loads(
        json.dumps(report_facts(report_of(source)))
    )
    assert run("books", "--csv").startswith("state,severity,rule,")
    address = run("books", "--share").strip()
    assert address.endswith(f"/source-health/{SourceHealth.objects.get().token}/")
    assert run("books", "--share").strip() == address
    assert run("books", "--renew").strip() != address
    run("books", "--revoke")
    assert SourceHealth.objects.get().token is None
    lines = run("books").splitlines()
    at = lines.index("  Records have no title, so they are not taken.")
    assert lines[0] == "Errors:"
    assert lines[at + 1].startswith("    1 record (33.3 %) · As before · 20")
    assert lines[at + 3] == "    oai:books.example:3"


def test_command_line_counts_where_no_worker_does(provide: Make, source_of: Make, harvest: Make):
    harvest(source_of(provide(3)))
    assert "Add --count" in run("books")
    assert json.loads(run("books", "--count", "--json"))["records"] == 3


def test_contradicting_options_are_refused(source: Source):
    result = CliRunner().invoke(app, ["report", "books", "--json", "--revoke"])
    assert (
        str(result.exception)
        == "Choose one of --json, --csv, --rule, --share, --renew and --revoke."
    )


def test_page_counts_nothing(client: Client, source: Source, token: str):
    """Queries are the same however much there is to say, and none reads records."""

    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            client.get(shared("page", token))
        return [query["sql"] for query in caught.captured_queries]

    SourceFinding.objects.filter(source=source).exclude(rule="title-missing").delete()
    few = queries()
    for rule in RULES:
        SourceFinding.objects.get_or_create(source=source, rule=rule, defaults={"count": 3})
    many = queries()
    assert len(few) == len(many) == 3  # one of them asks for the links on every page
    assert not any('FROM "harvest_record"' in query for query in many)


def test_page_with_every_finding_is_read_on_2g(client: Client, source: Source, token: str):
    """At most 60 kB, of which the style sheet and the logo take their part, even uncompressed."""
    import gzip
    from pathlib import Path

    import armillary.core

    example = ["oai:books.example:1234567890", "x" * 200, "y" * 200]
    for number, rule in enumerate(RULES):
        SourceFinding.objects.update_or_create(
            source=source,
            rule=rule,
            defaults={
                "count": number + 1,
                "examples": [[f"{number}{part}" for part in example]] * 3,
            },
        )
    page = client.get(shared("page", token)).content
    static = Path(armillary.core.__file__).parent / "static" / "core"
    assets = [(static / name).read_bytes() for name in ("armillary.css", "armillary.svg")]
    assert sum(len(gzip.compress(body)) for body in (page, *assets)) <= 60_000
