"""A collection as a cartridge: what readers see of it, by address and by command."""

from pathlib import Path

import pytest
from django.test import Client
from tests.dissemination.conftest import publish
from typer.testing import CliRunner

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    publish_collection,
    withdraw_resources,
)
from armillary.cli.application import app
from armillary.core.texts import TranslatedText
from armillary.formats.cartridge import open_cartridge, read_part
from armillary.people.actors import OPERATOR
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def water(db: None) -> Collection:
    made = create_collection("water", title=TranslatedText.of(en="Water", ar="ماء"), by=OPERATOR)
    for number in range(3):
        [pk] = publish(1, titles={"en": f"Lesson {number}", "ar": f"درس {number}"})
        resource = Resource.objects.get(pk=pk)
        add_to_collection(made, resource, by=OPERATOR, note=TranslatedText.of(en="Begin here"))
    publish_collection(made, by=OPERATOR)
    return made


def links(content: bytes) -> list[tuple[str, str]]:
    _package, *parts = [read_part(part.payload) for part in open_cartridge(content)]
    return [(part.titles[0].text, part.addresses[0]) for part in parts]


def test_cartridge_leads_to_the_pages_of_its_resources(client: Client, water: Collection):
    drain_outbox()
    answer = client.get("/collections/water.imscc")
    assert answer["Content-Disposition"] == 'attachment; filename="water.imscc"'
    found = links(answer.content)
    assert [title for title, _address in found] == ["Lesson 0", "Lesson 1", "Lesson 2"]
    for _title, address in found:
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_cartridge_in_another_language(client: Client, water: Collection):
    found = links(client.get("/collections/water.imscc?language=ar").content)
    assert found[0][0] == "درس 0"
    assert "/ar/resources/" in found[0][1]
    assert links(client.get("/collections/water.imscc?language=xx").content)[0][0] == "Lesson 0"


def test_what_is_withdrawn_is_left_out(client: Client, water: Collection):
    before = client.get("/collections/water.imscc")
    gone = water.items.first().resource
    withdraw_resources([gone.pk], reason="Gone", by=OPERATOR)
    after = client.get("/collections/water.imscc", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert len(links(after.content)) == 2
    assert gone.public_id not in str(links(after.content))


def test_known_cartridge_is_not_sent_again(client: Client, water: Collection):
    tag = client.get("/collections/water.imscc")["ETag"]
    again = client.get("/collections/water.imscc", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_collection_nobody_published_is_not_there(client: Client):
    create_collection("ice", title=TranslatedText.of(en="Ice"), by=OPERATOR)
    assert client.get("/collections/ice.imscc").status_code == 404
    assert client.get("/collections/nowhere.imscc").status_code == 404


def test_command_writes_the_same(client: Client, water: Collection, tmp_path: Path):
    file = tmp_path / "water.imscc"
    done = CliRunner().invoke(app, ["dissemination", "cartridge", "water", str(file)])
    assert done.exit_code == 0, done.output
    assert file.read_bytes() == client.get("/collections/water.imscc").content
