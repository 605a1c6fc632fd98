"""Every kind of public page is in a sitemap, and everything in a sitemap is a public page."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client
from tests.dissemination.conftest import publish

from armillary.catalogue.models import Collection, CollectionItem, Resource
from armillary.catalogue.operations import withdraw_resources
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.core.texts import TranslatedText
from armillary.dissemination.operations import refresh_records
from armillary.editorial.documents import save_document
from armillary.editorial.enums import PieceKind
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.search.operations import drain_outbox
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.operations import import_scheme

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

STANDARDS = b"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:s> a skos:ConceptScheme ; skos:prefLabel "National standards"@en .
<urn:s:1> a skos:Concept ; skos:inScheme <urn:s> ; skos:notation "N.1" ; skos:prefLabel "Halves"@en .
"""


@pytest.fixture
def filled(db: None) -> Resource:
    """A bit of everything that readers can see."""
    with time_machine.travel(NOON, tick=False):
        [number] = publish(1)
        made = Collection.objects.create(
            slug="first", title=TranslatedText.of(en="First steps"), is_published=True
        )
        hidden = TranslatedText.of(en="Not yet")
        Collection.objects.create(slug="hidden", title=hidden, is_published=False)
        CollectionItem.objects.create(collection=made, resource_id=number, position=1)
        words = {"title": {"en": "Here"}, "text": {"en": "We are."}}
        for kind, name in ((PieceKind.PAGE, "house"), (PieceKind.NEWS, "opened")):
            save_document(kind, {"name": name, **words}, by=OPERATOR, publish=True)
        framework = Purpose.FRAMEWORK
        import_scheme(STANDARDS, key="national", file_name="a.ttl", purpose=framework, by=OPERATOR)
    drain_outbox(wait=True)
    return Resource.objects.get(pk=number)


def read(client: Client, address: str) -> ET.Element:
    response = client.get(address.removeprefix(BASE))
    assert response.status_code == 200
    return ET.fromstring(response.content)


def entries(client: Client) -> dict[str, ET.Element]:
    """Path → entry, of all sitemaps."""
    index = read(client, "/sitemap.xml")
    maps = [each.text or "" for each in index.iter(f"{SITEMAP}loc")]
    found = [entry for each in maps for entry in read(client, each).iter(f"{SITEMAP}url")]
    paths = [(each.findtext(f"{SITEMAP}loc") or "").removeprefix(BASE) for each in found]
    assert len(paths) == len(set(paths))
    return dict(zip(paths, found, strict=True))


def test_every_kind_of_public_page_is_there(client: Client, filled: Resource):
    expected = {
        *("/", "/resources/", "/topics/", "/collections/", "/standards/", "/news/", "/takedowns/"),
        *("/about/", "/about/coverage/", "/about/ranking/", "/about/house/", "/news/opened/"),
        *("/topics/algebra/", "/topics/algebra/lower-secondary/", "/topics/mathematics/"),
        *("/collections/first/", "/standards/national/", f"/resources/{filled.public_id}/"),
    }
    found = set(entries(client))
    assert expected <= found
    assert "/collections/hidden/" not in found
    assert "/topics/physics/" not in found


def test_everything_that_is_there_can_be_visited(client: Client, filled: Resource):
    for path in entries(client):
        response = client.get(path)
        assert response.status_code == 200, path
        assert b'name="robots" content="noindex' not in response.content, path


def test_a_page_names_itself_in_every_language(client: Client, filled: Resource):
    found = entries(client)
    for path in ("/", "/ar/topics/algebra/", f"/resources/{filled.public_id}/"):
        links = {each.get("hreflang"): each.get("href") for each in found[path].iter(LINK)}
        assert set(links) == {*INTERFACE_LANGUAGES, "x-default"}
        assert BASE + path in links.values()
        assert links["x-default"] == links["en"]
        for address in links.values():
            assert client.get(address.removeprefix(BASE)).status_code == 200


def test_days_of_change_are_true_or_not_there(client: Client, filled: Resource):
    found = {path: each.findtext(f"{SITEMAP}lastmod") for path, each in entries(client).items()}
    noon = "2026-03-02T12:00:00Z"
    assert found[f"/resources/{filled.public_id}/"] == noon
    assert found["/about/house/"] == found["/news/opened/"] == found["/news/"] == noon
    assert found["/"] is None
    assert found["/collections/first/"] is None


def test_what_is_withdrawn_goes_from_all_of_them(client: Client, filled: Resource):
    withdraw_resources([filled.pk], by=SYSTEM, reason="Gone.")
    refresh_records([filled.pk], by=SYSTEM)
    drain_outbox(wait=True)
    found = entries(client)
    assert f"/resources/{filled.public_id}/" not in found
    assert "/topics/algebra/" not in found
