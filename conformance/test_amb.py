"""Every resource in the sitemap has an AMB document that the profile's own schemas accept."""

import json
import re
from datetime import datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry, Resource

from conformance.conftest import SHARED
from conformance.live import Site

DOOR = "Records in other formats"
CLIENTS = ("AMB schemas",)

RELEASES = ("20231019", "draft")
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
SUITE = SHARED / "suites/amb"
LANDING = r"http://[^/]+/resources/[^/]+/"


def formats() -> FormatChecker:
    """Assert formats as the profile's own validator does: times may go without a zone."""
    checker = FormatChecker(("date", "uri"))
    checker.checks("date-time", raises=ValueError)(
        lambda text: "T" in text and bool(datetime.fromisoformat(text))
    )
    return checker


@cache
def validator(release: str) -> Draft7Validator:
    if not SUITE.is_dir():
        pytest.skip(f"the suite is absent: {SUITE}")
    files = sorted((SUITE / release / "schemas").glob("*.json"))
    schemas = [json.loads(path.read_text("utf-8")) for path in files]
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas
    )
    main = next(schema for schema in schemas if schema["$id"].endswith("/schema.json"))
    return Draft7Validator(main, registry=registry, format_checker=formats())


@pytest.fixture(scope="module")
def documents(site: Site) -> dict[str, dict[str, Any]]:
    """Address of a resource, as the sitemap has it → its AMB."""
    maps = [loc.text or "" for loc in ET.fromstring(site.read("/sitemap.xml")).iter(LOC)]
    found = [loc.text or "" for part in maps for loc in ET.fromstring(site.read(part)).iter(LOC)]
    resources = [address for address in found if re.fullmatch(LANDING, address)]
    return {address: json.loads(site.read(f"{address[:-1]}.amb.json")) for address in resources}


@pytest.mark.by("checks of our own")
def test_sitemap_names_every_listed_resource(site: Site, documents: dict[str, Any]) -> None:
    query = "SELECT public_id FROM catalogue_resource WHERE state='listed' AND alias_of_id IS NULL"
    assert set(documents) == {f"{site.address}/resources/{row[0]}/" for row in site.rows(query)}
    assert len(documents) > 100


@pytest.mark.parametrize("release", RELEASES)
def test_amb_of_every_resource_is_valid(release: str, documents: dict[str, Any]) -> None:
    rules = validator(release)
    found = {
        address: [error.message for error in rules.iter_errors(document)]
        for address, document in documents.items()
    }
    assert {address: errors for address, errors in found.items() if errors} == {}


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.planted("a record without a name")
def test_amb_with_a_planted_fault_is_not_valid(release: str, documents: dict[str, Any]) -> None:
    document = {**next(iter(documents.values()))}
    del document["name"]
    assert [error.message for error in validator(release).iter_errors(document)] != []
