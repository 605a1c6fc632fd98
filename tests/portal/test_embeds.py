"""Lists in frames on other people's pages: no scripts, no cookies, nothing that is not listed."""

import html
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    publish_collection,
    withdraw_resources,
)
from armillary.core.texts import TranslatedText
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

TITLES = {"titles": {"en": "Waves in water", "ar": "أمواج في الماء"}}


@pytest.fixture
def waves(publish: Callable[..., list[Resource]]) -> list[Resource]:
    return publish(*({"titles": {"en": f"Waves {number}"}} for number in range(7)))


@pytest.fixture
def a_collection(waves: list[Resource], curator: Person) -> Collection:
    title = TranslatedText.of(en="Waves of all kinds")
    made = create_collection("waves", title=title, by=curator)
    for resource in waves:
        add_to_collection(made, resource, by=curator)
    publish_collection(made, by=curator)
    return made


def test_search_stands_in_a_frame_without_scripts_and_cookies(client: Client, waves):
    answer = client.get("/embed/resources/?q=waves")
    page = answer.content.decode()
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert (answer["Referrer-Policy"], answer.cookies) == ("no-referrer", {})
    assert "<script" not in page
    assert "<form" not in page
    assert page.count("<h3>") == 5
    assert "All 7 at Armillary" in page
    assert 'href="/resources/?q=waves"' in page
    assert '<base target="_blank">' in page


def test_so_many_as_somebody_wants(client: Client, waves):
    assert client.get("/embed/resources/?q=waves&size=2").content.count(b"<h3>") == 2
    for size in ("0", "21", "many", "-1", "²", "1" * 400):
        answer = client.get("/embed/resources/", {"size": size})
        assert answer.status_code == 400
        assert b"Traceback" not in answer.content


def test_frame_reads_filters_as_the_search_page_does(client: Client, publish):
    publish(
        {"titles": {"en": "Waves"}, "levels": ["primary"]},
        {"titles": {"en": "Waves again"}, "levels": ["bachelor"]},
    )
    page = client.get("/embed/resources/?q=waves&level=primary").content.decode()
    assert page.count("<h3>") == 1
    assert "Primary" in page
    assert client.get("/embed/resources/?" + "q=" + "a" * 2000).status_code == 400


def test_frame_speaks_the_language_of_its_address(client: Client, publish):
    publish(TITLES)
    page = client.get("/ar/embed/resources/?q=waves").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert "أمواج في الماء" in page


def test_collection_stands_in_a_frame(client: Client, waves, a_collection):
    page = client.get(f"/embed/collections/{a_collection.slug}/").content.decode()
    assert page.count("<h3>") == 5
    assert f'href="/collections/{a_collection.slug}/"' in page


def test_what_is_withdrawn_leaves_every_frame(client: Client, waves, a_collection, curator):
    withdraw_resources([each.pk for each in waves[:3]], reason="Gone", by=curator)
    page = client.get(f"/embed/collections/{a_collection.slug}/?size=20").content.decode()
    assert page.count("<h3>") == 4


def test_collection_that_is_not_there_is_a_page_that_says_so(client: Client):
    assert client.get("/embed/collections/nowhere/").status_code == 404


def test_code_to_copy_leads_to_the_same_list(client: Client, waves, a_collection):
    for path, count in (
        ("/resources/?q=waves&sort=newest", 5),
        (f"/collections/{a_collection.slug}/", 5),
    ):
        code = html.unescape(
            re.search(r'id="embed-code">(.*?)</code>', client.get(path).content.decode())[1]
        )
        address = urlsplit(html.unescape(re.search(r'src="(.*?)"', code)[1]))
        assert "allow-scripts" not in code
        assert "allow-same-origin" not in code
        framed = client.get(f"{address.path}?{address.query}").content
        assert framed.count(b"<h3>") == count


def test_code_is_no_way_to_bring_markup_in(client: Client, publish):
    publish(TITLES)
    page = client.get('/resources/?q=waves"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page


def test_other_pages_stand_in_no_frame(client: Client, waves):
    assert client.get("/resources/?q=waves")["X-Frame-Options"] == "DENY"
