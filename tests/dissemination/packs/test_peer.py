"""What Kolibri 0.19.5 asks a peer for, and what it must never get."""

import hashlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.dissemination.packs.conftest import made, planned

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import withdraw_resources
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.packs.operations import publish_pack
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db

API = "/kolibri/api/public"


@pytest.fixture
def offered(pack: Pack) -> Pack:
    made(pack)
    publish_pack(pack, by=OPERATOR)
    return pack


def body_of(client: Client, address: str, **headers: str) -> bytes:
    answer = client.get(address, headers=headers)
    assert answer.status_code in {200, 206}, address
    return b"".join(answer)


def channel(client: Client) -> dict[str, Any]:
    [found] = client.get(f"{API}/v1/channels?channel_versions=true").json()
    return dict(found)


def test_says_that_it_is_one_to_import_from(client: Client, db: None):
    for slash in ("", "/"):
        told = client.get(f"{API}/info{slash}?v=3").json()
        assert told["application"] == "kolibri"
        assert set(told) >= {"kolibri_version", "instance_id", "device_name", "operating_system"}


def test_lists_what_is_published_and_offered(client: Client, water: Collection):
    hidden, shown = planned(water), planned(water)
    for each in (hidden, shown):
        made(each)
    publish_pack(planned(water), by=OPERATOR)  # of which no release was made
    publish_pack(shown, by=OPERATOR)
    told = channel(client)
    assert (told["name"], told["version"], told["total_resource_count"]) == ("Water to go", 1, 4)
    assert re.fullmatch("[0-9a-f]{32}", told["id"])


def test_channel_is_found_by_its_id_and_by_its_token(client: Client, offered: Pack):
    page = client.get(f"/packs/{offered.slug}/").content.decode()
    [token] = re.findall(r">([a-z0-9]{5}-[a-z0-9]{5})<", page)
    told = channel(client)
    for wanted in (told["id"], token, token.replace("-", ""), token.upper()):
        assert client.get(f"{API}/v1/channels/lookup/{wanted}").json() == [told]
    assert client.get(f"{API}/v1/channels/lookup/aaaaa-aaaaa").status_code == 404
    assert client.get(f"/api/v1/packs/{offered.slug}").json()["kolibri"]["token"] == token


def test_everything_the_channel_names_is_there(client: Client, offered: Pack, tmp_path: Path):
    told = channel(client)
    addresses = [
        f"/kolibri/content/databases/{told['id']}{end}.sqlite3" for end in ("", "-1", "-next")
    ]
    [body] = {body_of(client, address) for address in addresses}
    assert client.head(addresses[0])["Content-Length"] == str(len(body))
    (tmp_path / "channel.sqlite3").write_bytes(body)
    with sqlite3.connect(tmp_path / "channel.sqlite3") as database:
        files = database.execute(
            "SELECT id, extension, file_size FROM content_localfile"
        ).fetchall()
    database.close()
    assert len(files) == 4
    for md5, extension, size in files:
        address = f"/kolibri/content/storage/{md5[0]}/{md5[1]}/{md5}.{extension}"
        content = body_of(client, address)
        assert (hashlib.md5(content).hexdigest(), len(content)) == (md5, size)
        assert body_of(client, address, Range="bytes=5-9") == content[5:10]
        assert client.head(address)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "address",
    [
        "/kolibri/content/databases/" + "a" * 32 + ".sqlite3",
        "/kolibri/content/storage/a/a/" + "a" * 32 + ".pdf",
        "/kolibri/content/storage/a/a/..%2f..%2fpack.json",
        f"{API}/v1/file_checksums/" + "a" * 32,
        f"{API}/v2/channel/",
    ],
)
def test_what_there_is_not_is_missing(client: Client, offered: Pack, address: str):
    assert client.get(address).status_code == 404
    assert client.post(address, b"x", content_type="application/json").status_code in {404, 405}


def test_database_of_another_version_is_missing(client: Client, offered: Pack):
    number = channel(client)["id"]
    assert client.get(f"/kolibri/content/databases/{number}-2.sqlite3").status_code == 404


def test_checksums_are_not_answered(client: Client, offered: Pack):
    """Kolibri would take its own files for ours and update nothing (learningequality/kolibri#14628)."""
    number = channel(client)["id"]
    address = f"{API}/v1/file_checksums/{number}"
    assert client.post(address, b"[]", content_type="application/json").status_code == 404


def test_what_is_withdrawn_leaves_this_door_too(client: Client, offered: Pack):
    number = channel(client)["id"]
    row = Resource.objects.get(titles__icontains="Boiling")
    withdraw_resources([row.pk], by=OPERATOR, reason="asked")
    assert client.get(f"{API}/v1/channels").json() == []
    assert client.get(f"/kolibri/content/databases/{number}.sqlite3").status_code == 404


def test_query_count_is_the_same_with_one_channel_and_with_three(client: Client, water: Collection):
    counts = []
    for _number in range(3):
        made(one := planned(water))
        publish_pack(one, by=OPERATOR)
        with CaptureQueriesContext(connection) as found:
            client.get(f"{API}/v1/channels")
        counts.append(len(found))
    assert counts[0] == counts[2]


def test_stored_file_costs_the_same_with_one_channel_and_with_three(
    client: Client, water: Collection
):
    counts = []
    for _number in range(3):
        made(one := planned(water))
        publish_pack(one, by=OPERATOR)
        address = stored_in(client)
        body_of(client, address)
        with CaptureQueriesContext(connection) as found:
            body_of(client, address)
        counts.append(len(found))
    assert counts == [1, 1, 1]


def stored_in(client: Client) -> str:
    """Address of a file of the first channel."""
    number = client.get(f"{API}/v1/channels").json()[0]["id"]
    with NamedTemporaryFile(suffix=".sqlite3") as file:
        file.write(body_of(client, f"/kolibri/content/databases/{number}.sqlite3"))
        file.flush()
        with closing(sqlite3.connect(file.name)) as database:
            md5, extension = database.execute(
                "SELECT id, extension FROM content_localfile"
            ).fetchone()
    return f"/kolibri/content/storage/{md5[0]}/{md5[1]}/{md5}.{extension}"


def test_stored_file_is_gone_with_what_was_withdrawn(client: Client, offered: Pack):
    address = stored_in(client)
    body_of(client, address)  # so that this process knows where it lies
    row = Resource.objects.get(titles__icontains="Boiling")
    withdraw_resources([row.pk], by=OPERATOR, reason="asked")
    assert client.get(address).status_code == 404
    publish_pack(offered, is_published=False, by=OPERATOR)
    assert client.get(address).status_code == 404


def test_people_who_open_the_address_see_the_packs(client: Client, db: None):
    assert client.get("/kolibri/")["Location"] == "/packs/"
