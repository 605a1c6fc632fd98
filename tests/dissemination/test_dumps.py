"""The whole catalogue as files: what is in them, when they change, and what describes them."""

import csv
import gzip
import hashlib
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pyoxigraph import RdfFormat, parse
from tests.dissemination.conftest import DESCRIPTION, describe, edit, publish
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import withdraw_resources
from armillary.catalogue.pausing import pause_resource
from armillary.core.errors import Refused
from armillary.core.tasks import PERIODIC
from armillary.dissemination.dumps import making
from armillary.dissemination.dumps.about import MEANINGS
from armillary.dissemination.dumps.making import make_dump
from armillary.dissemination.dumps.queries import latest_dump
from armillary.dissemination.errors import DumpUnderWay
from armillary.dissemination.exports.table import TABLE
from armillary.dissemination.interfaces.cli import app
from armillary.dissemination.interfaces.tasks import dump_catalogue
from armillary.dissemination.renditions import json_ld
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
DCAT = "http://www.w3.org/ns/dcat#"


@pytest.fixture(autouse=True)
def _indexed(db):
    drain_outbox(wait=True)


def lines(client: Client) -> list[dict[str, object]]:
    raw = fetched(client, "jsonld.jsonl")
    return [json.loads(line) for line in gzip.decompress(raw).splitlines()]


def table(client: Client) -> list[dict[str, str]]:
    text = gzip.decompress(fetched(client, "csv")).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def fetched(client: Client, kind: str) -> bytes:
    """What the page leads to, by the name of a format."""
    page = client.get("/dataset/").content.decode()
    [address] = re.findall(rf'href="(/dataset/files/[^"]*\.{kind}\.gz)"', page)
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    return bytes(response.getvalue())


def test_both_files_have_everything_that_is_listed(client: Client):
    ids = publish(3)
    describe(1)
    resources = list(Resource.objects.filter(pk__in=ids).order_by("pk"))
    made = make_dump(by=SYSTEM)

    assert made.resources == 3
    assert lines(client) == [json_ld(resource) for resource in resources]
    assert [row["id"] for row in table(client)] == [each.public_id for each in resources]
    assert table(client)[0]["licence_url"] == DESCRIPTION["licence"]


@pytest.mark.parametrize("leave", ["withdraw", "pause"])
def test_what_leaves_the_catalogue_leaves_the_next_dump_and_then_the_site(client, leave):
    kept, gone = (Resource.objects.get(pk=number) for number in publish(2))
    make_dump(by=SYSTEM)
    if leave == "withdraw":
        withdraw_resources([gone.pk], by=SYSTEM, reason="The publisher asked for it.")
    else:
        pause_resource(gone, by=OPERATOR)

    make_dump(by=SYSTEM)
    assert [row["id"] for row in table(client)] == [kept.public_id]
    assert [line["@id"] for line in lines(client)] == [f"{BASE}/resources/{kept.public_id}/"]
    make_dump(by=SYSTEM)
    for path in making.root().glob("*.gz"):
        assert gone.public_id not in gzip.decompress(path.read_bytes()).decode()


def test_a_dump_says_of_which_moment_it_is(client: Client):
    publish(1)
    with time_machine.travel(NOON, tick=False):
        make_dump(by=SYSTEM)
    page = client.get("/dataset/").content.decode()
    assert "March 2, 2026" in page
    assert "1 resource, as it was listed" in page
    assert "armillary-catalogue-2026-03-02-" in page


def test_the_last_one_stays_and_nothing_else(client: Client):
    for day in range(4):
        publish(1)
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            make_dump(by=SYSTEM)
    latest = latest_dump()
    assert f"{latest.made:%d}" == "05"
    found = sorted(path.name for path in making.root().iterdir())
    named = [file.name for file in latest.files]
    assert found == sorted([*named, "dump.json", "dumps.lock"])


def test_the_same_catalogue_is_the_same_file():
    publish(2)
    with time_machine.travel(NOON, tick=False):
        first = make_dump(by=SYSTEM)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        second = make_dump(by=SYSTEM)
    assert first.files == second.files
    assert all((making.root() / each.name).exists() for each in second.files)


def test_a_dump_that_fails_leaves_the_one_before(client: Client, monkeypatch):
    publish(1)
    make_dump(by=SYSTEM)
    before = lines(client)
    publish(1)

    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(making, "parts_of", fail)
        with pytest.raises(OSError, match="No space left"):
            make_dump(by=SYSTEM)
    assert lines(client) == before
    make_dump(by=SYSTEM)
    assert not list(making.root().glob("unfinished-*"))
    assert len(lines(client)) == 2


def test_one_dump_is_made_at_a_time():
    with making._alone(), pytest.raises(DumpUnderWay):
        make_dump(by=SYSTEM)


def test_only_the_machine_and_administrators_make_dumps(curator, administrator):
    with pytest.raises(Refused):
        make_dump(by=curator)
    assert make_dump(by=administrator).resources == 0


def test_the_worker_makes_one_a_day():
    [entry] = [each for each in PERIODIC if each.task is dump_catalogue]
    assert entry.every == timedelta(days=1)
    publish(1)
    dump_catalogue.func()
    found = latest_dump()
    assert found is not None
    assert found.resources == 1


def test_the_command_makes_one_and_says_where(client: Client):
    publish(2)
    told = CliRunner().invoke(app, ["dump"])
    assert told.exit_code == 0
    for line in told.stdout.splitlines():
        assert Path(line.partition(": ")[0]).exists()
    stated = json.loads(CliRunner().invoke(app, ["dump", "--json"]).stdout)
    assert (stated["resources"], len(stated["files"])) == (2, 2)


def test_files_are_what_the_list_says(client: Client):
    publish(1)
    made = make_dump(by=SYSTEM)
    for file in made.files:
        address = f"/dataset/files/{file.name}"
        response = client.get(address, headers={"accept-encoding": "gzip"})
        raw = response.getvalue()
        assert response["Content-Type"] == "application/gzip"
        assert "Content-Encoding" not in response
        assert response["Content-Length"] == str(len(raw)) == str(file.size)
        assert hashlib.sha256(raw).hexdigest() == file.sha256
        assert len(gzip.decompress(raw)) == file.whole
        assert response["Access-Control-Allow-Origin"] == "*"
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize("name", ["dump.json", "dumps.lock", "..%2Farmillary.sqlite3", "x.gz"])
def test_no_other_file_of_the_machine_is_given_out(client: Client, name: str):
    publish(1)
    make_dump(by=SYSTEM)
    assert client.get(f"/dataset/files/{name}").status_code == 404


def test_before_the_first_dump_everything_says_so(client: Client):
    assert "not ready yet" in client.get("/dataset/").content.decode()
    assert client.get("/dataset/croissant.json").status_code == 404
    document = client.get("/dataset/dcat.jsonld").json()
    assert [each.get("dcat:distribution") for each in document["@graph"]][1] == []


@pytest.mark.parametrize("prefix", ["", "/ar", "/zh-hans"])
def test_the_page_has_licence_and_ways_on(client: Client, prefix: str):
    publish(1)
    make_dump(by=SYSTEM)
    page = client.get(f"{prefix}/dataset/").content.decode()
    assert f'href="{CC0}" rel="license"' in page
    for address in ("/dataset/dcat.jsonld", "/dataset/dcat.ttl", "/dataset/croissant.json"):
        assert f'href="{address}"' in page
        assert client.get(address)["Access-Control-Allow-Origin"] == "*"


def test_the_licence_of_descriptions_is_a_setting(client: Client, settings):
    settings.METADATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
    publish(1)
    make_dump(by=SYSTEM)
    assert 'href="https://creativecommons.org/licenses/by/4.0/" rel="license"' in (
        client.get("/dataset/").content.decode()
    )
    assert client.get("/dataset/croissant.json").json()["license"] == settings.METADATA_LICENCE


def test_dcat_describes_files_and_services(client: Client):
    publish(1)
    made = make_dump(by=SYSTEM)
    response = client.get("/dataset/dcat.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    raw = response.content
    triples = {(str(s), str(p), str(o)) for s, p, o, _g in parse(raw, format=RdfFormat.JSON_LD)}
    turtle = client.get("/dataset/dcat.ttl")
    assert turtle["Content-Type"] == "text/turtle; charset=utf-8"
    again = list(parse(turtle.content, format=RdfFormat.TURTLE))
    assert len(again) == len(triples)
    page = f"<{BASE}/dataset/>"
    for file in made.files:
        address = f"<{BASE}/dataset/files/{file.name}>"
        assert (page, f"<{DCAT}distribution>", address) in triples
        assert (address, f"<{DCAT}downloadURL>", address) in triples
    titles = {o for s, p, o in triples if s == page and p.endswith("/title>")}
    assert len(titles) == 6
    assert (f"<{BASE}/oai>", f"<{DCAT}servesDataset>", page) in triples


def test_croissant_describes_the_columns_that_are_in_the_file(client: Client):
    publish(1)
    make_dump(by=SYSTEM)
    document = client.get("/dataset/croissant.json").json()
    [records] = document["recordSet"]
    columns = [each["source"]["extract"]["column"] for each in records["field"]]
    assert columns == list(table(client)[0]) == [column.key for column in TABLE]
    assert set(MEANINGS) == set(columns)
    assert document["datePublished"] == f"{latest_dump().made:%Y-%m-%d}"
    embedded = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>',
        client.get("/dataset/").content.decode(),
        re.DOTALL,
    )
    assert json.loads(embedded[0]) == document


def test_a_resource_that_is_data_is_described_as_data(client: Client):
    [data] = publish(1, types=["data"], titles={"en": "Rainfall", "und": "Regen"})
    [lesson] = publish(1)
    name, other = (Resource.objects.get(pk=each).public_id for each in (data, lesson))
    response = client.get(f"/resources/{name}.dcat.jsonld")
    assert response["Content-Type"] == "application/ld+json; charset=utf-8"
    document = json.loads(response.content)
    assert document["@type"] == "dcat:Dataset"
    assert document["@id"] == f"{BASE}/resources/{name}/"
    assert document["dct:license"] == {"@id": DESCRIPTION["licence"]}
    [place] = document["dcat:distribution"]
    assert place["dcat:downloadURL"] == {"@id": "https://lessons.example.org/fractions.pdf"}
    assert len(list(parse(response.content, format=RdfFormat.JSON_LD))) > 15
    assert ".dcat.jsonld>" in client.get(f"/resources/{name}/")["Link"]

    assert client.get(f"/resources/{other}.dcat.jsonld").status_code == 404
    assert ".dcat.jsonld>" not in client.get(f"/resources/{other}/")["Link"]
    edit([lesson], types=["data"], files=[])
    place = json.loads(client.get(f"/resources/{other}.dcat.jsonld").content)["dcat:distribution"]
    assert place[0]["dcat:accessURL"] == {"@id": "https://lessons.example.org/fractions"}
