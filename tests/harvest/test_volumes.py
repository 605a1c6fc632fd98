"""Real records in numbers: every one of them is accounted for. Skipped where the data is absent."""

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from tests.shared import SHARED

from armillary.catalogue.models import Resource
from armillary.harvest.models import Record, Run
from armillary.harvest.operations import add_source, run_source
from armillary.harvest.receipts import FATES
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db

DATA = SHARED / "data"
BOOKS = DATA / "free-programming-books.jsonl"
NSDL = DATA / "nsdl_dc.json"


def accounted(run: Run) -> None:
    assert (run.state, run.problem) == ("finished", "")
    assert run.counts["received"] == run.counts["listed"]
    assert run.counts["received"] == sum(run.counts[fate] for fate in FATES)
    told = sum(entry["count"] for entry in run.reasons)
    assert told == run.counts["rejected"]


@pytest.mark.skipif(not BOOKS.exists(), reason=f"{BOOKS} is not here")
def test_ten_thousand_books():
    source = add_source("table", BOOKS.as_uri(), "books", by=OPERATOR)
    run = run_source(source, by=OPERATOR)
    accounted(run)
    assert run.counts["listed"] == sum(1 for line in BOOKS.read_bytes().splitlines() if line)
    assert run.counts["created"] == Record.objects.count()
    assert Resource.objects.count() == run.counts["created"] - run.counts["matched"]
    again = run_source(source, by=OPERATOR)
    accounted(again)
    assert again.counts["unchanged"] == run.counts["created"]


@pytest.mark.skipif(not NSDL.exists(), reason=f"{NSDL} is not here")
def test_records_of_a_national_library_through_a_static_repository(tmp_path: Path):
    records = json.loads(NSDL.read_bytes())
    path = tmp_path / "repository.xml"
    path.write_text(static_repository(records), encoding="utf-8")
    source = add_source("oai", path.as_uri(), "nsdl", options={"prefix": "nsdl_dc"}, by=OPERATOR)
    run = run_source(source, by=OPERATOR)
    accounted(run)
    assert run.counts["received"] == len(records) == 108
    assert run.counts["created"] + run.counts["rejected"] == 108
    titles = {title for row in Resource.objects.all() for title in row.titles.texts.values()}
    assert "Simultaneous Linear Equations" in titles


@pytest.mark.skipif(not NSDL.exists(), reason=f"{NSDL} is not here")
def test_the_same_records_as_a_table_with_a_column_of_xml():
    run = run_source(add_source("table", NSDL.as_uri(), "nsdl", by=OPERATOR), by=OPERATOR)
    accounted(run)
    assert run.counts["received"] == 108


def static_repository(records: list[dict[str, Any]]) -> str:
    rows = "".join(
        f"<oai:record><oai:header><oai:identifier>oai:nsdl.example:{number}</oai:identifier>"
        "<oai:datestamp>2012-01-01</oai:datestamp></oai:header>"
        f"<oai:metadata>{record['xml']}</oai:metadata></oai:record>"
        for number, record in enumerate(records)
    )
    address = escape("https://nsdl.example/oai")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Repository xmlns="http://www.openarchives.org/OAI/2.0/static-repository"'
        ' xmlns:oai="http://www.openarchives.org/OAI/2.0/">'
        "<Identify><oai:repositoryName>NSDL</oai:repositoryName>"
        f"<oai:baseURL>{address}</oai:baseURL><oai:protocolVersion>2.0</oai:protocolVersion>"
        "<oai:adminEmail>a@nsdl.example</oai:adminEmail>"
        "<oai:earliestDatestamp>2012-01-01</oai:earliestDatestamp>"
        "<oai:deletedRecord>no</oai:deletedRecord><oai:granularity>YYYY-MM-DD</oai:granularity>"
        "</Identify><ListMetadataFormats><oai:metadataFormat>"
        "<oai:metadataPrefix>nsdl_dc</oai:metadataPrefix>"
        "<oai:schema>http://ns.nsdl.org/schemas/nsdl_dc/nsdl_dc_v1.02.xsd</oai:schema>"
        "<oai:metadataNamespace>http://ns.nsdl.org/nsdl_dc_v1.02/</oai:metadataNamespace>"
        "</oai:metadataFormat></ListMetadataFormats>"
        f'<ListRecords metadataPrefix="nsdl_dc">{rows}</ListRecords></Repository>'
    )
