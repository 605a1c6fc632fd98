"""The parser of a reading app (Thorium's) walks through the whole catalogue and finds every resource."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conformance.conftest import HERE, needed
from conformance.live import Site

DOOR = "OPDS"
CLIENTS = ("r2-opds-js",)

FEED = "application/opds+json"
ACQUISITION = "http://opds-spec.org/acquisition"
MOST = 400  # documents


@pytest.fixture(scope="module")
def node() -> str:
    program = needed("node", package="nodejs")
    if not (HERE / "node_modules/r2-opds-js/package.json").is_file():
        pytest.skip("r2-opds-js could not be installed by npm into conformance/node_modules")
    return program


def parsed(node: str, folder: Path, bodies: list[bytes]) -> list[dict[str, Any]]:
    """What the parser gets out of documents."""
    files = [folder / f"{number}.json" for number in range(len(bodies))]
    for file, body in zip(files, bodies, strict=True):
        file.write_bytes(body)
    command = [node, HERE / "read-opds.cjs", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def ways_on(feed: dict[str, Any]) -> set[str]:
    pages = [each for each in feed["links"] if {"next", "start"} & set(each["rel"])]
    return {each["href"] for each in [*feed["navigation"], *pages] if each.get("type") == FEED}


def walked(site: Site, node: str, folder: Path, start: str) -> dict[str, dict[str, Any]]:
    """Address → feed, of all that one comes to from the start."""
    found: dict[str, dict[str, Any]] = {}
    waiting = {start}
    while waiting:
        addresses = sorted(waiting)
        feeds = parsed(node, folder, [site.read(address) for address in addresses])
        found |= dict(zip(addresses, feeds, strict=True))
        waiting = {way for feed in feeds for way in ways_on(feed)} - set(found)
        assert len(found) < MOST
    return found


def faults(feed: dict[str, Any]) -> list[str]:
    """What OPDS 2.0 asks of a feed, of what the parser understood."""
    relations = {rel for each in feed["links"] for rel in each["rel"]}
    wrong = [f"no {name}" for name in ("self", "start", "search") if name not in relations]
    wrong += [] if feed.get("title") else ["no title"]
    wrong += [] if feed["publications"] or feed["navigation"] else ["nothing in it"]
    wrong += ["a way without a title" for each in feed["navigation"] if not each.get("title")]
    for facet in feed["facets"]:
        counted = all(each.get("items") and each.get("title") for each in facet["links"])
        wrong += [] if facet.get("title") and counted else ["a facet without a title or counts"]
    wrong += feed["complaints"]
    return wrong + [fault for each in feed["publications"] for fault in faults_of(each)]


def faults_of(publication: dict[str, Any]) -> list[str]:
    got = [
        each
        for each in publication["links"]
        if any(rel.startswith(ACQUISITION) for rel in each["rel"])
    ]
    own = [each for each in publication["links"] if "self" in each["rel"]]
    types = {each.get("type") for each in publication["images"]}
    asked = {
        "title": publication.get("title"),
        "identifier": publication.get("identifier"),
        "date": publication.get("modified"),
        "acquisition": got and all(each.get("href", "").startswith("http") for each in got),
        "self": own,
        "picture": types & {"image/png", "image/jpeg", "image/gif"},
        "scheme": all(each.get("scheme") for each in publication["subjects"] if each.get("code")),
    }
    return [
        f"{publication.get('identifier')}: no {name}" for name, value in asked.items() if not value
    ]


@pytest.fixture(scope="module")
def catalogue(site: Site, node: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return walked(site, node, tmp_path_factory.mktemp("opds"), f"{site.address}/opds")


def listed(site: Site) -> set[str]:
    query = "SELECT public_id FROM catalogue_resource WHERE state='listed' AND alias_of_id IS NULL"
    return {f"{site.address}/resources/{row[0]}/" for row in site.rows(query)}


def test_a_reading_app_understands_every_feed_of_the_catalogue(catalogue: dict[str, Any]) -> None:
    wrong = {address: found for address, feed in catalogue.items() if (found := faults(feed))}
    assert wrong == {}
    assert len(catalogue) > 20


def test_a_reading_app_comes_to_the_resources(site: Site, catalogue: dict[str, Any]) -> None:
    """All but further editions of a work, of which a list shows one."""
    found = {each["identifier"] for feed in catalogue.values() for each in feed["publications"]}
    everything = catalogue[f"{site.address}/opds/search"]["items"]
    assert found <= listed(site)
    assert len(found) >= everything > 100


def test_a_reading_app_understands_the_arabic_catalogue(
    site: Site, node: str, tmp_path: Path
) -> None:
    paths = ("/ar/opds", "/ar/opds/subjects", "/ar/opds/search?language=ar", "/ar/opds/collections")
    feeds = parsed(node, tmp_path, [site.read(path) for path in paths])
    assert [faults(feed) for feed in feeds] == [[], [], [], []]
    assert any("\u0600" <= letter <= "\u06ff" for letter in feeds[1]["title"])


def test_a_reading_app_understands_one_publication(site: Site, node: str, tmp_path: Path) -> None:
    [feed] = parsed(node, tmp_path, [site.read("/opds/search")])
    own = [each["href"] for each in feed["publications"][0]["links"] if "self" in each["rel"]]
    [publication] = parsed(node, tmp_path, [site.read(own[0])])
    assert publication.pop("complaints") == []
    assert publication == feed["publications"][0]


@pytest.mark.parametrize(
    ("right", "planted"),
    [
        (b'"rel": "http://opds-spec.org/acquisition', b'"rel": "http://opds-spec.org/adquisition'),
        (b'"images"', b'"pictures"'),
        (b'"modified"', b'"altered"'),
        (b'"numberOfItems"', b'"number"'),
        (b'"rel": "start"', b'"relation": "start"'),
    ],
)
@pytest.mark.planted("links, pictures, dates, counts under wrong names")
def test_a_planted_fault_in_a_catalogue_is_found(
    site: Site, node: str, tmp_path: Path, right: bytes, planted: bytes
) -> None:
    body = site.read("/opds/search")
    assert right in body
    [feed] = parsed(node, tmp_path, [body.replace(right, planted)])
    assert faults(feed) != []
