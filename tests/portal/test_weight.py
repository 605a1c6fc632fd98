"""A first visit over a slow line: page and assets, compressed, stay below 60 kB; nothing is asked
of anybody else, and no script runs."""

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.translation import override
from lxml.html import document_fromstring

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.portal.offline import ASSETS as ASSETS_KEPT

LIMIT = 60_000
HEADERS = 700  # of each answer, generously
WORDS = " ".join(f"word{number} describing{number * 7919}" for number in range(60))
ASSETS = "//link[@rel='stylesheet' or @rel='icon']/@href|//img/@src|//script/@src"


@pytest.fixture
def full_site(publish):
    """Pages as long as they get: full texts, many subjects, sources and creators."""
    return publish(
        *(
            {
                "titles": {"en": f"Lesson {number} {WORDS[:160]}", "ar": f"درس {number}"},
                "descriptions": {"en": f"{number} {WORDS}"},
                "subjects": ["fractions", "physics", "chemistry", "biology", "computing"],
                "levels": ["primary", "lower-secondary", "bachelor", "master", "adult"],
                "keywords": [f"keyword {number}-{n}" for n in range(20)],
                "languages": [f"{tag}" for tag in ("en", "fr", "ar", "es", "ru", "zh-hans")],
            }
            for number in range(12)
        )
    )


def transferred(client, address):
    """Bytes of a page with everything it loads, as sent."""
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert response["Content-Encoding"] == "gzip"
    root = document_fromstring(gzip.decompress(response.content))
    assets = set(root.xpath(ASSETS))
    assert all(urlsplit(asset).path.startswith("/static/core/") for asset in assets)
    return len(response.content) + HEADERS + sum(asset_size(asset) for asset in assets)


def behind(client):
    """Bytes of what the worker fetches behind the first page: itself, what it needs, two pages."""
    paths = ["/worker.js", *(reverse(name) for name in ("portal:offline", "problems:report"))]
    answers = [client.get(path, headers={"accept-encoding": "gzip"}) for path in paths]
    assets = sum(asset_size(f"/static/core/{name}") for name in ASSETS_KEPT)
    return sum(len(answer.content) + HEADERS for answer in answers) + assets


def asset_size(address):
    name = Path(urlsplit(address).path).name.split(".")
    found = finders.find(f"core/{name[0]}.{name[-1]}")
    return len(gzip.compress(Path(found).read_bytes())) + HEADERS


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_first_visit_is_light(client, full_site, language):
    prefix = "" if language == "en" else f"/{language}"
    paths = ["/", "/resources/", "/resources/?q=lesson&level=primary", "/collections/", "/about/", "/about/coverage/", "/resources/?view=map",
             f"/resources/{full_site[0].public_id}/", "/accounts/login/"]  # fmt: skip
    sizes = {path: transferred(client, prefix + path) for path in paths}
    assert {path: size for path, size in sizes.items() if size > LIMIT} == {}
    with override(language):
        assert sizes[paths[0]] + behind(client) < LIMIT


def test_no_page_runs_a_script_that_is_not_a_file_of_ours(client, full_site):
    for path in ("/", "/resources/", f"/resources/{full_site[0].public_id}/"):
        response = client.get(path)
        root = document_fromstring(response.content)
        assert root.xpath("//script[not(@src or @type='application/ld+json')]") == []
        assert all(src.startswith("/static/core/") for src in root.xpath("//script/@src"))
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]
