"""The demonstration content holds what its README promises, and nothing that must not be shipped."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import armillary
from armillary.formats.values.classroom import CONSTRAINTS, READERS, SEVERAL
from armillary.formats.values.countries import country
from armillary.formats.values.durations import minutes
from armillary.formats.values.identifiers import keys_of
from armillary.formats.values.licences import licence

DEMO = Path(armillary.__file__).parent / "demo"
HOST = "https://demo.armillary.invalid"
OAI = "oai:demo.armillary.invalid:"
LANGUAGES = {"en": 121, "es": 42, "ar": 33, "fr": 33, "ru": 34, "zh": 26}
OPEN = {"en": 68, "es": 23, "ar": 12, "fr": 18, "ru": 28, "zh": 13}
HEADER = ["Title", "Description", "Address", "Authors", "Licence", "Level", "Subjects", "Language"]
HEADER += ["Type", "Published", "Internet", "Device", "Laboratory", "Cost of materials", "Safety"]
HEADER += ["Group size", "Duration", "Country", "Checked"]
NEEDS = dict(zip(CONSTRAINTS, HEADER[10:16], strict=True))
NAMESPACES = {
    "static": "http://www.openarchives.org/OAI/2.0/static-repository",
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "sitemap": "http://www.sitemaps.org/schemas/sitemap/0.9",
}
WITHDRAWN = f"{OAI}0040"
BROKEN = f"{OAI}0057"


@dataclass(frozen=True)
class Record:
    """One record of a source: what it is called there, and what it says for identity."""

    name: str
    title: str
    description: str
    address: str
    keys: frozenset[str]
    licence: str


def page(name: str) -> str:
    return f"{HOST}/pages/{name}.html"


SAME_ADDRESS = [
    ("https://www.csunplugged.org/", f"{OAI}0017"),
    (f"{OAI}0012", page("hello-algo-page")),
    ("https://oi-wiki.org/", page("oi-wiki-page")),
    (f"{OAI}0044", page("aeropython-page")),
    ("https://gcompris.net", f"{OAI}0025"),
]
SAME_IDENTIFIER = [
    ("https://doi.org/10.5281/zenodo.3264888", f"{OAI}0038", "doi:10.5281/zenodo.3264888"),
    (
        "https://doi.org/10.5281/zenodo.1198732",
        page("shell-novice-es-page"),
        "doi:10.5281/zenodo.1198732",
    ),
    (f"{OAI}0064", page("cracking-the-code-page"), "isbn:9789231002335"),
]
SIYAVULA = "siyavula-MathematicsGrade10TeachersGuideSiyavulaWebBooks-col11341"
ONLY_SUSPECTED = [
    (f"http://www.archive.org/stream/{SIYAVULA}/{SIYAVULA}_djvu.txt", f"{OAI}0051"),
    (f"{OAI}0030", page("simply-arduino-site")),
    ("https://github.com/datawhalechina/pumpkin-book", page("pumpkin-book-site")),
    ("http://learn.javascript.ru", f"{OAI}0011"),
]
KEPT_APART = [
    ("https://openstax.org/details/books/calculus-volume-1", f"{OAI}0001"),
    (f"{OAI}0001", page("calculus-volume-3")),
    ("https://www.youtube.com/playlist?list=PL6-3IRz2XF5XZCwISqNQPFFns9bnx2wUG", f"{OAI}0052"),
]


def table() -> list[dict[str, str]]:
    with (DEMO / "table/resources.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def checked() -> list[dict[str, str]]:
    with (DEMO / "checked.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def repository() -> etree._Element:
    return etree.parse(str(DEMO / "oai/static-repository.xml")).getroot()


def oai_records() -> dict[str, etree._Element]:
    found = repository().findall("static:ListRecords/oai:record", NAMESPACES)
    return {
        record.findtext("oai:header/oai:identifier", "", NAMESPACES): record for record in found
    }


class Scripts(HTMLParser):
    """Collects the JSON-LD of a page and the language it declares."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[dict[str, Any]] = []
        self.language = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("type", "application/ld+json") in attrs
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.documents.append(json.loads(data))


def learning_resource(path: Path) -> dict[str, Any]:
    parser = Scripts()
    parser.feed(path.read_text(encoding="utf-8"))
    [document] = parser.documents
    nodes = document.get("@graph", [document])
    [resource] = [node for node in nodes if "LearningResource" in node["@type"]]
    assert resource["inLanguage"] == parser.language
    return dict(resource)


def keys(identifiers: list[str]) -> frozenset[str]:
    return frozenset(chain.from_iterable(map(keys_of, identifiers)))


def records() -> Iterator[Record]:
    for row in table():
        address = row["Address"]
        found = keys([address])
        yield Record(address, row["Title"], row["Description"], address, found, row["Licence"])
    for identifier, record in oai_records().items():
        if identifier not in (WITHDRAWN, BROKEN):
            stated = [node.text or "" for node in record.iterfind(".//dc:identifier", NAMESPACES)]
            title = record.findtext(".//dc:title", "", NAMESPACES)
            description = record.findtext(".//dc:description", "", NAMESPACES)
            rights = record.findtext(".//dc:rights", "", NAMESPACES)
            yield Record(identifier, title, description, stated[0], keys(stated), rights)
    for path in sorted((DEMO / "pages").glob("*.html")):
        resource = learning_resource(path)
        stated = [resource["url"]]
        if "identifier" in resource:
            stated.append(f"doi:{resource['identifier']['value']}")
        if "isbn" in resource:
            stated.append(f"urn:isbn:{resource['isbn']}")
        yield Record(
            page(path.stem),
            resource["name"],
            resource["description"],
            resource["url"],
            keys(stated),
            resource.get("license", ""),
        )


@pytest.fixture(scope="module")
def by_name() -> dict[str, Record]:
    return {record.name: record for record in records()}


def resources(found: Iterable[Record]) -> list[list[Record]]:
    """The resources that the records describe, two records with a key in common being one."""
    groups: list[list[Record]] = []
    for record in found:
        same = [group for group in groups if any(record.keys & other.keys for other in group)]
        groups = [group for group in groups if group not in same]
        groups.append([*chain.from_iterable(same), record])
    return groups


def is_open(record: Record) -> bool:
    known = licence(record.licence)
    return known is not None and known.open


def test_289_records_describe_281_resources(by_name: dict[str, Record]) -> None:
    assert len(by_name) == 289
    assert len(resources(by_name.values())) == 281


def test_at_least_150_resources_are_open_by_a_licence_that_was_read(
    by_name: dict[str, Record],
) -> None:
    """Open as our vocabulary has it: anyone may copy, adapt and sell."""
    checks = {row["identifier"]: row for row in checked()}
    languages: Counter[str] = Counter()
    for group in resources(by_name.values()):
        stated = [record for record in group if is_open(record)]
        for record in stated:
            facts = checks[record.name]["facts"]
            assert "licence" in facts, record.name
            assert "licence not stated" not in facts, record.name
        languages.update({checks[group[0].name]["language"]} if stated else set())
    assert languages == OPEN
    assert languages.total() >= 150


def test_each_source_has_its_share() -> None:
    assert len(table()) == 106
    assert len(oai_records()) == 109 + 2
    assert len(list((DEMO / "pages").glob("*.html"))) == 74


def test_every_record_has_a_title_a_description_and_a_usable_address(
    by_name: dict[str, Record],
) -> None:
    for record in by_name.values():
        assert record.title, record.name
        assert len(record.description) >= 25, record.name
        assert record.address.startswith(("http://", "https://")), record.name
        assert record.keys, record.name


def test_descriptions_are_two_to_four_sentences(by_name: dict[str, Record]) -> None:
    for record in by_name.values():
        ends = re.findall(r"[.!?؟](?=\s|$)|[。！？]", record.description)
        assert 2 <= len(ends) <= 4, record.name


def test_no_description_is_used_twice(by_name: dict[str, Record]) -> None:
    assert len({record.description for record in by_name.values()}) == 289


def test_table_has_the_header_a_ministry_would_write() -> None:
    with (DEMO / "table/resources.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == HEADER


def test_what_the_table_says_of_classrooms_is_understood() -> None:
    said = {name: {row[column] for row in table()} - {""} for name, column in NEEDS.items()}
    assert {
        word for name, words in said.items() for word in words if not READERS[name](word)
    } == set()
    assert {minutes(row["Duration"]) for row in table() if row["Duration"]} == {360}


def test_countries_of_the_table_are_understood() -> None:
    said = {row["Country"] for row in table()} - {""}
    assert {name: country(name) for name in said} == {
        "United States": "US",
        "United Kingdom": "GB",
        "India": "IN",
        "France": "FR",
        "China": "CN",
        "Canada": "CA",
    }


def test_what_curators_say_of_classrooms_is_of_resources_that_are_here(
    by_name: dict[str, Record],
) -> None:
    wanted = json.loads((DEMO / "classroom.json").read_text(encoding="utf-8"))
    here = frozenset(chain.from_iterable(record.keys for record in by_name.values()))
    for address, said in wanted.items():
        assert here.issuperset(keys([address])), address
        for name, value in said.items():
            values = value if name in SEVERAL else [value]
            assert set(values) <= set(CONSTRAINTS[name]), address


def test_static_repository_identifies_itself_and_offers_oai_dc() -> None:
    root = repository()
    assert root.tag == f"{{{NAMESPACES['static']}}}Repository"
    assert root.findtext("static:Identify/oai:protocolVersion", "", NAMESPACES) == "2.0"
    formats = root.findall("static:ListMetadataFormats/oai:metadataFormat", NAMESPACES)
    assert [part.findtext("oai:metadataPrefix", "", NAMESPACES) for part in formats] == ["oai_dc"]
    [listing] = root.findall("static:ListRecords", NAMESPACES)
    assert listing.get("metadataPrefix") == "oai_dc"


def test_static_repository_holds_one_withdrawn_and_one_broken_record() -> None:
    found = oai_records()
    withdrawn = [
        name
        for name, record in found.items()
        if record.xpath("oai:header/@status", namespaces=NAMESPACES) == ["deleted"]
    ]
    broken = [
        name
        for name, record in found.items()
        if record.find("oai:metadata", NAMESPACES) is not None
        and record.find(".//dc:title", NAMESPACES) is None
        and record.find(".//dc:identifier", NAMESPACES) is None
    ]
    assert withdrawn == [WITHDRAWN]
    assert broken == [BROKEN]
    assert found[WITHDRAWN].find("oai:metadata", NAMESPACES) is None


def test_sitemap_lists_every_page_and_no_other() -> None:
    root = etree.parse(str(DEMO / "pages/sitemap.xml")).getroot()
    listed = [node.text for node in root.iterfind("sitemap:url/sitemap:loc", NAMESPACES)]
    assert sorted(map(str, listed)) == sorted(
        page(path.stem) for path in (DEMO / "pages").glob("*.html")
    )


def test_every_record_was_checked_somewhere_and_none_is_made_up(
    by_name: dict[str, Record],
) -> None:
    rows = checked()
    assert sorted(row["identifier"] for row in rows) == sorted(by_name)
    for row in rows:
        assert row["address"] == by_name[row["identifier"]].address
        assert (DEMO / row["source"]).is_file(), row["source"]
        assert re.search(r"https?://|github\.com/|free-programming-books row", row["checked"])
        assert row["date"] == "2026-11-22"
        assert row["facts"], row["identifier"]


def test_every_language_has_at_least_ten_resources() -> None:
    found = Counter(row["language"] for row in checked())
    assert found == LANGUAGES
    assert min(found.values()) >= 10


def test_licences_that_no_page_stated_are_left_empty_and_counted() -> None:
    silent = {row["identifier"] for row in checked() if "licence not stated" in row["facts"]}
    stated = {row["Address"] for row in table() if row["Licence"]}
    assert len(silent) == 60
    assert not silent & stated
    assert "60 records carry no licence" in (DEMO / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("first", "second"), SAME_ADDRESS)
def test_same_address_written_differently_gives_one_key(
    by_name: dict[str, Record], first: str, second: str
) -> None:
    assert by_name[first].address != by_name[second].address
    assert by_name[first].keys == by_name[second].keys


@pytest.mark.parametrize(("first", "second", "key"), SAME_IDENTIFIER)
def test_same_identifier_at_two_addresses_gives_one_key(
    by_name: dict[str, Record], first: str, second: str, key: str
) -> None:
    assert by_name[first].address != by_name[second].address
    assert by_name[first].keys & by_name[second].keys == {key}


@pytest.mark.parametrize(("first", "second"), [*ONLY_SUSPECTED, *KEPT_APART])
def test_no_key_joins_what_is_suspected_or_differs_by_a_number(
    by_name: dict[str, Record], first: str, second: str
) -> None:
    assert not by_name[first].keys & by_name[second].keys


def test_only_the_planted_pairs_share_a_key(by_name: dict[str, Record]) -> None:
    found = {
        frozenset((one.name, two.name))
        for one, two in combinations(by_name.values(), 2)
        if one.keys & two.keys
    }
    planted = {frozenset(pair) for pair in SAME_ADDRESS}
    assert found == planted | {frozenset(pair[:2]) for pair in SAME_IDENTIFIER}


def test_the_readme_names_every_planted_case() -> None:
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    pairs = [*SAME_ADDRESS, *SAME_IDENTIFIER, *ONLY_SUSPECTED, *KEPT_APART]
    for name in chain(chain.from_iterable(pairs), (WITHDRAWN, BROKEN)):
        assert name in text, name


def test_values_that_no_vocabulary_holds_are_planted() -> None:
    assert [row["Title"] for row in table() if row["Level"] == "K-12ish"] == [
        "TeachEngineering curriculum collection"
    ]
    assert (
        learning_resource(DEMO / "pages/stellarium.html")["educationalLevel"] == "all ages and none"
    )
    assert (
        learning_resource(DEMO / "pages/wonder-why-week.html")["learningResourceType"]
        == "picture book medley"
    )


def test_no_mailbox_and_no_package_registry_is_named() -> None:
    registries = re.compile(
        r"pypi\.|npmjs|cran\.r-project|crates\.io|rubygems|packagist|anaconda|hub\.docker|"
        r"repo\.maven|pkg\.go\.dev",
        re.IGNORECASE,
    )
    mailbox = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
    for path in DEMO.rglob("*.*"):
        if path.suffix not in (".csv", ".html", ".md", ".xml"):
            continue
        text = path.read_text(encoding="utf-8")
        assert not registries.search(text), path
        # OAI-PMH asks for a contact; it is on a host that can't exist (RFC 2606).
        assert set(mailbox.findall(text)) <= {"desk@demo.armillary.invalid"}, path
