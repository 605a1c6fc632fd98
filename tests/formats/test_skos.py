"""Concept schemes in SKOS: four syntaxes, several schemes, SKOS-XL, inverses and cycles."""

import time

import pytest
from tests.shared import SHARED, needs_shared

from armillary.formats.errors import FormatError
from armillary.formats.skos import read_skos

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix e: <https://example.org/> .
e:scheme a skos:ConceptScheme ; skos:prefLabel "Maths"@en, "Математика"@ru ; skos:hasTopConcept e:a .
e:a a skos:Concept ; skos:inScheme e:scheme ; skos:prefLabel "Algebra"@EN, "الجبر"@ar ;
  skos:altLabel "Algebras"@en ; skos:notation "1" ; skos:narrower e:b ;
  skos:exactMatch <http://www.wikidata.org/entity/Q3968> .
e:b a skos:Concept ; skos:inScheme e:scheme ; xl:prefLabel e:l ; skos:definition "D"@en ; skos:related e:c .
e:c a skos:Concept ; skos:inScheme e:scheme ; skos:prefLabel "Group"@en ; skos:broader e:b ; owl:deprecated true .
e:l a xl:Label ; xl:literalForm "Equation"@en .
e:other a skos:ConceptScheme .
e:z a skos:Concept ; skos:inScheme e:other ; skos:prefLabel "Z" .
"""


def test_largest_scheme_is_read_whole():
    scheme = read_skos(TURTLE.encode(), format="turtle")
    assert (scheme.uri, scheme.titles) == (
        "https://example.org/scheme",
        {"en": "Maths", "ru": "Математика"},
    )
    a, b, c = scheme.concepts
    assert (a.pref_labels, a.alt_labels) == ({"en": "Algebra", "ar": "الجبر"}, {"en": ["Algebras"]})
    assert (a.notation, a.top, a.narrower) == ("1", True, ["https://example.org/b"])
    assert a.matches == {"exactMatch": ["http://www.wikidata.org/entity/Q3968"]}
    assert (b.pref_labels, b.definitions, b.top) == ({"en": "Equation"}, {"en": "D"}, False)
    assert (b.broader, b.narrower) == (["https://example.org/a"], ["https://example.org/c"])
    assert (c.broader, c.related, c.deprecated) == (
        ["https://example.org/b"],
        ["https://example.org/b"],
        True,
    )
    assert scheme.problems == []


def test_other_scheme_can_be_asked_for():
    scheme = read_skos(TURTLE.encode(), scheme="https://example.org/other")
    assert [concept.pref_labels for concept in scheme.concepts] == [{"": "Z"}]
    with pytest.raises(FormatError, match="no scheme"):
        read_skos(TURTLE.encode(), scheme="https://example.org/none")


@pytest.mark.parametrize(
    ("format_", "body"),
    [
        (
            "rdf/xml",
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            b' xmlns:s="http://www.w3.org/2004/02/skos/core#"><s:Concept rdf:about="urn:a">'
            b'<s:prefLabel xml:lang="en">A</s:prefLabel></s:Concept></rdf:RDF>',
        ),
        (
            "n-triples",
            b"<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> .\n"
            b'<urn:a> <http://www.w3.org/2004/02/skos/core#prefLabel> "A"@en .\n',
        ),
        (
            "json-ld",
            b'{"@context": {"s": "http://www.w3.org/2004/02/skos/core#"}, "@id": "urn:a", "@type": "s:Concept",'
            b' "s:prefLabel": {"@value": "A", "@language": "en"}}',
        ),
    ],
)
def test_syntaxes_are_named_or_found(format_: str, body: bytes):
    for wanted in (format_, None):
        [concept] = read_skos(body, format=wanted).concepts
        assert (concept.uri, concept.pref_labels) == ("urn:a", {"en": "A"})


def test_cycles_and_nameless_concepts_are_problems():
    body = (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix e: <urn:> ."
        'e:a a skos:Concept ; skos:prefLabel "A" ; skos:broader e:b .'
        "e:b a skos:Concept ; skos:broader e:a ."
    )
    assert read_skos(body.encode()).problems == [
        "urn:b has no preferred label.",
        "urn:a > urn:b > urn:a: these are broader than themselves.",
    ]


def test_chain_of_ten_thousand_needs_no_recursion():
    lines = ["@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."]
    lines += [
        f'<urn:{n}> a skos:Concept ; skos:prefLabel "{n}" ; skos:broader <urn:{n + 1}> .'
        for n in range(10_000)
    ]
    assert read_skos("\n".join(lines).encode()).problems == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<a> <b> .",
        b"<a> <b> <c> .",
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF/>',
        b'{"@context": "https://example.org/context.jsonld", "@type": "Concept"}',
        b"{" * 100_000,
    ],
)
def test_what_holds_no_concepts_is_refused(body: bytes):
    with pytest.raises(FormatError):
        read_skos(body)


@needs_shared
def test_unesco_thesaurus_is_read_in_time():
    body = (SHARED / "data" / "unesco-thesaurus.ttl").read_bytes()
    start = time.perf_counter()
    scheme = read_skos(body)
    assert time.perf_counter() - start < 10  # about one second on a quiet machine
    assert (scheme.uri, len(scheme.concepts)) == ("http://vocabularies.unesco.org/thesaurus", 4485)
    assert sum(concept.top for concept in scheme.concepts) == 585
    assert not any("broader than themselves" in problem for problem in scheme.problems)
    assert all(
        {"ar", "en", "es", "fr", "ru"} >= set(concept.pref_labels) for concept in scheme.concepts
    )


def test_collections_are_groups_of_concepts_and_of_collections():
    grouped = """
    e:d a skos:Collection ; skos:notation "2" ; skos:prefLabel "Science"@en ; skos:member e:m .
    e:m a skos:Collection ; skos:prefLabel "Mathematics"@en, "Maths"@fr ; skos:member e:a, e:b .
    """
    domain, group = read_skos((TURTLE + grouped).encode(), format="turtle").collections

    assert (domain.uri, domain.notation) == ("https://example.org/d", "2")
    assert (domain.labels, domain.members) == ({"en": "Science"}, ["https://example.org/m"])
    assert (group.notation, group.labels) == ("", {"en": "Mathematics", "fr": "Maths"})
    assert group.members == ["https://example.org/a", "https://example.org/b"]


@needs_shared
def test_every_concept_of_the_unesco_thesaurus_is_in_a_microthesaurus():
    scheme = read_skos((SHARED / "data" / "unesco-thesaurus.ttl").read_bytes())
    grouped = {uri for each in scheme.collections if "." in each.notation for uri in each.members}

    assert len(scheme.collections) == 95
    assert {concept.uri for concept in scheme.concepts} <= grouped


def test_levels_of_education_are_keys_of_ours():
    stated = """
    @prefix dct: <http://purl.org/dc/terms/> .
    e:a dct:educationLevel <http://purl.org/ASN/scheme/ASNEducationLevel/7>, "High School" .
    """
    concepts = read_skos((TURTLE + stated).encode(), format="turtle").concepts

    assert concepts[0].levels == ["lower-secondary", "upper-secondary"]
    assert concepts[1].levels == []
