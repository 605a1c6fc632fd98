"""Resources made through the operations everybody uses, and what harvesters are given of them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    Incoming,
    describe_resources,
    list_resources,
    withdraw_resources,
)
from armillary.dissemination import resourcesync, sitemaps
from armillary.dissemination.oai import dresses
from armillary.dissemination.operations import refresh_records
from armillary.formats.description import Description
from armillary.people.actors import SYSTEM

OAI = "{http://www.openarchives.org/OAI/2.0/}"

DESCRIPTION = Description(
    titles={"en": "Fractions & ratios", "ar": "الكسور والنسب"},
    descriptions={"en": "Halves, thirds <and> quarters."},
    types=["lesson-plan"],
    subjects=["algebra"],
    keywords=["fractions"],
    levels=["lower-secondary"],
    audiences=["teacher"],
    languages=["en"],
    licence="https://creativecommons.org/licenses/by/4.0/",
    creators=[
        {"name": "A. Noor", "kind": "person", "address": "https://orcid.org/0000-0002-1825-0097"}
    ],
    publisher={"name": "Open Lessons", "kind": "organization", "address": ""},
    published="2024-05-03",
    addresses=["https://lessons.example.org/fractions"],
    files=[
        {"address": "https://lessons.example.org/fractions.pdf", "media_type": "application/pdf"}
    ],
    free=True,
)


def describe(count: int, **changes: object) -> list[int]:
    """Candidates with numbered titles, otherwise alike."""
    incoming = [
        Incoming(
            resource=None,
            description={  # type: ignore[misc]
                **DESCRIPTION,
                "titles": {"en": f"Lesson {number}"},
                **changes,
            },
            origins={"titles": f"open-lessons:oai:{number}"},
        )
        for number in range(count)
    ]
    return [outcome.resource_id for outcome in describe_resources(incoming, by=SYSTEM)]


def publish(count: int, **changes: object) -> list[int]:
    """Listed resources that harvesters can see."""
    ids = describe(count, **changes)
    list_resources(ids, by=SYSTEM)
    refresh_records(ids, by=SYSTEM)
    return ids


def edit(ids: Sequence[int], **changes: object) -> None:
    """Say something else of resources, and let harvesters know."""
    incoming = [
        Incoming(
            resource=number,
            description={**DESCRIPTION, "titles": {"en": f"New {number}"}, **changes},  # type: ignore[misc]
        )
        for number in ids
    ]
    describe_resources(incoming, by=SYSTEM)
    refresh_records(ids, by=SYSTEM)


def public_ids(ids: Sequence[int]) -> set[str]:
    return set(Resource.objects.filter(pk__in=ids).values_list("public_id", flat=True))


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a page as it is, so that a list of several pages takes a tenth of the time."""
    monkeypatch.setattr(dresses, "STORED_PAGE", 100)


@pytest.fixture(autouse=True)
def _all_in_the_first_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids of some databases go on from test to test; lists that go by ranges of them do not mind."""
    for lists in (resourcesync, sitemaps):
        monkeypatch.setattr(lists, "RANGE", 1_000_000)


@pytest.fixture(autouse=True)
def _index_of_its_own(settings: Any, tmp_path: Path) -> None:
    """A test's database is rolled back, so its index must not outlive it."""
    settings.INDEX_ROOT = tmp_path / "index"
    settings.DUMPS_ROOT = tmp_path / "dumps"


@pytest.fixture
def resource(db: None) -> Resource:
    """One listed resource with all kinds of facts."""
    [number] = publish(1, titles=DESCRIPTION["titles"])
    return Resource.objects.get(pk=number)


@pytest.fixture
def ask(client: Client) -> Callable[..., ET.Element]:
    """Ask the provider; the answer is parsed, so it is well-formed, and its status was 200."""

    def asked(**arguments: str) -> ET.Element:
        stated = {name.rstrip("_"): value for name, value in arguments.items()}
        response = client.get("/oai", stated)
        assert response.status_code == 200
        assert response["Content-Type"] == "text/xml; charset=utf-8"
        return ET.fromstring(response.content)

    return asked


def texts(answer: ET.Element, name: str) -> list[str]:
    """The texts of every element of the protocol that has this name."""
    return [found.text or "" for found in answer.iter(OAI + name)]


def error_codes(answer: ET.Element) -> list[str]:
    return [found.get("code", "") for found in answer.iter(OAI + "error")]


def names(answer: ET.Element) -> list[str]:
    """Public ids of the records of a page."""
    return [text.rpartition(":")[2] for text in texts(answer, "identifier")]


@pytest.fixture
def withdrawn(resource: Resource) -> Resource:
    """A resource that was listed and is no more."""
    withdraw_resources([resource.pk], by=SYSTEM, reason="The publisher asked for it.")
    refresh_records([resource.pk], by=SYSTEM)
    resource.refresh_from_db()
    return resource
