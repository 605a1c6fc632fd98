"""A feed for any search: what is in it, in which order, for whom, and what cannot be asked."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
import time_machine
from django.test import Client
from django.utils.translation import override
from tests.dissemination.conftest import DESCRIPTION, describe, edit, public_ids, publish

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import unlist_resources, withdraw_resources
from armillary.catalogue.pausing import pause_resource
from armillary.catalogue.works.operations import tie_editions
from armillary.dissemination.operations import refresh_records
from armillary.dissemination.search_feed import search_feed_address
from armillary.dissemination.searches.asked import AskedSearch
from armillary.harvest.models import Source
from armillary.harvest.queries import forget_source_titles
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.portal.facets import option_label
from armillary.search.documents import FACETS
from armillary.search.operations import drain_outbox
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.operations import import_scheme

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "http://127.0.0.1:8000"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _indexed(db):
    drain_outbox(wait=True)


def found(count=1, **changes):
    """Listed resources that can be found."""
    ids = publish(count, **changes)
    drain_outbox(wait=True)
    return ids


def feed(client: Client, query: str = "") -> ET.Element:
    response = client.get(f"/feeds/search.atom{query}")
    assert response.status_code == 200, response.content.decode()[:500]
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    return ET.fromstring(response.content)


def entries(root: ET.Element) -> list[str]:
    ids = [each.text or "" for each in root.findall(f"{ATOM}entry/{ATOM}id")]
    return [each.removeprefix(f"{BASE}/resources/").rstrip("/") for each in ids]


def name(number: int) -> str:
    return Resource.objects.get(pk=number).public_id


def links(root: ET.Element) -> dict[str | None, str | None]:
    return {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}


def test_feed_has_what_the_search_finds_and_nothing_else(client):
    [fractions] = found(titles={"en": "Fractions"})
    found(titles={"en": "Forces"}, subjects=["mechanics"], keywords=[], descriptions={})
    assert entries(feed(client, "?q=title:fractions")) == [name(fractions)]
    assert entries(feed(client, "?subject=algebra&level=lower-secondary")) == [name(fractions)]
    assert entries(feed(client, "?q=nothing+like+it")) == []
    assert len(entries(feed(client))) == 2


def test_newest_fifty_come_first_whatever_the_order_of_the_search(client):
    for day in range(3):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            found(20)
    newest = Resource.objects.order_by("-listed_at", "-pk").values_list("public_id", flat=True)
    assert entries(feed(client, "?sort=reviewed&subject=algebra")) == list(newest[:50])


def test_feed_is_what_rfc_4287_asks_for(client):
    with time_machine.travel(NOON, tick=False):
        [number] = found(titles={"en": "Fractions & <b>ratios</b>\x07"})
    body = client.get("/feeds/search.atom?q=fractions&level=lower-secondary").content
    root, read = ET.fromstring(body), feedparser.parse(body)
    assert not read.bozo
    assert read.version == "atom10"
    for each in (root, *root.findall(f"{ATOM}entry")):
        for required in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{required}")) == 1
    assert len(root.findall(f"{ATOM}author")) == 1
    [entry] = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Fractions & <b>ratios</b>\ufffd"
    assert entry.findtext(f"{ATOM}id") == f"{BASE}/resources/{name(number)}/"
    assert entry.findtext(f"{ATOM}published") == "2026-03-02T12:00:00Z"
    assert (
        root.findtext(f"{ATOM}title") == "New in Armillary: fractions · Lower secondary education"
    )


def test_updated_is_the_last_change_of_what_it_lists(client):
    with time_machine.travel(NOON, tick=False):
        [number] = found(titles={"en": "Fractions"})
        found(titles={"en": "Forces"}, keywords=[], descriptions={})
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        edit([number], titles={"en": "Fractions again"})
        drain_outbox(wait=True)
    assert feed(client, "?q=fractions").findtext(f"{ATOM}updated") == "2026-03-02T13:00:00Z"
    assert feed(client, "?q=forces").findtext(f"{ATOM}updated") == "2026-03-02T12:00:00Z"
    assert feed(client, "?q=nothing").findtext(f"{ATOM}updated") == "2026-01-01T00:00:00Z"


def test_one_address_whatever_was_sent(client):
    said = links(feed(client, "?level=primary&q=+a++b+&level=primary&level=&sort=newest&after=x"))
    assert said == {
        "self": f"{BASE}/feeds/search.atom?q=a+b&level=primary",
        "alternate": f"{BASE}/resources/?q=a+b&sort=newest&level=primary",
        "search": f"{BASE}/opensearch.xml",
    }
    root = feed(client, "?q=a&across=no&reader=ar")
    assert root.findtext(f"{ATOM}id") == f"{BASE}/feeds/search.atom?q=a&across=no&reader=ar"
    assert links(root)["alternate"] == f"{BASE}/ar/resources/?q=a&sort=newest&across=no"
    assert links(feed(client))["self"] == f"{BASE}/feeds/search.atom"


def test_feed_speaks_the_language_of_its_reader(client):
    found(titles=DESCRIPTION["titles"])
    for query in ("?q=fractions&reader=ar", "?q=fractions&reader=AR"):
        root = feed(client, query)
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
        assert root.findtext(f"{ATOM}entry/{ATOM}title") == "الكسور والنسب"
    [category] = feed(client, "?reader=ar").findall(f"{ATOM}entry/{ATOM}category")
    assert category.get("label") == "الجبر"


def test_language_of_the_resources_is_the_readers_where_nothing_else_is_said(client):
    found(titles=DESCRIPTION["titles"], languages=["ar", "en"])
    root = feed(client, "?language=ar")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert len(entries(root)) == 1
    for english in ("?language=ar&reader=en", "?language=ar&language=en", "?language=sw"):
        assert feed(client, english).get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


@pytest.mark.parametrize("reader", ["en", "ar", "fr"])
@pytest.mark.parametrize("filters", [{}, {"language": ["ar"]}, {"language": ["ar", "en"]}])
def test_address_of_a_feed_leads_to_the_feed_of_its_reader(client, reader, filters):
    address = search_feed_address(AskedSearch.of("fractions", filters), reader)
    root = feed(client, f"?{urlsplit(address).query}")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == reader
    assert links(root)["self"] == address


def test_reader_is_left_out_of_the_address_where_it_goes_without_saying():
    arabic = AskedSearch.of("", {"language": ["ar"]})
    assert search_feed_address(arabic, "ar") == f"{BASE}/feeds/search.atom?language=ar"
    assert search_feed_address(arabic, "en") == f"{BASE}/feeds/search.atom?language=ar&reader=en"


CALLED_IN_ARABIC = {
    "subject": "algebra",
    "level": "primary",
    "classroom": "under-40",
    "duration": "20",
    "type": "lesson-plan",
    "language": "fr",
    "reuse": "adapt",
    "licence": "cc-by-4.0",
    "audience": "teacher",
    "accessibility": "captions",
    "standard": "national",
    "country": "KE",
    "source": "open-lessons",
    "review": "reviewed",
    "score": "75",
    "date": "2020",
    "availability": "answers",
}


STANDARDS = b"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:s> a skos:ConceptScheme ; skos:prefLabel "National standards"@en .
<urn:s:1> a skos:Concept ; skos:inScheme <urn:s> ; skos:notation "N.1" ; skos:prefLabel "Halves"@en .
"""


@pytest.fixture
def named(db):
    """A framework of standards and a source, which have titles of their own."""
    framework = Purpose.FRAMEWORK
    import_scheme(STANDARDS, key="national", file_name="a.ttl", purpose=framework, by=OPERATOR)
    Source.objects.create(name="open-lessons", kind="oai", title="Open Lessons")
    forget_source_titles()
    yield
    forget_source_titles()


@pytest.mark.parametrize("facet", FACETS)
def test_title_calls_a_filter_what_the_page_calls_it(client, named, facet):
    value = CALLED_IN_ARABIC[facet]
    with override("ar"):
        called = option_label(facet, value, "ar")
    for title in (
        AskedSearch.of("", {facet: [value]}).in_words("ar"),
        feed(client, f"?{facet}={value}&reader=ar").findtext(f"{ATOM}title").partition(": ")[2],
    ):
        assert title == called
        assert title != value


def test_of_a_work_the_readers_edition_is_listed_once(client):
    [english, arabic] = [
        Resource.objects.get(pk=number)
        for number in (
            *found(titles={"en": "Fractions"}, languages=["en"]),
            *found(titles={"ar": "الكسور"}, languages=["ar"]),
        )
    ]
    tie_editions(english, arabic, kind="translation", by=OPERATOR)
    drain_outbox(wait=True)
    assert entries(feed(client, "?subject=algebra")) == [english.public_id]
    assert entries(feed(client, "?subject=algebra&reader=ar")) == [arabic.public_id]


@pytest.mark.parametrize("leave", ["withdraw", "unlist", "pause", "merely described"])
def test_what_is_not_listed_is_in_no_feed_even_before_the_index_knows(client, leave):
    [kept, gone] = found(2)
    if leave == "withdraw":
        withdraw_resources([gone], by=SYSTEM, reason="Gone.")
    if leave == "unlist":
        unlist_resources([gone], by=SYSTEM)
    if leave == "pause":
        pause_resource(Resource.objects.get(pk=gone), by=SYSTEM)
    if leave == "merely described":
        unlist_resources([gone], by=SYSTEM)
        describe(1)
        drain_outbox(wait=True)
    assert entries(feed(client)) == [name(kept)]


@pytest.mark.parametrize(
    "query",
    [
        "?reader=tlh",
        "?q=" + "x" * 1001,
        "?q=" + "+".join(f"w{n}" for n in range(40)),
        "?level=" + "x" * 201,
        "?" + "&".join(f"level=l{n}" for n in range(60)),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(client, query):
    response = client.get(f"/feeds/search.atom{query}")
    assert response.status_code == 400
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?level=<script>",
        "?level=%00",
        "?q=%00%0d%0a",
        "?q=%22%3E%3Cx",
        "?colour=red",
        "?q=%ff%fe",
        "?sort=by-price",
        "?after=forged",
        "?level='+OR+1=1--",
    ],
)
def test_forged_parameters_find_nothing_or_are_passed_over(client, query):
    found()
    for link in links(feed(client, query)).values():
        assert link is not None
        assert client.get(link.removeprefix(BASE)).status_code == 200


def test_filters_of_the_feed_are_those_of_the_page(client):
    found()
    query = "?q=lesson&subject=algebra&level=lower-secondary&licence=cc-by-4.0&across=no"
    address = links(feed(client, query))["alternate"]
    assert parse_qs(urlsplit(address).query) == {
        **parse_qs(query[1:]),
        "sort": ["newest"],
    }


def test_feed_that_is_known_is_not_made_again(client, django_assert_num_queries):
    found()
    etag = client.get("/feeds/search.atom?q=lesson")["ETag"]
    with django_assert_num_queries(1):
        known = client.get("/feeds/search.atom?q=lesson", headers={"If-None-Match": etag})
    assert (known.status_code, known.content) == (304, b"")
    found(titles={"en": "Lesson again"})
    changed = client.get("/feeds/search.atom?q=lesson", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_feed_changes_with_a_withdrawal_before_the_index_does(client):
    [_kept, gone] = found(2)
    etag = client.get("/feeds/search.atom")["ETag"]
    withdraw_resources([gone], by=SYSTEM, reason="Gone.")
    refresh_records([gone], by=SYSTEM)
    changed = client.get("/feeds/search.atom", headers={"If-None-Match": etag})
    assert changed.status_code == 200


def test_a_feed_costs_the_same_with_one_entry_and_with_three(client, django_assert_num_queries):
    found()
    client.get("/feeds/search.atom")
    for _more in range(2):
        with django_assert_num_queries(2):
            client.get("/feeds/search.atom")
        found(2)


def test_only_reading_is_possible(client):
    assert client.post("/feeds/search.atom").status_code == 405
    assert client.head("/feeds/search.atom").status_code == 200


def test_public_ids_are_those_of_the_catalogue(client):
    ids = found(3)
    assert set(entries(feed(client))) == public_ids(ids)
