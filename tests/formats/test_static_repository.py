"""Static repositories: a whole OAI-PMH service in one file, read piece by piece."""

import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest

from armillary.formats.dublin_core import DublinCoreCollector
from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import MetadataFormat
from armillary.formats.statement import Text
from armillary.formats.static_repository import open_static_repository

FILE = (Path(__file__).parents[1] / "payloads" / "formats" / "static_repository.xml").read_bytes()


def grown(count: int) -> bytes:
    start, end = FILE.index(b"<oai:record>"), FILE.index(b"</oai:record>") + len(b"</oai:record>")
    return FILE[:start] + FILE[start:end].replace(b"Levers", b"Levers " * 200) * count + FILE[end:]


def test_introduction_and_records_are_read():
    repository = open_static_repository(FILE, reader=DublinCoreCollector())
    assert repository.identify.repository_name == "A small collection"
    assert repository.identify.granularity == "YYYY-MM-DD"
    assert repository.formats == [
        MetadataFormat(
            "oai_dc",
            "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
            "http://www.openarchives.org/OAI/2.0/oai_dc/",
        )
    ]
    [(prefix, record)] = repository.records
    assert (prefix, record.identifier, record.datestamp) == ("oai_dc", "oai:small:1", "2020-02-03")
    assert record.value.titles == [Text("Levers")]
    assert record.metadata in FILE
    assert record.metadata.startswith(b"<oai_dc:dc")


def test_memory_does_not_grow_with_the_file():
    body = grown(8000)
    tracemalloc.start()
    count = sum(1 for _ in open_static_repository(BytesIO(body)).records)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 8000
    assert peak < len(body) / 4


def test_file_that_breaks_off_is_told_after_its_records():
    found = open_static_repository(FILE[: FILE.index(b"</ListRecords>")])
    with pytest.raises(FormatError, match="not well-formed"):
        list(found.records)


@pytest.mark.parametrize("body", [b"", b"<a/>", b"<!DOCTYPE a><Repository/>", b"<Repository/>"])
def test_other_files_are_refused(body: bytes):
    with pytest.raises(FormatError):
        open_static_repository(body)
