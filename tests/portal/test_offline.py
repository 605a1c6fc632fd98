"""What lets the site be installed and read without a connection. The worker itself is tried in a browser,
see conformance/test_offline.py."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import resolve, reverse
from django.utils.translation import override

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.portal.offline import ICONS, LATER, manifest


def shell(client):
    """What the site puts before the worker."""
    response = client.get("/worker.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    return json.loads(re.match(r"const SHELL = (\{.*\});\n", response.content.decode())[1])


def test_worker_knows_the_pages_of_every_language(client, db):
    said = shell(client)
    assert list(said["offline"]) == list(said["words"]) == list(INTERFACE_LANGUAGES)
    assert said["offline"]["ar"] == "/ar/offline/"
    assert all(client.get(path).status_code == 200 for path in said["offline"].values())
    assert all("%s" in words for words in said["words"].values())


def test_worker_is_the_same_whatever_language_asks_first(client):
    with override("ar"):
        first = client.get("/worker.js").content
    assert client.get("/worker.js").content == first
    assert shell(client)["later"][0] == "/report/"


@pytest.mark.parametrize("name", LATER)
def test_what_is_sent_later_leads_to_an_inbox_and_not_to_the_desk(client, db, name):
    address = reverse(name)
    assert not address.startswith(("/desk/", "/accounts/"))
    assert resolve(address).view_name == name
    assert client.get(address).status_code in (
        200,
        302,
    )  # it can be opened anew; some want a sign-in


def test_manifest_speaks_the_language_of_the_page(client):
    response = client.get("/manifest.webmanifest?language=ar")
    assert response["Content-Type"] == "application/manifest+json"
    said = response.json()
    assert (said["lang"], said["dir"], said["start_url"], said["scope"]) == (
        "ar",
        "rtl",
        "/ar/",
        "/",
    )
    assert client.get("/manifest.webmanifest?language=<b>").json()["lang"] == "en"


def test_icons_of_the_manifest_have_the_size_that_it_says():
    for size, name in ICONS.items():
        with open(finders.find(f"core/{name}"), "rb") as file:  # noqa: PTH123
            head = file.read(24)
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (size, size)
    assert [icon["sizes"] for icon in manifest("en")["icons"]] == ["192x192"] * 2 + ["512x512"] * 2


def test_every_page_leads_to_manifest_and_to_the_page_for_no_connection(page, lesson):
    root = page("/fr/")
    assert root.xpath("//link[@rel='manifest']/@href") == ["/manifest.webmanifest?language=fr"]
    assert root.xpath("//footer//a[contains(@href, 'offline')]/@href") == ["/fr/offline/"]
