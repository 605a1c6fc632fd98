"""Lighthouse and pa11y: a phone on a slow line, and whoever reads with other eyes or none."""

import http.server
import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conformance.conftest import HERE, Pages, in_languages, needed
from conformance.live import Site

DOOR = "Pages"
CLIENTS = ("pa11y", "Chromium")

LOWEST = 95
HEAVIEST = 60_000
WORDS = {"performance", "accessibility", "best-practices", "seo"}
Audit = Callable[[list[str]], dict[str, Any]]


def _audit(script: str, package: str, **settings: str) -> Audit:
    chromium = needed("chromium", package="chromium")
    node = needed("node", package="nodejs")
    if not (HERE / "node_modules" / package).is_dir():
        pytest.skip(f"{package} could not be installed by npm into conformance/node_modules")

    def run(addresses: list[str]) -> dict[str, Any]:
        done = subprocess.run(
            [node, HERE / script],
            input="\n".join(addresses),
            env={**os.environ, "CHROMIUM": chromium, **settings},
            capture_output=True,
            text=True,
            timeout=1_200,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return run


@pytest.fixture(scope="module")
def lighthouse() -> Audit:
    return _audit("audit-lighthouse.mjs", "lighthouse")


@pytest.fixture(scope="module")
def pa11y() -> Audit:
    return _audit("audit-pa11y.cjs", "pa11y")


@pytest.fixture(scope="module")
def pa11y_in_the_dark() -> Audit:
    return _audit("audit-pa11y.cjs", "pa11y", SCHEME="dark")


class _Faulty(http.server.BaseHTTPRequestHandler):
    """A page without a title, a language or a word for its picture, faint in the dark only."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(
            b"<html><head><style>@media (prefers-color-scheme: dark) {p {color: #222}"
            b"body {background: #111}}</style></head>"
            b"<body><img src='x.png'><p>Faint at night</p></body></html>"
        )

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@pytest.fixture
def faulty() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Faulty) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.mark.parametrize("scheme", ["pa11y", "pa11y_in_the_dark"])
def test_pa11y_finds_nothing_on_public_pages(
    request: pytest.FixtureRequest, scheme: str, site: Site, pages: Pages
) -> None:
    audit: Audit = request.getfixturevalue(scheme)
    found = audit(
        [site.address + path for path in in_languages(pages.public) if "nowhere" not in path]
    )
    wrong = {page: what for page, what in found.items() if what}
    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)


@pytest.mark.planted("a picture without a text and a page without a language")
def test_pa11y_finds_what_is_planted(pa11y: Audit, faulty: str) -> None:
    [found] = pa11y([faulty]).values()
    assert any("1_1_1" in fault for fault in found)
    assert any("3_1_1" in fault for fault in found)


@pytest.mark.planted("a text too faint in the dark")
def test_pa11y_finds_what_is_too_faint_in_the_dark(
    pa11y: Audit, pa11y_in_the_dark: Audit, faulty: str
) -> None:
    by_day, by_night = (audit([faulty])[faulty] for audit in (pa11y, pa11y_in_the_dark))
    assert not any("1_4_3" in fault for fault in by_day)
    assert any("1_4_3" in fault for fault in by_night)


@pytest.mark.by("Lighthouse", "Chromium")
def test_lighthouse_is_content_with_each_kind_of_page(
    lighthouse: Audit, site: Site, pages: Pages
) -> None:
    """Those that readers open and crawlers may, in English and in Arabic; what is kept from crawlers,
    forms and notices are left to axe and pa11y."""
    resource = next(
        path for path in pages.public if path.startswith("/resources/") and "?" not in path
    )
    collection = next(
        path
        for path in pages.public
        if len(path) > len("/collections/") and path.startswith("/collections/")
    )
    kinds = [
        *("/", "/resources/?q=fractions", resource),
        *("/topics/", "/topics/mathematics/", "/topics/mathematics/primary/"),
        *("/collections/", collection, "/standards/"),
        *("/about/", "/about/coverage/", "/about/ranking/"),
        *("/news/", "/news/six-languages/"),
    ]
    found = lighthouse([site.address + path for path in in_languages(kinds)])
    assert all(set(scores) >= WORDS for scores in found.values())
    poor = {page: s for page, s in found.items() if min(s[word] for word in WORDS) < LOWEST}
    heavy = {page: s["bytes"] for page, s in found.items() if s["bytes"] > HEAVIEST}
    assert (poor, heavy) == ({}, {}), json.dumps(poor, indent=1)


@pytest.mark.by("Lighthouse", "Chromium")
@pytest.mark.planted("a page without a title and a language")
def test_lighthouse_finds_what_is_planted(lighthouse: Audit, faulty: str) -> None:
    [found] = lighthouse([faulty]).values()
    assert {"document-title", "html-has-lang", "image-alt"} <= set(found["faults"])
    assert found["accessibility"] < LOWEST
