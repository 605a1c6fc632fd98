"""Data sets as DCAT: what is said, that it can be read without asking anybody, and what is left out."""

import json

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from armillary.formats.dcat import (
    DataSet,
    Distribution,
    Service,
    as_turtle,
    write_dcat,
    write_dcat_resource,
)
from armillary.formats.description import Description

DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
HERE = "https://stem.example/dataset/"
FILE = "https://stem.example/dataset/files/a.csv.gz"
FOUND = DataSet(
    identifier=HERE,
    titles={"en": "All of it", "ar": "كل شيء"},
    texts={"en": "Everything."},
    publisher="Stem",
    home="https://stem.example/",
    licence="https://creativecommons.org/publicdomain/zero/1.0/",
    made="2026-03-02T12:00:00+00:00",
    distributions=[Distribution(FILE, "CSV", "text/csv", "application/gzip", 12, "ab" * 32)],
    services=[
        Service("https://stem.example/oai", "OAI-PMH", "https://stem.example/oai?verb=Identify")
    ],
)


def triples(document):
    raw = json.dumps(document).encode()
    return {(s, p.value, o) for s, p, o, _graph in parse(raw, format=RdfFormat.JSON_LD)}


def values(document, subject, name):
    return {o.value for s, p, o in triples(document) if (s, p) == (NamedNode(subject), name)}


def test_a_file_has_all_that_somebody_needs_to_fetch_it():
    document = write_dcat(FOUND)
    media = "https://www.iana.org/assignments/media-types/"
    assert values(document, HERE, f"{DCAT}distribution") == {FILE}
    assert values(document, FILE, f"{DCAT}downloadURL") == {FILE}
    assert values(document, FILE, f"{DCAT}mediaType") == {f"{media}text/csv"}
    assert values(document, FILE, f"{DCAT}compressFormat") == {f"{media}application/gzip"}
    assert values(document, FILE, f"{DCAT}byteSize") == {"12"}
    assert values(document, FILE, f"{DCT}license") == {FOUND.licence}
    assert values(document, HERE, f"{DCT}modified") == {FOUND.made}
    sums = {o.value for _s, p, o in triples(document) if p.endswith("#checksumValue")}
    assert sums == {"ab" * 32}


def test_texts_have_their_languages():
    titles = {
        (o.value, o.language)
        for s, p, o in triples(write_dcat(FOUND))
        if s == NamedNode(HERE) and p == f"{DCT}title" and isinstance(o, Literal)
    }
    assert titles == {("All of it", "en"), ("كل شيء", "ar")}


def test_turtle_says_the_same():
    document = write_dcat(FOUND)
    raw = as_turtle(document)
    assert b"@prefix dcat:" in raw
    found = {
        (p.value, str(o))
        for _s, p, o, _g in parse(raw, format=RdfFormat.TURTLE)
        if "_:" not in str(o)
    }
    assert found == {(p, str(o)) for _s, p, o in triples(document) if "_:" not in str(o)}


def test_of_a_resource_only_what_is_known_is_said():
    page = "https://stem.example/resources/a/"
    document = write_dcat_resource(
        Description(titles={"en": "Rain"}), identifier=page, changed="2026-03-02T12:00:00Z"
    )
    assert sorted(document) == [
        "@context", "@id", "@type", "dcat:landingPage", "dct:identifier", "dct:modified", "dct:title",
    ]  # fmt: skip


def test_a_resource_names_its_files_or_else_its_address():
    described = Description(
        titles={"und": "Rain"},
        languages=["en", "zh-hans", "mul"],
        published="2024-05",
        licence="https://creativecommons.org/licenses/by/4.0/",
        creators=[{"name": "A. Noor", "kind": "person", "address": ""}],
        publisher={"name": "Met", "kind": "organization", "address": "https://met.example/"},
        addresses=["https://met.example/rain", "https://other.example/rain"],
    )
    page = "https://stem.example/resources/a/"

    def places(**more):
        found = write_dcat_resource({**described, **more}, identifier=page, changed="2026-03-02")
        return found["dcat:distribution"], found

    [place], found = places()
    assert place["dcat:accessURL"] == {"@id": "https://met.example/rain"}
    assert found["dct:issued"] == {"@type": "xsd:gYearMonth", "@value": "2024-05"}
    assert [each["@id"][-2:] for each in found["dct:language"]] == ["en", "zh"]
    assert found["dct:publisher"]["@id"] == "https://met.example/"
    [file], _found = places(
        files=[{"address": "https://met.example/r.csv", "media_type": "text/csv", "size": 7}]
    )
    assert file["dcat:downloadURL"] == {"@id": "https://met.example/r.csv"}
    assert file["dcat:byteSize"]["@value"] == "7"
    assert file["dct:license"] == {"@id": described["licence"]}
