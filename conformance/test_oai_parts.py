"""What stands inside `metadata` and `about`, which OAI-PMH.xsd skips, follows the schema it names."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import etree

from conformance.archives import unpack
from conformance.live import Site, change, environment

DOOR = "OAI-PMH"
CLIENTS = ("libxml2",)

OWN = Path(__file__).parent / "schemas"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
PROVIDER = (
    "core_oaipmh_provider_app-2.23.0/core_oaipmh_provider_app/static/core_oaipmh_provider_app"
)
DUBLIN_CORE = [f"{PROVIDER}/xsd/oai_dc.xsd", f"{PROVIDER}/xsd/simpledc20021212.xsd"]
PREFIXES = ("oai_dc", "amb", "lrmi")


def records(site: Site, prefix: str) -> list[etree._Element]:
    """Every record of the site."""
    found: list[etree._Element] = []
    query: str | None = f"verb=ListRecords&metadataPrefix={prefix}"
    while query:
        page = etree.fromstring(site.read(f"/oai?{query}"))
        found += page.iter(f"{OAI}record")
        token = page.findtext(f".//{OAI}resumptionToken")
        query = f"verb=ListRecords&resumptionToken={quote(token)}" if token else None
    return found


@pytest.fixture(scope="module")
def answered(site: Site) -> dict[str, list[etree._Element]]:
    """In every format, one of them reviewed."""
    change(environment(site.home, site.address), "review")
    return {prefix: records(site, prefix) for prefix in PREFIXES}


def inside(found: list[etree._Element], name: str) -> list[etree._Element]:
    """The one element in each of these containers."""
    roots = []
    for record in found:
        for container in record.iterchildren(OAI + name):
            [root] = container
            roots.append(root)
    return roots


def served(site: Site, path: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(site.read(path)))


def faults(schema: etree.XMLSchema, root: etree._Element) -> list[str]:
    """By the text of the element alone: what is around it has its own schema."""
    alone = etree.fromstring(etree.tostring(root, with_tail=False))
    schema.validate(alone)
    return [fault.message for fault in schema.error_log]


def spoilt(root: etree._Element, right: str, fault: str) -> etree._Element:
    text = etree.tostring(root, with_tail=False, encoding="unicode")
    other = re.sub(right, fault, text, count=1)
    assert other != text
    return etree.fromstring(other)


# Metadata


@pytest.fixture(scope="module")
def dublin_core(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    """The protocol's own, as another provider ships it; its imports are read from beside it."""
    folder = tmp_path_factory.mktemp("dublin-core")
    files = unpack("core-oaipmh-provider-app", "2.23.0", DUBLIN_CORE, folder)
    (folder / "xml.xsd").write_bytes((OWN / "xml.xsd").read_bytes())
    for file in files:
        text = re.sub(r'schemaLocation="[^"]*/', 'schemaLocation="', file.read_text("utf-8"))
        file.write_text(text, encoding="utf-8")
    return etree.XMLSchema(file=str(files[0]))


def test_dublin_core_of_every_record_follows_its_schema(
    answered: dict[str, list[etree._Element]], dublin_core: etree.XMLSchema
) -> None:
    roots = inside(answered["oai_dc"], "metadata")
    assert len(roots) > 50
    assert [told for root in roots for told in faults(dublin_core, root)] == []


@pytest.mark.parametrize(
    ("right", "fault"),
    [
        (r"<dc:title(.*?)</dc:title>", r"<dc:name\1</dc:name>"),
        (r"<dc:title", '<dc:title kind="main"'),
        (r"</dc:title>", "<b>!</b></dc:title>"),
        (r'xml:lang="\w+', 'xml:lang="no language'),
    ],
)
@pytest.mark.planted("unknown elements and attributes, a wrong language")
def test_dublin_core_with_a_planted_fault_does_not(
    answered: dict[str, list[etree._Element]],
    dublin_core: etree.XMLSchema,
    right: str,
    fault: str,
) -> None:
    [root, *_] = inside(answered["oai_dc"], "metadata")
    assert faults(dublin_core, spoilt(root, right, fault)) != []


@pytest.mark.parametrize("prefix", ["amb", "lrmi"])
@pytest.mark.planted("an unknown attribute", within=True)
def test_wrapped_json_ld_of_every_record_follows_our_schema(
    site: Site, answered: dict[str, list[etree._Element]], prefix: str
) -> None:
    schema = served(site, "/oai/json-ld.xsd")
    roots = inside(answered[prefix], "metadata")
    assert len(roots) == len(inside(answered["oai_dc"], "metadata"))
    assert [told for root in roots for told in faults(schema, root)] == []
    assert faults(schema, spoilt(roots[0], " profile=", " of=")) != []


def test_every_metadata_names_a_schema_of_its_own_namespace(
    answered: dict[str, list[etree._Element]],
) -> None:
    for found in answered.values():
        for root in (*inside(found, "metadata"), *inside(found, "about")):
            namespace, _address = root.get(f"{XSI}schemaLocation").split()
            assert namespace == etree.QName(root).namespace


# About


@pytest.fixture(scope="module")
def abouts(answered: dict[str, list[etree._Element]]) -> dict[str, list[etree._Element]]:
    """By the name of the element that is in the container; the site has each."""
    found: dict[str, list[etree._Element]] = {"rights": [], "provenance": [], "reviews": []}
    for root in inside(answered["oai_dc"], "about"):
        found[etree.QName(root).localname].append(root)
    assert all(found.values())
    return found


@pytest.mark.parametrize("name", ["rights", "provenance", "reviews"])
def test_about_containers_follow_their_schema(
    site: Site, abouts: dict[str, list[etree._Element]], name: str
) -> None:
    assert [told for root in abouts[name] for told in faults(about_schema(site, name), root)] == []


def about_schema(site: Site, name: str) -> etree.XMLSchema:
    if name == "reviews":
        return served(site, "/oai/reviews.xsd")
    return etree.XMLSchema(file=str(OWN / f"{name}.xsd"))


@pytest.mark.parametrize(
    ("name", "right", "fault"),
    [
        ("rights", r"rightsReference ref", "rightsReference address"),
        ("rights", r"<rightsReference[^>]*>", ""),
        ("provenance", r' altered="true"', ""),
        ("provenance", r'harvestDate="[^"]*"', 'harvestDate="yesterday"'),
        ("provenance", r"<baseURL>[^<]*</baseURL>", ""),
        ("provenance", r"(?<=<datestamp>)[^<]*", "2026"),
        ("reviews", r"<review .*/>", ""),
        ("reviews", r' points="', ' points="-'),
        ("reviews", r' rubric="[^"]*"', ""),
    ],
)
@pytest.mark.planted("missing and wrong parts of about")
def test_about_container_with_a_planted_fault_does_not(
    site: Site, abouts: dict[str, list[etree._Element]], name: str, right: str, fault: str
) -> None:
    root = spoilt(abouts[name][0], right, fault)
    assert faults(about_schema(site, name), root) != []


def test_about_containers_are_beside_every_format_and_no_tombstone(
    answered: dict[str, list[etree._Element]],
) -> None:
    """Rights beside each record that has metadata, whatever its format; nothing beside a tombstone."""
    for found in answered.values():
        for record in found:
            names = [etree.QName(root).localname for root in inside([record], "about")]
            has_metadata = record.find(f"{OAI}metadata") is not None
            assert names[:1] == (["rights"] if has_metadata else [])


def test_points_of_reviews_are_those_of_the_site(
    site: Site, abouts: dict[str, list[etree._Element]]
) -> None:
    """Where it says that a review stands, one does."""
    for review in (review for root in abouts["reviews"] for review in root):
        assert int(review.get("points")) <= int(review.get("most"))
        assert b"<main" in site.read(review.get("address"))
