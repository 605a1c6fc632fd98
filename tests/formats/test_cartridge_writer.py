"""What we write as a cartridge our own reader takes in, and it is laid out as the profile asks."""

from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from armillary.formats.cartridge import open_cartridge, read_part
from armillary.formats.cartridge_writer import CP, WebLink, write_cartridge

BY = "https://creativecommons.org/licenses/by/4.0/"
WATER = WebLink(
    "abc123",
    "https://stem.example/resources/abc123/",
    "Water & ice <solid>",
    {"en": "What happens at 0 °C.", "ar": "ماذا يحدث عند الصفر"},
    BY,
)
BARE = WebLink("def456", "https://stem.example/ar/resources/def456/", "أمواج")


def written(*links: WebLink) -> bytes:
    return write_cartridge(
        "c1", links, title="Water", titles={"en": "Water", "fr": "L’eau"}, descriptions={}
    )


def test_reader_finds_every_link_in_its_order():
    package, *parts = [read_part(part.payload) for part in open_cartridge(written(WATER, BARE))]
    assert [text.text for text in package.titles] == ["Water", "L’eau"]
    assert [part.addresses for part in parts] == [[WATER.address], [BARE.address]]
    assert [part.titles[0].text for part in parts] == [WATER.title, BARE.title]
    assert {text.text for text in parts[0].descriptions} == set(WATER.descriptions.values())
    assert parts[0].licences == [BY]


def test_manifest_says_what_it_is_and_points_at_files_that_are_there():
    with ZipFile(BytesIO(written(WATER, BARE))) as archive:
        assert archive.namelist()[0] == "imsmanifest.xml"
        root = etree.fromstring(archive.read("imsmanifest.xml"))
        files = root.findall(f".//{{{CP}}}file")
        assert [file.get("href") for file in files] == archive.namelist()[1:]
    assert root.findtext(f"{{{CP}}}metadata/{{{CP}}}schema") == "IMS Thin Common Cartridge"
    assert root.findtext(f"{{{CP}}}metadata/{{{CP}}}schemaversion") == "1.3.0"
    identifiers = [each.get("identifier") for each in root.iter() if each.get("identifier")]
    assert len(identifiers) == len(set(identifiers))
    known = {each.get("identifier") for each in root.iter(f"{{{CP}}}resource")}
    assert {each.get("identifierref") for each in root.iter(f"{{{CP}}}item")} - {None} == known


def test_same_links_make_the_same_bytes():
    assert written(WATER, BARE) == written(WATER, BARE)
    assert written(BARE, WATER) != written(WATER, BARE)


def test_what_xml_has_no_place_for_breaks_nothing():
    odd = WebLink("x1", "https://stem.example/?a=1&b=2", "Bell\x07 and \ud800 half")
    [_package, part] = list(open_cartridge(written(odd)))
    assert read_part(part.payload).titles[0].text == "Bell and half"


def test_empty_collection_is_a_package_too():
    assert len(list(open_cartridge(written()))) == 1
