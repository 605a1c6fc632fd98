"""What a page costs at the start, in the middle and at the end of what is read to its end: the feed of
a search in each form, the catalogue for reading apps, and the lists of ResourceSync.

    python benchmarks/bench_feeds.py [--records 20000] [--seed 7]

Fills a database and an index of its own with resources made from a seed, and follows every list from
its first page by its own links through Django's handler, middleware included. Each page is asked for
once. Shown are medians, in milliseconds of this process's own time, of the first, the middle and the last
tenth of the pages.
"""

import argparse
import json
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import bench_oai_provider as provider

if TYPE_CHECKING:
    from django.test import Client

NEXT = re.compile(rb'rel="next"[^>]*href="([^"]+)"')
LOC = re.compile(rb"<loc>([^<]+)</loc>")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="armillary-bench-") as home:
        os.environ.setdefault("ARMILLARY_SECRET_KEY", "for this benchmark only")
        os.environ["ARMILLARY_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.config.settings"
        (Path(home) / "static").mkdir()
        provider._prepare()
        provider._tell(arguments)
        provider._fill(arguments.records, Random(arguments.seed))
        _measure()


def _measure() -> None:
    from django.core.management import call_command
    from django.test import Client

    from armillary.search.operations import rebuild

    call_command("collectstatic", interactive=False, verbosity=0)
    rebuild()
    client = Client(SERVER_NAME="127.0.0.1")
    print(f"{'cpu ms a page':34}{'pages':>7}{'first':>8}{'middle':>8}{'last':>8}{'kB':>7}")
    for form in ("atom", "rss"):
        _show(f"feed of everything, {form}", _walk(client, f"/feeds/search.{form}", _next_in_xml))
    _show("feed of everything, json", _walk(client, "/feeds/search.json", _next_in_json_feed))
    for path in ("/opds/search?sort=newest", "/opds/search", "/opds/subjects/algebra"):
        _show(path, _walk(client, path, _next_in_opds))
    for name in ("resourcelist", "changelist"):
        _show(f"ResourceSync, {name}", _listed(client, f"/resourcesync/{name}.xml"))
    _show("sitemaps of resources", _listed(client, "/sitemap.xml", only=b"resources"))


Turn = tuple[float, int]  # seconds and bytes of a page


def _walk(client: "Client", path: str, following: Callable[[bytes], str]) -> Iterator[Turn]:
    client.get(path)
    while path:
        turn, body = _asked(client, path)
        yield turn
        path = following(body).removeprefix("http://127.0.0.1:8000")


def _listed(client: "Client", path: str, *, only: bytes = b"") -> Iterator[Turn]:
    for address in LOC.findall(client.get(path).content):
        if only in address:
            yield _asked(client, address.decode().removeprefix("http://127.0.0.1:8000"))[0]


def _asked(client: "Client", path: str) -> tuple[Turn, bytes]:
    started = time.process_time()
    answer = client.get(path)
    seconds = time.process_time() - started
    assert answer.status_code == 200, path
    return (seconds, len(answer.content)), answer.content


def _next_in_xml(body: bytes) -> str:
    found = NEXT.search(body[:5_000])
    return found[1].decode().replace("&amp;", "&") if found else ""


def _next_in_json_feed(body: bytes) -> str:
    return str(json.loads(body).get("next_url", ""))


def _next_in_opds(body: bytes) -> str:
    links = json.loads(body)["links"]
    return next((each["href"] for each in links if each["rel"] == "next"), "")


def _show(label: str, walked: Iterator[Turn]) -> None:
    turns = list(walked)
    tenth, middle = max(1, len(turns) // 10), len(turns) // 2
    parts = (turns[:tenth], turns[middle : middle + tenth], turns[-tenth:])
    shown = "".join(f"{statistics.median(t for t, _ in part) * 1e3:8.1f}" for part in parts)
    size = statistics.median(size for _, size in turns) / 1e3
    print(f"{label:34}{len(turns):7}{shown}{size:7.0f}", flush=True)


if __name__ == "__main__":
    main()
