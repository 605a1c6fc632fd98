"""Other people's harvesters get every record, and the protocol's own schema accepts every answer."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from conformance.archives import unpack
from conformance.conftest import needed
from conformance.live import Site

DOOR = "OAI-PMH"
CLIENTS = ("xmllint",)

OAI = "{http://www.openarchives.org/OAI/2.0/}"
XSD = "pyoai-2.5.0/src/oaipmh/tests/OAI-PMH.xsd"


@pytest.fixture(scope="module")
def known(site: Site) -> dict[str, set[str]]:
    """OAI identifiers by fate, straight from the database: what is listed, and what was once."""
    conditions = {
        "listed": "state = 'listed' AND alias_of_id IS NULL",
        "gone": "listed_at IS NOT NULL AND (state != 'listed' OR alias_of_id IS NOT NULL)",
    }
    return {
        fate: {
            f"oai:127.0.0.1:{public_id}"
            for [public_id] in site.rows(
                f"SELECT public_id FROM catalogue_resource WHERE {condition}"
            )
        }
        for fate, condition in conditions.items()
    }


@pytest.mark.by("Catmandu::OAI")
def test_catmandu_harvests_every_record(site: Site, known: dict[str, set[str]]) -> None:
    program = needed("catmandu", package="libcatmandu-oai-perl")
    command = [program, "convert", "OAI", "--url", f"{site.address}/oai"]
    done = subprocess.run(
        [*command, "--metadataPrefix", "oai_dc", "to", "JSON"], capture_output=True, check=True
    )
    records = json.loads(done.stdout)
    living = [record["_identifier"] for record in records if record.get("_status") != "deleted"]
    gone = [record["_identifier"] for record in records if record.get("_status") == "deleted"]
    assert (sorted(living), sorted(gone)) == (sorted(known["listed"]), sorted(known["gone"]))


@pytest.mark.by("Sickle")
def test_sickle_harvests_every_record(site: Site, known: dict[str, set[str]]) -> None:
    sickle = pytest.importorskip("sickle", reason="Sickle is not installed")
    records = list(sickle.Sickle(f"{site.address}/oai").ListRecords(metadataPrefix="oai_dc"))
    found = [record.header.identifier for record in records if not record.deleted]
    assert sorted(found) == sorted(known["listed"])
    assert all(record.metadata["title"] for record in records if not record.deleted)


@pytest.mark.by("oaipmh-scythe")
def test_scythe_harvests_every_record(site: Site, known: dict[str, set[str]]) -> None:
    scythe = pytest.importorskip("oaipmh_scythe", reason="oaipmh-scythe is not installed")
    with scythe.Scythe(f"{site.address}/oai") as client:
        found = [record.header.identifier for record in client.list_records(ignore_deleted=True)]
    assert sorted(found) == sorted(known["listed"])


def requests(site: Site) -> Iterator[str]:
    """Every verb and every kind of error."""
    [first] = site.rows("SELECT public_id FROM catalogue_resource WHERE state='listed' LIMIT 1")
    identifier = quote(f"oai:127.0.0.1:{first[0]}")
    yield from (
        *("verb=Identify", "verb=ListSets", "verb=ListMetadataFormats"),
        f"verb=ListMetadataFormats&identifier={identifier}",
        *(f"verb={verb}&metadataPrefix=oai_dc" for verb in ("ListRecords", "ListIdentifiers")),
        *("verb=ListRecords&metadataPrefix=amb", "verb=ListRecords&metadataPrefix=lrmi"),
        "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&set=language:ar",
        f"verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}",
        *("", "verb=None", "verb=GetRecord", "verb=Identify&verb=Identify"),
        *("verb=ListRecords&metadataPrefix=none", "verb=ListRecords&resumptionToken=none"),
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:none",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2031-01-01&until=2030-01-01",
        "verb=ListRecords&metadataPrefix=oai_dc&from=yesterday",
    )


@pytest.fixture(scope="module")
def answers(site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The answers to all of these, lists followed to their end, as files."""
    folder = tmp_path_factory.mktemp("oai")
    files = []
    for asked in requests(site):
        query: str | None = asked
        while query is not None:
            files.append(folder / f"{len(files):03}.xml")
            files[-1].write_bytes(site.read(f"/oai?{query}"))
            query = following(query, files[-1])
    return files


def following(query: str, file: Path) -> str | None:
    token = ET.parse(file).getroot().find(f".//{OAI}resumptionToken")
    verb = query.partition("&")[0]
    return (
        f"{verb}&resumptionToken={quote(token.text)}" if token is not None and token.text else None
    )


def faults(*arguments: str | Path) -> list[str]:
    program = needed("xmllint", package="libxml2-utils")
    command = [program, "--noout", "--nonet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line for line in done.stderr.splitlines() if not line.endswith(" validates")]


def test_every_oai_answer_is_well_formed(answers: list[Path]) -> None:
    assert faults(*answers) == []


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The protocol's schema out of the source of pyoai; it skips what is inside `metadata`."""
    [found] = unpack("pyoai", "2.5.0", [XSD], tmp_path_factory.mktemp("schema"))
    return found


def test_every_oai_answer_follows_the_schema(answers: list[Path], schema: Path) -> None:
    assert faults("--schema", schema, *answers) == []


@pytest.mark.planted("an element under a wrong name")
def test_oai_answer_with_a_planted_fault_does_not(
    answers: list[Path], schema: Path, tmp_path: Path
) -> None:
    planted = tmp_path / "planted.xml"
    text = answers[0].read_text(encoding="utf-8")
    planted.write_text(text.replace("protocolVersion>", "protocolEdition>"), encoding="utf-8")
    assert faults("--schema", schema, planted) != []


DOORS = (
    *("/feeds/resources.atom", "/feeds/resources.rss", "/feeds/search.rss", "/opensearch.xml"),
    *("/sitemap.xml", "/sitemaps/pages.xml", "/sitemaps/topics.xml", "/sitemaps/resources-0.xml"),
    *(
        "/.well-known/resourcesync",
        "/resourcesync/resourcelist.xml",
        "/resourcesync/changelist.xml",
    ),
)


@pytest.mark.door("Feeds")
def test_feeds_and_sitemaps_are_well_formed(site: Site, tmp_path: Path) -> None:
    files = []
    for number, path in enumerate(DOORS):
        files.append(tmp_path / f"{number}.xml")
        files[-1].write_bytes(site.read(path))
    assert faults(*files) == []
    assert b"http://www.w3.org/2005/Atom" in files[0].read_bytes()


@pytest.mark.door("Feeds")
@pytest.mark.planted("a document that is cut off")
def test_cut_feed_is_found_out(site: Site, tmp_path: Path) -> None:
    (tmp_path / "cut.xml").write_bytes(site.read(DOORS[0])[:-10])
    assert faults(tmp_path / "cut.xml") != []
