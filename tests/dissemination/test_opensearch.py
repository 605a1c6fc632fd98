"""How other people's programs learn to search here."""

import json
from urllib.parse import quote
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.test import Client
from tests.dissemination.conftest import DESCRIPTION, publish

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture(autouse=True)
def _found(db: None):
    publish(1, titles=DESCRIPTION["titles"])
    drain_outbox(wait=True)


def urls(client: Client, language: str = "en") -> dict[str, str]:
    response = client.get(f"/opensearch.xml?language={language}")
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    root = ET.fromstring(response.content)
    return {url.get("type", ""): url.get("template", "") for url in root.iter(f"{OPENSEARCH}Url")}


def filled(template: str, words: str, language: str = "") -> str:
    address = template.replace("{searchTerms}", quote(words)).replace("{language?}", language)
    assert "{" not in address
    return address.removeprefix(BASE)


@pytest.mark.parametrize("reader", INTERFACE_LANGUAGES)
def test_every_template_leads_to_results(client: Client, reader: str):
    found = urls(client, reader)
    assert len(found) == 7
    for template in found.values():
        assert client.get(filled(template, "fractions")).status_code == 200


@pytest.mark.parametrize("kind", ["application/atom+xml", "application/rss+xml"])
@pytest.mark.parametrize(("language", "count"), [("", 1), ("*", 1), ("en", 1), ("sw", 0)])
def test_results_are_a_feed_that_says_how_many_there_are(
    client: Client, kind: str, language: str, count: int
):
    body = client.get(filled(urls(client)[kind], "fractions", language)).content
    found = feedparser.parse(body)
    assert not found.bozo
    assert len(found.entries) == count
    assert found.feed.opensearch_totalresults == str(count)
    query = ET.fromstring(body).find(f".//{OPENSEARCH}Query")
    assert query is not None
    assert (query.get("role"), query.get("searchTerms")) == ("request", "fractions")


def test_results_are_named_in_the_language_of_the_description(client: Client):
    template = urls(client, "ar")["application/rss+xml"]
    [entry] = feedparser.parse(client.get(filled(template, "fractions")).content).entries
    assert entry.title == "الكسور والنسب"


def test_what_is_typed_is_completed(client: Client):
    template = urls(client)["application/x-suggestions+json"]
    response = client.get(filled(template, "alg"))
    typed, texts, words, addresses = json.loads(response.content)
    assert response["Content-Type"] == "application/x-suggestions+json; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert typed == "alg"
    assert "Algebra" in texts
    assert len(texts) == len(words) == len(addresses)
    assert all(address.startswith(f"{BASE}/") for address in addresses)
    for address in addresses:
        assert client.get(address.removeprefix(BASE)).status_code == 200


def test_nothing_typed_is_completed_to_nothing(client: Client):
    assert json.loads(client.get("/opensearch/suggestions.json").content) == ["", [], [], []]


def test_an_unknown_language_is_english(client: Client):
    assert urls(client, "tlh") == urls(client, "en")
