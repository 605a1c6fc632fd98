"""Exports through the pages, the API and the command line: one function behind all."""

import csv
import io
import json
import re
from html import unescape

import pytest
from django.test import Client
from tests.dissemination.conftest import describe, publish
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import add_to_collection, create_collection, publish_collection
from armillary.core.errors import InvalidInput
from armillary.core.texts import TranslatedText
from armillary.dissemination.errors import NoSuchExport
from armillary.dissemination.exports.chosen import Chosen
from armillary.dissemination.exports.kinds import KINDS
from armillary.people.actors import OPERATOR
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture(autouse=True)
def _indexed(db):
    drain_outbox(wait=True)


@pytest.fixture
def resources() -> list[Resource]:
    ids = publish(3)
    drain_outbox(wait=True)
    return [Resource.objects.get(pk=number) for number in ids]


@pytest.fixture
def water(resources) -> None:
    collection = create_collection("water", title=TranslatedText.of(en="Water"), by=OPERATOR)
    for resource in resources[:2]:
        add_to_collection(collection, resource, by=OPERATOR)
    publish_collection(collection, by=OPERATOR)


def run(*words: str):
    from armillary.cli.application import app as whole

    return CliRunner().invoke(whole, ["catalogue", "export", *words])


def ids(raw: bytes) -> list[str]:
    return [row["id"] for row in csv.DictReader(io.StringIO(raw.decode()))]


def links(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]*/export\.[^"]*)"', page)]


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_results_can_be_downloaded_from_their_page(client: Client, resources, prefix):
    page = client.get(f"{prefix}/resources/?q=title:2&subject=algebra&sort=newest").content.decode()
    found = links(page)
    assert len(found) == len(KINDS)
    reader = "&reader=ar" if prefix else ""
    assert found[0] == f"/resources/export.csv?q=title%3A2&sort=newest&subject=algebra{reader}"
    for link in found:
        response = client.get(link)
        assert response.status_code == 200, link
        raw = response.getvalue()
        if "xlsx" not in link:
            assert resources[2].public_id.encode() in raw, link
            assert resources[1].public_id.encode() not in raw, link


def test_a_page_without_results_offers_no_file(client: Client, resources):
    assert links(client.get("/resources/?q=nothing+like+it").content.decode()) == []


def test_a_page_with_too_many_results_says_where_everything_is(
    client: Client, resources, monkeypatch
):
    monkeypatch.setattr("armillary.portal.downloads.MOST", 2)
    page = client.get("/resources/").content.decode()
    assert links(page) == []
    assert 'href="/dataset/"' in page


def test_a_collection_can_be_downloaded_from_its_page(client: Client, resources, water):
    found = links(client.get("/collections/water/").content.decode())
    assert found == [f"/collections/water/export.{kind}" for kind in KINDS]
    for link in found:
        assert client.get(link).getvalue(), link


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "csv"),
        (EXCEL, "xlsx"),
        ("application/ld+json", "jsonld"),
        ("application/x-bibtex, text/html;q=0.5", "bib"),
        ("application/x-research-info-systems", "ris"),
        ("application/vnd.citationstyles.csl+json, */*;q=0.1", "csl.json"),
        ("text/csv;q=0.4, application/ld+json;q=0.8", "jsonld"),
    ],
)
def test_whoever_prefers_a_file_is_led_to_it(client: Client, resources, accept, kind):
    response = client.get("/ar/resources/?q=lesson&subject=algebra", headers={"accept": accept})
    assert response.status_code == 303
    assert response["Location"] == f"/resources/export.{kind}?q=lesson&subject=algebra&reader=ar"
    assert "Accept" in response["Vary"]
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    "accept",
    [
        BROWSER,
        "*/*",
        "text/html;q=0.9, text/csv;q=0.1",
        "image/png",
        "application/xml, */*;q=0.1",
        "",
    ],
)
def test_everybody_else_gets_the_page(client: Client, resources, accept):
    response = client.get("/resources/", headers={"accept": accept})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "Accept" in {part.strip() for part in response["Vary"].split(",")}


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/ld+json", "application/ld+json"),
        ("application/x-bibtex", "application/x-bibtex"),
        (
            "application/x-research-info-systems;q=0.9, text/html;q=0.2",
            "application/x-research-info-systems",
        ),
        ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json"),
        ("application/xml", "application/xml"),
        ("image/png", "text/html"),
        (BROWSER, "text/html"),
    ],
)
def test_a_resource_answers_in_the_format_asked_for(
    client: Client, resources, accept, content_type
):
    address = f"/resources/{resources[0].public_id}/"
    response = client.get(address, headers={"accept": accept})
    assert response.status_code == 200
    assert response["Content-Type"] == f"{content_type}; charset=utf-8"
    assert "Accept" in {part.strip() for part in response["Vary"].split(",")}


def test_the_api_exports_what_it_finds(client: Client, resources, water):
    asked = "format=csv&columns=keys&q=title:1"
    found = client.get(f"/api/v1/resources/export?{asked}")
    assert ids(found.getvalue()) == [resources[1].public_id]
    assert found["Content-Disposition"].endswith('.csv"')
    gathered = client.get("/api/v1/collections/water/export?format=csv&columns=keys")
    assert ids(gathered.getvalue()) == [each.public_id for each in resources[:2]]
    assert client.get("/api/v1/lists/nobodys/export?format=csv").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("format=doc", 404),
        ("format=csv&columns=none", 400),
        ("format=csv&reader=tlh", 400),
        ("format=csv&sort=loud", 400),
    ],
)
def test_the_api_says_what_is_wrong(client: Client, query, status):
    response = client.get(f"/api/v1/resources/export?{query}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


def test_lines_have_everything_that_is_known(new_resource):
    new_resource()
    first, second = (new_resource(listed=True, titles={"ar": "الماء"}) for _ in range(2))
    lines = [json.loads(line) for line in run().stdout.splitlines()]
    assert [line["id"] for line in lines] == [first.public_id, second.public_id]
    assert lines[0]["titles"] == {"ar": "الماء"}
    assert lines[0]["provenance"] == first.provenance
    assert lines[0]["listed"] == first.listed_at.isoformat()
    assert run("--format", "jsonl").stdout == run().stdout


def test_the_command_writes_what_the_site_does(client: Client, resources, water, tmp_path):
    describe(1)
    words = ("--format", "csv", "--columns", "keys")
    whole = [each.public_id for each in resources]
    assert ids(run(*words).stdout_bytes) == whole
    assert ids(run(*words, "--collection", "water").stdout_bytes) == whole[:2]
    newest = run(*words, "--search", "lesson", "--filter", "subject:algebra", "--sort", "newest")
    assert ids(newest.stdout_bytes) == whole[::-1]
    file = tmp_path / "all.jsonld"
    assert run("--format", "jsonld", "--search", "title:2", "--output", str(file)).exit_code == 0
    assert file.read_bytes() == client.get("/resources/export.jsonld?q=title:2").getvalue()
    assert [each.name for each in tmp_path.glob("all*")] == ["all.jsonld"]


def test_the_command_knows_no_upper_limit(resources, monkeypatch):
    monkeypatch.setattr(Chosen.at_most, "__defaults__", (1,))
    assert (
        len(ids(run("--format", "csv", "--columns", "keys", "--search", "lesson").stdout_bytes))
        == 3
    )


def test_what_the_command_cannot_do_it_says(resources, water, tmp_path):
    assert isinstance(run("--format", "xml").exception, NoSuchExport)
    both = run("--search", "lesson", "--collection", "water")
    assert isinstance(both.exception, InvalidInput)
    nowhere = run("--output", str(tmp_path / "none" / "file"))
    assert isinstance(nowhere.exception, InvalidInput)
    assert "No such file" in str(nowhere.exception)
